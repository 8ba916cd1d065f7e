"""The bound of a region against a linear program over the same nodes, and with every choice of what is switched on."""

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import linprog

from core.allocation import allocate
from core.allocation.envelope import Envelope, start_grid
from core.allocation.mean_curves import MeanCurves
from core.allocation.relaxation import Family, Region, relax

from .instances import Instance, blurred, make, ordinary


def coarse(instance: Instance, points: int) -> tuple[Envelope, Region]:
    count = len(instance.curves)
    region = Region(np.zeros(count), np.full(count, instance.budget))
    curves = MeanCurves(instance.curves)
    grid = start_grid(curves, region.lower, region.upper, points)
    return Envelope(curves, np.arange(count), grid), region


def by_linear_program(envelope: Envelope, lower: np.ndarray, upper: np.ndarray, budget: float) -> float:
    """The best mix of nodes of each campaign that spends the budget."""
    inside = (envelope.start >= lower[:, None]) & (envelope.end <= upper[:, None]) & np.isfinite(envelope.height)
    row, slot = np.nonzero(inside)
    height, spend = envelope.height[row, slot], envelope.spend[row, slot]
    one = (row == np.arange(len(lower))[:, None]).astype(float)
    found = linprog(
        -height / height.max(),
        A_eq=np.vstack([one, spend / budget]),
        b_eq=np.append(np.ones(len(lower)), 1.0),
        method="highs",
    )
    return -found.fun * height.max() if found.status == 0 else -np.inf


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("guess", [None, 1e-4, 10.0])
def test_the_bound_is_that_of_the_linear_program(seed: int, guess: float | None) -> None:
    rng = np.random.default_rng(seed)
    instance = ordinary(rng, 7, steepest=8.0, budget=float(rng.choice([0.05, 0.4, 2.0])))
    if seed % 2:
        instance = Instance(blurred(rng, instance.curves, 9), instance.budget)
    envelope, region = coarse(instance, 7)
    relaxed = relax(envelope, (), region, instance.budget, guess)
    assert relaxed.bound == pytest.approx(
        by_linear_program(envelope, region.lower, region.upper, instance.budget), rel=1e-7
    )
    assert relaxed.spend.sum() == pytest.approx(instance.budget)
    assert relaxed.height.sum() == pytest.approx(relaxed.bound, rel=1e-9)


@pytest.mark.parametrize("kind", ["ordinary", "steep", "draws", "two minds", "orders of magnitude"])
@pytest.mark.parametrize("seed", range(4))
def test_however_coarse_the_nodes_the_bound_is_above_the_best_plan(kind: str, seed: int) -> None:
    instance = make(kind, seed)
    best = allocate(instance.curves, instance.budget).outcome
    for points in (2, 6, 30):
        envelope, region = coarse(instance, points)
        assert relax(envelope, (), region, instance.budget).bound >= best * (1 - 1e-12)


@pytest.mark.parametrize("limits", [(0, 0), (0, 1), (0, 2), (1, 2), (2, 3), (3, 5), (5, 5), (0, 5)])
@pytest.mark.parametrize("seed", range(3))
def test_a_number_of_members_that_are_on_bounds_every_choice_of_them(limits: tuple[int, int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    instance = ordinary(rng, 7, steepest=8.0, budget=0.5)
    envelope, region = coarse(instance, 10)
    members = np.array([0, 2, 3, 5, 6])
    threshold = instance.budget * rng.uniform(0.03, 0.15, 5)
    envelope.insert(members, threshold)
    counted = Region(region.lower, region.upper, (limits,))
    relaxed = relax(envelope, (Family(members, threshold),), counted, instance.budget)
    best = -np.inf
    for number in range(limits[0], limits[1] + 1):
        for on in combinations(range(5), number):
            lower, upper = region.lower.copy(), region.upper.copy()
            upper[members] = threshold
            upper[members[list(on)]] = instance.budget
            lower[members[list(on)]] = threshold[list(on)]
            best = max(best, by_linear_program(envelope, lower, upper, instance.budget))
    # A mix of two choices may bring more than each choice alone, never less.
    assert relaxed.bound >= best * (1 - 1e-9)
    if limits == (0, 5):
        assert relaxed.bound == pytest.approx(relax(envelope, (), region, instance.budget).bound, rel=1e-9)
    if limits[0] == limits[1]:
        assert np.isfinite(best)
        assert relaxed.bound == pytest.approx(best, rel=1e-7)
