"""Fatigue, overlap, waste, concentration: found where they were put in, and rarely where they were not."""

import math

import numpy as np
import pandas as pd
import pytest

from core.campaigns import concentration, fatigue, overlaps, waste
from core.campaigns.fatigue import held
from tests.core.campaigns.making import days

SHOWN = 20_000


def ads(rng, campaigns, fall=0.0, length=70, shown=SHOWN):
    """Impressions and clicks with weekdays, days that differ, and a click rate that falls over the last eight weeks."""
    weekday = 1 + 0.3 * np.sin(np.arange(length) * 2 * np.pi / 7)
    impressions = rng.poisson(shown * weekday[:, None] * rng.gamma(50, 1 / 50, (length, campaigns)))
    line = np.clip((np.arange(length) - (length - 56)) / 55, 0, 1)
    # On some weekdays people click more: that is no trend.
    rate = 0.01 * (1 - fall * line)[:, None] * (1 + 0.3 * np.cos(np.arange(length) * 2 * np.pi / 7))[:, None]
    clicks = rng.poisson(impressions * rate * rng.gamma(40, 1 / 40, (length, campaigns)))
    return {"spend": np.full((length, campaigns), 100.0), "impressions": impressions, "clicks": clicks}


def test_ads_that_tire_are_found_with_how_much_they_lost():
    found = fatigue(days(ads(np.random.default_rng(1), 20, fall=0.35)))
    assert len(found) >= 18
    inside = [one.lower <= 0.35 <= one.upper for one in found]
    assert np.mean(inside) > 0.6
    one = found[0]
    assert one.frequency is None
    assert one.risen is None
    assert one.chance > 0.95
    assert 0.25 < one.fall < 0.45
    assert [f.lost_clicks for f in found] == sorted((f.lost_clicks for f in found), reverse=True)


def test_steady_ads_are_rarely_called_tired():
    rng = np.random.default_rng(4)
    alarms = [len(fatigue(days(ads(rng, 30)))) for _ in range(10)]
    assert sum(alarms) <= 2  # of 300


def test_fewer_clicks_of_fewer_impressions_are_no_fatigue():
    values = ads(np.random.default_rng(1), 5, fall=0.35)
    less = np.linspace(1.0, 0.5, 70)[:, None]
    values["impressions"] = values["impressions"] * less
    values["clicks"] = values["clicks"] * less
    assert fatigue(days(values)) == []


def test_frequency_is_said_where_customers_are_known():
    made = days(ads(np.random.default_rng(1), 3, fall=0.35))
    last = made.dates[-1]
    earlier = pd.DataFrame({"date": last - pd.Timedelta(days=40), "customer_id": range(100)})
    later = pd.DataFrame({"date": last - pd.Timedelta(days=5), "customer_id": [i % 50 for i in range(150)]})
    contacts = pd.concat([earlier, later]).assign(campaign_id="c0")
    found = {f.campaign: f for f in fatigue(made, contacts)}
    assert found[0].frequency == (1.0, 3.0)
    assert found[0].risen
    assert found[1].frequency is None


def test_of_many_tests_a_share_is_held():
    p = np.array([0.001, 0.02, 0.03, 0.9])
    # Benjamini and Hochberg by hand: 0.001 <= 0.0125, 0.02 <= 0.025, 0.03 <= 0.0375, 0.9 > 0.05.
    assert held(p, 0.05).tolist() == [True, True, True, False]
    assert held(p[::-1], 0.05).tolist() == [False, True, True, True]
    assert not held(np.array([0.06, 0.5]), 0.05).any()


def contacts(rng, people, campaigns, activity):
    """Each person meets campaigns at random, busy people many."""
    rows = [
        (person, f"c{campaign}")
        for person in range(people)
        for campaign in rng.choice(campaigns, min(campaigns, rng.poisson(activity[person]) + 1), replace=False)
    ]
    return pd.DataFrame(rows, columns=["customer_id", "campaign_id"])


def test_busy_customers_alone_make_no_overlap():
    rng = np.random.default_rng(6)
    found = overlaps(contacts(rng, 3_000, 12, rng.gamma(0.5, 4.0, 3_000)))
    assert len(found) <= 1


def test_two_campaigns_that_meet_the_same_people_are_found_and_counted():
    rng = np.random.default_rng(6)
    base = contacts(rng, 3_000, 12, np.full(3_000, 1.0))
    same = base[base["campaign_id"] == "c3"].assign(campaign_id="c12").iloc[:150]
    frame = pd.concat([base, same, same])  # met twice counts once
    found = overlaps(frame)
    assert (found[0].first, found[0].second) == ("c12", "c3")
    people = {c: set(part["customer_id"]) for c, part in frame.groupby("campaign_id")}
    assert found[0].both == len(people["c12"] & people["c3"]) == 150
    assert found[0].share == 1.0
    assert found[0].by_chance < 0.5


@pytest.mark.parametrize("rows", [[], [(1, "a")], [(i, "a") for i in range(50)]])
def test_nothing_overlaps_where_there_is_nothing_to_compare(rows):
    assert overlaps(pd.DataFrame(rows, columns=["customer_id", "campaign_id"])) == []


def shop(rng, campaigns=8, length=120, spend=200.0, cost=25.0):
    spends = np.full((length, campaigns), spend)
    return {"spend": spends, "clicks": spends / 2, "conversions": rng.poisson(spends / cost).astype(float)}


def test_silence_beyond_chance_is_waste():
    rng = np.random.default_rng(8)
    values = shop(rng)
    values["conversions"][-10:, 3] = 0.0
    values["conversions"][-11, 3] = 4.0
    found = waste(days(values), rng)
    assert [(w.campaign, w.days, w.spent, w.ever) for w in found] == [(3, 10, 2_000.0, True)]
    # 2,000 at 25 a conversion.
    assert found[0].expected == pytest.approx(80, rel=0.2)
    assert found[0].by_chance < 1e-6


def test_a_silence_that_chance_makes_is_none():
    rng = np.random.default_rng(8)
    values = shop(rng)
    # One that sells once in ten days was silent for a week.
    values["spend"][:, 3] = 2.5
    values["conversions"][:, 3] = 0.0
    values["conversions"][::10, 3] = 1.0
    values["conversions"][-7:, 3] = 0.0
    assert waste(days(values), rng) == []


def test_false_alarms_of_waste_are_rare_with_bad_days_in_it():
    rng = np.random.default_rng(9)
    alarms = 0
    for _ in range(12):
        spends = np.full((100, 20), 60.0)
        # Most days sell nothing and a few a lot: by counts alone these silences would be no chance.
        sold = rng.poisson(spends / 40 * rng.gamma(0.15, 1 / 0.15, spends.shape)).astype(float)
        alarms += len(waste(days({"spend": spends, "conversions": sold}), rng))
    assert alarms <= 3  # of 240


def test_a_campaign_that_never_sold_is_measured_by_its_channel():
    rng = np.random.default_rng(8)
    values = shop(rng)
    values["conversions"][:, 5] = 0.0
    found = waste(days(values), rng)
    assert [(w.campaign, w.days, w.ever) for w in found] == [(5, 28, False)]


def test_nothing_is_wasted_where_nothing_is_sold_or_measured():
    rng = np.random.default_rng(8)
    assert waste(days(shop(rng) | {"conversions": np.zeros((120, 8))}), rng) == []
    assert waste(days(shop(rng), measured=("spend", "clicks")), rng) == []


def test_concentration_is_the_sum_of_squared_shares():
    values = np.array([50.0, 30.0, 20.0, 0.0])
    found = concentration(values)
    assert found is not None
    assert found.index == pytest.approx(0.25 + 0.09 + 0.04)
    assert found.equal_parts == pytest.approx(1 / 0.38)
    assert (found.largest, found.share, found.parts) == (0, 0.5, 3)
    assert concentration(np.zeros(3)) is None
    equal = concentration(np.ones(7))
    assert equal is not None
    assert math.isclose(equal.equal_parts, 7)
