"""Scores of a data set: every campaign, every channel and the total, on every day, by measure and ratio."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data import MEASURES, Dataset
from core.forecasting.events import KnownEvent
from core.forecasting.robust import DAILY, Floats, Scores, score_steps
from core.forecasting.series import TOTAL, Level

RATES: Final = {
    "cpc": ("spend", "clicks"),
    "cpm": ("spend", "impressions"),
    "conversion_rate": ("conversions", "clicks"),
    "order_value": ("revenue", "conversions"),
}
"""Ratios as numerator and what it is in proportion to; they are judged as amounts given that."""
JUDGED: Final = (*MEASURES, *RATES)
ALARM: Final = 4.5
"""Score from which a day is unusual; how it was chosen: docs/methods/anomalies.md."""
STEPS: Final = ("spend", "clicks", "impressions")
"""What people set, by budgets and bids: it moves in steps, which are no chance."""
STEP_ALARM: Final = 5.5
"""Score from which a day of these is unusual."""
ORDER_SPREAD: Final = 0.5
"""Variance of single order values as a share of the square of their mean, where nothing is known of them."""
LEAST_EVENTS: Final = 20.0
"""Clicks or impressions below which a day has no price."""
ZEROS_KNOWN: Final = 3
"""Days of nothing after which a series counts as paused: nothing is judged until it spends again."""
USUAL_ZEROS: Final = 0.1
"""Share of days without spend from which such a day is usual."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """The days of one level.

    Attributes:
        level: What a series is.
        keys: Of the series.
        names: What people call them, by key.
        channels: Channel of each, by key; empty for the total.
        days: In order, without gaps.
        values: By measure and ratio, shape (days, series); not a number where nothing is known.
        scores: The same for what was judged.
        open: Whether something runs, shape (days, series).
    """

    level: Level
    keys: tuple[str, ...]
    names: dict[str, str]
    channels: dict[str, str]
    days: pd.DatetimeIndex
    values: dict[str, Floats]
    scores: dict[str, Scores]
    open: NDArray[np.bool_]

    @property
    def judged(self) -> int:
        """How many days of how many series and measures were judged."""
        return sum(int(np.isfinite(s.score).sum()) for s in self.scores.values())


def alarm(measure: str) -> float:
    """Return the score from which a day of a measure is unusual."""
    return STEP_ALARM if measure in STEPS else ALARM


def judge(dataset: Dataset, level: Level, known: tuple[KnownEvent, ...] = ()) -> Sheet:
    """Return the scores of a level.

    Args:
        dataset: The data.
        level: ``campaign``, ``channel`` or ``total``.
        known: Events that people know of: their days are neither learned from nor judged.
    """
    keys, names, channels, place = _keys(dataset, level)
    days = pd.date_range(dataset.first_day, dataset.last_day, freq="D")
    values, held = _values(dataset, days, place, len(keys))
    running = _running(values, dataset.measured, held)
    for measure, value in values.items():
        value[_known(dataset, level, keys, days, known, measure)] = np.nan
    scores: dict[str, Scores] = {}
    for measure in JUDGED:
        if measure == "impressions" and "clicks" in dataset.measured:
            continue
        parts = RATES.get(measure, (measure,))
        if set(parts) <= set(dataset.measured):
            scores[measure] = _judged(values, measure, running)
    for ratio, (over, under) in RATES.items():
        if ratio in scores:
            values[ratio] = np.divide(
                values[over], values[under], out=np.full_like(values[over], np.nan), where=values[under] > 0
            )
    return Sheet(level, keys, names, channels, days, values, scores, running)


def _judged(values: dict[str, Floats], measure: str, running: NDArray[np.bool_]) -> Scores:
    over, under = RATES.get(measure, (measure, None))
    x = np.where(running, values[over], np.nan)
    exposure = None if under is None else values[under]
    if measure in ("cpc", "cpm"):
        exposure = np.where(values[str(under)] >= LEAST_EVENTS, values[str(under)], np.nan)
    unit: Floats | float = 1.0
    if over == "spend":
        unit = _mean_before(values["spend"], values["clicks"]) if "clicks" in values else 0.0
        if under is None:
            unit = np.where(np.isfinite(unit), unit, 0.0)
        elif under == "impressions":
            unit = 0.0
    elif over == "revenue":
        spread = ORDER_SPREAD if under else 1.0 + ORDER_SPREAD
        unit = spread * _mean_before(values["revenue"], values["conversions"]) if "conversions" in values else 0.0
    units: Floats = np.nan_to_num(np.asarray(unit, float))
    if measure == "spend":
        x = _without_usual_zeros(x)
    first = score_steps(x, DAILY, exposure, units)
    # What was unusual is not learned from: once more without it, for the series that have any. A later day sees only
    # what was said of earlier ones, so nothing changes when days are added.
    odd = np.abs(first.score) > alarm(measure)
    again = np.flatnonzero(odd.any(axis=0))
    if len(again):
        return _second(first, x, exposure, units, odd, again)
    return first


def _second(
    first: Scores, x: Floats, exposure: Floats | None, unit: Floats, odd: NDArray[np.bool_], again: NDArray[np.intp]
) -> Scores:
    units = np.broadcast_to(unit, x.shape)[:, again]
    of = None if exposure is None else exposure[:, again]
    second = score_steps(x[:, again], DAILY, of, units, leave_out=odd[:, again])
    for mine, better in ((first.score, second.score), (first.expected, second.expected), (first.spread, second.spread)):
        mine[:, again] = better
    return first


def _keys(dataset: Dataset, level: Level) -> tuple[tuple[str, ...], dict[str, str], dict[str, str], NDArray[np.int64]]:
    """Return keys, names and channels of a level, and for each row of the data the position of its key."""
    table, frame = dataset.campaigns, dataset.daily_metrics
    ids = table["campaign_id"].astype(str)
    if level == "total":
        return (TOTAL,), {TOTAL: "All campaigns"}, {TOTAL: ""}, np.zeros(len(frame), np.int64)
    if level == "campaign":
        names = dict(zip(ids, table["campaign"].astype(str), strict=True))
        channels = dict(zip(ids, table["channel"].astype(str), strict=True))
    else:
        names = {c: c for c in sorted(set(table["channel"].astype(str)))}
        channels = names
    keys = tuple(names)
    column = frame["campaign_id" if level == "campaign" else "channel"].astype(str)
    return keys, names, channels, pd.Index(keys).get_indexer(pd.Index(column))


def _values(
    dataset: Dataset, days: pd.DatetimeIndex, place: NDArray[np.int64], series: int
) -> tuple[dict[str, Floats], NDArray[np.bool_]]:
    """Return the sums by measure, shape (days, series), and the days on which the data hold anything."""
    frame = dataset.daily_metrics
    day = (frame["date"].to_numpy() - days[0].to_datetime64()).astype("timedelta64[D]").astype(np.int64)
    cell, shape = day * series + place, (len(days), series)
    held = np.isin(np.arange(len(days)), day)
    values: dict[str, Floats] = {}
    for measure in MEASURES:
        if measure in dataset.measured:
            sums = np.bincount(cell, frame[measure].to_numpy(float), len(days) * series).reshape(shape)
            values[measure] = np.where(held[:, None], sums, np.nan)
    return values, held


def _running(values: dict[str, Floats], measured: tuple[str, ...], held: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return on which days something runs: money is spent, or was in the days just before."""
    drives = [m for m in ("spend", "impressions", "clicks", "conversions", "revenue") if m in measured]
    busy = np.nan_to_num(values[drives[0]]) > 0
    if not busy.any():
        busy = np.any([np.nan_to_num(v) > 0 for v in values.values()], axis=0)
    recent = busy.copy()
    for lag in range(1, ZEROS_KNOWN + 1):
        recent[lag:] |= busy[:-lag]
    return recent & held[:, None]


def _without_usual_zeros(x: Floats) -> Floats:
    """Return spend without the zeros of what often spends nothing: there a day without is no news."""
    zero, known = np.nan_to_num(x, nan=1.0) == 0, np.isfinite(x)
    before = _sum_before(zero.astype(float)), _sum_before(known.astype(float))
    share = np.divide(before[0], before[1], out=np.zeros_like(x), where=before[1] > 0)
    return np.where(zero & (share >= USUAL_ZEROS), np.nan, x)


def _sum_before(values: Floats, days: int = DAILY.memory) -> Floats:
    total = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    at = np.arange(len(values))
    return np.asarray(total[at] - total[np.maximum(at - days, 0)])


def _mean_before(over: Floats, under: Floats) -> Floats:
    """Return the ratio of the sums of the weeks before each day."""
    both = np.isfinite(over) & np.isfinite(under)
    top, bottom = (_sum_before(np.where(both, v, 0.0)) for v in (over, under))
    return np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 0)


def _known(
    dataset: Dataset,
    level: Level,
    keys: tuple[str, ...],
    days: pd.DatetimeIndex,
    known: tuple[KnownEvent, ...],
    measure: str,
) -> NDArray[np.bool_]:
    """Return the cells that known events touch: campaigns named, their channels and the total."""
    hit = np.zeros((len(days), len(keys)), bool)
    channel = dict(zip(dataset.campaigns["campaign_id"].astype(str), dataset.campaigns["channel"], strict=True))
    for event in known:
        if event.measures and measure not in event.measures:
            continue
        when = (days >= pd.Timestamp(event.first)) & (days <= pd.Timestamp(event.last))
        named = set(event.campaign_ids) | {str(channel.get(i)) for i in event.campaign_ids}
        mine = np.array([not event.campaign_ids or level == "total" or key in named for key in keys])
        hit |= when[:, None] & mine
    return hit
