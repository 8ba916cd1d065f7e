"""Tests of spend against brute force: each truth planned again by the exact optimizer."""

import numpy as np
import pandas as pd
import pytest

from core.allocation import allocate
from core.allocation.planning import PlanCampaign, Planner
from core.curves import CurveDraws, HillCurve
from core.data import Dataset
from core.experiments.worth.daily_noise import DailyNoise, daily_noise
from core.experiments.worth.rest_of_plan import POINTS
from core.experiments.worth.spend_tests import STEP, Known, SpendTests, Subject

DAYS = 90
SPEND = (9_000.0, 6_000.0, 4_000.0)


def planner(draws=60, seed=0, spread=0.5):
    """Three campaigns; what the first brings is known to within ``spread``, the others are known well."""
    rng = np.random.default_rng(seed)
    curves = tuple(
        CurveDraws(
            name,
            scale * np.exp(rng.normal(-(width**2) / 2, width, draws)),
            np.full(draws, half),
            np.ones(draws),
            (0.0, 3 * half),
        )
        for name, scale, half, width in (
            ("A", 60_000, 12_000, spread),
            ("B", 50_000, 9_000, 0.01),
            ("C", 30_000, 5_000, 0.01),
        )
    )
    campaigns = tuple(
        PlanCampaign(n, n, "X" if n != "C" else "Y", s, 0.0, 3 * s, 2 * s, usual=s)
        for n, s in zip("ABC", SPEND, strict=True)
    )
    return Planner("key", "data", "revenue", DAYS, "EUR", campaigns, curves)


def noise(own=50.0, total=80.0):
    return DailyNoise(np.full(3, own), total, np.array([250.0, 200.0, 130.0]), np.full(3, 180.0))


def desk(made, incremental=True, **days):
    return SpendTests(made, noise(**days), [Known(incremental, 3.0)] * 3)


A = Subject("A", "A", "campaign", (0,))


def test_perfect_information_is_that_of_planning_each_truth_exactly():
    made = planner()
    lower, upper = (1 - STEP) * made.today, (1 + STEP) * made.today
    total = made.today.sum()
    now = allocate(made.curves, total, lower, upper).outcome
    first = made.curves[0]
    after = [
        allocate([HillCurve(float(s), float(h), 1.0, "A"), *made.curves[1:]], total, lower, upper).outcome
        for s, h in zip(first.scale, first.half_saturation, strict=True)
    ]
    exact = np.mean(after) - now
    found = desk(made).test(A, -1.0, "total", 14)
    assert exact > 100
    assert found.perfect == pytest.approx(exact, rel=0.02)


def test_a_share_nobody_knows_is_worth_knowing_and_the_plan_of_now_stays():
    made = planner(spread=0.01)
    known, open_ = desk(made, True).test(A, -1.0, "total", 14), desk(made, False).test(A, -1.0, "total", 14)
    assert open_.perfect > 20 * known.perfect
    # The share is 1 on average, so the plan without a test is that of the Budget page.
    assert open_.grid[open_.value.now] == pytest.approx(known.grid[known.value.now], rel=0.06)
    # What the campaign reports itself says nothing of the share.
    assert desk(made, False).test(A, -STEP, "own", 14).worth < 0.05 * open_.worth


def test_a_share_against_planning_each_share_exactly():
    made = planner(spread=0.01)
    lower, upper, total = (1 - STEP) * made.today, (1 + STEP) * made.today, made.today.sum()
    now = allocate(made.curves, total, lower, upper).outcome
    rng = np.random.default_rng(4)
    shares = np.exp(rng.normal(-0.245, 0.7, 400))
    after = [
        allocate(
            [CurveDraws("A", made.curves[0].scale * s, *made.curves[0].parameters[1:]), *made.curves[1:]],
            total,
            lower,
            upper,
        ).outcome
        for s in shares
    ]
    gain = np.array(after) - (now + (shares - 1) * 0)
    # The plan of now brings s times its part of A: its mean over the shares is what was expected of it.
    split = allocate(made.curves, total, lower, upper).spend
    part = 60_000 * split[0] / (split[0] + 12_000)
    gain -= (shares - 1) * part
    found = desk(made, False).test(A, -1.0, "total", 14)
    assert found.perfect == pytest.approx(gain.mean(), rel=0.03, abs=3 * gain.std() / np.sqrt(len(gain)))


def test_more_days_and_less_noise_say_more_and_the_horizon_runs_out():
    made = planner()
    quiet, loud = (
        desk(made, total=20.0).test(A, -1.0, "total", 14),
        desk(made, total=2_000.0).test(A, -1.0, "total", 14),
    )
    assert quiet.value.sample > 2 * loud.value.sample
    assert quiet.value.sample <= quiet.perfect
    short, long_ = (desk(made, total=500.0).test(A, -1.0, "total", d) for d in (14, 28))
    assert long_.error / long_.design.counted < short.error / short.design.counted
    assert long_.value.sample > short.value.sample
    assert long_.left == pytest.approx((DAYS - 28) / DAYS)
    assert desk(made).test(A, -1.0, "total", DAYS) is None


def test_costs_are_what_the_curve_says():
    made = planner()
    held = desk(made)
    test = held.test(A, -1.0, "total", 14)
    mean = made.outcome_draws(made.today)[:, 0].mean()
    assert test.lost == pytest.approx(mean * 14 / DAYS, rel=1e-6)
    assert test.extra_spend == pytest.approx(-SPEND[0] * 14 / DAYS)
    more = held.test(A, STEP, "own", 14)
    raised = made.outcome_draws(made.today * [1 + STEP, 1, 1])[:, 0].mean()
    assert more.lost == pytest.approx(-(raised - mean) * 14 / DAYS, rel=1e-6)
    assert more.extra_spend == pytest.approx(STEP * SPEND[0] * 14 / DAYS)
    for one in (test, more):
        assert one.cost == pytest.approx(max(one.lost + one.price * one.extra_spend, 0.0))
        assert one.cost >= 0


def test_others_get_what_the_tested_one_leaves():
    held = desk(planner())
    split = held.others(A, 6_000.0)
    assert split[0] == 0.0
    assert split.sum() == pytest.approx(sum(SPEND) - 6_000.0)
    assert (split[1:] >= 0.5 * np.array(SPEND[1:]) - 1e-6).all()


def test_subjects_are_campaigns_and_channels_beside_others():
    keys = [(s.kind, s.key) for s in desk(planner()).subjects()]
    assert keys == [("campaign", "A"), ("campaign", "B"), ("campaign", "C"), ("channel", "X")]
    assert POINTS % 2 == 1


def test_noise_of_days_is_the_one_that_was_put_in():
    dates = pd.date_range("2026-01-01", periods=200)
    rng = np.random.default_rng(3)
    season = 1 + 0.3 * np.sin(np.arange(200) / 40)
    frames = []
    for name, spend, size in zip("ABC", SPEND, (0.1, 0.3, 0.5), strict=True):
        level = 500.0 * season * np.where(dates.dayofweek < 5, 1.2, 0.5)
        # One absurd day must not make a test look hopeless.
        revenue = level * np.maximum(1 + size * rng.normal(size=200), 0.0)
        revenue[90] *= 50
        frames.append(
            pd.DataFrame(
                {
                    "date": dates,
                    "campaign_id": name,
                    "campaign": name,
                    "channel": "X",
                    "spend": spend / DAYS,
                    "impressions": 1.0,
                    "clicks": 1.0,
                    "conversions": 1.0,
                    "revenue": revenue,
                }
            )
        )
    metrics = pd.concat(frames, ignore_index=True)
    campaigns = pd.DataFrame({"campaign_id": list("ABC"), "campaign": list("ABC"), "channel": "X"})
    found = daily_noise(Dataset("made", metrics, campaigns), planner(), [("A",), ("B",), ("C",)])
    # Weekday factors multiply the noise too: their mean square over the square of their mean.
    factor = np.sqrt((5 * 1.2**2 + 2 * 0.5**2) / 7) / (7.0 / 7)
    assert found.own / found.outcome == pytest.approx(np.array([0.1, 0.3, 0.5]) * factor, rel=0.25)
    assert found.days == pytest.approx(182)
    level = 500 * season[-28:].mean()
    assert found.total == pytest.approx(level * factor * np.sqrt(0.1**2 + 0.3**2 + 0.5**2), rel=0.3)
