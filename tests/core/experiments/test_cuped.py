"""CUPED against tea-tasting, GrowthBook's own tests and a regression."""

import dataclasses
import math

import numpy as np
import pytest
import statsmodels.api as sm
import tea_tasting as tt
from tea_tasting.aggr import Aggregates

from core.errors import InputError
from core.experiments import (
    MeanSample,
    PairedRatioSample,
    PairedSample,
    RatioSample,
    compare_adjusted,
    compare_adjusted_ratios,
    compare_means,
    compare_ratios,
)


def paired(after, before):
    return PairedSample(
        len(after), after.sum(), (after**2).sum(), before.sum(), (before**2).sum(), (after * before).sum()
    )


def paired_ratio(m, d, m0, d0):
    return PairedRatioSample(
        len(m),
        *(
            float(one.sum())
            for one in (m, m * m, d, d * d, m * d, m0, m0 * m0, d0, d0 * d0, m0 * d0, m * m0, d * d0, m * d0, d * m0)
        ),
    )


def people(rng, n, lift):
    before = rng.gamma(2, 3, n)
    return before + rng.gamma(2, 1, n) + lift, before


def test_as_tea_tasting():
    rng = np.random.default_rng(5)
    arms = people(rng, 60, 0), people(rng, 75, 0.7)
    theirs = tt.Mean("y", "x").analyze_aggregates(
        *(
            Aggregates(
                len(y),
                {"y": y.mean(), "x": x.mean()},
                {"y": y.var(ddof=1), "x": x.var(ddof=1)},
                {("x", "y"): np.cov(x, y)[0, 1]},
            )
            for y, x in arms
        )
    )
    ours = compare_adjusted(paired(*arms[0]), paired(*arms[1]))
    assert (ours.control, ours.treatment, ours.p_value) == pytest.approx(
        (theirs.control, theirs.treatment, theirs.pvalue)
    )
    ends = ours.absolute_interval.lower, ours.absolute_interval.upper
    assert ends == pytest.approx((theirs.effect_size_ci_lower, theirs.effect_size_ci_upper))
    ends = ours.relative_interval.lower, ours.relative_interval.upper
    assert ends == pytest.approx((theirs.rel_effect_size_ci_lower, theirs.rel_effect_size_ci_upper))
    y, x = (np.concatenate(side) for side in zip(*arms, strict=True))
    assert ours.slope == pytest.approx(np.cov(x, y)[0, 1] / x.var(ddof=1))
    assert ours.correlation == pytest.approx(np.corrcoef(x, y)[0, 1])
    plain = [MeanSample(len(one), one.sum(), (one**2).sum()) for one, _ in arms]
    assert ours.unadjusted == compare_means(*plain)
    assert ours.variance_reduction == pytest.approx(1 - (ours.standard_error / ours.unadjusted.standard_error) ** 2)
    assert ours.variance_reduction > 0.7


def test_near_a_regression_on_what_was_known():
    rng = np.random.default_rng(6)
    arms = people(rng, 4_000, 0), people(rng, 4_000, 0.7)
    y, x = (np.concatenate(side) for side in zip(*arms, strict=True))
    fitted = sm.OLS(y, sm.add_constant(np.column_stack([np.repeat([0, 1], 4_000), x]))).fit()
    ours = compare_adjusted(paired(*arms[0]), paired(*arms[1]))
    assert ours.absolute == pytest.approx(fitted.params[1], abs=0.002)
    assert ours.standard_error == pytest.approx(fitted.bse[1], rel=0.02)


def test_means_as_growthbook():
    # growthbook/growthbook, packages/stats/tests/frequentist/test_tests.py: test_sequential_test_runs_ra
    old = PairedSample(3000, 1396.87, 52377.9767, 16.87, 527.9767, 1)
    new = PairedSample(3461, 2422.7, 134698.29, 22.7, 1348.29, 1)
    found = compare_adjusted(old, new, relative="delta")
    assert found.relative == pytest.approx(0.50338, abs=5e-6)
    assert found.relative_error == pytest.approx(0.33341, abs=5e-6)
    # packages/stats/tests/test_shared_models.py: test_returns_0_no_variance
    x, y = np.array([0.3, 0.5, 0.9, 22]), np.array([2.0, 1, 5, 3])
    assert compare_adjusted(paired(y, x), paired(y, x)).slope == pytest.approx(0.01864, abs=5e-6)


RATIO_OLD = PairedRatioSample(
    n=100,
    numerator=485.112236689623,
    numerator_squares=2715.484666118136,
    denominator=679.9093275844917,
    denominator_squares=4939.424001640236,
    products=3602.146836776702,
    numerator_before=192.59138069991536,
    numerator_before_squares=460.076026390857,
    denominator_before=290.1398399750233,
    denominator_before_squares=920.9461385038898,
    products_before=634.239482353647,
    numerators=1113.6215759318352,
    denominators=2130.9404074446747,
    numerator_denominator_before=1559.2878434944676,
    denominator_numerator_before=1460.3181079276983,
)
RATIO_NEW = PairedRatioSample(
    n=100,
    numerator=514.7757826608777,
    numerator_squares=2994.897482705013,
    denominator=705.4090874383759,
    denominator_squares=5291.36604146392,
    products=3918.1561431600717,
    numerator_before=206.94157227402536,
    numerator_before_squares=514.2903702246757,
    denominator_before=302.54389139107326,
    denominator_before_squares=994.4506208125663,
    products_before=698.4173425817908,
    numerators=1237.0953021125997,
    denominators=2292.081739775257,
    numerator_denominator_before=1701.0287270040265,
    denominator_numerator_before=1604.0759503266522,
)


def test_ratios_as_growthbook():
    # growthbook/growthbook, packages/stats/tests/frequentist/test_tests.py: test_two_sided_ttest_test_runs_ratio_ra
    found = compare_adjusted_ratios(RATIO_OLD, RATIO_NEW, relative="delta", slope="within")
    assert found.relative == pytest.approx(-0.0007, abs=5e-6)
    assert found.relative_error == pytest.approx(0.00391, abs=5e-6)
    ends = found.relative_interval.lower, found.relative_interval.upper
    assert ends == pytest.approx((-0.00841, 0.00700), abs=5e-6)
    assert found.relative_p_value == pytest.approx(0.85771, abs=5e-6)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("after", "lift", "error"),
    [
        ([17, 12, 23, 28, 12, 22, 29, 16], 0.1039280, 0.0286196),
        ([14, 9, 17, 23, 9, 18, 22, 13], -0.1372068, 0.0223934),
    ],
)
def test_ratios_of_a_negative_control_as_growthbook(sign, after, lift, error):
    # growthbook/growthbook, packages/stats/tests/test_shared_models.py: TestEffectMomentsCupedRatioNegativeBaseline
    old = paired_ratio(
        sign * np.array([12.0, 19, 16, 24, 21, 9, 14, 26]),
        np.array([1.0, 2, 1.5, 2.5, 2, 1, 1.5, 2.5]),
        sign * np.array([16.0, 11, 21, 19, 26, 11, 9, 21]),
        np.array([1.5, 1, 2, 2, 2.5, 1, 1, 2]),
    )
    new = paired_ratio(
        sign * np.array(after, dtype=float),
        np.array([1.5, 1, 2, 2.5, 1, 2, 2.5, 1.5]),
        sign * np.array([11.0, 17, 22, 27, 10, 27, 21, 16]),
        np.array([1, 1.5, 2, 2.5, 1, 2.5, 2, 1.5]),
    )
    found = compare_adjusted_ratios(old, new, relative="delta", slope=0.5)
    assert found.relative == pytest.approx(sign * lift, abs=5e-8)
    assert found.relative_error == pytest.approx(error, abs=5e-8)


def test_ratios_as_tea_tasting():
    rng = np.random.default_rng(7)
    arms = []
    for n, lift in ((70, 1.0), (90, 1.1)):
        level = rng.gamma(4, 0.25, n)
        d, d0 = 1.0 + rng.poisson(2, n), 1.0 + rng.poisson(2, n)
        arms.append((lift * level * d * rng.gamma(9, 1 / 9, n), d, level * d0 * rng.gamma(9, 1 / 9, n), d0))
    names = "mdxz"
    theirs = tt.RatioOfMeans("m", "d", "x", "z").analyze_aggregates(
        *(
            Aggregates(
                len(arm[0]),
                {k: v.mean() for k, v in zip(names, arm, strict=True)},
                {k: v.var(ddof=1) for k, v in zip(names, arm, strict=True)},
                {(names[i], names[j]): np.cov(arm[i], arm[j])[0, 1] for i in range(4) for j in range(i + 1, 4)},
            )
            for arm in arms
        )
    )
    ours = compare_adjusted_ratios(paired_ratio(*arms[0]), paired_ratio(*arms[1]))
    assert (ours.control, ours.treatment, ours.p_value) == pytest.approx(
        (theirs.control, theirs.treatment, theirs.pvalue)
    )
    assert ours.relative_interval.lower == pytest.approx(theirs.rel_effect_size_ci_lower)
    plain = [RatioSample(len(m), m.sum(), (m * m).sum(), d.sum(), (d * d).sum(), (m * d).sum()) for m, d, _, _ in arms]
    assert ours.unadjusted.p_value == pytest.approx(compare_ratios(*plain).p_value)


def test_nothing_known_before_changes_nothing():
    old, new = PairedSample(50, 100, 300, 0, 0, 0), PairedSample(50, 120, 390, 0, 0, 0)
    found = compare_adjusted(old, new)
    assert found.slope == 0
    assert found.variance_reduction == pytest.approx(0)
    assert found.absolute_interval == found.unadjusted.absolute_interval


def test_binary_divides_by_people():
    old, new = PairedSample(40, 10, 10, 12, 12, 6), PairedSample(50, 20, 20, 15, 15, 11)
    plain, binary = compare_adjusted(old, new), compare_adjusted(old, new, binary=True)
    assert binary.unadjusted.standard_error == pytest.approx(math.sqrt(0.25 * 0.75 / 40 + 0.4 * 0.6 / 50))
    assert binary.slope == pytest.approx(plain.slope)


def test_changing_sides_turns_the_difference_around():
    there, back = (compare_adjusted_ratios(*pair) for pair in ((RATIO_OLD, RATIO_NEW), (RATIO_NEW, RATIO_OLD)))
    assert back.absolute == pytest.approx(-there.absolute)
    assert back.slope == pytest.approx(there.slope)
    assert back.absolute_interval.lower == pytest.approx(-there.absolute_interval.upper)


def test_says_what_is_wrong():
    good = PairedSample(50, 100, 300, 40, 90, 100)
    for bad, words in (
        (dataclasses.replace(good, n=1), "at least 2"),
        (dataclasses.replace(good, before=math.nan), "finite"),
        (dataclasses.replace(good, before_squares=1), "smaller than its sum allows"),
        (dataclasses.replace(good, products=1e6), "products"),
        (PairedSample(50, 100, 200, 100, 200, 200), "no spread"),
    ):
        with pytest.raises(InputError, match=words):
            compare_adjusted(bad, bad)
    with pytest.raises(InputError, match="slope"):
        compare_adjusted(good, good, slope="best")
    with pytest.raises(InputError, match="finite"):
        compare_adjusted_ratios(dataclasses.replace(RATIO_OLD, numerator="12"), RATIO_NEW)
    with pytest.raises(InputError, match="denominator"):
        compare_adjusted_ratios(dataclasses.replace(RATIO_OLD, denominator_before=0), RATIO_NEW)
