"""The best outcome at many budgets at once: one look at the curves serves all of them.

Over concave hulls the best split of every budget is read from one list of edges, from steep to flat. Where a hull jumps
over a convex part of a curve, the campaign's limits are cut there, for all budgets that the jump concerns together.
"""

import heapq
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core.allocation.envelope import Envelope, start_grid
from core.allocation.families import parting
from core.allocation.hulls import Hulls, Part
from core.allocation.limits import Limits, fill
from core.allocation.mean_curves import MeanCurves, Rows
from core.curves import Floats

ROUNDS = 1
"""How often nodes are put where the plans of all budgets are."""

_CLOSER = 1
"""How often the envelopes of a part are made finer where its plans are."""

_MOST = 300
"""Parts that are looked at before the sweep ends with honest gaps."""


@dataclass(frozen=True, eq=False)
class Swept:
    """Plans of several budgets.

    Attributes:
        spend: Spend by budget and campaign, shape (budgets, campaigns).
        outcome: Expected outcome by budget.
        bound: No split of the budget brings more.
    """

    spend: Floats
    outcome: Floats
    bound: Floats


@dataclass(frozen=True, eq=False)
class _Filled:
    """Answers over hulls for some budgets; arrays begin with the budgets.

    Attributes:
        bound: Height of the merged hull; minus infinity where the budget does not fit.
        spend: Spend by campaign, shape (budgets, campaigns).
        row: The campaign on whose edge the budget ends.
        ends: Spend at both ends of that edge, shape (budgets, 2).
    """

    bound: Floats
    spend: Floats
    row: Rows
    ends: Floats

    def only(self, some: NDArray[np.bool_]) -> "_Filled":
        """Return the answers for some of the budgets."""
        return _Filled(self.bound[some], self.spend[some], self.row[some], self.ends[some])


@dataclass(order=True)
class _Open:
    """A part still to be cut, largest excess first."""

    rank: tuple[float, int]
    part: Part = field(compare=False)
    active: Rows = field(compare=False)
    bound: Floats = field(compare=False)
    filled: _Filled = field(compare=False)


class Sweep:
    """Searches plans of several budgets together."""

    def __init__(self, curves: MeanCurves, kind: Rows, lower: Floats, upper: Floats, points: int) -> None:
        self.curves, self._kind, self._lower, self._upper = curves, kind, lower, upper
        self._grid = start_grid(curves, lower, upper, points)

    def run(self, budgets: Floats, close: float) -> Swept:
        """Return plans with a gap of ``close`` where it can be had.

        Args:
            budgets: Totals that the limits can spend, shape (budgets,).
            close: Gap at which a budget is done.
        """
        count = len(budgets)
        self._budgets = budgets
        self._spend, self._outcome = np.zeros((count, len(self._lower))), np.full(count, -np.inf)
        whole = Part(self._lower, self._upper, np.zeros_like(self._lower), None)
        everyone = np.arange(count)
        for turn in range(ROUNDS + 1):
            self._envelope = Envelope(self.curves, self._kind, self._grid)
            self._hulls = Hulls(self._envelope)
            root = self._fill(whole, everyone)
            self._keep(everyone, root.spend)
            if turn < ROUNDS:
                inner = np.clip(root.spend.T, self._lower[:, None], self._upper[:, None])
                self._grid = np.sort(np.hstack([self._grid, inner]), axis=1)
        return self._branch(whole, root, close)

    def _branch(self, whole: Part, root: _Filled, close: float) -> Swept:
        """Cut parts until every budget is closed."""
        # What is proved of the parts that are not cut any more.
        proved = np.full(len(self._budgets), -np.inf)
        queue: list[_Open] = []
        looked = 0

        def sort(part: Part, active: Rows, bound: Floats, filled: _Filled) -> None:
            """Queue a part for the budgets that are still open in it; note what is proved for the others."""
            over = bound - self._outcome[active] * (1 + close)
            cut = (over > 0) & (filled.ends[:, 1] > filled.ends[:, 0])
            np.maximum.at(proved, active[~cut], bound[~cut])
            if cut.any():
                worst = float((over[cut] / np.maximum(bound[cut], 1e-300)).max())
                heapq.heappush(queue, _Open((-worst, looked), part, active[cut], bound[cut], filled.only(cut)))

        sort(whole, np.arange(len(self._budgets)), root.bound, root)
        while queue and looked < _MOST:
            one = heapq.heappop(queue)
            # Plans found since may have closed some of its budgets.
            over = one.bound - self._outcome[one.active] * (1 + close)
            excess = np.bincount(one.filled.row, np.maximum(over, 0.0), minlength=len(self._lower))
            row = int(excess.argmax())
            mine = (one.filled.row == row) & (over > 0)
            np.maximum.at(proved, one.active[over <= 0], one.bound[over <= 0])
            others = (over > 0) & ~mine
            if others.any():
                sort(one.part, one.active[others], one.bound[others], one.filled.only(others))
            if not mine.any():
                continue
            worst = int(np.where(mine, over, -np.inf).argmax())
            cut = self._cut(row, *one.filled.ends[worst])
            if cut is None:
                np.maximum.at(proved, one.active[mine], one.bound[mine])
                continue
            active, above = one.active[mine], one.bound[mine]
            # Of campaigns with equal curve and limits, either none spends more than the cut or the first one does.
            same = (self._kind == self._kind[row]) & (one.part.lower == one.part.lower[row])
            twins = np.flatnonzero(same & (one.part.upper == one.part.upper[row]))
            lower, upper = one.part.lower.copy(), one.part.upper.copy()
            lower[twins[0]], upper[twins] = cut, cut
            for part in (replace(one.part, upper=upper), replace(one.part, lower=lower)):
                looked += 1
                filled = self._looked(part, active, close)
                sort(part, active, np.minimum(filled.bound, above), filled)
        for one in queue:
            np.maximum.at(proved, one.active, one.bound)
        return self._exact(np.maximum(proved, self._outcome))

    def _looked(self, part: Part, active: Rows, close: float) -> _Filled:
        """Return the best plans of a part, its envelopes made exact where the plans of open budgets are."""
        for turn in range(_CLOSER + 1):
            filled = self._fill(part, active)
            fits = np.isfinite(filled.bound)
            self._keep(active[fits], filled.spend[fits])
            open_ = filled.bound > self._outcome[active] * (1 + close)
            if turn == _CLOSER or not open_.any():
                break
            spend = filled.spend[open_]
            self._envelope.insert(np.tile(np.arange(spend.shape[1]), len(spend)), spend.ravel())
        return filled

    def _cut(self, row: int, low: float, high: float) -> float | None:
        """Return where a campaign's limits are cut between two spends, made a point; None where no point is between."""
        points, values = self._envelope.points(row, low, high)
        if len(points) > 2:
            return parting(points, values)
        middle = 0.5 * (low + high)
        if not low < middle < high or high - low < 1e-9 * high:
            return None
        self._envelope.insert(np.array([row]), np.array([middle]))
        return middle

    def _fill(self, part: Part, active: Rows) -> _Filled:
        """Return the best plans of some budgets over the hulls of a part."""
        nodes = self._hulls.of(part)
        start = np.flatnonzero(np.diff(nodes.row, prepend=-1) != 0)
        inner = np.flatnonzero(np.diff(nodes.row) == 0)
        width = nodes.spend[inner + 1] - nodes.spend[inner]
        gain = nodes.height[inner + 1] - nodes.height[inner]
        order = np.argsort(-gain / width, kind="stable")
        edge, width, gain = inner[order], width[order], gain[order]
        base, height = nodes.spend[start], float(nodes.height[start].sum())
        room = self._budgets[active] - float(base.sum())
        slack = 1e-12 * np.maximum(self._budgets[active], 1e-300)
        if not len(edge):
            fits = np.abs(room) <= slack
            spend = np.repeat(base[None], len(active), axis=0)
            nobody = np.zeros(len(active), np.intp)
            return _Filled(np.where(fits, height, -np.inf), spend, nobody, np.zeros((len(active), 2)))
        ends = np.cumsum(width)
        gains = np.append(0.0, np.cumsum(gain))
        place = np.minimum(np.searchsorted(ends, room), len(edge) - 1)
        into = np.clip(room - (ends[place] - width[place]), 0.0, width[place])
        bound = height + gains[place] + gain[place] / width[place] * into
        bound[(room < -slack) | (room > ends[-1] + slack)] = -np.inf
        # Where the limits leave no choice the curves themselves are known.
        bound[np.abs(room) <= slack] = float(self.curves.values(part.lower).sum())
        row = nodes.row[edge]
        spend = np.empty((len(active), len(base)))
        for i, last in enumerate(place):
            spend[i] = base + np.bincount(row[:last], width[:last], minlength=len(base))
        spend[np.arange(len(active)), row[place]] += into
        partial = (into > 0) & (into < width[place])
        left, right = nodes.spend[edge[place]], nodes.spend[edge[place] + 1]
        both = np.column_stack([left, np.where(partial, right, left)])
        return _Filled(bound, spend, row[place], both)

    def _keep(self, active: Rows, spend: Floats) -> None:
        """Keep the plans that are the best so far of their budgets."""
        if not len(active):
            return
        spend = np.clip(spend, self._lower, self._upper)
        outcome = self.curves.values_at(spend.T).sum(axis=0)
        better = outcome > self._outcome[active]
        self._spend[active[better]], self._outcome[active[better]] = spend[better], outcome[better]

    def _exact(self, bound: Floats) -> Swept:
        """Return the plans with the rounding of their sums put right."""
        limits = [Limits(float(budget), self._lower, self._upper) for budget in self._budgets]
        spend = np.array([fill(x, one) for x, one in zip(self._spend, limits, strict=True)])
        return Swept(spend, self.curves.values_at(spend.T).sum(axis=0), bound)
