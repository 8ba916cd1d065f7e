"""Lift tests in a share of the business: that share of what the same change everywhere would have brought."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from core.response.assumptions import LiftTest
from core.response.mix import build
from core.response.mix.data import make_data
from core.response.mix.media import exposure

WEEKS, FIRST, LENGTH = 40, 20, 5
STARTS = pd.date_range("2024-01-01", periods=WEEKS, freq="7D")
SHARE = 0.3


def spends(regions: int) -> np.ndarray:
    """Spend without a test, which wanders from week to week, shape (regions, weeks)."""
    rng = np.random.default_rng(3)
    return 1000.0 * (1 + np.arange(regions)[:, None]) * np.exp(0.5 * rng.standard_normal(WEEKS))


def recorded(spend: np.ndarray):
    """The data of a business that spent so."""
    rng = np.random.default_rng(4)
    frames = [
        pd.DataFrame(
            {"date": STARTS, "region": f"r{number}", "TV": one, "revenue": 9000 + 100 * rng.standard_normal(WEEKS)}
        )
        for number, one in enumerate(spend)
    ]
    return make_data(pd.concat(frames), "revenue", ["TV"], region="region" if len(spend) > 1 else None)


@pytest.mark.parametrize("regions", [1, 3])
@pytest.mark.parametrize("change", [-1.0, -0.5, 0.8])
def test_a_test_in_a_share_is_that_share_of_the_same_change_everywhere(regions: int, change: float) -> None:
    usual, during = spends(regions), slice(FIRST, FIRST + LENGTH)
    everywhere, partly = usual.copy(), usual.copy()
    everywhere[:, during] *= 1 + change
    partly[:, during] *= 1 + change * SHARE
    data = recorded(partly)
    last = STARTS[FIRST + LENGTH - 1].date()
    money = change * SHARE * float(usual[:, during].sum())
    test = LiftTest("TV", STARTS[FIRST].date(), date.fromordinal(last.toordinal() + 6), money, 500.0, 90.0, "x", SHARE)
    size = 100.0 * (1 + np.arange(regions))
    found = build.tested_lift(data, test, 0, size, 0.0)
    periods = np.arange(FIRST, FIRST + LENGTH)
    for rows, wanted in ((found.actual, everywhere), (found.without, usual)):
        np.testing.assert_allclose(rows.spend, exposure(data, wanted[..., None], size, periods, 0.0).spend, atol=1e-9)
    np.testing.assert_allclose(found.share, SHARE * np.repeat(size, LENGTH))
    assert (found.measured, found.error) == (500.0, 90.0)


def test_outside_of_the_data_the_usual_spend_changes_as_much_per_head() -> None:
    data = recorded(spends(2))
    size = np.array([100.0, 200.0])
    whole = LiftTest("TV", date(2030, 1, 7), date(2030, 2, 3), -2 * float(data.usual.sum()), -500.0, 90.0, "x")
    part = replace(whole, spend_change=SHARE * whole.spend_change, share=SHARE)
    one, other = (build.tested_lift(data, test, 0, size, 0.0) for test in (whole, part))
    assert one.without.spend.max() == pytest.approx(1.5)
    np.testing.assert_allclose(other.without.spend, one.without.spend)
    np.testing.assert_allclose(other.actual.spend, one.actual.spend)
    np.testing.assert_allclose(other.share, SHARE * one.share)


def test_the_whole_business_changes_in_equal_parts_a_day() -> None:
    spend = spends(1)
    data = recorded(spend)
    test = LiftTest("TV", STARTS[FIRST].date(), date(2024, 6, 2), -1400.0, -500.0, 90.0)
    assert (test.end - test.start).days == 13
    wanted = spend.copy()
    wanted[:, FIRST : FIRST + 2] += 700.0
    periods = np.arange(FIRST, FIRST + 2)
    found = build.tested_lift(data, test, 0, np.array([100.0]), 0.0)
    expected = exposure(data, wanted[..., None], np.array([100.0]), periods, 0.0)
    np.testing.assert_allclose(found.without.spend, expected.spend)
