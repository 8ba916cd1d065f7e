"""The best split of a budget, with its certificate, and what a plan would bring."""

from core.allocation.allocate import allocate
from core.allocation.answer import Allocation
from core.allocation.caution import (
    Caution,
    CautiousPlan,
    allocate_cautiously,
    caution_frontier,
    chance,
    solve_cautiously,
)
from core.allocation.cents import exchange_cents, round_groups, round_to_cents
from core.allocation.constraints import Group
from core.allocation.flighting import Flighting, flight
from core.allocation.frontier import Frontier, budget_frontier
from core.allocation.goals import FirstCut, Goal, MostOutcome, MostProfit, NextMoney
from core.allocation.planning import (
    LEVEL,
    CampaignFigures,
    PlanCampaign,
    PlanFigures,
    Planner,
    PlanSettings,
    plan_figures,
)
from core.allocation.strategies import strategies
from core.allocation.total_goals import BestReturn, LeastSpend, MostSpend
from core.allocation.weekly_response import WeeklyResponse
from core.curves import CurveDraws, HillCurve

__all__ = [
    "LEVEL",
    "Allocation",
    "BestReturn",
    "CampaignFigures",
    "Caution",
    "CautiousPlan",
    "CurveDraws",
    "FirstCut",
    "Flighting",
    "Frontier",
    "Goal",
    "Group",
    "HillCurve",
    "LeastSpend",
    "MostOutcome",
    "MostProfit",
    "MostSpend",
    "NextMoney",
    "PlanCampaign",
    "PlanFigures",
    "PlanSettings",
    "Planner",
    "WeeklyResponse",
    "allocate",
    "allocate_cautiously",
    "budget_frontier",
    "caution_frontier",
    "chance",
    "exchange_cents",
    "flight",
    "plan_figures",
    "round_groups",
    "round_to_cents",
    "solve_cautiously",
    "strategies",
]
