"""Goals and rules in words: each goal asks for what it needs and says what was chosen."""

from dataclasses import replace

import numpy as np
import pytest

from components.budget_caution import CautionChoice, caution_store, finding
from components.budget_goals import (
    active_short,
    caution_short,
    floors_short,
    goal_short,
    goals,
    goals_plain,
    groups_short,
)
from core.allocation.planning import GOALS, GroupLimit, PlanSettings
from core.budget_curves import CautionCurve


@pytest.mark.parametrize("outcome", ["revenue", "conversions", "impressions"])
def test_every_goal_of_the_optimizer_is_offered(outcome):
    offered = goals_plain(outcome, "EUR")
    assert sorted(g["name"] for g in offered) == sorted(GOALS)
    assert [g["name"] for g in offered if g["free"]] == ["profit", "roi", "least_spend", "average", "marginal"]
    texts = [text for g in offered for text in (g["title"], g["note"])]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("outcome", ["revenue", "conversions", "impressions"])
def test_a_choice_names_only_figures_that_its_goal_asks_for(outcome):
    asks = {"margin": "margin", "reach": "target", "ratio": "target", "amount": "amount", "least": "amount"}
    for goal in goals(outcome, "EUR").values():
        named = {part.split("}")[0] for part in goal.short.split("{")[1:]}
        assert named == {asks[ask] for ask, _ in goal.asks}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (PlanSettings(), "Most revenue for the total"),
        (PlanSettings(goal="profit", margin=0.4), "Most profit at a margin of 40 %"),
        (PlanSettings(goal="least_spend", target=8e5), "Reach €800,000 for the least money"),
        (PlanSettings(goal="average", target=2.5), "Spend the most at a return of 2.50 or more"),
        (PlanSettings(goal="marginal", target=1.2), "Spend while the next €1 brings €1.20"),
        (PlanSettings(outcome="conversions", goal="average", target=0.025), "Spend the most at €40.00 a conversion"),
        (PlanSettings(outcome="impressions", goal="average", target=250.0), "Spend the most at €0.004 an impression"),
        (PlanSettings(goal="next", amount=5e4), "Where to put €50,000 more"),
    ],
)
def test_what_was_chosen_is_said_with_its_figures(settings, words):
    assert goal_short(settings, "EUR").replace("\u00a0", " ") == words


def test_rules_and_caution_in_words():
    settings = PlanSettings(
        groups=(GroupLimit("Search", ("a", "b"), 100.0, 5e4, 0.4), GroupLimit("Video", ("c",))),
        at_least={"a": 5000.0, "b": 5000.0},
        most_active=8,
        caution=0.5,
    )
    lines = groups_short(settings, "EUR")
    assert lines[0].replace("\u00a0", " ") == "Search: at least €100, at most €50,000, at most 40 % of the total"
    assert floors_short(settings, "EUR") == "Nothing or at least €5,000 (2 campaigns)"
    assert active_short(settings) == "At most 8"
    assert caution_short(settings).replace("\u00a0", " ") == "Bad 10 % of cases, weight 50 %"
    assert caution_short(replace(settings, caution=1.0)).replace("\u00a0", " ") == "Bad 10 % of cases alone"
    assert caution_short(PlanSettings()) == "Expected outcome"


def choice(expected, bad, caution=0.5) -> CautionChoice:
    curve = CautionCurve(np.array([0.0, 0.5, 1.0]), np.array(expected), np.array(bad), np.zeros(3))
    return CautionChoice(curve, caution, 0.1, "revenue", "EUR")


def test_the_finding_says_what_caution_costs_and_saves():
    found = finding(choice([100_000.0, 99_000.0, 96_000.0], [60_000.0, 68_000.0, 70_000.0]))
    assert found.replace("\u00a0", " ") == ("Full caution costs about €4,000 and brings €10,000 more in bad cases")
    assert finding(choice([100.0, 100.0, 100.0], [60.0, 60.0, 60.0])).startswith("Caution changes little here")


def test_the_chosen_caution_stands_on_the_line():
    store = caution_store(choice([100_000.0, 99_000.0, 96_000.0], [60_000.0, 68_000.0, 70_000.0], caution=0.75))
    line, point = store["figure"]["data"]
    assert (line["x"], line["y"]) == ([100_000.0, 99_000.0, 96_000.0], [60_000.0, 68_000.0, 70_000.0])
    assert (point["x"], point["y"]) == ([97_500.0], [69_000.0])
    assert [row[0] for row in store["table"]["rows"]] == [0.0, 50.0, 100.0]
    low, high = store["figure"]["layout"]["xaxis"]["range"]
    assert low < 96_000 < 100_000 < high
