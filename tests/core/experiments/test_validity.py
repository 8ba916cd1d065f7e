"""Validity of a test: the split, the time before, novelty and people counted twice."""

import math

import numpy as np
import pytest
import tea_tasting as tt
from scipy import stats
from tea_tasting.aggr import Aggregates

from core.errors import InputError
from core.experiments import MeanSample, compare_means, duplicates, novelty, pre_period, sample_ratio


def sums(values):
    return MeanSample(len(values), float(np.sum(values)), float(np.sum(np.square(values))))


def test_cookie_cats_was_not_split_as_planned():
    # 44,700 and 45,489 players: the counts of the public Cookie Cats data
    found = sample_ratio({"gate_30": 44_700, "gate_40": 45_489})
    assert found.p_value == pytest.approx(stats.chisquare([44_700, 45_489]).pvalue)
    assert found.p_value == pytest.approx(0.0086, abs=5e-5)
    assert found.mismatch
    assert found.names == ("gate_30", "gate_40")
    assert found.expected == (45_094.5, 45_094.5)
    assert not sample_ratio([45_000, 45_189]).mismatch


def test_more_variants_and_unequal_plans_as_scipy():
    counts, shares = [5_010, 2_400, 2_590], [0.5, 0.25, 0.25]
    found = sample_ratio(counts, shares)
    test = stats.chisquare(counts, [5_000, 2_500, 2_500])
    assert (found.statistic, found.p_value) == pytest.approx((test.statistic, test.pvalue))
    assert sample_ratio(counts, [2, 1, 1]).p_value == pytest.approx(found.p_value)
    named = sample_ratio({"a": 900, "b": 2_100}, {"b": 0.7, "a": 0.3})
    assert named.p_value == pytest.approx(1)


@pytest.mark.parametrize(("counts", "share"), [((480, 510), 0.5), ((60, 20), 0.3), ((0, 12), 0.5)])
def test_small_counts_are_exact(counts, share):
    found = sample_ratio(counts, [1 - share, share])
    assert found.method == "binomial"
    assert found.p_value == pytest.approx(stats.binomtest(counts[1], sum(counts), share).pvalue)


@pytest.mark.parametrize("continuity", [True, False])
def test_normal_as_tea_tasting(continuity):
    theirs = tt.SampleRatio(0.5, method="norm", correction=continuity).analyze(
        {0: Aggregates(2_023), 1: Aggregates(977)}, 0, 1
    )
    found = sample_ratio([2_023, 977], [2, 1], method="normal", continuity=continuity)
    assert found.p_value == pytest.approx(theirs.pvalue)
    if not continuity:
        assert found.p_value == pytest.approx(sample_ratio([2_023, 977], [2, 1], method="chi-square").p_value)


@pytest.mark.parametrize(
    ("counts", "shares", "words"),
    [
        ([100], None, "one variant"),
        ([], None, "one variant"),
        ([0, 0], None, "no people"),
        ([10, -1], None, "not negative"),
        ([10, 2.5], None, "whole number"),
        ([10, 10], [1, 0], "above zero"),
        ([10, 10], [1, math.inf], "above zero"),
        ([10, 10], [1], "each variant"),
        ({"a": 1, "b": 2}, {"a": 1, "c": 1}, "same variants"),
    ],
)
def test_says_what_is_wrong_with_a_split(counts, shares, words):
    with pytest.raises(InputError, match=words):
        sample_ratio(counts, shares)


def test_exact_test_is_for_two():
    with pytest.raises(InputError, match="two variants"):
        sample_ratio([1, 2, 3], method="binomial")
    with pytest.raises(InputError, match="chi-square"):
        sample_ratio([1, 2], method="guess")


def test_before_the_test():
    rng = np.random.default_rng(9)
    old, same, other = sums(rng.normal(5, 1, 400)), sums(rng.normal(5, 1, 410)), sums(rng.normal(5.3, 1, 410))
    assert pre_period(old, same).effect == compare_means(old, same)
    assert not pre_period(old, same).differs
    assert pre_period(old, other).differs


def days(effects, rng, n=400):
    return [(sums(rng.normal(5, 1, n)), sums(rng.normal(5 + one, 1, n))) for one in effects]


def test_a_novelty_fades():
    rng = np.random.default_rng(10)
    fading = novelty(days([0.6, 0.55, 0.5, 0.3, 0.1, 0.05, 0, 0, 0, 0, 0, 0], rng))
    assert fading.first_days == 4
    assert fading.fading
    assert not fading.growing
    assert fading.trend < 0
    assert fading.trend_p_value < 0.01
    lasting = novelty(days([0.3] * 12, rng))
    assert not lasting.fading
    assert not lasting.growing
    growing = novelty(days([0.1] * 4 + [0.5] * 8, rng))
    assert growing.growing
    assert not growing.fading


def test_novelty_is_weighted_least_squares():
    rng = np.random.default_rng(11)
    given = days([0.5, 0.4, 0.2, 0.3, 0.1], rng, 50) + days([0.1], rng, 900)
    effects = [compare_means(*one) for one in given]
    weights = np.array([one.standard_error**-2 for one in effects])
    y = np.array([one.absolute for one in effects])
    found = novelty(given, first_days=2)
    assert found.trend == pytest.approx(np.polyfit(range(6), y, 1, w=np.sqrt(weights))[0])
    assert found.first == pytest.approx(np.average(y[:2], weights=weights[:2]))
    assert found.later == pytest.approx(np.average(y[2:], weights=weights[2:]))
    error = math.sqrt(1 / weights[:2].sum() + 1 / weights[2:].sum())
    assert found.p_value == pytest.approx(2 * stats.norm.sf(abs(found.change) / error))
    with pytest.raises(InputError, match="four days"):
        novelty(given[:3])
    with pytest.raises(InputError, match="later"):
        novelty(given, first_days=6)
    with pytest.raises(InputError, match="day 2"):
        novelty([given[0], (MeanSample(1, 1, 1), given[0][1]), *given[2:]])


def test_people_counted_twice():
    found = duplicates([("a", "A"), ("b", "B"), ("a", "B"), ("c", "A"), ("c", "A")])
    assert (found.rows, found.people, found.repeated, found.crossed) == (5, 3, 2, 1)
    assert found.any
    assert not duplicates([("a", "A"), ("b", "B")]).any
