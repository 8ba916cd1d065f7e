"""What the Scenarios page says: the finding follows from the draws, and what cannot be compared is not ranked."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from components.scenarios_words import between_words, verdict, verdict_text
from core.agents.report import Estimate
from core.database import open_database
from core.scenarios import ScenarioStore, compare
from core.scenarios.comparison import TODAY, Odds
from tests.core.scenarios.cases import Saver, make_dataset, make_planner

REVENUE_30 = ("revenue", 30)
TODAYS = {"c1": 3000.0, "c2": 6000.0, "c3": 1500.0}


@pytest.fixture
def planner():
    return make_planner(make_dataset())


@pytest.fixture
def save(tmp_path, planner):
    return Saver(ScenarioStore(open_database(f"sqlite:///{tmp_path / 'w.db'}")), make_dataset(), planner)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_winner_is_the_split_with_the_best_worst_chance(save, planner):
    rng = np.random.default_rng(5)
    for _ in range(12):
        sides = [save(str(i), {c: t * rng.uniform(0.4, 1.6) for c, t in TODAYS.items()}) for i in range(3)]
        comparison = compare(sides, {REVENUE_30: planner}, measure="after_spend")
        names = ["A", "B", "C", TODAY]
        spends = [s.spend for s in sides] + [TODAYS]
        totals = [
            planner.outcome_draws(planner.spend_vector(s)).sum(axis=1) - sum(s.values()) for s in spends
        ]  # computed once more, without the comparison
        worst = {a: min((x > y).mean() for y in totals if y is not x) for a, x in zip(names, totals, strict=True)}
        best = max(worst, key=worst.get)
        found = verdict(comparison)
        if worst[best] >= 0.6:
            assert found.winner == best
            assert ("clear" if worst[best] >= 0.95 else "likely") in found.title
        else:
            assert found.winner == ""
            assert "too close to call" in found.title
        assert {o.second for o in found.odds} == set(names) - {best}


def test_one_scenario_says_what_it_brings_more_than_today(save, planner):
    up = {**TODAYS, "c1": 6000.0}
    found = verdict(compare([save("More", up)], {REVENUE_30: planner}))
    gain = (planner.outcome_draws(planner.spend_vector(up)) - planner.outcome_draws(planner.today)).sum(axis=1).mean()
    assert found.title == f"A, “More”, brings about €{round(gain / 100) * 100:,.0f} more revenue than today’s split"
    assert "It beats today’s split with over 99 % chance." in plain(found.sub)
    assert "Judged by revenue, over 30 days, data up to 22 Nov 2026." in found.sub


def test_today_can_win(save, planner):
    found = verdict(compare([save("Nothing", dict.fromkeys(TODAYS, 1.0))], {REVENUE_30: planner}))
    assert (found.winner, found.title) == (TODAY, "Today’s split is the clear winner")
    assert found.sub.startswith("Today’s split beats A with")


def test_the_same_split_is_not_ranked(save, planner):
    found = verdict(compare([save("Copy")], {REVENUE_30: planner}))
    assert (found.winner, found.title) == ("", "A, “Copy”, is today’s split")
    assert verdict_text(found.odds[0], compare([save("Copy")], {REVENUE_30: planner})) == "Both are the same split."


def test_without_any_chance_nothing_is_ranked(save):
    comparison = compare([save("Alone")], {})
    found = verdict(comparison)
    assert (found.winner, found.title) == ("", "These scenarios cannot be ranked")
    assert "cannot answer the question" in verdict_text(found.odds[0], comparison)


def test_the_most_common_question_is_ranked_whatever_stands_beside_it(save, planner):
    conversions = make_planner(make_dataset(), outcome="conversions")
    sides = [save("A", {**TODAYS, "c1": 4000.0}), save("B", {**TODAYS, "c1": 6000.0})]
    other = save("C", {**TODAYS, "c1": 1.0}, planner=conversions)
    planners = {REVENUE_30: planner, ("conversions", 30): conversions}
    alone = verdict(compare(sides, planners))
    assert alone.winner == "B"
    for order in itertools.permutations([*sides, other]):
        comparison = compare(order, planners)
        found = verdict(comparison)
        assert found.winner == "ABC"[order.index(sides[1])]
        extra = found.odds[-1]
        assert (extra.first, extra.second) == ("ABC"[order.index(other)], TODAY)
        assert "Conversions between" in verdict_text(extra, comparison)
        assert "€" not in verdict_text(extra, comparison).partition("Conversions")[2]


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (11_000.0, 67_000.0, "between €11,000 and €67,000 more"),
        (-3_000.0, 36_000.0, "between €3,000 less and €36,000 more"),
        (-67_000.0, -11_000.0, "between €11,000 and €67,000 less"),
    ],
)
def test_intervals_of_differences_in_words(save, planner, low, high, words):
    comparison = compare([save("A", {"c1": 1.0})], {REVENUE_30: planner})
    odds = Odds("A", TODAY, 0.5, 0.5, 0.0, Estimate((low + high) / 2, low, high))
    assert between_words(odds, comparison) == words


@pytest.mark.parametrize(
    ("win", "start"),
    [(0.96, "Close to certain"), (0.86, "The better bet"), (0.66, "Likely, not sure"), (0.5, "Too close to call")],
)
def test_how_sure_in_words_and_what_it_costs(save, planner, win, start):
    comparison = compare([save("A"), save("B", {"c1": 1.0})], {REVENUE_30: planner})
    odds = Odds("A", "B", win, 1 - win, 0.0, Estimate(5.0, -10.0, 20.0), spend_difference=84_000.0)
    assert verdict_text(odds, comparison).startswith(f"{start}: B spends €84,000 less. Revenue between")
    swapped = replace(odds, first="B", second="A", spend_difference=-84_000.0)
    assert verdict_text(swapped, comparison).startswith(f"{start}: B spends €84,000 less.")
    today = replace(odds, second=TODAY)
    assert verdict_text(today, comparison).startswith(f"{start}: A spends €84,000 more.")
    level = replace(odds, spend_difference=0.4)
    assert verdict_text(level, comparison).startswith(f"{start}. Revenue")


def test_profit_is_said_only_where_a_margin_is_known(save, planner):
    sides = [save("A", {"c1": 5000.0})]
    whole = verdict(compare(sides, {REVENUE_30: planner}, measure="after_spend")).sub
    part = verdict(compare(sides, {REVENUE_30: planner}, measure="after_spend", margin=0.55)).sub
    assert "revenue after ad spend" in whole
    assert "profit" not in whole
    assert "profit after ad spend at 55 % margin" in plain(part)
