"""Pacing: what a target has so far, where its period ends, how likely it is reached, and what each day must bring."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, Protocol

import numpy as np
import pandas as pd

from core.agents.report import Estimate
from core.curves import Floats
from core.data import Dataset
from core.errors import ProductError
from core.forecasting.outlook import MOST
from core.forecasting.series import Level, daily_series

SHARE: Final = 0.8
"""Probability of the likely range."""
LATELY: Final = 7
"""The last days that what is needed is held against: one week, so that each weekday counts once."""

State = Literal["running", "over", "future", "unknown"]


@dataclass(frozen=True)
class Target:
    """What somebody wants to spend or to reach.

    Attributes:
        id: Of the target.
        level: ``campaign``, ``channel`` or ``total``.
        key: Campaign id, channel or ``total``.
        measure: ``spend`` (a budget), ``conversions`` or ``revenue``.
        amount: Over the whole period.
        first: First day.
        last: Last day.
        currency: Of the data when it was set.
        by: Who set it.
        version: For undo.
    """

    id: str
    level: Level
    key: str
    measure: str
    amount: float
    first: date
    last: date
    currency: str | None = None
    by: str = ""
    version: int = 0

    @property
    def days(self) -> int:
        """Length of the period."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class PaceTrack:
    """Totals since the start, by day of the period; None where nothing is known.

    Attributes:
        dates: The days.
        actual: What came.
        expected: What is expected ahead, from the last day with data on.
        lower: Lower end of the likely range.
        upper: Upper end.
        even: The target at an even pace.
    """

    dates: tuple[date, ...]
    actual: tuple[float | None, ...]
    expected: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    even: tuple[float, ...]


@dataclass(frozen=True)
class Pace:
    """A target against what happened and what is expected.

    Attributes:
        target: The target.
        name: What people call the campaign, the channel or all.
        currency: Of the data in use.
        state: ``running``; ``over`` when the data reach the end of the period; ``future`` when they end before its
            first day; ``unknown`` when nothing can be said at all.
        reason: Why nothing, or no end of the period, can be said; empty where all can be.
        last_day: Last day of the data.
        elapsed: Days of the period up to there.
        held: Days of these of which the data hold anything.
        so_far: What came on them.
        end: What is expected over the whole period, at ``SHARE``; None where nobody can say.
        over: Chance that the period ends above the amount; None likewise.
        needed: What each remaining day must bring, or may cost; None when none is left. 0 where it is reached already.
        lately: What the last days brought, by day; None where there are none.
        even: What an even pace would have by now.
        track: Day by day; None where nothing can be said.
    """

    target: Target
    name: str
    currency: str | None
    state: State
    reason: str
    last_day: date
    elapsed: int = 0
    held: int = 0
    so_far: float = 0.0
    end: Estimate | None = None
    over: float | None = None
    needed: float | None = None
    lately: float | None = None
    even: float = 0.0
    track: PaceTrack | None = None

    @property
    def left(self) -> int:
        """Days of the period that are left."""
        return self.target.days - self.elapsed

    @property
    def reached(self) -> bool:
        """Whether the amount is reached already."""
        return self.so_far >= self.target.amount


class Ahead(Protocol):
    """What pacing asks of forecasts."""

    @property
    def first_day(self) -> date:
        """First day ahead."""
        ...

    def mean(self, level: Level, key: str) -> Floats:
        """Return what is expected by day, shape (days,)."""
        ...

    def daily_draws(self, level: Level, key: str) -> Floats:
        """Return the paths, shape (draws, days)."""
        ...


def pace(target: Target, dataset: Dataset, ahead: Callable[[str, int], Ahead]) -> Pace:
    """Return how a target goes.

    Args:
        target: The target.
        dataset: The data.
        ahead: Returns the forecasts of a measure over so many days.
    """
    if reason := unusable(target, dataset):
        return Pace(target, _name(target, dataset), dataset.currency, "unknown", reason, dataset.last_day)
    series = daily_series(dataset, target.measure, target.level)
    days, last = series.values[target.key], dataset.last_day
    elapsed = min(max((last - target.first).days + 1, 0), target.days)
    mine = days[(days.index >= pd.Timestamp(target.first)) & (days.index <= pd.Timestamp(target.last))]
    so_far, left = float(mine.sum()), target.days - elapsed
    known = days.dropna().iloc[-LATELY:]
    state: State = "over" if not left else "future" if not elapsed else "running"
    end, over, reason, totals = None, None, "", None
    if left:
        try:
            totals = _ahead(target, last, so_far, ahead)
        except ProductError as error:
            reason = str(error)
        if totals is not None:
            end, over = _estimate(totals), float((totals.draws[:, -1] > target.amount).mean())
    return Pace(
        target=target,
        name=series.names[target.key],
        currency=dataset.currency,
        state=state,
        reason=reason,
        last_day=last,
        elapsed=elapsed,
        held=int(mine.notna().sum()),
        so_far=so_far,
        end=end,
        over=over,
        needed=max(target.amount - so_far, 0.0) / left if left else None,
        lately=float(known.mean()) if len(known) else None,
        even=target.amount * elapsed / target.days,
        track=_track(target, mine.reindex(_period(target, last)).to_numpy(float), elapsed, totals),
    )


def _name(target: Target, dataset: Dataset) -> str:
    """What people call the campaign of a target, where the data know it."""
    table = dataset.campaigns
    names = dict(zip(table["campaign_id"].astype(str), table["campaign"].astype(str), strict=True))
    return names.get(target.key, target.key) if target.level == "campaign" else target.key


def unusable(target: Target, dataset: Dataset) -> str:
    """Return why nothing can be said of a target on a data set; empty where something can."""
    if target.measure not in dataset.measured:
        return f"The data in use hold no {target.measure}. Import data that do."
    money = target.measure in ("spend", "revenue")
    if money and target.currency and dataset.currency and target.currency != dataset.currency:
        return (
            f"The target is in {target.currency} and the data in use are in {dataset.currency}. "
            "They cannot be held against each other. Set the target anew."
        )
    table = dataset.campaigns
    if target.level == "campaign" and target.key not in set(table["campaign_id"].astype(str)):
        return "The campaign of this target is not in the data in use. It may belong to an earlier data set."
    if target.level == "channel" and target.key not in set(table["channel"].astype(str)):
        return f"There is no channel “{target.key}” in the data in use."
    if target.last < dataset.first_day:
        return f"This period was over before the data begin, on {dataset.first_day.isoformat()}."
    return ""


@dataclass(frozen=True, eq=False)
class _Totals:
    """Totals of the days that are left: the mean, shape (days,), and paths, shape (draws, days)."""

    mean: Floats
    draws: Floats


def _ahead(target: Target, last: date, so_far: float, ahead: Callable[[str, int], Ahead]) -> _Totals:
    horizon = (target.last - last).days
    if horizon > MOST:
        raise ProductError(
            f"The period ends {horizon} days after the data, and forecasts reach {MOST}: "
            "its end cannot be foretold yet. What each day must bring is known."
        )
    found = ahead(target.measure, horizon)
    start = max((target.first - found.first_day).days, 0)
    mean, draws = found.mean(target.level, target.key)[start:], found.daily_draws(target.level, target.key)[:, start:]
    return _Totals(so_far + np.cumsum(mean), so_far + np.cumsum(draws, axis=1))


def _estimate(totals: _Totals) -> Estimate:
    mean = float(totals.mean[-1])
    low, high = np.quantile(totals.draws[:, -1], [(1 - SHARE) / 2, (1 + SHARE) / 2])
    return Estimate(mean, min(float(low), mean), max(float(high), mean), SHARE)


def _period(target: Target, last: date) -> pd.DatetimeIndex:
    return pd.DatetimeIndex([day for k in range(target.days) if (day := target.first + timedelta(days=k)) <= last])


def _track(target: Target, values: Floats, elapsed: int, totals: _Totals | None) -> PaceTrack:
    dates = tuple(target.first + timedelta(days=k) for k in range(target.days))
    came = np.cumsum(np.nan_to_num(values))
    nothing: list[float | None] = [None] * target.days
    actual: list[float | None] = [*came.tolist(), *nothing[elapsed:]]
    bands = [nothing, nothing, nothing]
    if totals is not None:
        now = [float(came[-1])] if elapsed else []
        low, high = np.quantile(totals.draws, [(1 - SHARE) / 2, (1 + SHARE) / 2], axis=0)
        parts = (totals.mean, np.minimum(low, totals.mean), np.maximum(high, totals.mean))
        bands = [[*nothing[: target.days - len(part) - len(now)], *now, *part.tolist()] for part in parts]
    even = tuple(target.amount * (k + 1) / target.days for k in range(target.days))
    return PaceTrack(dates, tuple(actual), tuple(bands[0]), tuple(bands[1]), tuple(bands[2]), even)
