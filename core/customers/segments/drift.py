"""Drift: how sizes change by month, who moved from which segment to which, and which features have changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from core.curves import Floats
from core.customers.histories import Histories, histories
from core.customers.segments.features import SHARES, Feature, FeatureTable
from core.customers.segments.purchase_features import purchase_table
from core.customers.segments.segmentation import Model
from core.customers.source import CustomerSource
from core.errors import NotEnoughDataError
from core.stability import stability_index

MONTHS: Final = 6
PARTS: Final = 10
LITTLE: Final = 0.1
MUCH: Final = 0.25
"""Usual limits of the population stability index (Siddiqi 2006): below 0.1 nothing changed, above 0.25 much did."""


@dataclass(frozen=True)
class Shift:
    """By how much the values of a feature are not what they were.

    Attributes:
        feature: Which.
        index: Population stability index: sum over tenths of (now - then) ln(now / then).
    """

    feature: Feature
    index: float

    @property
    def words(self) -> str:
        """How much that is."""
        return "hardly changed" if self.index < LITTLE else "changed somewhat" if self.index < MUCH else "changed much"


@dataclass(frozen=True)
class Moment:
    """The segments as they were on a day, under the recipe of today.

    Attributes:
        day: The day.
        sizes: Customers of each segment.
    """

    day: date
    sizes: tuple[int, ...]


@dataclass(frozen=True)
class Drift:
    """How segments changed.

    Attributes:
        moments: Month ends and the last day, the oldest first.
        since: The month end from which movements are counted.
        moved: Customers by segment then and now.
        new: Customers by segment now who were none then.
        shifts: Features by how much they changed since the first moment, the most first.
    """

    moments: tuple[Moment, ...]
    since: date
    moved: tuple[tuple[int, ...], ...]
    new: tuple[int, ...]
    shifts: tuple[Shift, ...]

    @property
    def stayed(self) -> float:
        """Share of the customers of then who are in the same segment now."""
        all_of_then = sum(map(sum, self.moved))
        return sum(row[k] for k, row in enumerate(self.moved)) / all_of_then if all_of_then else 1.0


def month_ends(first: date, last: date) -> list[date]:
    """Return the last month ends before a day, and the day itself.

    Example:
        >>> [str(day) for day in month_ends(date(2026, 8, 20), date(2026, 11, 22))]
        ['2026-08-31', '2026-09-30', '2026-10-31', '2026-11-22']
    """
    days, end = [last], last.replace(day=1) - timedelta(days=1)
    while end >= first and len(days) <= MONTHS:
        if (last - end).days >= 7:
            days.append(end)
        end = end.replace(day=1) - timedelta(days=1)
    return days[::-1]


def last_day(found: Histories) -> date:
    """Return the last day of the observation.

    Raises:
        NotEnoughDataError: If the table says no days.
    """
    if found.end is None:
        raise NotEnoughDataError("This table says one state of each customer, so there is no change to be seen in it.")
    day: date = found.end.astype("datetime64[D]").astype(object)
    return day


def drift(source: CustomerSource, model: Model, left_out: tuple[str, ...]) -> Drift:
    """Return how segments of buyers changed, by putting the customers of earlier days into the segments of today.

    Raises:
        NotEnoughDataError: If the table does not say days, or holds no earlier month with enough customers.
    """
    if source.roles.shape != "purchases":
        raise NotEnoughDataError("This table says one state of each customer, so there is no change to be seen in it.")
    now = histories(source)
    first: date = now.first.min().astype(object)
    last = last_day(now)
    tables: list[tuple[date, FeatureTable]] = []
    for day in month_ends(first + timedelta(days=28), last):
        try:
            found = now if day == last else histories(source, day)
            tables.append((day, purchase_table(found, left_out, model.wanted)))
        except NotEnoughDataError:
            continue
    if len(tables) < 2:
        raise NotEnoughDataError(
            "There is no earlier month with enough customers yet, so there is no change to be seen."
        )
    labels = [model.labels(table.values) for _, table in tables]
    count = len(model.groups)
    moments = tuple(
        Moment(day, tuple(int(n) for n in np.bincount(one, minlength=count)))
        for (day, _), one in zip(tables, labels, strict=True)
    )
    (since, then), (_, today) = tables[-2], tables[-1]
    before: dict[Any, int] = dict(zip(then.ids, labels[-2].tolist(), strict=True))
    moved, new = np.zeros((count, count), int), np.zeros(count, int)
    for customer, at in zip(today.ids, labels[-1].tolist(), strict=True):
        was = before.get(customer)
        if was is None:
            new[at] += 1
        else:
            moved[was, at] += 1
    return Drift(
        moments,
        since,
        tuple(tuple(int(n) for n in row) for row in moved),
        tuple(int(n) for n in new),
        shifts(model.features, tables[0][1].values, today.values),
    )


def shifts(features: tuple[Feature, ...], then: Floats, now: Floats) -> tuple[Shift, ...]:
    """Return by how much features changed, the most first."""
    found = [
        Shift(f, moved_by(then[:, i], now[:, i], f.kind in SHARES)) for i, f in enumerate(features) if f.kind != "known"
    ]
    return tuple(sorted(found, key=lambda one: -one.index))


def moved_by(then: Floats, now: Floats, share: bool = False) -> float:
    """Return the population stability index of two samples, over the tenths of the first (or yes and no)."""
    edges = np.array([0.5]) if share else np.unique(np.quantile(then, np.linspace(0, 1, PARTS + 1)[1:-1]))
    before, after = (
        np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1).astype(float)
        for values in (then, now)
    )
    return stability_index(before, after)
