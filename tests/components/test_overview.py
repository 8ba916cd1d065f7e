"""The Overview says what the sums say, in words that fit the direction."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from components.measures import MEASURES
from components.overview import (
    advice_sentence,
    channel_card,
    channel_title,
    headline,
    next_unit_by_channel,
    over_time_card,
)
from components.tiles import measure_tiles
from core.allocation.planning import CampaignFigures
from core.data import Comparison, Dataset, campaigns_of
from tests.components.reading import said, with_class
from tests.core.performance.worlds import comparison_of

N = "\u00a0"


def dataset(now: dict[str, float], before: dict[str, float], measured: tuple[str, ...] | None = None) -> Dataset:
    """Two channels, 28 days with ``now`` after 28 days with ``before``, amounts a day and campaign."""
    rows = []
    for i in range(56):
        day = date(2026, 9, 28) + timedelta(days=i)
        for campaign, channel, factor in (("Brand", "Search", 1.0), ("Reach", "Display", 0.5)):
            values = now if i >= 28 else before
            base = {"impressions": 1000.0, "clicks": 10.0, "conversions": 2.0, "spend": 0.0, "revenue": 0.0}
            amounts = {k: v * factor for k, v in (base | values).items()}
            rows.append(
                {"date": pd.Timestamp(day), "campaign_id": campaign, "campaign": campaign, "channel": channel} | amounts
            )
    frame = pd.DataFrame(rows)
    names = measured or ("spend", "impressions", "clicks", "conversions", "revenue")
    return Dataset("Shop", frame, campaigns_of(frame), currency="EUR", measured=names)


def comparison(now: dict[str, float], before: dict[str, float]) -> Comparison:
    return comparison_of(dataset(now, before), {"days": "28"})


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        ((103.1, 1062.0), (100.0, 1000.0), f"Revenue is up 6.2{N}% on 3.1{N}% more spend."),
        ((90.0, 800.0), (100.0, 1000.0), f"Revenue is down 20{N}% on 10{N}% less spend."),
        ((100.0, 1000.0), (100.0, 1000.0), "Revenue is unchanged on the same spend."),
        ((100.0, 1000.0), (0.0, 1000.0), "Revenue is unchanged."),
    ],
)
def test_the_headline_says_how_revenue_and_spend_moved(now: Any, before: Any, text: str) -> None:
    made = comparison({"spend": now[0], "revenue": now[1]}, {"spend": before[0], "revenue": before[1]})
    assert headline(made, "revenue", "EUR") == text


def test_without_a_period_before_the_headline_says_the_sums() -> None:
    same = {"spend": 100.0, "revenue": 1000.0}
    whole = comparison_of(dataset(same, same), {"days": "all"})
    # 56 days x 1.5 campaigns' worth of each.
    assert headline(whole, "revenue", "EUR") == f"€84.0{N}k of revenue on €8.40{N}k of spend in 56 days."


def test_after_more_was_returned_than_sold_the_headline_says_the_sums() -> None:
    turned = comparison({"spend": 50.0, "revenue": 200.0}, {"spend": 40.0, "revenue": -20.0})
    assert headline(turned, "revenue", "EUR").startswith(f"€8.40{N}k of revenue on ")


def test_tiles_show_value_change_and_the_value_before() -> None:
    strip = measure_tiles(comparison({"spend": 50.0, "revenue": 200.0}, {"spend": 40.0, "revenue": 200.0}), "EUR")
    tiles = with_class(strip, "tile")
    assert len(tiles) == 6
    spend, revenue, roas = (said(t) for t in tiles[:3])
    # 28 days x 1.5 x 50 = 2,100 after 1,680: 25 % more.
    assert f"€2.10{N}k" in spend
    assert f"from €1.68{N}k" in spend
    assert f"25{N}%" in spend
    assert "Unchanged from" in revenue
    assert "Platform-reported" in revenue
    assert "4.00" in roas
    assert "5.00" in roas


def test_good_is_judged_by_the_measure() -> None:
    strip = measure_tiles(comparison({"spend": 50.0, "revenue": 200.0}, {"spend": 40.0, "revenue": 200.0}), "EUR")
    spend, _, roas, _, cost, _ = with_class(strip, "tile")
    assert with_class(spend, "muted")  # more spend is neither good nor bad
    assert with_class(roas, "neg")
    assert with_class(cost, "neg")  # a conversion costs more


def test_only_what_was_measured_has_a_tile() -> None:
    only = dataset({"spend": 50.0}, {"spend": 40.0}, measured=("spend", "clicks", "conversions"))
    strip = measure_tiles(comparison_of(only, {"days": "28"}), "EUR")
    labels = [said(t) for t in with_class(strip, "tile-label")]
    assert labels == ["Spend", "Conversions", "Cost per conversion", "Cost per click", "Clicks"]


def test_a_year_in_a_tile_is_drawn_coarser_from_sums() -> None:
    daily = pd.DataFrame({"spend": [1.0, 3.0] * 60, "clicks": [1.0, 2.0] * 60})
    assert MEASURES["spend"].series(daily) == [2.0] * 60
    # Two days together: (1 + 3) / (1 + 2), not the mean of 1 and 1.5.
    assert MEASURES["cpc"].series(daily) == pytest.approx([4 / 3] * 60)
    assert MEASURES["cpc"].series(pd.DataFrame({"spend": [1.0, 2.0], "clicks": [0.0, 2.0]})) == [None, 1.0]


def test_the_chart_title_counts_days() -> None:
    card = over_time_card(
        comparison({"spend": 1.0, "revenue": 11.0}, {"spend": 1.0, "revenue": 10.0}), "revenue", "EUR"
    )
    assert "Revenue ran above the 28 days before on 28 of 28 days" in said(card)
    card = over_time_card(comparison({"spend": 1.0, "revenue": 9.0}, {"spend": 1.0, "revenue": 10.0}), "revenue", "EUR")
    assert "Revenue ran below the 28 days before on 28 of 28 days" in said(card)


def test_channels_show_their_shares_and_the_next_unit() -> None:
    made = comparison({"spend": 100.0, "revenue": 300.0}, {"spend": 100.0, "revenue": 300.0})
    text = said(channel_card(made, "revenue", "EUR", {"Search": 1.875, "": 1.5}))
    assert f"Search €2.80{N}k 67{N}% 67{N}% €8.40{N}k 3.00 €1.88" in text
    assert f"All €4.20{N}k Grey: spend. Colour: revenue. €12.6{N}k 3.00 €1.50" in text
    assert f"Display €1.40{N}k 33{N}% 33{N}% €4.20{N}k 3.00 –" in text


def test_the_channel_title_names_who_earns_more_than_its_share() -> None:
    shares = pd.DataFrame({"channel": ["Search", "Display"], "spend_share": [0.4, 0.6], "share": [0.7, 0.3]})
    assert channel_title(shares) == "Search earns more than its share; Display less"
    same = pd.DataFrame({"channel": ["Search", "Display"], "spend_share": [0.4, 0.6], "share": [0.4, 0.6]})
    assert channel_title(same) == "Each channel earns about its share"


def test_the_next_unit_of_a_channel_is_spread_as_spend_is() -> None:
    def one(channel: str, today: float, next_unit: float) -> CampaignFigures:
        return CampaignFigures("i", "n", channel, today, today, 0, 0, 0, next_unit, next_unit, 0)

    found = next_unit_by_channel(
        [one("Search", 30, 1.0), one("Search", 10, 3.0), one("Video", 20, 0.5), one("Idle", 0, 9)]
    )
    # An extra 4 split 3 : 1 brings 3 x 1 + 1 x 3 = 6.
    assert found == pytest.approx({"Search": 6 / 4, "Video": 0.5, "": (30 + 30 + 10) / 60})


def test_the_second_sentence_counts() -> None:
    assert [advice_sentence(n) for n in (0, 1, 4, 7)] == [
        "",
        " One thing needs you.",
        " Four things need you.",
        " 7 things need you.",
    ]
