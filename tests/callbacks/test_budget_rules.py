"""Goal, rules and caution as a browser asks them: what can be asked arrives, all else is refused in a sentence."""

import json
import math
from datetime import date

import numpy as np
import pytest

from callbacks.budget_rules import MOST_GROUPS, read_rules
from core.allocation.planning import GOALS, GroupLimit, PlanCampaign, Planner, PlanSettings
from core.curves import CurveDraws
from core.errors import InputError

STRATEGIES = ("exact", "proportional")
SEARCH = {"name": "Search", "campaigns": ["a", "b"], "lower": 100.0, "upper": 900.0, "share": 0.4}


def planner(outcome: str = "revenue") -> Planner:
    listed = [PlanCampaign(i, i.upper(), "Search", 600.0, 0.0, 1800.0, 900.0, date(2026, 8, 3)) for i in "abc"]
    curves = [CurveDraws(c.name, np.full(5, 5000.0), np.full(5, 700.0), np.full(5, 1.0)) for c in listed]
    return Planner("key", "hash", outcome, 30, "EUR", tuple(listed), tuple(curves))


def read(outcome: str = "revenue", **fields) -> PlanSettings:
    # Through JSON, as everything arrives.
    return PlanSettings(outcome=outcome, **read_rules(json.loads(json.dumps(fields)), planner(outcome), STRATEGIES))


def test_nothing_asked_is_the_usual():
    assert read() == PlanSettings()


def test_all_that_can_be_asked_arrives():
    asked = read(
        groups=[SEARCH, {"name": "All", "campaigns": ["a", "b", "c"]}],
        at_least={"a": 50},
        most_active=2,
        caution=0.5,
        tail=0.2,
        strategy="proportional",
    )
    assert asked.groups == (
        GroupLimit("Search", ("a", "b"), 100.0, 900.0, 0.4),
        GroupLimit("All", ("a", "b", "c")),
    )
    assert (asked.at_least, asked.most_active) == ({"a": 50.0}, 2)
    assert (asked.caution, asked.tail, asked.strategy) == (0.5, 0.2, "proportional")


COMPLETE = {
    "outcome": {},
    "next": {"amount": 50},
    "cut": {"amount": 50},
    "profit": {"margin": 0.4},
    "roi": {"amount": 40},
    "least_spend": {"target": 5000},
    "average": {"target": 2.5},
    "marginal": {"target": 1.2},
}


@pytest.mark.parametrize("goal", GOALS)
def test_each_goal_takes_what_it_needs_and_nothing_else(goal):
    everything = {"margin": 0.9, "target": 7.0, "amount": 3.0}
    asked = read(goal=goal, **{**everything, **COMPLETE[goal]})
    usual = PlanSettings()
    for name in everything:
        assert getattr(asked, name) == COMPLETE[goal].get(name, getattr(usual, name)), name


@pytest.mark.parametrize("goal", [goal for goal in GOALS if COMPLETE[goal]])
def test_a_goal_without_its_figure_says_which_is_missing(goal):
    name = next(iter(COMPLETE[goal]))
    with pytest.raises(InputError, match="is empty"):
        read(goal=goal, **{**COMPLETE[goal], name: None})


def test_the_value_of_a_conversion_may_be_above_one():
    assert read("conversions", goal="profit", margin=80).margin == 80.0
    with pytest.raises(InputError):
        read("revenue", goal="profit", margin=80)


BAD = {
    "an unknown goal": {"goal": "happiness"},
    "a goal of another type": {"goal": ["profit"]},
    "no goal": {"goal": None},
    "a target as a text": {"goal": "least_spend", "target": "5000"},
    "a target of true": {"goal": "least_spend", "target": True},
    "a target of nothing": {"goal": "average", "target": 0},
    "a negative target": {"goal": "marginal", "target": -1},
    "NaN": {"goal": "least_spend", "target": math.nan},
    "Infinity": {"goal": "next", "amount": math.inf},
    "a huge amount": {"goal": "cut", "amount": 10**400},
    "a margin above all": {"goal": "profit", "margin": 1.5},
    "groups that are no list": {"groups": {"a": 1}},
    "a group that is a text": {"groups": ["Search"]},
    "a group without a name": {"groups": [{**SEARCH, "name": "  "}]},
    "a group with a long name": {"groups": [{**SEARCH, "name": "x" * 81}]},
    "a group whose name is a number": {"groups": [{**SEARCH, "name": 5}]},
    "an empty group": {"groups": [{**SEARCH, "campaigns": []}]},
    "a group of a text": {"groups": [{**SEARCH, "campaigns": "ab"}]},
    "a group of unknown campaigns": {"groups": [{**SEARCH, "campaigns": ["a", "x'; drop"]}]},
    "a group of lists": {"groups": [{**SEARCH, "campaigns": [["a"]]}]},
    "a campaign twice": {"groups": [{**SEARCH, "campaigns": ["a", "a"]}]},
    "a negative minimum": {"groups": [{**SEARCH, "lower": -1}]},
    "a minimum above the maximum": {"groups": [{**SEARCH, "lower": 901}]},
    "a maximum as a text": {"groups": [{**SEARCH, "upper": "900"}]},
    "a share above the whole": {"groups": [{**SEARCH, "share": 1.01}]},
    "a share of true": {"groups": [{**SEARCH, "share": True}]},
    "two groups of one name": {"groups": [SEARCH, {**SEARCH, "campaigns": ["c"]}]},
    "too many groups": {"groups": [{**SEARCH, "name": str(i)} for i in range(MOST_GROUPS + 1)]},
    "floors that are a list": {"at_least": [5]},
    "a floor of nobody": {"at_least": {"x": 5}},
    "a negative floor": {"at_least": {"a": -5}},
    "no campaign may run": {"most_active": 0},
    "half a campaign": {"most_active": 1.5},
    "true campaigns": {"most_active": True},
    "caution above one": {"caution": 1.1},
    "caution as a text": {"caution": "much"},
    "caution that is no number": {"caution": math.nan},
    "no bad cases": {"tail": 0},
    "mostly bad cases": {"tail": 0.6},
    "an unknown strategy": {"strategy": "luck"},
    "a strategy of another type": {"strategy": {}},
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_asked_is_refused_in_words(case):
    with pytest.raises(InputError) as refused:
        read(**BAD[case])
    text = str(refused.value)
    assert text.endswith(".")
    assert len(text) < 200


def test_as_many_groups_as_can_be_asked_are_read():
    groups = [{**SEARCH, "name": str(i)} for i in range(MOST_GROUPS)]
    assert len(read(groups=groups).groups) == MOST_GROUPS
