"""What sets segments apart: standardised differences of each to all other customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from core.curves import Floats
from core.customers.segments.features import SHARES, Feature, FeatureTable
from core.customers.segments.grouping import Labels
from core.customers.segments.space import Space

LARGEST: Final = 3.0
"""Differences are drawn up to here."""
SEEN: Final = 0.4
"""A smaller difference says little: that of heights of 15 and 16 year old girls is 0.2, of 14 and 18 year old 0.5."""


@dataclass(frozen=True)
class Difference:
    """By what a segment differs from all others.

    Attributes:
        feature: By what.
        size: Difference of the means in standard deviations, of bent and capped values.
        mean: Of the segment, in the feature's own unit.
        others: Of all other customers.
        median: Of the segment.
    """

    feature: Feature
    size: float
    mean: float
    others: float
    median: float


def differences(table: FeatureTable, space: Space, labels: Labels, count: int) -> tuple[tuple[Difference, ...], ...]:
    """Return for each segment by what it differs from the rest, the largest difference first (Cohen 1988, d).

    Args:
        table: All customers.
        space: Makes them comparable.
        labels: Segment of each.
        count: How many segments there are.
    """
    standard = space.standard(table.values)
    shares = np.array([f.kind in SHARES for f in table.features])
    spread = standard.std(0)
    # A rare category differs by its share alone: all of a few are not ten times as far apart as half of many.
    spread = np.where(shares, np.maximum(spread, 0.3), spread)
    spread = np.where(spread > 0, spread, 1.0)
    inside, raw, sizes = (
        _sums(standard, labels, count),
        _sums(table.values, labels, count),
        np.bincount(labels, minlength=count),
    )
    found = []
    for k in range(count):
        size, rest = max(int(sizes[k]), 1), max(len(labels) - int(sizes[k]), 1)
        apart = (inside[k] / size - (inside.sum(0) - inside[k]) / rest) / spread
        mean, others = raw[k] / size, (raw.sum(0) - raw[k]) / rest
        members = table.values[labels == k]
        median = np.median(members, axis=0) if len(members) else mean
        every = [
            Difference(f, float(apart[i]), float(mean[i]), float(others[i]), float(median[i]))
            for i, f in enumerate(table.features)
        ]
        found.append(tuple(sorted(every, key=lambda one: -abs(one.size))))
    return tuple(found)


def _sums(values: Floats, labels: Labels, count: int) -> Floats:
    return np.column_stack([np.bincount(labels, values[:, i], count) for i in range(values.shape[1])])
