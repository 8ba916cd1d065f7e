"""Rounds a table of amounts so that what is shown adds up to what is shown, along both sides."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]


def rounded_parts(amounts: ArrayLike, start: float, unit: float) -> Ints:
    """Return a table in whole units whose rows and columns add up to the rounded change.

    The running total is rounded in place of the parts (over both sides at once): with C the amounts added up to the
    row i and the column j, the shown part is the difference of round((start + C) / unit) between neighbours. So parts
    add up to round(end) - round(start) whatever they are, and none is off by more than two units.

    Args:
        amounts: Shape (rows, columns); they add up to the change from ``start``.
        start: Where the change begins, e.g. the figure before.
        unit: What one is worth, e.g. 0.01 for cents.

    Returns:
        Whole units, shape (rows, columns).

    Example:
        >>> rounded_parts([[0.4, 0.4], [0.4, 0.4]], 10.0, 1.0).sum()
        np.int64(2)
    """
    table = np.asarray(amounts, float)
    running = np.zeros((table.shape[0] + 1, table.shape[1] + 1))
    running[1:, 1:] = table.cumsum(axis=0).cumsum(axis=1)
    grid = whole(start + running, unit)
    parts: Ints = grid[1:, 1:] - grid[:-1, 1:] - grid[1:, :-1] + grid[:-1, :-1]
    return parts


def whole(amounts: ArrayLike, unit: float) -> Ints:
    """Return amounts in whole units, halves up.

    Example:
        >>> int(whole(2.5, 1.0)), int(whole(-0.125, 0.01))
        (3, -12)
    """
    # What float arithmetic puts a hair below a half is one.
    scaled = np.asarray(amounts, float) / unit
    return np.floor(scaled + 0.5 + 1e-9 + 1e-15 * np.abs(scaled)).astype(np.int64)
