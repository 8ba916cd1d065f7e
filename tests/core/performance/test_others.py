"""New customers, campaigns that fell silent, weeks side by side, points over time: each against a count by hand."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from core.performance import daily_cube, point_days
from core.performance.silence import silences
from core.simulation import DataGenerator
from tests.core.performance.worlds import FIRST, desk_of, random_world, world


def contacts(*rows: tuple[int, int, str, float]) -> pd.DataFrame:
    """Interactions of (day, customer, kind, value)."""
    frame = pd.DataFrame(rows, columns=["day", "customer_id", "kind", "value"])
    frame["date"] = [pd.Timestamp(FIRST + timedelta(days=d)) for d in frame["day"]]
    frame["campaign_id"], frame["channel"] = "a", "S"
    return frame[["date", "customer_id", "campaign_id", "channel", "kind", "value"]]


def test_new_and_returning_customers():
    rows = [(d, "a", "S", 10, 10, 2, 50) for d in range(14)]
    bought = contacts(
        (0, 1, "purchase", 10), (8, 1, "purchase", 20), (9, 1, "purchase", 5),
        (8, 2, "view", 0), (9, 2, "purchase", 40), (13, 2, "purchase", 2),
        (3, 3, "purchase", 7),
    )  # fmt: skip
    desk = desk_of(replace(world(rows), interactions=bought))
    found = desk.customers(desk.periods({"days": "7"}))
    assert (found.now.new, found.now.returning) == (1, 1)
    assert (found.now.new_revenue, found.now.returning_revenue) == (42, 25)
    assert (found.before.new, found.before.returning, found.before.new_revenue) == (2, 0, 17)
    # Four purchases with a customer among fourteen conversions.
    assert found.known == pytest.approx(4 / 14)
    assert (found.since, found.settled) == (FIRST, False)
    assert desk.customers(desk.periods({"days": "7"}), "b").now.new_share is None
    assert desk_of(world(rows)).customers(desk.periods({})) is None
    only_views = replace(world(rows), interactions=contacts((1, 1, "view", 0)))
    assert desk_of(only_views).customers(desk.periods({})) is None


@pytest.fixture(scope="module")
def shop():
    return DataGenerator(seed=7, campaigns=6, customers=0, days=120).generate()


def silent(dataset, campaign, days):
    metrics = dataset.daily_metrics.copy()
    gone = (metrics["campaign_id"] == campaign) & (metrics["date"] > metrics["date"].max() - pd.Timedelta(days=days))
    metrics.loc[gone, ["conversions", "revenue"]] = 0.0
    return replace(dataset, daily_metrics=metrics)


def test_a_campaign_whose_clicks_bring_nothing_any_more_is_found(shop):
    busy = shop.daily_metrics.groupby("campaign_id")["conversions"].sum().idxmax()
    before = {one.campaign_id for one in silences(daily_cube(shop))}
    assert busy not in before
    (one,) = [s for s in silences(daily_cube(silent(shop, busy, 4))) if s.campaign_id == busy]
    assert (one.days, one.first) == (4, shop.last_day - timedelta(days=3))
    own = shop.daily_metrics[shop.daily_metrics["campaign_id"] == busy]
    last = own[own["date"] > own["date"].max() - pd.Timedelta(days=4)]
    mean, low, high = one.conversions
    # What really came lies where it was to be expected.
    assert low / 2 <= last["conversions"].sum() <= high * 2
    assert low <= mean <= high
    assert one.clicks == last["clicks"].sum()
    assert one.spend == pytest.approx(last["spend"].sum())
    assert one.revenue[1] <= one.revenue[0] <= one.revenue[2]


def test_silence_that_chance_makes_is_not_said():
    rng = np.random.default_rng(4)
    said = 0
    for _ in range(150):
        conversions = rng.poisson(0.5, 100)
        rows = [(d, "a", "S", 10, 40, int(c), 30.0 * c) for d, c in enumerate(conversions)]
        said += len(silences(daily_cube(world(rows))))
    # 1 % of campaigns at most; this one is often silent for days by chance.
    assert said <= 5


def test_too_little_to_judge_and_no_clicks_say_nothing(shop):
    short = [(d, "a", "S", 10, 40, 5 if d < 5 else 0, 0) for d in range(8)]
    assert silences(daily_cube(world(short))) == ()
    assert silences(daily_cube(replace(shop, measured=("spend", "conversions")))) == ()
    zeros = [(d, "a", "S", 0, 0, 0, 0) for d in range(40)]
    assert silences(daily_cube(world(zeros))) == ()


@pytest.mark.parametrize("seed", range(3))
def test_weeks_are_sums_of_seven_days_and_blank_without_spend(seed):
    dataset = random_world(seed, days=45)
    desk = desk_of(dataset)
    weeks = desk.weeks("roas", "campaign", 4)
    assert len(weeks.starts) == 4
    assert weeks.starts[-1] == dataset.last_day - timedelta(days=6)
    frame = dataset.daily_metrics
    for place, row in enumerate(weeks.order):
        own = frame[frame["campaign_id"] == weeks.groups.keys[row]]
        for i, start in enumerate(weeks.starts):
            part = own[own["date"].between(pd.Timestamp(start), pd.Timestamp(start + timedelta(days=6)))]
            spend = part["spend"].sum()
            expected = part["revenue"].sum() / spend if spend else np.nan
            assert weeks.values[place, i] == pytest.approx(expected, nan_ok=True)
    totals = weeks.spend.sum(axis=1)
    assert list(totals) == sorted(totals, reverse=True)
    assert (totals > 0).all()


def test_less_than_a_week_is_one_week():
    weeks = desk_of(world([(d, "a", "S", 10, 1, 1, 20) for d in range(3)])).weeks("spend", "total", 13)
    assert weeks.values.tolist() == [[30.0]]
    assert weeks.starts == (FIRST,)


def test_points_over_time_add_up():
    dataset = random_world(2, days=100)
    desk = desk_of(dataset)
    periods = desk.periods({"days": "90"})
    days, values = desk.over_time("spend", "channel", periods.now)
    assert point_days(90) == 7
    assert days[0] == dataset.last_day - timedelta(days=12 * 7 - 1)
    frame = dataset.daily_metrics
    covered = frame[frame["date"] >= pd.Timestamp(days[0])]
    sums = covered.groupby("channel")["spend"].sum()
    assert values.sum(axis=1) == pytest.approx([sums.get(key, 0.0) for key in desk.groups("channel").keys])
    assert date.fromisoformat("2026-01-05") == FIRST
