"""Point forecasts of one series: theta, smoothing and the recent mean, and the middle one of the three.

Three methods that fail in different ways are asked, and the median of them is taken for each day (Armstrong, 2001, on
combining): the dynamic optimised theta model (Fiorucci et al., 2016), simple exponential smoothing of days without
outliers, and the mean of the last two weeks, the last two by weekday. Theta follows a trend that two flat ones hold
back where it is chance.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.ndimage import median_filter

from core.curves import Floats
from core.forecasting.series import WEEK

FACTOR_WEEKS: Final = 12
"""Weeks that teach the weekday factors."""
SHRINK: Final = 2.0
"""Weeks without any weekday pattern that are mixed in."""
RECENT: Final = 2 * WEEK
THETA_DAYS: Final = 3 * WEEK
"""Fewer days than three weeks say neither trend nor weekday."""
THETA_MOST: Final = 26 * WEEK
"""Its trend is that of the last half year; learning takes as long as the days are many."""
CAP: Final = 4.0
"""What is further from its neighbours than so many robust standard deviations is capped before smoothing."""
_ALPHAS: Final = np.linspace(0.01, 0.98, 25)


@dataclass(frozen=True)
class ThetaParameters:
    """What the theta model learned of a series."""

    initial_smoothed: float
    alpha: float
    theta: float


def learn_theta(values: Floats) -> ThetaParameters | None:
    """Return the parameters of the dynamic optimised theta model; None for fewer days than ``THETA_DAYS``."""
    if len(values) < THETA_DAYS or np.ptp(values) == 0:
        return None
    from statsforecast.models import DynamicOptimizedTheta

    found: dict[str, Any] = DynamicOptimizedTheta(season_length=WEEK).fit(values[-THETA_MOST:]).model_["par"]
    return ThetaParameters(*(float(found[name]) for name in ("initial_smoothed", "alpha", "theta")))


def theta_forecast(values: Floats, days: int, parameters: ThetaParameters) -> Floats:
    """Return the forecast of the dynamic optimised theta model whose parameters were learned before, shape (days,)."""
    from statsforecast.theta import auto_theta, forecast_theta

    model = auto_theta(
        values[-THETA_MOST:], WEEK, "DOTM", parameters.initial_smoothed, parameters.alpha, parameters.theta
    )
    return np.asarray(forecast_theta(model, days)["mean"], float)


def seasonal_naive(values: Floats, days: int) -> Floats:
    """Return the last week, repeated: the baseline that every method has to beat."""
    if len(values) < WEEK:
        return np.full(days, values.mean() if len(values) else 0.0)
    return np.asarray(values[-WEEK:][np.arange(days) % WEEK])


def weekday_factors(values: Floats) -> Floats:
    """Return the factor of each weekday, shape (7,), mean 1; the first is that of the day after the last value.

    The ratio of a day's sum to that of the weeks centred on it, drawn towards 1 by ``SHRINK`` weeks.
    """
    if len(values) < 2 * WEEK:
        return np.ones(WEEK)
    recent = values[-FACTOR_WEEKS * WEEK :]
    level = np.convolve(np.pad(recent, WEEK // 2, mode="edge"), np.ones(WEEK) / WEEK, "valid")
    level = np.maximum(level, 0.1 * max(float(level.mean()), 1e-12))
    place = _weekday(len(recent))
    over = np.bincount(place, recent, WEEK) / np.bincount(place, level, WEEK)
    weeks = np.bincount(place, minlength=WEEK)
    factors = np.maximum((over * weeks + SHRINK) / (weeks + SHRINK), 0.05)
    return np.asarray(factors / factors.mean())


def cap_outliers(values: Floats) -> Floats:
    """Return the values with single days far from their neighbours drawn back to ``CAP`` robust deviations."""
    if len(values) < WEEK:
        return values
    middle = _rolling_median(values, 7)
    spread = _rolling_median(np.abs(values - middle), 14)
    reach = CAP * 1.4826 * np.maximum(spread, 0.1 * values.mean())
    return np.clip(values, middle - reach, middle + reach)


@dataclass(frozen=True, eq=False)
class Smoothed:
    """Simple exponential smoothing of a series.

    Attributes:
        level: After the last day.
        before: Level before each day, shape (days,).
        alpha: Weight of a new day.
    """

    level: float
    before: Floats
    alpha: float


def smooth(values: Floats) -> Smoothed:
    """Return the smoothing whose one-day errors are smallest."""
    count, first = len(values), float(values[:WEEK].mean())
    # As one filter a weight; a loop over days takes ten times as long.
    # Here, because it takes a second to import, which every start of a server would pay.
    from scipy.signal import lfilter

    levels = np.empty((count + 1, len(_ALPHAS)))
    levels[0] = first
    for k, alpha in enumerate(_ALPHAS):
        levels[1:, k] = lfilter([alpha], [1.0, alpha - 1.0], values, zi=[(1.0 - alpha) * first])[0]
    start = min(WEEK, count - 1)
    errors = ((values[start:, None] - levels[start:-1]) ** 2).mean(axis=0)
    best = int(np.argmin(errors))
    return Smoothed(float(levels[-1, best]), levels[:-1, best], float(_ALPHAS[best]))


@dataclass(frozen=True, eq=False)
class Point:
    """The forecast of one series, and what its spread is made from.

    Attributes:
        mean: By day ahead, shape (days,); not below zero.
        surprises: Relative error of each day of the history against what was expected the day before; not a number
            for the first week, which teaches the level.
        alpha: How much of a surprise stays.
        method: What was done, in words.
    """

    mean: Floats
    surprises: Floats
    alpha: float
    method: str


def forecast(values: Floats, days: int, theta: ThetaParameters | None) -> Point:
    """Return the forecast of a series that goes on.

    Args:
        values: By day, shape (history,), at least one.
        days: Length of the horizon.
        theta: What ``learn_theta`` found, on these days or on those before some of them.
    """
    capped = cap_outliers(values)
    factors = weekday_factors(capped)
    ahead, past = factors[np.arange(days) % WEEK], factors[_weekday(len(values))]
    plain = values / past
    smoothed = smooth(capped / past)
    recent = float(plain[-RECENT:].mean())
    mean = smoothed.level * ahead
    method = "The mean of its few days, by weekday" if len(values) >= RECENT else "The mean of its few days"
    if np.ptp(values) == 0:
        mean, method = np.full(days, values[-1]), "Every day was the same, so the days ahead are"
    elif len(values) < THETA_DAYS or theta is None:
        mean = 0.5 * (smoothed.level + recent) * ahead
    else:
        parts = [theta_forecast(values, days, theta), mean, recent * ahead]
        mean = np.median(parts, axis=0)
        method = "The middle one of three: theta, smoothing by weekday, mean of the last two weeks by weekday"
    level = np.maximum(smoothed.before, 0.2 * max(float(plain.mean()), 1e-12))
    surprises = plain / level - 1.0
    if len(values) < RECENT:
        # Too few for one day to be foretold from those before it: how far they lie from their mean, as a sample does.
        middle = max(float(plain.mean()), 1e-12)
        surprises = (plain / middle - 1.0) * np.sqrt(len(plain) / max(len(plain) - 1, 1))
        surprises[:] = np.nan if np.ptp(plain) == 0 else surprises
    else:
        surprises[:WEEK] = np.nan
    return Point(np.maximum(mean, 0.0), surprises, smoothed.alpha, method)


def _weekday(count: int) -> np.ndarray:
    """Return the place of each of ``count`` past days in the week that begins the day after the last."""
    return (np.arange(count) - count) % WEEK


def _rolling_median(values: Floats, reach: int) -> Floats:
    return np.asarray(median_filter(values, 2 * reach + 1, mode="nearest"))
