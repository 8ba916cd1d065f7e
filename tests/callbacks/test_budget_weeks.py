"""The weeks of a plan over a real workbench: what arrives is checked, what is answered is what the model says."""

import math
from itertools import pairwise

import pytest

from callbacks.budget_saves import answer_save
from callbacks.budget_start import start_of
from callbacks.budget_weeks import answer_best, answer_weeks
from components.budget_weeks import weeks_store
from components.ids import Budget
from tests.callbacks.test_budget import app, dataset, plan, planner, post, workbench

__all__ = ["app", "dataset", "plan", "planner", "workbench"]

LENGTHS = (7, 7, 7, 7, 2)


def in_cents(amount: float, shares) -> list[float]:
    """Whole cents that add up."""
    cents, done, before = round(amount * 100), 0.0, 0
    row = []
    for share in shares:
        done += share
        until = round(cents * done / sum(shares))
        row.append((until - before) / 100)
        before = until
    return row


@pytest.fixture
def spread(workbench, plan):
    """The plan with more in the second week, as the browser sends it."""
    start = workbench.weeks.weeks(30)[0].first.isoformat()
    spend = {key: in_cents(amount, (7, 14, 7, 7, 2)) for key, amount in plan["spend"].items()}
    return {**plan, "part": 4, "after": True, "weekly": {"start": start, "spend": spend}}


def test_a_spread_is_answered_with_what_it_brings_and_its_chart(workbench, spread):
    answer, chart = answer_weeks(workbench, spread)
    assert (answer["ok"], answer["seq"], answer["part"]) == (True, 3, 4)
    weekly = {key: tuple(row) for key, row in spread["weekly"]["spend"].items()}
    exact = workbench.weeks.figures("revenue", 30, weekly, True)
    assert answer["total"] == exact.total
    assert chart.figures.gain == exact.gain
    assert chart.title.startswith("Spending more in week 2 brings about")
    rows = weeks_store(chart)["table"]["rows"]
    assert [row[1] for row in rows] == list(LENGTHS)
    assert sum(row[2] for row in rows) == pytest.approx(spread["budget"])
    inside, shorter = answer_weeks(workbench, {**spread, "after": False})
    assert inside["total"] < answer["total"]
    assert shorter.figures.after_end is None


def test_the_best_spread_is_found_a_few_campaigns_at_a_time(app, planner, spread):
    ids = [c.id for c in planner.campaigns]
    # The first campaign keeps nothing in its third week.
    held = {ids[0]: [None, None, 0.0, None, None]}
    asked = {**spread, "job": 9, "todo": ids, "held": held, "change": None}
    found: dict = {}
    for _ in ids:
        answer = post(
            app, Budget.WEEKS_BEST, Budget.WEEKS_BEST_ANSWER, {**asked, "todo": [i for i in ids if i not in found]}
        )
        assert (answer["ok"], answer["job"]) == (True, 9)
        assert answer["spreads"]
        found |= answer["spreads"]
        if len(found) == len(ids):
            break
    for key, amount in spread["spend"].items():
        assert sum(found[key]["spend"]) == pytest.approx(amount, abs=1e-6)
    assert found[ids[0]]["spend"][2] == 0
    steady = {**asked, "held": {}, "change": 0.1}
    (one, *_) = post(app, Budget.WEEKS_BEST, Budget.WEEKS_BEST_ANSWER, {**steady, "todo": ids[:1]})["spreads"].values()
    pace = [amount / days for amount, days in zip(one["spend"], LENGTHS, strict=True)]
    assert all(0.9 * a - 1e-6 <= b <= 1.1 * a + 1e-6 for a, b in pairwise(pace))


def with_row(spread, row):
    spend = spread["weekly"]["spend"]
    first = next(iter(spend))
    return {**spread, "weekly": {**spread["weekly"], "spend": {**spend, first: row(spend[first])}}}


BAD_WEEKS = {
    "no weeks": lambda s: {**s, "weekly": None},
    "a list": lambda s: {**s, "weekly": [1, 2]},
    "text": lambda s: {**s, "weekly": "<b>all</b>"},
    "spend of text": lambda s: {**s, "weekly": {**s["weekly"], "spend": "x"}},
    "another start": lambda s: {**s, "weekly": {**s["weekly"], "start": "2020-01-01"}},
    "no start": lambda s: {**s, "weekly": {"spend": s["weekly"]["spend"]}},
    "a start of text": lambda s: {**s, "weekly": {**s["weekly"], "start": "tomorrow"}},
    "an unknown campaign": lambda s: {**s, "weekly": {**s["weekly"], "spend": {**s["weekly"]["spend"], "zz": [0] * 5}}},
    "a missing campaign": lambda s: {
        **s,
        "weekly": {**s["weekly"], "spend": dict(list(s["weekly"]["spend"].items())[1:])},
    },
    "too few weeks": lambda s: with_row(s, lambda row: row[:-1]),
    "too many weeks": lambda s: with_row(s, lambda row: [*row, 0.0]),
    "negative": lambda s: with_row(s, lambda row: [-1.0, row[0] + row[1] + 1.0, *row[2:]]),
    "huge": lambda s: with_row(s, lambda row: [1e300, *row[1:]]),
    "endless": lambda s: with_row(s, lambda row: [math.inf, *row[1:]]),
    "no number": lambda s: with_row(s, lambda row: [math.nan, *row[1:]]),
    "text in a week": lambda s: with_row(s, lambda row: ["100", *row[1:]]),
    "true": lambda s: with_row(s, lambda row: [True, *row[1:]]),
    "another sum": lambda s: with_row(s, lambda row: [row[0] + 0.02, *row[1:]]),
}


@pytest.mark.parametrize("case", BAD_WEEKS)
def test_weeks_that_cannot_be_are_refused_in_words(workbench, spread, case):
    answer, chart = answer_weeks(workbench, BAD_WEEKS[case](spread))
    assert (answer["ok"], chart) == (False, None)
    assert answer["error"]["head"]
    assert len(answer["error"]["head"] + answer["error"]["text"]) < 300
    if case not in ("no weeks", "huge"):
        before = len(workbench.scenarios.list())
        refused = answer_save(workbench, {**BAD_WEEKS[case](spread), "name": "Bad"}, None)
        assert refused["ok"] is False
        assert len(workbench.scenarios.list()) == before


BAD_BEST = {
    "nothing": lambda _: None,
    "a list": lambda _: [],
    "nobody": lambda s: {**s, "todo": []},
    "text": lambda s: {**s, "todo": "all"},
    "numbers": lambda s: {**s, "todo": [1, None]},
    "unknown": lambda s: {**s, "todo": ["zz"]},
    "held of text": lambda s: {**s, "held": "x"},
    "held of unknown": lambda s: {**s, "held": {"zz": [None] * 5}},
    "held for too few weeks": lambda s: {**s, "held": {s["todo"][0]: [None]}},
    "held below 0": lambda s: {**s, "held": {s["todo"][0]: [-5.0, None, None, None, None]}},
    "held above the amount": lambda s: {**s, "held": {s["todo"][0]: [1e9, None, None, None, None]}},
    "change of text": lambda s: {**s, "change": "any"},
    "change below 0": lambda s: {**s, "change": -0.1},
    "endless change": lambda s: {**s, "change": math.inf},
    "change that cannot be kept": lambda s: {**s, "change": 0.1, "held": {s["todo"][0]: [0.0, None, None, None, None]}},
}


@pytest.mark.parametrize("case", BAD_BEST)
def test_a_best_spread_that_cannot_be_is_refused_in_words(workbench, spread, case):
    asked = {**spread, "todo": list(spread["spend"]), "held": {}, "change": None, "job": 1}
    answer = answer_best(workbench, BAD_BEST[case](asked))
    assert answer["ok"] is False
    assert answer["error"]["head"]
    assert len(answer["error"]["head"] + answer["error"]["text"]) < 400


def test_weeks_are_saved_with_the_plan_and_come_back(workbench, spread):
    saved = answer_save(workbench, {**spread, "name": "By week"}, "Mara")
    assert saved["ok"] is True
    kept = workbench.scenarios.get(saved["scenario"]["id"])
    assert kept.weekly.start.isoformat() == spread["weekly"]["start"]
    assert {key: list(row) for key, row in kept.weekly.spend.items()} == spread["weekly"]["spend"]
    start = start_of(workbench, {"scenario": kept.id})
    assert start.plan(workbench.planner("revenue", 30))["weekly"] == spread["weekly"]
    even = answer_save(workbench, {**spread, "weekly": None, "name": "Even"}, "Mara")
    assert workbench.scenarios.get(even["scenario"]["id"]).weekly is None
    assert (
        start_of(workbench, {"scenario": even["scenario"]["id"]}).plan(workbench.planner("revenue", 30))["weekly"]
        is None
    )
