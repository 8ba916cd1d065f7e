"""A table of nodes above each expected curve, exact at its points, that is made finer where it matters."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.allocation.mean_curves import MeanCurves, Rows
from core.curves import Floats

_REACH = 12.0
"""How far the first grid goes beyond the middle of a curve, in units of slope times log spend (6e-6 of the ceiling)."""

_FARTHEST = 200.0
"""And at most, in log spend: where a slope is nearly 0, twelve over it is more than a number can hold."""

_LADDER = np.array([3e-4, 2e-3, 1.5e-2, 0.1])
"""Distances of the points around a likely answer, as shares of its spend."""


class Envelope:
    """Nodes (spend, height) whose broken line lies above the expected curve everywhere between the limits.

    A node is a point, where its height is the value of the curve, or the vertex of a cell between two neighbouring
    points: there the line through the left point and the line through the right point meet, both above the curve
    (``MeanCurves.lines``). So the highest of height - price * spend over the nodes is never below the highest of
    curve - price * spend, however coarse the table is. Cells are split, never joined; nodes keep no order.

    Campaigns with equal curve and limits share one row of nodes, their kind: what is learned of one holds for all.
    All arrays have the shape (kinds, nodes); unused places have a height of minus infinity.

    Attributes:
        kind: The row of each campaign, shape (campaigns,).
        spend: Spend of the node.
        height: Height of the node.
        start: Left end of the vertex's cell; a point is its own cell.
        end: Right end of the vertex's cell.
    """

    def __init__(self, curves: MeanCurves, kind: Rows, points: Floats) -> None:
        self.curves = curves
        self.kind = kind
        self._first = np.unique(kind, return_index=True)[1]
        shape = (len(self._first), 2 * points.shape[1] + 60)
        self.spend, self.start, self.end = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self.height = np.full(shape, -np.inf)
        # Derivative at both ends of a cell.
        self._steep, self._flat = np.zeros(shape), np.zeros(shape)
        grid = points[self._first]
        ends = grid[:, [0, -1]]
        self.spend[:, :2] = self.start[:, :2] = self.end[:, :2] = ends
        self.height[:, :2] = curves.lines(self._first, ends)[0]
        self._used = np.full(len(ends), 3)
        wide = np.flatnonzero(ends[:, 1] > ends[:, 0])
        self._split(wide, np.full(len(wide), 2), grid[wide])

    @property
    def used(self) -> int:
        """Number of places that the campaign with the most nodes uses; those behind are empty for all."""
        return int(self._used.max())

    @property
    def sizes(self) -> Rows:
        """Number of places that each campaign uses, shape (campaigns,); it grows with every cell that is split."""
        return np.asarray(self._used[self.kind])

    def can_split(self, campaigns: Rows, slots: Rows) -> NDArray[np.bool_]:
        """Return which nodes are vertices of a cell that is wide enough to split."""
        rows = self.kind[campaigns]
        a, b = self.start[rows, slots], self.end[rows, slots]
        return b - a > 1e-14 * b

    def refine(self, campaigns: Rows, slots: Rows, price: float) -> None:
        """Split cells closely around the spend where the derivative is ``price``.

        Args:
            campaigns: Campaigns.
            slots: A vertex of each.
            price: Outcome per unit of money.
        """
        for rows, cells in _rounds(self.kind[campaigns], slots):
            a, b = self.start[rows, cells], self.end[rows, cells]
            guess, close = self._guess(rows, cells, price)
            left_point = guess - close * (guess - a)
            right_point = guess + close * (b - guess)
            points = np.stack([a, left_point, right_point, b], axis=1)
            sound = (np.diff(points, axis=1) > 0).all(axis=1)
            self._split_once(rows[~sound], cells[~sound], 0.5 * (a + b)[~sound])
            self._split(rows[sound], cells[sound], points[sound])

    def insert(self, campaigns: Rows, spend: Floats) -> None:
        """Make sure that each of some campaigns has a point at its spend."""
        for rows, wanted in _rounds(self.kind[campaigns], spend):
            found, cells = self._cells_at(rows, wanted)
            self._split_once(rows[found], cells, wanted[found])

    def bound(self, lower: Floats, upper: Floats) -> None:
        """Make limits by campaign points, so that nodes between them are above the curve between them."""
        rows = np.arange(len(self.kind))
        self.insert(rows, lower)
        self.insert(rows, upper)

    def surround(self, campaigns: Rows, spend: Floats) -> None:
        """Make the envelopes exact around the spend of each of some campaigns, where it is likely to be the best.

        In a concave part a point will do, as the lines through it have the slope of the curve. Where some draws are
        still convex they have not, and points on both sides in growing distance keep the vertices low.
        """
        for rows, wanted in _rounds(self.kind[campaigns], spend):
            found, cells = self._cells_at(rows, wanted)
            rows, wanted = rows[found], wanted[found]
            a, b = self.start[rows, cells], self.end[rows, cells]
            mixed = (self.curves.inflection[self._first[rows]] > a) & (self.curves.draws > 1)
            self._split_once(rows[~mixed], cells[~mixed], wanted[~mixed])
            ladder = wanted[mixed, None] * (1.0 + np.concatenate([-_LADDER[::-1], [0.0], _LADDER]))
            a, b = a[mixed, None], b[mixed, None]
            self._split(rows[mixed], cells[mixed], np.hstack([a, np.clip(ladder, a, b), b]))

    def points(self, campaign: int, lower: float, upper: float) -> tuple[Floats, Floats]:
        """Return the points of a campaign between two spends in ascending order, with the values of its curve."""
        row = self.kind[campaign]
        use = (self.start[row] == self.end[row]) & np.isfinite(self.height[row])
        use &= (self.spend[row] >= lower) & (self.spend[row] <= upper)
        spend, height = self.spend[row, use], self.height[row, use]
        order = np.argsort(spend, kind="stable")
        return spend[order], height[order]

    def nodes(self, campaign: int) -> tuple[Floats, Floats]:
        """Return spend and height of all nodes of a campaign in ascending order of spend, each spend once."""
        row = self.kind[campaign]
        use = np.isfinite(self.height[row])
        spend, height = self.spend[row, use], self.height[row, use]
        order = np.lexsort((-height, spend))
        spend, height = spend[order], height[order]
        first = np.append(True, np.diff(spend) > 0)
        return spend[first], height[first]

    def _guess(self, rows: Rows, slots: Rows, price: float) -> tuple[Floats, Floats]:
        """Return about where the derivative is the price, and how near the new points go, as a share of the way."""
        a, b = self.start[rows, slots], self.end[rows, slots]
        steep, flat = self._steep[rows, slots], self._flat[rows, slots]
        width = (b - a) / b
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            # Between power laws, the logarithm of the derivative is straight over the logarithm of spend.
            way = (np.log(steep) - np.log(price)) / (np.log(steep) - np.log(flat))
            guess = a * (b / a) ** way
            from_zero = a == 0.0
            if from_zero.any():
                bend = np.minimum(self.curves.derivatives(self._first[rows], b)[2], -0.05)
                near = b * np.maximum((price / flat) ** (1.0 / bend), 1e-30)
                guess = np.where(from_zero, np.where(price > flat, near, 0.1 * b), guess)
        falling = (steep > price) & (price > flat)
        vertex = np.clip(self.spend[rows, slots], a + 0.1 * (b - a), b - 0.1 * (b - a))
        guess = np.where((falling | from_zero) & (guess > a) & (guess < b), guess, vertex)
        return guess, np.clip(0.3 * width, 2e-3, 0.2)

    def _cells_at(self, rows: Rows, spend: Floats) -> tuple[Rows, Rows]:
        """Return which of some spends are inside a cell of their row, and the cells of those."""
        inside = (self.start[rows] < spend[:, None]) & (spend[:, None] < self.end[rows])
        found = np.flatnonzero(inside.any(axis=1))
        return found, inside[found].argmax(axis=1)

    def _split_once(self, rows: Rows, slots: Rows, spend: Floats) -> None:
        a, b = self.start[rows, slots], self.end[rows, slots]
        sound = (a < spend) & (spend < b)
        self._split(rows[sound], slots[sound], np.stack([a, spend, b], axis=1)[sound])

    def _split(self, rows: Rows, slots: Rows, points: Floats) -> None:
        """Put the cells between ascending points, equal ones allowed, in the place of one cell of each of some rows."""
        if len(rows) == 0:
            return
        wide = np.diff(points, axis=1) > 0
        needed = np.append(True, wide.any(axis=0))
        points, wide = points[:, needed], wide[:, needed[1:]]
        value, derivative, left, right = self.curves.lines(self._first[rows], points)
        fresh = wide[:, :-1] & (points[:, 1:-1] < points[:, -1:])
        # The first new cell takes the place of the old one; further cells, then the new points, follow the last node.
        rank = wide.cumsum(axis=1) - 1
        used = self._used[rows, None]
        places = np.where(rank == 0, slots[:, None], used + rank - 1)
        point_places = used + rank[:, -1:] + fresh.cumsum(axis=1) - 1
        self._used[rows] += rank[:, -1] + fresh.sum(axis=1)
        self._widen(int(self._used.max()))

        row, k = np.nonzero(fresh)
        at = rows[row], point_places[row, k]
        self.spend[at] = self.start[at] = self.end[at] = points[row, k + 1]
        self.height[at] = value[row, k + 1]

        row, k = np.nonzero(wide)
        at = rows[row], places[row, k]
        a, b = points[row, k], points[row, k + 1]
        self.start[at], self.end[at] = a, b
        self._steep[at], self._flat[at] = derivative[row, k], derivative[row, k + 1]
        self.spend[at], self.height[at] = _vertex(a, b, value[row, k], value[row, k + 1], left[row, k], right[row, k])

    def _widen(self, places: int) -> None:
        """Make room for nodes."""
        if places > self.spend.shape[1]:
            more = ((0, 0), (0, max(32, places // 2)))
            self.spend, self.start, self.end = (np.pad(part, more) for part in (self.spend, self.start, self.end))
            self._steep, self._flat = np.pad(self._steep, more), np.pad(self._flat, more)
            self.height = np.pad(self.height, more, constant_values=-np.inf)


def _vertex(
    a: Floats, b: Floats, value_a: Floats, value_b: Floats, left: Floats, right: Floats
) -> tuple[Floats, Floats]:
    """Return where the line through the left end of a cell meets the one through the right end, and how high."""
    width = b - a
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        step = (value_b - value_a - right * width) / (left - right)
        vertex = a + np.where(left > right, np.clip(step, 0.0, width), 0.5 * width)
        from_left = np.where(vertex > a, value_a + left * (vertex - a), value_a)
    # Any vertex is sound with the higher of the two lines, so rounding of its place does no harm.
    return vertex, np.maximum(from_left, value_b - right * (b - vertex))


def _rounds(rows: Rows, what: NDArray[Any]) -> Iterator[tuple[Rows, NDArray[Any]]]:
    """Yield pairs of row and what is wanted there, each pair once in all and each row once a round."""
    order = np.lexsort((what, rows))
    rows, what = rows[order], what[order]
    if len(rows):
        fresh = np.append(True, (np.diff(rows) != 0) | (what[1:] != what[:-1]))
        rows, what = rows[fresh], what[fresh]
    while len(rows):
        first = np.append(True, np.diff(rows) != 0)
        yield rows[first], what[first]
        rows, what = rows[~first], what[~first]


def start_grid(curves: MeanCurves, lower: Floats, upper: Floats, points: int) -> Floats:
    """Return limits and, between them, points on a logarithmic scale over the part where the curve rises."""
    start, end, width = curves.span()
    with np.errstate(divide="ignore"):
        low, high = np.log(lower), np.log(upper)
    reach = np.minimum(_REACH * width, _FARTHEST)
    top = np.minimum(high, end + reach)
    bottom = np.maximum(low, np.minimum(start, top) - reach)
    # A budget of 0 leaves nothing between the limits: its logarithms are infinite.
    usable = np.isfinite(top) & np.isfinite(bottom) & (top > bottom)
    top, bottom = np.where(usable, top, 0.0), np.where(usable, bottom, 0.0)
    inner = np.exp(bottom[:, None] + (top - bottom)[:, None] * np.arange(1, points) / points)
    inner = np.where(usable[:, None], inner, lower[:, None])
    return np.column_stack([lower, np.clip(inner, lower[:, None], upper[:, None]), upper])
