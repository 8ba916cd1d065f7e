"""Sums, ratios of sums, and a period against the one before."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from core.data import MEASURES, Comparison, Dataset, Kpis, campaigns_of, kpis
from core.simulation import DataGenerator
from tests.core.performance.worlds import comparison_of


@pytest.fixture(scope="module")
def dataset():
    return DataGenerator(seed=1, campaigns=12, customers=0, days=90).generate()


def last(dataset: Dataset, days: int) -> Comparison:
    """The last days against as many before them."""
    first = dataset.last_day - timedelta(days=days - 1)
    return comparison_of(dataset, {"days": "custom", "from": str(first), "to": str(dataset.last_day)})


def test_ratios_are_made_of_sums():
    frame = pd.DataFrame(
        {"spend": [10, 90], "impressions": [1000, 1000], "clicks": [10, 40], "conversions": [5, 0], "revenue": [50, 0]}
    )
    found = kpis(frame)
    # The mean of the daily returns would be 2.5.
    assert found.roas == 0.5
    assert (found.ctr, found.cpc, found.cpm) == (50 / 2000, 2.0, 50.0)
    assert (found.conversion_rate, found.cpa, found.aov) == (0.1, 20.0, 10.0)


def test_a_ratio_over_nothing_is_none():
    nothing = Kpis(5, 0, 0, 0, 0)
    assert [nothing.ctr, nothing.cpc, nothing.cpm, nothing.conversion_rate, nothing.cpa, nothing.aov] == [None] * 6
    assert nothing.roas == 0


def test_a_ratio_of_what_was_not_measured_is_none():
    found = Kpis(5, 0, 10, 2, 0, measured=("spend", "clicks", "conversions"))
    assert (found.roas, found.aov, found.ctr, found.cpm) == (None, None, None, None)
    assert (found.cpc, found.cpa, found.conversion_rate) == (0.5, 2.5, 0.2)


def test_a_period_and_the_one_before(dataset):
    found = last(dataset, 28)
    assert (found.start, found.end) == (date(2026, 10, 26), date(2026, 11, 22))
    assert (found.before_start, found.before_end) == (date(2026, 9, 28), date(2026, 10, 25))
    metrics = dataset.daily_metrics
    now = metrics[(metrics["date"] >= "2026-10-26") & (metrics["date"] <= "2026-11-22")]
    before = metrics[(metrics["date"] >= "2026-09-28") & (metrics["date"] <= "2026-10-25")]
    for name in MEASURES:
        assert getattr(found.now, name) == pytest.approx(now[name].sum())
        assert getattr(found.before, name) == pytest.approx(before[name].sum())
        assert found.daily[name].sum() == pytest.approx(now[name].sum())
        assert found.daily_before[name].sum() == pytest.approx(before[name].sum())
        for table in (found.by_channel, found.by_campaign):
            assert table[name].sum() == pytest.approx(now[name].sum())
            assert table[f"{name}_before"].sum() == pytest.approx(before[name].sum())
    assert len(found.daily) == len(found.daily_before) == 28


def test_tables_hold_ratios_and_shares(dataset):
    found = last(dataset, 28)
    table = found.by_campaign.set_index("campaign_id")
    assert list(table["spend"]) == sorted(table["spend"], reverse=True)
    one = dataset.daily_metrics.query("date >= '2026-10-26' and campaign_id == 'c003'")
    assert table.loc["c003", "roas"] == pytest.approx(one["revenue"].sum() / one["spend"].sum())
    assert table.loc["c003", "cpm"] == pytest.approx(1000 * one["spend"].sum() / one["impressions"].sum())
    for name in ("spend_share", "revenue_share"):
        assert found.by_channel[name].sum() == pytest.approx(1)
        assert table[name].sum() == pytest.approx(1)


def test_without_enough_history_there_is_no_period_before(dataset):
    found = last(dataset, 60)
    assert found.before is None
    assert found.before_start is None
    assert len(found.daily_before) == 0
    assert found.by_campaign["spend_before"].isna().all()
    assert last(dataset, 45).before is not None


def test_all_days(dataset):
    for found in (comparison_of(dataset, {"days": "all"}), last(dataset, 90), last(dataset, 5_000)):
        assert (found.days, found.start, found.end) == (90, dataset.first_day, dataset.last_day)
        assert (found.before, found.against) == (None, "")
        for name in MEASURES:
            assert getattr(found.now, name) == pytest.approx(dataset.daily_metrics[name].sum())


def test_days_without_rows_are_days_with_nothing():
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(["2026-01-01", "2026-01-04"]), "campaign_id": "a", "campaign": "A", "channel": "C",
            "spend": [1.0, 2.0], "impressions": 0.0, "clicks": 0.0, "conversions": 0.0, "revenue": 0.0,
        }
    )  # fmt: skip
    data = Dataset("x", frame, campaigns_of(frame), measured=("spend",))
    assert list(last(data, 4).daily["spend"]) == [1, 0, 0, 2]
    table = last(data, 2).by_channel
    assert np.isnan(table["roas"][0])
    assert np.isnan(table["revenue_share"][0])
    assert table["spend_before"][0] == 1


def test_what_was_not_measured_has_no_ratio_in_tables(dataset):
    found = last(replace(dataset, measured=("spend", "clicks", "conversions")), 28)
    assert found.by_channel["roas"].isna().all()
    assert found.by_channel["cpa"].notna().all()
    assert found.now.roas is None


def test_a_period_has_a_day_at_least(dataset):
    for asked in ({"days": "0"}, {"days": "-5"}, {"days": "custom", "from": "2026-11-22"}):
        found = comparison_of(dataset, asked)
        assert (found.days, found.start) == (28, date(2026, 10, 26))
    # From a day to the day before it is the two days the other way round, not none.
    turned = {"days": "custom", "from": "2026-11-22", "to": "2026-11-21"}
    assert comparison_of(dataset, turned).days == 2
    last_day = dataset.daily_metrics["date"] == "2026-11-22"
    assert last(dataset, 1).now.spend == pytest.approx(dataset.daily_metrics.loc[last_day, "spend"].sum())
