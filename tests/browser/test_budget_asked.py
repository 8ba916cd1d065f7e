"""What is asked of a plan, without a page: it goes to the server and comes back from storage unchanged."""

from dataclasses import asdict

import pytest

from components.budget_goals import goals_plain
from core.allocation.planning import GroupLimit, PlanSettings
from tests.browser.budget_scripts import run, scripts

__all__ = ["scripts"]

IDS = ["a", "b", "c"]
FULL = {
    "groups": (GroupLimit("Ab", ("a", "b"), 100.0, 900.5, 0.4), GroupLimit("C", ("c",), 0.0, None, 0.9)),
    "at_least": {"a": 50.25},
    "most_active": 2,
}
ASKED = [
    PlanSettings(budget=1000.0),
    PlanSettings(budget=1000.0, caution=0.5, tail=0.2, **FULL),
    PlanSettings(budget=1000.0, strategy="equal"),
    PlanSettings(budget=1000.0, goal="profit", margin=0.4, **FULL),
    PlanSettings(budget=1000.0, goal="roi", amount=300.0),
    PlanSettings(budget=1000.0, goal="least_spend", target=8000.0),
    PlanSettings(budget=1000.0, goal="average", target=2.5),
    PlanSettings(budget=1000.0, goal="next", amount=120.5),
    PlanSettings(outcome="conversions", budget=1000.0, goal="average", target=1 / 40),
    PlanSettings(outcome="conversions", budget=1000.0, goal="marginal", target=1 / 7),
    PlanSettings(outcome="conversions", budget=1000.0, goal="profit", margin=80.0),
]


def sent(page, settings: PlanSettings, ids=IDS) -> dict:
    """What the browser sends after it opened saved settings."""
    return run(
        page,
        "return page.asked.settings(page.asked.opened(saved, meta, (id) => ids.includes(id)), meta, 100000);",
        saved=asdict(settings),
        meta={"goals": goals_plain(settings.outcome, "EUR"), "is_money": settings.outcome == "revenue", "ranged": True},
        ids=ids,
    )


@pytest.mark.parametrize("settings", ASKED, ids=lambda s: f"{s.goal}-{s.outcome}-{len(s.groups)}")
def test_what_is_saved_is_sent_again(scripts, settings):
    again = PlanSettings(outcome=settings.outcome, **sent(scripts, settings))
    assert again.target == pytest.approx(settings.target)
    assert asdict(again) | {"target": 0} == asdict(settings) | {"target": 0}


def test_campaigns_that_are_gone_leave_their_groups(scripts):
    again = PlanSettings(**sent(scripts, PlanSettings(budget=1000.0, **FULL), ids=["b"]))
    assert again.groups == (GroupLimit("Ab", ("b",), 100.0, 900.5, 0.4),)
    assert again.at_least == {}


@pytest.mark.parametrize("beside", [{"goal": "profit", "margin": 0.4}, {"strategy": "equal"}])
def test_caution_is_not_in_force_beside_what_it_does_not_go_with(scripts, beside):
    again = sent(scripts, PlanSettings(budget=1000.0, caution=0.5, tail=0.2, **beside))
    assert again == {"budget": 1000.0, **beside}


def test_a_goal_is_not_in_force_before_it_is_complete(scripts):
    unfinished = PlanSettings(outcome="conversions", budget=1000.0, goal="profit", margin=None)
    assert sent(scripts, unfinished) == {"budget": 1000.0}


RULES = """
const campaigns = today.map((amount, i) => (
  { id: "abc"[i], name: "abc"[i], today: amount, lower: 0, upper: 3 * amount + 10, seen: amount }));
const plan = new page.state.Plan({ campaigns, goals, is_money: true, outcome: "revenue", days: 30 });
"""


def test_all_changes_are_limited_at_once_and_given_back(scripts):
    answer = run(
        scripts,
        RULES
        + """
        page.rules.limitChanges(plan, 0.2);
        const limits = [plan.lower.slice(), plan.upper.slice()], rule = page.rules.changeRule(plan);
        plan.upper[1] += 5000;
        const apart = page.rules.changeRule(plan);
        page.rules.limitChanges(plan, null);
        return { limits, rule, apart, left: plan.upper.map((u, i) => u === plan.defaultUpper[i]) };""",
        today=[100.0, 33.33, 0.0],
        goals=goals_plain("revenue", "EUR"),
    )
    assert answer["limits"] == [[8000, 2666, 0], [12000, 4000, 0]]
    assert answer["rule"]["share"] == 0.2
    assert answer["rule"]["who"] == [True, True, True]
    # One that was changed by hand is a rule of its own, and stays when the common one goes.
    assert answer["apart"] is None or answer["apart"]["who"] == [True, False, True]


def test_another_horizon_lets_amounts_grow_and_another_outcome_asks_anew(scripts):
    grown, other = run(
        scripts,
        """
        const asked = page.asked.opened(saved, meta, () => true);
        return [page.asked.carried(asked, 3, true, () => true), page.asked.carried(asked, 1, false, () => true)];""",
        saved=asdict(PlanSettings(budget=1000.0, goal="least_spend", target=8000.0, **FULL)),
        meta={"goals": goals_plain("revenue", "EUR"), "is_money": True, "ranged": True},
    )
    assert (grown["base"], grown["reach"], grown["floors"]["a"]) == (300_000, 24_000.0, 15_075)
    assert [(g["lower"], g["upper"], g["share"]) for g in grown["groups"]] == [(30_000, 270_150, 0.4), (0, None, 0.9)]
    assert (other["goal"], other["reach"], other["base"]) == ("outcome", None, None)
    assert len(other["groups"]) == 2
