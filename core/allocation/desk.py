"""Curves with their envelopes, ready to answer one demand after another by the search that suits it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.allocation.constraints import Demand
from core.allocation.envelope import Envelope, start_grid
from core.allocation.limits import Limits, fill
from core.allocation.mean_curves import MeanCurves, Rows
from core.allocation.nest import nest_of
from core.allocation.nested_search import NestedSearch
from core.allocation.polish import settle
from core.allocation.programme import solve
from core.allocation.search import Search
from core.curves import Curve, Floats

ROUNDING = 1e-12
"""Share by which the bound is raised for the rounding of the arithmetic: some ten times what sums and powers lose."""

LONG_PROOF = 1e-6
"""Gap above which a search that came to its end hands its plan over to a mixed-integer programme."""


@dataclass(frozen=True, eq=False)
class Plan:
    """The best plan for a demand and its proof.

    Attributes:
        spend: Spend by campaign, shape (campaigns,).
        outcome: Expected outcome.
        value: Outcome less price times spend.
        bound: No plan has a higher value.
        price: What the next unit of the whole budget brings.
        group_price: What the next unit of each group's limit brings, shape (groups,); below 0 where a minimum binds.
        parts: Number of parts, or of programmes, that were looked at.
    """

    spend: Floats
    outcome: float
    value: float
    bound: float
    price: float
    group_price: Floats
    parts: int

    @property
    def spent(self) -> float:
        """Spend of all campaigns."""
        return float(self.spend.sum())


class Desk:
    """Answers demands within some limits; what is learned of the curves is kept from one to the next."""

    def __init__(self, curves: Sequence[Curve], lower: Floats, upper: Floats) -> None:
        self.curves = MeanCurves(curves)
        points = 24 if self.curves.draws > 20 else 40
        self._envelope = Envelope(
            self.curves, kinds(curves, lower, upper), start_grid(self.curves, lower, upper, points)
        )
        self._search = Search(self._envelope)
        self._nested = NestedSearch(self._envelope)

    def best(self, demand: Demand) -> Plan:
        """Return the best plan for a demand.

        Raises:
            NoPlanError: If no plan keeps all limits; its sentence does not name them.
        """
        nest = nest_of(demand)
        if demand.constraints.trivial and demand.least == demand.most and demand.price == 0:
            plan = self._split(demand)
        elif nest is not None:
            found = self._nested.run(demand, nest)
            group_price = np.zeros(len(demand.constraints.groups))
            for place, number in enumerate(nest.number[:-1]):
                if (found.block == place).any():
                    group_price[number] = found.price[place] - found.price[_around(nest.parent(place), found.block)]
            plan = self._plan(demand, found.spend, found.bound, float(found.price[-1]), group_price, found.parts)
        else:
            return self._programme(demand, None)
        scale = max(abs(plan.bound), 1e-2 * plan.outcome)
        return plan if plan.bound - plan.value <= LONG_PROOF * scale else self._programme(demand, plan)

    def _split(self, demand: Demand) -> Plan:
        limits = Limits(demand.most, demand.lower, demand.upper)
        found = self._search.run(limits)
        spend = fill(settle(self.curves, found.spend, limits, steps=12, close=1e-12).spend, limits)
        return self._plan(demand, spend, found.upper_bound, found.price, np.zeros(0), found.nodes)

    def _programme(self, demand: Demand, known: Plan | None) -> Plan:
        start, bound = (known.spend, known.bound) if known else (None, np.inf)
        found = solve(self.curves, self._envelope, demand, start, bound)
        price = known.price if known else found.price
        group_price = known.group_price if known else found.group_price
        return self._plan(demand, found.spend, found.bound, price, group_price, found.solved)

    def _plan(self, demand: Demand, spend: Floats, bound: float, price: float, group_price: Floats, parts: int) -> Plan:
        outcome = float(self.curves.values(spend).sum())
        value = outcome - demand.price * float(spend.sum())
        return Plan(spend, outcome, value, max(bound + ROUNDING * outcome, value), price, group_price, parts)


def _around(parent: int, block: Rows) -> int:
    """Return the block that stands for a parent: itself where it binds, else the whole."""
    return parent if (block == parent).any() else -1


def kinds(curves: Sequence[Curve], lower: Floats, upper: Floats) -> Rows:
    """Return a number for each campaign, the same for those with equal curve and limits."""
    numbers: dict[tuple[bytes, ...], int] = {}
    kinds = []
    for curve, low, high in zip(curves, lower, upper, strict=True):
        parameters = (np.asarray(p, float).tobytes() for p in curve.parameters)
        content = (curve.form.encode(), *parameters, low.tobytes(), high.tobytes())
        kinds.append(numbers.setdefault(content, len(numbers)))
    return np.array(kinds)
