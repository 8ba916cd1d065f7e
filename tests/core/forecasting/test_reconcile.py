"""Reconciling, held against the textbook projection."""

import numpy as np
import pytest

from core.forecasting.models import Point
from core.forecasting.origin import Look, agreed
from core.forecasting.reconcile import Tree, gains, reconcile

TREE = Tree.of(["a", "b", "c"], {"a": "S", "b": "S", "c": "T"})


def test_the_small_matrix_gives_the_usual_projection() -> None:
    rng = np.random.default_rng(0)
    wrong = rng.uniform(1, 9, 6)
    base = rng.uniform(50, 90, (7, 6))
    summing = np.vstack([np.eye(3), TREE.sums])
    weight = np.diag(1 / wrong)
    projection = np.linalg.solve(summing.T @ weight @ summing, summing.T @ weight)
    expected = base @ projection.T
    found = reconcile(TREE, gains(TREE, wrong), base[:, :3], base[:, 3:])
    assert found == pytest.approx(expected)


def test_what_adds_up_stays() -> None:
    parts = np.array([3.0, 4.0, 5.0])
    found = reconcile(TREE, gains(TREE, np.ones(6)), parts, parts @ TREE.sums.T)
    assert found == pytest.approx(parts)


def test_a_campaign_of_which_nothing_is_expected_does_not_move() -> None:
    wrong = np.array([0.0, 2.0, 2.0, 1.0, 1.0, 1.0])
    found = reconcile(TREE, gains(TREE, wrong), np.array([0.0, 4.0, 5.0]), np.array([9.0, 9.0, 18.0]))
    assert found[0] == 0
    assert found[1] > 4


def test_nothing_is_below_zero_and_nothing_known_is_no_failure() -> None:
    found = reconcile(TREE, gains(TREE, np.ones(6)), np.array([1.0, 0.0, 0.0]), np.array([-9.0, 0.0, -9.0]))
    assert (found >= 0).all()
    assert np.isfinite(gains(TREE, np.zeros(6))).all()


def test_in_paths_the_sums_hardly_give_way_while_the_forecast_is_that_of_the_projection() -> None:
    rng = np.random.default_rng(3)
    means = [10.0, 10.0, 10.0, 24.0, 10.0, 33.0]
    points = tuple(Point(np.full(2, mean), np.zeros(9), 0.1, "m") for mean in means)
    seen = Look(9, (), points, np.zeros((2, 6)), np.zeros((9, 6)))
    # The total strays far more than its parts, which know nothing of each other.
    spread = np.array([0.5, 0.5, 0.5, 0.5, 0.5, 4.0])
    own = (np.array(means) + spread * rng.standard_normal((4_000, 2, 6))).astype(np.float32)
    wrong = np.ones(6)
    mean, draws = agreed(TREE, seen, own, wrong)
    expected = reconcile(TREE, gains(TREE, wrong), np.full((2, 3), 10.0), np.tile([24.0, 10.0, 33.0], (2, 1)))
    assert mean == pytest.approx(expected)
    assert draws.mean(axis=0) == pytest.approx(expected, rel=1e-4)
    total = draws.sum(axis=2)
    assert 0.9 * 4.0 < total.std() < 1.1 * 4.0
    assert np.corrcoef(total[:, 0], own[:, 0, 5])[0, 1] > 0.98
