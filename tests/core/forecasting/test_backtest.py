"""Checks on past days, held against a direct computation."""

import numpy as np
import pytest

from core.forecasting.backtest import Backtest, _wider, mase_scale, origins, spreads
from core.forecasting.making import make_forecasts
from core.forecasting.models import seasonal_naive
from core.forecasting.reconcile import Tree
from tests.core.forecasting.made import dataset_of, weekly


def test_origins_leave_days_to_learn_from() -> None:
    assert origins(400) == (344, 358, 372, 386)
    assert origins(42) == (28,)
    assert origins(41) == ()


def test_the_error_is_that_of_forecasts_made_then() -> None:
    """Each check again by hand: cut the data, forecast, compare with what came. One campaign: nothing to reconcile."""
    values = weekly(140, 300, np.random.default_rng(8), 0.25)
    check = make_forecasts(dataset_of({"a": values}), "revenue").backtests["campaign"]["a"]
    scaled, base, own, other = [], [], [], []
    for end in (84, 98, 112, 126):
        then = make_forecasts(dataset_of({"a": values[:end]}), "revenue").mean("campaign", "a")[:14]
        scale = np.abs(values[7:end] - values[: end - 7]).mean()
        error = np.abs(values[end : end + 14] - then).mean()
        naive = np.abs(values[end : end + 14] - np.tile(values[end - 7 : end], 2)).mean()
        scaled.append(error / scale)
        base.append(naive / scale)
        own.append(error)
        other.append(naive)
    assert check.checks == 4
    assert check.mase_baseline == pytest.approx(np.mean(base), rel=1e-9)
    # Theta learns once for checks that lie close together, so a forecast made then differs a little.
    assert check.mase == pytest.approx(np.mean(scaled), rel=0.02)
    assert check.against_baseline == pytest.approx(sum(own) / sum(other) - 1, abs=0.02)


def test_the_scale_is_the_seasonal_naive_error_within_the_days() -> None:
    past = np.r_[np.zeros(5), np.arange(1.0, 22.0)]
    assert mase_scale(past) == pytest.approx(7.0)
    assert mase_scale(np.zeros(30)) == 0.0


def test_too_short_says_so() -> None:
    found = make_forecasts(dataset_of({"a": weekly(35, 10, np.random.default_rng(0))}), "revenue")
    assert found.backtests["campaign"]["a"] == Backtest()


def test_a_spread_that_is_asked_for_is_given() -> None:
    """Surprises twice as wide as the past ones ask for a factor near 2."""
    rng = np.random.default_rng(0)
    normal = np.abs(rng.standard_normal((4, 14, 1)))
    missed = [np.stack([2 * days / 1.2816, 2 * days / 1.9600]) for days in normal]
    assert spreads(missed * 40, 1)[0] == pytest.approx(2.0, rel=0.15)
    assert (spreads([], 3) == spreads([], 3)[0]).all()


def test_seasonal_naive_repeats_the_last_week() -> None:
    assert seasonal_naive(np.arange(10.0), 9).tolist() == [3, 4, 5, 6, 7, 8, 9, 3, 4]
    assert seasonal_naive(np.array([2.0, 4.0]), 3).tolist() == [3, 3, 3]


def test_only_sums_of_several_parts_are_made_wider() -> None:
    tree = Tree.of(["a", "b", "c"], {"a": "S", "b": "S", "c": "T"})
    assert _wider(tree, np.full(6, 2.0)) == pytest.approx([2, 2, 2, 2.1, 2, 2.3])
    assert _wider(Tree.of(["a"], {"a": "S"}), np.ones(3)).tolist() == [1, 1, 1]
