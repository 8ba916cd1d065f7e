"""What changed between two versions: each thing that is changed is named, and nothing else is."""

from dataclasses import replace
from datetime import date

import pytest

from core.allocation.planning import GroupLimit, PlanSettings
from core.scenarios import WeeklySpend, version_changes

from .cases import make_dataset, make_planner

ASKED = PlanSettings(budget=10_500.0)


@pytest.fixture
def plain(save):
    return save("Plan", {"c1": 3000.0, "c2": 6000.0, "c3": 1500.0}, settings=ASKED)


def test_a_version_differs_from_itself_in_nothing(plain, save):
    assert version_changes(plain, plain).kinds == ()
    again = save("Plan", plain.spend, settings=ASKED, scenario_id=plain.id, base_version=1, owner="Another")
    assert version_changes(plain, again).kinds == ()


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("outcome", {"settings": replace(ASKED, outcome="conversions")}),
        ("horizon", {"settings": replace(ASKED, days=14)}),
        ("budget", {"settings": replace(ASKED, budget=12_000.0)}),
        ("budget", {"settings": replace(ASKED, budget=None)}),
        ("groups", {"settings": replace(ASKED, groups=(GroupLimit("Both", ("c1", "c2"), upper=9.0),))}),
        ("active", {"settings": replace(ASKED, most_active=2)}),
        ("caution", {"settings": replace(ASKED, caution=0.5)}),
        ("locked", {"settings": replace(ASKED, locked={"c1": 3000.0})}),
        ("limits", {"settings": replace(ASKED, lower={"c1": 3000.0})}),
        ("limits", {"settings": replace(ASKED, upper={"c1": 3000.0})}),
        ("floors", {"settings": replace(ASKED, at_least={"c1": 3000.0})}),
        ("note", {"note": "Because"}),
        ("data", {"dataset_hash": "other"}),
        ("model", {"model_version": "other"}),
        ("model", {"planner_key": "other"}),
        ("weeks", {"weekly": WeeklySpend(date(2026, 12, 1), {"c1": (3000.0,), "c2": (6000.0,), "c3": (1500.0,)})}),
        ("split", {"spend": {"c1": 3000.01, "c2": 6000.0, "c3": 1500.0}}),
    ],
)
def test_one_change_is_one_change_both_ways(plain, kind, values):
    other = replace(plain, **values)
    assert version_changes(plain, other).kinds == (kind,)
    assert version_changes(other, plain).kinds == (kind,)


def test_what_is_not_there_to_see_is_no_change(plain):
    # Without caution its tail means nothing; a plan by hand follows no goal; on new data the key of the model is new.
    for values in (
        {"settings": replace(ASKED, tail=0.2)},
        {"settings": replace(ASKED, goal="next", amount=500.0)},
        {"settings": replace(ASKED, strategy="equal")},
        {"spend": {"c1": 3000.004, "c2": 6000.0, "c3": 1500.0}},
        {"weekly": None},
    ):
        assert version_changes(plain, replace(plain, **values)).kinds == ()
    assert version_changes(plain, replace(plain, dataset_hash="other", planner_key="other")).kinds == ("data",)


def test_the_goal_of_an_optimized_plan_counts_and_so_does_leaving_it(plain):
    best = replace(plain, certificate="Proved", gap=0.0)
    near = replace(plain, certificate="Proved", gap=0.01)
    profit = replace(best, settings=replace(ASKED, goal="profit", margin=0.4))
    assert version_changes(plain, best).kinds == ("goal", "strategy", "proof")
    assert version_changes(best, near).kinds == ("goal", "proof")
    assert version_changes(best, profit).kinds == ("goal",)
    assert version_changes(profit, replace(profit, settings=replace(profit.settings, margin=0.5))).kinds == ("goal",)


def test_moves_are_the_differences_of_the_amounts_largest_first(plain, save):
    moved = save("Plan", {"c1": 2000.0, "c2": 6000.0, "c3": 4500.0}, settings=ASKED)
    found = version_changes(plain, moved)
    assert found.kinds == ("split", "expected")
    assert [(m.name, m.before, m.after, m.size) for m in found.moved] == [
        ("Reach", 1500.0, 4500.0, 3000.0),
        ("Search brand", 3000.0, 2000.0, 1000.0),
    ]
    assert found.spend == pytest.approx(2000.0)
    before, after = found.expected
    assert (before.mean, before.lower, before.upper) == (
        plain.figures.expected, plain.figures.lower, plain.figures.upper,
    )  # fmt: skip
    assert after.mean == moved.figures.expected


def test_a_campaign_that_only_one_version_holds_is_a_move(plain, save):
    fewer = save("Plan", {"c1": 3000.0}, planner=make_planner(make_dataset(), only=2), settings=ASKED)
    gone = version_changes(plain, fewer).moved
    assert [(m.name, m.before, m.after) for m in gone] == [("Reach", 1500.0, None)]
    assert [(m.before, m.after) for m in version_changes(fewer, plain).moved] == [(None, 1500.0)]


def test_limits_that_are_set_changed_and_lifted(plain):
    first = replace(plain, settings=replace(ASKED, lower={"c1": 1.0, "c2": 2.0}, locked={"c3": 0.0}))
    second = replace(plain, settings=replace(ASKED, lower={"c2": 5.0, "c3": 7.0}))
    found = version_changes(first, second)
    assert found.kinds == ("locked", "limits")
    assert {(x.name, x.before, x.after) for x in found.lower} == {
        ("Search brand", 1.0, None), ("Prospecting", 2.0, 5.0), ("Reach", None, 7.0),
    }  # fmt: skip
    assert [(x.before, x.after) for x in found.locked] == [(0.0, None)]  # a lock at nothing is a lock
    assert found.upper == ()


def test_outcomes_of_other_questions_are_not_laid_beside_each_other(plain):
    assert version_changes(plain, replace(plain, settings=replace(ASKED, days=14))).expected is None
