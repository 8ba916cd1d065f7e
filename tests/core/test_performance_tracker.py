"""The PerformanceTracker says what changed beyond chance and nothing else, and finds what is not recorded."""

from dataclasses import replace

import pandas as pd
import pytest

from core.agents import agent
from core.data import read_campaign_file
from core.errors import InputError
from core.simulation import DataGenerator
from tests.core.data.files import public_file
from tests.core.performance.worlds import world


@pytest.fixture(scope="module")
def shop():
    return DataGenerator(seed=7, campaigns=12, customers=0, days=365).generate()


def recent(dataset, campaign, days, **factors):
    """The last days of a campaign with measures multiplied."""
    metrics = dataset.daily_metrics.copy()
    last = metrics["date"] > metrics["date"].max() - pd.Timedelta(days=days)
    for name, factor in factors.items():
        metrics.loc[last & (metrics["campaign_id"] == campaign), name] *= factor
    return replace(dataset, daily_metrics=metrics)


def run(dataset, **parameters):
    return agent("PerformanceTracker").run(dataset, **parameters)


def test_what_is_usual_is_said_to_be(shop):
    report = run(shop)
    assert "That is usual" in report.headline
    assert report.recommendations == ()
    assert all(f.kind == "neutral" for f in report.findings)
    table = report.tables["changes"]
    total = table[table["campaign_id"] == ""].set_index("figure")
    last = shop.daily_metrics[shop.daily_metrics["date"] > shop.daily_metrics["date"].max() - pd.Timedelta(days=28)]
    assert total.loc["roas", "now"] == pytest.approx(last["revenue"].sum() / last["spend"].sum())


def test_a_campaign_that_fell_is_named_with_its_reason(shop):
    busy = shop.daily_metrics.groupby("campaign_id")["revenue"].sum().idxmax()
    report = run(recent(shop, busy, 28, conversions=0.3, revenue=0.3))
    named = [f for f in report.findings if f.campaign_id == busy]
    assert named
    assert {f.kind for f in named} == {"bad"}
    assert any("fewer conversions a click" in f.text and "more than usual" in f.text for f in named)
    others = {f.campaign_id for f in report.findings} - {busy, None}
    assert len(others) <= 1


def test_clicks_without_conversions_ask_for_a_check_of_the_tracking(shop):
    busy = shop.daily_metrics.groupby("campaign_id")["conversions"].sum().idxmax()
    broken = recent(shop, busy, 3, conversions=0.0, revenue=0.0)
    (advice,) = run(broken).recommendations
    name = shop.campaigns.set_index("campaign_id").loc[busy, "campaign"]
    assert advice.action == f"Check the tracking of {name}"
    assert advice.directions == {busy: 0}
    assert advice.evidence[0][1] == f"/campaigns?campaign={busy}"
    own = shop.daily_metrics[shop.daily_metrics["campaign_id"] == busy].tail(3)
    assert advice.stake.lower / 2 <= own["revenue"].sum() <= 2 * advice.stake.upper
    assert advice.shifts == {}
    assert run(broken).recommendations[0].id == advice.id
    # Without revenue it is the money spent that is at stake.
    bare = replace(broken, measured=("spend", "impressions", "clicks", "conversions"))
    (plain,) = run(bare).recommendations
    assert plain.stake.mean == pytest.approx(own["spend"].sum())


@pytest.mark.parametrize(
    ("dataset", "words"),
    [
        (world([(d, "a", "S", 10, 9, 1, 20) for d in range(7)]), "7 days: too few"),
        (world([(d, "a", "S", 0, 0, 0, 0) for d in range(80)]), ""),
        (world([(d, "a", "S", 10, 9, 1, -20) for d in range(80)]), ""),
        (world([(d, "a", "S", 10, 9, 1, 20) for d in (0, 1, 2, 60, 61, 79)]), ""),
        (world([(d, "a", "S", 10, 9, 1, 20) for d in range(80)], measured=("spend",)), "Spend is"),
        (world([(0, "a", "S", 10, 9, 1, 20)]), "1 day: too few"),
    ],
)
def test_thin_and_odd_data_get_words(dataset, words):
    report = run(dataset)
    assert words in report.headline
    assert report.headline.endswith(".")
    assert "nan" not in " ".join([report.headline, *(f.text for f in report.findings)])


def test_days_must_be_a_number_of_days(shop):
    for days in (-1, True, "7", 1.5):
        with pytest.raises(InputError, match="whole number"):
            run(shop, days=days)


@pytest.mark.parametrize("name", ["ad_network_daily.csv", "listing_sites_daily.csv"])
def test_public_data(name):
    path = public_file(name)
    report = run(read_campaign_file(path, filename=name).dataset(name))
    assert report.headline
    assert "nan" not in " ".join(f.text for f in report.findings)
