"""Intervals hold the truth as often as they promise, in a small simulation; the full one is a benchmark."""

import numpy as np
import pytest
from scipy import stats

from benchmarks.experiments_coverage import CASES, coverage, proportions
from core.experiments import Interval

RUNS = 200
"""Draws a case. A true 95 % stays within the bounds below in all but 1 of 10,000 runs."""
LEAST, MOST = (stats.binom.ppf(share, RUNS, 0.95) / RUNS for share in (1e-4, 1 - 1e-4))


@pytest.mark.parametrize(
    "name", ["Means, normal, 20 and 35 people", "CUPED, 400 and 500 people", "Strata, 1,200 people"]
)
def test_means(name):
    for what, share in coverage(CASES[name], RUNS).items():
        assert LEAST <= share <= MOST, what


@pytest.mark.parametrize("rates", [(1_000, 0.05, 1_000, 0.07), (20_000, 0.001, 20_000, 0.0015)])
def test_score_of_proportions(rates):
    found = coverage(proportions(*rates, "score"), RUNS)
    for what in ("difference, score", "relative, score"):
        assert LEAST <= found[what] <= MOST, what


def test_counting_notices_an_interval_that_is_too_narrow():
    def narrow(rng):
        return {"half": (Interval(*(rng.normal(0, 1) + np.array([-0.98, 0.98]))), 0.0)}

    assert coverage(narrow, RUNS)["half"] < LEAST
