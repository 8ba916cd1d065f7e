"""Plans under groups, "nothing or at least" and "at most so many": against every plan of a fine grid, and refusals."""

from itertools import product

import numpy as np
import pytest

from core.allocation import Group, HillCurve, allocate
from core.curves import mean_curve
from core.errors import InfeasibleError, InputError

BUDGET = 60.0
STEP = 2.0


def some_curves(seed, count=4):
    rng = np.random.default_rng(seed)
    return [
        HillCurve(float(rng.uniform(50, 200)), float(rng.uniform(5, 40)), float(slope), name=f"c{i}")
        for i, slope in enumerate(rng.permutation([0.7, 1.0, 2.5, 4.0])[:count])
    ]


def every_plan(count=4):
    steps = np.arange(0, BUDGET + STEP / 2, STEP)
    plans = np.array([p for p in product(steps, repeat=count - 1) if sum(p) <= BUDGET])
    return np.column_stack([plans, BUDGET - plans.sum(axis=1)])


def value(curves, plans):
    return sum(mean_curve(curve, plans[:, c]) for c, curve in enumerate(curves))


CASES = {
    "groups": (
        {"groups": [Group("A", ("c0", "c1"), lower=20, upper=30), Group("B", ("c0",), upper=8)]},
        lambda p: (p[:, 0] + p[:, 1] >= 20) & (p[:, 0] + p[:, 1] <= 30) & (p[:, 0] <= 8),
    ),
    "share": ({"groups": [Group("A", (2, 3), share=0.4)]}, lambda p: p[:, 2] + p[:, 3] <= 0.4 * BUDGET),
    "nothing or at least": ({"at_least": 16.0}, lambda p: ((p == 0) | (p >= 16)).all(axis=1)),
    "at most two": ({"most_active": 2}, lambda p: (p > 0).sum(axis=1) <= 2),
    "all of it": (
        {"groups": [Group("A", ("c0", "c3"), lower=20)], "at_least": 10.0, "most_active": 3},
        lambda p: (p[:, 0] + p[:, 3] >= 20) & ((p == 0) | (p >= 10)).all(axis=1) & ((p > 0).sum(axis=1) <= 3),
    ),
}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", CASES)
def test_no_plan_of_a_grid_beats_the_answer_or_its_bound(name, seed):
    asked, kept = CASES[name]
    curves, plans = some_curves(seed), every_plan()
    plan = allocate(curves, BUDGET, **asked)
    best = value(curves, plans[kept(plans)]).max()
    assert plan.outcome >= best - 1e-6 * best
    assert plan.gap <= 1e-6
    assert plan.upper_bound >= plan.outcome
    # What it says it brings is what its curves say, and it keeps what was asked to the cent.
    spend = plan.spend[None]
    assert plan.outcome == pytest.approx(float(value(curves, spend)[0]), rel=1e-12)
    assert plan.spend.sum() == pytest.approx(BUDGET, abs=1e-6)
    assert kept(np.where(spend < 1e-9, 0, spend).round(6))[0]


def some_demand(rng):
    """Groups, limits and numbers at random, and the same as a question to plans of the grid."""
    lower = np.where(rng.random(4) < 0.2, rng.integers(1, 6, 4) * STEP, 0.0)
    upper = np.where(rng.random(4) < 0.3, rng.integers(10, 30, 4) * STEP, BUDGET)
    at_least = float(rng.integers(1, 14) * STEP) if rng.random() < 0.5 else 0.0
    most = int(rng.integers(1, 5))
    groups = []
    for number in range(rng.integers(0, 3)):
        members = tuple(int(i) for i in rng.choice(4, rng.integers(1, 4), replace=False))
        low = float(rng.integers(0, 12) * STEP) * (rng.random() < 0.5)
        high = low + float(rng.integers(0, 15) * STEP) if rng.random() < 0.6 else None
        groups.append(Group(f"g{number}", members, low, high, float(rng.uniform(0.3, 1))))

    def kept(p, near=0.0):
        fits = (p >= lower - near).all(axis=1) & (p <= upper + near).all(axis=1)
        fits &= ((p == 0) | (p >= at_least - near)).all(axis=1) & ((p > 0).sum(axis=1) <= most)
        for group in groups:
            own = p[:, list(group.campaigns)].sum(axis=1)
            fits &= (own >= group.lower - near) & (
                own <= min(BUDGET if group.upper is None else group.upper, group.share * BUDGET) + near
            )
        return fits

    return {"lower": lower, "upper": upper, "groups": groups, "at_least": at_least, "most_active": most}, kept


@pytest.mark.parametrize("seed", range(5))
def test_random_demands_against_every_plan_of_a_grid(seed):
    rng, plans = np.random.default_rng(seed), every_plan()
    answered = 0
    for case in range(12):
        curves = some_curves(100 * seed + case)
        asked, kept = some_demand(rng)
        possible = kept(plans, 1e-9)
        try:
            plan = allocate(curves, BUDGET, **asked)
        except InfeasibleError:
            assert not possible.any()
            continue
        answered += 1
        assert plan.gap <= 1e-6
        assert plan.spend.sum() == pytest.approx(BUDGET, abs=1e-6)
        assert kept(np.where(plan.spend < 1e-9, 0, plan.spend)[None], 1e-6)[0]
        if possible.any():
            best = value(curves, plans[possible]).max()
            assert plan.outcome >= best * (1 - 1e-6)
            assert plan.upper_bound >= best * (1 - 1e-12)
    assert answered >= 6


def test_constraints_that_do_not_bind_change_nothing():
    curves = some_curves(7)
    free = allocate(curves, BUDGET)
    bound = allocate(curves, BUDGET, groups=[Group("all", (0, 1, 2, 3), upper=1000.0)])
    assert bound.outcome == pytest.approx(free.outcome, rel=1e-6)
    assert bound.upper_bound >= free.outcome


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"groups": [Group("Search", ())]}, "has no campaign"),
        ({"groups": [Group("Search", ("x",))]}, "no campaign of this plan"),
        ({"groups": [Group("Search", (9,))]}, "names campaign 10"),
        ({"groups": [Group("Search", (0,), lower=9, upper=5)]}, "above its maximum"),
        ({"groups": [Group("Search", (0,), upper=float("nan"))]}, "must be a number"),
        ({"groups": [Group("Search", (0,), share=1.5)]}, "from 0 to 1"),
        ({"at_least": -1.0}, "0 or more"),
        ({"most_active": 1.5}, "whole number"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(asked, sentence):
    with pytest.raises(InputError, match=sentence):
        allocate(some_curves(0), BUDGET, **asked)
