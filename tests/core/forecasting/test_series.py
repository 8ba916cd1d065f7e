"""Daily series: sums by day against a plain loop, gaps that are no zeros, and states."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.data import Dataset
from core.errors import InputError
from core.forecasting import KnownEvent, daily_series
from core.forecasting.events import touched
from core.forecasting.series import state_of
from core.simulation import DataGenerator


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return DataGenerator(seed=3, campaigns=5, customers=10, days=90).generate()


def test_series_are_sums_of_the_rows(dataset: Dataset) -> None:
    rows = dataset.daily_metrics
    for level, column in (("campaign", "campaign_id"), ("channel", "channel")):
        series = daily_series(dataset, "revenue", level)
        for key in series.names:
            own = rows[rows[column].astype(str) == key]
            for day in series.values.index[::17]:
                assert series.values.loc[day, key] == pytest.approx(own[own["date"] == day]["revenue"].sum())
    total = daily_series(dataset, "revenue", "total").values
    assert total["total"].sum() == pytest.approx(rows["revenue"].sum())


def test_a_day_without_any_row_is_a_gap_and_a_campaign_without_a_row_spent_nothing(dataset: Dataset) -> None:
    rows, day = dataset.daily_metrics, pd.Timestamp(dataset.first_day) + pd.Timedelta(days=30)
    other = day + pd.Timedelta(days=1)
    first = rows["campaign_id"].iloc[0]
    kept = rows[(rows["date"] != day) & ~((rows["date"] == other) & (rows["campaign_id"] == first))]
    series = daily_series(replace(dataset, daily_metrics=kept), "spend")
    assert series.values.loc[day].isna().all()
    assert series.values.loc[other, str(first)] == 0
    assert series.values.drop(index=day).notna().all().all()


@pytest.mark.parametrize(
    ("values", "state"),
    [
        (np.zeros(40), "empty"),
        (np.full(5, np.nan), "empty"),
        (np.r_[np.arange(1.0, 61), np.zeros(8)], "paused"),
        (np.r_[np.arange(1.0, 61), np.zeros(6)], "running"),
        (np.r_[np.arange(1.0, 61), np.zeros(30)], "ended"),
        (np.r_[np.zeros(60), np.arange(1.0, 11)], "short"),
        (np.tile([0.0, 0.0, 3.0], 30), "sparse"),
        (np.r_[np.tile([0.0] * 9 + [1.0], 9), np.zeros(10)], "sparse"),
        (np.full(60, 7.0), "flat"),
        (np.r_[np.arange(1.0, 61), np.full(8, np.nan)], "running"),
    ],
)
def test_states(values: np.ndarray, state: str) -> None:
    assert state_of(values) == state


def test_known_events_touch_their_days_and_series(dataset: Dataset) -> None:
    series = daily_series(dataset, "spend")
    one, day = next(iter(series.names)), series.values.index[10].date()
    hit = touched(series, [KnownEvent(day, day, "outage", (one,)), KnownEvent(day, day, "tax", (), ("revenue",))])
    assert hit.to_numpy().sum() == 1
    assert hit.loc[pd.Timestamp(day), one]
    total = touched(daily_series(dataset, "spend", "total"), [KnownEvent(day, day, "outage", (one,))])
    assert total.to_numpy().sum() == 1


def test_what_is_not_there_is_refused(dataset: Dataset) -> None:
    with pytest.raises(InputError, match="hold no clicks"):
        daily_series(replace(dataset, measured=("spend", "revenue")), "clicks")
    with pytest.raises(InputError, match="no level"):
        daily_series(dataset, "spend", "planet")  # type: ignore[arg-type]
