"""Curves of best plans: the outcome at each total, and the bad cases at each caution."""

from dataclasses import asdict, dataclass, replace

import numpy as np

from core.allocation.allocate import allocate
from core.allocation.answer import answer, desk_for
from core.allocation.caution import caution_frontier
from core.allocation.frontier import budget_frontier
from core.allocation.planning import LEVEL, Planner, PlanSettings
from core.curves import Floats
from core.errors import InfeasibleError
from core.memo import Memo, memo_key
from core.plan_request import limits, request_of

FRONTIER_POINTS = 25
CAUTIONS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.7, 1.0)
"""Weights of the bad cases at which the frontier between expected and cautious is drawn."""


@dataclass(frozen=True, eq=False)
class BudgetCurve:
    """The best expected outcome at each total budget; arrays of one length, intervals of ``LEVEL``."""

    budget: Floats
    expected: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True, eq=False)
class CautionCurve:
    """Plans from the highest expected outcome to the best bad cases; arrays of one length.

    Attributes:
        caution: Weight of the bad cases.
        expected: Expected outcome.
        bad_cases: Mean outcome of the bad cases.
        gap: How far each plan may be from the best for its caution.
    """

    caution: Floats
    expected: Floats
    bad_cases: Floats
    gap: Floats


def budget_curve(planner: Planner, settings: PlanSettings, memo: Memo) -> BudgetCurve:
    """Return the best expected outcome at total budgets around today's, within the same limits, locks and rules.

    Totals that the rules leave no way to spend are not among its points.

    Raises:
        InputError: If a setting cannot be used.
        InfeasibleError: If the limits clash at every total.
    """
    budget, lower, upper = limits(planner, settings)
    key = memo_key("frontier", planner=planner.key, settings=asdict(settings), points=FRONTIER_POINTS)

    def compute() -> BudgetCurve:
        centre = max(budget, float(planner.today.sum()))
        first, last = max(lower.sum(), 0.4 * min(budget, centre)), min(upper.sum(), 1.6 * centre)
        # Today's total is one of the points, so that its best stands on the line and not on a chord beside it.
        total = float(np.clip(planner.today.sum(), first, max(first, last)))
        budgets = np.unique(np.append(np.linspace(first, max(first, last), FRONTIER_POINTS), total))
        ruled = bool(settings.groups or any(settings.at_least.values()) or settings.most_active is not None)
        if ruled:
            budgets, spends = _within_rules(planner, settings, budgets)
        else:
            spends = budget_frontier(planner.curves, budgets.tolist(), lower, upper).spend
        totals = np.array([planner.outcome_draws(spend).sum(axis=1) for spend in spends])
        tail = (1 - LEVEL) / 2
        low, high = np.quantile(totals, [tail, 1 - tail], axis=1)
        return BudgetCurve(budgets, totals.mean(axis=1), low, high)

    return memo(key, compute)


def _within_rules(planner: Planner, settings: PlanSettings, budgets: Floats) -> tuple[Floats, Floats]:
    """Return the budgets that the rules can spend, and the best split of each."""
    kept, spends, clash = [], [], None
    for budget in np.round(budgets, 2).tolist():
        asked = replace(settings, budget=budget, goal="outcome", caution=0.0, strategy="exact")
        try:
            question = request_of(planner, asked).question
            spends.append(answer(desk_for(planner.curves, question), question).spend)
            kept.append(budget)
        except InfeasibleError as error:
            clash = error
    if clash is not None and not kept:
        raise clash
    return np.array(kept), np.array(spends)


def caution_curve(planner: Planner, settings: PlanSettings, memo: Memo) -> CautionCurve:
    """Return the frontier between the highest expected outcome and the best bad cases of one total.

    Raises:
        InputError: If a setting cannot be used.
        InfeasibleError: If the limits clash.
    """
    asked = replace(settings, caution=0.0, strategy="exact")
    request = request_of(planner, asked)
    key = memo_key("caution", planner=planner.key, settings=asdict(asked), budget=request.question.most)

    def compute() -> CautionCurve:
        question = request.question
        plans = caution_frontier(
            planner.curves,
            CAUTIONS,
            lambda curves: allocate(curves, **request.asked),
            tail=settings.tail,
            demand=question.demand(question.most, question.most),
        )
        return CautionCurve(
            np.array(CAUTIONS),
            np.array([plan.expected for plan in plans]),
            np.array([plan.cvar for plan in plans]),
            np.array([plan.gap for plan in plans]),
        )

    return memo(key, compute)
