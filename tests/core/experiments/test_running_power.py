"""Power from a standard error against GrowthBook's own tests and against simulation."""

import math

import numpy as np
import pytest
from scipy import stats

from core.errors import InputError
from core.experiments import people_still_needed, power_from_error

ERROR = math.sqrt(0.008426853707414856)


@pytest.mark.parametrize(
    ("given", "factor"),
    [({}, 25.45703125), ({"tuning": 5_000}, 55.66796875), ({"prior": (0.05, math.sqrt(0.001))}, 13.9404296875)],
)
def test_people_still_needed_are_those_of_growthbook(given, factor: float) -> None:  # type: ignore[no-untyped-def]
    # packages/stats/tests/test_midexperimentpower.py: 1,000 people so far; theirs stops within 1e-5 of the power.
    assert people_still_needed(0.05, ERROR, 1_000, **given) / 1_000 == pytest.approx(factor, rel=2e-4)


def test_power_with_a_prior_is_that_of_growthbook() -> None:
    # packages/shared/test/power.test.ts: relative effects in the third of 4,500 people a week.
    def error(mean: float, variance: float, relative: float, n: int) -> float:
        return math.sqrt(variance / n * (1 + (1 + relative) ** 2)) / mean

    prior = (0.2, math.sqrt(0.3))
    clicks = [power_from_error(0.05, error(0.1, 0.09, 0.05, 1_500 * w), prior=prior) for w in (1, 2, 9)]
    assert clicks == pytest.approx([0.0752, 0.10103, 0.27334], abs=6e-6)
    revenue = [power_from_error(0.3, error(0.1, 0.5, 0.3, 1_500 * w), prior=prior) for w in (1, 2, 9)]
    assert revenue == pytest.approx([0.15127, 0.29358, 0.8599], abs=6e-6)


def test_power_with_a_prior_holds_in_simulation() -> None:
    estimates = np.random.default_rng(2).normal(0.4, 0.25, 400_000)
    precision = 1 / 0.25**2 + 1 / 0.3**2
    posterior = (estimates / 0.25**2 + 0.1 / 0.3**2) / precision
    outside = np.abs(posterior) * math.sqrt(precision) > stats.norm.isf(0.025)
    assert power_from_error(0.4, 0.25, prior=(0.1, 0.3)) == pytest.approx(outside.mean(), abs=0.003)


def test_what_has_enough_needs_no_more_and_what_cannot_says_so() -> None:
    assert people_still_needed(0.5, 0.05, 1_000) == 0.0
    for work in (
        lambda: people_still_needed(0.0, 0.1, 100),
        lambda: people_still_needed(0.1, 0.1, 0),
        lambda: people_still_needed(1e-9, 1.0, 10),
        lambda: power_from_error(0.1, 0.0),
        lambda: power_from_error(0.1, 0.1, prior=(0.0, 0.0)),
    ):
        with pytest.raises(InputError):
            work()
