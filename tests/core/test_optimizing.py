"""Plans for every goal and rule, in whole cents, with their proof and what holds them back."""

from dataclasses import replace

import numpy as np
import pytest

from core.allocation import allocate
from core.allocation.planning import GroupLimit, PlanSettings
from core.budget_curves import budget_curve, caution_curve
from core.curves import mean_curve
from core.errors import InfeasibleError, InputError
from core.memo import DictMemo
from core.optimizing import optimize
from core.planning import make_planner
from core.simulation import DataGenerator


@pytest.fixture(scope="module")
def planner():
    return make_planner(
        DataGenerator(seed=11, campaigns=8, customers=50, days=200).generate(), "revenue", 30, DictMemo()
    )


@pytest.fixture(scope="module")
def total(planner):
    return float(planner.today.sum())


def cents(plan):
    amounts = np.array(list(plan.spend.values())) * 100
    np.testing.assert_allclose(amounts, np.rint(amounts), atol=1e-6)
    return np.rint(amounts).astype(int)


def best(planner, **settings):
    return optimize(planner, PlanSettings(**settings), DictMemo())


def groups_of(planner, total):
    ids = [c.id for c in planner.campaigns]
    return (
        GroupLimit("outer", tuple(ids[:5]), upper=0.65 * total),
        GroupLimit("inner", tuple(ids[:2]), lower=0.1234567 * total, upper=0.2000001 * total),
        GroupLimit("rest", tuple(ids[5:]), share=0.5),
    )


def test_groups_and_rules_hold_to_the_cent(planner, total):
    ids = [c.id for c in planner.campaigns]
    asked = groups_of(planner, total)
    floor = round(0.04 * total, 2)
    plan = best(planner, groups=asked, at_least=dict.fromkeys(ids, floor), most_active=6)
    spent = dict(zip(plan.spend, cents(plan), strict=True))
    assert sum(spent.values()) == round(total * 100)
    sums = [sum(spent[i] for i in group.campaigns) for group in asked]
    assert sums[0] <= 65 * total + 1e-3
    assert 12.34567 * total - 1e-3 <= sums[1] <= 20.00001 * total + 1e-3
    assert sums[2] <= 50 * total + 1e-3
    assert all(x == 0 or x >= round(floor * 100) for x in spent.values())
    assert sum(x > 0 for x in spent.values()) <= 6
    assert plan.gap <= 1e-6


@pytest.mark.parametrize(
    "settings",
    [
        {"goal": "next", "amount": 5000.0},
        {"goal": "cut", "amount": 5000.0},
        {"goal": "profit", "margin": 0.5},
        {"goal": "roi", "amount": 20_000.0},
        {"goal": "average", "target": 2.0},
        {"goal": "marginal", "target": 1.5},
    ],
)
def test_every_goal_is_reached_in_whole_cents_with_a_proof_and_a_sentence(planner, total, settings):
    plan = best(planner, budget=round(1.5 * total, 2), **settings)
    spend, today = np.array(list(plan.spend.values())), planner.today
    assert plan.figures.spend == pytest.approx(cents(plan).sum() / 100)
    assert plan.gap <= 2e-6
    assert plan.reached.endswith(".")
    goal = settings["goal"]
    if goal == "next":
        assert (spend >= np.floor(today * 100) / 100 - 1e-9).all()
        assert spend.sum() == pytest.approx(np.round(today, 2).sum() + 5000, abs=0.011)
    if goal == "cut":
        assert (spend <= np.ceil(today * 100) / 100 + 1e-9).all()
        assert spend.sum() == pytest.approx(np.round(today, 2).sum() - 5000, abs=0.011)
    if goal == "profit":
        # The next unit of money earns itself back where nothing stops a campaign.
        free = (spend > 1) & (spend < 0.999 * np.array([c.upper for c in planner.campaigns]))
        slopes = np.array([c.next_unit for c in plan.figures.campaigns])[free]
        assert slopes == pytest.approx(np.full(free.sum(), 2.0), rel=1e-3)
    if goal == "average":
        assert plan.figures.ratio >= 2.0


def test_the_least_spend_reaches_the_target_and_a_little_less_would_not(planner, total):
    target = 0.8 * best(planner).figures.expected
    plan = best(planner, goal="least_spend", target=target, budget=round(1.5 * total, 2))
    assert plan.figures.expected >= target
    less = best(planner, budget=round(plan.figures.spend * 0.9999, 2))
    assert less.figures.expected < target
    with pytest.raises(InfeasibleError, match="out of reach"):
        best(planner, goal="least_spend", target=100 * target)


def test_prices_of_limits_are_what_easing_them_brings(planner, total):
    outer, inner, rest = groups_of(planner, total)
    step = 0.002 * total
    plan = best(planner, groups=(outer, inner, rest))
    prices = {b.about: b.price for b in plan.bindings if b.kind == "group"}
    assert prices
    for group in (outer, inner, rest):
        # "inner" may bind at either end; one end is eased at a time, and what it brings per unit is the price.
        eased = [replace(group, upper=group.upper + step)] if group.upper else []
        eased += [replace(group, share=group.share + step / total)] if group.share else []
        eased += [replace(group, lower=group.lower - step)] if group.lower else []
        gains = []
        for one in eased:
            others = tuple(one if g is group else g for g in (outer, inner, rest))
            gains.append((best(planner, groups=others).figures.expected - plan.figures.expected) / step)
        assert max(gains) == pytest.approx(prices.get(group.name, 0.0), rel=0.1, abs=2e-3)
    more = best(planner, groups=(outer, inner, rest), budget=round(total + step, 2))
    budget = next(b for b in plan.bindings if b.kind == "budget")
    shared = replace(rest, share=None, upper=0.5 * total)
    fixed = best(planner, groups=(outer, inner, shared), budget=round(total + step, 2))
    assert (fixed.figures.expected - plan.figures.expected) / step == pytest.approx(budget.price, rel=0.1, abs=2e-3)
    assert more.figures.expected >= fixed.figures.expected - 0.01


def test_one_more_campaign_is_worth_what_is_said(planner):
    plan, more = best(planner, most_active=3), best(planner, most_active=4)
    said = next(b for b in plan.bindings if b.kind == "active")
    assert said.price == pytest.approx(more.figures.expected - plan.figures.expected, rel=1e-3)
    assert said.text.startswith("3 campaigns run, as many as may")


def test_caution_gives_up_expected_outcome_for_the_bad_cases(planner, total):
    expected, cautious = best(planner), best(planner, caution=1.0)
    totals = planner.outcome_draws(np.array(list(cautious.spend.values()))).sum(axis=1)
    worst = np.sort(totals)[: len(totals) // 10].mean()
    assert cautious.bad_cases == pytest.approx(worst, rel=1e-3)
    assert expected.bad_cases is None
    assert cautious.figures.expected <= expected.figures.expected * (1 + 1e-9)
    assert cautious.gap <= 1e-3
    curve = caution_curve(planner, PlanSettings(), DictMemo())
    assert (np.diff(curve.expected) <= 1e-6).all()
    assert (np.diff(curve.bad_cases) >= -1e-6).all()
    assert curve.bad_cases[-1] == pytest.approx(cautious.bad_cases, rel=1e-4)
    assert curve.expected[0] == pytest.approx(expected.figures.expected, rel=1e-6)


def test_a_strategy_for_comparison_says_what_it_loses(planner):
    exact, equal = best(planner), best(planner, strategy="equal")
    assert equal.gap == pytest.approx(1 - equal.figures.expected / exact.upper_bound, rel=1e-3)
    assert "Proved within" not in equal.certificate


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"goal": "most"}, "There is no goal “most”"),
        ({"goal": "next"}, "The money to add is missing"),
        ({"goal": "least_spend"}, "The target is missing"),
        ({"goal": "profit", "margin": 0.0}, "The margin"),
        ({"goal": "profit", "caution": 0.5}, "Caution goes with a total"),
        ({"caution": 1.5}, "weight of bad cases"),
        ({"caution": 0.5, "tail": 0.0}, "share of bad cases"),
        ({"strategy": "greedy"}, "There is no strategy"),
        ({"groups": (GroupLimit("A", ("nobody",)),)}, "no campaign of this plan"),
        ({"groups": (GroupLimit("A", ()),)}, "has no campaign"),
        ({"at_least": {"nobody": 1.0}}, "There is no campaign"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_in_words(planner, settings, sentence):
    with pytest.raises(InputError, match=sentence):
        best(planner, **settings)


def test_the_first_feasible_share_of_a_free_total_is_kept(planner, total):
    ids = tuple(c.id for c in planner.campaigns[:3])
    asked = GroupLimit("A", ids, share=0.3)
    plan = best(planner, goal="profit", margin=0.5, groups=(asked,), budget=round(1.5 * total, 2))
    assert sum(plan.spend[i] for i in ids) <= 0.3 * plan.figures.spend + 0.02
    assert plan.gap <= 1e-5


def test_groups_that_clash_are_named_in_the_currency_of_the_data(planner, total):
    ids = [c.id for c in planner.campaigns]
    asked = (
        GroupLimit("Search", tuple(ids[:3]), lower=0.7 * total),
        GroupLimit("Social", tuple(ids[3:6]), 0.6 * total),
    )
    sentence = (
        r"No split fits these limits. The minimums of Search and Social add up to €[\d,.]+, which is €[\d,.]+ more"
    )
    with pytest.raises(InfeasibleError, match=sentence):
        best(planner, groups=asked)


def test_an_amount_that_is_no_split_of_the_exact_answer_is_not_its_plan(planner):
    # The whole-cent plan never beats the bound of the split cents.
    plan = best(planner)
    exact = allocate(
        planner.curves, plan.figures.spend, [c.lower for c in planner.campaigns], [c.upper for c in planner.campaigns]
    )
    assert plan.figures.expected <= exact.upper_bound


def test_saturation_is_where_nine_tenths_of_the_ceiling_are_reached(planner):
    for curve, full in zip(planner.curves, planner.saturation, strict=True):
        assert mean_curve(curve, full) == pytest.approx(0.9 * curve.scale.mean(), rel=1e-3)
    roots = replace(planner, curves=tuple(replace(c, form="root", slope=0.5 + 0 * c.slope) for c in planner.curves))
    assert np.isinf(roots.saturation).all()
    # Of one Michaelis-Menten curve nine tenths are reached at nine times the half-saturation.
    known = replace(planner.curves[0], scale=np.ones(3), half_saturation=np.full(3, 5.0), slope=np.ones(3))
    assert replace(planner, curves=(known,)).saturation == pytest.approx([45.0], rel=1e-3)
    plan = best(planner)
    moving = [c.id for c in plan.figures.campaigns if c.spend > c.today + 100]
    assert moving
    assert all("saturate" in plan.reasons[i] for i in moving)


@pytest.mark.slow
def test_the_curve_of_totals_keeps_the_rules(planner, total):
    asked = PlanSettings(groups=groups_of(planner, total), most_active=5)
    curve, memo = budget_curve(planner, asked, DictMemo()), DictMemo()
    today = int(np.abs(curve.budget - total).argmin())
    assert curve.budget[today] == pytest.approx(total, abs=0.01)
    assert curve.expected[today] == pytest.approx(optimize(planner, asked, memo).figures.expected, rel=1e-6)
    assert curve.expected[today] < budget_curve(planner, PlanSettings(), memo).expected.max()
    with pytest.raises(InfeasibleError):
        budget_curve(planner, replace(asked, most_active=0), memo)


def test_the_price_of_a_campaigns_limit_is_what_easing_it_brings_within_its_group(planner, total):
    ids = [c.id for c in planner.campaigns]
    group = GroupLimit("five", tuple(ids[:5]), upper=0.65 * total)
    free = best(planner, groups=(group,))
    most = max(ids[:5], key=lambda i: free.spend[i])
    held, step = round(0.7 * free.spend[most], 2), round(0.002 * total, 2)
    plan = best(planner, groups=(group,), upper={most: held})
    said = next(b for b in plan.bindings if b.about == most)
    eased = best(planner, groups=(group,), upper={most: held + step})
    gain = (eased.figures.expected - plan.figures.expected) / step
    assert any(b.kind == "group" for b in plan.bindings)
    assert said.price == pytest.approx(gain, rel=0.1, abs=2e-3)
