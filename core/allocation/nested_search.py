"""Branch and bound under nested groups, "nothing or at least" and "at most so many": the best plan and its proof."""

import heapq
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core.allocation.constraints import Demand, NoPlanError
from core.allocation.envelope import Envelope
from core.allocation.families import parting
from core.allocation.hulls import Hulls, Part
from core.allocation.limits import Limits, fill
from core.allocation.mean_curves import Rows
from core.allocation.nest import Nest
from core.allocation.nested_relaxation import Filled, relax_nested
from core.allocation.polish import Block, settle_blocks
from core.curves import Floats

PART_LIMIT = 1_000
"""Parts that are looked at before the search ends with the best plan found so far and its honest gap."""

_WORK = 300_000
"""Parts times campaigns (a few times as many where they have many draws) after which the search ends likewise."""

_FINE = 1e-9
"""Share of the outcome that the envelopes may lie above the curves at the answer, all campaigns together."""

_TARGETS = ((40, 1e-8), (400, 1e-7), (PART_LIMIT, 7e-7))
"""Gap at which the search ends, by the number of parts that it has taken: a long proof may be a little coarser."""

SMALLEST = 1e-12
"""Share of the money at hand from which a campaign counts as running where no other least amount is given."""


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan and its proof.

    Attributes:
        spend: Spend by campaign.
        value: Its outcome less price times spend.
        bound: No plan brings more (before rounding).
        parts: Number of parts looked at.
        block: The smallest group with a limit that binds by campaign; the last is the whole.
        price: What the next unit of money brings in each block.
    """

    spend: Floats
    value: float
    bound: float
    parts: int
    block: Rows
    price: Floats


@dataclass(frozen=True, eq=False)
class _Kept:
    """A plan with the limits and the blocks within which it is to be polished."""

    spend: Floats
    part: Part
    filled: Filled


@dataclass(order=True)
class _Open:
    """A part still to be split, best bound first and oldest first among equals."""

    rank: tuple[float, int]
    part: Part = field(compare=False)
    filled: Filled = field(compare=False)
    shortfall: Floats = field(compare=False)


class NestedSearch:
    """Searches the best plan for one demand after another over the same envelopes."""

    def __init__(self, envelope: Envelope) -> None:
        self.envelope = envelope
        self.curves = envelope.curves
        self._hulls, self._chosen = Hulls(envelope), Hulls(envelope)
        work = envelope.curves.count * (1.0 + envelope.curves.draws / 50.0)
        self._most = int(np.clip(_WORK / work, PART_LIMIT // 15, PART_LIMIT))

    def run(self, demand: Demand, nest: Nest) -> Plan:
        """Return the best plan. The limits of the demand must be within those of the envelopes.

        Raises:
            NoPlanError: If no plan keeps all limits; its sentence does not name them.
        """
        self._nest, self._price, self._parts = nest, demand.price, 0
        self._kept: _Kept | None = None
        self._value, self._worth = -np.inf, 0.0
        root = self._look(self._whole(demand), 0.0)
        if root is None:
            raise NoPlanError("No plan keeps all of these limits together.")
        bound = self._branch(root)
        if self._kept is None:
            raise NoPlanError("No plan that keeps all of these limits together was found. Ease one of them.")
        spend = self._polished(self._kept)
        value = float(self.curves.values(spend).sum() - self._price * spend.sum())
        filled = self._kept.filled
        return Plan(spend, value, max(bound, value), self._parts, filled.block, filled.price)

    def _whole(self, demand: Demand) -> Part:
        """Return the part that holds all plans."""
        kept = demand.constraints
        floor = kept.at_least.copy()
        if kept.most_active is not None:
            unit = demand.most if np.isfinite(demand.most) else float(demand.upper.sum())
            floor = np.maximum(floor, SMALLEST * unit)
        rests = floor > 0
        lower, upper = demand.lower.copy(), demand.upper.copy()
        self.envelope.bound(lower, upper)
        # One that has a minimum runs, and one that cannot run as it must does not.
        runs = rests & (lower > 0)
        lower[runs] = np.maximum(lower[runs], floor[runs])
        upper[rests & (upper < floor) & (lower <= 0)] = 0.0
        rows = np.flatnonzero(rests & (upper > 0))
        self.envelope.insert(rows, floor[rows])
        ends = np.flatnonzero(upper == 0)
        self.envelope.insert(ends, np.zeros(len(ends)))
        return Part(lower, upper, floor, kept.most_active)

    def _branch(self, root: _Open) -> float:
        """Split parts until the gap is closed or enough were taken; return the bound that is then proved."""
        queue, closed = [root], -np.inf
        while queue and self._parts < self._most and not self._closed(-queue[0].rank[0]):
            parent = heapq.heappop(queue)
            children = self._children(parent)
            if children is None:
                closed = max(closed, -parent.rank[0])
                continue
            for part in children:
                child = self._look(part, parent.filled.running)
                if child is not None:
                    child.rank = (max(child.rank[0], parent.rank[0]), child.rank[1])
                    heapq.heappush(queue, child)
        return max(closed, -queue[0].rank[0], self._value) if queue else max(closed, self._value)

    def _closed(self, bound: float) -> bool:
        return bound - self._value <= self._target() * self._scale(bound)

    def _scale(self, bound: float) -> float:
        # A profit may be next to nothing beside the outcome that it is made of.
        return max(abs(bound), 1e-2 * self._worth)

    def _target(self) -> float:
        return next((gap for parts, gap in _TARGETS if self._parts < parts), _TARGETS[-1][1])

    def _look(self, part: Part, running: float) -> _Open | None:
        """Return a part with its bound, envelopes made finer where they hold it up; None where nothing better is in."""
        self._parts += 1
        lowest, target = np.inf, _FINE if self._parts == 1 else self._target()
        filled, shortfall = None, np.zeros(0)
        for _ in range(60):
            filled = relax_nested(self._hulls, self._nest, part, self._price, running, self._value)
            if filled is None:
                return None
            running = filled.running
            before, lowest = lowest, min(lowest, filled.bound)
            self._worth = max(self._worth, float(filled.height.sum()))
            shortfall = filled.height - self.curves.values(filled.spend)
            price, free, spend = self._keep(part, filled)
            if lowest - self._value <= target * self._scale(lowest):
                break
            # Once jumps between parts of curves hold up the bound, finer envelopes do not help: split there.
            stuck = before - lowest < 0.2 * (lowest - self._value) and before < np.inf
            held = np.maximum(shortfall, 0.0)[self._jumps(filled)].sum() > 0.1 * (lowest - self._value)
            if stuck and (held or self._closed(lowest)):
                break
            if not self._refine(filled, price, free, spend, shortfall):
                break
        return _Open((-lowest, self._parts), part, filled, shortfall) if filled else None

    def _keep(self, part: Part, filled: Filled) -> tuple[Floats, Rows, Floats]:
        """Keep the plan of an answer if it is the best so far; return its prices, free campaigns and spend."""
        plan = self._allowed(part, filled)
        if plan is None:
            return np.maximum(filled.price, self._price)[filled.block], np.zeros(0, np.intp), filled.spend
        part, filled = plan
        start = np.clip(filled.spend, part.lower, part.upper)
        settled = settle_blocks(self.curves, start, part.lower, part.upper, _blocks(filled), self._price)
        for spend, value in ((settled.start, settled.start_value), (settled.spend, settled.value)):
            found = float(value.sum() - self._price * spend.sum())
            if found > self._value and (spend is settled.start or self._keeps(spend)):
                self._kept, self._value = _Kept(spend, part, filled), found
        price = np.where(settled.price > 0, settled.price, filled.price[filled.block])
        return price, settled.free, settled.spend

    def _allowed(self, part: Part, filled: Filled) -> tuple[Part, Filled] | None:
        """Return an answer in which each campaign runs or does not, near the one given; None where none was found."""
        rests = (part.floor > 0) & (part.lower <= 0) & (part.upper > 0)
        if not rests.any():
            return part, filled
        most = part.most_active
        places = np.flatnonzero(rests)
        places = places[np.argsort(-filled.on[places], kind="stable")]
        spare = len(places) if most is None else most - int(((part.lower > 0) & (part.upper > 0)).sum())
        wanted = int((filled.on[places] >= 0.5).sum()) if most is None else int((filled.on[places] > 0).sum())
        fewest = int((filled.on[places] >= 1).sum())
        # Rounded first; then with more that run, and with fewer.
        for number in dict.fromkeys(min(n, max(spare, 0)) for n in (wanted, wanted + 1, fewest, len(places))):
            on = np.zeros(len(rests), bool)
            on[places[:number]] = True
            lower = np.where(on, np.maximum(part.lower, part.floor), part.lower)
            upper = np.where(rests & ~on, 0.0, part.upper)
            chosen = Part(lower, upper, np.zeros_like(lower), None)
            answer = relax_nested(self._chosen, self._nest, chosen, self._price)
            if answer is not None:
                return chosen, answer
        return None

    def _keeps(self, spend: Floats) -> bool:
        """Return whether a plan keeps the limits of all groups, to eleven digits."""
        sums = np.array([spend[member].sum() for member in self._nest.member])
        near = 1e-11 * max(float(spend.sum()), 1e-300)
        return bool((sums >= self._nest.lower - near).all() and (sums <= self._nest.upper + near).all())

    def _polished(self, kept: "_Kept") -> Floats:
        """Return a plan with marginals that are equal in all digits, and sums that are right in all."""
        lower, upper, blocks = kept.part.lower, kept.part.upper, _blocks(kept.filled)
        settled = settle_blocks(self.curves, kept.spend, lower, upper, blocks, self._price, steps=12, close=1e-12)
        spend = settled.spend.copy() if self._keeps(settled.spend) else kept.spend.copy()
        for block in blocks:
            if np.isfinite(block.total):
                limits = Limits(block.total, lower[block.rows], upper[block.rows])
                spend[block.rows] = fill(spend[block.rows], limits)
        return spend

    def _jumps(self, filled: Filled) -> NDArray[np.bool_]:
        """Return the campaigns whose two nodes are in different parts of the curve."""
        rows = self.envelope.kind
        slots = np.stack([filled.dear, filled.cheap])
        return np.asarray(self.envelope.start[rows, slots].max(axis=0) > self.envelope.end[rows, slots].min(axis=0))

    def _refine(self, filled: Filled, price: Floats, free: Rows, spend: Floats, shortfall: Floats) -> bool:
        """Split the cells that hold up the bound. Returns False where none is left to split."""
        rows = np.flatnonzero(shortfall > _FINE * self._scale(filled.bound) / len(shortfall))
        dear, cheap = filled.dear[rows], filled.cheap[rows]
        split_dear = self.envelope.can_split(rows, dear)
        split_cheap = self.envelope.can_split(rows, cheap) & (cheap != dear)
        if not (split_dear | split_cheap).any():
            return False
        for block in np.unique(filled.block[rows]):
            own = filled.block[rows] == block
            at = max(float(price[rows[own]].max()), 1e-300)
            for split, slots in ((split_dear & own, dear), (split_cheap & own, cheap)):
                self.envelope.refine(rows[split], slots[split], at)
        # The price of coarse envelopes is off, and one campaign a round would pull it right: take all there at once.
        self.envelope.surround(free, spend[free])
        return True

    def _children(self, parent: _Open) -> list[Part] | None:
        """Return the two parts into which a part falls, or None where it cannot be split."""
        part, filled = parent.part, parent.filled
        shortfall = np.maximum(parent.shortfall, 0.0)
        jumps = np.where(self._jumps(filled), shortfall, 0.0)
        rests = (part.floor > 0) & (part.lower <= 0) & (part.upper > 0)
        undecided = rests & (filled.on > 1e-9) & (filled.on < 1 - 1e-9)
        if undecided.any():
            doubt = np.where(undecided, np.minimum(filled.on, 1 - filled.on) * (1e-9 + shortfall), -1.0)
            row = int(doubt.argmax())
        else:
            row = int(jumps.argmax() if jumps.any() else shortfall.argmax())
            if shortfall[row] <= 0:
                return None
        if rests[row]:
            below, above = 0.0, max(float(part.floor[row]), 0.0)
        else:
            spend = self._split_spend(filled, row)
            if spend is None:
                return None
            below = above = spend
        # Of campaigns that are equal in everything, either none spends more than the split or the first one does.
        same = (self.envelope.kind == self.envelope.kind[row]) & (part.floor == part.floor[row])
        same &= (part.lower == part.lower[row]) & (part.upper == part.upper[row])
        same &= (self._nest.member == self._nest.member[:, [row]]).all(axis=0)
        twins = np.flatnonzero(same)
        self.envelope.insert(twins, np.full(len(twins), above))
        upper, lower = part.upper.copy(), part.lower.copy()
        upper[twins] = below
        lower[twins[0]] = above
        return [replace(part, upper=upper), replace(part, lower=lower)]

    def _split_spend(self, filled: Filled, row: int) -> float | None:
        """Return where to cut the interval of a campaign between its two nodes, or None where they meet."""
        kind = self.envelope.kind[row]
        low, high = sorted(float(self.envelope.spend[kind, slots[row]]) for slots in (filled.dear, filled.cheap))
        points, values = self.envelope.points(row, low, high)
        if len(points) > 2:
            return parting(points, values)
        spend = float(filled.spend[row])
        inside = low < spend < high and high - low > 1e-13 * high
        return min(max(spend, low + 0.1 * (high - low)), high - 0.1 * (high - low)) if inside else None


def _blocks(filled: Filled) -> list[Block]:
    return [Block(np.flatnonzero(filled.block == g), float(filled.total[g])) for g in np.unique(filled.block)]
