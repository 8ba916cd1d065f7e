"""The newest day of the data against what was to be expected of it: what is off, the costliest first."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from core.data import Dataset
from core.forecasting.events import KnownEvent
from core.forecasting.judged import RATES, Sheet, alarm, judge
from core.forecasting.series import Level

LEVEL: Final = 0.95
"""Probability of the range in which a value was expected."""
_WIDTH: Final = 1.96
"""Usual errors up to which a normal value lies at that probability."""
ENOUGH: Final = 60
"""Scores of earlier days from which the width of the range is learned."""
READ: Final = ("spend", "clicks", "conversions", "revenue", "cpc", "conversion_rate")
"""What is looked at every day, in the order in which it is shown."""
BEFORE: Final = 27
"""Days before the newest one that are shown with it."""


@dataclass(frozen=True)
class Reading:
    """One figure of the newest day.

    Attributes:
        measure: A measure, ``cpc`` or ``conversion_rate``.
        value: What it was; None where it is not defined, e.g. a price without clicks.
        expected: What was to be expected from the days before; None where they are too few, or where nothing ran.
        lower: Lower end of the range in which it was expected, at ``LEVEL``; None as ``expected``.
        upper: Upper end.
        score: Distance in usual errors, with its sign; None as ``expected``.
        alarm: Score from which a day of this measure is called unusual.
    """

    measure: str
    value: float | None
    expected: float | None = None
    lower: float | None = None
    upper: float | None = None
    score: float | None = None
    alarm: float = np.inf

    @property
    def outside(self) -> int:
        """1 above the range, -1 below it, 0 within or unknown."""
        if self.value is None or self.lower is None or self.upper is None:
            return 0
        return int(self.value > self.upper) - int(self.value < self.lower)

    @property
    def off(self) -> bool:
        """Whether it is unusual: further off than chance makes it in thousands of days."""
        return self.score is not None and abs(self.score) > self.alarm


@dataclass(frozen=True)
class Line:
    """The figures of one campaign, one channel or the total.

    Attributes:
        key: Campaign id, channel or ``total``.
        name: What people call it.
        channel: Its channel; empty for the total.
        readings: In the order of ``READ``, what is measured.
        stake: Money by which it differs from what was expected, currency: of revenue, else of spend; None if unknown.
    """

    key: str
    name: str
    channel: str
    readings: tuple[Reading, ...]
    stake: float | None

    @property
    def worst(self) -> Reading | None:
        """The reading that is furthest off, or None where none was judged."""
        judged = [r for r in self.readings if r.score is not None]
        return max(judged, key=lambda r: abs(r.score or 0.0) / r.alarm, default=None)

    @property
    def weight(self) -> tuple[bool, bool, float]:
        """What lines are ordered by: unusual first, then outside of its range, then by distance times money."""
        worst = self.worst
        if worst is None:
            return (False, False, -1.0)
        outside = any(r.outside for r in self.readings)
        return (any(r.off for r in self.readings), outside, min(abs(worst.score or 0.0), 20.0) * (self.stake or 0.0))


@dataclass(frozen=True)
class Course:
    """A measure of the total over the last days, oldest first; not a number (None) where nothing is known."""

    measure: str
    values: tuple[float | None, ...]
    expected: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]


@dataclass(frozen=True)
class NewestDay:
    """The newest day of a data set.

    Attributes:
        day: Which day it is.
        total: All campaigns together.
        campaigns: What is furthest off first; what did not run comes last.
        channels: In the same order.
        days: The days of ``courses``.
        courses: Of the total, by measure in the order of ``READ``.
        judged: How many figures of campaigns were judged.
        known: Labels of known events of that day.
    """

    day: date
    total: Line
    campaigns: tuple[Line, ...]
    channels: tuple[Line, ...]
    days: tuple[date, ...]
    courses: tuple[Course, ...]
    judged: int
    known: tuple[str, ...] = ()

    @property
    def off(self) -> tuple[Line, ...]:
        """The campaigns of which a figure is unusual."""
        return tuple(line for line in self.campaigns if any(r.off for r in line.readings))

    @property
    def outside(self) -> int:
        """How many figures of campaigns lie outside of their range."""
        return sum(bool(r.outside) for line in self.campaigns for r in line.readings)

    @property
    def outside_by_chance(self) -> float:
        """How many of them would by chance alone."""
        return (1.0 - LEVEL) * self.judged


def newest_day(dataset: Dataset, known: tuple[KnownEvent, ...] = ()) -> NewestDay:
    """Return the newest day of a data set against what was to be expected of it from the days before.

    Args:
        dataset: The data.
        known: Events that people know of: their days are not learned from, and are not judged.
    """
    levels: tuple[Level, ...] = ("total", "channel", "campaign")
    total, channel, campaign = (judge(dataset, level, known) for level in levels)
    lines = _lines(campaign)
    today = dataset.last_day
    return NewestDay(
        day=today,
        total=_line(total, 0),
        campaigns=lines,
        channels=_lines(channel),
        days=tuple(day.date() for day in total.days[-BEFORE - 1 :]),
        courses=tuple(_course(total, measure) for measure in READ if measure in total.values),
        judged=sum(r.score is not None for line in lines for r in line.readings),
        known=tuple(dict.fromkeys(e.label for e in known if e.first <= today <= e.last)),
    )


def _lines(sheet: Sheet) -> tuple[Line, ...]:
    # What rests neither differs nor matters today.
    lines = [_line(sheet, s) for s in range(len(sheet.keys))]
    order = sorted(range(len(lines)), key=lambda s: (bool(sheet.open[-1, s]), lines[s].weight), reverse=True)
    return tuple(lines[s] for s in order)


def _line(sheet: Sheet, series: int) -> Line:
    key = sheet.keys[series]
    readings = tuple(_reading(sheet, measure, series) for measure in READ if measure in sheet.values)
    differs = {r.measure: abs(r.value - r.expected) for r in readings if r.value is not None and r.expected is not None}
    stake = differs.get("revenue", differs.get("spend"))
    return Line(key, sheet.names[key], sheet.channels[key], readings, stake)


def _reading(sheet: Sheet, measure: str, series: int) -> Reading:
    value = _plain(sheet.values[measure][-1:, series])[0]
    if measure not in sheet.scores:
        return Reading(measure, value)
    scores, of = sheet.scores[measure], _of(sheet, measure, slice(-1, None), series)
    low, high = (bound[-1:] for bound in scores.bounds(_width(sheet, measure), series))
    score = float(scores.score[-1, series])
    expected, lower, upper = (_plain(part / of)[0] for part in (scores.expected[-1:, series], low, high))
    if not np.isfinite(score) or expected is None:
        return Reading(measure, value)
    return Reading(measure, value, expected, lower, upper, score, alarm(measure))


def _course(sheet: Sheet, measure: str) -> Course:
    span = slice(-BEFORE - 1, None)
    values = _plain(sheet.values[measure][span, 0])
    if measure not in sheet.scores:
        nothing = (None,) * len(values)
        return Course(measure, values, nothing, nothing, nothing)
    scores, of = sheet.scores[measure], _of(sheet, measure, span, 0)
    parts = (scores.expected[:, 0], *scores.bounds(_width(sheet, measure), 0))
    return Course(measure, values, *(_plain(part[span] / of) for part in parts))


def _width(sheet: Sheet, measure: str) -> float:
    """Return the half width of the range in usual errors: what held at ``LEVEL`` on the days before the newest.

    Errors have longer tails than a normal one, most of all where people set what is measured, such as spend.
    """
    past = np.abs(sheet.scores[measure].score[:-1])
    past = past[np.isfinite(past)]
    if len(past) < ENOUGH:
        return _WIDTH
    return float(np.clip(np.quantile(past, LEVEL), _WIDTH, alarm(measure)))


def _of(sheet: Sheet, measure: str, span: slice, series: int) -> np.ndarray:
    """Return what a ratio is in proportion to; 1 for measures."""
    if measure not in RATES:
        return np.ones(1)
    under = sheet.values[RATES[measure][1]][span, series]
    return np.where(under > 0, under, np.nan)


def _plain(values: np.ndarray) -> tuple[float | None, ...]:
    return tuple(float(v) if np.isfinite(v) else None for v in values)
