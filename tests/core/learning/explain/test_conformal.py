"""Conformal intervals: coverage by simulation, adaptation, and honesty about time."""

import math

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, QuantileRegressor

from core.learning.explain import conformal_margin, conformal_shift, covered, fit_spread


@pytest.mark.parametrize("level", [0.8, 0.9])
def test_new_cases_lie_inside_at_the_level(level: float) -> None:
    """Beta-distributed coverage given the calibration cases; its mean over draws is ceil((n + 1) level) / (n + 1)."""
    n, shares = 50, []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        reach = conformal_margin(rng.exponential(size=n), np.zeros(n), level=level).reach
        shares.append(1 - math.exp(-reach))
    wanted = math.ceil((n + 1) * level) / (n + 1)
    spread = math.sqrt(wanted * (1 - wanted) / (n + 2) / 400)
    assert np.mean(shares) == pytest.approx(wanted, abs=4 * spread)
    assert np.mean(shares) > level - 2 * spread


def test_too_few_cases_bound_nothing() -> None:
    assert math.isinf(conformal_margin(np.ones(8), np.zeros(8)).reach)
    assert conformal_margin(np.arange(9.0), np.zeros(9)).reach == 8


def noisy(n: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 4, n)
    return pd.DataFrame({"x": x}), x + (0.1 + x) * rng.normal(size=n)


def test_a_spread_model_makes_intervals_adapt() -> None:
    features, target = noisy(2_000, 0)
    mean = features["x"].to_numpy()
    spread = fit_spread(LinearRegression, features[:1000], target[:1000], mean[:1000])
    margin = conformal_margin(target[1000:], mean[1000:], spread(features[1000:]))
    cases, later = noisy(20_000, 1)
    lower, upper = margin.around(cases["x"].to_numpy(), spread(cases))
    near, far = (cases["x"] < 1).to_numpy(), (cases["x"] > 3).to_numpy()
    for part in (near, far):
        assert covered(later[part], lower[part], upper[part]).mean == pytest.approx(0.9, abs=0.035)
    assert (upper - lower)[far].mean() > 3 * (upper - lower)[near].mean()
    flat = conformal_margin(target[1000:], mean[1000:])
    low, high = flat.around(cases["x"].to_numpy())
    # Without a spread the share is right over all, and wrong in each part.
    assert covered(later, low, high).mean == pytest.approx(0.9, abs=0.02)
    assert covered(later[near], low[near], high[near]).mean > 0.97


def test_a_spread_never_comes_near_zero() -> None:
    features = pd.DataFrame({"x": np.linspace(0, 1, 50)})
    spread = fit_spread(LinearRegression, features, np.linspace(0, 1, 50), np.zeros(50))
    assert spread(pd.DataFrame({"x": [-5.0]}))[0] > 0


def test_quantiles_are_moved_apart_or_together() -> None:
    features, target = noisy(1_500, 3)
    low, high = (
        QuantileRegressor(quantile=q, alpha=0).fit(features[:500], target[:500]).predict(features) for q in (0.2, 0.8)
    )
    shift = conformal_shift(target[500:], low[500:], high[500:])
    assert shift > 0
    assert conformal_shift(target[500:], low[500:] - 50, high[500:] + 50) < 0
    cases, later = noisy(10_000, 4)
    edges = [
        QuantileRegressor(quantile=q, alpha=0).fit(features[:500], target[:500]).predict(cases) for q in (0.2, 0.8)
    ]
    assert covered(later, edges[0] - shift, edges[1] + shift).mean == pytest.approx(0.9, abs=0.025)


def test_a_model_that_grows_old_widens_and_says_so() -> None:
    rng = np.random.default_rng(5)
    order = np.arange(600)
    grows = rng.normal(size=600) * (1 + 3 * order / 600)
    margin = conformal_margin(grows, np.zeros(600), order=order)
    assert margin.held is not None
    assert margin.held.upper < 0.9
    assert "widened" in margin.words
    assert margin.reach > conformal_margin(grows, np.zeros(600)).reach
    shuffled = rng.permutation(600)
    steady = conformal_margin(rng.normal(size=600), np.zeros(600), order=shuffled)
    assert steady.held is not None
    assert steady.held.lower < 0.9 < steady.held.upper
    assert "held later ones" in steady.words
    assert "Too few later" in conformal_margin(grows[:30], np.zeros(30), order=order[:30]).words
