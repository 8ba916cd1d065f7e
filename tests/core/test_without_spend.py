"""Data without spend: what they are about, and that nothing is planned or ranked with them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.agents import agent
from core.alerts import suggest
from core.alerts.words import rule_text
from core.data import Dataset, read_campaign_file
from core.errors import NotEnoughDataError
from core.margins import Margins
from core.memo import DictMemo
from core.performance.cube import daily_cube
from core.performance.groups import groups_of
from core.performance.weeks import weeks_side_by_side
from core.planning import NO_SPEND, fit_response, leading_measure, main_outcome, outcomes_of
from core.simulation import DataGenerator


@pytest.fixture(scope="module")
def visits() -> Dataset:
    days = pd.date_range("2026-01-01", periods=70, freq="D")
    rows = "".join(f"{day.date().isoformat()},{100 + i}\n" for i, day in enumerate(days))
    return read_campaign_file(f"date,users\n{rows}".encode(), filename="visits.csv").dataset("visits")


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return DataGenerator(seed=7, campaigns=3, customers=50, days=60).generate()


def only(dataset: Dataset, *measured: str) -> Dataset:
    frame = dataset.daily_metrics.copy()
    for name in ("spend", "impressions", "clicks", "conversions", "revenue"):
        if name not in measured:
            frame[name] = 0.0
    return replace(dataset, daily_metrics=frame, measured=measured)


def test_pages_speak_of_what_the_data_hold(visits: Dataset, shop: Dataset) -> None:
    assert leading_measure(visits) == "clicks"
    assert leading_measure(shop) == "revenue"
    assert leading_measure(only(shop, "spend", "clicks", "conversions")) == "conversions"
    assert leading_measure(only(shop, "impressions")) == "impressions"
    # Measured, but nothing came: the first that was measured.
    assert leading_measure(replace(only(shop, "spend"), measured=("spend", "clicks", "revenue"))) == "revenue"


def test_clicks_alone_are_not_planned_for(shop: Dataset) -> None:
    clicks = only(shop, "spend", "clicks")
    assert leading_measure(clicks) == "clicks"
    assert (main_outcome(clicks), outcomes_of(clicks)) == ("conversions", ("revenue",))


def test_nothing_is_learned_or_ranked_without_spend(visits: Dataset, shop: Dataset) -> None:
    for dataset in (visits, only(shop, "revenue", "conversions")):
        for outcome in ("revenue", "conversions", "clicks"):
            with pytest.raises(NotEnoughDataError) as refused:
                fit_response(dataset, outcome, DictMemo())
            assert str(refused.value) == NO_SPEND
        with pytest.raises(NotEnoughDataError, match=r"hold no spend.*Import daily figures"):
            agent("CampaignAnalyzer").run(dataset)


def test_weeks_of_data_without_spend_are_shown(visits: Dataset) -> None:
    cube = daily_cube(visits)
    weeks = weeks_side_by_side(cube, groups_of(cube, "campaign"), cube.with_margins(Margins()), "clicks", 4)
    # 100 + i by day, seven days together, the last four weeks of seventy days.
    expected = [sum(100 + i for i in range(42 + 7 * w, 49 + 7 * w)) for w in range(4)]
    assert weeks.values.tolist() == [expected]
    assert not weeks.money


def test_weeks_of_data_with_spend_stay_blank_where_nothing_was_spent(shop: Dataset) -> None:
    frame = shop.daily_metrics.copy()
    frame.loc[frame["campaign_id"] == frame["campaign_id"].iloc[0], "spend"] = 0.0
    cube = daily_cube(replace(shop, daily_metrics=frame))
    weeks = weeks_side_by_side(cube, groups_of(cube, "campaign"), cube.with_margins(Margins()), "clicks", 4)
    assert weeks.money
    assert len(weeks.order) == 2
    assert np.isfinite(weeks.values).all()


def test_a_rule_is_suggested_that_such_data_can_break(visits: Dataset) -> None:
    assert [rule_text(rule) for rule in suggest(visits)] == [
        "Clicks of all campaigns down 30\u00a0% on the week before over 7 days"
    ]
