"""Means and ratios against GrowthBook's own tests, tea-tasting and scipy."""

import math

import numpy as np
import pytest
import tea_tasting as tt
from scipy import stats
from tea_tasting.aggr import Aggregates

from core.errors import InputError
from core.experiments import MeanSample, RatioSample, compare_means, compare_ratios

# growthbook/growthbook, packages/stats/tests/frequentist/test_tests.py
OLD, NEW = MeanSample(3407, 1396.87, 52377.9767), MeanSample(3461, 2422.7, 134698.29)
SHORT = MeanSample(3000, 1396.87, 52377.9767)


def sums(values):
    return MeanSample(len(values), float(np.sum(values)), float(np.sum(np.square(values))))


def ratio_sums(up, down):
    return RatioSample(len(up), up.sum(), (up * up).sum(), down.sum(), (down * down).sum(), (up * down).sum())


def test_two_sided_as_growthbook():
    found = compare_means(OLD, NEW, relative="delta")
    assert found.relative == pytest.approx(0.70732, abs=5e-6)
    assert found.relative_interval.lower == pytest.approx(-0.03526, abs=5e-6)
    assert found.relative_interval.upper == pytest.approx(1.44989, abs=5e-6)
    assert found.relative_error == pytest.approx(0.37879, abs=5e-6)
    assert found.relative_p_value == pytest.approx(0.06191, abs=5e-6)
    assert found.absolute == pytest.approx(0.29)
    assert found.absolute_interval.lower == pytest.approx(0.04538, abs=5e-6)
    assert found.absolute_interval.upper == pytest.approx(0.53462, abs=5e-6)
    assert found.standard_error == pytest.approx(0.12478, abs=5e-6)
    assert found.p_value == pytest.approx(0.02016, abs=5e-6)


@pytest.mark.parametrize(
    ("alternative", "relative", "relative_p", "absolute", "p"),
    [
        (
            "greater",
            (-0.045136675850396046, math.inf),
            0.06558262868467746,
            (0.020791480063255735, math.inf),
            0.03554272489873023,
        ),
        (
            "less",
            (-math.inf, 1.0518588475628676),
            0.9344173713153225,
            (-math.inf, 0.44796185327007765),
            0.9644572751012698,
        ),
    ],
)
def test_one_sided_as_growthbook(alternative, relative, relative_p, absolute, p):
    found = compare_means(SHORT, NEW, alternative=alternative, relative="delta")
    assert (found.relative_interval.lower, found.relative_interval.upper) == pytest.approx(relative, rel=1e-9)
    assert (found.absolute_interval.lower, found.absolute_interval.upper) == pytest.approx(absolute, rel=1e-9)
    assert found.relative_p_value == pytest.approx(relative_p, rel=1e-9)
    assert found.p_value == pytest.approx(p, rel=1e-9)


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize("equal", [False, True])
@pytest.mark.parametrize("distribution", ["t", "normal"])
def test_as_tea_tasting_and_scipy(alternative, equal, distribution):
    rng = np.random.default_rng(3)
    old, new = rng.gamma(2, 2, 37), rng.gamma(2, 2.6, 52)
    metric = tt.Mean("x", alternative=alternative, equal_var=equal, use_t=distribution == "t", confidence_level=0.9)
    theirs = metric.analyze_aggregates(
        *(Aggregates(len(one), {"x": one.mean()}, {"x": one.var(ddof=1)}) for one in (old, new))
    )
    ours = compare_means(
        sums(old), sums(new), alternative=alternative, equal_variance=equal, distribution=distribution, level=0.9
    )
    ends = ours.absolute_interval.lower, ours.absolute_interval.upper
    assert ends == pytest.approx((theirs.effect_size_ci_lower, theirs.effect_size_ci_upper))
    ends = ours.relative_interval.lower, ours.relative_interval.upper
    assert ends == pytest.approx((theirs.rel_effect_size_ci_lower, theirs.rel_effect_size_ci_upper))
    assert (ours.relative, ours.p_value, ours.statistic) == pytest.approx(
        (theirs.rel_effect_size, theirs.pvalue, theirs.statistic)
    )
    if distribution == "t":
        test = stats.ttest_ind(new, old, equal_var=equal, alternative=alternative)
        assert (ours.statistic, ours.p_value, ours.freedom) == pytest.approx((test.statistic, test.pvalue, test.df))


def test_ratios_as_tea_tasting_and_linearised():
    rng = np.random.default_rng(4)
    pairs = []
    for price in (10, 11):
        orders = 1.0 + rng.poisson(2, 60)
        pairs.append((orders * rng.gamma(4, price / 4, 60), orders))
    theirs = tt.RatioOfMeans("up", "down").analyze_aggregates(
        *(
            Aggregates(
                60,
                {"up": up.mean(), "down": down.mean()},
                {"up": up.var(ddof=1), "down": down.var(ddof=1)},
                {("up", "down"): np.cov(up, down)[0, 1]},
            )
            for up, down in pairs
        )
    )
    ours = compare_ratios(ratio_sums(*pairs[0]), ratio_sums(*pairs[1]))
    assert ours.p_value == pytest.approx(theirs.pvalue)
    assert ours.relative_interval.lower == pytest.approx(theirs.rel_effect_size_ci_lower)
    assert ours.absolute_interval.upper == pytest.approx(theirs.effect_size_ci_upper)
    line = [(up - up.sum() / down.sum() * down) / down.mean() for up, down in pairs]
    assert ours.standard_error == pytest.approx(math.sqrt(sum(one.var(ddof=1) / 60 for one in line)))


def test_a_rise_of_a_negative_control_is_a_rise():
    # growthbook/growthbook, packages/stats/tests/test_shared_models.py: -10 to -5 is +50 %
    old, new = (MeanSample(1000, mean * 1000, (mean**2 + 4) * 1000) for mean in (-10, -5))
    for relative in ("log", "delta"):
        found = compare_means(old, new, relative=relative)
        assert found.relative == pytest.approx(0.5)
        assert found.relative_interval.lower < 0.5 < found.relative_interval.upper
        assert found.relative_interval.lower > 0.4
    mirror = compare_means(MeanSample(1000, 10_000, 104_000), MeanSample(1000, 5_000, 29_000), alternative="less")
    found = compare_means(old, new, alternative="greater")
    assert found.relative_interval.lower == pytest.approx(-mirror.relative_interval.upper)


def test_changing_sides_turns_the_difference_around():
    there, back = compare_means(OLD, NEW), compare_means(NEW, OLD)
    assert back.absolute == pytest.approx(-there.absolute)
    assert back.absolute_interval.lower == pytest.approx(-there.absolute_interval.upper)
    assert back.p_value == pytest.approx(there.p_value)
    assert (1 + back.relative_interval.lower) * (1 + there.relative_interval.upper) == pytest.approx(1)


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_an_interval_leaves_zero_out_where_p_says_so(alternative):
    p = compare_means(OLD, NEW, alternative=alternative).p_value
    for level, out in ((1 - p - 1e-6, True), (1 - p + 1e-6, False)):
        ends = compare_means(OLD, NEW, alternative=alternative, level=level).absolute_interval
        assert (not ends.lower <= 0 <= ends.upper) is out


def test_a_control_of_zero_has_no_relative_effect():
    found = compare_means(MeanSample(10, 0, 10), MeanSample(10, 5, 10))
    assert math.isnan(found.relative)
    assert found.relative_interval.upper == math.inf
    assert found.absolute == pytest.approx(0.5)


def test_a_mean_that_is_nothing_beside_its_noise_has_no_bound_on_its_relative_effect():
    old, new = MeanSample(100, 0.01, 10_000), MeanSample(100, 5, 10_000)
    found = compare_means(old, new)
    test = stats.ttest_ind_from_stats(
        0.05, math.sqrt((10_000 - 0.25) / 99), 100, 0.0001, math.sqrt(10_000 / 99), 100, False
    )
    assert (found.statistic, found.p_value) == pytest.approx((test.statistic, test.pvalue))
    assert (found.relative_interval.lower, found.relative_interval.upper) == pytest.approx((-1, math.inf))
    assert compare_means(old, new, alternative="greater").absolute_interval.upper == math.inf


@pytest.mark.parametrize("scale", [1e-120, 1e-40, 1e40])
def test_the_unit_of_a_metric_does_not_matter(scale):
    values = np.array([1.0, 2, 4, 3, 5]), np.array([2.0, 3, 5, 7, 4])
    plain, scaled = (compare_means(*(sums(one * unit) for one in values)) for unit in (1, scale))
    assert scaled.freedom == pytest.approx(plain.freedom)
    assert scaled.standard_error == pytest.approx(plain.standard_error * scale)


def test_one_variant_may_stand_still():
    found = compare_means(MeanSample(20, 0, 0), MeanSample(20, 10, 30))
    assert found.freedom == pytest.approx(19)
    assert found.absolute_interval.lower < 0.5 < found.absolute_interval.upper


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        (MeanSample(1, 1, 1), "at least 2"),
        (MeanSample(0, 0, 0), "at least 2"),
        (MeanSample(-5, 1, 1), "not negative"),
        (MeanSample(2.5, 1, 1), "whole number"),
        (MeanSample(10, math.nan, 1), "finite"),
        (MeanSample(10, "12", 1), "finite"),
        (MeanSample(10, 1e200, 1), "finite"),
        (MeanSample(10**400, 1, 1), "whole number"),
        (MeanSample("ten", 1, 1), "whole number"),
        (MeanSample(True, 1, 1), "whole number"),
        (MeanSample(10, 1, math.inf), "finite"),
        (MeanSample(10, 100, 10), "smaller than its sum allows"),
    ],
)
def test_says_what_is_wrong_with_sums(sample, words):
    with pytest.raises(InputError, match=words):
        compare_means(sample, NEW)
    with pytest.raises(InputError, match=words):
        compare_means(NEW, sample)


def test_says_what_cannot_be_asked():
    flat = sums(np.full(1_000, 0.1))
    with pytest.raises(InputError, match="no spread"):
        compare_means(flat, sums(np.full(500, 0.3)))
    with pytest.raises(InputError, match="between 0 and 1"):
        compare_means(OLD, NEW, level=95)
    with pytest.raises(InputError, match="two-sided"):
        compare_means(OLD, NEW, alternative="both")
    with pytest.raises(InputError, match="denominator"):
        compare_ratios(RatioSample(10, 5, 9, 0, 4, 1), RatioSample(10, 5, 9, 5, 9, 4))
    with pytest.raises(InputError, match="products"):
        compare_ratios(RatioSample(10, 5, 9, 5, 9, 400), RatioSample(10, 5, 9, 5, 9, 4))
