"""Proportions against R's PropCIs, statsmodels, scipy, tea-tasting and GrowthBook."""

import math
from itertools import pairwise

import pytest
import tea_tasting as tt
from scipy import optimize, stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest
from tea_tasting.aggr import Aggregates

from core.errors import InputError
from core.experiments import ProportionSample, compare_proportions
from core.experiments.compare.score_intervals import difference_score, ratio_score

OLD, NEW = ProportionSample(34, 1), ProportionSample(34, 7)


def test_score_intervals_as_propcis():
    # R, package PropCIs: diffscoreci(7, 34, 1, 34, 0.95) and riskscoreci(7, 34, 1, 34, 0.95)
    wide = compare_proportions(OLD, NEW, method="miettinen-nurminen").absolute_interval
    assert (wide.lower, wide.upper) == pytest.approx((0.0270416, 0.3452912), abs=5e-8)
    ratio = compare_proportions(OLD, NEW).relative_interval
    assert (ratio.lower + 1, ratio.upper + 1) == pytest.approx((1.220853, 42.575718), abs=5e-7)


@pytest.mark.parametrize("counts", [(5, 100, 9, 120), (0, 40, 5, 30), (30, 1_000, 31, 20_000), (1, 10**6, 3, 10**6)])
@pytest.mark.parametrize("delta", [-0.02, 1e-6, 0.05])
def test_scores_stand_on_the_most_likely_proportions(counts, delta):
    x0, n0, x1, n1 = counts

    def slope(p):
        return x0 / p - (n0 - x0) / (1 - p) + x1 / (p + delta) - (n1 - x1) / (1 - p - delta)

    least, most = max(0, -delta) * (1 + 1e-14) + 1e-15, min(1, 1 - delta) - 1e-12
    p0 = optimize.brentq(slope, least, most, xtol=1e-18) if slope(least) > 0 else max(0, -delta)
    p1 = p0 + delta
    z = (x1 / n1 - x0 / n0 - delta) / math.sqrt(p0 * (1 - p0) / n0 + p1 * (1 - p1) / n1)
    assert difference_score(delta, (x0, n0), (x1, n1)) == pytest.approx(z, rel=1e-6)


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize("counts", [(30, 400, 45, 380), (2, 900, 9, 1_100), (90, 100, 60, 90)])
def test_p_value_is_that_of_the_pooled_z_test_and_intervals_agree_with_it(alternative, counts):
    x0, n0, x1, n1 = counts
    old, new = ProportionSample(n0, x0), ProportionSample(n1, x1)
    sides = {"two-sided": "two-sided", "greater": "larger", "less": "smaller"}
    z, p = proportions_ztest([x1, x0], [n1, n0], alternative=sides[alternative])
    found = compare_proportions(old, new, alternative=alternative)
    assert (found.statistic, found.p_value) == pytest.approx((z, p))
    for level, out in ((1 - p - 1e-7, True), (1 - p + 1e-7, False)):
        if 0.01 < level < 1 - 1e-9:
            found = compare_proportions(old, new, alternative=alternative, level=level)
            for ends in (found.absolute_interval, found.relative_interval):
                assert (not ends.lower <= 0 <= ends.upper) is out


def test_ends_have_the_score_of_their_level():
    found = compare_proportions(ProportionSample(250, 12), ProportionSample(300, 24), level=0.9)
    z = stats.norm.ppf(0.95)
    ends = found.absolute_interval
    assert difference_score(ends.lower, (12, 250), (24, 300)) == pytest.approx(z)
    assert difference_score(ends.upper, (12, 250), (24, 300)) == pytest.approx(-z)
    ends = found.relative_interval
    assert ratio_score(1 + ends.lower, (12, 250), (24, 300)) == pytest.approx(z)
    assert ratio_score(1 + ends.upper, (12, 250), (24, 300)) == pytest.approx(-z)


@pytest.mark.parametrize(
    ("ours", "theirs"), [("newcombe", ("newcomb", "log")), ("agresti-caffo", ("agresti-caffo", "log-adjusted"))]
)
def test_as_statsmodels(ours, theirs):
    found = compare_proportions(OLD, NEW, method=ours)
    ends = found.absolute_interval.lower, found.absolute_interval.upper
    assert ends == pytest.approx(confint_proportions_2indep(7, 34, 1, 34, method=theirs[0]))
    ends = found.relative_interval.lower + 1, found.relative_interval.upper + 1
    assert ends == pytest.approx(confint_proportions_2indep(7, 34, 1, 34, method=theirs[1], compare="ratio"))


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize("pooled", [True, False])
@pytest.mark.parametrize("continuity", [True, False])
def test_wald_as_tea_tasting(alternative, pooled, continuity):
    theirs = tt.Proportion(
        "x", method="norm", alternative=alternative, equal_var=pooled, correction=continuity
    ).analyze_aggregates(Aggregates(900, {"x": 30 / 900}), Aggregates(1000, {"x": 52 / 1000}))
    ours = compare_proportions(
        ProportionSample(900, 30),
        ProportionSample(1000, 52),
        method="wald",
        alternative=alternative,
        pooled=pooled,
        continuity=continuity,
    )
    assert ours.p_value == pytest.approx(theirs.pvalue)
    ends = ours.absolute_interval.lower, ours.absolute_interval.upper
    assert ends == pytest.approx((theirs.effect_size_ci_lower, theirs.effect_size_ci_upper))
    ends = ours.relative_interval.lower, ours.relative_interval.upper
    assert ends == pytest.approx((theirs.rel_effect_size_ci_lower, theirs.rel_effect_size_ci_upper))


def test_exact_and_table_tests_as_scipy():
    table = [[7, 1], [27, 33]]
    for method, p in (
        ("fisher", stats.fisher_exact(table).pvalue),
        ("barnard", stats.barnard_exact(table).pvalue),
        ("boschloo", stats.boschloo_exact(table).pvalue),
        ("pearson", stats.chi2_contingency(table, correction=False).pvalue),
        ("log-likelihood", stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").pvalue),
    ):
        found = compare_proportions(OLD, NEW, method=method)
        assert found.p_value == pytest.approx(p), method
        assert found.absolute_interval == compare_proportions(OLD, NEW).absolute_interval
    found = compare_proportions(OLD, NEW, method="pearson", continuity=True)
    assert found.p_value == pytest.approx(stats.chi2_contingency(table).pvalue)


def test_welch_as_growthbook():
    # growthbook/growthbook, packages/stats/tests/frequentist/test_tests.py: test_two_sided_ttest_binom
    found = compare_proportions(ProportionSample(28, 14), ProportionSample(30, 16), method="welch", relative="delta")
    assert found.relative == pytest.approx(0.06667, abs=5e-6)
    ends = found.relative_interval.lower, found.relative_interval.upper
    assert ends == pytest.approx((-0.47767, 0.61101), abs=5e-6)
    assert found.relative_error == pytest.approx(0.2717, abs=5e-6)
    assert found.relative_p_value == pytest.approx(0.80707, abs=5e-6)


def test_no_conversions_are_an_answer():
    none = ProportionSample(100, 0)
    nothing = compare_proportions(none, none)
    assert nothing.p_value == 1
    assert nothing.absolute_interval.upper == pytest.approx(1.959964**2 / (100 + 1.959964**2), rel=1e-5)
    assert nothing.absolute_interval.lower == pytest.approx(-nothing.absolute_interval.upper)
    assert (nothing.relative_interval.lower, nothing.relative_interval.upper) == (-1, math.inf)
    some = compare_proportions(none, ProportionSample(100, 5))
    assert math.isnan(some.relative)
    assert some.relative_interval.lower > 0
    assert some.relative_interval.upper == math.inf
    turned = compare_proportions(ProportionSample(100, 5), none)
    assert turned.relative == -1
    assert turned.relative_interval.lower == -1
    assert turned.relative_interval.upper < 0
    everybody = compare_proportions(ProportionSample(100, 100), ProportionSample(100, 100))
    assert everybody.absolute_interval.upper == pytest.approx(nothing.absolute_interval.upper)


def test_tiny_rates_keep_their_intervals():
    ends = compare_proportions(ProportionSample(10**8, 100), ProportionSample(10**8, 130)).absolute_interval
    half = 1.959964 * math.sqrt(230) / 1e8
    assert ends.lower == pytest.approx(3e-7 - half, abs=half / 50)
    assert ends.upper == pytest.approx(3e-7 + half, abs=half / 50)


def test_levels_nest_and_sides_turn():
    found = [compare_proportions(OLD, NEW, level=level).absolute_interval for level in (0.5, 0.8, 0.95, 0.999)]
    for inner, outer in pairwise(found):
        assert outer.lower < inner.lower < inner.upper < outer.upper
    there, back = compare_proportions(OLD, NEW), compare_proportions(NEW, OLD)
    assert back.absolute_interval.lower == pytest.approx(-there.absolute_interval.upper)
    assert (1 + back.relative_interval.lower) * (1 + there.relative_interval.upper) == pytest.approx(1)


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        (ProportionSample(10, 11), "more conversions"),
        (ProportionSample(10, -1), "not negative"),
        (ProportionSample(0, 0), "at least 1"),
        (ProportionSample(-3, 0), "not negative"),
        (ProportionSample(10, math.nan), "not negative"),
    ],
)
def test_says_what_is_wrong_with_counts(sample, words):
    with pytest.raises(InputError, match=words):
        compare_proportions(sample, NEW)
    with pytest.raises(InputError, match=words):
        compare_proportions(NEW, sample, method="fisher")


def test_says_what_cannot_be_asked():
    none = ProportionSample(100, 0)
    for method in ("wald", "pearson", "newcombe", "welch"):
        with pytest.raises(InputError, match="spread"):
            compare_proportions(none, none, method=method)
    with pytest.raises(InputError, match="one side"):
        compare_proportions(OLD, NEW, method="pearson", alternative="less")
    with pytest.raises(InputError, match="up to"):
        compare_proportions(ProportionSample(9_000, 1), ProportionSample(9_000, 3), method="barnard")
    with pytest.raises(InputError, match="normal approximation"):
        compare_proportions(ProportionSample(1, 0), ProportionSample(10**6, 1), method="wald")
    with pytest.raises(InputError, match="one of"):
        compare_proportions(OLD, NEW, method="guess")
