"""Rules of thumb: how each divides a purchase among the contacts of its path."""

from typing import Final

import numpy as np

from core.attribution.paths import Paths
from core.curves import Floats

HALF_LIFE: Final = 7.0
"""Days in which the weight of a contact halves, by time decay."""
ENDS: Final = 0.4
"""Share of the first and of the last contact, by position."""
SIMPLE: Final = ("first", "last", "linear", "decay", "position")


def weights(paths: Paths, rule: str) -> Floats:
    """Return the share of its purchase that each contact gets, shape (N,); those of a path add up to 1.

    Args:
        paths: All paths; contacts of open ones get shares too, which nobody credits.
        rule: One of ``SIMPLE``.
    """
    length = np.repeat(paths.lengths, paths.lengths)
    place = np.arange(len(paths.steps)) - np.repeat(paths.starts, paths.lengths)
    is_first, is_last = place == 0, place == length - 1
    if rule == "first":
        return is_first.astype(float)
    if rule == "last":
        return is_last.astype(float)
    if rule == "linear":
        return 1.0 / length
    if rule == "decay":
        raw = 2.0 ** (-paths.ages / HALF_LIFE)
        return np.asarray(raw / np.repeat(np.add.reduceat(raw, paths.starts), paths.lengths))
    if rule == "position":
        middle = (1 - 2 * ENDS) / np.maximum(length - 2, 1)
        shares = np.where(is_first | is_last, ENDS, middle)
        return np.where(length == 1, 1.0, np.where(length == 2, 0.5, shares))
    raise ValueError(f"rule == {rule!r}, must be one of {', '.join(SIMPLE)}")


def credit_by_group(paths: Paths, rule: str, amounts: Floats) -> Floats:
    """Return what each name gets from the purchases of each group of customers, shape (groups, names).

    Args:
        paths: All paths.
        rule: One of ``SIMPLE``.
        amounts: What is divided of each path: 1 or the amount of its purchase, 0 for open ones, shape (P,).
    """
    of = paths.path_of
    count = len(paths.names)
    cell = paths.group[of] * count + paths.steps
    made = np.bincount(cell, weights(paths, rule) * amounts[of], paths.groups * count)
    return np.asarray(made.reshape(paths.groups, count), float)
