"""What is taught once: days of the whole business are not learned twice, and a reading against its spend is said."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from core.experiments.regions.calibration import same_test, with_test
from core.experiments.regions.lift import LiftResult, read_region_test
from core.experiments.regions.regions import RegionPanel
from core.response import Assumptions, LiftTest

TEST = LiftTest("c1", date(2026, 5, 1), date(2026, 5, 14), -100.0, -300.0, 50.0, "Spring")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (replace(TEST, name="Renamed", start=date(2026, 5, 3)), True),
        (replace(TEST, name="Renamed", start=date(2026, 5, 14), end=date(2026, 5, 20)), True),
        (replace(TEST, name="Later", start=date(2026, 5, 15), end=date(2026, 5, 28)), False),
        (replace(TEST, name="Renamed", subject="c2", start=date(2026, 5, 3)), False),
        (replace(TEST, name="North alone", start=date(2026, 5, 3), share=0.3), False),
        (replace(TEST, name="spring", start=date(2026, 9, 1), end=date(2026, 9, 14)), True),
    ],
)
def test_days_of_the_whole_business_are_learned_once(other: LiftTest, same: bool) -> None:
    assert same_test(TEST, other) is same_test(other, TEST) is same
    used = with_test(Assumptions(lift_tests=(TEST,)), other).lift_tests
    assert used == ((other,) if same else (TEST, other))
    # A second click changes nothing.
    assert with_test(Assumptions(lift_tests=used), other).lift_tests == used


def reading(effect: float, spend: float) -> LiftResult:
    rng = np.random.default_rng(6)
    outcome = 1000 * np.exp(0.02 * rng.standard_normal((100, 10)))
    outcome[-6:, :3] *= 1 + effect
    panel = RegionPanel(tuple("ABCDEFGHIJ"), date(2024, 1, 1), 7, outcome)
    first = panel.last_day - timedelta(days=41)
    return read_region_test(panel, ("A", "B", "C"), first, panel.last_day, spend_change=spend)


@pytest.mark.parametrize(("effect", "spend", "said"), [(0.2, -500.0, True), (-0.2, 500.0, True), (0.2, 500.0, False)])
def test_a_reading_against_its_spend_is_said(effect: float, spend: float, said: bool) -> None:
    found = reading(effect, spend)
    assert found.clear
    assert any(check.name == "Moved with the spend" and not check.fine for check in found.checks) is said


def test_an_unclear_reading_or_one_without_spend_says_nothing_of_it() -> None:
    unclear = reading(0.002, -500.0)
    assert unclear.outcome_change > 0
    assert not unclear.clear
    for found in (unclear, reading(0.2, float("nan"))):
        assert all(check.name != "Moved with the spend" for check in found.checks)
