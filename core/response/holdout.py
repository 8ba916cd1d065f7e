"""Holdout: the model is asked about the last periods before it has seen them, again and again (rolling origin)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from core.curves import Floats
from core.errors import InputError, NotEnoughDataError
from core.response.model import ResponseModel

LEVELS: Final = (0.8, 0.9)
HORIZON: Final = {1: 28, 7: 8}
"""Periods of a stretch: four weeks of days, eight weeks of weeks."""
LEAST_TRAINING: Final = 2
"""A stretch needs so many times its length before it."""
RECENT_DAYS: Final = 28


@dataclass(frozen=True)
class Fold:
    """One stretch that the model had not seen; every period of every series with a known outcome counts.

    Attributes:
        start: First day.
        end: First day of its last period.
        error: Sum of absolute errors of the expected outcome.
        naive: The same of what the recent past would have let expect.
        total: Sum of what came.
        periods: How many outcomes were foretold.
        inside80: How many lay inside their 80 % interval, and ``inside90`` inside that of 90 %.
        inside90: See ``inside80``.
        series: How many series.
        sums80: How many sums over the stretch lay inside their 80 % interval, and ``sums90`` inside that of 90 %.
        sums90: See ``sums80``.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    error: float
    naive: float
    total: float
    periods: int
    inside80: int
    inside90: int
    series: int
    sums80: int
    sums90: int


@dataclass(frozen=True)
class Holdout:
    """All stretches together, the oldest first. Errors are shares of what came, the others shares of the intervals."""

    folds: tuple[Fold, ...]

    @property
    def error(self) -> float:
        """Absolute error of a period, weighted by size (WAPE; Hyndman and Koehler, 2006)."""
        return sum(f.error for f in self.folds) / max(sum(abs(f.total) for f in self.folds), 1e-300)

    @property
    def naive(self) -> float:
        """The same of the naive expectation."""
        return sum(f.naive for f in self.folds) / max(sum(abs(f.total) for f in self.folds), 1e-300)

    @property
    def inside80(self) -> float:
        """Share of outcomes inside their 80 % interval."""
        return sum(f.inside80 for f in self.folds) / max(sum(f.periods for f in self.folds), 1)

    @property
    def inside90(self) -> float:
        """Share of outcomes inside their 90 % interval."""
        return sum(f.inside90 for f in self.folds) / max(sum(f.periods for f in self.folds), 1)

    @property
    def sums90(self) -> float:
        """Share of sums over a stretch inside their 90 % interval."""
        return sum(f.sums90 for f in self.folds) / max(sum(f.series for f in self.folds), 1)


def pool(folds: Sequence[Fold]) -> Holdout:
    """Return stretches as one result."""
    return Holdout(tuple(sorted(folds, key=lambda fold: fold.start)))


def rolling_origin(
    model: ResponseModel,
    data: pd.DataFrame,
    outcome: str = "revenue",
    folds: int = 3,
    horizon: int | None = None,
    report: Callable[[int, int], None] | None = None,
    **fit_arguments: Any,
) -> Holdout:
    """Return how well the model foresaw what it had not seen, given the spend (Tashman, 2000).

    Args:
        model: The model.
        data: What it is fitted to.
        outcome: Name of the outcome.
        folds: Number of stretches, the last ones of the data.
        horizon: Periods of a stretch; None: 28 days or 8 weeks.
        report: Called with stretches done and all; what it raises ends the work.
        **fit_arguments: Further arguments of ``ResponseModel.fit``.

    Raises:
        InputError: If the dates cannot be read.
        NotEnoughDataError: If the data are too short for a stretch.
    """
    done = []
    for number in reversed(range(folds)):
        done.append(one_fold(model, data, outcome, number, horizon, **fit_arguments))
        if report:
            report(len(done), folds)
    return pool(done)


def one_fold(
    model: ResponseModel,
    data: pd.DataFrame,
    outcome: str = "revenue",
    number: int = 0,
    horizon: int | None = None,
    **fit_arguments: Any,
) -> Fold:
    """Return one stretch: the last one for number 0, the one before it for number 1, and so on.

    Raises:
        InputError: If the dates cannot be read.
        NotEnoughDataError: If the data are too short for it.
    """
    days = _dates(data, fit_arguments.get("date"))
    every = days.unique().sort_values()
    step = 7 if len(every) > 1 and np.median(np.diff(every) / np.timedelta64(1, "D")) > 3 else 1
    stretch = horizon or HORIZON[step]
    length = (every[-1] - every[0]).days // step + 1
    needed = stretch * (number + 1 + LEAST_TRAINING)
    if length < needed:
        unit = "weeks" if step == 7 else "days"
        raise NotEnoughDataError(
            f"To check the model on what it has not seen, {needed} {unit} of data are needed; there are {length}."
        )
    kept = np.asarray(days <= every[-1] - pd.Timedelta(days=number * stretch * step))
    timeline = model.fit(data[kept], outcome, hold_out=stretch, **fit_arguments).timeline
    last = slice(len(timeline.dates) - stretch, len(timeline.dates))
    observed = np.asarray(timeline.observed, float)
    came = observed[last]
    known = np.isfinite(came)
    draws = timeline.predictive_draws(last, np.random.default_rng(model.seed))
    sums, total = np.where(known, draws, 0.0).sum(axis=1), np.nansum(came, axis=0)
    inside, sums_inside = [], []
    for level in LEVELS:
        tails = [(1 - level) / 2, (1 + level) / 2]
        low, high = np.quantile(draws, tails, axis=0)
        inside.append(int((known & (low <= came) & (came <= high)).sum()))
        low, high = np.quantile(sums, tails, axis=0)
        sums_inside.append(int((known.any(axis=0) & (low <= total) & (total <= high)).sum()))
    naive = naive_expectation(observed, timeline.dates, step, stretch)
    return Fold(
        start=timeline.dates[last][0],
        end=timeline.dates[last][-1],
        error=float(np.abs(timeline.expected()[last] - came)[known].sum()),
        naive=float(np.abs(naive - came)[known].sum()),
        total=float(came[known].sum()),
        periods=int(known.sum()),
        inside80=inside[0],
        inside90=inside[1],
        series=int(known.any(axis=0).sum()),
        sums80=sums_inside[0],
        sums90=sums_inside[1],
    )


def naive_expectation(observed: Floats, dates: pd.DatetimeIndex, period_days: int, horizon: int) -> Floats:
    """Return what the past before the horizon lets expect: the last four weeks' mean, by weekday where there are days.

    Args:
        observed: Outcome by period, the horizon's last, shape (T, O).
        dates: Length T.
        period_days: 1 or 7.
        horizon: Number of last periods.

    Returns:
        Shape (horizon, O).
    """
    past = np.nan_to_num(observed[:-horizon])
    level = past[-(RECENT_DAYS // period_days) :].mean(axis=0)
    if period_days == 7:
        return np.tile(level, (horizon, 1))
    before, after = dates[:-horizon].dayofweek.to_numpy(), dates[-horizon:].dayofweek.to_numpy()
    mean = np.maximum(past.mean(axis=0), 1e-300)
    by_day = np.array([past[before == day].mean(axis=0) / mean for day in range(7)])
    return np.asarray(level * by_day[after])


def _dates(data: pd.DataFrame, column: str | None) -> pd.DatetimeIndex:
    """Return the dates of the rows, from the named column or the first that holds dates."""
    names = [column] if column else [c for c in data.columns if not pd.api.types.is_numeric_dtype(data[c])]
    for name in names:
        if name in data.columns:
            dates = pd.to_datetime(data[name], errors="coerce", format="ISO8601")
            if dates.notna().all():
                return pd.DatetimeIndex(dates.dt.tz_localize(None)).normalize()
    raise InputError("No column holds dates such as 2026-01-31. Name the one that does.")
