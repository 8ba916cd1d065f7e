"""Searches the best cautious plan: programmes over nodes propose, exact allocations of weighted draws prove.

The cautious outcome of a plan is the lowest of its weighted outcomes over all admissible weights of the draws
(``core.allocation.joint_draws.admissible``). So what the best plan brings for any one of these weights is an upper
bound for all plans, and programmes whose multipliers are the weights make it low.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.allocation.allocate import Allocation
from core.allocation.constraints import Demand
from core.allocation.draw_programme import Columns, DrawProgramme, Mix, node_columns, plan_columns
from core.allocation.joint_draws import JointDraws, cvar, tail_weights
from core.allocation.limits import Limits, fill
from core.curves import Curve, Floats

CLOSE = 1e-5
"""Gap at which a search ends."""

ROUNDS = 6
"""Most allocations that prove a bound, for one weight."""

_TRUE = 0.1
"""Share of the gap that further bounds could take away at most when the search for them ends."""

_LADDER = np.array([0.02, 0.1, 0.4])
"""Distances of the nodes around the spend of a plan, as shares of it."""

_NOTHING = 1e-3
"""Share of an even split of the budget that takes the place of the spend of a campaign that has less."""

_STALLED = 1e-6
"""Relative gain of a step below which a plan is left as it is."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """A plan.

    Attributes:
        spend: Spend by campaign, shape (campaigns,).
        totals: Outcome by draw, shape (draws,).
    """

    spend: Floats
    totals: Floats


@dataclass(frozen=True, eq=False)
class Proved:
    """What a search ended with.

    Attributes:
        best: The best plan found.
        value: Its cautious outcome, less price times spend.
        bound: No plan brings more.
        weights: Weight of each draw of the lowest bound, shape (draws,).
        solved: Number of allocations that were solved.
    """

    best: Candidate
    value: float
    bound: float
    weights: Floats
    solved: int


class CautiousSearch:
    """Searches for one weight of caution after another; plans and nodes that were found stay.

    Attributes:
        plans: Plans that keep all that has to be kept.
    """

    def __init__(
        self, joint: JointDraws, tail: float, solve: Callable[[Sequence[Curve]], Allocation], demand: Demand | None
    ) -> None:
        self._joint, self._tail, self._solve, self._demand = joint, tail, solve, demand
        self._price = demand.price if demand else 0.0
        kept = demand.constraints if demand else None
        # Whether a mix of two plans keeps all that each of them keeps.
        self._convex = kept is None or not (kept.at_least.any() or kept.most_active is not None)
        self._expected = solve(joint.curves)
        self.plans: list[Candidate] = []
        self._nodes: list[Floats] = []
        self._keep(self._expected.spend)

    def value(self, plan: Candidate, weight: float) -> float:
        """Return the cautious outcome of a plan less price times spend."""
        outcome = (1.0 - weight) * float(plan.totals.mean()) + weight * cvar(plan.totals, self._tail)
        return outcome - self._price * float(plan.spend.sum())

    def run(self, weight: float, rounds: int = ROUNDS) -> Proved:
        """Return the best plan for a weight of the bad draws and its bound, from ``rounds`` allocations at most."""
        joint = self._joint
        even = np.full(joint.draws, 1.0 / joint.draws)
        if weight == 0.0 or self._tail == 1.0 or joint.draws == 1:
            plan = self.plans[0]
            value = self.value(plan, weight)
            return Proved(plan, value, max(self._expected.upper_bound, value), even, 1)
        self._weight = weight
        self._best = max(self.plans, key=lambda plan: self.value(plan, weight))
        weights = self._ascend(self._best.spend, 3)
        if weights is None:
            weights = (1.0 - weight) * even + weight * tail_weights(self._best.totals, self._tail)
        if self._demand is not None:
            self._nodes = [self._around(plan.spend, _LADDER, self._demand) for plan in (self.plans[0], self._best)]
        bound, proof, solved, by_node = np.inf, weights, 0, self._demand is not None
        for _ in range(rounds):
            found = self._solve(joint.weighted(weights))
            solved += 1
            top = found.upper_bound + 1e-12 * abs(found.upper_bound)
            if top < bound:
                bound, proof = top, weights
            self._keep(found.spend)
            if not self._closed(bound):
                self._ascend(found.spend, 2)
            if self._closed(bound):
                break
            mix = self._mix_nodes(found.spend, self._demand) if by_node and self._demand is not None else None
            # Nodes mix the budget too, which plans cannot: what is then left is for mixes of plans to close.
            by_node = mix is not None and bound - mix.value > CLOSE * abs(bound)
            if not by_node:
                mix = self._mix_plans()
                # No bound of this kind is below the best mix of plans: more of them would not help.
                left = bound - self.value(self._best, weight)
                if mix is None or bound - mix.value <= max(CLOSE * abs(bound), _TRUE * left):
                    break
                # Between the weights of the lowest bound and the new ones, where steps do not swing (Ben-Ameur and
                # Neto, 2007).
                weights = 0.5 * (mix.weights + proof)
            elif mix is not None:
                weights = mix.weights
        value = self.value(self._best, weight)
        return Proved(self._best, value, max(bound, value), proof, solved)

    def _closed(self, bound: float) -> bool:
        return bound - self.value(self._best, self._weight) <= CLOSE * abs(bound)

    def _keep(self, spend: Floats) -> Candidate:
        """Keep a plan among the others, and as the best if it is that."""
        plan = Candidate(spend, self._joint.totals(spend))
        self.plans.append(plan)
        if len(self.plans) > 1 and self.value(plan, self._weight) > self.value(self._best, self._weight):
            self._best = plan
        return plan

    def _ascend(self, spend: Floats, steps: int) -> Floats | None:
        """Improve a plan, or one that nearly keeps what has to be kept, step by step; return the last weights."""
        ladder, weights, reached = _LADDER, None, -np.inf
        for _ in range(steps):
            columns = self._columns([self._around(spend, ladder, self._demand)] if self._demand else [])
            totals = self._joint.totals(spend)
            reached = max(reached, self.value(Candidate(spend, totals), self._weight))
            mix = DrawProgramme(columns, totals, self._tail, self._weight).best()
            if mix is None:
                break
            weights = mix.weights
            plan = self._keep(self._exact(mix.spend))
            gain = self.value(plan, self._weight) - reached
            if gain > 0:
                spend = plan.spend
            if 0 <= gain <= _STALLED * abs(reached):
                break
            # Where the nodes promised more than the curves hold, their distances are what is wrong.
            ladder = ladder / (2 if gain > 0 else 8)
        return weights

    def _mix_nodes(self, spend: Floats, demand: Demand) -> Mix | None:
        """Return the best mix of all nodes, after those around a plan and around the best one are added."""
        around = (self._around(spend, _LADDER[:2], demand), self._around(self._best.spend, _LADDER[:1], demand))
        self._nodes += around
        mix = self._programme(self._columns(self._nodes)).best()
        if mix is not None and self._convex:
            self._keep(self._exact(mix.spend))
        return mix

    def _mix_plans(self) -> Mix | None:
        """Return the best mix of all plans."""
        mix = self._programme(self._columns([])).best()
        if mix is not None and self._convex:
            self._keep(self._exact(mix.spend))
        return mix

    def _programme(self, columns: Columns) -> DrawProgramme:
        return DrawProgramme(columns, self._best.totals, self._tail, self._weight)

    def _columns(self, nodes: Sequence[Floats]) -> Columns:
        """Return columns of nodes, each of shape (campaigns, nodes), or of all plans where there are none."""
        if self._demand is None or not nodes:
            spend, totals = (np.array([getattr(plan, part) for plan in self.plans]) for part in ("spend", "totals"))
            return plan_columns(spend, totals, self._price)
        return node_columns(self._joint, list(np.hstack(nodes)), self._demand)

    def _around(self, spend: Floats, ladder: Floats, demand: Demand) -> Floats:
        """Return nodes around the spend of each campaign within its limits, shape (campaigns, nodes)."""
        kept = demand.constraints
        runs = spend > 0
        bound_to_run = (kept.at_least > 0) | (kept.most_active is not None)
        low = np.where(runs, np.maximum(demand.lower, kept.at_least), demand.lower)
        high = np.where(runs | ~bound_to_run, demand.upper, 0.0)
        size = np.maximum(spend, _NOTHING * demand.most / self._joint.count)
        nodes = spend[:, None] + size[:, None] * np.r_[-ladder[::-1], 0.0, ladder]
        return np.clip(nodes, low[:, None], high[:, None])

    def _exact(self, spend: Floats) -> Floats:
        """Return a plan without the rounding of a programme in its sum."""
        demand = self._demand
        if demand is None:
            return spend
        if demand.least == demand.most:
            return fill(spend, Limits(demand.most, demand.lower, demand.upper))
        return np.clip(spend, demand.lower, demand.upper)
