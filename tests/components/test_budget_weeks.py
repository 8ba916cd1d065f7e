"""The weeks in words and in their chart: what they say follows from the figures they are given."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from components.budget_weeks import WeekChart, weeks_note, weeks_store
from components.budget_weeks_words import finding, horizon, weeks_plain
from core.week_plans import WeekFigures
from core.weeks import weeks_of

START = date(2026, 11, 28)
LONG = "12 weeks and 6 days"


def figures(spend, gain=(2100.0, 400.0, 3900.0), days=30, **changes) -> WeekFigures:
    weeks = weeks_of(START, days)
    length = np.array([week.days for week in weeks], float)
    spend = np.array(spend, float)
    expected = 3.0 * spend
    made = WeekFigures(
        weeks=weeks,
        spend=spend,
        expected=expected,
        lower=0.8 * expected,
        upper=1.2 * expected,
        even_spend=spend.sum() * length / length.sum(),
        even_expected=expected,
        total=float(expected.sum()),
        after_end=50.0,
        gain=gain[0],
        gain_lower=gain[1],
        gain_upper=gain[2],
        chance=0.9,
    )
    return replace(made, **changes)


@pytest.mark.parametrize(
    ("spend", "where"),
    [
        ((700, 900, 900, 500, 100), "Spending more in weeks 2 and 3"),
        ((900, 700, 700, 500, 200), "Spending more in week 1"),
        ((900, 900, 900, 200, 100), "Spending more in weeks 1 to 3"),
        ((900, 600, 900, 400, 200), "Spending more in weeks 1 and 3"),
        ((700, 700, 700, 700, 200), "Spreading the plan this way"),
        # Two days at a higher pace than the others, though at a lower amount.
        ((650, 650, 650, 650, 400), "Spending more in week 5"),
    ],
)
def test_the_finding_names_the_weeks_that_get_more(spend, where):
    title = finding(figures(spend), "revenue", "EUR")
    assert title == f"{where} brings about €2,100 more than an even spread (between €400 and €3,900)"


def test_the_finding_says_less_and_both_sides_of_zero():
    spend = (700, 900, 900, 500, 100)
    less = finding(figures(spend, (-2100.0, -3900.0, -400.0)), "revenue", "EUR")
    assert less.endswith("brings about €2,100 less than an even spread (between €400 and €3,900)")
    unsure = finding(figures(spend, (2100.0, -400.0, 3900.0)), "revenue", "EUR")
    assert unsure.endswith("€2,100 more than an even spread (between €400 less and €3,900 more)")
    counts = finding(figures(spend, (21.0, 14.0, 39.0)), "conversions", "EUR")
    assert counts.endswith("brings about 21 conversions more than an even spread (between 14 and 39)")
    little = finding(figures(spend, (0.001, 0.0, 0.002)), "revenue", "EUR")
    assert little == "Spreading the plan this way brings about as much as an even spread"
    even = finding(figures((700, 700, 700, 700, 200), chance=None), "revenue", "EUR")
    assert even == "Spread evenly over 4 weeks and 2 days"


@pytest.mark.parametrize(
    ("days", "words"), [(7, "1 week"), (8, "1 week and 1 day"), (5, "5 days"), (90, "12 weeks and 6 days")]
)
def test_a_horizon_in_words(days, words):
    assert horizon(weeks_of(START, days)) == words


def test_the_last_week_says_how_short_it_is():
    plain = weeks_plain(weeks_of(START, 30))["weeks"]
    assert [week["until"] for week in plain] == ["to 4 Dec", "to 11 Dec", "to 18 Dec", "to 25 Dec", "2 days"]
    assert plain[1]["label"] == "5 Dec"


def test_the_chart_shows_money_and_outcome_a_day_in_two_panels():
    chart = WeekChart(figures((700, 900, 900, 500, 100)), "revenue", "EUR", seasonal=True)
    figure = weeks_store(chart)["figure"]
    (bars,) = [trace for trace in figure["data"] if trace["type"] == "bar"]
    assert bars["y"] == pytest.approx([100, 900 / 7, 900 / 7, 500 / 7, 50])
    assert bars["yaxis"] == "y2"
    assert {trace.get("yaxis") for trace in figure["data"]} == {"y", "y2"}
    assert figure["layout"]["yaxis"]["domain"][0] > figure["layout"]["yaxis2"]["domain"][1]
    assert "the season of these weeks, what earlier spend still brings and what carries over" in weeks_note(chart)
    short = replace(chart, figures=replace(chart.figures, after_end=None), seasonal=False, ranged=False)
    note = weeks_note(short)
    assert "season" not in note
    assert "carries over" not in note
    assert "Shading" not in note
    assert len(weeks_store(short)["figure"]["data"]) == len(figure["data"]) - 1
