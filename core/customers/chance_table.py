"""The chance that customers still buy, by how often and how recently they bought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from core.curves import Floats
from core.customers.histories import Histories

PURCHASES: Final = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, None))
"""First and last number of purchases of each row."""
_WEEKS: Final = (1, 2, 4, 8, 13, 26, 39, 52, 104, 156, 260)
COLUMNS: Final = 6


@dataclass(frozen=True)
class ChanceTable:
    """Mean chance and number of customers in cells.

    Attributes:
        purchases: First and last number of purchases of each row; None where there is no last.
        weeks: Ends of the columns: weeks since the last purchase, from 0; None where there is no end.
        chance: By row and column; None where nobody is.
        customers: The same.
    """

    purchases: tuple[tuple[int, int | None], ...]
    weeks: tuple[float | None, ...]
    chance: tuple[tuple[float | None, ...], ...]
    customers: tuple[tuple[int, ...], ...]


def chance_table(histories: Histories, alive: Floats) -> ChanceTable:
    """Return the table; its columns are round numbers of weeks that suit the length of the data.

    Args:
        histories: Of the customers.
        alive: Chance that each still buys.
    """
    since = histories.age - histories.recency
    ends = _ends(float(since.max()))
    column = np.searchsorted(np.array([end for end in ends if end is not None]), since, side="left")
    bought = histories.frequency + 1
    first = np.array([low for low, _ in PURCHASES])
    row = np.searchsorted(first, bought, side="right") - 1
    cells = len(PURCHASES) * len(ends)
    place = row * len(ends) + column
    count = np.bincount(place, minlength=cells).reshape(len(PURCHASES), len(ends))
    total = np.bincount(place, alive, minlength=cells).reshape(count.shape)
    shown = [i for i in range(len(PURCHASES)) if count[i].any()]
    chance = tuple(tuple(float(t / n) if n else None for t, n in zip(total[i], count[i], strict=True)) for i in shown)
    return ChanceTable(
        tuple(PURCHASES[i] for i in shown), ends, chance, tuple(tuple(int(n) for n in count[i]) for i in shown)
    )


def _ends(longest: float) -> tuple[float | None, ...]:
    below = [week for week in _WEEKS if week < longest]
    # The later columns tell more: after them customers are mostly gone.
    picked = below[-(COLUMNS - 1) :] if len(below) >= COLUMNS else below
    return (*(float(week) for week in picked), None)
