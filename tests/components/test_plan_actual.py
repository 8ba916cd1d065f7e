"""What is said of a plan in force: finding, reasons, pacing, what to do; and figures that show what is said."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from components.figures import DashboardVisualizer
from components.figures.plan_progress import plan_progress, plan_progress_table
from components.figures.plan_steps import Steps, plan_steps
from components.plan_actual import plan_actual_view
from components.plan_actual_table import plan_table
from components.plan_actual_words import finding, needed_sentence, next_steps, reason, span, spend_sentence
from components.scenarios_address import Choice
from core.agents.report import Estimate
from core.plan_actual import Line, Pace, PlanActual, Series
from core.scenarios import InForce

START = date(2026, 12, 1)


def estimate(mean, half=1000.0):
    return Estimate(mean, mean - half, mean + half)


def line(expected=50_000.0, spent=-5_000.0, answered=-3_200.0, planned=30_000.0, share=0.9, **more):
    values = {
        "id": "c1", "name": "Brand", "channel": "Search", "planned": planned, "spent": planned * share,
        "planned_all": planned * 2.5, "at_end": planned * share * 2.5, "actual": expected + spent + answered,
        "expected": estimate(expected), "likely": estimate(expected + spent), "differently": estimate(spent),
        "answered": estimate(answered, 4000), "difference": estimate(spent + answered, 4100), "surprise": 0.4,
    }  # fmt: skip
    return Line(**{**values, **more})


def plan(total, elapsed=12, days=30, pace=None, campaigns=None, **more):
    mark = InForce(1, "revenue", "s1", 1, START, START + timedelta(days=days - 1), datetime.now(UTC), "Mara")
    pace = pace or Pace(days - elapsed, 2_000.0, 7, 75_000.0, 79_100.0, 2_500.0, estimate(125_000), estimate(110_000),
                        estimate(118_000), 0.1, 0.3)  # fmt: skip
    campaigns = (total,) if campaigns is None else campaigns
    values = {
        "mark": mark, "name": "December", "currency": "EUR", "newest": 1, "archived": False, "elapsed": elapsed,
        "held": elapsed, "last_day": START + timedelta(days=elapsed - 1), "promised": estimate(120_000),
        "total": replace(total, id="", name="Total", channel=""), "campaigns": campaigns, "channels": (), "pace": pace,
    }  # fmt: skip
    return PlanActual(**{**values, **more})


def plain(text):
    return text.replace("\u00a0", " ").replace("\u2060", "")


@pytest.mark.parametrize(
    ("total", "title", "why"),
    [
        (
            line(),
            "12 of 30 days: revenue is €8,200 below plan",
            "€5,000 because less was spent, €3,200 because campaigns answered less than expected, "
            "which is within what chance does.",
        ),
        (
            line(spent=6_000.0, answered=-1_000.0, share=1.2, beyond=True),
            "12 of 30 days: revenue is €5,000 above plan",
            "€6,000 more because more was spent, €1,000 less because campaigns answered less than expected, "
            "which is more than chance does.",
        ),
        (
            line(spent=-4_000.0, answered=4_100.0, share=1.0),
            "12 of 30 days: revenue is on plan",
            "€4,000 less because money went to other campaigns or days, €4,100 more because campaigns answered more "
            "than expected, which is within what chance does.",
        ),
        (
            line(spent=0.0, answered=100.0, share=1.0),
            "12 of 30 days: revenue is on plan",
            "Money was spent and campaigns answered about as planned, which is within what chance does.",
        ),
        (
            line(spent=0.0, answered=-9_000.0, share=1.0),
            "12 of 30 days: revenue is €9,000 below plan",
            "€9,000 because campaigns answered less than expected, which is within what chance does.",
        ),
    ],
)
def test_the_finding_says_how_much_and_why(total, title, why):
    assert plain(finding(plan(total))) == title
    assert plain(reason(plan(total))) == why


def test_a_difference_that_is_not_split_is_said_by_spend():
    bare = plan(replace(line(), expected=None, differently=None, answered=None, difference=None))
    assert finding(bare) == "12 of 30 days: €27,000 of €30,000 planned is spent"
    assert reason(bare) == ""


def test_pacing_in_words():
    ahead = plan(line(share=1.06))
    assert plain(spend_sentence(ahead)) == (
        "Spend is 6.0 % ahead of plan; at the rate of the last 7 days it ends €4,100 over."
    )
    assert needed_sentence(ahead) == "€2,500 a day for 18 days lands on the plan."
    over = plan(line(), pace=Pace(10, 9.0, 1, 100.0, 190.0, -5.0))
    assert needed_sentence(over) == "Even if nothing more is spent, it ends €50 over."
    assert "the last day it ends" in spend_sentence(over)
    done = plan(line(), elapsed=30, pace=Pace(0, 9.0, 7, 100.0, 90.0, None))
    assert spend_sentence(done) == "Spend ended €10 under."
    assert finding(done).startswith("All 30 days: ")
    assert needed_sentence(done) == ""


def test_what_to_do_names_the_campaign_that_matters():
    fell = line(id="c2", name="Reach", spent=0.0, answered=-9_000.0, share=1.0, beyond=True)
    under = line(id="c3", name="Video", spent=-7_000.0, answered=0.0, share=0.5)
    stopped = line(id="c4", name="Shop", spent=-7_500.0, answered=0.0, share=0.0)
    steps = next_steps(plan(line(), campaigns=(fell, under)))
    assert [s.action for s in steps] == [
        "Find out what changed at Reach",
        "Bring Video back to its plan",
        "Go back to the plan",
    ]
    assert "50\u00a0% of its plan, which cost about €7,000" in steps[1].why
    assert "€3,333 a day" in steps[1].why
    assert next_steps(plan(line(), campaigns=(under, stopped)))[0].action == "Start Shop, or plan without it"
    calm = plan(line(), campaigns=(line(share=1.0),), pace=Pace(18, 1, 7, 1, 1, 1, estimate(1), None, None, 0.6, 0.6))
    assert next_steps(calm) == []


def test_spans_do_not_leave_a_sign_behind():
    assert span(Estimate(0, -1500.0, 200.0), "revenue", "EUR", signed=True) == "−\u2060€1,500 to +\u2060€200"
    assert span(None, "revenue", "EUR") == "–"


def text_of(part):
    if isinstance(part, (list, tuple)):
        return " ".join(text_of(p) for p in part)
    if isinstance(part, str):
        return plain(part)
    return text_of(part.children) if getattr(part, "children", None) is not None else ""


def test_the_table_says_states_and_leaves_no_figure_where_there_is_none():
    new = line(id="n", name="Newcomer", planned=0.0, spent=900.0, answered=0.0, state="new", surprise=None)
    silent = line(id="q", name="Gone", share=0.0, state="silent")
    shown = text_of(plan_table(plan(line(), campaigns=(new, silent), channels=(line(id="", name="Search"),))))
    assert "Not in the plan" in shown
    assert "No row in the data" in shown
    assert "no plan" in shown or "–" in shown
    assert "nan" not in shown


def test_every_state_of_the_view_can_be_shown():
    nothing = plan(line(), elapsed=0, campaigns=(), pace=None, last_day=date(2026, 11, 30))
    nothing = replace(nothing, total=None, pace=None)
    shown = text_of(plan_actual_view(nothing, Choice(view="actual"), [], []))
    assert "The plan starts on 1 Dec; data end on 30 Nov" in shown
    assert "Import newer data and it fills by itself." in shown
    bare = replace(line(), expected=None, likely=None, differently=None, answered=None, difference=None, surprise=None)
    limited = replace(plan(bare), reason="The data are not kept any more.", newest=2, archived=True, notes=("Care.",))
    shown = text_of(plan_actual_view(limited, Choice(view="actual"), [limited.mark], [limited.mark] * 2))
    for words in ("The difference is not split.", "Switch to version 2", "archived", "Care."):
        assert words in shown


def test_the_steps_lead_from_the_plan_to_what_came():
    steps = Steps(100.0, Estimate(-20.0, -25.0, -15.0), Estimate(5.0, -10.0, 20.0), 85.0)
    figure = plan_steps(DashboardVisualizer("EUR"), steps, ("a", "b", "c", "d"))
    bars = [t for t in figure["data"] if t["type"] == "bar"]
    assert [(b["base"][0], b["x"][0]) for b in bars] == [(100.0, -20.0), (80.0, 5.0)]
    assert [b["marker"]["color"] for b in bars] == ["@negative", "@positive"]
    whiskers = [t["x"] for t in figure["data"] if t.get("mode") == "lines"][:2]
    assert whiskers == [[75.0, 85.0], [70.0, 100.0]]
    low, high = figure["layout"]["xaxis"]["range"]
    assert low < 70
    assert high > 100


def test_the_progress_shows_plan_actual_and_projection():
    days = tuple(START + timedelta(days=d) for d in range(3))
    none = (None, None, None)
    series = Series(days, (1.0, 2.0, 3.0), (1.0, 2.5, None), (None, 2.5, 4.0), (5.0, 10.0, 15.0), (4.0, 9.0, None),
                    (None, 9.0, 13.0), (None, 9.0, 11.0), (None, 9.0, 16.0))  # fmt: skip
    figure = plan_progress(DashboardVisualizer("EUR"), series, "Revenue", True)
    assert figure["data"][0]["y"] == [9.0, 16.0, 11.0, 9.0]
    assert figure["layout"]["yaxis"]["range"][1] >= 16
    assert [t["name"] for t in figure["data"] if t.get("name")] == ["Plan", "If it goes on", "Came"] * 2
    assert len(plan_progress_table(series, "Revenue", "EUR").rows) == 3
    over = replace(series, ahead=none, lower=none, upper=none, spend_ahead=none)
    assert [
        t["name"] for t in plan_progress(DashboardVisualizer(), over, "Revenue", True)["data"] if t.get("name")
    ] == [
        "Plan",
        "Came",
    ] * 2
