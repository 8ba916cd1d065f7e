"""What a person asks of a plan, as the optimizer takes it: goal, limits in whole cents, groups."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.allocation import (
    BestReturn,
    FirstCut,
    Goal,
    Group,
    LeastSpend,
    MostOutcome,
    MostProfit,
    MostSpend,
    NextMoney,
)
from core.allocation.caution import Caution
from core.allocation.goals import FromToday
from core.allocation.planning import GOALS, GroupLimit, Planner, PlanSettings
from core.allocation.question import Question, ask
from core.curves import Floats
from core.errors import InfeasibleError, InputError
from core.wording import money


@dataclass(frozen=True, eq=False)
class PlanRequest:
    """A request, checked.

    Attributes:
        question: What the optimizer is asked.
        groups: Its groups, with shares of a given total as maximums.
        lower: Lower limits by campaign as asked, shape (campaigns,).
        upper: Upper limits by campaign as asked.
        caution: How far bad cases count; None where only the expected outcome does.
    """

    question: Question
    groups: tuple[Group, ...]
    lower: Floats
    upper: Floats
    caution: Caution | None

    @property
    def asked(self) -> dict[str, Any]:
        """Budget, limits and rules as ``allocate`` and ``allocate_cautiously`` take them, for a given total."""
        kept = self.question.constraints
        return {
            "budget": self.question.most,
            "lower": self.question.lower,
            "upper": self.question.upper,
            "groups": self.groups,
            "at_least": kept.at_least if kept.at_least.any() else None,
            "most_active": kept.most_active,
        }


def limits(planner: Planner, settings: PlanSettings) -> tuple[float, Floats, Floats]:
    """Return budget, lower and upper limits in the order of the campaigns; a lock is a pair of equal limits.

    Raises:
        InputError: If an amount is no amount of money or an id is unknown.
        InfeasibleError: If a minimum is above its maximum.
    """
    for amounts in (settings.lower, settings.upper, settings.locked, settings.at_least):
        planner.spend_vector(amounts)
    budget = float(planner.today.sum()) if settings.budget is None else settings.budget
    if isinstance(budget, bool) or not isinstance(budget, (int, float)) or not np.isfinite(budget) or budget < 0:
        raise InputError(f"{settings.budget!r} is not a budget; it must be an amount of 0 or more.")
    lower = np.array([settings.locked.get(c.id, settings.lower.get(c.id, c.lower)) for c in planner.campaigns])
    upper = np.array([settings.locked.get(c.id, settings.upper.get(c.id, c.upper)) for c in planner.campaigns])
    for c, low, high in zip(planner.campaigns, lower, upper, strict=True):
        if low > high:
            raise InfeasibleError(
                f"The minimum of {c.name} is {money(low, planner.currency, 'exact')}, above its maximum of "
                f"{money(high, planner.currency, 'exact')}. Lower the one or raise the other."
            )
    return round(float(budget), 2), lower, upper


def request_of(planner: Planner, settings: PlanSettings) -> PlanRequest:
    """Return a request with limits in whole cents, as the plan is given in cents and must be proved in them.

    Raises:
        InputError: If a setting cannot be used.
        InfeasibleError: If no plan fits the limits, with the smallest set of them that clash.
    """
    budget, lower, upper = limits(planner, settings)
    goal = goal_of(planner, settings)
    if isinstance(goal, FromToday):
        budget = round(goal.total, 2)
    low, high = in_cents(budget, lower, upper)
    at_least = np.array([np.ceil(settings.at_least.get(c.id, 0.0) * 100 - 1e-6) / 100 for c in planner.campaigns])
    groups = tuple(_group(planner, one, None if goal.free else budget) for one in settings.groups)
    question = ask(
        planner.curves,
        budget,
        low,
        high,
        goal,
        groups,
        at_least if at_least.any() else None,
        settings.most_active,
        wording=lambda value: money(value, planner.currency, "exact" if value % 1 else "full"),
    )
    caution = Caution(settings.tail, settings.caution) if settings.caution else None
    return PlanRequest(question, groups, lower, upper, caution)


def goal_of(planner: Planner, settings: PlanSettings) -> Goal:
    """Return the goal of some settings.

    Raises:
        InputError: If there is no such goal, or what it needs is missing.
    """
    today = np.round(planner.today, 2)

    def needed(value: float | None, what: str) -> float:
        if value is None:
            raise InputError(f"{what} is missing. Say how much.")
        return value

    match settings.goal:
        case "outcome":
            return MostOutcome()
        case "next":
            return NextMoney(needed(settings.amount, "The money to add"), today)
        case "cut":
            return FirstCut(needed(settings.amount, "The money to take away"), today)
        case "profit":
            return MostProfit(settings.margin)
        case "roi":
            return BestReturn(needed(settings.amount, "The least that has to be spent"))
        case "least_spend":
            return LeastSpend(needed(settings.target, "The target"))
        case "average":
            return MostSpend(needed(settings.target, "The return to keep"))
        case "marginal":
            return MostSpend(needed(settings.target, "The return to keep"), marginal=True)
    raise InputError(f"There is no goal “{settings.goal}”. There are {', '.join(GOALS)}.")


def in_cents(budget: float, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Return the limits moved inwards to whole cents.

    Limits stay as they are where they leave no whole cent between them, or no plan would be left.
    """
    low, high = np.ceil(lower * 100 - 1e-6) / 100, np.floor(upper * 100 + 1e-6) / 100
    torn = low > high
    low[torn], high[torn] = lower[torn], upper[torn]
    return (low, high) if low.sum() <= budget <= high.sum() else (lower, upper)


def _group(planner: Planner, asked: GroupLimit, total: float | None) -> Group:
    """Return a group with limits in whole cents; a share of a given total is a maximum."""
    places = {c.id: i for i, c in enumerate(planner.campaigns)}
    for campaign_id in asked.campaigns:
        if campaign_id not in places:
            raise InputError(f"The group {asked.name} names “{campaign_id}”, which is no campaign of this plan.")
    upper, share = asked.upper, asked.share
    if share is not None and total is not None and 0 <= share <= 1:
        upper = min(np.inf if upper is None else upper, share * total)
        share = None
    upper = None if upper is None or not np.isfinite(upper) else np.floor(upper * 100 + 1e-6) / 100
    lower = np.ceil(asked.lower * 100 - 1e-6) / 100 if np.isfinite(asked.lower) else asked.lower
    return Group(asked.name, tuple(places[i] for i in asked.campaigns), lower, upper, share)
