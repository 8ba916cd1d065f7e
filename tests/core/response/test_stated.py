"""Stated beliefs become priors that hold what was stated."""

from datetime import date

import numpy as np
import pytest

from core.errors import InputError
from core.response.adstock import ADSTOCKS
from core.response.assumptions import EVERYTHING, Belief, LiftTest
from core.response.stated import (
    Subject,
    carry_over_days,
    carry_over_prior,
    level_prior,
    stated_ranges,
    subjects_of_tests,
)

SUBJECTS = (Subject("1", "Spring", "TV"), Subject("2", "Summer", "TV"), Subject("3", "Brand", "Search"))


def test_own_belief_goes_before_the_channels_and_that_before_everything():
    beliefs = (
        Belief("Summer", roas=(5, 6)),
        Belief("tv", roas=(1, 4), carry_over=(7, 28)),
        Belief(EVERYTHING, roas=(2, 3)),
    )
    assert stated_ranges(beliefs, SUBJECTS, "roas") == ((1, 4), (5, 6), (2, 3))
    assert stated_ranges(beliefs, SUBJECTS, "carry_over") == ((7, 28), (7, 28), None)
    (mean, deviation), *_ = level_prior(beliefs, SUBJECTS)
    draws = np.exp(np.random.default_rng(0).normal(mean, deviation, 200_000))
    np.testing.assert_allclose(np.quantile(draws, [0.05, 0.95]), [1, 4], rtol=0.02)


def test_what_the_data_do_not_hold_is_named():
    with pytest.raises(InputError, match=r"Radio.*Spring"):
        level_prior([Belief("Radio", roas=(1, 2))], SUBJECTS)
    test = LiftTest("Radio", date(2025, 1, 1), date(2025, 1, 14), 100.0, 200.0, 50.0)
    with pytest.raises(InputError, match="Radio"):
        subjects_of_tests([test], SUBJECTS)


def test_a_test_of_a_channel_changes_all_its_campaigns():
    def made(subject):
        return LiftTest(subject, date(2025, 1, 1), date(2025, 1, 14), 100.0, 200.0, 50.0)

    assert subjects_of_tests([made("TV"), made("Summer"), made("3")], SUBJECTS) == ((0, 1), (1,), (2,))


def test_carry_over_of_the_geometric_kernel_is_its_closed_form():
    # After n days 1 - d^n of an effect has come: with d^n = 0.1 whole periods need no interpolation.
    for periods in (2, 5, 9):
        decay = 0.1 ** (1 / periods)
        theta = np.array([np.log(decay / (1 - decay))])
        assert carry_over_days(ADSTOCKS["geometric"], theta, 1) == pytest.approx(periods, rel=1e-3)


@pytest.mark.parametrize("name", [name for name in ADSTOCKS if name != "none"])
@pytest.mark.parametrize(("period", "stated"), [(1, (3.0, 14.0)), (7, (14.0, 45.0))])
def test_the_prior_of_every_kernel_holds_the_stated_carry_over(name, period, stated):
    kernel = ADSTOCKS[name]
    centre, deviation = carry_over_prior(stated, kernel, period)
    theta = np.random.default_rng(0).normal(centre, deviation, (20_000, len(centre)))
    lower, upper = np.quantile(carry_over_days(kernel, theta, period), [0.05, 0.95])
    assert lower == pytest.approx(stated[0], rel=0.35)
    assert upper == pytest.approx(stated[1], rel=0.35)


def test_a_carry_over_that_cannot_be_is_met_as_nearly_as_possible():
    for span in ((0.5, 1.0), (500.0, 900.0)):
        for kernel in ADSTOCKS.values():
            centre, deviation = carry_over_prior(span, kernel, 7)
            assert np.isfinite(centre).all()
            assert (deviation > 0).all()
