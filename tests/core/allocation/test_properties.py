"""What holds whatever is asked: feasible to the cent, more budget brings more, units and order do not matter."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.allocation import Group, HillCurve, allocate, round_groups
from core.curves import CurveDraws, Floats, mean_curve
from core.errors import InfeasibleError


@dataclass
class Case:
    """Curves, today's spend, a budget and groups within each other."""

    curves: list
    today: Floats
    budget: float
    lower: Floats
    upper: Floats
    groups: list

    def ask(self, **changes):
        """Solve it, some of it changed."""
        asked = {"budget": self.budget, "lower": self.lower, "upper": self.upper, "groups": self.groups} | changes
        return allocate(asked.pop("curves", self.curves), **asked)


@st.composite
def cases(draw):
    """Instances where today's split is feasible: concave and S-shaped, known and with draws, grouped or not."""
    count = draw(st.integers(2, 7))
    rng = np.random.default_rng(draw(st.integers(0, 2**20)))
    half = 10 ** rng.uniform(0, 3, count)
    slope = np.where(rng.random(count) < 0.5, rng.uniform(1.2, 5, count), rng.uniform(0.4, 1, count))
    scale = half * 10 ** rng.uniform(0, 1, count)
    if draw(st.booleans()):
        spread = np.exp(0.3 * rng.normal(size=(3, count, 15)))
        curves = [
            CurveDraws(f"c{i}", scale[i] * spread[0, i], half[i] * spread[1, i], slope[i] * spread[2, i])
            for i in range(count)
        ]
    else:
        curves = [HillCurve(*p, name=f"c{i}") for i, p in enumerate(zip(scale, half, slope, strict=True))]
    today = np.round(half * rng.uniform(0.1, 2, count), 2)
    lower = np.round(today * rng.choice([0, 0.5], count), 2)
    upper = np.round(today * rng.uniform(1, 4, count), 2)
    groups = []
    if draw(st.booleans()):
        outer = rng.permutation(count)[: max(2, count - 1)]
        for name, members in (("outer", outer), ("inner", outer[: len(outer) // 2])):
            if len(members):
                own = float(today[members].sum())
                low, high = np.round([own * rng.uniform(0, 1), own * rng.uniform(1, 2)], 2)
                groups.append(Group(name, tuple(int(i) for i in members), lower=low, upper=high))
    return Case(curves, today, round(float(today.sum()), 2), lower, upper, groups)


def outcome(curves, spend):
    return sum(float(mean_curve(curve, x)) for curve, x in zip(curves, spend, strict=True))


many = settings(max_examples=60, deadline=None, derandomize=True)


@many
@given(case=cases())
def test_plans_are_proved_feasible_and_never_worse_than_today(case):
    plan = case.ask()
    assert plan.gap <= 1e-6
    assert plan.outcome >= outcome(case.curves, case.today) * (1 - 1e-9)
    assert plan.upper_bound >= plan.outcome
    assert plan.outcome == pytest.approx(outcome(case.curves, plan.spend), rel=1e-9)
    assert plan.spend.sum() == pytest.approx(case.budget, rel=1e-12)
    assert (plan.spend >= case.lower).all()
    assert (plan.spend <= case.upper).all()


@many
@given(case=cases())
def test_whole_cents_keep_budget_limits_and_groups(case):
    spend = round_groups(case.ask().spend, case.budget, case.lower, case.upper, case.groups)
    cents = np.rint(spend * 100).astype(int)
    assert np.abs(spend * 100 - cents).max() < 1e-6
    assert cents.sum() == round(case.budget * 100)
    assert (cents >= np.rint(case.lower * 100)).all()
    assert (cents <= np.rint(case.upper * 100)).all()
    for group in case.groups:
        own = cents[list(group.campaigns)].sum()
        assert round(group.lower * 100) <= own <= round(group.upper * 100)


@many
@given(case=cases(), share=st.floats(1.0, 1.3))
def test_more_budget_never_brings_less(case, share):
    try:
        more = case.ask(budget=case.budget * share)
    except InfeasibleError:
        return
    assert more.outcome >= case.ask().outcome * (1 - 1e-7)


@many
@given(case=cases(), money=st.floats(-6, 6), worth=st.floats(-6, 6))
def test_units_of_money_and_outcome_do_not_matter(case, money, worth):
    money, worth = 10**money, 10**worth
    curves = [
        CurveDraws(c.name, worth * c.parameters[0], money * c.parameters[1], c.parameters[2]) for c in case.curves
    ]
    groups = [Group(g.name, g.campaigns, money * g.lower, money * g.upper) for g in case.groups]
    plan = case.ask(
        curves=curves, budget=money * case.budget, lower=money * case.lower, upper=money * case.upper, groups=groups
    )
    assert plan.outcome == pytest.approx(worth * case.ask().outcome, rel=1e-6)
    assert plan.gap <= 1e-6


@many
@given(case=cases(), seed=st.integers(0, 1000))
def test_the_order_of_campaigns_does_not_matter(case, seed):
    order = np.random.default_rng(seed).permutation(len(case.curves))
    place = np.argsort(order)
    groups = [Group(g.name, tuple(int(place[i]) for i in g.campaigns), g.lower, g.upper) for g in case.groups]
    plan = case.ask(
        curves=[case.curves[i] for i in order], lower=case.lower[order], upper=case.upper[order], groups=groups
    )
    assert plan.outcome == pytest.approx(case.ask().outcome, rel=1e-6)


@many
@given(case=cases(), floor=st.floats(0.01, 0.3), most=st.integers(1, 6))
def test_floors_and_counts_are_kept(case, floor, most):
    least = floor * case.budget
    try:
        plan = case.ask(lower=None, groups=(), at_least=least, most_active=most)
    except InfeasibleError:
        # Then no choice of campaigns has maximums that add up to the budget, each of them high enough to run.
        usable = np.sort(case.upper[case.upper >= least])[::-1]
        counts = range(1, min(most, len(usable)) + 1)
        assert not any(n * least <= case.budget <= usable[:n].sum() for n in counts)
        return
    running = plan.spend > 0
    assert (plan.spend[running] >= least * (1 - 1e-9)).all()
    assert running.sum() <= most
    assert plan.gap <= 1e-6
