"""Plans found so far for somebody cautious, and programmes that make better ones of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.allocation.constraints import Demand
from core.allocation.draw_programme import Columns, DrawProgramme, Mix, node_columns, plan_columns
from core.allocation.joint_draws import JointDraws, cvar
from core.allocation.limits import Limits, fill
from core.curves import Floats

LADDER = np.array([0.02, 0.1, 0.4])
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


class CautiousPlans:
    """Plans that keep all that has to be kept; the best of them changes with the weight of caution.

    Attributes:
        plans: All plans in the order in which they were found.
        best: The best for the weight.
        convex: Whether a mix of two plans keeps all that each of them keeps.
    """

    def __init__(self, joint: JointDraws, tail: float, demand: Demand | None, first: Floats) -> None:
        """``first`` is the spend of a plan, shape (campaigns,)."""
        self._joint, self._tail, self._demand = joint, tail, demand
        self._weight, self._price = 0.0, demand.price if demand else 0.0
        kept = demand.constraints if demand else None
        self.convex = kept is None or not (kept.at_least.any() or kept.most_active is not None)
        self.best = Candidate(first, joint.totals(first))
        self.plans = [self.best]

    def weigh(self, weight: float) -> None:
        """Look for the best plan for another weight from now on."""
        self._weight = weight
        self.best = max(self.plans, key=lambda plan: self.value(plan, weight))

    @property
    def highest(self) -> float:
        """Value of the best plan."""
        return self.value(self.best, self._weight)

    def value(self, plan: Candidate, weight: float) -> float:
        """Return the cautious outcome of a plan less price times spend."""
        outcome = (1.0 - weight) * float(plan.totals.mean()) + weight * cvar(plan.totals, self._tail)
        return outcome - self._price * float(plan.spend.sum())

    def keep(self, spend: Floats) -> Candidate:
        """Keep a plan, and as the best if it is that."""
        plan = Candidate(spend, self._joint.totals(spend))
        self.plans.append(plan)
        if self.value(plan, self._weight) > self.highest:
            self.best = plan
        return plan

    def ascend(self, spend: Floats, steps: int) -> Floats | None:
        """Improve a plan step by step; return the weights of the draws in the last step, None where there was none."""
        ladder, weights = LADDER, None
        reached = self.value(Candidate(spend, self._joint.totals(spend)), self._weight)
        for _ in range(steps):
            around = None if self._demand is None else [self.around(spend, ladder, self._demand)]
            mix = self._programme(self.columns(around), self._joint.totals(spend)).best()
            if mix is None:
                break
            weights = mix.weights
            plan = self.keep(self._exact(mix.spend))
            gain = self.value(plan, self._weight) - reached
            if gain > 0:
                spend, reached = plan.spend, reached + gain
            if 0 <= gain <= _STALLED * abs(reached):
                break
            # Where the nodes promised more than the curves hold, their distances are what is wrong.
            ladder = ladder / (2 if gain > 0 else 8)
        return weights

    def mix(self, columns: Columns | None) -> Mix | None:
        """Return the best mix of columns, whose spend is kept as a plan where it is one."""
        mix = None if columns is None else self._programme(columns, self.best.totals).best()
        if mix is not None and self.convex:
            self.keep(self._exact(mix.spend))
        return mix

    def columns(self, nodes: Sequence[Floats] | None, within: Limits | None = None) -> Columns | None:
        """Return columns of nodes, each of shape (campaigns, nodes), or of plans where there are none.

        Args:
            nodes: Spends of each campaign; None for whole plans.
            within: Limits that plans have to keep, and that nodes are brought within; None for none.
        """
        if nodes is not None and self._demand is not None:
            spends = np.hstack(nodes)
            if within is not None:
                spends = np.clip(spends, within.lower[:, None], within.upper[:, None])
            return node_columns(self._joint, list(spends), self._demand)
        spend, totals = (np.array([getattr(plan, part) for plan in self.plans]) for part in ("spend", "totals"))
        if within is not None:
            inside = ((spend >= within.lower) & (spend <= within.upper)).all(axis=1)
            spend, totals = spend[inside], totals[inside]
        return plan_columns(spend, totals, self._price) if len(spend) else None

    def around(self, spend: Floats, ladder: Floats, demand: Demand) -> Floats:
        """Return nodes around the spend of each campaign within its limits, shape (campaigns, nodes)."""
        kept = demand.constraints
        runs = spend > 0
        bound_to_run = (kept.at_least > 0) | (kept.most_active is not None)
        low = np.where(runs, np.maximum(demand.lower, kept.at_least), demand.lower)
        high = np.where(runs | ~bound_to_run, demand.upper, 0.0)
        size = np.maximum(spend, _NOTHING * demand.most / self._joint.count)
        nodes = spend[:, None] + size[:, None] * np.r_[-ladder[::-1], 0.0, ladder]
        return np.clip(nodes, low[:, None], high[:, None])

    def excess(self, columns: Columns, mix: Mix) -> Floats:
        """Return by how much a mix of nodes promises more than each campaign's curve holds at the mixed spend.

        Above 0 only where the curve is not concave between them, and plans have to choose.
        """
        promised = np.bincount(columns.block, mix.share * (columns.outcome @ mix.weights), self._joint.count)
        return np.asarray(promised - self._joint.at(mix.spend) @ mix.weights)

    def _programme(self, columns: Columns | None, totals: Floats) -> DrawProgramme:
        if columns is None:
            raise ValueError("no columns")
        return DrawProgramme(columns, totals, self._tail, self._weight)

    def _exact(self, spend: Floats) -> Floats:
        """Return a plan without the rounding of a programme in its sum."""
        demand = self._demand
        if demand is None:
            return spend
        if demand.least == demand.most:
            return fill(spend, Limits(demand.most, demand.lower, demand.upper))
        return np.clip(spend, demand.lower, demand.upper)
