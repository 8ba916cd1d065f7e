"""Comparison: chances and differences equal a direct computation on the draws; what cannot be compared is said."""

from dataclasses import replace

import numpy as np
import pytest

from core.allocation.planning import PlanSettings
from core.errors import InputError
from core.scenarios import compare
from core.scenarios.comparison import TODAY

from .cases import make_dataset, make_planner

MORE = {"c1": 5000.0, "c2": 5000.0, "c3": 500.0}
LESS = {"c1": 4600.0, "c2": 5000.0, "c3": 700.0}
REVENUE_30 = ("revenue", 30)


def direct_totals(planner, spend):
    """The total by draw, written out once more: scale x^k / (x^k + h^k)."""
    total = 0.0
    for campaign, curve in zip(planner.campaigns, planner.curves, strict=True):
        x = spend[campaign.id]
        total = total + curve.scale * x**curve.slope / (x**curve.slope + curve.half_saturation**curve.slope)
    return total


@pytest.fixture
def two(save, planner):
    a, b = save("More", MORE), save("Less", LESS)
    return a, b, compare([a, b], {REVENUE_30: planner})


def test_chances_and_differences_equal_the_draws(two, planner):
    _, _, comparison = two
    a, b = direct_totals(planner, MORE), direct_totals(planner, LESS)
    today = direct_totals(planner, {"c1": 3000.0, "c2": 6000.0, "c3": 1500.0})
    for first, second, x, y in (("A", "B", a, b), ("B", TODAY, b, today), (TODAY, "A", today, a)):
        odds = comparison.against(first, second)
        assert odds.win == (x > y).mean()
        assert odds.lose == (x < y).mean()
        assert odds.difference.mean == pytest.approx((x - y).mean(), rel=1e-12)
        expected = np.quantile(x - y, [0.1, 0.9])
        assert (odds.difference.lower, odds.difference.upper) == pytest.approx(expected, rel=1e-9)
    assert comparison.today.expected.mean == pytest.approx(today.mean())
    assert comparison.sides[0].chance == (a > today).mean()
    # Something is at stake: neither chance is certain, and separate draws would have given another one.
    shuffled = np.random.default_rng(0).permutation(b)
    assert 0.05 < comparison.against("B", TODAY).win < 0.95
    assert abs((a > b).mean() - (a > shuffled).mean()) > 0.02


def test_after_spend_takes_margin_and_spend_into_account(two, planner):
    a, b, _ = two
    comparison = compare([a, b], {REVENUE_30: planner}, measure="after_spend", margin=0.55)
    x = 0.55 * direct_totals(planner, MORE) - sum(MORE.values())
    y = 0.55 * direct_totals(planner, LESS) - sum(LESS.values())
    odds = comparison.against("A", "B")
    assert odds.win == pytest.approx((x > y).mean(), abs=1e-12)
    assert odds.difference.mean == pytest.approx((x - y).mean())
    assert odds.spend_difference == 200.0
    after = comparison.sides[0].after_spend
    assert (after.mean, after.lower, after.upper) == pytest.approx((x.mean(), *np.quantile(x, [0.1, 0.9])))


def test_every_pair_adds_up_to_one_in_both_directions(save, planner):
    sides = [save("A", MORE), save("B", LESS), save("C", {"c3": 0.0}), save("D", {})]
    comparison = compare(sides, {REVENUE_30: planner})
    assert len(comparison.odds) == 4 * 3 + 4 * 2
    for odds in comparison.odds:
        back = comparison.against(odds.second, odds.first)
        assert odds.win + odds.lose + odds.tie == pytest.approx(1.0, abs=1e-12)
        assert odds.win + back.win + odds.tie == pytest.approx(1.0, abs=1e-12)
        assert (odds.win, odds.tie) == (back.lose, back.tie)
        assert odds.difference.mean == pytest.approx(-back.difference.mean)


def test_todays_split_ties_with_today_and_equal_splits_tie(save, planner):
    comparison = compare([save("Same"), save("Move", MORE), save("Twin", MORE)], {REVENUE_30: planner})
    same = comparison.against("A", TODAY)
    assert (same.win, same.lose, same.tie, same.difference.mean) == (0.0, 0.0, 1.0, 0.0)
    assert comparison.sides[0].same_as_today
    assert comparison.sides[0].chance is None
    assert comparison.against("B", "C").tie == 1.0


def test_different_questions_get_words_and_no_chance(save, planner, dataset):
    conversions, longer = make_planner(dataset, outcome="conversions"), make_planner(dataset, days=60)
    sides = [save("A", MORE), save("B", MORE, planner=conversions), save("C", MORE, planner=longer)]
    planners = {REVENUE_30: planner, ("conversions", 30): conversions, ("revenue", 60): longer}
    comparison = compare(sides, planners)
    for pair, words in ((("A", "B"), "planned for revenue, B for conversions"), (("A", "C"), "covers 30 days, C 60")):
        odds = comparison.against(*pair)
        assert (odds.win, odds.tie, odds.difference) == (None, None, None)
        assert words in odds.reason
    # Each is still compared with today's split over its own question.
    for side, p in zip(comparison.sides, (planner, conversions, longer), strict=True):
        today = direct_totals(p, {c.id: c.today for c in p.campaigns})
        assert side.chance == (direct_totals(p, MORE) > today).mean()
    assert len(comparison.warnings) == 2
    first = comparison.spending.rows()[0]
    assert first.cells["C"].change == MORE["c1"] - 6000.0
    assert first.cells["A"].change == MORE["c1"] - 3000.0


def moved_on(**options):
    newer = make_dataset(days=45)
    return newer, make_planner(newer, seed=11, **options)


def test_stale_figures_stay_as_saved_while_the_chance_uses_the_data_of_now(save):
    old = save("Old", MORE)
    newer, planner = moved_on()
    fresh = save("Fresh", LESS, dataset=newer, planner=planner)
    comparison = compare([old, fresh], {REVENUE_30: planner})
    side = comparison.sides[0]
    assert side.stale
    assert "older data" in side.reason
    assert side.expected.mean == old.figures.expected
    assert side.gain.mean == old.figures.gain
    assert side.expected.mean != pytest.approx(direct_totals(planner, MORE).mean())
    now = (direct_totals(planner, MORE) > direct_totals(planner, LESS)).mean()
    assert comparison.against("A", "B").win == now
    assert not comparison.sides[1].stale


def test_stale_with_other_campaigns_gets_no_chance_but_words(save):
    old = save("Old", MORE)
    _, planner = moved_on(only=2)
    comparison = compare([old], {REVENUE_30: planner})
    odds = comparison.against("A", TODAY)
    assert odds.win is None
    assert "other campaigns" in odds.reason
    assert comparison.sides[0].expected.mean == old.figures.expected
    gone = next(row for row in comparison.spending.rows() if row.id == "c3")
    assert (gone.name, gone.cells[TODAY], gone.cells["A"].change) == ("Reach", None, None)
    assert gone.differs


def test_without_a_planner_the_saved_figures_still_stand(save):
    saved = save("Alone", MORE)
    comparison = compare([saved], {})
    assert comparison.today is None
    assert comparison.sides[0].expected.mean == saved.figures.expected
    assert "cannot answer" in comparison.against("A", TODAY).reason


def test_a_new_model_on_the_same_data_is_said_as_such(save, dataset):
    saved = save("Plan", MORE)
    planner = make_planner(dataset, seed=12)
    side = compare([saved], {REVENUE_30: planner}).sides[0]
    assert side.stale
    assert "earlier version of the model" in side.reason


def test_split_marks_what_moves(two):
    _, _, comparison = two
    rows = {row.id: row for row in comparison.spending.rows()}
    assert list(rows) == ["c1", "c2", "c3"]
    assert rows["c1"].cells[TODAY].spend == 3000.0
    assert [rows["c1"].cells[x].change for x in (TODAY, "A", "B")] == [0.0, 2000.0, 1600.0]
    assert all(row.differs for row in rows.values())


def test_rows_that_do_not_differ_are_known(save, planner):
    comparison = compare([save("A", {"c1": 3100.0}), save("B", {"c1": 2900.0, "c2": 6000.004})], {REVENUE_30: planner})
    assert [row.id for row in comparison.spending.rows() if row.differs] == ["c1"]


def test_constraints_mark_who_stands_apart(save, planner):
    limits = PlanSettings(lower={"c1": 10.0})
    sides = [save("A", settings=limits), save("B", settings=limits), save("C", certificate="Proved", gap=0.0)]
    rows = {row.kind: row.differs for row in compare(sides, {REVENUE_30: planner}).constraints}
    assert rows["limits"] == (False, False, True)
    assert rows["goal"] == (False, False, True)
    assert rows["locked"] == (False, False, False)
    two = {row.kind: row.differs for row in compare(sides[1:], {REVENUE_30: planner}).constraints}
    assert two["limits"] == (True, True)


def test_bad_choices_are_refused(save, planner):
    saved = [save(str(i)) for i in range(5)]
    planners = {REVENUE_30: planner}
    for choice in ([], saved, [saved[0], saved[0]]):
        with pytest.raises(InputError, match="hoose"):
            compare(choice, planners)
    with pytest.raises(InputError, match="measure"):
        compare(saved[:1], planners, measure="luck")
    for margin in (0.0, -0.1, 1.01, float("nan")):
        with pytest.raises(InputError, match="margin"):
            compare(saved[:1], planners, margin=margin)


def test_two_versions_of_one_scenario_can_stand_side_by_side(save, store, planner):
    first = save("Plan", MORE)
    second = save("Plan", LESS, scenario_id=first.id, base_version=1)
    comparison = compare([store.get(first.id, 1), second], {REVENUE_30: planner})
    assert comparison.against("A", "B").win is not None


def test_currency_that_differs_is_said(save, planner):
    a, b = save("A", MORE), replace(save("B", LESS), currency="SEK")
    assert any("currencies" in w for w in compare([a, b], {REVENUE_30: planner}).warnings)
