"""Plans by week against brute force, a simulation by plain loops, and the even plan."""

from itertools import product

import numpy as np
import pytest

from core.allocation import HillCurve, allocate
from core.allocation.flighting import Flighting, flight
from core.allocation.weekly_response import CarriedCurve, WeeklyResponse
from core.curves import CurveDraws, Floats
from core.errors import InfeasibleError, InputError

Rng = np.random.Generator


def geometric(decay: Floats, lags: int = 28) -> Floats:
    """Weights decay^l that add up to 1, shape (draws, lags)."""
    weights = np.asarray(decay, float)[:, None] ** np.arange(lags)
    return weights / weights.sum(axis=1, keepdims=True)


def campaign(rng: Rng, name: str, weeks: int, *, steep: bool, carry: bool = True, draws: int = 3) -> WeeklyResponse:
    """One campaign with a half-saturation of some 100 a day."""
    half = rng.uniform(60, 140)
    slope = rng.uniform(2, 4) if steep else rng.uniform(0.4, 1.0)
    curve = CurveDraws(
        name,
        half * rng.uniform(1, 3) * rng.lognormal(0, 0.2, draws),
        half * rng.lognormal(0, 0.2, draws),
        np.full(draws, slope),
    )
    weights = geometric(rng.uniform(0.5, 0.9, draws)) if carry else None
    return WeeklyResponse(curve, weights, rng.uniform(0.6, 1.4, weeks), rng.uniform(0, 150, 40) if carry else None)


def simulated(responses: list[WeeklyResponse], spend: Floats, after_end: bool) -> float:
    """Day by day, lag by lag, draw by draw."""
    total = 0.0
    for response, weekly in zip(responses, spend, strict=True):
        scale, half, slope = response.curve.parameters
        draws = len(scale)
        weights = np.ones((draws, 1)) if response.carry_over is None else np.atleast_2d(response.carry_over)
        steps = 7 // response.period_days
        before = [] if response.before is None else list(response.before)
        daily = before + [weekly[day // steps] / steps for day in range(len(weekly) * steps)]
        days = len(weekly) * steps + (weights.shape[1] - 1 if after_end else 0)
        for draw in range(draws):
            for day in range(days):
                at = len(before) + day
                stock = 0.0
                for lag in range(weights.shape[1]):
                    if 0 <= at - lag < len(daily):
                        stock += weights[draw, lag] * daily[at - lag]
                season = 1.0
                if response.season is not None:
                    season = response.season[min(day // steps, len(response.season) - 1)]
                power = stock ** slope[draw]
                total += season * scale[draw] * power / (power + half[draw] ** slope[draw]) / draws
    return total


def grid(weeks: int, campaigns: int, parts: int, by_week: bool) -> Floats:
    """All plans in whole parts, shape (plans, campaigns, weeks); the parts of each week, or of the horizon, add up."""
    if by_week:
        week = np.array([one for one in product(range(parts + 1), repeat=campaigns) if sum(one) == parts])
        plans = np.array(list(product(range(len(week)), repeat=weeks)))
        return week[plans].swapaxes(1, 2) / parts
    cells = campaigns * weeks
    first = np.array([one for one in product(range(parts + 1), repeat=cells - 1) if sum(one) <= parts])
    last = parts - first.sum(axis=1, keepdims=True)
    return np.concatenate([first, last], axis=1).reshape(-1, campaigns, weeks) / parts


def brute_force(responses: list[WeeklyResponse], plans: Floats, after_end: bool) -> float:
    """The best of many plans. The sum is over campaigns, so each campaign's different rows are looked at once."""
    total = np.zeros(len(plans))
    for c, response in enumerate(responses):
        rows, back = np.unique(plans[:, c], axis=0, return_inverse=True)
        total += CarriedCurve(response, plans.shape[2], after_end).values(rows)[back.ravel()]
    return float(total.max())


def changes_within(plans: Floats, most: float) -> Floats:
    before, after = plans[..., :-1], plans[..., 1:]
    fits = (after <= (1 + most) * before + 1e-9) & (after >= (1 - most) * before - 1e-9)
    return fits.all(axis=(-2, -1))


def holds(plan: Flighting, totals: Floats, by_week: bool) -> None:
    sums = plan.spend.sum(axis=0) if by_week else np.array([plan.spend.sum()])
    np.testing.assert_allclose(sums, totals, rtol=1e-9, atol=1e-9)
    assert (plan.spend >= 0).all()
    assert plan.outcome == pytest.approx(plan.by_week.sum() + plan.after_end.sum(), rel=1e-12)
    assert plan.outcome <= plan.upper_bound
    if plan.constant is not None:
        assert plan.outcome >= plan.constant


@pytest.mark.parametrize("after_end", [False, True])
@pytest.mark.parametrize("period_days", [1, 7])
@pytest.mark.parametrize("carry", [False, True])
def test_the_outcome_is_that_of_a_simulation_by_loops(after_end: bool, period_days: int, carry: bool) -> None:
    rng = np.random.default_rng(4)
    made = [campaign(rng, f"c{i}", 3, steep=i == 0, carry=carry) for i in range(2)]
    responses = [WeeklyResponse(one.curve, one.carry_over, one.season, one.before, period_days) for one in made]
    plan = flight(responses, 3, total=2500.0, after_end=after_end)
    assert plan.outcome == pytest.approx(simulated(responses, plan.spend, after_end), rel=1e-11)
    assert plan.constant is not None
    assert plan.even_spend is not None
    assert plan.constant == pytest.approx(simulated(responses, plan.even_spend, after_end), rel=1e-11)
    if not after_end or not carry:
        assert plan.after_end.sum() == 0


@pytest.mark.parametrize("steep", [(True, True), (True, False), (False, False)])
@pytest.mark.parametrize(("carry", "after_end"), [(False, False), (True, False), (True, True)])
@pytest.mark.parametrize("by_week", [False, True])
def test_no_plan_of_a_grid_is_better(steep: tuple[bool, bool], carry: bool, after_end: bool, by_week: bool) -> None:
    weeks = 3
    plans = grid(weeks, 2, 24 if by_week else 9, by_week)
    for seed in (0,) if any(steep) else (0, 1):
        rng = np.random.default_rng([seed, *steep, carry, after_end, by_week])
        responses = [campaign(rng, f"c{i}", weeks, steep=s, carry=carry) for i, s in enumerate(steep)]
        money = float(rng.choice([200.0, 700.0, 1500.0]))
        totals = np.full(weeks, money) if by_week else np.array([money * weeks])
        asked = {"weekly_totals": totals} if by_week else {"total": float(totals[0])}
        plan = flight(responses, weeks, after_end=after_end, **asked)
        best = brute_force(responses, plans * totals[0], after_end)
        holds(plan, totals, by_week)
        assert plan.outcome >= best * (1 - 1e-9)
        assert plan.upper_bound >= best
        if not any(steep):
            assert plan.gap < 1e-5


@pytest.mark.parametrize("steep", [True, False])
@pytest.mark.parametrize("by_week", [False, True])
def test_no_plan_of_a_grid_within_the_change_from_week_to_week_is_better(steep: bool, by_week: bool) -> None:
    for seed in range(2):
        rng = np.random.default_rng([seed, steep])
        responses = [campaign(rng, f"c{i}", 3, steep=steep) for i in range(2)]
        totals = np.array([900.0, 1000.0, 800.0]) if by_week else np.array([2700.0])
        plans = grid(3, 2, 60, True) * totals[:3] if by_week else grid(3, 2, 14, False) * totals[0]
        plans = plans[changes_within(plans, 0.5)]
        assert len(plans) > 50
        asked = {"weekly_totals": totals} if by_week else {"total": 2700.0}
        plan = flight(responses, 3, most_change=0.5, **asked)
        holds(plan, totals, by_week)
        assert changes_within(plan.spend, 0.5 + 1e-8)
        assert plan.outcome >= brute_force(responses, plans, False) * (1 - 1e-9)
        assert plan.upper_bound >= brute_force(responses, plans, False)


@pytest.mark.parametrize("kind", ["total", "weekly_totals", "varying totals", "limits", "change", "both"])
def test_never_worse_than_the_even_plan_and_within_all_limits(kind: str) -> None:
    for seed in range(3):
        rng = np.random.default_rng([seed, 9])
        weeks, count = int(rng.integers(1, 8)), int(rng.integers(1, 6))
        responses = [
            campaign(rng, f"c{i}", weeks, steep=bool(rng.random() < 0.6), carry=bool(rng.random() < 0.8))
            for i in range(count)
        ]
        each = float(rng.uniform(100, 900))
        by_week = kind in ("weekly_totals", "varying totals", "both")
        totals = np.full(weeks, each * count) if by_week else np.array([each * count * weeks])
        asked: dict[str, object] = {"weekly_totals": totals} if by_week else {"total": totals[0]}
        if kind == "varying totals":
            asked["weekly_totals"] = totals = totals * rng.uniform(0.5, 1.5, weeks)
        if kind in ("limits", "both"):
            asked |= {"lower": rng.uniform(0, each, (count, weeks)), "upper": rng.uniform(each, 3 * each, count)}
        if kind in ("change", "both"):
            asked["most_change"] = 0.9 if kind == "both" else 0.15
        if kind == "change":
            asked["week_before"] = np.full(count, each)
        plan = flight(responses, weeks, after_end=bool(seed % 2), **asked)
        holds(plan, totals, by_week)
        slack = 1e-8 * totals.max()
        if "lower" in asked:
            assert (plan.spend >= asked["lower"] - slack).all()
            assert (plan.spend <= asked["upper"][:, None] + slack).all()
        if "most_change" in asked:
            whole = plan.spend
            if "week_before" in asked:
                whole = np.column_stack([asked["week_before"], whole])
            assert changes_within(whole, asked["most_change"] + 1e-7)
        assert (plan.constant is not None) or kind in ("limits", "both")


def test_without_carry_over_and_season_each_week_is_the_exact_split() -> None:
    rng = np.random.default_rng(1)
    curves = [HillCurve(float(s), float(h), float(k)) for s, h, k in rng.uniform([50, 20, 0.4], [200, 90, 1], (5, 3))]
    exact = allocate([HillCurve(7 * c.scale, 7 * c.half_saturation, c.slope) for c in curves], 900.0)
    for asked in ({"total": 3600.0}, {"weekly_totals": [900.0] * 4}):
        plan = flight([WeeklyResponse(c) for c in curves], 4, **asked)
        np.testing.assert_allclose(plan.spend, np.tile(exact.spend[:, None], 4), rtol=2e-3, atol=0.01)
        assert plan.outcome == pytest.approx(4 * exact.outcome, rel=1e-9)
        assert plan.constant == pytest.approx(4 * exact.outcome, rel=1e-9)
        assert plan.gap < 1e-6


def test_a_week_may_be_worth_a_pulse_where_a_trickle_brings_nothing() -> None:
    # Half a half-saturation a week on a steep curve: every second week brings over twice as much.
    plan = flight([WeeklyResponse(HillCurve(100, 50, 4))], 6, total=6 * 175.0)
    assert plan.constant is not None
    assert plan.outcome > 1.5 * plan.constant
    assert (plan.spend < 1).sum() >= 2


def test_the_order_of_campaigns_changes_nothing() -> None:
    rng = np.random.default_rng(3)
    responses = [campaign(rng, f"c{i}", 5, steep=i % 2 == 0) for i in range(4)]
    order = [2, 0, 3, 1]
    first = flight(responses, 5, total=9000.0, most_change=0.4)
    second = flight([responses[i] for i in order], 5, total=9000.0, most_change=0.4)
    assert second.outcome == pytest.approx(first.outcome, rel=1e-6)
    assert second.names == tuple(first.names[i] for i in order)
    assert second.upper_bound == pytest.approx(first.upper_bound, rel=1e-6)


def test_the_same_question_has_the_same_answer() -> None:
    rng = np.random.default_rng(8)
    responses = [campaign(rng, f"c{i}", 4, steep=True) for i in range(3)]
    one, other = (flight(responses, 4, weekly_totals=[800.0] * 4) for _ in range(2))
    np.testing.assert_array_equal(one.spend, other.spend)


def test_money_after_which_nothing_counts_is_spent_earlier() -> None:
    slow = WeeklyResponse(HillCurve(100, 50, 1), geometric(np.array([0.95]), 56)[0])
    counts, lost = (flight([slow], 6, total=2000.0, after_end=after).spend[0] for after in (True, False))
    assert lost[-1] < 0.5 * counts[-1]
    # Where all that a day brings counts, first and last week are worth the same.
    assert counts[-1] > 0.8 * counts[:-1].mean()


def test_a_season_draws_money_and_marginals_are_equal() -> None:
    season = np.array([0.5, 1.0, 2.0, 1.0])
    response = WeeklyResponse(HillCurve(100, 50, 0.8), geometric(np.array([0.3]))[0], season)
    plan = flight([response], 4, total=1400.0, after_end=True)
    assert plan.spend[0].argmax() == 2
    np.testing.assert_allclose(plan.marginal[0], plan.marginal[0, 0], rtol=1e-4)


def test_marginals_are_differences_of_the_simulation() -> None:
    rng = np.random.default_rng(5)
    responses = [campaign(rng, "c", 3, steep=True)]
    plan = flight(responses, 3, total=2400.0, lower=100.0, after_end=True)
    for week in range(3):
        step = np.zeros((1, 3))
        step[0, week] = 0.01
        up, down = (simulated(responses, plan.spend + sign * step, True) for sign in (1, -1))
        assert plan.marginal[0, week] == pytest.approx((up - down) / 0.02, rel=1e-5)


ONE = WeeklyResponse(HillCurve(100, 50, 1, name="Search"))
TWO = [ONE, WeeklyResponse(HillCurve(80, 60, 2, name="Display"))]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "either one total"),
        ({"total": 1.0, "weekly_totals": [1.0] * 3}, "either one total"),
        ({"total": float("nan")}, "The total is nan"),
        ({"total": -5.0}, "The total is -5"),
        ({"total": float("inf")}, "The total is inf"),
        ({"total": "much"}, "The total is not a number"),
        ({"total": [1.0, 2.0, 3.0]}, "The total has to be one amount"),
        ({"weekly_totals": [1.0, 2.0]}, "one amount for each of the 3 weeks"),
        ({"weekly_totals": [1.0, float("nan"), 2.0]}, "A weekly total is nan"),
        ({"weekly_totals": [1.0, -2.0, 2.0]}, "A weekly total is -2"),
        ({"total": 9.0, "lower": -1.0}, "A minimum is -1"),
        ({"total": 9.0, "lower": [1.0, float("nan")]}, "A minimum is nan"),
        ({"total": 9.0, "upper": float("inf")}, "A maximum is inf"),
        ({"total": 9.0, "upper": [1.0, 2.0, 3.0]}, "A maximum has to be one amount for all, or one for each of the 2"),
        ({"total": 9.0, "lower": [[1.0, 2.0]]}, "a row of 3 weeks for each"),
        ({"total": 9.0, "most_change": -0.1}, "The most change a week is -0.1"),
        ({"total": 9.0, "most_change": [0.1] * 3}, "The most change a week has to be one share"),
        ({"total": 9.0, "most_change": 0.1, "week_before": [1.0]}, "The spend of the week before has to be"),
        ({"total": 9.0, "most_change": 0.1, "week_before": [1.0, float("nan")]}, "the week before is nan"),
    ],
)
def test_amounts_that_cannot_be_used(asked: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        flight(TWO, 3, **asked)


@pytest.mark.parametrize("weeks", [0, -1, 2.5, "3", True, 1000])
def test_horizons_that_cannot_be_used(weeks: object) -> None:
    with pytest.raises(InputError, match="must be a whole number from 1 to 104"):
        flight(TWO, weeks, total=10.0)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            {"total": 600.0, "lower": [[0, 0, 0], [0, 50, 0]], "upper": 40.0},
            "The minimum of “Display” in week 2 is 50, which is 10 above its maximum of 40",
        ),
        ({"total": 500.0, "lower": 100.0}, "ask for at least 600 in 3 weeks, which is 100 more than the total of 500"),
        ({"total": 700.0, "upper": 100.0}, "allow at most 600 in 3 weeks, which is 100 less than the total of 700"),
        (
            {"weekly_totals": [100.0, 90.0, 100.0], "lower": 50.0},
            "at least 100 in week 2, which is 10 more than the total of 90",
        ),
        (
            {"weekly_totals": [100.0, 90.0, 130.0], "upper": 60.0},
            "at most 120 in week 3, which is 10 less than the total of 130",
        ),
        (
            {"total": 900.0, "most_change": 0.1, "week_before": [100.0, 100.0]},
            "limit on change from week to week allow at most 728.20 in 3 weeks, which is 171.80 less",
        ),
        (
            {"weekly_totals": [100.0, 200.0, 100.0], "most_change": 0.2},
            "Week 2 has a total of 200 after 100 in week 1, but with a change of at most 20 % it can have at most 120",
        ),
        (
            {"weekly_totals": [200.0, 100.0, 100.0], "most_change": 0.2},
            "a total of 100 after 200 in week 1, but with a change of at most 20 % it can have at least 160",
        ),
        (
            {"weekly_totals": [100.0, 140.0, 170.0], "most_change": [0.5, 0.1], "upper": [[90, 90, 90], [90, 90, 90]]},
            "the plan that misses least spends .* in week 1, whose total is 100",
        ),
        (
            {"total": 900.0, "most_change": 0.1, "lower": [[0, 0, 200], [0, 0, 0]], "upper": [[100] * 3, [900] * 3]},
            "above its maximum",
        ),
        (
            {"total": 900.0, "most_change": 0.1, "lower": [[0, 0, 200], [0, 0, 0]], "upper": [[100, 300, 300]] * 2},
            "“Search” would need at least",
        ),
    ],
)
def test_limits_that_no_plan_fits(asked: dict[str, object], words: str) -> None:
    with pytest.raises(InfeasibleError, match=words):
        flight(TWO, 3, **asked)


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (WeeklyResponse(HillCurve(1, 1, 1), np.array([0.5, float("nan")])), "The carry-over of campaign 1 holds nan"),
        (WeeklyResponse(HillCurve(1, 1, 1), np.array([0.5, -0.5])), "The carry-over of campaign 1 holds -0.5"),
        (WeeklyResponse(HillCurve(1, 1, 1), np.zeros(3)), "adds up to 0"),
        (WeeklyResponse(HillCurve(1, 1, 1), np.ones((1, 1, 1))), "has the shape"),
        (WeeklyResponse(HillCurve(1, 1, 1), season=np.ones(2)), "has 2 weeks, but the horizon has 3"),
        (WeeklyResponse(HillCurve(1, 1, 1), season=np.array([1, 1, -1.0])), "The season of campaign 1 holds -1"),
        (WeeklyResponse(HillCurve(1, 1, 1), before=np.array([np.inf])), "The spend before the horizon of campaign 1"),
        (WeeklyResponse(HillCurve(1, 1, 1), period_days=30), "has 30 days, but it must have 1 or 7"),
        (
            WeeklyResponse(CurveDraws("c", np.ones(4), np.ones(4), np.ones(4)), np.ones((3, 2))),
            "have 3, 4 draws, but must have equally many, or one",
        ),
        (WeeklyResponse(CurveDraws("c", np.ones(4), np.zeros(4), np.ones(4))), "The curve of “c” cannot be used"),
    ],
)
def test_responses_that_cannot_be_used(response: WeeklyResponse, words: str) -> None:
    with pytest.raises(InputError, match=words):
        flight([response], 3, total=10.0)
    with pytest.raises(InputError, match="no campaign"):
        flight([], 3, total=10.0)


@pytest.mark.parametrize("asked", [{"total": 0.0}, {"weekly_totals": [0.0, 30.0, 0.0]}])
def test_weeks_without_money(asked: dict[str, object]) -> None:
    plan = flight(TWO, 3, **asked)
    assert plan.spend.sum() == pytest.approx(float(np.sum(list(asked.values()))), abs=1e-12)
    assert np.isfinite(plan.outcome)


def test_no_change_at_all_is_the_even_plan() -> None:
    plan = flight(TWO, 3, total=900.0, most_change=0.0)
    assert plan.outcome == pytest.approx(plan.constant, rel=1e-8)
    np.testing.assert_allclose(np.diff(plan.spend, axis=1), 0, atol=1e-5)


def test_limits_that_leave_one_plan() -> None:
    fixed = np.array([[10.0, 20.0, 30.0], [5.0, 5.0, 5.0]])
    plan = flight(TWO, 3, total=75.0, lower=fixed, upper=fixed)
    np.testing.assert_allclose(plan.spend, fixed, rtol=1e-9)
    assert plan.constant is None
    plan = flight(TWO, 3, weekly_totals=[100.0] * 3, upper=50.0)
    np.testing.assert_allclose(plan.spend, 50.0, rtol=1e-9)
