"""Cautious plans against sorted averages, linear programmes, grids of all plans, and plans of the expected outcome."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog

from core.allocation import Group, allocate
from core.allocation.caution import (
    Caution,
    CautiousPlan,
    allocate_cautiously,
    caution_frontier,
    chance,
    solve_cautiously,
)
from core.allocation.constraints import Demand, check_constraints
from core.allocation.joint_draws import JointDraws, admissible, cvar, tail_weights
from core.curves import Curve, CurveDraws, HillCurve, curve_draws
from core.errors import InputError

from .instances import all_forms, blurred, ordinary

Floats = NDArray[np.float64]
TAILS = (0.05, 0.1, 0.137, 0.5, 1.0)


def totals(curves: list[Curve], spend: Floats) -> Floats:
    """Total outcome by draw, campaign after campaign; spends of shape (campaigns, plans)."""
    return np.asarray(sum(curve_draws(c, x) + np.zeros_like(x) for c, x in zip(curves, spend, strict=True)))


def cvar_by_sorting(outcomes: Floats, tail: float) -> Floats:
    """Mean of the worst share of the rows: whole draws first, then a part of the next."""
    worst = np.sort(outcomes, axis=0)
    many = tail * len(worst)
    whole = int(np.floor(many + 1e-12))
    part = many - whole
    edge = part * worst[whole] if part > 1e-12 else 0.0
    return np.asarray((worst[:whole].sum(axis=0) + edge) / many)


def objective(curves: list[Curve], spend: Floats, caution: Caution) -> Floats:
    outcomes = totals(curves, spend)
    cautious = caution.weight * cvar_by_sorting(outcomes, caution.tail)
    return np.asarray((1 - caution.weight) * outcomes.mean(axis=0) + cautious)


def instance(seed: int, count: int, draws: int, bent: bool) -> tuple[list[Curve], float]:
    """Curves with draws around them, all concave or half of them S-shaped."""
    rng = np.random.default_rng([seed, count])
    base = ordinary(rng, count, budget=0.6)
    curves = base.curves
    if not bent:
        curves = [HillCurve(float(c.parameters[0][0]), float(c.parameters[1][0]), 0.8, c.name) for c in curves]
        curves = blurred(rng, curves, draws, spread=0.1)
        return [
            CurveDraws(c.name, c.parameters[0] * rng.lognormal(0, 0.6, draws), c.parameters[1], c.parameters[2])
            for c in curves
        ], base.budget
    return blurred(rng, curves, draws, spread=0.5), base.budget


def all_splits(budget: float, steps: int) -> Floats:
    """Every split of a budget over three campaigns in multiples of budget / steps, shape (3, splits)."""
    first, second = np.meshgrid(np.arange(steps + 1), np.arange(steps + 1), indexing="ij")
    inside = first + second <= steps
    a, b = first[inside], second[inside]
    return np.array([a, b, steps - a - b]) * budget / steps


def check(curves: list[Curve], plan: CautiousPlan, budget: float) -> None:
    """What holds for every plan."""
    own = objective(curves, plan.spend[:, None], plan.caution)[0]
    assert plan.spend.sum() == pytest.approx(budget, rel=1e-9)
    assert (plan.spend >= 0).all()
    assert plan.objective == pytest.approx(own, rel=1e-12)
    assert plan.expected == pytest.approx(totals(curves, plan.spend[:, None]).mean(), rel=1e-12)
    assert plan.cvar == pytest.approx(cvar_by_sorting(totals(curves, plan.spend[:, None]), plan.caution.tail)[0])
    assert plan.upper_bound >= plan.objective
    assert plan.gap == pytest.approx(1 - plan.objective / plan.upper_bound, abs=1e-15)
    assert plan.names == tuple(c.name for c in curves)


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("draws", [1, 2, 7, 40])
def test_cvar_is_the_mean_of_the_worst_draws_and_the_answer_of_the_linear_programme(tail: float, draws: int) -> None:
    outcomes = np.random.default_rng(draws).normal(100, 40, draws).round(0)
    assert cvar(outcomes, tail) == pytest.approx(cvar_by_sorting(outcomes, tail), rel=1e-12)
    # Rockafellar and Uryasev: largest t - sum u / (tail draws), u at least t less the outcome and at least 0.
    found = linprog(
        np.r_[-1.0, np.full(draws, 1 / (tail * draws))],
        A_ub=np.hstack([np.ones((draws, 1)), -np.eye(draws)]),
        b_ub=outcomes,
        bounds=[(None, None)] + [(0, None)] * draws,
    )
    assert cvar(outcomes, tail) == pytest.approx(-found.fun, rel=1e-9)
    assert tail_weights(outcomes, tail).sum() == pytest.approx(1, abs=1e-14)


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("weight", [0.3, 1.0])
def test_no_admissible_weights_fall_below_the_cautious_outcome(tail: float, weight: float) -> None:
    rng = np.random.default_rng(3)
    outcomes = rng.normal(100, 40, 30)
    lowest = (1 - weight) * outcomes.mean() + weight * cvar_by_sorting(outcomes, tail)
    for _ in range(50):
        guess = rng.exponential(size=30) * (rng.random(30) < rng.random()) * weight / 10
        weights = admissible(guess, tail, weight)
        assert weights.sum() == pytest.approx(1, abs=1e-14)
        assert (weights >= (1 - weight) / 30 - 1e-18).all()
        assert (weights <= ((1 - weight) + weight / tail) / 30 * (1 + 1e-12)).all()
        assert weights @ outcomes >= lowest * (1 - 1e-14)


@pytest.mark.parametrize("bent", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_brute_force_over_all_plans_of_a_grid_finds_nothing_better(seed: int, bent: bool) -> None:
    draws = [8, 13, 30][seed % 3]
    curves, budget = instance(seed, 3, draws, bent)
    caution = Caution([0.1, 0.25, 0.4][seed % 3], [1.0, 0.5, 0.8, 0.2][seed % 4])
    plan = allocate_cautiously(curves, budget, caution=caution)
    check(curves, plan, budget)
    best = float(objective(curves, all_splits(budget, 300), caution).max())
    assert best <= plan.upper_bound
    assert plan.objective >= best * (1 - 1e-5)
    if not bent:
        assert plan.gap <= 1e-5


def test_more_allocations_make_a_better_proof() -> None:
    curves, budget = instance(0, 3, 8, bent=True)
    short, long = (allocate_cautiously(curves, budget, caution=Caution(0.1), most_solved=most) for most in (1, None))
    assert short.solved < long.solved
    assert short.gap > 1e-3
    assert long.gap <= 1e-4
    assert long.objective <= short.upper_bound
    assert short.objective <= long.upper_bound


@pytest.mark.parametrize("seed", range(4))
def test_bound_is_below_no_plan_and_true_for_mixed_forms_and_known_curves(seed: int) -> None:
    rng = np.random.default_rng(seed)
    half = rng.lognormal(8, 1, 9)
    curves = all_forms(rng, half, half * rng.lognormal(1, 0.7, 9), 25)
    curves[4] = HillCurve(float(half[4]), float(half[4]), 2.5, "known")
    budget = float(half.sum() * rng.uniform(0.1, 1))
    caution = Caution(0.15, 0.7)
    plan = allocate_cautiously(curves, budget, caution=caution)
    check(curves, plan, budget)
    spread = rng.dirichlet(np.full(9, 0.3), 300).T * budget
    near = np.abs(plan.spend[:, None] * (1 + rng.normal(0, 0.05, (9, 300))))
    for plans in (spread, near / near.sum(axis=0) * budget):
        assert objective(curves, plans, caution).max() <= plan.upper_bound
    # The plan is a local best: what lies around it is not better.
    assert objective(curves, near / near.sum(axis=0) * budget, caution).max() <= plan.objective * (1 + 1e-5)


@pytest.mark.parametrize("caution", [Caution(0.1, 0.0), Caution(1.0, 1.0), Caution(1.0, 0.4)])
def test_without_caution_the_plan_is_that_of_the_expected_outcome(caution: Caution) -> None:
    curves, budget = instance(1, 6, 20, bent=True)
    plan, plain = allocate_cautiously(curves, budget, caution=caution), allocate(curves, budget)
    assert plan.spend.tolist() == plain.spend.tolist()
    assert plan.objective == pytest.approx(plain.outcome, rel=1e-12)
    assert plan.upper_bound == pytest.approx(plain.upper_bound, rel=1e-12)
    assert plan.marginal == pytest.approx(plain.marginal, rel=1e-9)


def test_of_known_curves_the_plan_is_that_of_the_expected_outcome() -> None:
    base = ordinary(np.random.default_rng(0), 6)
    plan, plain = allocate_cautiously(base.curves, base.budget), allocate(base.curves, base.budget)
    assert plan.spend.tolist() == plain.spend.tolist()
    assert plan.cvar == pytest.approx(plain.outcome, rel=1e-12)


def test_a_known_curve_counts_the_same_in_every_draw() -> None:
    curves, budget = instance(2, 3, 12, bent=False)
    known = HillCurve(3000.0, 2000.0, 0.9, "known")
    same = CurveDraws("known", np.full(12, 3000.0), np.full(12, 2000.0), np.full(12, 0.9))
    one, other = (allocate_cautiously([*curves, last], budget, caution=Caution(0.25)) for last in (known, same))
    assert one.spend == pytest.approx(other.spend, rel=1e-3)
    assert one.objective == pytest.approx(other.objective, rel=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_groups_are_kept_and_the_bound_holds_within_them(seed: int) -> None:
    curves, budget = instance(seed, 3, 15, bent=seed > 0)
    groups = [Group("pair", (0, 1), upper=0.5 * budget, lower=0.2 * budget)]
    caution = Caution(0.2, 0.8)
    plan = allocate_cautiously(curves, budget, caution=caution, groups=groups, upper=0.7 * budget)
    check(curves, plan, budget)
    assert 0.2 * budget * (1 - 1e-9) <= plan.spend[:2].sum() <= 0.5 * budget * (1 + 1e-9)
    assert plan.spend.max() <= 0.7 * budget * (1 + 1e-9)
    splits = all_splits(budget, 300)
    pair = splits[:2].sum(axis=0)
    kept = splits[:, (pair >= 0.2 * budget) & (pair <= 0.5 * budget) & (splits.max(axis=0) <= 0.7 * budget)]
    best = float(objective(curves, kept, caution).max())
    assert plan.objective * (1 + 1e-5) >= best
    assert best <= plan.upper_bound


@pytest.mark.parametrize(("most_active", "bent"), [(2, True), (None, True), (1, False)])
@pytest.mark.parametrize("seed", range(5))
def test_nothing_or_at_least_and_at_most_so_many_are_kept(seed: int, most_active: int | None, bent: bool) -> None:
    curves, budget = instance(seed, 3, 15, bent)
    caution = Caution(0.2, 0.9)
    plan = allocate_cautiously(curves, budget, caution=caution, at_least=0.3 * budget, most_active=most_active)
    check(curves, plan, budget)

    def keeps(spend: Floats) -> Floats:
        enough = ((spend <= 0) | (spend >= 0.3 * budget * (1 - 1e-9))).all(axis=0)
        return np.asarray(enough & ((spend > 0).sum(axis=0) <= (most_active or 3)))

    assert keeps(plan.spend[:, None]).all()
    splits = all_splits(budget, 300)
    best = float(objective(curves, splits[:, keeps(splits)], caution).max())
    assert best <= plan.upper_bound
    assert plan.objective >= best * (1 - 1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_a_solver_alone_is_enough_where_plans_may_be_mixed(seed: int) -> None:
    curves, budget = instance(seed, 5, 30, bent=False)
    upper = 0.4 * budget
    plan = solve_cautiously(curves, Caution(0.2), lambda c: allocate(c, budget, upper=upper))
    check(curves, plan, budget)
    assert plan.spend.max() <= upper * (1 + 1e-12)
    other = allocate_cautiously(curves, budget, upper=upper, caution=Caution(0.2))
    assert plan.objective <= other.upper_bound
    assert other.objective <= plan.upper_bound
    assert plan.gap <= 1e-3


def test_marginals_of_campaigns_between_their_limits_are_equal() -> None:
    curves, budget = instance(3, 5, 40, bent=False)
    plan = allocate_cautiously(curves, budget, caution=Caution(0.25, 0.6))
    free = plan.spend > 1e-3 * budget
    assert free.sum() >= 3
    assert np.ptp(plan.marginal[free]) <= 0.02 * plan.marginal[free].mean()


@pytest.mark.parametrize("bent", [False, True])
def test_frontier_trades_expected_outcome_for_bad_draws(bent: bool) -> None:
    curves, budget = instance(4, 6, 30, bent)
    names = [c.name for c in curves]
    zero, whole = np.zeros(6), np.full(6, budget)
    demand = Demand(zero, whole, budget, budget, check_constraints(names))
    weights = [1.0, 0.0, 0.25, 0.5, 0.75]
    front = caution_frontier(curves, weights, lambda c: allocate(c, budget), tail=0.2, demand=demand)
    assert [plan.caution for plan in front] == [Caution(0.2, weight) for weight in weights]
    for plan in front:
        check(curves, plan, budget)
        alone = allocate_cautiously(curves, budget, caution=plan.caution)
        assert plan.objective >= alone.objective * (1 - 2e-5)
        assert alone.objective <= plan.upper_bound
    rising = sorted(front, key=lambda plan: plan.caution.weight)
    for before, after in pairwise(rising):
        assert after.expected <= before.expected
        assert after.cvar >= before.cvar
    assert rising[-1].cvar > rising[0].cvar


def test_a_price_of_money_counts_against_the_outcome() -> None:
    curves, budget = instance(2, 3, 12, bent=False)
    price, caution = 0.05, Caution(0.25, 0.5)
    demand = Demand(np.zeros(3), np.full(3, budget), budget, budget, check_constraints(["a", "b", "c"]), price)

    def less_money(given: list[Curve]) -> object:
        plan = allocate(given, budget)
        return type(plan)(**{**vars(plan), "upper_bound": plan.upper_bound - price * budget})

    plan = solve_cautiously(curves, caution, less_money, demand)  # type: ignore[arg-type]
    free = allocate_cautiously(curves, budget, caution=caution)
    assert plan.objective == pytest.approx(free.objective - price * budget, rel=1e-5)
    assert plan.upper_bound == pytest.approx(free.upper_bound - price * budget, rel=1e-5)


def test_chance_counts_draws_that_reach_the_target() -> None:
    # At the half-saturation each brings half of its scale: 5 + 10, 15 + 10, 25 + 10 and 35 + 10.
    many = CurveDraws("many", np.array([10.0, 30.0, 50.0, 70.0]), np.full(4, 8.0), np.ones(4))
    curves: list[Curve] = [many, HillCurve(20.0, 3.0, 1.0)]
    assert chance(curves, [8.0, 3.0], 25.0) == 0.75
    assert chance(curves, [8.0, 3.0], 25.1) == 0.5
    assert chance(curves, [0.0, 3.0], 10.0) == 1.0
    assert chance(curves, [0.0, 0.0], 0.1) == 0.0


@pytest.mark.parametrize(
    ("tail", "weight", "said"),
    [
        (0.0, 1.0, "share of bad cases is 0.0"),
        (1.1, 1.0, "share of bad cases is 1.1"),
        (float("nan"), 1.0, "share of bad cases is nan"),
        ("some", 1.0, "share of bad cases is not a number"),
        (0.1, -0.1, "weight of bad cases is -0.1"),
        (0.1, 1.5, "weight of bad cases is 1.5"),
        (0.1, float("inf"), "weight of bad cases is inf"),
    ],
)
def test_impossible_caution_is_refused_in_words(tail: float, weight: float, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Caution(tail, weight)


def test_draws_that_do_not_belong_together_are_refused_in_words() -> None:
    four, three = (CurveDraws(f"n{n}", np.ones(n), np.ones(n), np.ones(n)) for n in (4, 3))
    with pytest.raises(InputError, match="“n3” has 3 draws, that of “n4” 4"):
        allocate_cautiously([four, three], 10)
    with pytest.raises(InputError, match="Draws of all campaigns belong together"):
        chance([four, three], [1, 1], 1)


@pytest.mark.parametrize("spend", [[1.0], [1.0, -1.0], [1.0, float("nan")]])
def test_chance_of_what_is_no_plan_is_refused(spend: list[float]) -> None:
    with pytest.raises(InputError, match="amount of 0 or more for each of the 2"):
        chance([HillCurve(1, 1, 1), HillCurve(1, 1, 1)], spend, 1.0)
    with pytest.raises(InputError, match="target is nan"):
        chance([HillCurve(1, 1, 1)], [1.0], float("nan"))


def test_a_budget_of_nothing_brings_nothing() -> None:
    curves, _ = instance(0, 3, 10, bent=False)
    plan = allocate_cautiously(curves, 0.0)
    assert plan.spend.tolist() == [0.0, 0.0, 0.0]
    assert (plan.objective, plan.upper_bound, plan.gap) == (0.0, 0.0, 0.0)


def test_totals_are_those_of_the_curves() -> None:
    rng = np.random.default_rng(0)
    curves = all_forms(rng, rng.lognormal(8, 1, 6), rng.lognormal(8, 1, 6), 10)
    spend = rng.lognormal(7, 1, 6)
    spend[2] = 0.0
    assert JointDraws(curves).totals(spend) == pytest.approx(totals(curves, spend[:, None])[:, 0], rel=1e-12)
