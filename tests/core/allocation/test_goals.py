"""Goals: against every plan of a fine grid, against closed forms, and refusals."""

import numpy as np
import pytest

from core.allocation import (
    BestReturn,
    FirstCut,
    Group,
    HillCurve,
    LeastSpend,
    MostProfit,
    MostSpend,
    NextMoney,
    allocate,
)
from core.curves import mean_curve
from core.errors import InfeasibleError, InputError
from tests.core.allocation.instances import blurred

MOST = 90.0
STEPS = np.arange(0, MOST + 0.5, 1.0)
PLANS = np.stack(np.meshgrid(STEPS, STEPS, STEPS, indexing="ij"), axis=-1).reshape(-1, 3)
PLANS = PLANS[PLANS.sum(axis=1) <= MOST]
SPENT = PLANS.sum(axis=1)


def some_curves(seed):
    """Three campaigns, one or two of them S-shaped, known for even seeds and with draws for odd ones."""
    rng = np.random.default_rng(seed)
    slopes = rng.permutation([0.8, 2.0, 4.0]) if seed % 3 else [3.0, 3.0, 0.6]
    curves = [
        HillCurve(float(rng.uniform(60, 300)), float(rng.uniform(5, 40)), float(k), name=f"c{i}")
        for i, k in enumerate(slopes)
    ]
    return blurred(rng, curves, 12) if seed % 2 else curves


def outcome(curves, plans=PLANS):
    return sum(mean_curve(curve, plans[:, c]) for c, curve in enumerate(curves))


def kept(plan, rules):
    return all(rules(plan.spend[None])) if rules else True


RULES = [
    ({}, lambda p: np.ones(len(p), bool)),
    (
        {"groups": [Group("A", (0, 1), lower=10, upper=35)], "at_least": 12.0},
        lambda p: (p[:, 0] + p[:, 1] >= 10) & (p[:, 0] + p[:, 1] <= 35) & ((p == 0) | (p >= 12)).all(axis=1),
    ),
    ({"lower": [5, 0, 0], "upper": [30, 60, 40]}, lambda p: (p[:, 0] >= 5) & (p <= [30, 60, 40]).all(axis=1)),
]
every = pytest.mark.parametrize(("asked", "rule"), RULES)
seeds = pytest.mark.parametrize("seed", range(6))


@every
@seeds
def test_no_plan_of_a_grid_makes_more_profit(seed, asked, rule):
    curves, margin = some_curves(seed), 0.6
    plan = allocate(curves, MOST, goal=MostProfit(margin), **asked)
    best = (margin * outcome(curves) - SPENT)[rule(PLANS)].max()
    assert plan.value >= best - 1e-9 * abs(best)
    assert plan.value <= plan.bound
    assert plan.gap <= 1e-6
    assert plan.value == pytest.approx(margin * plan.outcome - plan.spend.sum(), rel=1e-9)
    assert plan.spend.sum() <= MOST * (1 + 1e-9)
    assert rule(plan.spend[None].round(6))[0]


@every
@seeds
def test_no_plan_of_a_grid_has_a_better_return(seed, asked, rule):
    curves = some_curves(seed)
    plan = allocate(curves, MOST, goal=BestReturn(least=15.0), **asked)
    usable = rule(PLANS) & (SPENT >= 15)
    best = (outcome(curves)[usable] / SPENT[usable]).max()
    assert best * (1 - 1e-9) <= plan.value <= plan.bound
    assert plan.gap <= 1e-6
    assert plan.value == pytest.approx(plan.outcome / plan.spend.sum(), rel=1e-9)
    assert plan.spend.sum() >= 15 * (1 - 1e-9)
    assert rule(plan.spend[None].round(6))[0]


@every
@seeds
def test_no_plan_of_a_grid_reaches_the_target_for_less(seed, asked, rule):
    curves = some_curves(seed)
    allowed = rule(PLANS)
    target = 0.6 * outcome(curves)[allowed].max()
    plan = allocate(curves, MOST, goal=LeastSpend(target), **asked)
    reaching = allowed & (outcome(curves) >= target)
    assert plan.outcome >= target
    assert plan.value <= SPENT[reaching].min() * (1 + 1e-6)
    assert plan.gap <= 2e-6
    assert plan.bound <= plan.value
    assert rule(plan.spend[None].round(6))[0]
    # A little less money is proved not to be enough: no plan of the grid contradicts the bound.
    assert not (reaching & (plan.bound * (1 - 1e-9) > SPENT)).any()


@every
@seeds
def test_no_plan_of_a_grid_spends_more_at_the_return(seed, asked, rule):
    curves = some_curves(seed)
    allowed = rule(PLANS) & (SPENT > 0)
    ratio = outcome(curves)[allowed] / SPENT[allowed]
    at_return = float(np.quantile(ratio, 0.9))
    plan = allocate(curves, MOST, goal=MostSpend(at_return), **asked)
    assert plan.outcome >= at_return * plan.spend.sum() * (1 - 1e-9)
    assert plan.value >= SPENT[allowed][ratio >= at_return].max() * (1 - 1e-6)
    assert plan.gap <= 2e-6
    assert plan.bound >= plan.value
    assert rule(plan.spend[None].round(6))[0]


def test_marginal_return_is_met_by_every_campaign_that_is_free():
    curves = [HillCurve(300.0, 20.0, 1.0), HillCurve(200.0, 30.0, 1.0)]
    plan = allocate(curves, 1000.0, goal=MostSpend(2.0, marginal=True))
    # Of a concave curve a x / (x + h) the derivative is r at x = sqrt(a h / r) - h.
    expected = [np.sqrt(300 * 20 / 2) - 20, np.sqrt(200 * 30 / 2) - 30]
    assert plan.spend == pytest.approx(expected, rel=1e-6)
    assert plan.gap <= 1e-6


def test_profit_of_a_single_known_curve_has_a_closed_form():
    plan = allocate([HillCurve(300.0, 20.0, 1.0)], goal=MostProfit(0.5), upper=500.0)
    assert plan.spend[0] == pytest.approx(np.sqrt(300 * 20 * 0.5) - 20, rel=1e-6)
    # Where nothing pays, nothing is spent.
    assert allocate([HillCurve(10.0, 20.0, 1.0)], 50.0, goal=MostProfit(1.0)).spend[0] == 0


@seeds
def test_additional_money_is_only_added_and_a_cut_only_takes(seed):
    curves, today = some_curves(seed), np.array([12.0, 20.0, 9.0])
    more = allocate(curves, goal=NextMoney(14.0, today))
    less = allocate(curves, goal=FirstCut(14.0, today))
    values = outcome(curves)
    assert (more.spend >= today - 1e-9).all()
    assert more.spend.sum() == pytest.approx(55, abs=1e-6)
    assert (less.spend <= today + 1e-9).all()
    assert less.spend.sum() == pytest.approx(27, abs=1e-6)
    assert more.outcome >= values[(today <= PLANS).all(axis=1) & (SPENT == 55)].max() * (1 - 1e-9)
    assert less.outcome >= values[(today >= PLANS).all(axis=1) & (SPENT == 27)].max() * (1 - 1e-9)
    assert more.gap <= 1e-6
    assert less.gap <= 1e-6


@pytest.mark.parametrize(
    ("goal", "asked", "error", "sentence"),
    [
        (lambda: LeastSpend(1e6), {"budget": 90}, InfeasibleError, "is out of reach: within these limits"),
        (lambda: LeastSpend(float("nan")), {"budget": 90}, InputError, "The target"),
        (lambda: LeastSpend(10.0), {}, InputError, "the most that may be spent"),
        (lambda: MostSpend(1e5), {"budget": 90, "lower": 5}, InfeasibleError, "for each 1 spent"),
        (lambda: MostSpend(0.0), {"budget": 90}, InputError, "above 0"),
        (lambda: MostProfit(-1.0), {"budget": 90}, InputError, "The margin"),
        (lambda: MostProfit(True), {"budget": 90}, InputError, "The margin"),
        (lambda: BestReturn(), {"budget": 90}, InputError, "least that has to be spent"),
        (lambda: BestReturn(100.0), {"budget": 90}, InfeasibleError, "10 more than may be"),
        (lambda: NextMoney(-5.0, np.ones(3)), {}, InputError, "The money to add or"),
        (lambda: NextMoney(5.0, np.ones(2)), {}, InputError, "one amount for each of the 3"),
        (lambda: FirstCut(5.0, np.ones(3)), {}, InfeasibleError, "only 3 is spent today"),
        (lambda: FirstCut(1.0, [1.0, float("inf"), 1.0]), {}, InputError, "Today's spend"),
    ],
)
def test_what_cannot_be_reached_or_asked_is_said_in_words(goal, asked, error, sentence):
    with pytest.raises(error, match=sentence):
        allocate(some_curves(0), goal=goal(), **asked)
