"""Every kernel: weights against the formula written out, mass, order, gradient against differences, steady spend."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import weibull_min

from core.errors import InputError
from core.response.adstock import ADSTOCKS, Adstock, adstock, geometric_adstock, lagged, register

LAGS = 20
KERNELS = sorted(ADSTOCKS)


def written_out(name, theta):
    """The formulas of the literature, lag by lag, without a look at the code."""
    lag = np.arange(LAGS)
    if name == "none":
        raw = lag == 0
    elif name == "geometric":
        raw = expit(theta[0]) ** lag
    elif name == "delayed":
        raw = expit(theta[0]) ** ((lag - np.exp(theta[1])) ** 2)
    elif name == "weibull_density":
        raw = weibull_min(np.exp(theta[0]), scale=np.exp(theta[1])).pdf(lag + 1)
    elif name == "weibull_survival":
        raw = weibull_min(np.exp(theta[0]), scale=np.exp(theta[1])).sf(lag)
    elif name == "binomial":
        raw = (1 - lag / LAGS) ** (1 / expit(theta[0]) - 1)
    return raw / raw.sum()


def drawn(name, seed, size=50):
    kernel = ADSTOCKS[name]
    k = len(kernel.coordinates)
    return (
        np.random.default_rng(seed).normal(kernel.centre(1), kernel.spread(), (size, k)) if k else np.zeros((size, 0))
    )


@pytest.mark.parametrize("name", KERNELS)
def test_weights_are_those_of_the_formula(name):
    thetas = drawn(name, 0)
    weights, _ = ADSTOCKS[name].weights(thetas, LAGS)
    for theta, found in zip(thetas, weights, strict=True):
        np.testing.assert_allclose(found, written_out(name, theta), rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("name", KERNELS)
@settings(max_examples=60, deadline=None)
@given(first=st.floats(-5, 5), second=st.floats(-5, 5), lags=st.integers(1, 60))
def test_weights_are_a_mass_of_one_five_deviations_from_the_prior(name, first, second, lags):
    kernel = ADSTOCKS[name]
    theta = kernel.centre(1) + kernel.spread() * np.array([first, second])[: len(kernel.coordinates)]
    weights, slopes = kernel.weights(theta, lags)
    assert weights.shape == (lags,)
    assert np.all(weights >= 0)
    assert weights.sum() == pytest.approx(1.0)
    assert np.isfinite(slopes).all()
    # What one lag gains the others lose.
    np.testing.assert_allclose(slopes.sum(axis=0), 0.0, atol=1e-6)
    if name in ("geometric", "weibull_survival", "binomial"):
        assert np.all(np.diff(weights) <= 1e-12)


@pytest.mark.parametrize("name", [name for name in KERNELS if name != "none"])
def test_gradient_agrees_with_differences(name):
    kernel, thetas = ADSTOCKS[name], drawn(name, 1)
    _, slopes = kernel.weights(thetas, LAGS)
    for j in range(thetas.shape[1]):
        step = 1e-5 * np.eye(thetas.shape[1])[j]
        numeric = (kernel.weights(thetas + step, LAGS)[0] - kernel.weights(thetas - step, LAGS)[0]) / 2e-5
        np.testing.assert_allclose(slopes[..., j], numeric, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", KERNELS)
def test_steady_spend_comes_to_itself(name):
    theta = drawn(name, 2, size=1)[0]
    weights, _ = ADSTOCKS[name].weights(theta, LAGS)
    spend = np.full((30, 2), [70.0, 5.0])
    np.testing.assert_allclose(lagged(spend, LAGS, before=[70.0, 5.0]) @ weights, spend.T)


def test_lags_look_back_and_the_geometric_kernel_is_the_recursion():
    rng = np.random.default_rng(3)
    spend = rng.gamma(2, 50, (90, 2))
    seen = lagged(spend, 3)
    assert seen[1, 0].tolist() == [spend[0, 1], 0.0, 0.0]
    assert seen[0, 5].tolist() == spend[[5, 4, 3], 0].tolist()
    weights, _ = ADSTOCKS["geometric"].weights(np.array([0.0]), 60)
    np.testing.assert_allclose((lagged(spend, 60) @ weights).T, geometric_adstock(spend, 0.5), rtol=1e-9)


def test_mean_lag_of_a_geometric_kernel_is_its_closed_form():
    decay = 0.6
    theta = np.array([np.log(decay / (1 - decay))])
    assert ADSTOCKS["geometric"].mean_lag(theta, 200) == pytest.approx(decay / (1 - decay))


def test_a_new_kernel_is_found_by_its_name():
    late = Adstock(
        "late", "Late", "1 at the last lag", "a test", (), lambda t, lag, n: (np.where(lag == n - 1, 0, -1e9), lag)
    )
    try:
        register(late)
        weights, _ = adstock("late").weights(np.zeros(0), 4)
        assert weights.tolist() == [0, 0, 0, 1]
    finally:
        del ADSTOCKS["late"]
    with pytest.raises(InputError, match="no adstock “late”"):
        adstock("late")
