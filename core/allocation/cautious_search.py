"""Searches the best cautious plan: programmes propose, exact allocations of weighted draws prove.

The cautious outcome of a plan is the lowest of its weighted outcomes over all admissible weights of the draws
(``core.allocation.joint_draws.admissible``). So what the best plan brings for any one of these weights is an upper
bound for all plans, and programmes whose multipliers are the weights make it low. Where a gap is left between plans
and mixes of plans, the limits of a campaign are cut in two, and each part has a lower bound of its own.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from core.allocation.answer import Allocation
from core.allocation.cautious_plans import LADDER, Candidate, CautiousPlans
from core.allocation.constraints import Demand
from core.allocation.draw_programme import Columns, Mix
from core.allocation.joint_draws import JointDraws, tail_weights
from core.allocation.limits import Limits
from core.curves import Curve, Floats
from core.errors import InfeasibleError

CLOSE = 1e-5
"""Gap at which a search ends."""

_CLOSE_ENOUGH = 1e-4
"""Gap at which it ends once half of its work is done."""

ROUNDS = 6
"""Most allocations that prove the bound of one part, while no other part is there."""

_WORK = 280_000
"""Allocations times campaigns times draws (and ``_BESIDE`` more) after which the search ends with its honest gap."""

_BESIDE = 300
"""Draws whose work is that of an allocation and its programmes without any."""

_MOST = 200
"""Most allocations."""

_RECENT = 10
"""Plans whose nodes are in a programme, beside the first two."""

_TRUE = 0.1
"""Share of the gap that further bounds could take away at most when the search for them ends."""

Solve = Callable[[Sequence[Curve]], Allocation]
"""Returns the best plan for curves under whatever budget, limits and groups its maker has in mind."""

SolveWithin = Callable[[Sequence[Curve], Floats, Floats], Allocation]
"""The same within tighter limits: lowest and highest spend by campaign, each of shape (campaigns,)."""


@dataclass(frozen=True, eq=False)
class Proved:
    """What a search ended with.

    Attributes:
        best: The best plan found.
        value: Its cautious outcome, less price times spend.
        bound: No plan brings more.
        weights: Weight of each draw of the bound of the whole, shape (draws,).
        solved: Number of allocations that were solved.
    """

    best: Candidate
    value: float
    bound: float
    weights: Floats
    solved: int


@dataclass(order=True)
class _Part:
    """Plans within some limits, best bound first and oldest first among equals.

    Attributes:
        rank: The bound with its sign turned, and a number.
        limits: Limits of the part; None where it is the whole.
        weights: Weight of each draw of its bound.
        cut: Campaign and spend at which to cut it; None where that is not known or would not help.
        fresh: Whether one allocation is all that was solved for it.
    """

    rank: tuple[float, int]
    limits: Limits | None = field(compare=False)
    weights: Floats = field(compare=False)
    cut: tuple[int, float] | None = field(compare=False, default=None)
    fresh: bool = field(compare=False, default=False)


class CautiousSearch:
    """Searches for one weight of caution after another; plans that were found stay.

    Attributes:
        pool: All plans found.
    """

    def __init__(
        self,
        joint: JointDraws,
        tail: float,
        solve: Solve,
        demand: Demand | None = None,
        within: SolveWithin | None = None,
    ) -> None:
        self._joint, self._tail, self._demand = joint, tail, demand
        self._solve, self._within = solve, within
        self._expected = solve(joint.curves)
        self.pool = CautiousPlans(joint, tail, demand, self._expected.spend)

    def run(self, weight: float, rounds: int = ROUNDS, most: int | None = None) -> Proved:
        """Return the best plan for a weight of the bad draws.

        Args:
            weight: Weight of the bad draws, 0 to 1.
            rounds: Most allocations before limits are cut.
            most: Allocations after which no more limits are cut; None for those of ``_WORK``.
        """
        joint, pool = self._joint, self.pool
        even = np.full(joint.draws, 1.0 / joint.draws)
        pool.weigh(weight)
        self._weight = weight
        if weight == 0.0 or self._tail == 1.0 or joint.draws == 1:
            plan = pool.plans[0]
            value = pool.value(plan, weight)
            return Proved(plan, value, max(self._expected.upper_bound, value), even, 1)
        weights = pool.ascend(pool.best.spend, 3)
        if weights is None:
            weights = (1.0 - weight) * even + weight * tail_weights(pool.best.totals, self._tail)
        demand, self._solved = self._demand, 0
        self._nodes = (
            [] if demand is None else [pool.around(p.spend, LADDER, demand) for p in (pool.plans[0], pool.best)]
        )
        whole = self._prove(_Part((-np.inf, 0), None, weights), rounds)
        affordable = min(_MOST, _WORK // (joint.count * (joint.draws + _BESIDE)))
        bound = self._branch(whole, affordable if most is None else most)
        weights = whole.weights
        if not self._closed(-whole.rank[0]):
            # Draws weigh at a plan what they weigh nearby, and not in a mix of plans far away.
            nearby = pool.ascend(pool.best.spend, 1)
            weights = weights if nearby is None else nearby
        return Proved(pool.best, pool.highest, max(bound, pool.highest), weights, self._solved)

    def _branch(self, whole: _Part, most: int) -> float:
        """Cut parts in two until the gap is closed or ``most`` allocations are solved; return the bound of all."""
        queue, closed = [whole], -np.inf
        while queue and self._solved < most:
            if self._closed(-queue[0].rank[0], CLOSE if self._solved < most / 2 else _CLOSE_ENOUGH):
                break
            part = heapq.heappop(queue)
            if self._within is None or self._demand is None:
                return max(closed, -part.rank[0])
            if part.fresh:
                # Where to cut is asked only of parts that are reached: most are closed before.
                columns = self.pool.columns(self._nodes, part.limits)
                mix = self.pool.mix(columns)
                part.cut = None if mix is None or columns is None else self._cut(columns, mix)
            if part.cut is None and part.fresh:
                heapq.heappush(queue, self._prove(replace(part, fresh=False), ROUNDS))
                continue
            if part.cut is None:
                closed = max(closed, -part.rank[0])
                continue
            campaign, spend = part.cut
            limits = part.limits or Limits(self._demand.most, self._demand.lower, self._demand.upper)
            lower, upper = limits.lower.copy(), limits.upper.copy()
            upper[campaign] = lower[campaign] = spend
            for half in (replace(limits, upper=upper), replace(limits, lower=lower)):
                heapq.heappush(queue, self._prove(_Part(part.rank, half, part.weights, fresh=True), 1))
        return max(closed, -queue[0].rank[0]) if queue else closed

    def _prove(self, part: _Part, rounds: int) -> _Part:
        """Return a part with a bound of its own, never above that it comes with, and where to cut it next."""
        pool, demand, bound, proof = self.pool, self._demand, -part.rank[0], part.weights
        number, cut, by_node, weights = self._solved, None, demand is not None, part.weights
        if part.limits is not None:
            mix = pool.mix(pool.columns(self._nodes, part.limits))
            weights = weights if mix is None else mix.weights
        for _ in range(rounds):
            self._solved += 1
            try:
                found = self._best_plan(weights, part.limits)
            except InfeasibleError:
                if part.limits is None:
                    raise
                return _Part((np.inf, number), part.limits, weights)
            top = found.upper_bound + 1e-12 * abs(found.upper_bound)
            if top < bound:
                bound, proof = top, weights
            plan = pool.keep(found.spend)
            # A plan that lacks more than the gap is seldom made the best by steps nearby.
            if not self._closed(bound) and pool.value(plan, self._weight) > 2 * pool.highest - bound:
                pool.ascend(found.spend, 2)
            if self._closed(bound):
                break
            if by_node and demand is not None:
                self._add_nodes(found.spend, demand)
                if part.fresh:
                    break
                columns = pool.columns(self._nodes, part.limits)
                mix = pool.mix(columns)
                cut = None if mix is None or columns is None else self._cut(columns, mix)
                # Nodes mix the budget too, which plans cannot: what is then left is for mixes of plans to close.
                by_node = mix is not None and bound - mix.value > CLOSE * abs(bound)
                if mix is not None and by_node:
                    weights = mix.weights
                    # Most of the gap is between plans and mixes: cuts close that, and weights cannot.
                    if self._within and cut and 2 * mix.value > bound + pool.highest:
                        break
                    continue
            if self._within and cut:
                break
            mix = pool.mix(pool.columns(None, part.limits))
            # No bound of this kind is below the best mix of plans: more of them would not help.
            if mix is None or bound - mix.value <= max(CLOSE * abs(bound), _TRUE * (bound - pool.highest)):
                break
            # Between the weights of the lowest bound and the new ones, where steps do not swing (Ben-Ameur and Neto,
            # 2007).
            weights = 0.5 * (mix.weights + proof)
        return _Part((-bound, number), part.limits, proof, cut, part.fresh)

    def _add_nodes(self, spend: Floats, demand: Demand) -> None:
        """Add nodes around a plan and around the best one to those of the programmes."""
        pool = self.pool
        fresh = (pool.around(spend, LADDER[:2], demand), pool.around(pool.best.spend, LADDER[:1], demand))
        # Programmes grow slow with nodes: the first are spread out, the last are near the answer.
        self._nodes = [*self._nodes[:2], *[*self._nodes[2:], *fresh][-_RECENT:]]

    def _cut(self, columns: Columns, mix: Mix) -> tuple[int, float] | None:
        """Return the campaign, and its spend, that a mix of nodes takes most in two parts of its curve at once."""
        excess = self.pool.excess(columns, mix)
        row = int(excess.argmax())
        return (row, float(mix.spend[row])) if excess[row] > 0.1 * CLOSE * abs(mix.value) else None

    def _best_plan(self, weights: Floats, limits: Limits | None) -> Allocation:
        curves = self._joint.weighted(weights)
        if limits is None or self._within is None:
            return self._solve(curves)
        return self._within(curves, limits.lower, limits.upper)

    def _closed(self, bound: float, close: float = CLOSE) -> bool:
        return bound - self.pool.highest <= close * abs(bound)
