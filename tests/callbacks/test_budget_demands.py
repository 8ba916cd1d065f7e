"""What the Budget page answers to a goal, to rules and to caution, over a real workbench."""

from dataclasses import asdict

import numpy as np
import pytest

from callbacks import budget as page
from callbacks.budget_requests import read_plan
from callbacks.budget_saves import answer_save
from components.budget_frontier import finding
from components.ids import Budget
from core.allocation.joint_draws import cvar
from tests.callbacks.test_budget import app, dataset, plan, planner, post, workbench

__all__ = ["app", "dataset", "plan", "planner", "workbench"]


def ask(app, plan, **demands) -> dict:
    return post(app, Budget.OPTIMIZE, Budget.OPTIMIZED, {**plan, **demands})


def test_a_goal_is_answered_with_what_it_reached(app, planner, plan):
    target = round(0.8 * float(planner.outcome_draws(planner.today).sum(axis=1).mean()))
    answer = ask(app, plan, goal="least_spend", target=target)
    assert answer["ok"] is True
    assert answer["figures"]["expected"] >= target
    assert sum(answer["spend"].values()) < plan["budget"]
    assert "less money would not be enough" in answer["reached"]
    assert answer["bad_cases"] is None


def test_groups_and_counts_are_kept_and_priced(app, planner, plan):
    ids = [c.id for c in planner.campaigns]
    free = ask(app, plan)
    most = round(0.5 * sum(free["spend"][i] for i in ids[:2]), 2)
    group = {"name": "Both", "campaigns": ids[:2], "upper": most}
    answer = ask(app, plan, groups=[group])
    assert sum(answer["spend"][i] for i in ids[:2]) <= most + 0.005
    (bound,) = [b for b in answer["bindings"] if b["about"] == "Both"]
    assert (bound["kind"], bound["price"] > 0) == ("group", True)
    assert "Both is at its maximum" in bound["text"]
    fewer = ask(app, plan, most_active=2, at_least=dict.fromkeys(ids, 100.0))
    amounts = [a for a in fewer["spend"].values() if a > 0]
    assert len(amounts) <= 2
    assert min(amounts) >= 100


def test_a_cautious_plan_tells_its_bad_cases(app, planner, plan):
    answer = ask(app, plan, caution=1.0, tail=0.2)
    spend = np.array([answer["spend"][c.id] for c in planner.campaigns])
    assert answer["bad_cases"] == pytest.approx(cvar(planner.outcome_draws(spend).sum(axis=1), 0.2))
    refused = ask(app, plan, caution=1.0, goal="profit", margin=0.5)
    assert refused["ok"] is False
    assert "Caution goes with" in refused["error"]["head"]


def test_another_way_to_split_says_what_it_loses(app, plan):
    answer = ask(app, plan, strategy="equal")
    assert answer["certificate"].endswith("below the best possible")
    assert answer["gap"] > 0


def test_the_chance_of_a_target_comes_with_the_figures(app, workbench, plan):
    expected = post(app, Budget.PLAN, Budget.FIGURES, plan)["figures"]
    assert expected["reach"] is None
    target = expected["lower"]
    answer = post(app, Budget.PLAN, Budget.FIGURES, {**plan, "reach": target})
    asked = read_plan(plan, workbench)
    assert answer["figures"]["reach"] == workbench.chance(asked.settings, asked.spend, target)
    assert answer["figures"]["reach"] == pytest.approx(0.9, abs=0.02)
    for bad in ("much", -1, True, 10**400):
        assert post(app, Budget.PLAN, Budget.FIGURES, {**plan, "reach": bad})["ok"] is False


def test_the_chart_of_caution_follows_what_was_asked(workbench, plan):
    choice = page.caution_of(workbench, {**plan, "caution": 0.5, "tail": 0.2})
    assert (choice.caution, choice.tail) == (0.5, 0.2)
    assert choice.curve.caution[[0, -1]].tolist() == [0, 1]
    assert (np.diff(choice.curve.expected) <= 1e-6 * choice.curve.expected[0]).all()
    assert (np.diff(choice.curve.bad_cases) >= -1e-6 * choice.curve.bad_cases[0]).all()


def test_the_chart_of_totals_is_the_same_for_every_goal(workbench, plan):
    today = sum(plan["spend"].values())
    group = {"name": "One", "campaigns": list(plan["spend"])[:1], "upper": 5.0}
    asked = [
        page.plain(read_plan({**plan, "groups": [group], **demands}, workbench).settings, today, today)
        for demands in ({}, {"goal": "profit", "margin": 0.5}, {"caution": 0.5}, {"strategy": "equal"})
    ]
    assert all(one == asked[0] for one in asked)
    assert asked[0].groups[0].name == "One"


@pytest.mark.parametrize("share", [0.2, 0.5, 2.0])
def test_the_chart_of_totals_reaches_to_a_plan_that_spends_far_less_or_more_than_may_be_spent(workbench, plan, share):
    # As after a goal that leaves the total free: what may be spent stays as it was asked.
    spend = {i: round(share * amount, 2) for i, amount in plan["spend"].items()}
    found = page.frontier_of(workbench, {**plan, "spend": spend, "goal": "least_spend", "target": 1.0})
    assert found.curve.budget[0] < found.plan.spend < found.curve.budget[-1]
    assert finding(found).startswith("The next ")
    assert "bring about €0" not in finding(found)


def test_a_saved_plan_opens_with_all_that_was_asked(app, workbench, planner, plan):
    ids = [c.id for c in planner.campaigns]
    demands = {
        "goal": "average",
        "target": 2.5,
        "groups": [{"name": "Both", "campaigns": ids[:2], "lower": 10.0, "upper": None, "share": 0.6}],
        "at_least": {ids[0]: 50.0},
        "most_active": 3,
    }
    answer = answer_save(workbench, {**plan, **demands, "name": "Asked"}, None)
    assert answer["ok"] is True
    opened = page.open_page(app, workbench, f"?scenario={answer['scenario']['id']}")["start"]["asked"]
    assert {name: opened[name] for name in demands if name != "groups"} == {
        name: value for name, value in demands.items() if name != "groups"
    }
    (group,) = opened["groups"]
    assert {**group, "campaigns": list(group["campaigns"])} == demands["groups"][0]
    again = asdict(read_plan({**plan, **opened, "groups": demands["groups"]}, workbench).settings)
    assert again == asdict(read_plan({**plan, **demands}, workbench).settings)


@pytest.mark.parametrize("outcome", ["clicks", "impressions"])
def test_the_page_opens_and_plans_for_what_is_counted(app, plan, outcome):
    answer = post(app, Budget.QUESTION, Budget.QUESTION_ANSWER, {"seq": 1, "outcome": outcome, "days": 30})
    assert answer["ok"] is True
    meta = answer["meta"]
    assert [outcome, outcome.capitalize()] in meta["outcomes"]
    asked = {**plan, "outcome": outcome, "key": meta["key"]}
    best = post(app, Budget.OPTIMIZE, Budget.OPTIMIZED, asked)
    assert best["ok"] is True
    assert best["reached"].endswith(f"{outcome}.")
