"""The best outcome over total budgets: the same answers as one by one."""

import numpy as np
import pytest

from core.allocation import allocate, budget_frontier
from core.errors import InfeasibleError, InputError

from .instances import blurred, ordinary


def test_each_budget_gets_the_answer_it_gets_alone() -> None:
    rng = np.random.default_rng(0)
    instance = ordinary(rng, 12, steepest=5.0)
    curves = blurred(rng, instance.curves, 40)
    lower = np.linspace(0, 200, 12)
    budgets = np.linspace(2000, 3 * instance.budget, 15)[::-1].tolist()
    plans = budget_frontier(curves, budgets, lower)
    for budget, plan in zip(budgets, plans, strict=True):
        alone = allocate(curves, budget, lower)
        assert plan.spend.sum() == pytest.approx(budget, rel=1e-14)
        assert (plan.spend >= lower).all()
        assert plan.gap <= 1e-6
        assert plan.outcome == pytest.approx(alone.outcome, rel=2e-6)
        assert plan.upper_bound >= alone.outcome
        assert alone.upper_bound >= plan.outcome


def test_more_money_never_brings_less() -> None:
    instance = ordinary(np.random.default_rng(1), 20, steepest=8.0)
    budgets = np.linspace(0, 2 * instance.budget, 25)
    outcomes = [plan.outcome for plan in budget_frontier(instance.curves, budgets)]
    assert (np.diff(outcomes) > 0).all()
    assert outcomes[0] == 0.0


def test_budgets_are_checked_one_by_one() -> None:
    curves = ordinary(np.random.default_rng(1), 3).curves
    with pytest.raises(InfeasibleError, match="less than the budget of 500"):
        budget_frontier(curves, [100, 500], upper=100)
    with pytest.raises(InputError):
        budget_frontier(curves, [100, float("nan")])
    assert budget_frontier(curves, []) == []
