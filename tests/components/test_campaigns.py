"""The grid of campaigns holds the sums of the data and the ranges of the model; columns go in their order."""

import pandas as pd
import pytest

from components.campaign_columns import DROPPED, column_definitions, grid_rows
from components.period import address, asked, period_of
from core.data import kpis
from tests.components.test_overview import dataset
from tests.core.performance.worlds import comparison_of, desk_of

RANKING = pd.DataFrame(
    {
        "campaign_id": ["Brand", "Reach"],
        "campaign": ["Brand", "Reach"],
        "channel": ["Search", "Display"],
        "mean": [4.0, 0.5],
        "lower": [3.0, 0.4],
        "upper": [5.0, 0.8],
        "running": [True, True],
    }
)
DATA = dataset({"spend": 50.0, "revenue": 200.0}, {"spend": 40.0, "revenue": 160.0})
WHOLE = comparison_of(DATA, {"days": "28"})


def test_rows_hold_sums_ratios_and_ranges() -> None:
    rows, total = grid_rows(WHOLE, RANKING, "revenue", {"Brand": 1.5}, grouped=False, period="28")
    brand = next(r for r in rows if r["campaign"] == "Brand")
    own = kpis(DATA.daily_metrics[lambda f: (f["campaign_id"] == "Brand") & (f["date"] > "2026-10-25")])
    assert (brand["spend"], brand["revenue"], brand["roas"]) == (own.spend, own.revenue, own.roas)
    assert brand["change"] == pytest.approx(0.25)
    assert (brand["likely_lower"], brand["likely"], brand["likely_upper"]) == (3.0, 4.0, 5.0)
    assert brand["next_unit"] == 1.5
    assert brand["href"] == "/campaigns?campaign=Brand"
    assert total["spend"] == pytest.approx(sum(r["spend"] for r in rows))


def test_channel_rows_add_up_and_are_marked() -> None:
    rows, total = grid_rows(WHOLE, RANKING, "revenue", {}, grouped=True, period="90")
    totals = [r for r in rows if r["is_total"]]
    assert {r["campaign"] for r in totals} == {"Search, 1 campaign", "Display, 1 campaign"}
    assert sum(r["spend"] for r in totals) == pytest.approx(total["spend"])
    assert len({r["key"] for r in rows}) == len(rows)


def test_the_range_of_conversions_is_a_cost_with_its_ends_exchanged() -> None:
    rows, _ = grid_rows(WHOLE, RANKING, "conversions", {}, grouped=False, period="28")
    brand = next(r for r in rows if r["campaign"] == "Brand")
    assert (brand["likely_lower"], brand["likely"], brand["likely_upper"]) == pytest.approx((1 / 5, 1 / 4, 1 / 3))


@pytest.mark.parametrize("outcome", ["revenue", "conversions"])
def test_columns_that_are_dropped_exist_and_the_name_stays(outcome: str) -> None:
    columns = column_definitions(outcome, "EUR", RANKING, grouped=False)
    fields = [c["field"] for c in columns]
    assert set(DROPPED[outcome]) <= set(fields)
    assert [c["field"] for c in columns if c["context"]["drop"] is None][:2] == ["campaign", "spend"]
    kept = [c for c in columns if c["context"]["drop"] is None]
    assert sum(c.get("width", c.get("minWidth", 0)) for c in kept) <= 356  # what a phone of 390 px leaves


def test_exports_name_the_currency() -> None:
    heads = [c["context"]["csv"] for c in column_definitions("revenue", "EUR", RANKING, grouped=False)]
    assert {"Spend, EUR", "Revenue, EUR"} <= set(heads)


def test_one_campaign_has_its_own_sums_by_day() -> None:
    desk = desk_of(DATA)
    periods = desk.periods({"days": "28"})
    one = desk.compare(periods, "Reach")
    assert one.now.spend == pytest.approx(28 * 25.0)
    assert one.before is not None
    assert one.before.spend == pytest.approx(28 * 20.0)
    assert one.daily["spend"].tolist() == [25.0] * 28
    assert one.daily_before["spend"].tolist() == [20.0] * 28
    assert one.by_campaign["campaign_id"].tolist() == ["Reach"]
    # Its share is one of all campaigns; the sums of its channel are not its own.
    assert one.by_campaign["spend_share"].tolist() == pytest.approx([1 / 3])
    assert one.by_channel.empty
    assert desk.compare(periods, "nobody").by_campaign.empty


def test_addresses_carry_what_is_not_as_usual() -> None:
    assert address("/campaigns", days="28", group=None) == "/campaigns"
    assert address("/campaigns", campaign="a b&c", days="90") == "/campaigns?campaign=a+b%26c&days=90"
    assert asked("?campaign=a+b%26c&days=90") == {"campaign": "a b&c", "days": "90"}
    assert [period_of({"days": d}) for d in ("90", "all", "7", "<b>", "")] == ["90", "all", "28", "28", "28"]
