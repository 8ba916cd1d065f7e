"""Forecasts: what is expected of every campaign, every channel and the total, day by day, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from core.agents.report import Estimate
from core.curves import Floats
from core.errors import InputError, NotFoundError
from core.forecasting.backtest import Backtest
from core.forecasting.events import KnownEvent
from core.forecasting.paths import Singles
from core.forecasting.reconcile import Tree
from core.forecasting.series import TOTAL, Level, State

MOST: Final = 90
"""Longest horizon."""


@dataclass(frozen=True, eq=False)
class Forecasts:
    """Forecasts of one measure. Parts add up to their channel and to the total, in figures and in every draw.

    Attributes:
        measure: One of ``core.data.MEASURES``.
        first_day: First day ahead, the day after the data.
        days: Length of the horizon.
        currency: Of amounts, where the measure is one.
        tree: Which campaigns make up which channel.
        names: What people call each campaign and channel, by key.
        states: State of each series, by level and key.
        methods: What was done for each, in words, by level and key.
        backtests: How each forecast went on past days, by level and key.
        since: Last day on which a campaign that is forecast as nothing brought anything; None where it never did.
        history: Actual days, one column a campaign; not a number where the data hold nothing.
        events: Known events that were left out of learning.
        country: Whose public holidays count; empty for nobody's.
        holidays: Name of each of them, by day, of the history and the days ahead.
        holiday_effect: The factor by which they move a day, and how many of them the history holds.
        expected: Forecast by day and campaign, shape (days, N).
        baseline: The last week repeated, by day; campaigns, channels, total, shape (days, N + K + 1).
        draws: Paths of the campaigns, shape (draws, days, N).
        plan: Name of the plan that the forecast assumes; empty where it goes on as today.
    """

    measure: str
    first_day: date
    days: int
    currency: str | None
    tree: Tree
    names: dict[str, str]
    states: dict[Level, dict[str, State]]
    methods: dict[Level, dict[str, str]]
    backtests: dict[Level, dict[str, Backtest]]
    since: dict[str, date | None]
    history: pd.DataFrame
    events: tuple[KnownEvent, ...]
    country: str
    holidays: dict[date, str]
    holiday_effect: tuple[float, int]
    expected: Floats
    baseline: Floats
    draws: Singles
    plan: str = ""

    @property
    def last_day(self) -> date:
        """Last day ahead."""
        return self.first_day + timedelta(days=self.days - 1)

    def keys(self, level: Level) -> tuple[str, ...]:
        """Return the keys of a level."""
        return {"campaign": self.tree.campaigns, "channel": self.tree.channels, "total": (TOTAL,)}[level]

    def table(self, level: Level, keys: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the days ahead: columns ``key, date, mean, lower80, upper80, lower95, upper95``.

        Args:
            level: Level of the series.
            keys: Which ones; all where none are named.
        """
        dates = pd.date_range(self.first_day, periods=self.days, freq="D")
        frames = []
        for key in self.keys(level) if keys is None else keys:
            draws, mean = self.daily_draws(level, key), self.mean(level, key)
            if self.plan:
                # A plan moves what is expected by what a curve says; a day of less than nothing is shown as nothing.
                draws, mean = np.maximum(draws, 0.0), np.maximum(mean, 0.0)
            low95, low80, high80, high95 = np.quantile(draws, [0.025, 0.1, 0.9, 0.975], axis=0)
            # Many zeros and a few large days put the mean beyond a quantile; a figure outside of its range misleads.
            frames.append(
                pd.DataFrame(
                    {
                        "key": key,
                        "date": dates,
                        "mean": mean,
                        "lower80": np.minimum(low80, mean),
                        "upper80": np.maximum(high80, mean),
                        "lower95": np.minimum(low95, mean),
                        "upper95": np.maximum(high95, mean),
                    }
                )
            )
        return pd.concat(frames, ignore_index=True)

    def mean(self, level: Level, key: str) -> Floats:
        """Return the forecast of one series by day, shape (days,)."""
        return np.asarray(self.expected[:, self._members(level, key)].sum(axis=1))

    def daily_draws(self, level: Level, key: str) -> Floats:
        """Return the paths of one series, shape (draws, days).

        Raises:
            NotFoundError: If there is no such series.
        """
        return np.asarray(self.draws[..., self._members(level, key)].sum(axis=2, dtype=float))

    def sum_draws(self, level: Level, key: str, first: date, last: date) -> Floats:
        """Return draws of the sum over some days of the horizon, shape (draws,).

        Raises:
            NotFoundError: If there is no such series.
            InputError: If a day is not within the horizon, or they are the wrong way round.
        """
        start, end = (first - self.first_day).days, (last - self.first_day).days + 1
        if not 0 <= start < end <= self.days:
            raise InputError(
                f"The forecast holds the days from {self.first_day} to {self.last_day}; asked were {first} to {last}."
            )
        return np.asarray(self.daily_draws(level, key)[:, start:end].sum(axis=1))

    def sum(self, level: Level, key: str, share: float = 0.8) -> Estimate:
        """Return the sum over the horizon with its interval.

        Args:
            level: Level of the series.
            key: Its key.
            share: Probability of the interval.
        """
        draws = self.sum_draws(level, key, self.first_day, self.last_day)
        low, high = np.quantile(draws, [(1 - share) / 2, (1 + share) / 2])
        mean = float(self.mean(level, key).sum())
        return Estimate(mean, min(float(low), mean), max(float(high), mean), share)

    def chance_above(self, level: Level, key: str, amount: float) -> float:
        """Return the chance that the sum over the horizon is above an amount."""
        return float((self.sum_draws(level, key, self.first_day, self.last_day) > amount).mean())

    def past(self, level: Level, key: str) -> pd.Series:
        """Return the actual days of one series; not a number where the data hold nothing."""
        return self.history.iloc[:, self._members(level, key)].sum(axis=1, min_count=1)

    def baseline_of(self, level: Level, key: str) -> Floats:
        """Return the last week repeated, shape (days,)."""
        before = {"campaign": 0, "channel": len(self.tree.campaigns), "total": self.baseline.shape[1] - 1}[level]
        self._members(level, key)
        return np.asarray(self.baseline[:, before + self.keys(level).index(key)])

    def until(self, days: int) -> "Forecasts":
        """Return the first days of the horizon.

        Raises:
            InputError: If it is shorter than that.
        """
        if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= self.days:
            raise InputError(f"The horizon is {days!r} days; it must be a whole number from 1 to {self.days}.")
        return replace(
            self, days=days, expected=self.expected[:days], baseline=self.baseline[:days], draws=self.draws[:, :days]
        )

    def _members(self, level: Level, key: str) -> np.ndarray:
        """Return the numbers of the campaigns that make up a series."""
        if level == "total" and key == TOTAL:
            return np.arange(len(self.tree.campaigns))
        if level == "channel" and key in self.tree.channels:
            return np.flatnonzero(self.tree.sums[self.tree.channels.index(key)])
        if level == "campaign" and key in self.tree.campaigns:
            return np.array([self.tree.campaigns.index(key)])
        raise NotFoundError(f"There is no {level} “{key}” in these forecasts.")
