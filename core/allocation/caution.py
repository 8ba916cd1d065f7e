"""The best plan for cautious people: what the bad draws bring counts, not the expected outcome alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.allocation.allocate import allocate
from core.allocation.answer import Allocation
from core.allocation.cautious_plans import Candidate, CautiousPlans
from core.allocation.cautious_search import CautiousSearch, Proved, Solve, SolveWithin
from core.allocation.constraints import Demand, Group
from core.allocation.joint_draws import JointDraws, cvar
from core.allocation.question import ask
from core.curves import Curve, Floats
from core.errors import InputError

_ROUNDS = 3
"""Most allocations that prove the bound of one plan of a frontier, where many are asked for."""


@dataclass(frozen=True)
class Caution:
    """How much the bad draws count.

    Attributes:
        tail: Share of the draws that are bad, above 0 and at most 1.
        weight: Weight of the mean of the bad draws, the rest being that of all: 0 is the expected outcome, 1 the bad
            draws alone.

    Raises:
        InputError: If one is outside its range.
    """

    tail: float = 0.1
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < _number(self.tail, "The share of bad cases") <= 1:
            raise InputError(f"The share of bad cases is {self.tail}, but it must be above 0 and at most 1.")
        if not 0 <= _number(self.weight, "The weight of bad cases") <= 1:
            raise InputError(f"The weight of bad cases is {self.weight}, but it must be from 0 to 1.")


@dataclass(frozen=True, eq=False)
class CautiousPlan:
    """A plan and how close it is to the best for somebody cautious.

    Attributes:
        caution: What was asked.
        spend: Spend by campaign, shape (campaigns,). Currency.
        objective: (1 - weight) expected + weight cvar, less price times spend where money has a price.
        expected: Mean total outcome over the draws.
        cvar: Mean total outcome over the worst share ``tail`` of the draws.
        upper_bound: No plan has a higher objective.
        gap: (upper_bound - objective) / upper_bound; 0 where nothing can be brought.
        marginal: What the next unit of money adds to the objective in each campaign, before its price: derivatives
            weighted by draw as in the bound. Draws tie at the edge of the tail, and money in one campaign alone may
            add less.
        names: Name of each campaign.
        solved: Number of allocations that the proof took.
    """

    caution: Caution
    spend: Floats
    objective: float
    expected: float
    cvar: float
    upper_bound: float
    gap: float
    marginal: Floats
    names: tuple[str, ...]
    solved: int


def solve_cautiously(
    curves: Sequence[Curve],
    caution: Caution,
    solve: Solve,
    demand: Demand | None = None,
    within: SolveWithin | None = None,
    most_solved: int | None = None,
) -> CautiousPlan:
    """Return the plan with the highest (1 - weight) mean + weight CVaR of the total outcome over the joint draws.

    CVaR is the mean of the worst share ``tail`` of the draws (Rockafellar and Uryasev, 2000), the lowest weighted mean
    over weights of at most 1 / (tail draws). For fixed weights ``solve`` gives a true upper bound; programmes over
    nodes of the curves find the weights for which it is lowest, and plans. For concave curves the two meet. Where
    S-shaped curves leave a gap between plans and mixes of plans, it stays in ``gap``.

    Args:
        curves: One a campaign; draw ``i`` of all belongs together, and a known curve is the same in every draw.
        caution: How much bad draws count.
        solve: Best plan for curves of other scales, and fewer draws, under the limits that have to be kept. With a
            price of money its ``upper_bound`` is that of outcome less price times spend.
        demand: The limits that ``solve`` keeps. With them plans are improved step by step; without, only mixes of
            plans of ``solve`` are looked at, so any mix of two plans must keep the limits: budget, limits and groups
            are such, "nothing or at least" and "at most so many" are not.
        within: ``solve`` within tighter limits of spend, for a proof by cases where curves are S-shaped.
        most_solved: About how many allocations to solve at most for the proof; None for some 2 seconds.

    Raises:
        InputError: If a curve cannot be used or campaigns have different numbers of draws.
        InfeasibleError: As ``solve``.
    """
    joint = JointDraws(curves)
    search = CautiousSearch(joint, caution.tail, solve, demand, within)
    proved = search.run(caution.weight, most=most_solved)
    return _plan(joint, caution, proved.best, proved.value, proved)


def caution_frontier(
    curves: Sequence[Curve], weights: Sequence[float], solve: Solve, *, tail: float = 0.1, demand: Demand | None = None
) -> list[CautiousPlan]:
    """Return the plans between the highest expected and the highest cautious outcome, one a weight, in their order.

    What is found for one weight is a candidate for all, so that with the weight the expected outcome never rises and
    CVaR never falls.

    Args:
        curves: As for ``solve_cautiously``.
        weights: Weights of the bad draws, each from 0 to 1.
        solve: As for ``solve_cautiously``.
        tail: Share of the draws that are bad.
        demand: As for ``solve_cautiously``.

    Raises:
        InputError: As ``solve_cautiously``, or if a weight is outside 0 to 1.
        InfeasibleError: As ``solve``.
    """
    cautions = [Caution(tail, weight) for weight in weights]
    joint = JointDraws(curves)
    search = CautiousSearch(joint, tail, solve, demand)
    proved = {weight: search.run(weight, _ROUNDS, 0) for weight in sorted({c.weight for c in cautions})}
    front = _front(search.pool)
    chosen: dict[float, Candidate] = {}
    first = 0
    for weight in proved:
        values = [search.pool.value(plan, weight) for plan in front]
        # Rounding apart the best moves one way along the front; where two are equal it must not move back.
        first = max(first, int(np.argmax(values)))
        chosen[weight] = front[first]
    return [
        _plan(joint, c, chosen[c.weight], search.pool.value(chosen[c.weight], c.weight), proved[c.weight])
        for c in cautions
    ]


def allocate_cautiously(
    curves: Sequence[Curve],
    budget: float,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    *,
    caution: Caution | None = None,
    groups: Sequence[Group] = (),
    at_least: ArrayLike | None = None,
    most_active: int | None = None,
    most_solved: int | None = None,
) -> CautiousPlan:
    """Return the split of a budget that is best for somebody cautious: ``allocate`` with ``solve_cautiously``.

    Args:
        curves: As for ``solve_cautiously``.
        budget: Total to spend, as for ``allocate``. Currency.
        lower: Lowest spend.
        upper: Highest spend.
        caution: How much bad draws count; None is ``Caution()``.
        groups: Limits of several campaigns together.
        at_least: Least spend of a campaign that gets any money.
        most_active: Most campaigns that get money.
        most_solved: As for ``solve_cautiously``.

    Raises:
        InputError: As ``solve_cautiously`` and ``allocate``.
        InfeasibleError: If no split of the budget fits the limits.

    Example:
        >>> from core.curves import CurveDraws
        >>> sure = CurveDraws("sure", np.array([90.0, 90.0]), np.array([50.0, 50.0]), np.array([1.0, 1.0]))
        >>> bold = CurveDraws("bold", np.array([20.0, 250.0]), np.array([50.0, 50.0]), np.array([1.0, 1.0]))
        >>> [allocate_cautiously([sure, bold], 100, caution=Caution(0.5, w)).spend.round().tolist() for w in (0, 1)]
        [[40.0, 60.0], [86.0, 14.0]]
    """
    question = ask(curves, budget, lower, upper, None, groups, at_least, most_active)

    def within(curves: Sequence[Curve], low: ArrayLike | None, high: ArrayLike | None) -> Allocation:
        return allocate(curves, budget, low, high, groups=groups, at_least=at_least, most_active=most_active)

    demand = question.demand(question.least, question.most)
    return solve_cautiously(
        curves, caution or Caution(), lambda c: within(c, lower, upper), demand, within, most_solved
    )


def chance(curves: Sequence[Curve], spend: ArrayLike, target: float) -> float:
    """Return the share of the draws in which the total outcome of a plan is at least the target.

    Args:
        curves: As for ``solve_cautiously``.
        spend: Spend by campaign, shape (campaigns,). Currency.
        target: Outcome to reach.

    Raises:
        InputError: If a curve or a spend cannot be used, or the target is not a number.

    Example:
        >>> from core.curves import CurveDraws
        >>> two = CurveDraws("a", np.array([10.0, 30.0]), np.array([5.0, 5.0]), np.array([1.0, 1.0]))
        >>> chance([two], [5.0], 10.0)
        0.5
    """
    joint = JointDraws(curves)
    amounts = np.asarray(spend, float)
    if amounts.shape != (joint.count,) or not (np.isfinite(amounts) & (amounts >= 0)).all():
        raise InputError(f"A plan needs an amount of 0 or more for each of the {joint.count} campaigns.")
    return float((joint.totals(amounts) >= _number(target, "The target")).mean())


def _front(pool: CautiousPlans) -> list[Candidate]:
    """Return the plans that no other beats in both expected outcome and CVaR, the highest expected outcome first."""
    figures = [(pool.value(plan, 0.0), pool.value(plan, 1.0), plan) for plan in pool.plans]
    front: list[Candidate] = []
    highest = -np.inf
    for _, bad, plan in sorted(figures, key=lambda one: (-one[0], -one[1])):
        if bad > highest:
            front.append(plan)
            highest = bad
    return front


def _plan(joint: JointDraws, caution: Caution, best: Candidate, value: float, proved: Proved) -> CautiousPlan:
    bound = max(proved.bound, value)
    return CautiousPlan(
        caution=caution,
        spend=best.spend,
        objective=value,
        expected=float(best.totals.mean()),
        cvar=cvar(best.totals, caution.tail),
        upper_bound=bound,
        gap=(bound - value) / bound if bound > 0 else 0.0,
        marginal=joint.marginal(best.spend, proved.weights),
        names=joint.names,
        solved=proved.solved,
    )


def _number(value: float, what: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise InputError(f"{what} is not a number: {value!r}.") from error
    if not np.isfinite(number):
        raise InputError(f"{what} is {value}, but it must be a number.")
    return number
