"""Which scenarios can stand beside a plan, and with what amounts."""

from dataclasses import replace

import pytest

from callbacks.budget_rivals import answer_rivals
from core.allocation.planning import PlanSettings
from tests.callbacks.test_budget import dataset, over, workbench  # noqa: F401

ASKED = {"seq": 4, "outcome": "revenue", "days": 30}


def test_scenarios_of_the_same_question_are_offered_newest_first_with_their_amounts(tmp_path, dataset):  # noqa: F811
    workbench = over(tmp_path, dataset)  # noqa: F811
    planner = workbench.planner("revenue", 30)
    first = planner.campaigns[0].id
    workbench.plans.save("Less", PlanSettings(), {first: 1.5}, owner="Mara Keller")
    more = workbench.plans.save("More", PlanSettings(), {first: 3.0})
    workbench.plans.save("Weeks ahead", PlanSettings(days=14), {})
    workbench.plans.save("Orders", PlanSettings(outcome="conversions"), {})
    gone = workbench.plans.save("Gone", PlanSettings(), {})
    workbench.scenarios.archive(gone.id)
    answer = answer_rivals(workbench, ASKED)
    assert answer["ok"]
    assert answer["seq"] == 4
    assert [(s["name"], s["spend"][first]) for s in answer["scenarios"]] == [("More", 3.0), ("Less", 1.5)]
    assert answer["scenarios"][0]["spend"] == more.spend
    assert answer["scenarios"][1]["saved"].startswith("Mara Keller, v1, today ")


def test_campaigns_that_cannot_be_planned_now_are_left_out_and_counted(tmp_path, dataset):  # noqa: F811
    workbench = over(tmp_path, dataset)  # noqa: F811
    kept = workbench.plans.save("Old", PlanSettings(), {})
    fewer = dataset.daily_metrics[dataset.daily_metrics.campaign_id != next(iter(kept.spend))]
    workbench._datasets.add(replace(dataset, daily_metrics=fewer, truth=None))
    [found] = answer_rivals(workbench, ASKED)["scenarios"]
    assert found["missing"] == "1 campaign of it cannot be planned now and is left out."
    assert set(found["spend"]) == set(kept.spend) - {next(iter(kept.spend))}


@pytest.mark.parametrize("raw", [None, 7, [], {}, {"outcome": "joy", "days": 30}, {"outcome": "revenue", "days": "30"}])
def test_what_is_no_question_is_refused_in_words(workbench, raw):  # noqa: F811
    answer = answer_rivals(workbench, raw)
    assert not answer["ok"]
    assert answer["error"]["head"]
