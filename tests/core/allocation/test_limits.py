"""What cannot be asked gets a sentence that says what to do."""

import numpy as np
import pytest

from core.allocation import CurveDraws, Group, HillCurve, allocate
from core.errors import InfeasibleError, InputError

CURVES = [HillCurve(10, 5, 1, name="Search"), HillCurve(10, 5, 2, name="Display"), HillCurve(10, 5, 1)]


def test_minimums_above_the_budget() -> None:
    with pytest.raises(InfeasibleError) as caught:
        allocate(CURVES, 420_000, lower=[200_000, 156_000, 100_000])
    expected = (
        "The minimums of “Search”, “Display” and campaign 3 add up to 456,000, which is 36,000 more than the budget"
    )
    assert str(caught.value).startswith(f"{expected} of 420,000.")


def test_maximums_below_the_budget() -> None:
    with pytest.raises(InfeasibleError) as caught:
        allocate(CURVES, 420_000, upper=[100_000, 100_000, 100_000.5])
    expected = (
        "The maximums of “Search”, “Display” and campaign 3 add up to 300,000.50, which is 119,999.50 less than the"
    )
    assert str(caught.value).startswith(f"{expected} budget of 420,000.")


def test_a_minimum_above_its_maximum_names_the_campaign() -> None:
    with pytest.raises(InfeasibleError, match="The minimum of “Display” is 5,000, which is 1,000 above its maximum"):
        allocate(CURVES, 10_000, lower=[0, 5000, 0], upper=[9000, 4000, 9000])
    with pytest.raises(InfeasibleError, match="The minimum of campaign 3 is"):
        allocate(CURVES, 10_000, lower=[0, 0, 5], upper=[9000, 4000, 3])


@pytest.mark.parametrize("wrong", [-1.0, float("nan"), float("inf"), "many", None, [1.0, 2.0]])
def test_a_budget_that_is_no_amount(wrong: object) -> None:
    with pytest.raises(InputError, match="The budget"):
        allocate(CURVES, wrong)


@pytest.mark.parametrize("wrong", [-1.0, [0, float("nan"), 0], [0, float("inf"), 0], [1, 2], [[1, 2, 3]], "few"])
@pytest.mark.parametrize("side", ["lower", "upper"])
def test_limits_that_are_no_amounts(wrong: object, side: str) -> None:
    with pytest.raises(InputError, match="A minimum" if side == "lower" else "A maximum"):
        allocate(CURVES, 100, **{side: wrong})


def test_no_campaigns() -> None:
    with pytest.raises(InputError, match="no campaign"):
        allocate([], 100)


@pytest.mark.parametrize(
    "parameters",
    [
        (np.array([1.0, -1.0]), np.ones(2), np.ones(2)),
        (np.ones(2), np.array([1.0, 0.0]), np.ones(2)),
        (np.ones(2), np.ones(2), np.array([1.0, np.nan])),
        (np.ones(2), np.ones(3), np.ones(2)),
        (np.ones(0), np.ones(0), np.ones(0)),
    ],
)
def test_draws_that_are_no_rising_curves(parameters: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    with pytest.raises(InputError, match="The curve of “Video” cannot be used"):
        allocate([CURVES[0], CurveDraws("Video", *parameters)], 100)


@pytest.mark.parametrize(
    ("form", "slope", "words"),
    [
        ("hill", 0.0, "a half-saturation and a slope above 0"),
        ("tanh", 2.0, "a slope of 1, which has no effect"),
        ("root", 1.01, "a slope above 0 and at most 1"),
        ("root", 0.0, "a slope above 0 and at most 1"),
    ],
)
def test_a_slope_that_the_form_does_not_have(form: str, slope: float, words: str) -> None:
    wrong = CurveDraws("Video", np.ones(2), np.ones(2), np.array([1.0, slope]), form=form)
    with pytest.raises(InputError, match=f"The curve of “Video” cannot be used: .* {form} needs .*{words}"):
        allocate([CURVES[0], wrong], 100)
    with pytest.raises(InputError, match="above 0"):
        allocate([CURVES[0], CurveDraws("Video", np.ones(2), np.zeros(2), np.ones(2), form=form)], 100)


def test_sums_that_miss_the_budget_by_rounding_are_taken_as_equal() -> None:
    lower = np.array([0.1, 0.2, 0.3])
    plan = allocate(CURVES, 0.6, lower=lower)
    assert plan.spend.sum() == pytest.approx(0.6, rel=1e-15)
    np.testing.assert_allclose(plan.spend, lower, rtol=1e-15)


def test_two_campaigns_of_one_name_are_refused_and_those_without_a_name_are_not() -> None:
    with pytest.raises(InputError, match="2 campaigns are called “Search”"):
        allocate([*CURVES, HillCurve(5, 5, 1, name="Search")], 100)
    assert allocate([HillCurve(5, 5, 1), HillCurve(5, 5, 1)], 100).spend.sum() == pytest.approx(100)


@pytest.mark.parametrize("twice", [("Search", "Search"), (0, "Search"), (2, 2)])
def test_a_campaign_twice_in_a_group_is_refused(twice) -> None:
    with pytest.raises(InputError, match="twice"):
        allocate(CURVES, 100, groups=[Group("Paid", twice)])
