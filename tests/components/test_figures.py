"""Figures show the values they are given, take colours from tokens alone, and say the same in their tables."""

import json
import re
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from components.figures import ChartTable, Column, DashboardVisualizer, chart
from components.figures.efficiency import Spot, efficiency, efficiency_table, efficiency_title
from components.figures.over_time import Series, over_time, over_time_table
from components.figures.response import Response, response_figure, response_table
from components.figures.visualizer import round_ticks, tick_text
from components.ids import Figure
from tests.components.reading import prop, walk
from tests.components.style_sheets import theme

VIZ = DashboardVisualizer("EUR")
DAYS = [date(2026, 11, 1) + timedelta(days=i) for i in range(10)]
BEFORE = [date(2026, 10, 22) + timedelta(days=i) for i in range(10)]
REVENUE = Series("Revenue", [100.0 + i for i in range(10)], [90.0 + i for i in range(10)])
SPEND = Series("Spend", [40.0 + i for i in range(10)], [35.0 + i for i in range(10)])
SPOTS = [
    Spot("Brand", "Search", 120.0, 3.0, 2.5, 3.4),
    Spot("Reach", "Display", 80.0, 0.6, 0.4, 0.8),
    Spot("Feed", "Shopping", 300.0, 1.4, 0.9, 2.0),
]
RESPONSE = Response([0, 50, 100, 150], [0, 80, 120, 140], [0, 60, 100, 110], [0, 95, 140, 180], 60.0, 90.0, 110.0, 30)


def figures() -> dict[str, dict[str, Any]]:
    return {
        "over_time": over_time(VIZ, DAYS, REVENUE, SPEND, BEFORE),
        "over_time alone": over_time(VIZ, DAYS, Series("Revenue", REVENUE.now, []), Series("Spend", SPEND.now, [])),
        "efficiency": efficiency(VIZ, SPOTS),
        "response": response_figure(VIZ, RESPONSE, "revenue"),
    }


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [s for v in value.values() for s in strings(v)]
    if isinstance(value, (list, tuple)):
        return [s for v in value for s in strings(v)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("name", figures())
def test_colours_are_tokens_that_exist(name: str) -> None:
    texts = strings(figures()[name])
    tokens = {t[1:] for t in texts if t.startswith("@")}
    assert tokens
    assert tokens <= set(theme("light"))
    plain = [t for t in texts if re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", t)]
    assert set(plain) <= {"rgba(0,0,0,0)"}


@pytest.mark.parametrize("name", figures())
def test_figures_are_plain_json_without_traces_that_need_webgl(name: str) -> None:
    figure = json.loads(json.dumps(figures()[name], allow_nan=False))
    assert {t["type"] for t in figure["data"]} <= {"scatter", "bar"}


def test_two_panels_share_one_time_axis_and_hold_the_values() -> None:
    figure = over_time(VIZ, DAYS, REVENUE, SPEND, BEFORE)
    by_name = {t["name"]: t for t in figure["data"]}
    assert by_name["Revenue"]["y"] == REVENUE.now
    assert by_name["Revenue before"]["y"] == REVENUE.before
    assert by_name["Spend"]["y"] == SPEND.now
    assert by_name["Spend"]["yaxis"] == "y2" != by_name["Revenue"]["yaxis"]
    assert all(t["x"] == [d.isoformat() for d in DAYS] for t in figure["data"])
    assert by_name["Revenue before"]["customdata"][0] == "22 Oct 2026"
    low, high = figure["layout"]["yaxis"]["domain"], figure["layout"]["yaxis2"]["domain"]
    assert high[1] < low[0]  # the panels do not overlap


def test_bars_start_at_zero() -> None:
    layout = over_time(VIZ, DAYS, REVENUE, SPEND, BEFORE)["layout"]
    assert layout["yaxis2"]["range"][0] == 0


def test_labels_at_the_end_stand_apart() -> None:
    close = Series("Revenue", [100.0, 100.0], [100.0, 99.9])
    layout = over_time(VIZ, DAYS[:2], close, Series("Spend", [1.0, 1.0], []), BEFORE[:2])["layout"]
    first, second = layout["annotations"][:2]
    drawn = [100.0 / 100.0 * 308 * 0.59 + first["yshift"], 99.9 / 100.0 * 308 * 0.59 + second["yshift"]]
    assert drawn[0] - drawn[1] >= 15.9


def test_the_table_holds_the_same_figures() -> None:
    table = over_time_table(DAYS, REVENUE, SPEND, "EUR", BEFORE).plain()
    assert [c["title"] for c in table["columns"]][:3] == ["Day", "Revenue, EUR", "Spend, EUR"]
    assert table["rows"][3] == ["2026-11-04", 103.0, 43.0, "2026-10-25", 93.0, 38.0]


def test_conversions_have_no_currency() -> None:
    counts = Series("Conversions", [1.0], [], is_money=False)
    heads = [
        c["title"] for c in over_time_table(DAYS[:1], counts, Series("Spend", [2.0], []), "EUR").plain()["columns"]
    ]
    assert heads == ["Day", "Conversions", "Spend, EUR"]


def test_efficiency_places_each_campaign_with_its_interval() -> None:
    rings = efficiency(VIZ, SPOTS)["data"][0]
    assert rings["x"] == [120.0, 80.0, 300.0]
    upper = np.add(rings["y"], rings["error_y"]["array"])
    lower = np.subtract(rings["y"], rings["error_y"]["arrayminus"])
    np.testing.assert_allclose(upper, [3.4, 0.8, 2.0])
    np.testing.assert_allclose(lower, [2.5, 0.4, 0.9])
    assert efficiency_table(SPOTS, "EUR").rows[1] == ("Reach", "Display", 80.0, 0.6, 0.4, 0.8)


def test_the_title_says_what_is_sure() -> None:
    assert efficiency_title(SPOTS) == "Reach costs more than it sells"
    assert efficiency_title([SPOTS[0], SPOTS[2]]) == "1 of 2 campaigns surely sell more than they cost"
    assert efficiency_title([SPOTS[0], SPOTS[0]]) == "All 2 campaigns sell more than they cost"


def test_the_curve_is_dashed_beyond_the_data() -> None:
    band, known, beyond, today = response_figure(VIZ, RESPONSE, "revenue")["data"]
    assert known["x"] == [0, 50, 100]
    assert beyond["x"] == [100, 150]
    assert "dash" in beyond["line"]
    assert "dash" not in known["line"]
    assert (today["x"], today["y"]) == ([60.0], [90.0])
    assert band["y"] == [*RESPONSE.upper, *reversed(RESPONSE.lower)]
    assert response_table(RESPONSE, "revenue", "EUR").rows[1] == (50, 80, 60, 95)


@pytest.mark.parametrize("high", [0.7, 1.0, 3.08, 4.4, 53_000, 999_999, 1.2e9])
def test_ticks_are_round_and_few_and_hold_the_data(high: float) -> None:
    ticks = round_ticks(0, high)
    assert 3 <= len(ticks) <= 6
    assert ticks[0] == 0
    assert ticks[-1] >= high
    steps = np.diff(ticks)
    np.testing.assert_allclose(steps, steps[0])
    mantissa = steps[0] / 10 ** np.floor(np.log10(steps[0]) + 1e-9)
    assert min(abs(mantissa - m) for m in (1, 2, 2.5, 5, 10)) < 1e-6


def test_an_axis_of_nothing_still_has_ticks() -> None:
    assert round_ticks(0, 0) == [0.0, 1.0]
    assert round_ticks(0, float("nan")) == [0.0, 1.0]


def test_tick_texts() -> None:
    assert [tick_text(v) for v in (0, 0.5, 500, 20_000, 1.5e6, -2_000)] == [
        "0",
        "0.5",
        "500",
        "20\xa0k",
        "1.5\xa0M",
        "−2\xa0k",
    ]


def test_a_chart_has_a_sentence_a_table_and_downloads() -> None:
    table = ChartTable((Column("Day", "date"), Column("Revenue, €")), [("2026-11-01", 1.0)])
    card = chart("revenue", {"data": [], "layout": {}}, "Up", "Revenue a day rose.", table, note="Euros")
    parts = list(walk(card))
    graph = next(p for p in parts if prop(p, "data-graph") == "revenue")
    assert (prop(graph, "role"), prop(graph, "aria-label")) == ("img", "Revenue a day rose.")
    store = next(p for p in parts if getattr(p, "id", None) == Figure.store("revenue"))
    assert store.data["table"]["rows"] == [["2026-11-01", 1.0]]
    assert [prop(p, "data-chart-tool") for p in parts if prop(p, "data-chart-tool")] == ["table", "csv", "png"]
