"""allocate: the best split of a budget over response curves, with a proof of how close to the best it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.allocation.constraints import Constraints, Demand, Group, check_constraints
from core.allocation.envelope import Envelope
from core.allocation.limits import Limits, check_budget, check_curves, check_limits, fill
from core.allocation.mean_curves import MeanCurves, Rows
from core.allocation.nest import nest_of
from core.allocation.nested_search import NestedSearch
from core.allocation.polish import settle
from core.allocation.programme import solve
from core.allocation.search import Search
from core.curves import Curve, Floats

_ROUNDING = 1e-12
"""Share by which the bound is raised for the rounding of the arithmetic: some ten times what sums and powers lose."""


@dataclass(frozen=True, eq=False)
class Allocation:
    """A split of a budget and its certificate.

    Attributes:
        spend: Spend by campaign, shape (campaigns,); adds up to the budget. Currency.
        outcome: Expected outcome: the sum of the mean curves at that spend.
        upper_bound: No split of the budget within the limits can be expected to bring more.
        gap: (upper_bound - outcome) / upper_bound; 0 where nothing can be brought.
        marginal: What the next unit of money brings in each campaign: the derivative of its mean curve.
        price: What the next unit of budget brings: the highest marginal of a campaign that may get more, or 0.
        names: Name of each campaign.
        nodes: Number of parts that the search looked at.
    """

    spend: Floats
    outcome: float
    upper_bound: float
    gap: float
    marginal: Floats
    price: float
    names: tuple[str, ...]
    nodes: int


def allocate(
    curves: Sequence[Curve],
    budget: float,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    *,
    groups: Sequence[Group] = (),
    at_least: ArrayLike | None = None,
    most_active: int | None = None,
) -> Allocation:
    """Return the split of a budget with the highest expected outcome. The whole budget is spent.

    The expected curve of a campaign is the mean over its draws. Each is replaced by nodes that provably lie above it;
    a price of money then gives an upper bound on what any split can bring (Everett, 1963), and branch and bound decides
    where curves are S-shaped. The nodes are made denser around the answer until bound and outcome meet.

    Args:
        curves: One a campaign, known (``HillCurve``) or with posterior draws (``CurveDraws``); mixed if need be.
        budget: Total to spend in the period of the curves. Currency.
        lower: Lowest spend: one amount for all, or one a campaign; None is 0.
        upper: Highest spend, likewise; None is the whole budget.
        groups: Limits of several campaigns together; groups may lie within each other.
        at_least: Least spend of a campaign that gets any money: one amount for all, or one a campaign.
        most_active: Most campaigns that get money.

    Raises:
        InputError: If there are no curves, an amount is negative or not a finite number, or a group is empty or names
            a campaign that is not there.
        InfeasibleError: If no split of the budget fits the limits.

    Example:
        >>> from core.curves import HillCurve
        >>> plan = allocate([HillCurve(900, 100, 1.0), HillCurve(400, 100, 1.0)], budget=100)
        >>> plan.spend.round(2).tolist(), round(plan.outcome, 2), plan.gap <= 1e-6
        ([80.0, 20.0], 466.67, True)
    """
    names = check_curves(curves)
    constraints = check_constraints(names, groups, at_least, most_active)
    limits = check_limits(names, budget, lower, upper)
    if constraints.at_least.any():
        # A campaign that has a minimum runs, so it gets at least what one that runs must get.
        runs = limits.lower > 0
        limits = check_limits(names, budget, np.where(runs, np.maximum(limits.lower, constraints.at_least), 0), upper)
    desk = _Desk(curves, names, limits)
    return desk.allocation(limits) if constraints.trivial else desk.constrained(limits, constraints)


def budget_frontier(
    curves: Sequence[Curve], budgets: Sequence[float], lower: ArrayLike | None = None, upper: ArrayLike | None = None
) -> list[Allocation]:
    """Return the best split at each of several budgets, in their order; what is learned of the curves is shared.

    Args:
        curves: As for ``allocate``.
        budgets: Totals to spend. Currency.
        lower: Lowest spend, the same for all budgets.
        upper: Highest spend, the same for all budgets; None is the whole budget.

    Raises:
        InputError: As ``allocate``.
        InfeasibleError: If one of the budgets does not fit the limits.
    """
    names = check_curves(curves)
    totals = [check_budget(budget) for budget in budgets]
    limits = [check_limits(names, total, lower, upper) for total in totals]
    if not limits:
        return []
    widest = Limits(max(totals), limits[0].lower, np.max([one.upper for one in limits], axis=0))
    desk = _Desk(curves, names, widest)
    plans: dict[float, Allocation] = {}
    # From budget to budget the answer moves a little: in ascending order the last price is a good guess of the next.
    for one in sorted(limits, key=lambda one: one.budget):
        plans[one.budget] = desk.allocation(one)
    return [plans[total] for total in totals]


class _Desk:
    """Curves with their envelopes, ready for budgets within some limits."""

    def __init__(self, curves: Sequence[Curve], names: tuple[str, ...], limits: Limits) -> None:
        self._names = names
        self._curves = MeanCurves(curves)
        points = 24 if self._curves.draws > 20 else 40
        self._envelope = Envelope(self._curves, _kinds(curves, limits), limits.lower, limits.upper, points)
        self._search = Search(self._envelope)

    def allocation(self, limits: Limits) -> Allocation:
        """Return the best split of a budget."""
        found = self._search.run(limits)
        spend = fill(settle(self._curves, found.spend, limits, steps=12, close=1e-12).spend, limits)
        outcome = float(self._curves.values(spend).sum())
        bound = max(found.upper_bound * (1 + _ROUNDING), outcome)
        marginal = self._curves.marginal(spend)
        room = spend < limits.upper
        return Allocation(
            spend=spend,
            outcome=outcome,
            upper_bound=bound,
            gap=(bound - outcome) / bound if bound > 0 else 0.0,
            marginal=marginal,
            price=float(marginal[room].max()) if room.any() else 0.0,
            names=self._names,
            nodes=found.nodes,
        )

    def constrained(self, limits: Limits, constraints: Constraints) -> Allocation:
        """Return the best split of a budget under constraints beside the limits."""
        demand = Demand(limits.lower, limits.upper, limits.budget, limits.budget, constraints)
        nest = nest_of(demand)
        if nest is not None:
            plan = NestedSearch(self._envelope).run(demand, nest)
            bound = max(plan.bound * (1 + _ROUNDING), plan.value)
            return Allocation(
                spend=plan.spend,
                outcome=plan.value,
                upper_bound=bound,
                gap=(bound - plan.value) / bound if bound > 0 else 0.0,
                marginal=self._curves.marginal(plan.spend),
                price=float(plan.price[-1]),
                names=self._names,
                nodes=plan.parts,
            )
        found = solve(self._curves, self._envelope, demand)
        marginal = self._curves.marginal(found.spend)
        return Allocation(
            spend=found.spend,
            outcome=found.value,
            upper_bound=found.bound,
            gap=(found.bound - found.value) / found.bound if found.bound > 0 else 0.0,
            marginal=marginal,
            price=found.price,
            names=self._names,
            nodes=found.solved,
        )


def _kinds(curves: Sequence[Curve], limits: Limits) -> Rows:
    """Return a number for each campaign, the same for those with equal curve and limits."""
    numbers: dict[tuple[bytes, ...], int] = {}
    kinds = []
    for curve, low, high in zip(curves, limits.lower, limits.upper, strict=True):
        parameters = (np.asarray(p, float).tobytes() for p in curve.parameters)
        content = (curve.form.encode(), *parameters, low.tobytes(), high.tobytes())
        kinds.append(numbers.setdefault(content, len(numbers)))
    return np.array(kinds)
