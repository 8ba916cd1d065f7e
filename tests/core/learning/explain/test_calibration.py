"""Calibration against scikit-learn and statsmodels; Venn-Abers against its definition and its guarantee."""

import numpy as np
import pytest
from scipy.special import expit, logit
from sklearn.calibration import calibration_curve
from sklearn.isotonic import IsotonicRegression
from statsmodels.stats.proportion import proportion_confint

from core.learning.explain import (
    VennAbers,
    calibrate,
    calibration_bins,
    calibration_error,
    chance_calibration_error,
)


def cases(n: int, seed: int, shift: float = 0.0, slope: float = 1.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Chances that are true, what happened, and what an overconfident model says."""
    rng = np.random.default_rng(seed)
    odds = rng.normal(-0.5, 1.2, n)
    truth = expit(odds)
    return truth, (rng.random(n) < truth).astype(float), expit(slope * odds + shift)


def test_bins_agree_with_scikit_learn_and_statsmodels() -> None:
    _, happened, said = cases(2_000, 0, slope=2)
    bins = calibration_bins(said, happened, 10, level=0.95)
    share, mean = calibration_curve(happened, said, n_bins=10, strategy="quantile")
    np.testing.assert_allclose([one.happened.mean for one in bins], share, atol=0.006)
    np.testing.assert_allclose([one.said for one in bins], mean, atol=0.006)
    assert sum(one.cases for one in bins) == 2_000
    for one in bins:
        low, high = proportion_confint(round(one.happened.mean * one.cases), one.cases, 0.05, method="wilson")
        assert (one.happened.lower, one.happened.upper) == (pytest.approx(low), pytest.approx(high))


def test_equal_chances_are_never_parted() -> None:
    said = np.array([0.2] * 50 + [0.7] * 5)
    bins = calibration_bins(said, np.zeros(55))
    assert [(one.said, one.cases) for one in bins] == [(pytest.approx(0.2), 50), (pytest.approx(0.7), 5)]
    assert calibration_bins(np.zeros(0), np.zeros(0)) == ()


def test_an_overconfident_model_is_corrected_by_steps_or_curve() -> None:
    for n, method in ((400, "sigmoid"), (6_000, "isotonic")):
        _, happened, said = cases(n, 1, shift=0.8, slope=2)
        fitted = calibrate(said, happened)
        assert fitted.method == method
        truth, later, said = cases(20_000, 2, shift=0.8, slope=2)
        before, after = calibration_error(said, later), calibration_error(fitted(said), later)
        assert before > 0.08
        assert after < 0.4 * before
        assert np.abs(fitted(said) - truth).mean() < 0.04


def test_the_curve_finds_the_odds_that_were_bent() -> None:
    """Scores bent by slope 2 and shift 0.8 are bent back by slope 1/2 and shift -0.4, within its standard error."""
    _, happened, said = cases(900, 3, shift=0.8, slope=2)
    fitted = calibrate(said, happened)
    assert fitted.method == "sigmoid"
    back = logit(fitted(expit(np.array([-1.0, 1.0]))))
    assert (back[1] - back[0]) / 2 == pytest.approx(0.5, abs=0.12)


def test_weights_count_like_copies() -> None:
    _, happened, said = cases(300, 5)
    weights = np.random.default_rng(0).integers(1, 4, 300)
    copied = calibrate(np.repeat(said, weights), np.repeat(happened, weights))
    np.testing.assert_allclose(calibrate(said, happened, weights.astype(float))(said), copied(said), atol=1e-4)


def test_too_few_of_an_answer_are_left_as_they_are() -> None:
    said = np.linspace(0.1, 0.9, 50)
    for happened in (np.zeros(50), (np.arange(50) < 5).astype(float)):
        fitted = calibrate(said, happened)
        assert fitted.method == "none"
        np.testing.assert_array_equal(fitted(said), said)


def test_the_error_of_exact_chances_is_what_chance_says() -> None:
    errors, expected = [], []
    for seed in range(60):
        truth, happened, _ = cases(500, seed)
        errors.append(calibration_error(truth, happened))
        expected.append(chance_calibration_error(truth))
    assert np.mean(errors) == pytest.approx(np.mean(expected), rel=0.08)


def test_venn_abers_is_isotonic_regression_with_the_case_added_under_both_answers() -> None:
    _, happened, said = cases(300, 7)
    fitted = VennAbers.fit(said, happened)
    grid = expit(np.round(logit(said) / 0.02) * 0.02)
    for score in (0.03, 0.2, 0.37, 0.64, 0.97, float(grid[0])):
        at = float(expit(round(float(logit(score)) / 0.02) * 0.02))
        ends = [
            IsotonicRegression().fit(np.append(grid, at), np.append(happened, label)).predict([at])[0]
            for label in (0, 1)
        ]
        low, high = fitted.interval(np.array([score]))
        assert (low[0], high[0]) == (pytest.approx(ends[0], abs=1e-9), pytest.approx(ends[1], abs=1e-9))
        assert low[0] <= fitted.mean(np.array([score]))[0] <= high[0]


def test_one_of_the_two_venn_abers_chances_is_calibrated() -> None:
    """Over many draws the chance under the answer that came true is right on average, however bent the scores are."""
    chosen, came = [], []
    for seed in range(150):
        _, happened, said = cases(30, seed, shift=1.5, slope=3)
        low, high = VennAbers.fit(said[:-1], happened[:-1]).interval(said[-1:])
        chosen.append(high[0] if happened[-1] else low[0])
        came.append(happened[-1])
    assert np.mean(chosen) == pytest.approx(np.mean(came), abs=0.08)
