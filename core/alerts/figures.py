"""Figures of a subject by day and over windows of days, made of sums; and whether there is enough to judge by."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.alerts.rule import MEASURES, Rule, Subject
from core.data import MEASURES as SUMS
from core.data import Dataset
from core.data.kpis import RATIOS

HANDFUL: Final = 5
"""So few conversions (clicks, impressions) say nothing about a ratio made of them."""
EXPECTED_FROM: Final = 28
"""Days before a window that say how many of them there should have been."""
LONGEST_GAP: Final = 7
"""Days in a row end where the data hold nothing for longer than a week."""

_EVIDENCE: Final = {
    "roas": ("conversions", "spend"),
    "cpa": ("conversions", "spend"),
    "aov": ("conversions", "conversions"),
    "conversion_rate": ("conversions", "clicks"),
    "ctr": ("clicks", "impressions"),
    "cpc": ("clicks", "spend"),
    "cpm": ("impressions", "spend"),
}
"""What a ratio is judged by, and what that comes from."""
_EVIDENCE_OF_CHANGE: Final = {"conversions": "conversions", "revenue": "conversions", "clicks": "clicks"}

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DaySums:
    """The days of a subject that the data hold.

    Attributes:
        days: Days on which the data hold anything at all, from the first row of the subject on.
        sums: Sums of each measure, one value a day.
        measured: The measures that the source reports.
    """

    days: tuple[date, ...]
    sums: dict[str, Floats]
    measured: tuple[str, ...]

    @property
    def places(self) -> dict[date, int]:
        """Place of each day."""
        return {day: place for place, day in enumerate(self.days)}


def day_sums(dataset: Dataset, subject: Subject) -> DaySums | None:
    """Return the days of a subject; None where the data hold no row of it."""
    frame = dataset.daily_metrics
    part = frame
    if subject.kind == "channel":
        part = frame.loc[frame["channel"].astype(str) == subject.key]
    elif subject.kind == "campaign":
        part = frame.loc[frame["campaign_id"].astype(str) == subject.key]
    if part.empty:
        return None
    held = pd.DatetimeIndex(frame["date"].unique()).sort_values()
    held = held[held >= part["date"].min()]
    sums = part.groupby("date")[list(SUMS)].sum().reindex(held, fill_value=0.0)
    columns = {name: sums[name].to_numpy(float) for name in SUMS}
    return DaySums(tuple(stamp.date() for stamp in held), columns, dataset.measured)


def needed(measure: str) -> tuple[str, ...]:
    """Return the measures that a figure is made of."""
    return RATIOS[measure][:2] if measure in RATIOS else (measure,)


def figure(measure: str, sums: DaySums, places: list[int]) -> float:
    """Return a figure over some days, in the unit of its limits.

    Infinite where there is something to divide but nothing to divide by, such as spend without a conversion; not a
    number where there is neither.
    """
    if measure not in RATIOS:
        return float(sums.sums[measure][places].sum())
    over, under, factor = RATIOS[measure]
    top, bottom = float(sums.sums[over][places].sum()), float(sums.sums[under][places].sum())
    if bottom == 0:
        return float("inf") if top > 0 else float("nan")
    return top / bottom * factor * MEASURES[measure].scale


def day_figures(measure: str, sums: DaySums) -> list[float]:
    """Return ``figure`` of each day by itself."""
    if measure not in RATIOS:
        return [float(value) for value in sums.sums[measure]]
    over, under, factor = RATIOS[measure]
    top, bottom = sums.sums[over], sums.sums[under]
    known = np.divide(top, bottom, out=np.where(top > 0, np.inf, np.nan), where=bottom != 0)
    return [float(value) for value in known * factor * MEASURES[measure].scale]


def base_places(rule: Rule, sums: DaySums, known: dict[date, int], places: list[int]) -> list[int] | None:
    """Return the days that a change is held against; None where the data do not hold all of them."""
    weeks = (1,) if rule.baseline == "week" else (1, 2, 3, 4)
    wanted = [sums.days[place] - timedelta(weeks=week) for week in weeks for place in places]
    found = [known.get(day) for day in wanted]
    return None if None in found else found  # type: ignore[return-value]


def change(rule: Rule, sums: DaySums, places: list[int], base: list[int] | None) -> float:
    """Return the change against the baseline, %; not a number where there is nothing to compare with."""
    if base is None:
        return float("nan")
    now, before = figure(rule.measure, sums, places), figure(rule.measure, sums, base)
    if rule.measure not in RATIOS:
        before /= len(base) / len(places)
    if not np.isfinite(now) or not np.isfinite(before) or before <= 0:
        return float("nan")
    return (now / before - 1) * 100


def is_enough(rule: Rule, sums: DaySums, places: list[int], base: list[int] | None = None) -> bool:
    """Return whether a window holds enough to judge by.

    A handful has to be seen in it, or should have been: where conversions stop while the money goes on, none are seen,
    and that is worth saying.
    """
    ratio = _EVIDENCE.get(rule.measure)
    counted = ratio[0] if ratio else _EVIDENCE_OF_CHANGE.get(rule.measure) if rule.baseline else None
    if counted is None or counted not in sums.measured:
        return True
    seen = float(sums.sums[counted][places].sum())
    if base is not None:
        seen = max(seen, float(sums.sums[counted][base].sum()) * len(places) / len(base))
    if seen >= HANDFUL or ratio is None or ratio[0] == ratio[1]:
        return seen >= HANDFUL
    earlier = list(range(max(0, places[0] - EXPECTED_FROM), places[0]))
    exposure = float(sums.sums[ratio[1]][earlier].sum())
    if exposure <= 0:
        return False
    rate = float(sums.sums[counted][earlier].sum()) / exposure
    return rate * float(sums.sums[ratio[1]][places].sum()) >= HANDFUL
