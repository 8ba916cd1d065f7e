"""Planning again by looking up a line, against the exact optimizer."""

import numpy as np
import pytest

from core.allocation import allocate
from core.curves import CurveDraws, HillCurve, mean_curve
from core.experiments.worth.rest_of_plan import RestOfPlan


def curves(seed, count=5, slope=(0.6, 1.0)):
    rng = np.random.default_rng(seed)
    return [
        CurveDraws(str(c), rng.uniform(50, 200, 30), rng.uniform(40, 160, 30), rng.uniform(*slope, 30))
        for c in range(count)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_the_best_of_the_others_is_that_of_the_exact_optimizer(seed):
    held = curves(seed)
    rng = np.random.default_rng(seed + 100)
    today = rng.uniform(20, 200, len(held))
    lower, upper = 0.5 * today, 1.5 * today
    rest = RestOfPlan(held, lower, upper)
    left_out = [seed % len(held)]
    others = [c for c in range(len(held)) if c not in left_out]
    for share in (0.1, 0.5, 0.9):
        money = float(lower[others].sum() + share * (upper - lower)[others].sum())
        exact = allocate([held[c] for c in others], money, lower[others], upper[others])
        assert rest.best(left_out, np.array([money]))[0] == pytest.approx(exact.outcome, rel=1e-4)
        split = rest.split(left_out, money)
        assert split.sum() == pytest.approx(money)
        assert split[left_out] == 0.0
        reached = sum(float(mean_curve(held[c], split[c])) for c in others)
        assert reached == pytest.approx(exact.outcome, rel=2e-4)
        assert rest.price(left_out, money) == pytest.approx(exact.price, rel=0.05)


def test_s_shaped_curves_are_never_below_what_is_possible():
    held = curves(9, slope=(1.5, 3.0))
    today = np.full(5, 80.0)
    rest = RestOfPlan(held, 0.5 * today, 1.5 * today)
    money = 330.0
    exact = allocate(held[1:], money, 0.5 * today[1:], 1.5 * today[1:])
    found = rest.best([0], np.array([money]))[0]
    assert found == pytest.approx(exact.outcome, rel=0.01)


def test_money_that_the_others_cannot_spend_leaves_no_plan():
    held = [HillCurve(100, 50, 1.0, "a"), HillCurve(80, 50, 1.0, "b"), HillCurve(10, 50, 1.0, "c")]
    today = np.array([10.0, 20.0, 30.0])
    rest = RestOfPlan(held, 0.5 * today, 1.5 * today)
    found = rest.best([0], np.array([24.9, 25.0, 75.0, 75.1]))
    assert np.isfinite(found).tolist() == [False, True, True, False]
    assert rest.best([0, 1, 2], np.array([0.0]))[0] == 0.0
    assert rest.price([0, 1, 2], 0.0) == 0.0
