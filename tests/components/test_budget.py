"""Words and the chart of the Budget page: what they say follows from the figures they are given."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from components.budget import frontier_card
from components.budget_frontier import Frontier, finding, frontier_store, sentence
from components.budget_words import moves, question
from core.allocation.planning import PlanCampaign, Planner, plan_figures
from core.budget_curves import BudgetCurve
from core.curves import CurveDraws


def planner(outcome: str = "revenue", currency: str | None = "EUR", days: int = 30) -> Planner:
    listed = [
        PlanCampaign("a", "Brand terms", "Search", 600.0, 0.0, 1800.0, 900.0),
        PlanCampaign("b", "Reach", "Display", 400.0, 0.0, 1200.0, 500.0, date(2026, 8, 3), running=False),
    ]
    curves = [CurveDraws(c.name, np.full(5, 5000.0), np.full(5, 700.0), np.full(5, 1.0)) for c in listed]
    return Planner("key", "hash", outcome, days, currency, tuple(listed), tuple(curves), (("Old", "it never spent"),))


def asked(**changes):
    return question(planner(**changes), ("revenue", "conversions"), date(2026, 11, 22), "/api/curves/key")


def test_a_question_names_its_dates_and_units():
    meta = asked()
    assert meta["dates"].startswith("Plan: 23 Nov – 22 Dec 2026. Today: mean of the 28 days up to")
    assert meta["dates"].endswith("1 campaign without recent spend starts at 0.")
    assert (meta["next_head"], meta["money_word"], meta["sign"]) == ("Next €1", "euro", "€")
    assert [c["paused"] for c in meta["campaigns"]] == [None, "no spend since 3 Aug 2026"]
    assert meta["left_out"] == [["Old", "it never spent"]]


def test_conversions_are_told_per_hundred():
    meta = asked(outcome="conversions", currency="USD")
    assert (meta["next_head"], meta["next_unit"], meta["ratio_name"]) == ("Next $100", 100, "Cost per conversion")
    assert meta["is_money"] is False


def test_other_counts_have_names_of_their_own():
    meta = asked(outcome="impressions")
    assert (meta["outcome_name"], meta["ratio_name"]) == ("Impressions", "Cost per impression")
    assert meta["totals_title"] == "Expected impressions in 30 days"


def test_money_without_a_currency_has_no_sign_and_no_name():
    meta = asked(currency=None)
    assert (meta["next_head"], meta["sign"], meta["money_word"]) == ("Next 1", "", "unit of money")


@pytest.mark.parametrize(("days", "count"), [(30, 4), (45, 5)])
def test_a_horizon_of_its_own_is_offered_too(days, count):
    horizons = asked(days=days)["horizons"]
    assert len(horizons) == count
    assert [h[0] for h in horizons] == sorted(h[0] for h in horizons)
    assert [days, f"{days} days"] in [list(h) for h in horizons]


def test_moves_are_the_largest_changes_first():
    figures = plan_figures(planner(), np.array([500.0, 620.0]))
    told = moves(figures, {"a": "why a", "b": "why b"})
    assert [(m["id"], m["change"], m["text"]) for m in told] == [("b", 220.0, "why b"), ("a", -100.0, "why a")]
    assert moves(plan_figures(planner(), planner().today), {"a": "", "b": ""}) == []


def frontier(outcome: str = "revenue", spend: float = 1000.0, ranged: bool = True) -> Frontier:
    budget = np.linspace(400.0, 1600.0, 25)
    curve = BudgetCurve(budget, 2 * budget, 1.8 * budget, 2.2 * budget)
    plan = plan_figures(planner(), np.array([spend - 400.0, 400.0]))
    return Frontier(curve, plan, 1000.0, 1900.0, outcome, "EUR", ranged)


def test_the_finding_is_what_a_little_more_money_brings():
    # 2.5 % of 1,000 is 25; the round amount below is 20; the best outcome rises by 2 for each 1.
    assert finding(frontier()) == "The next €20 would bring about €40"
    assert finding(frontier("conversions")) == "The next €20 would bring about 40 conversions"


def test_the_finding_at_the_end_of_the_limits_says_so():
    assert finding(frontier(spend=1590.0)) == "Your limits leave room for a total of €1,600 at most"


def test_a_plan_below_the_curve_claims_nothing_of_the_next_money():
    budget = np.linspace(1100.0, 1600.0, 5)
    higher = replace(frontier(), curve=BudgetCurve(budget, 2 * budget, budget, 3 * budget))
    assert finding(higher) == "The best outcome at each total"


def test_the_chart_holds_curve_interval_and_both_points():
    store = frontier_store(frontier())
    band, best, today, plan = store["figure"]["data"]
    assert best["y"] == pytest.approx(2 * np.linspace(400, 1600, 25))
    assert len(band["x"]) == 50
    assert (today["x"], today["y"]) == ([1000.0], [1900.0])
    assert plan["x"] == [1000.0]
    assert len(store["table"]["rows"]) == 25
    assert "@chart-best" in str(best)


def test_of_curves_without_draws_no_interval_is_spoken_of():
    store = frontier_store(frontier(ranged=False))
    assert len(store["figure"]["data"]) == 3
    assert [len(row) for row in store["table"]["rows"]] == [2] * 25
    shown = [str(store), str(frontier_card(False)), sentence(False)]
    assert not any("interval" in text or "likely" in text for text in shown)
    assert all(
        "interval" in text for text in (str(frontier_store(frontier())), str(frontier_card(True)), sentence(True))
    )
