"""Capping against scipy and counting by hand."""

import math

import numpy as np
import pytest
from scipy.stats import mstats

from core.errors import InputError
from core.experiments import outliers, winsor_caps, winsorise


def test_caps_are_those_of_all_variants_together():
    rng = np.random.default_rng(12)
    old, new = rng.lognormal(0, 1, 300), rng.lognormal(0.2, 1, 200)
    found = winsorise([old, new], quantile=0.95)
    cap = np.quantile(np.concatenate([old, new]), 0.95)
    assert found.upper == cap
    assert found.lower == -math.inf
    assert [one.max() for one in found.values] == [cap, cap]
    assert found.capped == ((old > cap).sum(), (new > cap).sum())
    assert sum(found.capped) == 25
    assert np.array_equal(found.values[0], np.minimum(old, cap))


def test_both_sides_as_scipy():
    values = np.arange(100.0)
    found = winsorise([values], quantile=0.9, lower_quantile=0.1).values[0]
    theirs = np.asarray(mstats.winsorize(values, (0.1, 0.1)))
    assert np.abs(found - theirs).max() <= 1  # scipy caps at a value of the sample, quantiles lie between two


def test_zeros_may_be_left_out():
    values = [0.0] * 95 + [1, 2, 3, 4, 100]
    assert winsor_caps([values])[0] < 6
    assert winsor_caps([values], quantile=0.9, ignore_zeros=True)[0] == pytest.approx(
        np.quantile([1, 2, 3, 4, 100], 0.9)
    )
    assert winsor_caps([[0.0, 0.0]], ignore_zeros=True) == (math.inf, -math.inf)


def test_an_amount_caps_too():
    assert winsorise([[1, 5, 20]], quantile=None, cap=10).values[0].tolist() == [1, 5, 10]
    assert winsor_caps([[1, 5, 20]], quantile=0.5, cap=10)[0] == 5


def test_how_much_hangs_on_a_few():
    found = outliers([1.0] * 99 + [901.0])
    assert (found.people, found.largest) == (1, 901)
    assert found.carried == pytest.approx(0.901)
    assert found.largest_share == pytest.approx(0.901)
    assert found.noticeable
    assert outliers(list(range(1, 101)), 0.1).carried == pytest.approx(sum(range(91, 101)) / 5050)
    assert not outliers(list(range(1, 101))).noticeable
    assert outliers([0.0, 0.0]).carried == 0


def test_says_what_is_wrong():
    for call, words in (
        (lambda: winsorise([]), "no values"),
        (lambda: winsorise([[]]), "no values"),
        (lambda: winsorise([[1, math.nan]]), "finite"),
        (lambda: winsorise([[1, "two"]]), "no number"),
        (lambda: winsorise([[1, 2]], quantile=99), "quantile"),
        (lambda: winsorise([[1, 2]], cap=math.nan), "number"),
        (lambda: winsorise([[1, 2]], quantile=None, cap=0, lower_quantile=0.5), "above"),
        (lambda: outliers([-1, 2]), "negative"),
        (lambda: outliers([1, 2], 0), "share"),
    ):
        with pytest.raises(InputError, match=words):
            call()
