"""The optimizer against closed forms, brute force, scipy and the conditions of an optimum."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import differential_evolution, minimize

from core.allocation import Allocation, allocate
from core.curves import CurveDraws, HillCurve, mean_curve, mean_slope

from .instances import KINDS, Instance, blurred, hills, make, ordinary


def outcome_of(instance: Instance, spend: np.ndarray) -> float:
    return sum(float(mean_curve(c, x)) for c, x in zip(instance.curves, spend, strict=True))


def limits_of(instance: Instance) -> tuple[np.ndarray, np.ndarray]:
    count = len(instance.curves)
    lower = np.zeros(count) if instance.lower is None else instance.lower
    upper = np.full(count, instance.budget) if instance.upper is None else instance.upper
    return lower, upper


def solve(instance: Instance) -> Allocation:
    return allocate(instance.curves, instance.budget, instance.lower, instance.upper)


def random_split(rng: np.random.Generator, instance: Instance) -> np.ndarray:
    """A random split of the whole budget within the limits: from the minimums, campaign after campaign."""
    lower, upper = limits_of(instance)
    spend, rest = lower.copy(), instance.budget - lower.sum()
    order = rng.permutation(len(spend))
    share = rng.dirichlet(np.full(len(spend), 0.3)) * rest
    for _ in range(2):
        for i in order:
            step = min(share[i], upper[i] - spend[i], rest)
            spend[i], rest = spend[i] + step, rest - step
        share = np.full(len(spend), rest)
    return spend


def check(instance: Instance, plan: Allocation) -> None:
    """What holds for every plan, whatever the instance."""
    lower, upper = limits_of(instance)
    # A sum of 1,000 numbers is only as exact as its rounding.
    assert plan.spend.sum() == pytest.approx(instance.budget, rel=1e-14, abs=0)
    assert (plan.spend >= lower).all()
    assert (plan.spend <= upper).all()
    assert plan.outcome == pytest.approx(outcome_of(instance, plan.spend), rel=1e-12)
    assert plan.upper_bound >= plan.outcome
    assert plan.gap == pytest.approx(1 - plan.outcome / plan.upper_bound if plan.upper_bound else 0.0, abs=1e-15)
    assert plan.gap <= 1e-6


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(6))
def test_every_kind_of_instance_is_closed_and_no_random_split_beats_the_bound(kind: str, seed: int) -> None:
    instance = make(kind, seed)
    plan = solve(instance)
    check(instance, plan)
    rng = np.random.default_rng(seed)
    for _ in range(20):
        assert outcome_of(instance, random_split(rng, instance)) <= plan.upper_bound


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    parameters=st.lists(st.tuples(st.floats(0, 1e6), st.floats(1e-3, 1e6), st.floats(0.1, 10)), min_size=1, max_size=6),
    budget=st.floats(0, 1e7),
    shares=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    seed=st.integers(0, 2**16),
)
def test_bound_holds_for_whatever_curves_budget_and_limits(
    parameters: list[tuple[float, float, float]], budget: float, shares: tuple[float, float], seed: int
) -> None:
    count = len(parameters)
    rng = np.random.default_rng(seed)
    even = rng.dirichlet(np.ones(count)) * budget
    instance = Instance(
        hills(*np.array(parameters).T), budget, even * shares[0], np.maximum(even, even + shares[1] * budget)
    )
    plan = solve(instance)
    check(instance, plan)
    for _ in range(10):
        assert outcome_of(instance, random_split(rng, instance)) <= plan.upper_bound


def best_on_grid(instance: Instance, steps: int) -> float:
    """The best split in multiples of budget / steps, by dynamic programming over the campaigns."""
    lower, upper = limits_of(instance)
    grid = np.linspace(0.0, instance.budget, steps + 1)
    best = np.where(np.arange(steps + 1) == 0, 0.0, -np.inf)
    for i, curve in enumerate(instance.curves):
        inside = (grid >= lower[i] * (1 - 1e-12)) & (grid <= upper[i] * (1 + 1e-12))
        own = np.where(inside, mean_curve(curve, grid), -np.inf)
        best = np.array([np.max(best[: k + 1] + own[k::-1]) for k in range(steps + 1)])
    return float(best[-1])


@pytest.mark.parametrize("seed", range(12))
def test_brute_force_on_a_fine_grid_finds_nothing_better_and_nearly_as_good(seed: int) -> None:
    rng = np.random.default_rng(seed)
    instance = ordinary(rng, int(rng.integers(2, 5)), steepest=8.0, budget=float(rng.choice([0.2, 0.5, 1.0])))
    if seed % 3 == 0:
        instance = Instance(blurred(rng, instance.curves, 15), instance.budget)
    if seed % 4 == 1:
        # Limits on the grid, or the grid would miss them.
        lower = instance.budget * rng.integers(0, 30, len(instance.curves)) / 100
        instance = Instance(instance.curves, instance.budget, lower / 3, lower / 3 + 0.7 * instance.budget)
    plan = solve(instance)
    check(instance, plan)
    brute = best_on_grid(instance, 1500)
    assert brute <= plan.upper_bound
    # The grid misses the optimum by half a step in each campaign at most, which costs little near the top.
    assert plan.outcome >= brute
    assert plan.outcome <= brute * (1 + 2e-3)


@pytest.mark.parametrize("limited", [False, True])
def test_two_campaigns_against_every_split_there_is(limited: bool) -> None:
    rng = np.random.default_rng(17)
    share = np.append(np.linspace(0, 1, 4001), 10.0 ** np.arange(-12, 0))
    for _ in range(120):
        half, slope, scale = rng.lognormal(0, 1, 2), rng.uniform(0.5, 8, 2), rng.lognormal(0, 0.5, 2)
        instance = Instance(hills(scale, half, slope), float(half.sum() * rng.uniform(0.1, 2)))
        if limited:
            even = instance.budget / 2
            instance = Instance(instance.curves, instance.budget, np.full(2, 0.3 * even), np.full(2, 1.7 * even))
        plan = solve(instance)
        lower, upper = limits_of(instance)
        first = np.clip(share * instance.budget, lower[0], upper[0])
        brute = mean_curve(instance.curves[0], first) + mean_curve(instance.curves[1], instance.budget - first)
        assert brute.max() <= plan.upper_bound
        assert brute.max() <= plan.outcome * (1 + 1e-6)
        assert brute.max() >= plan.outcome * (1 - 1e-4)


def test_equal_marginals_of_slope_one_have_a_closed_form() -> None:
    rng = np.random.default_rng(5)
    scale, half = rng.uniform(500, 2000, (2, 8))
    budget = 20_000.0
    # scale h / (h + x)^2 = price, so x = sqrt(scale h / price) - h: all positive at this budget.
    root = (budget + half.sum()) / np.sqrt(scale * half).sum()
    expected = np.sqrt(scale * half) * root - half
    assert (expected > 0).all()
    plan = allocate(hills(scale, half, np.ones(8)), budget)
    np.testing.assert_allclose(plan.spend, expected, rtol=1e-9)
    assert plan.price == pytest.approx(1 / root**2, rel=1e-9)
    np.testing.assert_allclose(plan.marginal, 1 / root**2, rtol=1e-9)


def test_equal_concave_campaigns_get_equal_shares() -> None:
    plan = allocate([HillCurve(100, 50, 0.7)] * 5, 500)
    np.testing.assert_allclose(plan.spend, 100, rtol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_concave_plans_meet_the_conditions_of_kuhn_and_tucker(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = 15
    half = rng.lognormal(6, 1, count)
    today = half * rng.uniform(0.2, 2, count)
    curves = hills(half * rng.lognormal(0, 1, count), half, rng.uniform(0.4, 1, count))
    instance = Instance(curves, float(today.sum()), today * 0.4, today * 2.5)
    plan = solve(instance)
    check(instance, plan)
    at_lower, at_upper = plan.spend <= instance.lower, plan.spend >= instance.upper
    free = ~at_lower & ~at_upper
    assert free.sum() >= 2
    np.testing.assert_allclose(plan.marginal[free], plan.price, rtol=1e-8)
    assert (plan.marginal[at_lower] <= plan.price * (1 + 1e-8)).all()
    assert (plan.marginal[at_upper] >= plan.price * (1 - 1e-8)).all()
    np.testing.assert_allclose(
        plan.marginal, [float(mean_slope(c, x)) for c, x in zip(curves, plan.spend, strict=True)], rtol=1e-10
    )


@pytest.mark.parametrize("seed", range(6))
def test_scipy_never_beats_the_plan(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    instance = ordinary(rng, 5, budget=0.3)
    plan = solve(instance)
    # Slopes below 1 have an endless derivative at zero: scipy gets its start inside.
    for _ in range(5):
        start = rng.dirichlet(np.ones(5))
        found = minimize(
            lambda share: -outcome_of(instance, np.maximum(share, 0) * instance.budget) / plan.outcome,
            start,
            method="SLSQP",
            bounds=[(1e-9, 1)] * 5,
            constraints={"type": "eq", "fun": lambda share: share.sum() - 1},
        )
        spend = np.maximum(found.x, 0)
        assert outcome_of(instance, spend / spend.sum() * instance.budget) <= plan.outcome * (1 + 1e-6)


def test_differential_evolution_comes_near_but_not_above() -> None:
    instance = ordinary(np.random.default_rng(3), 3, budget=0.3)
    plan = solve(instance)

    def loss(share: np.ndarray) -> float:
        whole = np.append(share, 1 - share.sum())
        return float(-outcome_of(instance, whole * instance.budget)) if whole[-1] >= 0 else 0.0

    found = differential_evolution(loss, [(0, 1)] * 2, seed=1, tol=1e-10, maxiter=60)
    assert -found.fun <= plan.outcome * (1 + 1e-9)
    assert -found.fun >= plan.outcome * (1 - 1e-3)


@pytest.mark.parametrize("unit", [1e-6, 1e-3, 1.0, 1e6, 1e12])
def test_the_unit_of_money_does_not_change_the_plan(unit: float) -> None:
    instance = ordinary(np.random.default_rng(8), 12)
    parameters = np.array([[float(p[0]) for p in c.parameters] for c in instance.curves]).T
    changed = hills(parameters[0] * unit, parameters[1] * unit, parameters[2])
    plan, same = solve(instance), allocate(changed, instance.budget * unit)
    check(Instance(changed, instance.budget * unit), same)
    np.testing.assert_allclose(same.spend / unit, plan.spend, rtol=1e-6, atol=1e-6 * instance.budget)


def test_known_curves_and_draws_can_be_mixed() -> None:
    rng = np.random.default_rng(2)
    known = ordinary(rng, 6)
    again = [replace(known.curves[0], name="again")]
    instance = Instance(known.curves[:3] + blurred(rng, known.curves[3:], 50) + blurred(rng, again, 7), 9000)
    check(instance, solve(instance))


def test_a_campaign_known_for_sure_is_the_same_as_many_equal_draws() -> None:
    instance = ordinary(np.random.default_rng(4), 6)
    draws = [CurveDraws(c.name, *(np.repeat(p, 30) for p in c.parameters)) for c in instance.curves]
    assert allocate(draws, instance.budget).outcome == pytest.approx(solve(instance).outcome, rel=1e-9)


@pytest.mark.parametrize(("count", "share"), [(2, 0.6), (12, 0.5), (60, 0.1), (300, 0.013), (300, 0.37)])
def test_copies_of_an_s_shaped_campaign_do_not_explode(count: int, share: float) -> None:
    instance = Instance([HillCurve(3000, 1000, 5)] * count, 1000 * count * share)
    plan = solve(instance)
    check(instance, plan)
    assert plan.nodes < 100
    # Copies are switched on or off, and those that are on are alike: try every number of them.
    best = max(on * float(mean_curve(instance.curves[0], instance.budget / on)) for on in range(1, count + 1))
    assert plan.outcome == pytest.approx(best, rel=1e-6)


def test_near_copies_with_limits_are_closed() -> None:
    rng = np.random.default_rng(6)
    scale, half, slope = np.exp(0.05 * rng.normal(size=(3, 40)))
    half *= 1000
    check_me = Instance(hills(3 * half * scale, half, 6 * slope), float(half.sum() * 0.3), 0.05 * half, 1.5 * half)
    check(check_me, solve(check_me))


def test_a_thousand_campaigns() -> None:
    instance = ordinary(np.random.default_rng(1), 1000)
    plan = solve(instance)
    check(instance, plan)


def test_two_hundred_campaigns_with_four_hundred_draws() -> None:
    rng = np.random.default_rng(1)
    instance = ordinary(rng, 200, steepest=3.0)
    instance = Instance(blurred(rng, instance.curves, 400, spread=0.3), instance.budget)
    check(instance, solve(instance))


def test_nothing_to_spend() -> None:
    instance = Instance(ordinary(np.random.default_rng(0), 4).curves, 0.0)
    plan = solve(instance)
    check(instance, plan)
    assert plan.outcome == plan.upper_bound == plan.gap == 0.0


def test_nothing_to_gain() -> None:
    instance = Instance([HillCurve(0, 10, 2), HillCurve(0, 20, 0.5)], 100.0)
    plan = solve(instance)
    check(instance, plan)
    assert plan.outcome == plan.upper_bound == plan.gap == plan.price == 0.0


def test_one_campaign_gets_it_all() -> None:
    plan = allocate([HillCurve(100, 50, 4, name="Only")], 20)
    assert plan.spend.tolist() == [20]
    assert plan.names == ("Only",)
    check(Instance([HillCurve(100, 50, 4)], 20.0), plan)


@pytest.mark.parametrize("side", ["lower", "upper"])
def test_limits_that_leave_no_choice_are_the_plan(side: str) -> None:
    instance = ordinary(np.random.default_rng(7), 9)
    limit = np.random.default_rng(8).uniform(0, 3000, 9)
    plan = allocate(instance.curves, float(limit.sum()), **{side: limit})
    np.testing.assert_allclose(plan.spend, limit, rtol=1e-12, atol=1e-9)
    assert plan.gap <= 1e-6
    if side == "upper":
        assert plan.price == 0.0


def test_a_budget_far_beyond_saturation_is_spent_all_the_same() -> None:
    instance = Instance([HillCurve(100, 1, 3), HillCurve(50, 2, 0.8), HillCurve(10, 1, 6)], 1e9)
    check(instance, solve(instance))


def test_a_budget_far_below_every_threshold_goes_where_it_brings_the_most() -> None:
    instance = Instance(hills(np.array([9.0, 9.0, 1.0]), np.array([1e6, 2e6, 1e6]), np.array([8.0, 8.0, 8.0])), 1.0)
    plan = solve(instance)
    check(instance, plan)
    np.testing.assert_allclose(plan.spend, [1, 0, 0], atol=1e-12)


def test_a_limit_for_all_may_be_one_amount() -> None:
    curves = ordinary(np.random.default_rng(9), 5).curves
    plan = allocate(curves, 1000, lower=100, upper=300)
    same = allocate(curves, 1000, lower=[100] * 5, upper=[300] * 5)
    assert plan.spend.tolist() == same.spend.tolist()
    assert (plan.spend >= 100).all()
    assert (plan.spend <= 300).all()


def test_out_of_nodes_the_plan_is_whole_and_its_gap_honest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.allocation.search.NODE_LIMIT", 10)
    monkeypatch.setattr("core.allocation.search._FEW", 3)
    half = np.random.default_rng(1).uniform(800, 1200, 30)
    instance = Instance(hills(3 * half, half, np.full(30, 8.0)), float(half.sum() * 0.4), None, half * 1.1)
    plan = solve(instance)
    assert plan.gap > 1e-6
    assert plan.spend.sum() == pytest.approx(instance.budget, rel=1e-14)
    assert outcome_of(instance, plan.spend) < plan.upper_bound
    # Every split of single campaigns at their cap is below the bound.
    rng = np.random.default_rng(2)
    assert all(outcome_of(instance, random_split(rng, instance)) <= plan.upper_bound for _ in range(50))


def test_the_same_question_has_the_same_answer_in_every_process() -> None:
    code = (
        "import numpy as np; from core.allocation import HillCurve, allocate;"
        "p = allocate([HillCurve(*x) for x in np.random.default_rng(3).uniform(.5, 6, (30, 3))], 40);"
        "print(p.spend.tobytes().hex(), p.upper_bound.hex(), p.nodes)"
    )
    answers = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(answers) == 1
