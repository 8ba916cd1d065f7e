"""Unusual days: what was odd, by how much, why, once for each thing that happened, the costliest first."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from core.data import Dataset
from core.forecasting.causes import Cause, Finding
from core.forecasting.events import KnownEvent
from core.forecasting.judged import RATES, Sheet, judge
from core.forecasting.once import amount_of, once
from core.forecasting.robust import DAILY
from core.forecasting.series import TOTAL, Level

LEVEL: Final = 0.95
"""Probability of the range in which a day was expected."""
_WIDTH: Final = 1.96
APART: Final = 2
"""Days from one unusual day to the next up to which both are one event."""
BY_CHANCE: Final = 0.001
"""Unusual days that chance makes of one day of one campaign, measured: docs/methods/anomalies.md."""
BEFORE: Final = 28
"""Days before an anomaly that are shown with it."""
AFTER: Final = 7
NOT_DAILY: Final = 0.2
"""Share of days without records above which the data are not daily."""


@dataclass(frozen=True)
class Track:
    """The days around an anomaly, by day from ``first`` on; None where nothing is known.

    Attributes:
        first: First day.
        values: What it was.
        lower: Lower end of the range in which it was expected, at ``LEVEL``.
        upper: Upper end.
    """

    first: date
    values: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]


@dataclass(frozen=True)
class Anomaly:
    """Something unusual.

    Attributes:
        id: The same for the same thing whenever it is found.
        first: First unusual day.
        last: Last unusual day.
        level: ``campaign``, ``channel`` or ``total``.
        key: Campaign id, channel or ``total``.
        name: What people call it.
        channel: Its channel; empty for the total.
        cause: ``tracking`` (records are missing: clicks as usual, next to no conversions), ``empty`` (more clicks that
            brought nothing), ``spend``, ``price``, ``conversion``, ``value``, ``gap`` (no records at all) or
            ``unknown``.
        measure: The measure or ratio that shows it best.
        value: What it was over these days.
        expected: What was expected.
        lower: Lower end of the range in which it was expected, at ``LEVEL``.
        upper: Upper end.
        score: Distance in usual errors, of the oddest day.
        stake: Money that it is about, currency; None where none is known.
        track: The days around; None for a gap.
    """

    id: str
    first: date
    last: date
    level: Level
    key: str
    name: str
    channel: str
    cause: Cause
    measure: str
    value: float
    expected: float
    lower: float
    upper: float
    score: float
    stake: float | None
    track: Track | None = field(default=None, compare=False, repr=False)

    @property
    def days(self) -> int:
        """From the first to the last day."""
        return (self.last - self.first).days + 1

    @property
    def weight(self) -> float:
        """By which anomalies are ranked: size times money."""
        return min(abs(self.score), 20.0) * (self.stake or 0.0)


@dataclass(frozen=True)
class Unusual:
    """What is unusual in a data set.

    Attributes:
        anomalies: The costliest first.
        judged_days: Days of campaigns that were judged, each once however many measures it has.
        by_chance: How many of the anomalies chance alone would make.
        not_daily: Whether the data hold too few of their days to be judged by day.
        too_short: Whether nothing could be judged because the history is too short.
    """

    anomalies: tuple[Anomaly, ...]
    judged_days: int
    by_chance: float
    not_daily: bool
    too_short: bool


def find_anomalies(dataset: Dataset, known: tuple[KnownEvent, ...] = ()) -> Unusual:
    """Return what is unusual, judged day by day from the days before alone.

    Args:
        dataset: The data.
        known: Events that people know of; their days are neither learned from nor judged.
    """
    gaps, share = _gaps(dataset, known)
    sheets = [judge(dataset, level, known) for level in ("total", "channel", "campaign")]
    found = once(dataset, sheets)
    anomalies = [a for sheet in sheets for a in _merged(sheet, found[sheet.level])]
    if share <= NOT_DAILY:
        anomalies += gaps
    days = _judged_days(sheets[-1])
    return Unusual(
        anomalies=tuple(sorted(anomalies, key=lambda a: (-a.weight, -a.last.toordinal(), a.id))),
        judged_days=days,
        by_chance=BY_CHANCE * days,
        not_daily=share > NOT_DAILY,
        too_short=days == 0,
    )


def least_days() -> int:
    """Return after how many days of history the first one can be judged, about."""
    return DAILY.season + DAILY.least + DAILY.level // 2


def _judged_days(sheet: Sheet) -> int:
    if not sheet.scores:
        return 0
    return int(np.any([np.isfinite(s.score) for s in sheet.scores.values()], axis=0).sum())


def _merged(sheet: Sheet, found: list[Finding]) -> list[Anomaly]:
    """Return anomalies: findings of the same series, cause and direction on adjacent days are one."""
    open_runs: dict[tuple[int, Cause, int], list[list[Finding]]] = {}
    for one in found:
        runs = open_runs.setdefault((one.series, one.cause, one.sign), [])
        if runs and one.day - runs[-1][-1].day <= APART:
            runs[-1].append(one)
        else:
            runs.append([one])
    return [_anomaly(sheet, run) for runs in open_runs.values() for run in runs]


def _anomaly(sheet: Sheet, run: list[Finding]) -> Anomaly:
    worst = max(run, key=lambda f: abs(f.score))
    measure, series, days = worst.measure, worst.series, [f.day for f in run]
    scores = sheet.scores[measure]
    low, high = (bound[days] for bound in scores.bounds(_WIDTH, series))
    amounts = [amount_of(sheet, measure)[days, series], scores.expected[days, series], low, high]
    known = np.all(np.isfinite(amounts), axis=0)
    value, expected, lower, upper = (float(part[known].sum()) for part in amounts)
    if measure in RATES:
        of = float(sheet.values[RATES[measure][1]][days, series][known].sum()) / (1000.0 if measure == "cpm" else 1.0)
        value, expected, lower, upper = (part / of for part in (value, expected, lower, upper))
    key = sheet.keys[series]
    first, last = (sheet.days[day].date() for day in (days[0], days[-1]))
    return Anomaly(
        id=_id(sheet.level, key, worst.cause, first, worst.sign),
        first=first,
        last=last,
        level=sheet.level,
        key=key,
        name=sheet.names[key],
        channel=sheet.channels[key],
        cause=worst.cause,
        measure=measure,
        value=value,
        expected=expected,
        lower=lower,
        upper=upper,
        score=worst.score,
        stake=_stake(sheet, worst.cause, days, series),
        track=_track(sheet, measure, series, days),
    )


def _track(sheet: Sheet, measure: str, series: int, days: list[int]) -> Track:
    span = slice(max(days[0] - BEFORE, 0), days[-1] + AFTER + 1)
    low, high = sheet.scores[measure].bounds(_WIDTH, series)
    of = sheet.values[RATES[measure][1]][span, series] if measure in RATES else np.ones(1)
    of = of / 1000.0 if measure == "cpm" else of

    def plain(values: np.ndarray) -> tuple[float | None, ...]:
        with np.errstate(divide="ignore", invalid="ignore"):
            return tuple(float(v) if np.isfinite(v) else None for v in values[span] / of)

    parts = (plain(values) for values in (amount_of(sheet, measure)[:, series], low, high))
    return Track(sheet.days[span][0].date(), *parts)


def _stake(sheet: Sheet, cause: Cause, days: list[int], series: int) -> float | None:
    """Return the money that it is about: the spend or revenue that differs, or what clicks cost too much."""

    def difference(judged: str) -> float | None:
        if judged not in sheet.scores:
            return None
        gap = amount_of(sheet, judged)[days, series] - sheet.scores[judged].expected[days, series]
        return abs(float(np.nansum(gap)))

    if cause == "price" and "cpc" in sheet.scores:
        return difference("cpc")
    if cause in ("spend", "empty") and "spend" in sheet.scores:
        return difference("spend")
    if "revenue" in sheet.scores:
        return difference("revenue")
    if {"spend", "conversions"} <= set(sheet.scores):
        # Without revenue: the conversions that differ at what they usually cost.
        lost, cost = difference("conversions"), sheet.scores["spend"].expected[days, series]
        usual = float(np.nansum(sheet.scores["conversions"].expected[days, series]))
        return lost * float(np.nansum(cost)) / usual if lost and usual > 0 else None
    return difference("spend")


def _gaps(dataset: Dataset, known: tuple[KnownEvent, ...]) -> tuple[list[Anomaly], float]:
    """Return the days of which the data hold nothing at all, and their share of all days."""
    days = pd.date_range(dataset.first_day, dataset.last_day, freq="D")
    missing = ~days.isin(dataset.daily_metrics["date"])
    told = np.zeros(len(days), bool)
    for event in known:
        told |= (days >= pd.Timestamp(event.first)) & (days <= pd.Timestamp(event.last))
    where = np.flatnonzero(missing & ~told)
    runs = np.split(where, np.flatnonzero(np.diff(where) > 1) + 1) if len(where) else []
    return [_gap(days[run[0]].date(), days[run[-1]].date()) for run in runs], float(missing.mean())


def _gap(first: date, last: date) -> Anomaly:
    return Anomaly(
        id=_id("total", TOTAL, "gap", first, -1),
        first=first,
        last=last,
        level="total",
        key=TOTAL,
        name="All campaigns",
        channel="",
        cause="gap",
        measure="",
        value=0.0,
        expected=float("nan"),
        lower=float("nan"),
        upper=float("nan"),
        score=0.0,
        stake=None,
    )


def _id(level: Level, key: str, cause: Cause, first: date, sign: int) -> str:
    """Return the id: by what it is and when it began, so that it stays when it goes on."""
    return hashlib.sha256(f"{level}\0{key}\0{cause}\0{first.isoformat()}\0{sign}".encode()).hexdigest()[:12]
