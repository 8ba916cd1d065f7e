"""budget_frontier: the best outcome at each of many budgets, for little more than the price of a few."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.allocation.desk import ROUNDING, Desk, kinds
from core.allocation.limits import check_budget, check_curves
from core.allocation.mean_curves import MeanCurves
from core.allocation.question import ask
from core.allocation.sweep import Sweep
from core.curves import Curve, Floats
from core.errors import InputError

CLOSE = 5e-4
"""Gap of a frontier: a sixth of a pixel where its chart is 300 high."""

POINTS = 100
"""Points of each curve to begin with: more than for one budget, as they serve all."""

_EXACT = 2e-5
"""Gap below which each budget is answered by itself, from the plans of its neighbours."""


@dataclass(frozen=True, eq=False)
class Frontier:
    """Plans of several budgets; arrays in their order.

    Attributes:
        budget: Totals, shape (budgets,). Currency.
        spend: Spend by budget and campaign, shape (budgets, campaigns).
        outcome: Expected outcome.
        upper_bound: No split of the budget within the limits can be expected to bring more.
        gap: (upper_bound - outcome) / upper_bound; 0 where nothing can be brought.
    """

    budget: Floats
    spend: Floats
    outcome: Floats
    upper_bound: Floats
    gap: Floats


def budget_frontier(
    curves: Sequence[Curve],
    budgets: Sequence[float],
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    *,
    close: float = CLOSE,
) -> Frontier:
    """Return the best split at each of several budgets; what is learned of the curves is shared.

    Args:
        curves: As for ``allocate``.
        budgets: Totals to spend. Currency.
        lower: Lowest spend, the same for all budgets.
        upper: Highest spend, the same for all budgets; None is the whole budget.
        close: Gap at which a budget is done, above 0. The finer, the dearer: 1e-6 costs about as much as answering each
            budget by itself.

    Raises:
        InputError: As ``allocate``, or if ``close`` is not above 0.
        InfeasibleError: If one of the budgets does not fit the limits.
    """
    if not (np.isfinite(close) and close > 0):
        raise InputError(f"The gap is {close!r}, but it must be a number above 0.")
    check_curves(curves)
    totals = np.array([check_budget(budget) for budget in budgets])
    if not len(totals):
        none = np.zeros(0)
        return Frontier(none, np.zeros((0, len(curves))), none, none, none)
    # What fits the lowest and the highest budget fits those between.
    ask(curves, float(totals.min()), lower, upper)
    widest = ask(curves, float(totals.max()), lower, upper)
    low, high = widest.lower, widest.demand(widest.least, widest.most).upper
    if close < _EXACT:
        desk, plans = Desk(curves, low, high), {}
        # From budget to budget the answer moves a little: in ascending order the last price is a good guess.
        for total in np.unique(totals).tolist():
            plans[total] = desk.best(widest.demand(total, total))
        found = [plans[total] for total in totals.tolist()]
        bounds = np.array([plan.bound for plan in found])
        return _frontier(totals, np.array([p.spend for p in found]), np.array([p.outcome for p in found]), bounds)
    means = MeanCurves(curves)
    sweep = Sweep(means, kinds(curves, low, high), low, high, POINTS)
    swept = sweep.run(totals, close)
    bound = np.maximum(swept.bound * (1 + ROUNDING), swept.outcome)
    return _frontier(totals, swept.spend, swept.outcome, bound)


def _frontier(budget: Floats, spend: Floats, outcome: Floats, bound: Floats) -> Frontier:
    gap = np.where(bound > 0, (bound - outcome) / np.where(bound > 0, bound, 1.0), 0.0)
    return Frontier(budget, spend, outcome, bound, gap)
