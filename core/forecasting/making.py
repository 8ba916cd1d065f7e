"""From a data set to its forecasts: looks at earlier days, checks, and the look ahead."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from core.curves import Floats
from core.data import Dataset
from core.forecasting.backtest import CHECK_DAYS, Backtest, Checked, check, origins
from core.forecasting.events import KnownEvent, touched
from core.forecasting.holidays import day_factors, holiday_effect, holidays_between
from core.forecasting.origin import History, Learned, Look, agreed, look, own_paths
from core.forecasting.outlook import MOST, Forecasts
from core.forecasting.paths import Singles
from core.forecasting.reconcile import Tree
from core.forecasting.series import TOTAL, DailySeries, Level, State, daily_series
from core.memo import DictMemo, Memo

Progress = Callable[[int, int], None]
"""Told how many steps of how many are done; it may raise to stop."""
MONEY = ("spend", "revenue")
_NOTHING = {
    "paused": "Paused, so nothing is expected",
    "ended": "Ended, so nothing is expected",
    "empty": "Never brought anything",
}


def make_forecasts(
    dataset: Dataset,
    measure: str,
    events: Sequence[KnownEvent] = (),
    country: str = "",
    progress: Progress | None = None,
) -> Forecasts:
    """Return the forecasts of a measure over the longest horizon, with nothing kept of the steps.

    Args:
        dataset: The data.
        measure: One of ``core.data.MEASURES``.
        events: What people know of; these days do not teach.
        country: Whose public holidays count; empty for nobody's.
        progress: Told how many steps of how many are done; it may raise to stop.

    Raises:
        InputError: If the measure is unknown or not measured.
    """
    return Making(dataset, measure, events, country, "", DictMemo()).make(progress)


@dataclass(eq=False)
class Making:
    """The making of forecasts in steps, each of which is kept: one a check, one for the days ahead, one for all paths.

    Attributes:
        dataset: The data.
        measure: One of ``core.data.MEASURES``.
        events: What people know of; these days do not teach.
        country: Whose public holidays count; empty for nobody's.
        key: Content key of the forecasts; the steps are kept under keys made from it.
        memo: Where they are kept.
    """

    dataset: Dataset
    measure: str
    events: Sequence[KnownEvent]
    country: str
    key: str
    memo: Memo

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return len(self._ends) + 2

    def doing(self, step: int) -> str:
        """Return what a step does, in words."""
        checks = len(self._ends)
        if step < checks:
            return f"Checking on past days: {step + 1} of {checks}"
        return "Looking ahead" if step == checks else "Adding up campaigns, channels and total"

    def step(self, number: int) -> None:
        """Take a step; those before it must have been taken, or are taken as well."""
        if number < len(self._ends) + 1:
            self._look(number)

    def make(self, progress: Progress | None = None) -> Forecasts:
        """Return the forecasts over the longest horizon.

        Args:
            progress: Told how many steps of how many are done; it may raise to stop.

        Raises:
            InputError: If the measure is unknown or not measured.
        """
        looks = []
        for number in range(len(self._ends) + 1):
            looks.append(self._look(number))
            if progress is not None:
                progress(number + 1, self.steps)
        *earlier, (now, _) = looks
        history = self._history
        checked = check(history, [seen for seen, _ in earlier])
        expected, draws = agreed(history.tree, now, own_paths(now, checked.spread), checked.wrong)
        if progress is not None:
            progress(self.steps, self.steps)
        return self._as_forecasts(now, checked, expected, draws)

    @cached_property
    def _series(self) -> DailySeries:
        return daily_series(self.dataset, self.measure)

    @cached_property
    def _ends(self) -> tuple[int, ...]:
        return origins(len(self._series.values))

    @cached_property
    def _holidays(self) -> dict[date, str]:
        return holidays_between(self.country, self.dataset.first_day, self.dataset.last_day + timedelta(days=MOST))

    @cached_property
    def _effect(self) -> tuple[float, int]:
        values = self._series.values
        whole = values.sum(axis=1, min_count=1).to_numpy(float)
        return holiday_effect(whole, values.index[0].date(), self._holidays)

    @cached_property
    def _history(self) -> History:
        return history_of(self._series, self.events, day_factors(self._effect[0], self._holidays))

    def _look(self, number: int) -> tuple[Look, Learned]:
        """Return what was expected at one origin, and what theta had learned until then."""
        ends = self._ends

        def compute() -> tuple[Look, Learned]:
            learned = self._look(number - 1)[1].copy() if number else Learned()
            if number < len(ends):
                return look(self._history, ends[number], CHECK_DAYS, learned), learned
            return look(self._history, len(self._series.values), MOST, learned), learned

        return self.memo(f"{self.key}-look-{number}", compute)

    def _as_forecasts(self, now: Look, checked: Checked, expected: Floats, draws: Singles) -> Forecasts:
        series, dataset = self._series, self.dataset
        tree = self._history.tree
        keys: dict[Level, tuple[str, ...]] = {"campaign": tree.campaigns, "channel": tree.channels, "total": (TOTAL,)}
        flat = [(level, key) for level, some in keys.items() for key in some]
        states: dict[Level, dict[str, State]] = {level: {} for level in keys}
        methods: dict[Level, dict[str, str]] = {level: {} for level in keys}
        backtests: dict[Level, dict[str, Backtest]] = {level: {} for level in keys}
        for number, (level, key) in enumerate(flat):
            point, state = now.points[number], now.trainings[number].state
            states[level][key] = state
            methods[level][key] = _NOTHING.get(state, "Nothing is expected") if point is None else point.method
            backtests[level][key] = checked.backtests[number]
        first_day = dataset.last_day + timedelta(days=1)
        return Forecasts(
            measure=series.measure,
            first_day=first_day,
            days=MOST,
            currency=dataset.currency if series.measure in MONEY else None,
            tree=tree,
            names=dict(series.names) | {channel: channel for channel in tree.channels},
            states=states,
            methods=methods,
            backtests=backtests,
            since={
                key: _last_active(series.values[key]) for key in tree.campaigns if states["campaign"][key] in _NOTHING
            },
            history=series.values,
            events=tuple(self.events),
            country=self.country,
            holidays=self._holidays,
            holiday_effect=self._effect,
            expected=expected,
            baseline=now.baseline,
            draws=draws,
        )


def history_of(series: DailySeries, events: Sequence[KnownEvent], factors: Mapping[date, float]) -> History:
    """Return the days of all campaigns, those of known events marked, and how holidays move each."""
    values = series.values
    tree = Tree.of([str(key) for key in values.columns], series.channels)
    dates = pd.date_range(values.index[0], periods=len(values) + MOST, freq="D")
    moved = np.array([factors.get(day.date(), 1.0) for day in dates])
    return History(tree, values.to_numpy(float), touched(series, events).to_numpy(bool), moved)


def _last_active(values: pd.Series) -> date | None:
    active = values.index[values.to_numpy() > 0]
    return active[-1].date() if len(active) else None
