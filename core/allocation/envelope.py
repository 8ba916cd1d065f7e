"""A table of nodes above each expected curve, exact at its points, that is made finer where it matters."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.allocation.mean_curves import MeanCurves, Rows
from core.curves import Floats

_REACH = 12.0
"""How far the first grid goes beyond the middle of a curve, in units of slope times log spend (6e-6 of the ceiling)."""


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

    def __init__(self, curves: MeanCurves, kind: Rows, lower: Floats, upper: Floats, points: int) -> None:
        self.curves = curves
        self.kind = kind
        self._first = np.unique(kind, return_index=True)[1]
        rows = np.arange(len(self._first))
        self._used = np.zeros(len(rows), np.intp)
        self._blank(2 * points + 40)
        grid = _grid(curves, lower, upper, points)[self._first]
        value, derivative, left, right = curves.lines(self._first, grid)
        for k in range(grid.shape[1]):
            fresh = rows if k == 0 else np.flatnonzero(grid[:, k] > grid[:, k - 1])
            self._add_point(fresh, grid[fresh, k], value[fresh, k])
        for k in range(grid.shape[1] - 1):
            wide = np.flatnonzero(grid[:, k + 1] > grid[:, k])
            self._set_cell(
                wide,
                self._take_slots(wide),
                grid[wide, k],
                grid[wide, k + 1],
                value[wide, k],
                value[wide, k + 1],
                derivative[wide, k],
                derivative[wide, k + 1],
                left[wide, k],
                right[wide, k],
            )

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
            inside = (self.start[rows] < wanted[:, None]) & (wanted[:, None] < self.end[rows])
            inside &= np.isfinite(self.height[rows])
            found = inside.any(axis=1)
            self._split_once(rows[found], inside.argmax(axis=1)[found], wanted[found])

    def points(self, campaign: int, lower: float, upper: float) -> tuple[Floats, Floats]:
        """Return the points of a campaign between two spends in ascending order, with the values of its curve."""
        row = self.kind[campaign]
        use = (self.start[row] == self.end[row]) & np.isfinite(self.height[row])
        use &= (self.spend[row] >= lower) & (self.spend[row] <= upper)
        spend, height = self.spend[row, use], self.height[row, use]
        order = np.argsort(spend, kind="stable")
        return spend[order], height[order]

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

    def _split_once(self, rows: Rows, slots: Rows, spend: Floats) -> None:
        a, b = self.start[rows, slots], self.end[rows, slots]
        sound = (a < spend) & (spend < b)
        self._split(rows[sound], slots[sound], np.stack([a, spend, b], axis=1)[sound])

    def _split(self, rows: Rows, slots: Rows, points: Floats) -> None:
        if len(rows) == 0:
            return
        value, derivative, left, right = self.curves.lines(self._first[rows], points)
        for k in range(points.shape[1] - 1):
            if k > 0:
                self._add_point(rows, points[:, k], value[:, k])
            self._set_cell(
                rows,
                slots if k == 0 else self._take_slots(rows),
                points[:, k],
                points[:, k + 1],
                value[:, k],
                value[:, k + 1],
                derivative[:, k],
                derivative[:, k + 1],
                left[:, k],
                right[:, k],
            )

    def _add_point(self, rows: Rows, spend: Floats, value: Floats) -> None:
        slots = self._take_slots(rows)
        self.spend[rows, slots] = self.start[rows, slots] = self.end[rows, slots] = spend
        self.height[rows, slots] = value

    def _set_cell(
        self,
        rows: Rows,
        slots: Rows,
        a: Floats,
        b: Floats,
        value_a: Floats,
        value_b: Floats,
        slope_a: Floats,
        slope_b: Floats,
        left: Floats,
        right: Floats,
    ) -> None:
        width = b - a
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            step = (value_b - value_a - right * width) / (left - right)
            step = np.where(left > right, np.clip(step, 0.0, width), 0.5 * width)
            v = a + step
            from_left = np.where(v > a, value_a + left * (v - a), value_a)
        from_right = value_b - right * (b - v)
        # Any v is sound with the higher of the two lines, so rounding of v does no harm.
        self.height[rows, slots] = np.maximum(from_left, from_right)
        self.spend[rows, slots] = v
        self.start[rows, slots], self.end[rows, slots] = a, b
        self._steep[rows, slots], self._flat[rows, slots] = slope_a, slope_b

    def _take_slots(self, rows: Rows) -> Rows:
        slots = self._used[rows]
        self._used[rows] += 1
        if len(rows) and int(slots.max()) >= self.spend.shape[1]:
            self._widen()
        return slots

    def _blank(self, places: int) -> None:
        shape = (len(self._first), places)
        self.spend, self.start, self.end = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self.height = np.full(shape, -np.inf)
        self._steep, self._flat = np.zeros(shape), np.zeros(shape)

    def _widen(self) -> None:
        more = ((0, 0), (0, max(32, self.spend.shape[1] // 2)))
        self.spend, self.start, self.end = (np.pad(part, more) for part in (self.spend, self.start, self.end))
        self._steep, self._flat = np.pad(self._steep, more), np.pad(self._flat, more)
        self.height = np.pad(self.height, more, constant_values=-np.inf)


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


def _grid(curves: MeanCurves, lower: Floats, upper: Floats, points: int) -> Floats:
    """Return limits and, between them, points on a logarithmic scale over the part where the curve rises."""
    start, end, width = curves.span()
    with np.errstate(divide="ignore"):
        low, high = np.log(lower), np.log(upper)
    top = np.minimum(high, end + _REACH * width)
    bottom = np.maximum(low, np.minimum(start, top) - _REACH * width)
    # A budget of 0 leaves nothing between the limits: its logarithms are infinite.
    usable = np.isfinite(top) & np.isfinite(bottom) & (top > bottom)
    top, bottom = np.where(usable, top, 0.0), np.where(usable, bottom, 0.0)
    inner = np.exp(bottom[:, None] + (top - bottom)[:, None] * np.arange(1, points) / points)
    inner = np.where(usable[:, None], inner, lower[:, None])
    return np.column_stack([lower, np.clip(inner, lower[:, None], upper[:, None]), upper])
