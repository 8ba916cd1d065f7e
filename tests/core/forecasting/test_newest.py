"""The newest day: sums against a loop, ranges that hold as often as they say, and what is off comes first."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from core.data import Dataset, read_campaign_file
from core.forecasting import KnownEvent
from core.forecasting.newest import LEVEL, newest_day
from core.simulation import DataGenerator


@cache
def world(seed: int = 5, days: int = 200) -> Dataset:
    return DataGenerator(seed=seed, campaigns=8, customers=10, days=days).generate()


def until(dataset: Dataset, back: int) -> Dataset:
    """The data as they were some days ago."""
    last = pd.Timestamp(dataset.last_day) - pd.Timedelta(days=back)
    return replace(dataset, daily_metrics=dataset.daily_metrics[dataset.daily_metrics["date"] <= last])


def changed(dataset: Dataset, campaign: str, **factors: float) -> Dataset:
    """The data with figures of the newest day of one campaign multiplied."""
    rows = dataset.daily_metrics.copy()
    hit = (rows["date"] == rows["date"].max()) & (rows["campaign_id"] == campaign)
    for measure, factor in factors.items():
        rows.loc[hit, measure] = rows.loc[hit, measure] * factor
    return replace(dataset, daily_metrics=rows)


def test_figures_are_sums_of_the_rows_of_the_day() -> None:
    newest = newest_day(world())
    rows = world().daily_metrics
    rows = rows[rows["date"] == rows["date"].max()]
    assert newest.day == world().last_day
    for line in newest.campaigns:
        own = rows[rows["campaign_id"].astype(str) == line.key]
        values = {r.measure: r.value for r in line.readings}
        assert values["revenue"] == pytest.approx(own["revenue"].sum())
        clicks = own["clicks"].sum()
        assert values["cpc"] == (pytest.approx(own["spend"].sum() / clicks) if clicks else None)
    total = {r.measure: r.value for r in newest.total.readings}
    assert total["conversion_rate"] == pytest.approx(rows["conversions"].sum() / rows["clicks"].sum())


def test_ranges_hold_as_often_as_they_say() -> None:
    inside = []
    for seed in (5, 6):
        for back in range(0, 60, 3):
            newest = newest_day(until(world(seed), back))
            inside += [not r.outside for line in newest.campaigns for r in line.readings if r.score is not None]
    assert len(inside) > 1_000
    assert LEVEL - 0.03 < np.mean(inside) < LEVEL + 0.03


def test_what_is_off_comes_first_and_is_named() -> None:
    usual = newest_day(world())
    victim = next(line.key for line in usual.campaigns[3:] if line.worst and not any(r.off for r in line.readings))
    newest = newest_day(changed(world(), victim, spend=12.0))
    first = newest.campaigns[0]
    assert first.key == victim
    assert first.worst is not None
    assert first.worst.measure in ("spend", "cpc")
    assert first.worst.off
    assert first.worst.outside == 1
    assert victim in {line.key for line in newest.off}


def test_a_known_event_is_said_and_not_judged() -> None:
    dataset, day = world(), world().last_day
    newest = newest_day(dataset, (KnownEvent(day, day, "Tracking off", (), ("conversions",)),))
    assert newest.known == ("Tracking off",)
    for line in newest.campaigns:
        scores = {r.measure: r.score for r in line.readings}
        assert scores["conversions"] is None


def test_what_did_not_run_comes_last_and_is_not_judged() -> None:
    dataset = world()
    rows = dataset.daily_metrics
    victim = rows.groupby("campaign_id")["spend"].sum().idxmax()
    quiet = rows["date"] > rows["date"].max() - pd.Timedelta(days=20)
    stopped = rows.copy()
    stopped.loc[
        quiet & (rows["campaign_id"] == victim), ["spend", "impressions", "clicks", "conversions", "revenue"]
    ] = 0
    newest = newest_day(replace(dataset, daily_metrics=stopped))
    line = next(line for line in newest.campaigns if line.key == str(victim))
    assert line.worst is None
    running = [one for one in newest.campaigns if one.worst is not None]
    assert newest.campaigns.index(line) >= len(running)


def test_seven_days_one_campaign_and_a_series_of_visits_are_shown_without_a_range() -> None:
    short = newest_day(until(world(days=200), 193))
    assert short.judged == 0
    assert all(r.expected is None for r in short.total.readings)
    assert len(short.days) == 7
    days = pd.date_range("2026-01-01", periods=112)
    lines = "".join(f"{day:%Y-%m-%d},{900 + 200 * day.weekday()}\n" for day in days)
    visits = newest_day(read_campaign_file(f"day,visits\n{lines}".encode(), filename="visits.csv").dataset("visits"))
    assert [r.measure for r in visits.total.readings] == ["clicks"]
    assert visits.total.readings[0].expected == pytest.approx(visits.total.readings[0].value, rel=0.05)
