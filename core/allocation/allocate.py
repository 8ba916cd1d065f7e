"""allocate: the best plan for a goal over response curves, with a proof of how close to the best it is."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from core.allocation.answer import Allocation, desk_for
from core.allocation.constraints import Group
from core.allocation.goals import Goal
from core.allocation.limits import check_amounts
from core.allocation.question import ask
from core.allocation.strategies import find_strategy
from core.curves import Curve


def allocate(
    curves: Sequence[Curve],
    budget: float | None = None,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    *,
    goal: Goal | None = None,
    groups: Sequence[Group] = (),
    at_least: ArrayLike | None = None,
    most_active: int | None = None,
    strategy: str = "exact",
    today: ArrayLike | None = None,
) -> Allocation:
    """Return the plan that reaches a goal best: by default the split of a budget with the highest expected outcome.

    The expected curve of a campaign is the mean over its draws. Each is replaced by nodes that provably lie above it;
    a price of money then gives an upper bound on what any split can bring (Everett, 1963), and branch and bound decides
    where curves are S-shaped. The nodes are made denser around the answer until bound and outcome meet.

    Args:
        curves: One a campaign, known (``HillCurve``) or with posterior draws (``CurveDraws``); mixed if need be.
        budget: Total to spend in the period of the curves; where the goal leaves the total free, the most to spend.
            Currency.
        lower: Lowest spend: one amount for all, or one a campaign; None is 0.
        upper: Highest spend, likewise; None is the whole budget.
        goal: What is wanted, see ``core.allocation.goals``; None is the most outcome of the whole budget.
        groups: Limits of several campaigns together; groups may lie within each other.
        at_least: Least spend of a campaign that gets any money: one amount for all, or one a campaign.
        most_active: Most campaigns that get money.
        strategy: How to split, one of ``core.allocation.strategies``. All but ``exact`` are for comparison: their plan
            comes with the proved bound of the best one, so that ``gap`` is what they lose.
        today: Today's spend by campaign, from which some strategies start; None is equal amounts.

    Raises:
        InputError: If there are no curves, an amount is negative or not a finite number, or a group is empty or names
            a campaign that is not there.
        InfeasibleError: If no plan keeps the limits, with the smallest set of them that clash, or a target is out of
            reach.

    Example:
        >>> from core.curves import HillCurve
        >>> plan = allocate([HillCurve(900, 100, 1.0), HillCurve(400, 100, 1.0)], budget=100)
        >>> plan.spend.round(2).tolist(), round(plan.outcome, 2), plan.gap <= 1e-6
        ([80.0, 20.0], 466.67, True)
    """
    question = ask(curves, budget, lower, upper, goal, groups, at_least, most_active)
    desk = desk_for(curves, question)
    spent = np.ones(len(curves)) if today is None else check_amounts(today, "Today's spend", len(curves))
    return find_strategy(strategy).answer(desk, question, spent)
