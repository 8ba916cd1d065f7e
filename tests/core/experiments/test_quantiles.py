"""Quantiles against order statistics, a cluster formula and draws; GrowthBook's numbers are in test_bayes."""

import numpy as np
import pytest
from scipy import stats

from core.errors import InputError
from core.experiments import (
    QuantileSample,
    compare_quantile_samples,
    compare_quantiles,
    design_effect,
    quantile_sample,
)


def test_bounds_are_order_statistics():
    values = np.arange(1_001.0)
    found = quantile_sample(values, 0.5)
    half = stats.norm.ppf(0.975) * np.sqrt(0.25 / 1_001)
    assert (found.value, found.lower, found.upper) == pytest.approx((500, 1_000 * (0.5 - half), 1_000 * (0.5 + half)))
    # near the exact ranks of the binomial distribution
    assert found.lower == pytest.approx(stats.binom.ppf(0.025, 1_001, 0.5), abs=1.5)


def test_spread_is_that_of_theory():
    rng = np.random.default_rng(13)
    found = compare_quantiles(rng.normal(0, 1, 40_000), rng.normal(0, 1, 40_000), 0.9)
    z = stats.norm.ppf(0.9)
    assert found.standard_error == pytest.approx(np.sqrt(2 * 0.09 / 40_000) / stats.norm.pdf(z), rel=0.08)


def test_ranks_of_another_number_count_back():
    full = QuantileSample(10_000, 5, 4.9, 5.1, 0.9)
    part = QuantileSample(10_000, 5, 4.8, 5.2, 0.9, n_bounds=2_500)
    same = compare_quantile_samples(full, full).standard_error
    assert compare_quantile_samples(part, part).standard_error == pytest.approx(same)
    wide = QuantileSample(10_000, 5, 4.9, 5.1, 0.9, design_effect=4)
    assert compare_quantile_samples(wide, wide).standard_error == pytest.approx(2 * same)


def test_many_values_a_person_widen():
    rng = np.random.default_rng(14)
    sizes = rng.integers(1, 6, 3_000)
    level = rng.normal(0, 1, 3_000)
    people = np.repeat(np.arange(3_000), sizes)
    below = (level[people] + 0.2 * rng.normal(0, 1, len(people)) <= 0).astype(float)
    share = np.bincount(people, below)
    sums = share.sum(), (share**2).sum(), (share * sizes).sum()
    found = design_effect(0.5, 3_000, sizes.sum(), (sizes**2).sum(), sums)
    residual = share - share.sum() / sizes.sum() * sizes
    exact = residual.var(ddof=1) * 3_000 / sizes.sum() ** 2 / (0.25 / sizes.sum())
    assert found == pytest.approx(exact)
    assert found > 2
    alone = rng.random(3_000) < 0.5
    assert design_effect(0.5, 3_000, 3_000, 3_000, (alone.sum(), alone.sum(), alone.sum())) == pytest.approx(
        1, rel=0.01
    )


def test_says_what_is_wrong():
    good = np.arange(100.0)
    for call, words in (
        (lambda: compare_quantiles(good, good, 50), "between 0 and 1"),
        (lambda: compare_quantiles(good[:20], good, 0.95), "too few"),
        (lambda: compare_quantiles(np.zeros(100), good, 0.5), "equal its quantile"),
        (lambda: compare_quantiles([*good, np.nan], good, 0.5), "finite"),
        (lambda: compare_quantile_samples(QuantileSample(99, 9, 1, 2, 0.5), quantile_sample(good, 0.5)), "bounds"),
        (lambda: compare_quantile_samples(quantile_sample(good, 0.4), quantile_sample(good, 0.5)), "different"),
        (lambda: design_effect(0.5, 10, 0, 0, (0, 0, 0)), "no values"),
    ):
        with pytest.raises(InputError, match=words):
            call()
