"""Every saturation: its curve against the formula written out, monotone and bounded, gradient against differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.response.saturation import SATURATIONS, saturation

SHAPES = sorted(SATURATIONS)
USUAL = 250.0


def written_out(name, x, scale, half, slope):
    """The curve as the literature has it, from scale, half-saturation and slope."""
    if name == "hill":
        return scale * x**slope / (x**slope + half**slope)
    if name == "michaelis_menten":
        return scale * x / (x + half)
    if name == "tanh":
        return scale * np.tanh(np.arctanh(0.5) * x / half)
    if name == "logistic":
        rate = np.log(3) / half
        return scale * (1 - np.exp(-rate * x)) / (1 + np.exp(-rate * x))
    return scale / 2 * (x / half) ** slope


def coordinates(seed, size=300):
    rng = np.random.default_rng(seed)
    return rng.normal(0.4, 1.2, size), rng.normal(0.2, 0.5, size), rng.normal(0, 1.2, size)


@pytest.mark.parametrize("name", SHAPES)
def test_gain_is_the_ratio_of_the_curve_to_itself_at_the_usual_spend(name):
    shape = SATURATIONS[name]
    bend, steepness, z = coordinates(0)
    level = np.full_like(bend, np.log(900.0))
    scale, half, slope = shape.curve(level, bend, steepness, np.full_like(bend, USUAL))
    at_usual = written_out(name, USUAL, scale, half, slope)
    np.testing.assert_allclose(at_usual, 900.0, rtol=1e-9)
    gain, *_ = shape.gain(bend, steepness, z)
    np.testing.assert_allclose(written_out(name, USUAL * np.exp(z), scale, half, slope), 900 * np.exp(gain), rtol=1e-9)


@pytest.mark.parametrize("name", SHAPES)
def test_half_of_the_ceiling_is_reached_at_the_half_saturation(name):
    bend, steepness, _ = coordinates(1)
    scale, half, slope = SATURATIONS[name].curve(np.zeros_like(bend), bend, steepness, np.full_like(bend, USUAL))
    np.testing.assert_allclose(written_out(name, half, scale, half, slope), scale / 2, rtol=1e-9)


@pytest.mark.parametrize("name", SHAPES)
def test_derivatives_agree_with_differences(name):
    shape, at = SATURATIONS[name], coordinates(2)
    _, *slopes = shape.gain(*at)
    for j, slope in enumerate(slopes):
        up, down = list(at), list(at)
        up[j], down[j] = at[j] + 1e-5, at[j] - 1e-5
        numeric = (shape.gain(*up)[0] - shape.gain(*down)[0]) / 2e-5
        np.testing.assert_allclose(slope, numeric, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=80, deadline=None)
@given(bend=st.floats(-8, 8), steepness=st.floats(-2, 2.5))
def test_more_money_never_brings_less_and_never_more_than_the_ceiling(name, bend, steepness):
    shape = SATURATIONS[name]
    z = np.linspace(-12, 12, 200)
    gain, _, _, elasticity = shape.gain(np.array(bend), np.array(steepness), z)
    assert np.isfinite(gain).all()
    assert np.all(np.diff(gain) >= -1e-12)
    assert np.all(elasticity >= 0)
    if shape.bend is not None:
        ceiling = -float(shape.log_share(np.array(bend), np.array(steepness), np.array(0.0)))
        assert gain.max() <= ceiling + 1e-9
    if name != "hill":
        # Without an S there is no increasing return.
        assert np.all(elasticity <= 1 + 1e-9)


def test_an_unknown_shape_is_named():
    with pytest.raises(InputError, match=r"no saturation “cubic”.*hill"):
        saturation("cubic")
