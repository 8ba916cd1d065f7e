"""Profiles: for each segment its size, what it spent and is worth, where it came from, and what to do for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.agents.report import Estimate
from core.customers.segments.differences import Difference
from core.customers.segments.segmentation import Segmentation
from core.customers.segments.to_do import ToDo, what_to_do

if TYPE_CHECKING:
    from core.customers.value import CustomerValues


@dataclass(frozen=True)
class Profile:
    """One segment.

    Attributes:
        at: Its position.
        name: What it is called.
        customers: How many belong to it.
        share: Of all customers.
        spent: What they spent so far, currency; None where nobody knows.
        spent_share: Of what all customers spent.
        value: What they are expected to bring in the months ahead, with its range; None where nobody can tell.
        value_share: Of what all customers are expected to bring.
        channels: Where they came from, with the share of the segment, the most common first; empty where unknown.
        differences: What sets it apart, the largest difference first.
        to_do: What to do for it, and why.
    """

    at: int
    name: str
    customers: int
    share: float
    spent: float | None
    spent_share: float | None
    value: Estimate | None
    value_share: float | None
    channels: tuple[tuple[str, float], ...]
    differences: tuple[Difference, ...]
    to_do: ToDo


def profiles(found: Segmentation, values: CustomerValues | None, currency: str | None) -> tuple[Profile, ...]:
    """Return the profile of each segment.

    Args:
        found: Customers in segments.
        values: What the same customers in the same order are worth; None where nobody can tell.
        currency: ISO code of amounts; None where nobody says.
    """
    spent = found.table.spent
    everybody = float(spent.sum()) if spent is not None else 0.0
    worth = [_estimate(values, found.labels == k) for k in range(found.count)]
    ahead = sum(one.mean for one in worth if one)
    every = []
    for k, size in enumerate(found.sizes):
        own = float(spent[found.labels == k].sum()) if spent is not None else None
        value = worth[k]
        every.append(
            Profile(
                k,
                found.names[k],
                size,
                size / len(found.labels),
                own,
                own / everybody if own is not None and everybody > 0 else None,
                value,
                value.mean / ahead if value and ahead > 0 else None,
                _channels(found, k),
                found.differences[k],
                what_to_do(found, k, own, everybody, currency),
            )
        )
    return tuple(every)


def _estimate(values: CustomerValues | None, chosen: Any) -> Estimate | None:
    if values is None:
        return None
    total = values.total_of(chosen)
    return Estimate(float(total.mean), float(total.lower), float(total.upper), values.level)


def _channels(found: Segmentation, at: int) -> tuple[tuple[str, float], ...]:
    channel = found.table.channel
    if channel is None:
        return ()
    own = channel[found.labels == at]
    known = np.array([one for one in own if one is not None], dtype=str)
    if not len(known):
        return ()
    names, counts = np.unique(known, return_counts=True)
    order = np.lexsort((names, -counts))[:3]
    return tuple((str(names[i]), float(counts[i] / len(own))) for i in order)
