"""Strategies: what each gives, that it keeps the limits, and that what it loses is measured against the best."""

import numpy as np
import pytest

from core.allocation import Group, HillCurve, MostProfit, allocate, strategies
from core.allocation.strategies import find_strategy, register
from core.allocation.strategies.proposal import Proposal
from core.allocation.strategies.registry import STRATEGIES
from core.errors import InputError
from tests.core.allocation.instances import make

CURVES = [HillCurve(300.0, 40.0, 3.0, "a"), HillCurve(200.0, 30.0, 0.8, "b"), HillCurve(150.0, 25.0, 2.0, "c")]
TODAY = np.array([10.0, 20.0, 30.0])


def test_the_registered_ones_come_in_their_order():
    assert [one.name for one in strategies()] == ["exact", "proportional", "equal", "slsqp"]
    assert all(one.label and one.description.endswith(".") for one in strategies())
    with pytest.raises(InputError, match="There are exact, proportional, equal, slsqp"):
        find_strategy("greedy")


def test_what_the_simple_ones_give():
    assert allocate(CURVES, 90.0, strategy="equal").spend == pytest.approx([30, 30, 30])
    assert allocate(CURVES, 90.0, strategy="proportional", today=TODAY).spend == pytest.approx([15, 30, 45])
    # Limits move as little money as can be.
    held = allocate(CURVES, 90.0, upper=[20, 90, 90], strategy="equal").spend
    assert held[0] == pytest.approx(20)
    assert held.sum() == pytest.approx(90)
    # Without anything spent today, shares are equal.
    assert allocate(CURVES, 90.0, strategy="proportional", today=[0, 0, 0]).spend == pytest.approx([30, 30, 30])


@pytest.mark.parametrize("name", ["proportional", "equal", "slsqp"])
@pytest.mark.parametrize("seed", range(4))
def test_none_beats_the_exact_one_and_its_gap_says_what_is_lost(name, seed):
    instance = make("limits", seed)
    count = len(instance.curves)
    asked = (instance.curves, instance.budget, instance.lower, instance.upper)
    middle = 0.2 * instance.lower[: count // 2].sum() + 0.8 * instance.upper[: count // 2].sum()
    groups = [Group("half", tuple(range(count // 2)), upper=float(middle))] if count > 3 else []
    best = allocate(*asked, groups=groups)
    plan = allocate(*asked, groups=groups, strategy=name, today=instance.upper)
    assert plan.outcome <= best.outcome * (1 + 1e-12)
    assert plan.gap == pytest.approx(1 - plan.outcome / best.upper_bound, abs=1e-9)
    assert plan.spend.sum() == pytest.approx(instance.budget, rel=1e-9)
    assert (plan.spend >= instance.lower * (1 - 1e-9)).all()
    assert (plan.spend <= instance.upper * (1 + 1e-9)).all()
    assert all(plan.spend[list(g.campaigns)].sum() <= g.upper * (1 + 1e-8) for g in groups)


def test_slsqp_stops_at_a_local_best_where_curves_are_s_shaped():
    curves = [HillCurve(100.0, 50.0, 5.0, f"c{i}") for i in range(4)]
    local = allocate(curves, 100.0, strategy="slsqp")
    assert local.gap > 0.2
    assert allocate(curves, 100.0).outcome > 1.2 * local.outcome


@pytest.mark.parametrize("asked", [{"goal": MostProfit()}, {"at_least": 5.0}, {"most_active": 2}])
def test_what_only_the_exact_one_knows_is_refused_for_the_others(asked):
    with pytest.raises(InputError, match="choose the best split"):
        allocate(CURVES, 90.0, strategy="equal", **asked)


def test_a_new_one_registers_itself():
    class First(Proposal):
        name, label, description, order = "first", "All to the first", "The first campaign gets everything.", 9

        def split(self, desk, question, today):
            return np.eye(len(today))[0] * question.most

    register(First())
    try:
        assert strategies()[-1].name == "first"
        assert allocate(CURVES, 90.0, strategy="first").spend == pytest.approx([90, 0, 0])
    finally:
        STRATEGIES.forget("first")
