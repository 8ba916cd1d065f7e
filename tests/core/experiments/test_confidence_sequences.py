"""Confidence sequences against published figures, a numerical optimum, the mixture itself and simulated tests."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.stats import norm

from core.errors import InputError
from core.experiments.compare.samples import MeanSample, PairedSample, ProportionSample, RatioSample
from core.experiments.sequential.confidence_sequences import (
    always_valid,
    always_valid_p,
    confidence_sequence,
    half_width,
    mixture_scale,
)

A, B = MeanSample(3_000, 1_396.87, 52_377.9767), MeanSample(3_461, 2_422.7, 134_698.29)


def test_intervals_agree_with_those_of_growthbook() -> None:
    # Figures of the test suite of GrowthBook's statistics (MIT), relative differences.
    tuned = always_valid(A, B, tuning=1_000).relative
    assert (tuned.estimate, tuned.standard_error) == (
        pytest.approx(0.50336, abs=5e-6),
        pytest.approx(0.33341, abs=5e-6),
    )
    assert (tuned.interval.lower, tuned.interval.upper) == (
        pytest.approx(-0.55844, abs=5e-6),
        pytest.approx(1.56516, abs=5e-6),
    )
    assert tuned.p_value == 1
    shares = always_valid(ProportionSample(3_000, 1_396), ProportionSample(3_461, 2_422)).relative
    assert (shares.interval.lower, shares.interval.upper) == (
        pytest.approx(0.40098, abs=5e-6),
        pytest.approx(0.60675, abs=5e-6),
    )
    paired = always_valid(
        PairedSample(3_000, 1_396.87, 52_377.9767, 16.87, 527.9767, 1),
        PairedSample(3_461, 2_422.7, 134_698.29, 22.7, 1_348.29, 1),
    ).relative
    assert (paired.interval.lower, paired.interval.upper) == (
        pytest.approx(-0.50969, abs=5e-6),
        pytest.approx(1.51646, abs=5e-6),
    )


def test_one_sided_figures_agree_with_those_of_growthbook() -> None:
    greater = always_valid(A, B, alternative="greater")
    assert greater.relative.interval.lower == pytest.approx(-0.42356454602790883)
    assert greater.absolute.interval.lower == pytest.approx(-0.12656844172804976)
    assert greater.absolute.interval.upper == math.inf
    assert greater.absolute.p_value == pytest.approx(0.46316, abs=2e-4)  # found by bisection there, in closed form here
    less = always_valid(A, B, alternative="less")
    assert less.absolute.interval.upper == pytest.approx(0.5953217750613832)
    assert less.absolute.p_value == 1


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_the_sequence_is_tightest_where_it_is_tuned(level: float) -> None:
    best = minimize_scalar(
        lambda log_rho: half_width(1.0, 4_000, rho=math.exp(log_rho), level=level), bounds=(-8, 0), method="bounded"
    )
    rho = mixture_scale(4_000, level=level)
    # The formula is the expansion of the optimum's; what it gives away is next to nothing.
    assert half_width(1.0, 4_000, rho=rho, level=level) == pytest.approx(best.fun, rel=1e-3)
    for other in (400, 40_000):
        assert half_width(1.0, 4_000, rho=mixture_scale(other, level=level), level=level) > best.fun * 1.02


def test_the_p_value_is_one_over_the_mixed_likelihood_ratio() -> None:
    estimate, error, n, rho = 0.031, 0.012, 3_000.0, 0.05
    z_sum = estimate / (error * math.sqrt(n)) * n  # of the values divided by their standard deviation

    def ratio(shift: float) -> float:
        return math.exp(shift * z_sum - shift**2 * n / 2) * norm.pdf(shift, scale=rho)

    evidence = quad(ratio, -1, 1, epsabs=0, epsrel=1e-10, points=[z_sum / n])[0]
    assert always_valid_p(estimate, error, n, rho=rho) == pytest.approx(1 / evidence, rel=1e-8)


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_the_p_value_is_the_error_at_which_the_interval_touches(alternative: str) -> None:
    sign = -1 if alternative == "less" else 1
    found = confidence_sequence(sign * 0.05, 0.014, 8_000, alternative=alternative)
    assert 0 < found.p_value < 0.2
    width = half_width(0.014, 8_000, rho=found.rho, level=1 - found.p_value, alternative=alternative)
    assert width == pytest.approx(0.05)
    excluded = found.interval.lower > 0 or found.interval.upper < 0
    assert excluded == (found.p_value < 0.05)


def test_the_null_is_kept_at_every_look_and_the_fixed_interval_does_not_keep_it() -> None:
    rng = np.random.default_rng(11)
    tests, looks, people = 2_000, 20, 500
    values = rng.normal(0, 1, (tests, looks, 2)) * math.sqrt(people / 2)
    n = np.arange(1, looks + 1) * people
    sums = np.cumsum(values, axis=1)
    difference = (sums[..., 1] - sums[..., 0]) / (n / 2)
    error = np.sqrt(4 / n)
    p = always_valid_p(difference, error, n, rho=mixture_scale(5_000))
    assert (np.asarray(p) < 0.05).any(axis=1).mean() <= 0.05
    assert 0.2 < (np.abs(difference / error) > 1.96).any(axis=1).mean() < 0.3


def test_ratios_and_pairs_have_the_spread_of_people() -> None:
    rng = np.random.default_rng(12)
    orders = rng.poisson(2, (2, 4_000)) + 1.0
    revenue = orders * 20 + rng.normal(0, 8, orders.shape)
    ratio = [
        RatioSample(4_000, r.sum(), (r * r).sum(), o.sum(), (o * o).sum(), (r * o).sum())
        for r, o in zip(revenue, orders, strict=True)
    ]
    found = always_valid(*ratio).absolute
    # The delta method is the spread of r - R o over the mean of o.
    spread = [
        np.var(r - r.sum() / o.sum() * o, ddof=1) / o.mean() ** 2 / 4_000 for r, o in zip(revenue, orders, strict=True)
    ]
    assert found.standard_error == pytest.approx(math.sqrt(sum(spread)), rel=1e-9)
    before = rng.normal(50, 10, (2, 4_000))
    value = 0.8 * before + rng.normal(0, 3, before.shape) + np.array([[0.0], [1.0]])
    pairs = [
        PairedSample(4_000, v.sum(), (v * v).sum(), b.sum(), (b * b).sum(), (v * b).sum())
        for v, b in zip(value, before, strict=True)
    ]
    plain = [MeanSample(one.n, one.total, one.squares) for one in pairs]
    adjusted, bare = always_valid(*pairs).absolute, always_valid(*plain).absolute
    slope = np.polyfit(before.ravel(), value.ravel(), 1)[0]
    rest = value - slope * before
    assert adjusted.estimate == pytest.approx(rest[1].mean() - rest[0].mean(), rel=1e-9)
    assert adjusted.standard_error == pytest.approx(math.sqrt(rest.var(axis=1, ddof=1).sum() / 4_000), rel=1e-9)
    assert adjusted.standard_error < 0.5 * bare.standard_error


def test_without_spread_nothing_is_known() -> None:
    found = always_valid(ProportionSample(100, 0), ProportionSample(120, 0))
    assert (found.absolute.interval.lower, found.absolute.interval.upper) == (-math.inf, math.inf)
    assert found.absolute.p_value == 1
    assert math.isnan(found.relative.estimate)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: always_valid(A),
        lambda: always_valid(A, ProportionSample(10, 3)),
        lambda: always_valid(ProportionSample(10, 11), ProportionSample(10, 3)),
        lambda: always_valid(ProportionSample(10, -1), ProportionSample(10, 3)),
        lambda: always_valid(MeanSample(1, 3, 9), MeanSample(10, 3, 9)),
        lambda: always_valid(MeanSample(-5, 3, 9), MeanSample(10, 3, 9)),
        lambda: always_valid(MeanSample(10, 3, -9), MeanSample(10, 3, 9)),
        lambda: always_valid(MeanSample(10, math.nan, 9), MeanSample(10, 3, 9)),
        lambda: always_valid(RatioSample(10, 3, 9, 0, 0, 0), RatioSample(10, 3, 9, 5, 5, 5)),
        lambda: always_valid(A, B, tuning=0),
        lambda: always_valid(A, B, level=1),
        lambda: always_valid(A, B, level=0.4, alternative="less"),
        lambda: always_valid(A, B, alternative="both"),
        lambda: confidence_sequence(1, 1, 0),
        lambda: confidence_sequence(1, 1, 10, rho=-1),
    ],
)
def test_what_cannot_be_is_refused_in_words(wrong: object) -> None:
    with pytest.raises(InputError, match=r"\w.*\."):
        wrong()  # type: ignore[operator]
