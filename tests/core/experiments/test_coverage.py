"""Intervals hold the truth as often as they promise, in a small simulation; the full one is a benchmark."""

import pytest
from scipy import stats

from benchmarks.experiments_coverage import CASES, RATES, coverage

RUNS = 300
"""Draws a case. A true 95 % stays within the bounds below in all but 1 of 10,000 runs."""
LEAST, MOST = (stats.binom.ppf(share, RUNS, 0.95) / RUNS for share in (1e-4, 1 - 1e-4))


@pytest.mark.parametrize(
    "name", ["Means, normal, 20 and 35 people", "CUPED, 400 and 500 people", "Strata, 1,200 people"]
)
def test_means(name):
    for what, share in coverage(CASES[name], RUNS).items():
        assert LEAST <= share <= MOST, what


@pytest.mark.parametrize("name", ["5 and 7 % of 1,000", "0.1 and 0.15 % of 20,000"])
def test_score_of_proportions(name):
    found = coverage(RATES[name], RUNS)
    for what in ("difference, score", "relative, score"):
        assert LEAST <= found[what] <= MOST, what
