"""Matching: which of the new segments is which of the earlier ones, so that names stay with their customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from core.curves import Floats
from core.customers.segments.grouping import Labels

SAME: Final = 0.5
"""From this share of common customers on, two segments are the same one."""


def overlap(before: Labels, after: Labels, segments_before: int, segments_after: int) -> Floats:
    """Return the share of customers that segments have in common: those in both over those in either (Jaccard 1901).

    Args:
        before: Earlier segment of each customer.
        after: New segment of the same customers.
        segments_before: How many earlier segments there are.
        segments_after: How many new ones.

    Returns:
        Earlier x new segments.
    """
    pairs = np.bincount(before * segments_after + after, minlength=segments_before * segments_after)
    both = pairs.reshape(segments_before, segments_after).astype(float)
    either = both.sum(1, keepdims=True) + both.sum(0, keepdims=True) - both
    return np.asarray(np.divide(both, either, out=np.zeros_like(both), where=either > 0), float)


def match(common: Floats) -> tuple[tuple[int, int, float], ...]:
    """Return the pairs of earlier and new segments that have most in common together, each segment in one pair at most.

    The best of all assignments (Kuhn 1955, by ``scipy.optimize.linear_sum_assignment``).

    Args:
        common: Share in common, earlier x new segments.
    """
    rows, columns = linear_sum_assignment(-common)
    return tuple((int(i), int(j), float(common[i, j])) for i, j in zip(rows, columns, strict=True))


def keep_names(names: Sequence[str], earlier: Sequence[str], common: Floats) -> tuple[str, ...]:
    """Return the names of new segments: that of the earlier one that a segment is, else its own.

    Args:
        names: That the new segments would have.
        earlier: Names of the earlier segments.
        common: Share in common, earlier x new segments.
    """
    kept = {new: earlier[old] for old, new, share in match(common) if share >= SAME}
    chosen: list[str] = []
    taken = set(kept.values())
    for at, name in enumerate(names):
        given, number = kept.get(at, name), 2
        while at not in kept and given in taken:
            given, number = f"{name} {number}", number + 1
        taken.add(given)
        chosen.append(given)
    return tuple(chosen)
