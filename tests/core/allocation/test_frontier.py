"""The best outcome over total budgets: the same answers as one by one."""

import numpy as np
import pytest

from core.allocation import allocate, budget_frontier
from core.curves import mean_curve
from core.errors import InfeasibleError, InputError

from .instances import KINDS, blurred, make, ordinary


@pytest.mark.parametrize("close", [5e-4, 1e-6])
def test_each_budget_gets_the_answer_it_gets_alone(close) -> None:
    rng = np.random.default_rng(0)
    instance = ordinary(rng, 12, steepest=5.0)
    curves = blurred(rng, instance.curves, 40)
    lower = np.linspace(0, 200, 12)
    budgets = np.linspace(2000, 3 * instance.budget, 15)[::-1].tolist()
    best = budget_frontier(curves, budgets, lower, close=close)
    for i, budget in enumerate(budgets):
        alone = allocate(curves, budget, lower)
        assert best.budget[i] == budget
        assert best.spend[i].sum() == pytest.approx(budget, rel=1e-14)
        assert (best.spend[i] >= lower).all()
        assert best.gap[i] <= close
        assert best.outcome[i] == pytest.approx(alone.outcome, rel=2 * close)
        assert best.upper_bound[i] >= alone.outcome
        assert alone.upper_bound >= best.outcome[i]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_bounds_hold_and_gaps_close_for_every_kind_of_instance(kind, seed) -> None:
    instance = make(kind, seed)
    lower, upper = instance.lower, instance.upper
    most = float(upper.sum()) if upper is not None else 3 * instance.budget
    least = float(lower.sum()) if lower is not None else 0.0
    budgets = np.linspace(least, most, 20)
    best = budget_frontier(instance.curves, budgets, lower, upper)
    if kind != "nearly copies":
        # Of these, a single budget counts how many are switched on; a sweep does not, and its gaps stay.
        assert np.median(best.gap) <= 5e-4
    assert (best.gap >= 0).all()
    for i in (0, 3, 7, 12, 19):
        alone = allocate(instance.curves, budgets[i], lower, upper)
        assert best.upper_bound[i] >= alone.outcome * (1 - 1e-12)
        assert best.outcome[i] <= alone.upper_bound * (1 + 1e-12)
        assert best.outcome[i] == pytest.approx(
            sum(float(mean_curve(c, x)) for c, x in zip(instance.curves, best.spend[i], strict=True)), rel=1e-9
        )


def test_more_money_never_brings_less() -> None:
    instance = ordinary(np.random.default_rng(1), 20, steepest=8.0)
    outcomes = budget_frontier(instance.curves, np.linspace(0, 2 * instance.budget, 25)).outcome
    assert (np.diff(outcomes) > 0).all()
    assert outcomes[0] == 0.0


def test_budgets_are_checked_one_by_one() -> None:
    curves = ordinary(np.random.default_rng(1), 3).curves
    with pytest.raises(InfeasibleError, match="less than the budget of 500"):
        budget_frontier(curves, [100, 500], upper=100)
    with pytest.raises(InputError):
        budget_frontier(curves, [100, float("nan")])
    with pytest.raises(InputError, match="The gap"):
        budget_frontier(curves, [100], close=0.0)
    assert len(budget_frontier(curves, []).outcome) == 0
