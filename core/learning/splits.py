"""Which cases are learned from, which calibrate, which are held back until the end; folds of the learning part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.errors import NotEnoughDataError
from core.learning.task import TaskData

Rows = NDArray[np.int64]
CALIBRATE: Final = 0.2
HELD_BACK: Final = 0.2
_BLOCKS: Final = 40
"""Runs of neighbouring rows that are drawn together for intervals, where rows have an order."""


@dataclass(frozen=True, eq=False)
class Split:
    """Positions of rows, rising.

    Attributes:
        learn: Learned from.
        calibrate: Not learned from: what chances and intervals are set by.
        held_back: Looked at in the end alone.
        words: How it was done.
    """

    learn: Rows
    calibrate: Rows
    held_back: Rows
    words: str

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many rows each part has."""
        return len(self.learn), len(self.calibrate), len(self.held_back)


def split(data: TaskData, seed: int) -> Split:
    """Return the parts of a table: by time where rows have an order, else at random with equal shares of answers.

    Rows of one moment, and of one group, stay together.

    Raises:
        NotEnoughDataError: If a part would have no row, or rows of one answer only.
    """
    shares = np.array([1 - CALIBRATE - HELD_BACK, 1 - HELD_BACK])
    if data.order is not None:
        part = _by_time(data.order, shares)
        words = "Earlier rows are learned from, later ones held back."
        if data.group is not None:
            # A person who was learned from may come again later; such rows would be known, so they are not looked at.
            part = np.where((part > 0) & _known_before(data.group, part), -1, part)
            words += " Of people who were learned from no later row is used."
    elif data.group is not None:
        part = _by_group(data.group, shares, seed)
        words = "A fifth of all people is held back, with all of their rows, chosen at random."
    else:
        part = _at_random(data.target if data.is_class else np.zeros(len(data.target)), shares, seed)
        words = "A fifth of the rows is held back, chosen at random" + (
            " with the same share of answers." if data.is_class else "."
        )
    parts = [np.flatnonzero(part == one) for one in range(3)]
    for rows, doing in zip(parts, ("learn from", "calibrate with", "check on"), strict=True):
        if len(rows) < 10 or (data.is_class and len(np.unique(data.target[rows])) < 2):
            raise NotEnoughDataError(
                f"Too few rows, or rows of one answer only, are left to {doing}. Use a table with more rows"
                + (", or do not split it by time." if data.order is not None else ".")
            )
    return Split(parts[0], parts[1], parts[2], words)


def folds(data: TaskData, rows: Rows, count: int, seed: int) -> list[tuple[Rows, Rows]]:
    """Return pairs of rows to learn from and rows to score, inside of some rows; later ones score in time order."""
    if data.order is not None:
        part = _by_time(data.order[rows], np.arange(1, count + 1) / (count + 1))
        found = [(rows[part < one], rows[part == one]) for one in range(1, count + 1)]
    else:
        if data.group is not None:
            part = _by_group(data.group[rows], np.arange(1, count) / count, seed)
        else:
            answers = data.target[rows] if data.is_class else np.zeros(len(rows))
            part = _at_random(answers, np.arange(1, count) / count, seed)
        found = [(rows[part != one], rows[part == one]) for one in range(count)]
    return [
        (learned, scored)
        for learned, scored in found
        if len(scored) and len(learned) > 10 and len(np.unique(data.target[learned])) > 1
    ]


def sample(data: TaskData, rows: Rows, most: int, seed: int) -> Rows:
    """Return up to so many of the rows, at random with equal shares of answers; the order of rows is kept."""
    if len(rows) <= most:
        return rows
    answers = data.target[rows] if data.is_class else np.zeros(len(rows))
    return rows[_at_random(answers, np.array([most / len(rows)]), seed) == 0]


def clusters(data: TaskData, rows: Rows) -> Rows:
    """Return a number for each row; rows of one number are drawn together: persons, or neighbours in time."""
    if data.group is not None:
        return np.unique(data.group[rows], return_inverse=True)[1].astype(np.int64)
    if data.order is None:
        return np.arange(len(rows))
    place = np.unique(data.order[rows], return_inverse=True)[1].astype(np.int64)
    moments = int(place.max()) + 1
    return place if moments <= _BLOCKS else place * _BLOCKS // moments


def _by_time(order: NDArray[Any], shares: NDArray[np.float64]) -> Rows:
    """Return the part of each row; the ends are moved so that no moment is parted."""
    _, place, counts = np.unique(order, return_inverse=True, return_counts=True)
    before = np.concatenate([[0], np.cumsum(counts)[:-1]]) + counts / 2
    found: Rows = np.searchsorted(shares * len(order), before)[place].astype(np.int64)
    return found


def _known_before(group: NDArray[Any], part: Rows) -> NDArray[np.bool_]:
    first = np.full(int(group.max()) + 1, 9)
    np.minimum.at(first, group, part)
    known: NDArray[np.bool_] = first[group] < part
    return known


def _by_group(group: NDArray[Any], shares: NDArray[np.float64], seed: int) -> Rows:
    names, place, counts = np.unique(group, return_inverse=True, return_counts=True)
    shuffled = np.random.default_rng(seed).permutation(len(names))
    before = np.cumsum(counts[shuffled]) - counts[shuffled] / 2
    part = np.empty(len(names), dtype=np.int64)
    part[shuffled] = np.searchsorted(shares * len(group), before)
    return part[place]


def _at_random(answers: NDArray[Any], shares: NDArray[np.float64], seed: int) -> Rows:
    rng = np.random.default_rng(seed)
    part = np.empty(len(answers), dtype=np.int64)
    for answer in np.unique(answers):
        rows = rng.permutation(np.flatnonzero(answers == answer))
        part[rows] = np.searchsorted(shares, (np.arange(len(rows)) + 0.5) / len(rows))
    return part
