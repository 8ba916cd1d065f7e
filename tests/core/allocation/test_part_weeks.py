"""A last week of a few days: against a simulation by plain loops, finite differences, and all plans of a grid."""

from itertools import product

import numpy as np
import pytest

from core.allocation.flighting import flight
from core.allocation.weekly_response import CarriedCurve, WeeklyResponse
from core.errors import InputError
from tests.core.allocation.test_flighting import campaign, geometric


def simulated(response: WeeklyResponse, weekly, last_days: int, after_end: bool):
    """Outcome by draw and week, and after the end: day by day, lag by lag."""
    scale, half, slope = response.curve.parameters
    weights = np.ones((len(scale), 1)) if response.carry_over is None else np.atleast_2d(response.carry_over)
    before = [] if response.before is None else list(response.before)
    lengths = [7] * (len(weekly) - 1) + [last_days]
    daily = before + [amount / days for amount, days in zip(weekly, lengths, strict=True) for _ in range(days)]
    inside = sum(lengths)
    found = np.zeros((len(scale), len(weekly) + 1))
    for draw in range(len(scale)):
        for day in range(inside + (weights.shape[1] - 1 if after_end else 0)):
            at = len(before) + day
            stock = sum(
                weights[draw, lag] * daily[at - lag] for lag in range(weights.shape[1]) if 0 <= at - lag < len(daily)
            )
            season = 1.0 if response.season is None else response.season[min(day // 7, len(response.season) - 1)]
            power = stock ** slope[draw]
            week = day // 7 if day < inside else len(weekly)
            found[draw, week] += season * scale[draw] * power / (power + half[draw] ** slope[draw])
    return found


@pytest.mark.parametrize("last_days", [1, 2, 6, 7])
@pytest.mark.parametrize("after_end", [False, True])
@pytest.mark.parametrize("carry", [False, True])
def test_outcome_by_draw_and_week_is_that_of_the_days(last_days, after_end, carry):
    rng = np.random.default_rng(last_days)
    for steep in (False, True):
        response = campaign(rng, "A", 3, steep=steep, carry=carry)
        spend = rng.uniform(0, 1500, 3)
        curve = CarriedCurve(response, 3, after_end, last_days=last_days)
        expected = simulated(response, spend, last_days, after_end)
        found = curve.draws_by_week(spend)
        np.testing.assert_allclose(found[:, :3], expected[:, :3], rtol=1e-9)
        np.testing.assert_allclose(found[:, 3:].sum(axis=1), expected[:, 3], rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(curve.by_week(spend), found.mean(axis=0))
        assert curve.values(spend[None])[0] == pytest.approx(expected.sum(axis=1).mean(), rel=1e-9)


@pytest.mark.parametrize("after_end", [False, True])
def test_derivatives_of_a_part_week_are_those_of_small_steps(after_end):
    rng = np.random.default_rng(5)
    curve = CarriedCurve(campaign(rng, "A", 4, steep=True), 4, after_end, last_days=3)
    spend, step = rng.uniform(300, 1200, 4), 0.5
    value, gradient, hessian = curve.derivatives(spend)
    assert value == pytest.approx(curve.values(spend[None])[0])
    for week in range(4):
        up, down = spend.copy(), spend.copy()
        up[week] += step
        down[week] -= step
        above, below = curve.derivatives(up), curve.derivatives(down)
        assert gradient[week] == pytest.approx((above[0] - below[0]) / (2 * step), rel=1e-5)
        np.testing.assert_allclose(hessian[week], (above[1] - below[1]) / (2 * step), rtol=1e-4, atol=1e-10)


@pytest.mark.parametrize("change", [None, 0.5])
@pytest.mark.parametrize("after_end", [False, True])
def test_no_plan_of_a_grid_beats_the_plan_or_its_bound(change, after_end):
    rng = np.random.default_rng(8)
    for steep in (False, True):
        response = campaign(rng, "A", 3, steep=steep)
        plan = flight([response], 3, total=1800.0, most_change=change, after_end=after_end, last_days=2)
        assert plan.spend.sum() == pytest.approx(1800.0, abs=1e-7)
        parts = [one for one in product(range(31), repeat=2) if sum(one) <= 30]
        grid = np.array([(a, b, 30 - a - b) for a, b in parts]) * 60.0
        daily = grid / [7, 7, 2]
        if change is not None:
            rates = plan.spend[0] / [7, 7, 2]
            assert (np.abs(np.diff(rates)) <= change * rates[:-1] + 1e-6).all()
            fits = (np.abs(np.diff(daily, axis=1)) <= change * daily[:, :-1] + 1e-9).all(axis=1)
            grid = grid[fits]
            assert len(grid) > 20
        some = grid[:: max(1, len(grid) // 60)]
        best = max(simulated(response, row, 2, after_end).sum(axis=1).mean() for row in some)
        best = max(best, CarriedCurve(response, 3, after_end, last_days=2).values(grid).max())
        assert plan.outcome >= best * (1 - 1e-9)
        assert plan.upper_bound >= plan.outcome >= plan.constant
        np.testing.assert_allclose(plan.even_spend, [1800 * np.array([7, 7, 2]) / 16])
        outside = simulated(response, plan.spend[0], 2, after_end).mean(axis=0)
        np.testing.assert_allclose(plan.by_week[0], outside[:3], rtol=1e-9)
        assert plan.after_end[0] == pytest.approx(outside[3], abs=1e-9)


def test_a_part_week_of_weekly_periods_passes_in_part():
    curve = campaign(np.random.default_rng(2), "A", 2, steep=False, carry=False).curve
    weekly = WeeklyResponse(curve, geometric(np.array([0.5]), 4)[0], period_days=7)
    found = CarriedCurve(weekly, 2, False, last_days=2).draws_by_week(np.array([100.0, 50.0]))
    scale, half, slope = curve.parameters
    stock = weekly.carry_over[0] * 50 * 7 / 2 + weekly.carry_over[1] * 100
    np.testing.assert_allclose(found[:, 1], scale * stock**slope / (stock**slope + half**slope) * 2 / 7)


@pytest.mark.parametrize("days", [0, 8, 2.0, True, "2"])
def test_the_days_of_the_last_week_are_checked(days):
    response = campaign(np.random.default_rng(2), "A", 2, steep=False)
    with pytest.raises(InputError, match="The last week has"):
        flight([response], 2, total=10.0, last_days=days)
