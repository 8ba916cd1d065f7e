"""How demand moves from day to day: weekday, season, holidays and trend, shared by all campaigns."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from core.curves import Floats

WEEKDAYS = np.array([1.04, 1.06, 1.04, 1.00, 0.94, 0.90, 1.02])
"""Monday to Sunday: people buy at the start of the week, and again on Sunday evening."""


def day_factor(rng: np.random.Generator, dates: pd.DatetimeIndex) -> pd.Series:
    """Return the factor of demand by date, around 1.

    Args:
        rng: Source of the strength of each part.
        dates: Days in order.
    """
    weekday = WEEKDAYS * np.exp(rng.normal(0, 0.02, 7))
    weekday /= weekday.mean()
    angle = 2 * np.pi * (dates.dayofyear.to_numpy() - rng.normal(335, 10)) / 365.25
    season = 1 + rng.uniform(0.06, 0.12) * np.cos(angle) + rng.uniform(0.01, 0.04) * np.cos(2 * angle)
    growth = rng.uniform(0.02, 0.10)
    # The trend is 1 on the last day: a longer history reaches further back and leaves the present as it is.
    trend = (1 + growth) ** (np.arange(1 - len(dates), 1) / 365.25)
    values = weekday[dates.dayofweek.to_numpy()] * season * trend * holiday_factor(dates)
    return pd.Series(values, index=dates, name="day_factor")


def holiday_factor(dates: pd.DatetimeIndex) -> Floats:
    """Return the factor of the holidays by date; 1 on ordinary days."""
    factors: dict[date, float] = {}
    for year in range(dates[0].year, dates[-1].year + 1):
        sunday = easter_sunday(year)
        # Black Friday is the day after the fourth Thursday of November.
        first = date(year, 11, 1)
        friday = first + timedelta(days=(3 - first.weekday()) % 7 + 22)
        factors |= {
            date(year, 1, 1): 0.75,
            **{date(year, 2, day): 1.12 for day in range(10, 14)},
            sunday - timedelta(days=2): 0.88,
            sunday: 0.80,
            sunday + timedelta(days=1): 0.82,
            date(year, 5, 1): 0.85,
            **{friday + timedelta(days=offset): 1.40 - 0.06 * offset for offset in range(4)},
            **{date(year, 12, day): 1.18 for day in range(8, 20)},
            **{date(year, 12, day): 0.65 for day in range(24, 27)},
            date(year, 12, 31): 0.80,
        }
    return np.array([factors.get(day.date(), 1.0) for day in dates])


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (the "anonymous" algorithm, Nature, 1876).

    Example:
        >>> easter_sunday(2026)
        datetime.date(2026, 4, 5)
    """
    century, of_century = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
