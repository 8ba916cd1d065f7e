"""The quasi-likelihood against SciPy's negative binomial and gamma, and the noise estimates against known noise."""

import numpy as np
import pytest
from scipy.stats import gamma, nbinom

from core.response.likelihood import Dispersion, estimate_dispersion, variance_inflation


def one(kappa, phi):
    return Dispersion(np.array([kappa]), np.array([phi]))


def test_with_kappa_one_it_is_the_negative_binomial():
    noise, y, mu = one(1.0, 0.3), np.array([[0.0], [3.0], [17.0]]), np.array([[2.0], [5.0]])
    ours = [noise.log_likelihood(y, m)[:, 0] for m in mu]
    size = 1 / 0.3
    theirs = [nbinom.logpmf(y[:, 0], size, size / (size + m[0])) for m in mu]
    np.testing.assert_allclose(ours[0] - ours[1], theirs[0] - theirs[1], rtol=1e-10)


def test_with_kappa_near_zero_it_is_the_gamma():
    noise, y = one(1e-9, 0.2), np.array([[0.5], [4.0]])
    ours = noise.log_likelihood(y, np.array([2.0])) - noise.log_likelihood(y, np.array([3.0]))
    theirs = gamma.logpdf(y, 5, scale=2 / 5) - gamma.logpdf(y, 5, scale=3 / 5)
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)


@pytest.mark.parametrize(("kappa", "phi"), [(1.0, 0.1), (50.0, 0.001), (1e-3, 0.5)])
def test_score_is_the_derivative_and_information_its_expected_fall(kappa, phi):
    noise, y, log_mu, h = one(kappa, phi), np.array([0.0, 2.0, 90.0]), np.log(np.array([1.0, 4.0, 60.0])), 1e-5
    numeric = (noise.log_likelihood(y, np.exp(log_mu + h)) - noise.log_likelihood(y, np.exp(log_mu - h))) / (2 * h)
    np.testing.assert_allclose(noise.score(y, np.exp(log_mu)), numeric, rtol=1e-5, atol=1e-8)
    # At y = mu the second derivative is its own expectation, because it is linear in y.
    mu = np.exp(log_mu)
    curvature = (noise.score(mu, np.exp(log_mu + h)) - noise.score(mu, np.exp(log_mu - h))) / (2 * h)
    np.testing.assert_allclose(noise.information(mu), -curvature, rtol=1e-4)


def test_noise_of_counts_and_of_amounts_is_found_again():
    rng = np.random.default_rng(4)
    mu = np.column_stack([rng.uniform(20, 120, 2000), rng.uniform(2e3, 9e3, 2000)])
    counts = rng.poisson(mu[:, 0] * rng.gamma(1 / 0.09, 0.09, 2000))
    amounts = mu[:, 1] * rng.lognormal(-0.04, np.sqrt(0.08), 2000)
    found = estimate_dispersion(np.column_stack([counts, amounts]).astype(float), mu, np.ones_like(mu, bool))
    np.testing.assert_allclose(found.variance(mu.mean(0))[0], mu[:, 0].mean() + 0.09 * mu[:, 0].mean() ** 2, rtol=0.15)
    np.testing.assert_allclose(found.variance(mu.mean(0))[1], np.expm1(0.08) * mu[:, 1].mean() ** 2, rtol=0.15)


def test_an_absurd_day_is_lowered_and_ordinary_ones_are_not():
    rng = np.random.default_rng(1)
    mu = np.full((365, 1), 100.0)
    y = 100 * rng.gamma(16, 1 / 16, (365, 1))
    absurd = y.copy()
    absurd[40] *= 50
    lowered = one(1e-3, 1 / 16).plausible(absurd, mu, np.ones_like(mu, bool))
    assert lowered[40] < 400
    np.testing.assert_array_equal(np.delete(lowered, 40), np.delete(y, 40))


def test_repetition_of_an_autoregression_comes_near_its_closed_form():
    rng = np.random.default_rng(2)
    shock, slow = rng.normal(size=(2, 4000, 40))
    for t in range(1, len(slow)):
        slow[t] = 0.5 * slow[t - 1] + np.sqrt(0.75) * slow[t]
    everything = np.ones(shock.shape, bool)
    # (1 + r) / (1 - r) = 3, of which Bartlett weights over 14 lags see the sum below.
    seen = 1 + 2 * sum((1 - lag / 15) * 0.5**lag for lag in range(1, 15))
    assert variance_inflation(slow, everything).mean() == pytest.approx(seen, rel=0.05)
    assert variance_inflation(shock, everything).mean() == pytest.approx(1.0, abs=0.1)
