"""A plan in whole cents: no cent lost, no limit passed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.allocation import exchange_cents, round_to_cents
from core.curves import HillCurve, mean_curve
from core.errors import InfeasibleError


def cents(amounts: object) -> np.ndarray:
    whole = np.rint(np.asarray(amounts) * 100)
    np.testing.assert_allclose(np.asarray(amounts) * 100, whole, rtol=1e-15, atol=1e-5)
    return whole.astype(int)


def test_left_over_cents_go_to_the_largest_remainders() -> None:
    assert round_to_cents([10.016, 10.012, 10.012, 9.96], 40).tolist() == [10.02, 10.01, 10.01, 9.96]
    assert round_to_cents([100 / 3] * 3, 100).tolist() == [33.34, 33.33, 33.33]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    weights=st.lists(st.floats(0, 1), min_size=1, max_size=20),
    budget=st.integers(0, 10**14),
    tight=st.tuples(st.floats(0, 1), st.floats(1, 3)),
)
def test_sum_and_limits_hold_and_no_amount_moves_by_more_than_a_cent(
    weights: list[float], budget: int, tight: tuple[float, float]
) -> None:
    share = np.array(weights) + 1e-3
    spend = share / share.sum() * (budget / 100)
    # Limits on whole cents, as people give them.
    lower, upper = np.floor(spend * tight[0] * 100) / 100, np.ceil(spend * tight[1] * 100) / 100
    plan = round_to_cents(spend, budget / 100, lower, upper)
    assert cents(plan).sum() == budget
    assert (cents(plan) >= cents(lower)).all()
    assert (cents(plan) <= cents(upper)).all()
    assert np.abs(plan - spend).max() < 0.0100001 + 1e-12 * budget / 100


def test_limits_between_cents_hold_where_there_are_whole_cents_between() -> None:
    plan = round_to_cents([10.0049, 19.9951], 30, lower=[10.0049, 0], upper=[20, 20])
    assert plan.tolist() == [10.01, 19.99]
    plan = round_to_cents([10.0051, 19.9949], 30, upper=[10.0051, 30])
    assert plan.tolist() == [10.0, 20.0]


def test_a_locked_amount_between_cents_takes_the_nearest() -> None:
    assert round_to_cents([10.004, 19.996], 30, lower=[10.004, 0], upper=[10.004, 30]).tolist() == [10.0, 20.0]


def test_three_minimums_of_a_third_give_way_by_less_than_a_cent() -> None:
    third = [100 / 3] * 3
    for limits in ({"lower": third}, {"upper": third}, {"lower": third, "upper": third}):
        plan = round_to_cents(third, 100, **limits)
        assert cents(plan).sum() == 10_000
        assert np.abs(plan - 100 / 3).max() < 0.01


def test_amounts_with_rounding_errors_of_floats_are_whole_cents() -> None:
    assert round_to_cents([0.07, 0.29, 0.64], 1.0, lower=[0.07, 0.29, 0.64]).tolist() == [0.07, 0.29, 0.64]


def test_a_budget_below_a_cent_is_nothing() -> None:
    assert round_to_cents([3e-7, 7e-7], 1e-6).tolist() == [0.0, 0.0]


def test_a_plan_of_another_budget_is_brought_to_this_one() -> None:
    plan = round_to_cents([10.0, 20.0, 30.0], 90.0, upper=[10.0, 50.0, 50.0])
    assert cents(plan).sum() == 9000
    assert plan[0] == 10.0


def test_limits_that_cannot_hold_are_refused() -> None:
    with pytest.raises(InfeasibleError):
        round_to_cents([10.0, 20.0], 30.0, lower=[20, 20])


def test_nothing_is_a_plain_zero() -> None:
    assert not np.signbit(round_to_cents([0.0, 10.0], 10)).any()


def test_exchanged_cents_are_the_best_whole_cents() -> None:
    curves = [HillCurve(5.0, 0.03, 1.0), HillCurve(3.0, 0.02, 2.5), HillCurve(9.0, 0.20, 0.9)]
    start = np.array([0.01, 0.02, 0.12])
    plan = exchange_cents(curves, start, np.zeros(3), np.full(3, 0.15))
    assert plan.sum() == pytest.approx(0.15)

    def value(split: np.ndarray) -> float:
        return float(sum(mean_curve(c, x) for c, x in zip(curves, split, strict=True)))

    assert value(plan) >= value(start)
    moves = [(i, j) for i in range(3) for j in range(3) if i != j and plan[i] >= 0.01]
    for giver, taker in moves:
        other = plan.copy()
        other[giver] -= 0.01
        other[taker] += 0.01
        assert value(other) <= value(plan) + 1e-12
