"""Curves of several forms in one plan, against closed forms, brute force and scipy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize

from core.allocation import allocate
from core.curves import ATANH_HALF, FORMS, CurveDraws, mean_curve

from .instances import Instance, all_forms
from .test_allocate import best_on_grid, check, outcome_of, random_split, solve


def known(form: str, scale: float, half: float, slope: float = 1.0) -> CurveDraws:
    return CurveDraws("", np.array([scale]), np.array([half]), np.array([slope]), form=form)


@pytest.mark.parametrize("slope", [0.2, 0.5, 0.9])
def test_roots_of_equal_slope_have_a_closed_form(slope: float) -> None:
    rng = np.random.default_rng(1)
    scale, half = rng.lognormal(6, 1, (2, 9))
    # k w x^(k-1) is equal for all, with outcome w x^k.
    share = (0.5 * scale / half**slope) ** (1 / (1 - slope))
    plan = allocate([known("root", s, h, slope) for s, h in zip(scale, half, strict=True)], 5000.0)
    np.testing.assert_allclose(plan.spend, 5000.0 * share / share.sum(), rtol=1e-8)
    assert plan.gap <= 1e-6


def test_a_straight_line_takes_what_the_others_bring_less_for() -> None:
    # The line brings 0.8 a unit, so the root (derivative 10 / sqrt(x)) and the tanh are filled up to 0.8.
    line, root, tanh = known("root", 1.6, 1.0), known("root", 40.0, 1.0, 0.5), known("tanh", 400.0, 100.0)
    at_root = (10 / 0.8) ** 2
    at_tanh = np.arccosh(np.sqrt(400 * ATANH_HALF / 100 / 0.8)) * 100 / ATANH_HALF
    plan = allocate([line, root, tanh], 1000.0)
    np.testing.assert_allclose(plan.spend, [1000 - at_root - at_tanh, at_root, at_tanh], rtol=1e-3)
    best = sum(float(mean_curve(c, x)) for c, x in zip((root, tanh), (at_root, at_tanh), strict=True))
    best += 0.8 * (1000 - at_root - at_tanh)
    assert plan.outcome == pytest.approx(best, rel=1e-8)
    assert best <= plan.upper_bound
    assert plan.price == pytest.approx(0.8, rel=1e-3)
    # Without a line that takes the rest there is no such price, and a small budget leaves nothing for it.
    assert allocate([line, root, tanh], 50.0).spend[0] == 0.0


def test_tanh_curves_are_filled_to_one_price() -> None:
    rng = np.random.default_rng(2)
    scale, half = rng.lognormal(7, 1, 8), rng.lognormal(5, 0.5, 8)

    def spend_at(log_price: float) -> np.ndarray:
        first = scale * ATANH_HALF / half / np.exp(log_price)
        return np.where(first > 1, np.arccosh(np.sqrt(np.maximum(first, 1))) * half / ATANH_HALF, 0.0)

    for budget in (20.0, 600.0, 5000.0):
        price = brentq(lambda p, budget=budget: spend_at(p).sum() - budget, -40, 10, xtol=1e-14)
        plan = allocate([known("tanh", s, h) for s, h in zip(scale, half, strict=True)], budget)
        np.testing.assert_allclose(plan.spend, spend_at(price), rtol=1e-6, atol=1e-6 * budget)
        filled = plan.spend > 0
        np.testing.assert_allclose(plan.marginal[filled], np.exp(price), rtol=1e-6)
        assert (plan.marginal[~filled] <= np.exp(price)).all()
        assert plan.gap <= 1e-6
        # A campaign whose first unit brings less than the price gets nothing.
        assert ((plan.spend == 0) == (spend_at(price) == 0)).all()


@pytest.mark.parametrize("seed", range(6))
def test_brute_force_on_a_fine_grid_finds_nothing_better_and_nearly_as_good(seed: int) -> None:
    rng = np.random.default_rng(seed)
    half = rng.lognormal(6, 0.5, 4)
    curves = all_forms(rng, half, half * rng.lognormal(1, 0.4, 4), 12 if seed % 2 else 1)
    instance = Instance(curves, float(half.sum() * rng.choice([0.3, 1.0, 2.0])))
    plan = solve(instance)
    check(instance, plan)
    brute = best_on_grid(instance, 1500)
    assert brute <= plan.outcome
    assert plan.outcome <= brute * (1 + 2e-3)


@pytest.mark.parametrize("seed", range(4))
def test_scipy_never_beats_the_plan_from_many_starts(seed: int) -> None:
    rng = np.random.default_rng(50 + seed)
    half = rng.lognormal(6, 0.7, 6)
    instance = Instance(all_forms(rng, half, half * rng.lognormal(1, 0.5, 6), 1), float(half.sum() * 0.6))
    plan = solve(instance)
    check(instance, plan)
    best = 0.0
    for _ in range(8):
        found = minimize(
            lambda share: -outcome_of(instance, np.maximum(share, 0) * instance.budget) / plan.outcome,
            rng.dirichlet(np.ones(6)),
            method="SLSQP",
            bounds=[(1e-9, 1)] * 6,
            constraints={"type": "eq", "fun": lambda share: share.sum() - 1},
        )
        spend = np.maximum(found.x, 0)
        best = max(best, outcome_of(instance, spend / spend.sum() * instance.budget))
    assert best <= plan.outcome * (1 + 1e-9)
    assert best >= plan.outcome * (1 - 1e-3)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    parameters=st.lists(
        st.tuples(st.sampled_from(FORMS), st.floats(0, 1e6), st.floats(1e-3, 1e6), st.floats(0.05, 1), st.booleans()),
        min_size=1,
        max_size=6,
    ),
    budget=st.floats(0, 1e7),
    shares=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    seed=st.integers(0, 2**16),
)
def test_bound_holds_for_whatever_forms_budget_and_limits(
    parameters: list[tuple[str, float, float, float, bool]],
    budget: float,
    shares: tuple[float, float],
    seed: int,
) -> None:
    rng, curves = np.random.default_rng(seed), []
    for form, scale, half, raw, twice in parameters:
        slope = {"hill": 8 * raw, "tanh": 1.0, "root": raw}[form]
        other = np.array([1.0, 0.3]) if twice else np.ones(1)
        curves.append(
            CurveDraws("", scale * other, half * other, slope * (other if form != "tanh" else other**0), form=form)
        )
    even = rng.dirichlet(np.ones(len(curves))) * budget
    instance = Instance(curves, budget, even * shares[0], np.maximum(even, even + shares[1] * budget))
    plan = solve(instance)
    check(instance, plan)
    for _ in range(10):
        assert outcome_of(instance, random_split(rng, instance)) <= plan.upper_bound


def test_equal_parameters_of_another_form_are_another_curve() -> None:
    curves = [known(form, 1000.0, 100.0, 1.0) for form in FORMS]
    plan = allocate(curves, 900.0)
    check(Instance(list(curves), 900.0), plan)
    # The line brings 5 a unit, and the others get money until they bring no more than that.
    hill = np.sqrt(1000 * 100 / 5) - 100
    tanh = np.arccosh(np.sqrt(1000 * ATANH_HALF / 100 / 5)) * 100 / ATANH_HALF
    np.testing.assert_allclose(plan.spend, [hill, tanh, 900 - hill - tanh], rtol=1e-3)
    single = [allocate([c], 300.0).outcome for c in curves]
    assert single == pytest.approx([750.0, 1000 * np.tanh(3 * ATANH_HALF), 1500.0], rel=1e-12)


@pytest.mark.parametrize("budget", [1e-6, 1e-2, 1.0, 1e4, 1e9])
def test_tiny_and_huge_budgets(budget: float) -> None:
    rng = np.random.default_rng(9)
    half = rng.lognormal(3, 1, 12)
    for draws in (1, 20):
        instance = Instance(all_forms(rng, half, half * rng.lognormal(1, 0.5, 12), draws), budget)
        check(instance, solve(instance))


@pytest.mark.parametrize("slope", [0.05, 1e-2, 1e-3, 1e-6, 1e-17])
def test_roots_and_hills_that_are_nearly_flat_from_the_first_cent_on(slope: float) -> None:
    rng = np.random.default_rng(1)
    for draws in (1, 20):
        curves = all_forms(rng, rng.lognormal(3, 1, 9), rng.lognormal(5, 1, 9), draws)
        flat = [
            CurveDraws(
                f"flat {c.name}", *c.parameters[:2], np.full(draws, slope) * rng.uniform(0.3, 1, draws), form=c.form
            )
            for c in curves[3:]
            if c.form != "tanh"
        ]
        instance = Instance([*curves, *flat], 300.0)
        check(instance, solve(instance))


def test_three_hundred_campaigns_of_all_forms_with_a_hundred_draws() -> None:
    rng = np.random.default_rng(3)
    half = rng.lognormal(8, 1, 300)
    instance = Instance(all_forms(rng, half, half * rng.lognormal(1, 0.7, 300), 100), float(half.sum() * 0.5))
    check(instance, solve(instance))
