"""Lift: readings against statsmodels, a solver, a known mixture and simulations whose truth is known."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from core.errors import InputError, NotEnoughDataError
from core.experiments.regions.counterfactual import Windows, constant, learn, mix_of, placebo_starts
from core.experiments.regions.differences import difference_in_differences
from core.experiments.regions.lift import read_region_test
from core.experiments.regions.region_design import design_regions
from core.experiments.regions.regions import RegionPanel
from core.experiments.regions.simplex import simplex_weights


def panel(seed=1, periods=120, regions=14, noise=0.05, effect=0.0, treated=(0, 1, 2), length=8, spend=False):
    rng = np.random.default_rng(seed)
    size = np.exp(rng.normal(8, 0.8, regions))
    common = 0.2 * np.sin(np.arange(periods) / 8) + rng.normal(0, 0.1, periods)
    outcome = size * np.exp(common[:, None] + noise * rng.standard_normal((periods, regions)))
    outcome[-length:, list(treated)] *= 1 + effect
    cost = None
    if spend:
        cost = np.tile(size / 10, (periods, 1))
        cost[-length:, list(treated)] *= 2
    names = tuple(f"R{i}" for i in range(regions))
    return RegionPanel(names, date(2024, 1, 1), 7, outcome, cost, "revenue", "spend" if spend else "")


def read(one, treated=("R0", "R1", "R2"), length=8, **more):
    start = one.periods - length
    return read_region_test(one, treated, one.day(start), one.last_day, **more)


def test_difference_in_differences_is_that_of_a_regression_with_fixed_effects() -> None:
    sm = pytest.importorskip("statsmodels.formula.api")
    one = panel(effect=0.1, periods=30, regions=9)
    found = difference_in_differences(one.outcome, np.array([0, 1, 2]), 22, 30)
    rows = [
        {"y": one.outcome[t, r], "t": t, "r": r, "d": float(t >= 22 and r < 3)} for t in range(30) for r in range(9)
    ]
    frame = pd.DataFrame(rows)
    fit = sm.ols("y ~ d + C(t) + C(r)", frame).fit(cov_type="cluster", cov_kwds={"groups": frame["r"]})
    assert found.estimate == pytest.approx(fit.params["d"], rel=1e-8)
    assert found.standard_error == pytest.approx(fit.bse["d"], rel=1e-6)
    by_hand = one.outcome[22:].mean(axis=0) - one.outcome[:22].mean(axis=0)
    assert found.estimate == pytest.approx(by_hand[:3].mean() - by_hand[3:].mean())


def test_the_reading_by_differences_adds_that_up() -> None:
    one = panel(effect=0.1)
    found = difference_in_differences(one.outcome, np.array([0, 1, 2]), 112, 120)
    assert read(one, method="did").outcome_change == pytest.approx(found.estimate * 3 * 8, rel=1e-8)


def test_weights_are_those_of_a_general_solver() -> None:
    rng = np.random.default_rng(3)
    for _ in range(5):
        rows = rng.standard_normal((60, 6)) + rng.standard_normal((60, 1))
        target = rows @ np.array([0.6, 0.4, 0, 0, 0, 0]) + 0.3 * rng.standard_normal(60)
        gram, cross, squares = rows.T @ rows, rows.T @ target, float(target @ target)
        found = simplex_weights(gram[None], cross[None], np.array([squares]))[0]
        solved = minimize(
            lambda w, g=gram, c=cross: w @ g @ w - 2 * c @ w,
            np.full(6, 1 / 6),
            bounds=[(0, 1)] * 6,
            constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
            method="SLSQP",
            options={"ftol": 1e-14},
        )
        assert found.sum() == pytest.approx(1)
        assert found.min() >= 0
        np.testing.assert_allclose(found, solved.x, atol=1e-4)


def test_a_known_mixture_is_found_again() -> None:
    rng = np.random.default_rng(5)
    donors = 100 + np.cumsum(rng.standard_normal((80, 5)), axis=0)
    means = donors.mean(axis=0)
    target = (donors / means) @ np.array([0.0, 0.7, 0.0, 0.3, 0.0]) * 50
    series = np.column_stack([target, donors])
    mix = mix_of(series, np.array([0]), np.arange(1, 6))
    rows = np.hstack([constant(80), series @ mix.change])
    weights, _ = learn((rows.T @ rows)[None], 1)
    np.testing.assert_allclose(weights[0], [0.0, 0.7, 0.0, 0.3, 0.0], atol=1e-3)


def test_a_stretch_is_foretold_without_its_own_rows() -> None:
    one = panel()
    windows = Windows(constant(120), one.outcome, placebo_starts(120, 8), 8, 120)
    mix = mix_of(one.outcome, np.array([0, 1]), np.arange(2, 14), 0.2)
    found = windows.without(mix)
    for number in (0, 31, len(windows.starts) - 1):
        begin = windows.starts[number]
        kept = np.delete(np.arange(120), np.arange(begin, min(begin + 16, 120)))
        rows = np.hstack([constant(120), one.outcome @ mix.change])
        weights, fixed = learn((rows[kept].T @ rows[kept])[None], 1, 0.2)
        expected = rows[begin : begin + 8, :-1] @ np.concatenate([fixed[0], weights[0]])
        assert found.errors[number] == pytest.approx((rows[begin : begin + 8, -1] - expected).sum(), rel=1e-3)


def test_an_effect_is_found_and_none_is_not_claimed() -> None:
    one = panel(effect=0.15, spend=True)
    found = read(one, subject="Display")
    truth = (one.outcome[-8:, :3] / 1.15 * 0.15).sum()
    assert found.interval.lower < truth < found.interval.upper
    assert found.clear
    assert found.p_value < 0.01
    assert found.spend_change == pytest.approx(one.spend[0, :3].sum() * 8)
    assert found.per_unit == pytest.approx(found.outcome_change / found.spend_change)
    assert found.share == pytest.approx(one.spend[0, :3].sum() / one.spend[0].sum())
    assert found.cumulative[-1] == pytest.approx(found.outcome_change)
    assert found.actual.sum() - found.expected.sum() == pytest.approx(found.outcome_change, rel=1e-6)
    assert not read(panel(seed=2)).clear


@pytest.mark.slow
def test_ranges_hold_the_truth_as_often_as_they_say() -> None:
    inside = sum(
        found.interval.lower <= 0 <= found.interval.upper
        for found in (read(panel(seed=seed, periods=80, regions=8, length=6), length=6) for seed in range(120))
    )
    # 95 % of 120 is 114; two standard errors are 4.8.
    assert 107 <= inside <= 119


@pytest.mark.parametrize(
    ("treated", "length", "words"),
    [
        ((), 8, "Choose the regions"),
        (tuple(f"R{i}" for i in range(14)), 8, "All regions were changed"),
        (("R0",), 60, "history before the test"),
    ],
)
def test_what_cannot_be_read_is_said(treated, length, words) -> None:
    with pytest.raises((InputError, NotEnoughDataError), match=words):
        read(panel(), treated, length)


def test_zeros_before_the_test_are_said() -> None:
    one = panel()
    outcome = one.outcome.copy()
    outcome[:112, 0] = 0.0
    with pytest.raises(InputError, match="brought nothing before"):
        read(replace(one, outcome=outcome), ("R0",))
    with pytest.raises(InputError, match="before the first"):
        read_region_test(one, ("R0",), one.last_day, one.last_day - timedelta(days=30))


def test_a_design_sees_what_it_says_and_is_the_same_for_the_same_seed() -> None:
    one = panel(periods=104, regions=16)
    plan = design_regions(one, 6, 0.05, candidates=12)
    again = design_regions(one, 6, 0.05, candidates=12)
    # Spend that is not known is not a number, which equals nothing.
    assert repr(plan) == repr(again)
    assert plan.best.share <= 0.5
    assert plan.best.curve[0] == plan.best.false_alarms <= 0.15
    assert list(plan.best.curve) == sorted(plan.best.curve) or np.diff(plan.best.curve).min() > -0.05
    assert not set(plan.best.regions) - set(one.regions)
    with pytest.raises(NotEnoughDataError, match="needs at least"):
        design_regions(one, 40)
    with pytest.raises(InputError, match="above 0"):
        design_regions(one, 6, 0.0)


def test_a_design_counts_on_the_range_that_its_reading_has() -> None:
    # Candidates were picked for a quiet history: among themselves their luck does not show.
    one = panel(seed=4, periods=110, regions=16, noise=0.08)
    before = replace(one, outcome=one.outcome[:104])
    plan = design_regions(before, 6, 0.05, candidates=16)
    for design in plan.designs:
        found = read(one, design.regions, 6)
        assert design.error == pytest.approx(found.standard_error / found.expected_sum, rel=1e-6)
