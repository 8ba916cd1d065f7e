"""From a data set to its forecasts: looks at earlier days, checks, and the look ahead."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from core.data import Dataset
from core.forecasting.backtest import CHECK_DAYS, Checked, check, origins
from core.forecasting.events import KnownEvent, touched
from core.forecasting.origin import History, Learned, Look, agreed, look, own_paths
from core.forecasting.outlook import MOST, Forecasts
from core.forecasting.reconcile import Tree
from core.forecasting.series import TOTAL, DailySeries, Level, State, daily_series

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
    factors: Mapping[date, float] | None = None,
    holidays: Mapping[date, str] | None = None,
    progress: Progress | None = None,
) -> Forecasts:
    """Return the forecasts of a measure over the longest horizon.

    Args:
        dataset: The data.
        measure: One of ``core.data.MEASURES``.
        events: What people know of; these days do not teach.
        factors: How much a holiday moves its day, by day; days that are not in it are moved by nothing.
        holidays: Names of holidays, by day.
        progress: Told how far it is.

    Raises:
        InputError: If the measure is unknown or not measured.
    """
    series = daily_series(dataset, measure)
    history = history_of(series, events, factors or {})
    ends = origins(len(series.values))
    steps, done = (len(ends) + 1) * (history.tree.sums.shape[0] + history.tree.sums.shape[1]) + 1, 0

    def tick() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, steps)

    learned = Learned()
    looks = [look(history, end, CHECK_DAYS, learned, tick) for end in ends]
    now = look(history, len(series.values), MOST, learned, tick)
    checked = check(history, looks)
    expected, draws = agreed(history.tree, now, own_paths(now, checked.spread), checked.wrong)
    tick()
    return _as_forecasts(dataset, series, history, now, checked, events, holidays or {}, expected, draws)


def history_of(series: DailySeries, events: Sequence[KnownEvent], factors: Mapping[date, float]) -> History:
    """Return the days of all campaigns, those of known events marked, and how holidays move each."""
    values = series.values
    tree = Tree.of([str(key) for key in values.columns], series.channels)
    dates = pd.date_range(values.index[0], periods=len(values) + MOST, freq="D")
    moved = np.array([factors.get(day.date(), 1.0) for day in dates])
    return History(tree, values.to_numpy(float), touched(series, events).to_numpy(bool), moved)


def _as_forecasts(
    dataset: Dataset,
    series: DailySeries,
    history: History,
    now: Look,
    checked: Checked,
    events: Sequence[KnownEvent],
    holidays: Mapping[date, str],
    expected: np.ndarray,
    draws: np.ndarray,
) -> Forecasts:
    tree = history.tree
    keys: dict[Level, tuple[str, ...]] = {"campaign": tree.campaigns, "channel": tree.channels, "total": (TOTAL,)}
    flat = [(level, key) for level, some in keys.items() for key in some]
    states: dict[Level, dict[str, State]] = {level: {} for level in keys}
    methods: dict[Level, dict[str, str]] = {level: {} for level in keys}
    backtests = {level: {} for level in keys}
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
        since={key: _last_active(series.values[key]) for key in tree.campaigns if states["campaign"][key] in _NOTHING},
        history=series.values,
        events=tuple(events),
        holidays=dict(holidays),
        expected=expected,
        baseline=now.baseline,
        draws=draws,
    )


def _last_active(values: pd.Series) -> date | None:
    active = values.index[values.to_numpy() > 0]
    return active[-1].date() if len(active) else None
