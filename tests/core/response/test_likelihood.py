"""The quasi-likelihood against SciPy's negative binomial and gamma, and the noise estimates against known noise."""

import numpy as np
import pytest
from scipy.optimize import nnls
from scipy.stats import gamma, nbinom

from core.response.likelihood import Dispersion, estimate_dispersion
from core.response.repetition import _decline, variance_inflation


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


def autoregression(rng, days, campaigns, repeat):
    values = rng.normal(size=(days, campaigns))
    for t in range(1, days):
        values[t] = repeat * values[t - 1] + np.sqrt(1 - repeat**2) * values[t]
    return values


def test_least_squares_of_a_decline_are_those_of_a_general_solver():
    rng = np.random.default_rng(4)
    for _ in range(200):
        lag, root = np.arange(1, 15), np.sqrt(rng.integers(1, 900, 14))
        rising, wanted = rng.uniform(0.3, 0.85) ** lag * root, rng.normal(rng.normal(0, 0.2), 0.1, 14) * root
        (a, b), miss = nnls(np.column_stack([rising, -root]), wanted)
        assert _decline(rising, root, wanted) == pytest.approx((a, b, miss**2), abs=1e-9)
        alone = nnls(-root[:, None], wanted)[1]
        assert _decline(np.zeros(14), root, wanted)[2] == pytest.approx(alone**2, abs=1e-9)


def test_repetition_of_an_autoregression_is_its_closed_form():
    rng = np.random.default_rng(2)
    slow, everything = autoregression(rng, 4000, 40, 0.5), np.ones((4000, 40), bool)
    assert variance_inflation(slow, everything).mean() == pytest.approx(3.0, rel=0.05)
    assert variance_inflation(rng.normal(size=slow.shape), everything).mean() == pytest.approx(1.0, abs=0.02)
    # Half of the noise repeats itself: 1 + 2 * 0.5 * 0.7 / 0.3.
    half = np.sqrt(0.5) * (autoregression(rng, 4000, 40, 0.7) + rng.normal(size=slow.shape))
    assert variance_inflation(half, everything).mean() == pytest.approx(10 / 3, rel=0.07)


def test_repetition_is_found_in_short_series_with_days_missing_and_a_line_taken_out():
    rng = np.random.default_rng(3)
    found, white = [], []
    for _ in range(20):
        counted = rng.random((365, 12)) < 0.8
        trend = np.vander(np.linspace(-1, 1, 365), 6)
        for repeat, kept in ((0.5, found), (0.0, white)):
            noise = autoregression(rng, 365, 12, repeat)
            residual = noise - trend @ np.linalg.lstsq(trend, noise, rcond=None)[0]
            kept.append(variance_inflation(residual, counted).mean())
    assert np.mean(found) == pytest.approx(3.0, rel=0.12)
    assert np.mean(white) < 1.05


def test_a_campaign_that_repeats_itself_more_than_the_others_is_told_apart():
    rng = np.random.default_rng(4)
    noise = rng.normal(size=(365, 12))
    noise[:, 3] = autoregression(rng, 365, 1, 0.6)[:, 0]
    found = variance_inflation(noise, np.ones(noise.shape, bool))
    assert found.argmax() == 3
    assert found[3] > 1.5 * np.delete(found, 3).mean()
    assert (variance_inflation(noise[:9], np.ones((9, 12), bool)) == 1).all()
