"""Running tests: what is watched day by day, against the methods it stands on and on data that cannot be."""

import math
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from core.errors import InputError
from core.experiments import (
    MeanSample,
    PairedSample,
    ProportionSample,
    always_valid,
    compare_proportions,
    group_sequential,
)
from core.experiments.sequential.contrast import contrast
from core.experiments.sequential.running import watch
from core.experiments.sequential.watch_plan import WatchPlan

FIRST = date(2026, 3, 2)


def shares(rates: dict[str, float], days: int = 14, people: int = 400, seed: int = 1, **least: int) -> dict[str, Any]:
    """Cumulated daily shares by variant."""
    rng = np.random.default_rng(seed)
    found = {}
    for name, rate in rates.items():
        n = np.cumsum(np.full(days, least.get(name, people)))
        done = np.cumsum(rng.binomial(least.get(name, people), rate, days))
        found[name] = [ProportionSample(int(a), int(b)) for a, b in zip(n, done, strict=True)]
    return found


def days(count: int = 14) -> list[date]:
    return [FIRST + timedelta(one) for one in range(count)]


def test_the_last_day_is_the_comparison_of_everything_so_far() -> None:
    daily = shares({"A": 0.10, "B": 0.11})
    watched = watch(days(), daily, plan=WatchPlan(people=20_000, smallest=0.1))
    one = watched.variants[0]
    direct = always_valid(daily["A"][-1], daily["B"][-1], tuning=20_000)
    assert one.absolute == direct.absolute
    assert one.p_value == pytest.approx(direct.absolute.p_value)
    errors = direct.absolute.half_width / direct.absolute.standard_error
    old, new = direct.effect.control, direct.effect.treatment
    for end in (one.now.safe.lower, one.now.safe.upper):
        # Fieller: at an end the variant is so many standard errors away from the control times the ratio.
        spread = (new * (1 - new) + (1 + end) ** 2 * old * (1 - old)) / 5_600
        assert abs(new - (1 + end) * old) == pytest.approx(errors * math.sqrt(spread))
    fixed = compare_proportions(daily["A"][-1], daily["B"][-1])
    assert one.now.estimate == pytest.approx(fixed.relative)
    assert len(one.days) == 14
    assert all(day.safe.lower < day.fixed.lower < day.fixed.upper < day.safe.upper for day in one.days)
    assert (watched.people, watched.people_a_day) == ({"A": 5_600, "B": 5_600}, 800)
    assert not watched.ratio.mismatch


def test_the_rule_stops_for_benefit_harm_and_futility() -> None:
    plan = WatchPlan(people=20_000, smallest=0.1)
    assert watch(days(), shares({"A": 0.10, "B": 0.16}), plan=plan).first.decision.state == "benefit"
    assert watch(days(), shares({"A": 0.16, "B": 0.10}), plan=plan).first.decision.state == "harm"
    assert (
        watch(days(), shares({"A": 0.10, "B": 0.105}), plan=WatchPlan(people=40_000, smallest=0.1)).first.decision.state
        == "go on"
    )
    short = WatchPlan(people=12_000, smallest=0.1)
    assert watch(days(), shares({"A": 0.10, "B": 0.098}), plan=short).first.decision.state == "futility"
    # What is better when it is lower turns benefit and harm around.
    lower = WatchPlan(people=20_000, smallest=0.1, better="lower")
    assert watch(days(), shares({"A": 0.16, "B": 0.10}), plan=lower).first.decision.state == "benefit"


def test_planned_looks_decide_by_their_bounds_alone() -> None:
    daily = shares({"A": 0.10, "B": 0.125}, days=12, people=500)
    plan = WatchPlan(people=16_000, smallest=0.1, watch="looks", information=(0.25, 0.5, 0.75, 1.0), spending="pocock")
    one = watch(days(12), daily, plan=plan).first
    at = [place for place, day in enumerate(one.days) if day.bound is not None]
    # 1,000 people a day: 4,000 after day 4, 8,000 after day 8, 12,000 after day 12.
    assert at == [3, 7, 11]
    upper = group_sequential((0.25, 0.5, 0.75), spending="pocock").upper
    assert one.looks == pytest.approx(upper)
    assert one.days[7].bound == contrast(daily["A"][7], daily["B"][7]).relative_interval(upper[1])
    crossed = any(day.bound is not None and day.bound.lower > 0 for day in one.days)
    assert (one.decision.state == "benefit") == crossed


def test_several_variants_are_held_against_the_levels_of_holm() -> None:
    daily = shares({"A": 0.10, "B": 0.10, "C": 0.15, "D": 0.101})
    watched = watch(days(), daily, control="A")
    by_name = {one.name: one for one in watched.variants}
    assert by_name["C"].level == pytest.approx(1 - 0.05 / 3)
    assert by_name["B"].level == by_name["D"].level == pytest.approx(1 - 0.05 / 2)
    assert by_name["C"].adjusted == pytest.approx(3 * by_name["C"].p_value)
    assert watched.first.name == "C"
    for one in watched.variants:
        outside = one.now.safe.lower > 0 or one.now.safe.upper < 0
        assert outside == (one.adjusted <= 0.05)


def test_the_relative_interval_leaves_zero_just_where_the_absolute_one_does() -> None:
    rng = np.random.default_rng(8)
    before = rng.normal(50, 10, (2, 300))
    value = 0.8 * before + rng.normal(0, 3, before.shape) - np.array([[90.0], [88.0]])  # a negative mean as well
    pairs = [
        PairedSample(300, v.sum(), (v * v).sum(), b.sum(), (b * b).sum(), (v * b).sum())
        for v, b in zip(value, before, strict=True)
    ]
    found = contrast(*pairs)
    rest = value - np.polyfit(before.ravel(), value.ravel(), 1)[0] * before
    for errors in (1.0, 2.0, 4.0):
        ends = found.relative_interval(errors)
        for end in (ends.lower, ends.upper):
            size = end * abs(found.control)
            spread = (rest[1].var(ddof=1) + (rest[0] + end * np.sign(found.control) * value[0]).var(ddof=1)) / 300
            assert abs(found.absolute - size) == pytest.approx(errors * math.sqrt(spread), rel=1e-6)
    edge = abs(found.absolute) / found.absolute_error
    assert found.relative_interval(edge * 0.999).lower > 0 > found.relative_interval(edge * 1.001).lower
    near_zero = contrast(MeanSample(400, 3, 400), MeanSample(400, 90, 400))
    assert near_zero.relative_interval(2.0).upper == math.inf


def test_a_split_that_is_not_the_planned_one_is_seen() -> None:
    daily = shares({"A": 0.1, "B": 0.1}, B=440)
    assert watch(days(), daily).ratio.mismatch
    assert not watch(days(), daily, plan=WatchPlan(split=(400, 440))).ratio.mismatch


def test_nothing_is_decided_too_early() -> None:
    daily = {"A": [ProportionSample(500, 2)], "B": [ProportionSample(500, 40)]}
    early = watch(days(1), daily).first
    assert (early.decision.state, early.enough) == ("too early", False)
    none = watch(days(1), {"A": [ProportionSample(500, 0)], "B": [ProportionSample(500, 0)]})
    assert not none.relative
    assert none.first.decision.state == "too early"
    assert none.first.now.safe.upper == math.inf
    flat = watch(days(1), {"A": [MeanSample(500, 500, 500)], "B": [MeanSample(500, 500, 500)]})
    assert flat.first.decision.state == "too early"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: watch(days(1), {"A": [ProportionSample(9, 1)]}), "at least one more"),
        (lambda: watch(days(1), {"A": [ProportionSample(9, 1)], "B": []}), "each day"),
        (lambda: watch([], {"A": [], "B": []}), "each day"),
        (lambda: watch(days(2)[::-1], shares({"A": 0.1, "B": 0.1}, days=2)), "in order"),
        (lambda: watch(days(1), {"A": [ProportionSample(9, 1)], "B": [ProportionSample(1, 0)]}), "too few"),
        (lambda: watch(days(1), {"A": [ProportionSample(9, 1)], "B": [ProportionSample(5, 6)]}), "between none"),
        (lambda: watch(days(1), shares({"A": 0.1, "B": 0.1}, days=1), control="Z"), "control"),
        (
            lambda: watch(days(2), {name: [ProportionSample(90, 9), ProportionSample(50, 9)] for name in ("A", "B")}),
            "fewer",
        ),
    ],
)
def test_what_cannot_be_watched_is_said_in_words(wrong: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        wrong()


def test_a_plan_is_read_from_a_design_and_nonsense_is_left_open() -> None:
    plan = WatchPlan.of(
        {"n": 20_000.0, "days": 28, "split": [1, 1], "relative": 0.1, "alpha": 0.05, "watch": "looks", "looks": 4,
         "spending": "pocock"}
    )  # fmt: skip
    assert (plan.watch, plan.information) == ("looks", (0.25, 0.5, 0.75, 1.0))
    assert (plan.pair("A", "B", {"A": 1, "B": 1}), plan.smallest) == (20_000, 0.1)
    odd = WatchPlan.of(
        {"n": "many", "people": [1, "x"], "days": math.inf, "split": "half", "relative": True, "alpha": 9,
         "watch": "looks", "looks": -3, "information": [0.5, 0.2], "spending": ["x"], "tuning": math.nan}
    )  # fmt: skip
    assert odd == WatchPlan()
    assert WatchPlan.of({"relative": -0.05}).better == "lower"
    assert WatchPlan.of({"people": [100, 300], "split": [1, 3, 5]}).pair("A", "B", {"A": 1, "B": 1}) == 400
    three = WatchPlan.of({"people": [100, 300, 400], "split": [1, 3, 4]})
    assert three.pair("A", "C", {"C": 1, "A": 1, "B": 1}) == 400
