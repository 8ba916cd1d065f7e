"""Unusual days: what the generator hid is found with its cause, once, from earlier days; bad input is no crash."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from core.data import Dataset
from core.forecasting import KnownEvent
from core.forecasting.anomalies import Anomaly, find_anomalies
from core.forecasting.unusual_words import finding, headline, sentence
from core.simulation import DataGenerator

SEEDS = (1, 2, 3, 5, 7, 9)


@pytest.fixture(scope="module")
def worlds() -> dict[int, Dataset]:
    return {s: DataGenerator(seed=s, campaigns=12, customers=0, days=365).generate() for s in SEEDS}


@pytest.fixture(scope="module")
def steady() -> Dataset:
    """Two channels of three campaigns, a year without any event."""
    rng, days = np.random.default_rng(8), pd.date_range("2026-01-01", periods=200)
    rows = []
    for number in range(6):
        clicks = rng.poisson(800, len(days))
        conversions = rng.binomial(clicks, 0.05)
        spend = np.round(clicks * 0.5 * np.exp(rng.normal(0, 0.05, len(days))), 2)
        rows.append(
            pd.DataFrame(
                {
                    "date": days,
                    "campaign_id": f"c{number}",
                    "campaign": f"Campaign {number}",
                    "channel": "Search" if number < 3 else "Social",
                    "spend": spend,
                    "impressions": clicks * 20.0,
                    "clicks": clicks.astype(float),
                    "conversions": conversions.astype(float),
                    "revenue": conversions * 50.0,
                }
            )
        )
    frame = pd.concat(rows).sort_values(["date", "campaign_id"], kind="stable").reset_index(drop=True)
    table = frame.groupby("campaign_id", as_index=False)[["campaign", "channel"]].first()
    table = table.assign(objective="", start=days[0], end=days[-1], budget=np.nan)
    return Dataset("Steady", frame, table, currency="EUR")


def changed(dataset: Dataset, day: int, ids: tuple[str, ...], **factors: float) -> Dataset:
    """The data with the figures of a day multiplied."""
    frame = dataset.daily_metrics.copy()
    hit = (frame["date"] == frame["date"].min() + pd.Timedelta(days=day)) & frame["campaign_id"].isin(ids)
    for name, factor in factors.items():
        frame.loc[hit, name] *= factor
    return replace(dataset, daily_metrics=frame)


def on(anomalies: tuple[Anomaly, ...], dataset: Dataset, day: int) -> list[Anomaly]:
    wanted = dataset.first_day + timedelta(days=day)
    return [a for a in anomalies if a.first <= wanted <= a.last]


def test_what_the_generator_hid_is_found_with_its_cause(worlds: dict[int, Dataset]) -> None:
    bots = 0
    for dataset in worlds.values():
        found = find_anomalies(dataset).anomalies
        for event in dataset.truth.events.itertuples():
            hits = [a for a in found if a.first <= event.start.date() <= a.last]
            if event.kind == "budget_cut":
                assert [(a.level, a.cause) for a in hits if a.level == "total"] == [("total", "spend")]
                assert next(a for a in hits if a.level == "total").value < 25_000 * 4
            elif event.kind == "tracking_outage":
                mine = [a for a in hits if a.cause == "tracking" and a.channel == event.channel]
                assert [a.value for a in mine] == [0.0]
            else:
                bots += any(a.cause == "empty" and a.key == event.campaign_id for a in hits)
    # Three times the clicks of a campaign whose budget moves by half from week to week do not always stand out.
    assert bots >= len(worlds) - 2


def test_steady_data_raise_no_more_alarms_than_chance(steady: Dataset) -> None:
    found = find_anomalies(steady)
    assert len(found.anomalies) <= 4
    assert found.judged_days == pytest.approx(6 * 175, abs=12)


def test_a_channel_that_records_nothing_is_one_anomaly_and_a_campaign_alone_is_that_campaign(steady: Dataset) -> None:
    whole = changed(steady, 150, ("c0", "c1", "c2"), conversions=0.0, revenue=0.0)
    (one,) = on(find_anomalies(whole).anomalies, steady, 150)
    assert (one.level, one.key, one.cause, one.value) == ("channel", "Search", "tracking", 0.0)
    assert one.stake == pytest.approx(3 * 40 * 50, rel=0.2)
    assert finding(one) == "On 31 May Search recorded no conversions"
    assert "All its campaigns fell at once" in sentence(one, "EUR")
    (alone,) = on(find_anomalies(changed(steady, 150, ("c1",), conversions=0.0, revenue=0.0)).anomalies, steady, 150)
    assert (alone.level, alone.key, alone.cause) == ("campaign", "c1", "tracking")


@pytest.mark.parametrize(
    ("factors", "cause"),
    [
        ({"spend": 3.0, "impressions": 3.0, "clicks": 3.0, "conversions": 3.0, "revenue": 3.0}, "spend"),
        ({"spend": 3.0, "impressions": 3.0, "clicks": 3.0}, "empty"),
        ({"spend": 2.0}, "price"),
        ({"conversions": 0.3, "revenue": 0.3}, "conversion"),
        ({"conversions": 2.5, "revenue": 2.5}, "conversion"),
        ({"revenue": 3.0}, "value"),
        ({"conversions": 0.0, "revenue": 0.0}, "tracking"),
    ],
)
def test_each_cause_has_its_name(steady: Dataset, factors: dict[str, float], cause: str) -> None:
    hits = on(find_anomalies(changed(steady, 160, ("c4",), **factors)).anomalies, steady, 160)
    assert [(a.cause, a.key) for a in hits] == [(cause, "c4")]
    assert headline(hits[0]).startswith("Campaign 4 ")
    assert sentence(hits[0], "EUR").endswith(".")
    assert hits[0].lower < hits[0].expected < hits[0].upper


def test_everything_at_once_is_one_anomaly_of_all(steady: Dataset) -> None:
    ids = tuple(f"c{n}" for n in range(6))
    parts = dict.fromkeys(("spend", "impressions", "clicks", "conversions", "revenue"), 0.4)
    (one,) = on(find_anomalies(changed(steady, 150, ids, **parts)).anomalies, steady, 150)
    assert (one.level, one.cause) == ("total", "spend")


def test_adjacent_days_are_one(steady: Dataset) -> None:
    two = changed(changed(steady, 150, ("c1",), conversions=0.0, revenue=0.0), 151, ("c1",), conversions=0, revenue=0)
    (one,) = on(find_anomalies(two).anomalies, steady, 151)
    assert one.days == 2
    assert one.expected == pytest.approx(80, rel=0.25)


def test_later_days_never_change_an_earlier_verdict(worlds: dict[int, Dataset]) -> None:
    dataset = worlds[7]
    whole = find_anomalies(dataset).anomalies
    for keep in (200, 320, 334):
        end = dataset.first_day + timedelta(days=keep)
        rows = dataset.daily_metrics[dataset.daily_metrics["date"] <= pd.Timestamp(end)]
        part = find_anomalies(replace(dataset, daily_metrics=rows)).anomalies
        before = end - timedelta(days=3)
        assert {a for a in part if a.last < before} == {a for a in whole if a.last < before}


def test_known_events_are_neither_unusual_nor_learned_from(steady: Dataset) -> None:
    day = steady.first_day + timedelta(days=150)
    broken = changed(steady, 150, ("c0", "c1", "c2"), conversions=0.0, revenue=0.0)
    known = KnownEvent(day, day, "Outage", ("c0", "c1", "c2"), ("conversions", "revenue"))
    assert on(find_anomalies(broken, (known,)).anomalies, steady, 150) == []
    other = KnownEvent(day, day, "Elsewhere", ("c5",))
    assert on(find_anomalies(broken, (other,)).anomalies, steady, 150) != []


def test_days_without_any_record_are_one_gap(steady: Dataset) -> None:
    frame = steady.daily_metrics
    days = pd.date_range("2026-04-10", periods=3)
    gappy = replace(steady, daily_metrics=frame[~frame["date"].isin(days)])
    gaps = [a for a in find_anomalies(gappy).anomalies if a.cause == "gap"]
    assert [(a.first, a.days) for a in gaps] == [(days[0].date(), 3)]
    known = KnownEvent(days[0].date(), days[-1].date(), "Migration")
    assert [a for a in find_anomalies(gappy, (known,)).anomalies if a.cause == "gap"] == []


def test_a_campaign_that_stops_and_starts_again_is_told_once_each(steady: Dataset) -> None:
    data = steady
    for day in range(100, 130):
        data = changed(data, day, ("c2",), spend=0, impressions=0, clicks=0, conversions=0, revenue=0)
    found = [a for a in find_anomalies(data).anomalies if a.key == "c2"]
    assert [(a.cause, a.first) for a in found] == [("spend", steady.first_day + timedelta(days=100))]
    assert headline(found[0]) == "Campaign 2 spent nothing"


@pytest.mark.parametrize("kind", ["week", "zeros", "one", "negative", "no_money", "weekly", "huge", "one_day"])
def test_bad_input_is_words_and_no_crash(steady: Dataset, kind: str) -> None:
    frame, table, measured = steady.daily_metrics, steady.campaigns, steady.measured
    if kind == "week":
        frame = frame[frame["date"] < "2026-01-08"]
    elif kind == "one_day":
        frame = frame[frame["date"] < "2026-01-02"]
    elif kind == "zeros":
        frame = frame.assign(spend=0.0, impressions=0.0, clicks=0.0, conversions=0.0, revenue=0.0)
    elif kind == "one":
        frame, table = frame[frame["campaign_id"] == "c0"], table[table["campaign_id"] == "c0"]
    elif kind == "negative":
        frame = frame.assign(revenue=-frame["revenue"], spend=frame["spend"].where(frame["date"].dt.day != 3, -5.0))
    elif kind == "no_money":
        measured = ("clicks",)
    elif kind == "weekly":
        frame = frame[frame["date"].dt.dayofweek == 0]
    elif kind == "huge":
        frame = frame.assign(spend=frame["spend"] * 1e250)
    dataset = replace(steady, daily_metrics=frame, campaigns=table, measured=measured)
    found = find_anomalies(dataset)
    for one in found.anomalies:
        assert headline(one)
        assert sentence(one, None)
    assert found.too_short == (kind in ("week", "one_day", "zeros", "weekly"))
    assert found.not_daily == (kind == "weekly")
