"""What is said of forecasts, and the figure that shows them."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from components.figures import DashboardVisualizer
from components.figures.forecast_days import Ahead, forecast_days, forecast_days_table
from components.forecast_choice import OutlookChoice, read_outlook
from components.forecast_words import (
    backtest_title,
    event_words,
    heading,
    holiday_words,
    outlook_title,
    state_words,
)
from core.forecasting.backtest import Backtest
from core.forecasting.events import KnownEvent
from core.forecasting.making import make_forecasts
from tests.core.forecasting.made import dataset_of, weekly


@pytest.fixture(scope="module")
def found():
    rng = np.random.default_rng(0)
    values = {"a": weekly(100, 1000, rng), "b": np.r_[weekly(60, 300, rng), np.zeros(40)]}
    return make_forecasts(dataset_of(values, {"a": "Search", "b": "Social"}), "revenue").until(28)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2060", "")


def test_the_title_says_value_range_and_change(found) -> None:
    one = heading(found, "total", "total")
    title = plain(outlook_title(found, one))
    before = found.past("total", "total")[-28:].sum()
    assert title.startswith("Revenue is heading to about €")
    assert one.before == pytest.approx(before)
    moved = one.expected.mean / before - 1
    assert (f"{abs(moved) * 100:.0f} %" in title) == (abs(moved) >= 0.005)


def test_the_title_judges_direction(found) -> None:
    one = heading(found, "total", "total")
    assert "above the last 28" in plain(outlook_title(found, replace(one, before=one.expected.mean / 1.2)))
    assert "20 % above" in plain(outlook_title(found, replace(one, before=one.expected.mean / 1.2)))
    assert "below the last 28" in plain(outlook_title(found, replace(one, before=one.expected.mean * 2)))
    assert "as in the last 28" in plain(outlook_title(found, replace(one, before=one.expected.mean)))
    assert plain(outlook_title(found, replace(one, before=None))).count("last") == 0


def test_nothing_is_said_as_nothing(found) -> None:
    title = outlook_title(found, heading(found, "campaign", "b"))
    assert title == "No revenue of Campaign b is expected in the next 28 days."
    # Of revenue it is not known whether the campaign stopped; of spend it is.
    assert state_words(found, "b") == "No revenue since 6 Mar 2026"
    assert state_words(replace(found, measure="spend"), "b") == "Ended since 6 Mar 2026"
    assert state_words(found, "a") == ""


def test_checks_in_words() -> None:
    assert backtest_title(Backtest()) == "Too short to check"
    assert plain(backtest_title(Backtest(4, against_baseline=-0.23))).endswith(
        "missed by 23 % less than repeating the last week"
    )
    assert plain(backtest_title(Backtest(1, against_baseline=0.1))) == (
        "In 1 check on past days it missed by 10 % more than repeating the last week"
    )


def test_what_it_knows(found) -> None:
    event = KnownEvent(date(2026, 2, 1), date(2026, 2, 3), "<b>Sale</b>")
    assert "1 known event left out of learning: <b>Sale</b>" in event_words(replace(found, events=(event,)))
    assert "No known events" in event_words(found)
    ahead = {found.first_day + timedelta(days=2): "Easter"}
    known = replace(found, country="DE", holidays=ahead, holiday_effect=(0.8, 9))
    assert (
        plain(holiday_words(known))
        == "On 9 holidays in the history, days brought 20 % less than their weekday; 1 holiday ahead."
    )
    assert "too few" in holiday_words(replace(known, holiday_effect=(1.0, 2)))


def shown(found, **more) -> Ahead:
    return Ahead(
        "Revenue",
        True,
        found.past("total", "total")[-56:],
        found.table("total"),
        found.baseline_of("total", "total").tolist(),
        **more,
    )


def test_history_and_forecast_are_never_mixed_up(found) -> None:
    figure = forecast_days(DashboardVisualizer("EUR"), shown(found))
    named = {t["name"]: t for t in figure["data"] if t.get("name")}
    assert named["Came"]["line"]["color"] == "@chart-today"
    assert named["Expected"]["line"]["color"] == "@chart-ahead"
    bands = [t for t in figure["data"] if t.get("fill") == "toself"]
    assert [t["fillcolor"] for t in bands] == ["@chart-ahead-soft"] * 2
    assert max(bands[0]["y"]) >= max(bands[1]["y"])
    plan = forecast_days(DashboardVisualizer("EUR"), shown(found, plan="P", as_today=[1.0] * 28))
    named = {t["name"]: t for t in plan["data"] if t.get("name")}
    assert named["Expected"]["line"]["color"] == "@chart-plan"
    assert named["Going on as today"]["line"]["color"] == "@chart-ahead"


def test_events_are_marked_and_named_as_text_and_holidays_ticked(found) -> None:
    last = found.history.index[-1].date()
    events = [
        (last - timedelta(days=5), last - timedelta(days=4), "<b>Sale</b>"),
        (date(2020, 1, 1), date(2020, 1, 2), "Old"),
    ]
    figure = forecast_days(
        DashboardVisualizer("EUR"),
        shown(found, events=events, holidays={found.first_day: "Easter", date(2020, 1, 1): "New"}),
    )
    texts = [a["text"] for a in figure["layout"]["annotations"]]
    assert "&lt;b&gt;Sale&lt;/b&gt;" in texts
    assert not any("Old" in t for t in texts)
    assert sum(s["type"] == "rect" for s in figure["layout"]["shapes"]) == 1
    ticks = next(t for t in figure["data"] if t.get("mode") == "markers")
    assert ticks["x"] == [found.first_day.isoformat()]


def test_the_table_holds_what_is_drawn(found) -> None:
    table = forecast_days_table(shown(found), "EUR")
    assert len(table.rows) == 56 + 28
    assert all(len(row) == len(table.columns) for row in table.rows)
    first = found.table("total").iloc[0]
    assert table.rows[56][2:7] == pytest.approx(
        [first[n] for n in ("mean", "lower80", "upper80", "lower95", "upper95")]
    )


def test_the_address_says_what_is_not_usual() -> None:
    choice = OutlookChoice("spend", "channel", "A & B", 14, "s1")
    href = choice.href()
    assert href == "/forecast?measure=spend&part=channel%3AA+%26+B&ahead=14&plan=s1"
    assert OutlookChoice("revenue").href() == "/forecast"
    asked = {"measure": "spend", "part": "channel:A & B", "ahead": "14", "plan": "s1"}
    assert read_outlook(asked, ("revenue", "spend"), "revenue") == choice
    assert choice.href(part="", days=28) == "/forecast?measure=spend&plan=s1"
