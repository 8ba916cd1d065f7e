"""Bayesian comparisons against closed forms, GrowthBook's own tests and scipy's integration."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import betaln

from core.errors import InputError
from core.experiments import (
    MeanSample,
    ProportionSample,
    QuantileSample,
    bayes_effect,
    bayes_means,
    bayes_proportions,
    compare_means,
    compare_proportions,
    compare_quantile_samples,
)
from core.experiments.compare.posteriors import Beta, BetaDifference, NormalPosterior

OLD, NEW = MeanSample(10, 100, 1002.25), MeanSample(10, 105, 1111.5)


def test_proportions_as_growthbook():
    # growthbook/growthbook, packages/stats/tests/bayesian/test_tests.py: test_bayesian_binomial_ab_test (normal, flat)
    effect = compare_proportions(ProportionSample(100, 49), ProportionSample(100, 51), method="welch")
    found = bayes_effect(effect, loss_scale="relative")
    assert found.relative == pytest.approx(0.04082, abs=5e-6)
    ends = found.relative_interval.lower, found.relative_interval.upper
    assert ends == pytest.approx((-0.24779, 0.32943), abs=5e-6)
    assert found.chance_to_win == pytest.approx(0.60918, abs=5e-6)
    assert (found.expected_loss_control, found.expected_loss) == pytest.approx((0.0814, 0.04058), abs=5e-6)


@pytest.mark.parametrize(
    ("prior", "expected", "ends", "chance", "losses"),
    [
        ((0.0, math.inf), 0.05, (-0.02, 0.12), 0.91923, (0.05131, 0.00131)),
        ((0.1, 0.1), 0.05063, (-0.01893, 0.12019), 0.92315, (0.05186, 0.00123)),
    ],
)
def test_means_as_growthbook(prior, expected, ends, chance, losses):
    # the same file: test_bayesian_gaussian_ab_test and test_bayesian_gaussian_ab_test_informative
    found = bayes_means(OLD, NEW, *prior, loss_scale="relative")
    assert found.relative == pytest.approx(expected, abs=5e-6)
    assert (found.relative_interval.lower, found.relative_interval.upper) == pytest.approx(ends, abs=5e-6)
    assert found.chance_to_win == pytest.approx(chance, abs=5e-6)
    assert (found.expected_loss_control, found.expected_loss) == pytest.approx(losses, abs=5e-6)
    turned = bayes_means(OLD, NEW, *prior, loss_scale="relative", lower_is_better=True)
    assert turned.chance_to_win == pytest.approx(1 - chance, abs=5e-6)
    assert (turned.expected_loss, turned.expected_loss_control) == pytest.approx(losses, abs=5e-6)


@pytest.mark.parametrize(
    ("prior", "scale", "expected", "ends"),
    [
        ((0, math.inf), "absolute", 0.5365124375579775, (0.4572559589115422, 0.6157689162044128)),
        ((0, 1e6), "absolute", 0.536512437540855, (0.4572559588956844, 0.6157689161860256)),
        ((0, 1.0), "absolute", 0.536495315442269, (0.4572401014910488, 0.6157505293934892)),
        ((0, 1e6), "relative", 0.07495297222736319, (0.06341005842481906, 0.08649588602990732)),
        ((0, 1.0), "relative", 0.07495037261804469, (0.06340765898986044, 0.08649308624622894)),
    ],
)
def test_quantiles_as_growthbook(prior, scale, expected, ends):
    # the same file: test_bayesian_effect_ab_test; its prior speaks of the relative effect in both cases
    old = QuantileSample(11054, 7.157987489967789, 7.098780136176828, 7.217194843758751, 0.9)
    new = QuantileSample(10861, 7.694499927525767, 7.64180598628119, 7.747193868770344, 0.9)
    found = bayes_effect(compare_quantile_samples(old, new), *prior)
    answer, interval = (
        (found.absolute, found.absolute_interval) if scale == "absolute" else (found.relative, found.relative_interval)
    )
    assert answer == pytest.approx(expected, rel=1e-12)
    assert (interval.lower, interval.upper) == pytest.approx(ends, rel=1e-12)


def test_normal_loss_as_growthbook_and_far_out():
    # the same file: TestGetRiskNumericalStability
    posterior = NormalPosterior(0.1, 0.05)
    assert posterior.expected_gain(1) == pytest.approx(0.1004245351308, abs=1e-12)
    assert posterior.expected_gain(-1) == pytest.approx(0.0004245351308414, abs=1e-12)
    assert NormalPosterior(0.01, 4.5e-9).expected_gain(-1) == 0
    for z in (2, 4.9, 5.1, 20):
        exact, _ = integrate.quad(lambda x, z=z: x * stats.norm.pdf(x + z), 0, 12, epsabs=0, epsrel=1e-12)
        assert NormalPosterior(-z, 1).expected_gain() == pytest.approx(exact, rel=1e-8)


def miller(a0, b0, a1, b1):
    """Return P(p1 > p0) by the sum of Evan Miller (2015) for whole ``a1``."""
    i = np.arange(a1)
    return float(np.exp(betaln(a0 + i, b1 + b0) - np.log(b1 + i) - betaln(1 + i, b1) - betaln(a0, b0)).sum())


@pytest.mark.parametrize("counts", [(49, 100, 51, 100), (0, 30, 4, 25), (3, 5, 900, 2_000), (40, 20_000, 66, 19_000)])
@pytest.mark.parametrize("prior", [(1, 1), (2, 38)])
def test_chance_to_win_is_the_closed_form(counts, prior):
    x0, n0, x1, n1 = counts
    found = bayes_proportions(ProportionSample(n0, x0), ProportionSample(n1, x1), prior)
    exact = miller(x0 + prior[0], n0 - x0 + prior[1], x1 + prior[0], n1 - x1 + prior[1])
    assert found.chance_to_win == pytest.approx(exact, abs=1e-10)
    less = bayes_proportions(ProportionSample(n0, x0), ProportionSample(n1, x1), prior, lower_is_better=True)
    assert less.chance_to_win == pytest.approx(1 - exact, abs=1e-10)
    assert less.expected_loss == pytest.approx(found.expected_loss_control)
    assert found.expected_loss_control - found.expected_loss == pytest.approx(found.absolute, abs=1e-12)


@pytest.mark.parametrize("pair", [((5, 40), (9, 30)), ((1, 12), (1, 30)), ((2.5, 3), (60, 4))])
@pytest.mark.parametrize("value", [-0.3, -0.02, 0.0, 0.15])
def test_chance_and_loss_are_those_of_plain_integration(pair, value):
    old, new = (Beta(*one) for one in pair)
    at, above = stats.beta(*pair[0]), stats.beta(*pair[1])
    points = sorted({min(max(one, 0), 1) for one in (-value, 1 - value)} | {0.0, 0.02, 0.1, 0.3, 0.6, 1.0})

    def total(function):
        return sum(integrate.quad(function, low, high, epsabs=1e-13, epsrel=1e-11)[0] for low, high in pairwise(points))

    apart = BetaDifference(old, new)
    assert apart.chance_above(value) == pytest.approx(total(lambda x: at.pdf(x) * above.sf(x + value)), abs=1e-8)
    assert apart.expected_gain(-1) == pytest.approx(total(lambda x: above.cdf(x) * at.sf(x)), abs=1e-9)


def test_intervals_have_equal_tails():
    found = bayes_proportions(ProportionSample(300, 9), ProportionSample(280, 20), level=0.9)
    for scale, ends in (("absolute", found.absolute_interval), ("relative", found.relative_interval)):
        assert found.chance_above(ends.lower, scale) == pytest.approx(0.95, abs=1e-9)
        assert found.chance_above(ends.upper, scale) == pytest.approx(0.05, abs=1e-9)
    assert found.chance_above(found.relative) == pytest.approx(0.5, abs=1e-9)
    assert found.chance_above(0) == pytest.approx(found.chance_to_win)


def test_ratios_are_those_of_draws():
    rng = np.random.default_rng(8)
    found = bayes_proportions(ProportionSample(60, 2), ProportionSample(50, 6))
    drawn = rng.beta(7, 45, 400_000) / rng.beta(3, 59, 400_000) - 1
    for useful in (-0.2, 0.1, 2.0):
        assert found.chance_above(useful) == pytest.approx((drawn > useful).mean(), abs=0.004)
    assert found.relative == pytest.approx(np.median(drawn), rel=0.01)


def test_priors_pull():
    flat = bayes_means(OLD, NEW)
    sceptic = bayes_means(OLD, NEW, 0, 1e-10)
    assert flat.prior == "Flat"
    assert sceptic.absolute == pytest.approx(0, abs=1e-4)
    assert flat.absolute == pytest.approx(compare_means(OLD, NEW).absolute)
    absolute = bayes_means(OLD, NEW, 1.0, 10.0, prior_scale="absolute")
    relative = bayes_means(OLD, NEW, 0.1, 0.1, prior_scale="relative")
    assert absolute.absolute == pytest.approx(relative.absolute)
    assert absolute.relative == pytest.approx(relative.relative)
    strong = bayes_proportions(ProportionSample(10, 0), ProportionSample(10, 10), (5e5, 5e5))
    assert strong.absolute == pytest.approx(0, abs=1e-4)


def test_no_conversions_leave_the_prior():
    none = ProportionSample(100, 0)
    found = bayes_proportions(none, none)
    assert found.chance_to_win == pytest.approx(0.5, abs=1e-12)
    assert found.expected_loss == pytest.approx(found.expected_loss_control)


def test_says_what_is_wrong():
    good = ProportionSample(10, 5)
    for bad in ((0, 1), (1, -1), (math.nan, 1)):
        with pytest.raises(InputError, match="prior"):
            bayes_proportions(good, good, bad)
    with pytest.raises(InputError, match="more conversions"):
        bayes_proportions(good, ProportionSample(10, 11))
    with pytest.raises(InputError, match="prior"):
        bayes_means(OLD, NEW, 0, 0)
    with pytest.raises(InputError, match="control is zero"):
        bayes_means(MeanSample(10, 0, 10), NEW, 0, 1)
    with pytest.raises(InputError, match="number"):
        bayes_means(OLD, NEW).chance_above(math.nan)
    assert math.isnan(bayes_means(MeanSample(10, 0, 10), NEW).relative)
