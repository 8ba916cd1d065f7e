"""Branch and bound over the envelopes: the best split of a budget, and a proof of how good it is."""

import heapq
from dataclasses import dataclass, field, replace

import numpy as np

from core.allocation.envelope import Envelope
from core.allocation.families import find_families, parting
from core.allocation.limits import Limits, fill
from core.allocation.polish import Settled, settle
from core.allocation.relaxation import Family, Region, Relaxed, relax
from core.curves import Floats

NODE_LIMIT = 3_000
"""Regions that are looked at before the search ends with the best split found so far and its honest gap."""

_WORK = 300_000
"""Regions times campaigns (a few times as many where they have many draws) after which the search ends likewise."""

_FINE = 1e-9
"""Share of the outcome that the envelopes may lie above the curves at the answer, all campaigns together."""

_FEW = 8
"""Regions after which the search starts again with campaigns that are alike counted together."""

_TARGETS = ((40, 1e-8), (400, 1e-7), (NODE_LIMIT, 7e-7))
"""Gap at which the search ends, by the number of regions that it has taken: a long proof may be a little coarser."""


@dataclass(frozen=True, eq=False)
class Found:
    """The best split that was found.

    Attributes:
        spend: Spend by campaign.
        outcome: Expected outcome.
        upper_bound: No split within the limits can be expected to bring more (before rounding).
        price: Outcome per unit of money at the bound of the whole.
        nodes: Number of regions looked at.
    """

    spend: Floats
    outcome: float
    upper_bound: float
    price: float
    nodes: int


@dataclass(order=True)
class _Open:
    """A region still to be split, best bound first and oldest first among equals."""

    rank: tuple[float, int]
    region: Region = field(compare=False)
    relaxed: Relaxed = field(compare=False)
    shortfall: Floats = field(compare=False)


class Search:
    """Searches the best split for one budget after another over the same envelopes."""

    def __init__(self, envelope: Envelope) -> None:
        self.envelope = envelope
        self.curves = envelope.curves
        work = envelope.curves.count * (1.0 + envelope.curves.draws / 50.0)
        self._most = int(np.clip(_WORK / work, NODE_LIMIT // 15, NODE_LIMIT))
        self._price: float | None = None

    def run(self, limits: Limits) -> Found:
        """Return the best split of a budget. The limits must be within those of the envelopes."""
        self.envelope.bound(limits.lower, limits.upper)
        self._limits = limits
        self._slack = 1e-12 * max(limits.budget, float(limits.upper.sum()))
        self._spend, self._outcome = self._fallback()
        self._nodes = 0
        self._families: tuple[Family, ...] = ()
        whole = self._tightened(limits.lower, limits.upper, ())
        if whole is None:
            whole = Region(limits.lower, limits.upper)
        root = self._look(whole, self._price)
        self._price = root.relaxed.price or None
        bound = self._branch(root, _FEW)
        if not self._closed(bound):
            self._families = find_families(self.envelope, whole, root.relaxed.price)
            counts = tuple((0, len(family.members)) for family in self._families)
            root = self._look(replace(whole, switched_on=counts), self._price)
            bound = min(bound, self._branch(root, self._most))
        return Found(self._spend, self._outcome, max(bound, self._outcome), root.relaxed.price, self._nodes)

    def _branch(self, root: _Open, most: int) -> float:
        """Split regions until the gap is closed or ``most`` are taken; return the bound that is then proved."""
        queue, closed = [root], 0.0
        while queue and self._nodes < most and not self._closed(-queue[0].rank[0]):
            parent = heapq.heappop(queue)
            children = self._children(parent)
            if not children:
                closed = max(closed, -parent.rank[0])
            for region in children:
                child = self._look(region, parent.relaxed.price or None)
                # A part has no better split than the whole, whatever its own envelopes say.
                child.rank = (max(child.rank[0], parent.rank[0]), child.rank[1])
                heapq.heappush(queue, child)
        return max(closed, -queue[0].rank[0]) if queue else closed

    def _closed(self, bound: float) -> bool:
        return bound - self._outcome <= self._target() * bound

    def _target(self) -> float:
        return next((gap for nodes, gap in _TARGETS if self._nodes < nodes), _TARGETS[-1][1])

    def _look(self, region: Region, price: float | None) -> _Open:
        """Return a region with its bound; make the envelopes finer where they, and not the curves, hold it up."""
        self._nodes += 1
        lowest = np.inf
        limits = Limits(self._limits.budget, region.lower, region.upper)
        for _ in range(60):
            relaxed = relax(self.envelope, self._families, region, self._limits.budget, price)
            before, lowest = lowest, min(lowest, relaxed.bound)
            settled = settle(self.curves, fill(relaxed.spend, self._limits), limits)
            self._keep(settled)
            shortfall = relaxed.height - settled.start_value
            price = float(settled.price.max()) or relaxed.price or None
            if lowest - self._outcome <= (_FINE if self._nodes == 1 else self._target()) * lowest:
                break
            # Once jumps between parts of curves hold up the bound, finer envelopes do not help: split there.
            stuck = before - lowest < 0.2 * (lowest - self._outcome) and before < np.inf
            held = self._jumps(relaxed, shortfall).sum() > 0.1 * (lowest - self._outcome)
            if stuck and (held or self._closed(lowest)):
                break
            if not self._refine(relaxed, settled, shortfall):
                break
        return _Open((-lowest, self._nodes), region, relaxed, shortfall)

    def _keep(self, settled: Settled) -> None:
        """Keep a split if it is the best so far."""
        for spend, value in ((settled.start, settled.start_value), (settled.spend, settled.value)):
            if float(value.sum()) > self._outcome:
                self._spend, self._outcome = spend, float(value.sum())

    def _jumps(self, relaxed: Relaxed, shortfall: Floats) -> Floats:
        """Return the shortfall of campaigns whose two nodes are in different parts of the curve, 0 for the others."""
        rows = self.envelope.kind
        slots = np.stack([relaxed.dear, relaxed.cheap])
        jumps = self.envelope.start[rows, slots].max(axis=0) > self.envelope.end[rows, slots].min(axis=0)
        return np.where(jumps, np.maximum(shortfall, 0.0), 0.0)

    def _refine(self, relaxed: Relaxed, settled: Settled, shortfall: Floats) -> bool:
        """Split the cells that hold up the bound. Returns False where none is left to split."""
        rows = np.flatnonzero(shortfall > _FINE * relaxed.bound / len(shortfall))
        dear, cheap = relaxed.dear[rows], relaxed.cheap[rows]
        split_dear = self.envelope.can_split(rows, dear)
        split_cheap = self.envelope.can_split(rows, cheap) & (cheap != dear)
        if not (split_dear | split_cheap).any():
            return False
        price = max(float(settled.price.max()) or relaxed.price, 1e-300)
        self.envelope.refine(rows[split_dear], dear[split_dear], price)
        self.envelope.refine(rows[split_cheap], cheap[split_cheap], price)
        # The price of coarse envelopes is off, and one campaign a round would pull it right: take all there at once.
        self.envelope.surround(settled.free, settled.spend[settled.free])
        return True

    def _children(self, parent: _Open) -> list[Region]:
        """Return the two parts into which a region falls, without those that cannot spend the budget."""
        region, relaxed = parent.region, parent.relaxed
        jumps = self._jumps(relaxed, parent.shortfall)
        row = int(jumps.argmax() if jumps.any() else parent.shortfall.argmax())
        if parent.shortfall[row] <= 0:
            return []
        for number, family in enumerate(self._families):
            if row in family.members:
                counts = self._count_children(region, relaxed, family, number)
                if counts is not None:
                    return counts
        spend = self._split_spend(region, relaxed, row)
        if spend is None:
            return []
        # Of campaigns with equal curve and limits, either none spends more than the split or the first one does.
        same = self.envelope.kind == self.envelope.kind[row]
        same &= (region.lower == region.lower[row]) & (region.upper == region.upper[row])
        twins = np.flatnonzero(same)
        self.envelope.insert(twins, np.full(len(twins), spend))
        upper, lower = region.upper.copy(), region.lower.copy()
        upper[twins] = spend
        lower[twins[0]] = spend
        parts = (
            self._tightened(region.lower, upper, region.switched_on),
            self._tightened(lower, region.upper, region.switched_on),
        )
        return [part for part in parts if part is not None]

    def _count_children(self, region: Region, relaxed: Relaxed, family: Family, number: int) -> list[Region] | None:
        """Return the parts with fewer and with more members on, or None where the number is decided."""
        rows = family.members
        dear, cheap = relaxed.dear[rows], relaxed.cheap[rows]
        kind = self.envelope.kind[rows]
        on = [int((self.envelope.end[kind, slots] > family.threshold).sum()) for slots in (dear, cheap)]
        mean = relaxed.mix * on[0] + (1 - relaxed.mix) * on[1]
        below = int(np.floor(min(max(mean, min(on)), max(on) - 1e-9)))
        least, most = region.switched_on[number]
        # A member exactly at its threshold may be counted either way.
        if on[0] == on[1] or not least <= below < most:
            return None
        parts = []
        for limits in ((least, below), (below + 1, most)):
            counts = (*region.switched_on[:number], limits, *region.switched_on[number + 1 :])
            part = self._tightened(region.lower, region.upper, counts)
            if part is not None:
                parts.append(part)
        return parts

    def _split_spend(self, region: Region, relaxed: Relaxed, row: int) -> float | None:
        """Return where to cut the interval of a campaign between its two nodes, or None where they meet."""
        low, high = sorted(
            float(self.envelope.spend[self.envelope.kind[row], slots[row]]) for slots in (relaxed.dear, relaxed.cheap)
        )
        for family in self._families:
            for threshold in family.threshold[family.members == row]:
                if region.lower[row] < threshold < region.upper[row]:
                    return float(threshold)
        points, values = self.envelope.points(row, low, high)
        if len(points) > 2:
            return parting(points, values)
        spend = float(relaxed.spend[row])
        inside = low < spend < high and high - low > 1e-13 * high
        return min(max(spend, low + 0.1 * (high - low)), high - 0.1 * (high - low)) if inside else None

    def _tightened(self, lower: Floats, upper: Floats, counts: tuple[tuple[int, int], ...]) -> Region | None:
        """Return a region without what the limits of the other campaigns rule out; None where nothing is left."""
        budget = self._limits.budget
        lower, upper = lower.copy(), upper.copy()
        if not self._count(lower, upper, counts):
            return None
        least, most = float(lower.sum()), float(upper.sum())
        if least > budget + self._slack or most < budget - self._slack:
            return None
        highest = np.maximum(lower + max(budget - least, 0.0), lower)
        lowest = np.minimum(upper - max(most - budget, 0.0), upper)
        width = upper - lower
        # Each new limit costs a point of the envelope: only where it takes a good part of the interval away.
        cut_high = np.flatnonzero(highest < upper - 0.1 * width)
        cut_low = np.flatnonzero(lowest > lower + 0.1 * width)
        self.envelope.insert(cut_high, highest[cut_high])
        upper[cut_high] = highest[cut_high]
        cut_low = cut_low[lowest[cut_low] <= upper[cut_low]]
        self.envelope.insert(cut_low, lowest[cut_low])
        lower[cut_low] = lowest[cut_low]
        return Region(lower, upper, counts)

    def _count(self, lower: Floats, upper: Floats, counts: tuple[tuple[int, int], ...]) -> bool:
        """Tighten limits, in place, where a family leaves no choice; return whether the budget can be spent at all."""
        least, most = float(lower.sum()), float(upper.sum())
        for family, (fewest, highest) in zip(self._families, counts, strict=True):
            low, high = lower[family.members], upper[family.members]
            sure, possible = low >= family.threshold, high > family.threshold
            open_ = possible & ~sure
            members, threshold = family.members[open_], family.threshold[open_]
            fewest, highest = fewest - int(sure.sum()), highest - int(sure.sum())
            if highest < 0 or fewest > len(members):
                return False
            # With few on, the others stay below their thresholds; with many on, these are above theirs.
            most -= float(np.sort(upper[members] - threshold)[: max(len(members) - highest, 0)].sum())
            least += float(np.sort(threshold - lower[members])[: max(fewest, 0)].sum())
            if highest == 0:
                upper[members] = threshold
            elif fewest == len(members):
                lower[members] = threshold
        return least <= self._limits.budget + self._slack and most >= self._limits.budget - self._slack

    def _fallback(self) -> tuple[Floats, float]:
        """Return a split that always fits: everybody as far above the minimum as below the maximum."""
        spend = fill(self._limits.lower, self._limits)
        return spend, float(self.curves.values(spend).sum())
