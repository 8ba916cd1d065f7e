"""The nodes lie above the curves between points too, coarse or fine: the bound rests on it."""

import numpy as np
import pytest

from core.allocation.envelope import Envelope, start_grid
from core.allocation.mean_curves import MeanCurves
from core.curves import CurveDraws, HillCurve, curve_draws, mean_curve, mean_slope, slope_draws

from .instances import all_forms, blurred, hills


def curves_of_all_shapes() -> list:
    rng = np.random.default_rng(0)
    slope = np.array([0.15, 0.5, 0.999, 1.0, 1.001, 1.5, 3.0, 8.0])
    known = hills(rng.uniform(1, 9, 8), rng.lognormal(0, 2, 8), slope)
    curves = known + blurred(rng, known, 25) + blurred(rng, known, 6, spread=1.5)
    for draws in (1, 25):
        curves += all_forms(rng, rng.lognormal(0, 2, 9), rng.uniform(1, 9, 9), draws, spread=0.8)
    return curves


@pytest.mark.parametrize("points", [2, 5, 24])
@pytest.mark.parametrize("span", [(0.0, 1e-3), (0.0, 30.0), (2.0, 5.0), (0.0, 1e6)])
def test_no_curve_rises_above_its_nodes(points: int, span: tuple[float, float]) -> None:
    curves = curves_of_all_shapes()
    count = len(curves)
    lower, upper = np.full(count, span[0]), np.full(count, span[1])
    means = MeanCurves(curves)
    envelope = Envelope(means, np.arange(count), start_grid(means, lower, upper, points))
    rows = np.arange(count)
    rng = np.random.default_rng(1)
    for _ in range(4):
        for i, curve in enumerate(curves):
            used = np.isfinite(envelope.height[i])
            order = np.argsort(envelope.spend[i, used], kind="stable")
            nodes, heights = envelope.spend[i, used][order], envelope.height[i, used][order]
            at = np.concatenate([rng.uniform(*span, 300), span[1] * rng.uniform(0, 1, 300) ** 8, nodes])
            at = np.clip(at, *span)
            value = mean_curve(curve, at)
            assert (np.interp(at, nodes, heights) >= value * (1 - 1e-12)).all(), curve
            # What the bound uses: no price makes a spend look better than the best node.
            for price in 10.0 ** np.arange(-6, 4):
                assert (heights - price * nodes).max() >= (value * (1 - 1e-13) - price * at).max()
        slots = np.array([rng.choice(np.flatnonzero(envelope.start[i] < envelope.end[i])) for i in rows])
        envelope.refine(rows, slots, price=float(10.0 ** rng.uniform(-3, 2)))
        envelope.insert(rows, rng.uniform(*span, count))


def test_points_are_on_the_curve_and_cells_without_holes() -> None:
    curves = curves_of_all_shapes()
    count = len(curves)
    means = MeanCurves(curves)
    envelope = Envelope(means, np.arange(count), start_grid(means, np.zeros(count), np.full(count, 50.0), 12))
    envelope.insert(np.arange(count), np.full(count, 7.25))
    for i, curve in enumerate(curves):
        points, values = envelope.points(i, 0.0, 50.0)
        np.testing.assert_allclose(values, mean_curve(curve, points), rtol=1e-12)
        assert 7.25 in points
        cells = envelope.start[i] < envelope.end[i]
        starts, ends = np.sort(envelope.start[i, cells]), np.sort(envelope.end[i, cells])
        assert starts[0] == 0.0
        assert ends[-1] == 50.0
        assert (starts[1:] == ends[:-1]).all()
        assert (starts == points[:-1]).all()


def test_equal_campaigns_share_their_nodes() -> None:
    curves = [HillCurve(1, 1, 2)] * 3
    means = MeanCurves(curves)
    envelope = Envelope(means, np.zeros(3, np.intp), start_grid(means, np.zeros(3), np.full(3, 5.0), 10))
    before = np.isfinite(envelope.height).sum()
    envelope.insert(np.arange(3), np.full(3, 1.2345))
    assert envelope.height.shape[0] == 1
    assert np.isfinite(envelope.height).sum() == before + 2


def test_values_and_derivatives_are_those_of_the_curves() -> None:
    curves = curves_of_all_shapes()
    spend = np.random.default_rng(2).lognormal(0, 2, len(curves))
    spend[3], spend[12] = 0.0, 1e-30
    many = MeanCurves(curves)
    np.testing.assert_allclose(many.values(spend), [mean_curve(c, x) for c, x in zip(curves, spend, strict=True)])
    expected = [mean_slope(c, x) for c, x in zip(curves, spend, strict=True)]
    # Near the ceiling, 1 - share in ``mean_slope`` has lost most of its digits.
    np.testing.assert_allclose(many.marginal(spend), expected, rtol=1e-12, atol=1e-14)
    derivative, bend = many.derivatives(np.arange(len(curves)), spend)[1:]
    inside = (spend > 1e-6) & (np.array(expected) > 1e-6)
    np.testing.assert_allclose(derivative[inside], np.array(expected)[inside], rtol=1e-12, atol=1e-14)
    step = 1e-5
    ratio = [mean_slope(c, x * (1 + step)) / mean_slope(c, x * (1 - step)) for c, x in zip(curves, spend, strict=True)]
    np.testing.assert_allclose(bend[inside], np.log(np.array(ratio)[inside]) / (2 * step), rtol=1e-4, atol=1e-6)


def test_draws_are_convex_up_to_the_inflection_and_concave_beyond() -> None:
    draws = CurveDraws("a", np.array([3.0]), np.array([2.0]), np.array([4.0]))
    at = float(MeanCurves([draws]).inflection[0])
    around = slope_draws(draws, at * np.array([0.99, 1.0, 1.01]))[0]
    assert around.argmax() == 1
    assert curve_draws(draws, at)[0] == pytest.approx(3.0 * 3 / 8)
