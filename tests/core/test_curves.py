"""Every form of curve rises from zero, has half of its scale at the half-saturation, and knows its own derivatives."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.curve_forms import form_of
from core.curves import (
    FORMS,
    CurveDraws,
    HillCurve,
    curve_draws,
    curve_range,
    curves_bytes,
    hill,
    mean_curve,
    mean_slope,
    share,
    share_derivative,
    slope_draws,
)
from core.errors import InputError

PLAIN: dict[str, Callable] = {
    "hill": lambda x, h, k: x**k / (x**k + h**k),
    # The logistic saturation with l = 2 atanh(1/2) / h = log(3) / h.
    "tanh": lambda x, h, k: (1 - np.exp(-np.log(3) * x / h)) / (1 + np.exp(-np.log(3) * x / h)),
    "root": lambda x, h, k: 0.5 * (x / h) ** k,
}
"""The formulas as a book has them, good for real and complex numbers of ordinary size."""

FORM = st.sampled_from(FORMS)
HALF = st.floats(1e-6, 1e9)
RATIO = st.floats(1e-4, 30.0)


def slopes(form: str, raw: float) -> float:
    """A slope of a form from a number between 0 and 1."""
    return {"hill": 0.1 + 7.9 * raw, "tanh": 1.0, "root": 0.05 + 0.95 * raw}[form]


def random_draws(form: str, seed: int = 0, draws: int = 40, seen: float = np.inf) -> CurveDraws:
    rng = np.random.default_rng(seed)
    slope = np.array([slopes(form, raw) for raw in rng.random(draws)])
    return CurveDraws("a", rng.lognormal(5, 1, draws), rng.lognormal(3, 1, draws), slope, (0.0, seen), form)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(form=FORM, half=HALF, raw=st.floats(0, 1), ratio=RATIO)
def test_share_and_derivative_are_those_of_the_formula(form: str, half: float, raw: float, ratio: float) -> None:
    k, x = slopes(form, raw), ratio * half
    assert share(form, x, half, k) == pytest.approx(PLAIN[form](x, half, k), rel=1e-10)
    # A step along the imaginary axis gives the derivative without cancellation (Squire and Trapp, 1998).
    step = 1e-150
    exact = PLAIN[form](ratio + 1j * step, 1.0, k).imag / step / half
    # The plain logistic has lost its last digits near the ceiling.
    assert share_derivative(form, x, half, k) == pytest.approx(exact, rel=1e-9, abs=1e-15 / half)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(form=FORM, half=HALF, raw=st.floats(0, 1), ratios=st.lists(st.floats(0, 1e9), min_size=2, max_size=8))
def test_curves_start_at_zero_have_half_at_the_half_saturation_and_never_fall(
    form: str, half: float, raw: float, ratios: list[float]
) -> None:
    k = slopes(form, raw)
    assert share(form, 0.0, half, k) == 0.0
    assert share(form, half, half, k) == pytest.approx(0.5, rel=1e-12)
    values = share(form, np.sort(ratios) * half, half, k)
    assert (np.diff(values) >= -1e-14 * values[1:]).all()
    assert (share_derivative(form, np.array(ratios) * half, half, k) >= 0).all()
    if form != "root":
        assert (values <= 1.0).all()
    if form != "hill":
        steepness = share_derivative(form, np.sort(ratios) * half, half, k)
        assert (steepness[1:] <= steepness[:-1] * (1 + 1e-12)).all(), "concave throughout"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("raw", [0.0, 0.1, 0.5, 1.0])
def test_at_zero_the_derivative_is_its_limit(form: str, raw: float) -> None:
    k = slopes(form, raw)
    at_zero, near = (float(share_derivative(form, x, 50.0, k)) for x in (0.0, 1e-250))
    if np.isfinite(at_zero):
        assert near == pytest.approx(at_zero, rel=1e-9, abs=1e-20)
    else:
        assert near > 1e6 * float(share_derivative(form, 1.0, 50.0, k))
    straight = {"hill": 1 / 50, "tanh": np.arctanh(0.5) / 50, "root": 1 / 100}[form]
    assert share_derivative(form, 0.0, 50.0, 1.0) == pytest.approx(straight, rel=1e-14)


def test_far_beyond_the_ceiling_tanh_and_its_derivative_keep_their_digits() -> None:
    # 1 / cosh^2 t is 4 e^(-2 t) there, which 1 - tanh^2 t has lost.
    t = np.arctanh(0.5) * 60.0
    assert share_derivative("tanh", 60.0, 1.0, 1.0) == pytest.approx(np.arctanh(0.5) * 4 * np.exp(-2 * t), rel=1e-12)
    beyond = np.array([1e4, 1e200, np.inf])
    assert share("tanh", beyond, 1.0, 1.0).tolist() == [1, 1, 1]
    assert share_derivative("tanh", beyond, 1.0, 1.0).tolist() == [0, 0, 0]


@pytest.mark.parametrize("form", FORMS)
def test_elasticity_and_inflection_are_those_of_the_derivative(form: str) -> None:
    chosen, rng = form_of(form), np.random.default_rng(3)
    k = np.array([slopes(form, raw) for raw in rng.random(200)])
    half, ratio, step = rng.lognormal(2, 2, 200), rng.lognormal(0, 1, 200), 1e-5
    u = np.log(ratio)
    got = chosen.shares(u, k)[0]
    steep = share_derivative(form, np.array([[1 - step], [1 + step]]) * ratio * half, half, k)
    expected = np.log(steep[1] / steep[0]) / np.log((1 + step) / (1 - step))
    np.testing.assert_allclose(chosen.elasticity(u, got, k), expected, rtol=1e-4, atol=1e-6)
    place, steepest = chosen.inflection(half, k)
    bent = place > 0
    assert (bent == ((form == "hill") & (k > 1))).all()
    around = share_derivative(form, place * np.array([[0.98], [1.0], [1.02]]), half, k)[:, bent]
    assert (around.argmax(axis=0) == 1).all()
    np.testing.assert_allclose(steepest[bent], around[1], rtol=1e-12)


@pytest.mark.parametrize("form", FORMS)
def test_curves_over_several_periods_are_as_many_times_the_curve_of_one(form: str) -> None:
    curve, periods = random_draws(form, seen=90.0), 30.0
    total = np.array([0.0, 1.0, 400.0, 5e4])
    long = curve.over(periods)
    assert long.form == form
    assert long.seen == (0.0, 2700.0)
    np.testing.assert_allclose(curve_draws(long, total), periods * curve_draws(curve, total / periods), rtol=1e-12)
    np.testing.assert_allclose(slope_draws(long, total), slope_draws(curve, total / periods), rtol=1e-12)


@pytest.mark.parametrize("form", FORMS)
def test_draws_mean_and_interval_are_those_of_the_formula(form: str) -> None:
    curve, spend = random_draws(form), np.array([[2.0, 20.0, 70.0], [1.0, 5.0, 33.0]])
    draws = np.array(
        [s * PLAIN[form](spend, h, k) for s, h, k in zip(curve.scale, curve.half_saturation, curve.slope, strict=True)]
    )
    np.testing.assert_allclose(curve_draws(curve, spend), draws, rtol=1e-11)
    np.testing.assert_allclose(mean_curve(curve, spend), draws.mean(axis=0), rtol=1e-11)
    mean, lower, upper = curve_range(curve, spend, 0.8)
    np.testing.assert_allclose(mean, draws.mean(axis=0), rtol=1e-11)
    np.testing.assert_allclose([lower, upper], np.quantile(draws, [0.1, 0.9], axis=0), rtol=1e-11)
    step = 1e-6 * spend
    difference = (mean_curve(curve, spend + step) - mean_curve(curve, spend - step)) / (2 * step)
    np.testing.assert_allclose(mean_slope(curve, spend), difference, rtol=1e-7)


@pytest.mark.parametrize("form", FORMS)
def test_near_zero_the_slope_is_that_of_a_hundredth_of_the_highest_spend_seen(form: str) -> None:
    seen = random_draws(form, seen=300.0)
    np.testing.assert_array_equal(slope_draws(seen, [0.0, 2.9]), slope_draws(seen, [3.0, 3.0]))
    assert (slope_draws(seen, 3.1) != slope_draws(seen, 3.0)).all()
    unseen = random_draws(form)
    assert np.isfinite(slope_draws(unseen, 0.0)).all()
    floor = 1e-9 * unseen.half_saturation
    exact = unseen.scale * share_derivative(form, floor, unseen.half_saturation, unseen.slope)
    np.testing.assert_allclose(slope_draws(unseen, 0.0), exact, rtol=1e-12)


def test_known_curves_are_hill_curves() -> None:
    known = HillCurve(9.0, 50.0, 1.7)
    same = CurveDraws("", *known.parameters)
    assert known.form == same.form == "hill"
    np.testing.assert_array_equal(curve_draws(known, [1.0, 60.0]), curve_draws(same, [1.0, 60.0]))
    np.testing.assert_array_equal(hill([0.0, 60.0], 50.0, 1.7), share("hill", [0.0, 60.0], 50.0, 1.7))


@pytest.mark.parametrize("wrong", ["", "Hill", "power", "michaelis_menten"])
def test_unknown_forms_are_refused_with_those_that_there_are(wrong: str) -> None:
    with pytest.raises(InputError, match=f"no response curve of the form “{wrong}”"):
        CurveDraws("a", np.ones(2), np.ones(2), np.ones(2), form=wrong)
    with pytest.raises(InputError, match="Use hill, tanh or root"):
        share(wrong, 1.0, 1.0, 1.0)


@pytest.mark.parametrize("count", [1, 7, 8, 9])
def test_the_block_of_curves_names_forms_and_keeps_floats_at_multiples_of_eight(count: int) -> None:
    curves = [random_draws(FORMS[c % 3], seed=c, draws=5) for c in range(count)]
    block = curves_bytes(curves)
    start = 24 if count <= 8 else 32
    assert block[:4] == b"CRVS"
    assert np.frombuffer(block, "<u4", 3, 4).tolist() == [2, count, 5]
    assert list(block[16:start]) == [c % 3 for c in range(count)] + [0] * (start - 16 - count)
    values = np.frombuffer(block, "<f8", offset=start).reshape(3, count, 5)
    for c, curve in enumerate(curves):
        np.testing.assert_array_equal(values[:, c], curve.parameters)
