"""Saturation: how the outcome of a period answers to its adstocked spend. Shapes by name; a new one registers itself.

The fit works with logarithms relative to a reference spend ``u`` (the usual one), z = log(adstock / u), and with two
coordinates. ``steepness`` stands for the slope k: its log, or its logit where it has to stay below 1. ``bend`` is
k log(h / u), with h the spend at half of the ceiling: in it and the level the posterior is close to normal whatever the
slope. A shape that lacks a slope leaves ``steepness`` without effect, one without a ceiling leaves ``bend`` without
effect: there the posterior is the prior.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.curves import ATANH_HALF, Floats
from core.errors import InputError

Gain = Callable[[Floats, Floats, Floats], tuple[Floats, Floats, Floats, Floats]]


@dataclass(frozen=True)
class Saturation:
    """A shape of saturation.

    Attributes:
        name: What it is chosen by.
        title: What people read.
        formula: Share of the ceiling at adstocked spend x, with h the half-saturation and k the slope.
        source: Who proposed it.
        form: The form of the curve that comes out (``core.curves``): hill, tanh or root.
        steepness: Prior centre and standard deviation of the coordinate of the slope; None where there is no slope.
        bend: The same of the coordinate of the half-saturation; None where there is no ceiling.
        gain: Takes bend, steepness and z (broadcast together); returns log f(x) - log f(u), and its derivatives with
            respect to bend, steepness and z.
    """

    name: str
    title: str
    formula: str
    source: str
    form: str
    steepness: tuple[float, float] | None
    bend: tuple[float, float] | None
    gain: Gain

    def slope(self, steepness: Floats) -> Floats:
        """Return the slope k that a coordinate stands for."""
        if self.steepness is None:
            return np.ones_like(steepness)
        return 1.0 / (1.0 + np.exp(-steepness)) if self.form == "root" else np.exp(steepness)

    def curve(self, level: Floats, bend: Floats, steepness: Floats, usual: Floats) -> tuple[Floats, Floats, Floats]:
        """Return scale, half-saturation and slope of the curve ``scale * f(x / half)``.

        Args:
            level: Log of the outcome at the reference spend.
            bend: Coordinate, the same shape.
            steepness: Coordinate, the same shape.
            usual: Reference spend, broadcast. Currency.
        """
        slope = self.slope(steepness)
        half = usual * np.exp(bend / slope if self.bend else np.zeros_like(bend))
        # f(u): what the outcome at the reference spend has to be divided by.
        return np.exp(level - self.log_share(bend, steepness, np.zeros_like(bend))), half, slope

    def log_share(self, bend: Floats, steepness: Floats, z: Floats) -> Floats:
        """Return log f at z = log(x / u): the log of the share of the ceiling reached."""
        if self.form == "hill":
            return -np.logaddexp(0.0, bend - self.slope(steepness) * z)
        if self.form == "tanh":
            return np.log(np.tanh(ATANH_HALF * np.exp(z - bend)))
        return np.log(0.5) + self.slope(steepness) * z


SATURATIONS: dict[str, Saturation] = {}


def register(shape: Saturation) -> Saturation:
    """Add a shape under its name; returns it."""
    SATURATIONS[shape.name] = shape
    return shape


def saturation(name: str) -> Saturation:
    """Return the shape of a name.

    Raises:
        InputError: If there is none.
    """
    if name not in SATURATIONS:
        raise InputError(f"There is no saturation “{name}”. There are {', '.join(SATURATIONS)}.")
    return SATURATIONS[name]


def _logistic_parts(x: Floats) -> tuple[Floats, Floats]:
    """Return the log of the logistic function and one minus it, without overflow."""
    e = np.exp(-np.abs(x))
    return np.minimum(x, 0.0) - np.log1p(e), np.where(x >= 0, e, 1.0) / (1.0 + e)


def _hill(bend: Floats, steepness: Floats, z: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    slope = np.exp(steepness)
    steep = slope * z
    log_share, left = _logistic_parts(steep - bend)
    log_usual, left_usual = _logistic_parts(-bend)
    return log_share - log_usual, left_usual - left, steep * left, slope * left


def _michaelis_menten(bend: Floats, _steepness: Floats, z: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    log_share, left = _logistic_parts(z - bend)
    log_usual, left_usual = _logistic_parts(-bend)
    return log_share - log_usual, left_usual - left, np.zeros_like(left), left


def _log_tanh(u: Floats) -> tuple[Floats, Floats]:
    """Return log tanh(v) and its elasticity at v = exp(u)."""
    v = np.exp(np.clip(u, -300.0, 5.0))
    # 2 v / sinh(2 v), 1 in the limit of small v.
    elasticity = np.where(v < 1e-6, 1.0, 2.0 * v / np.sinh(np.maximum(2.0 * v, 1e-6)))
    return np.where(v < 1e-6, u, np.log(np.tanh(np.maximum(v, 1e-7)))), elasticity


def _tanh(bend: Floats, _steepness: Floats, z: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    log_share, elasticity = _log_tanh(np.log(ATANH_HALF) + z - bend)
    log_usual, elasticity_usual = _log_tanh(np.log(ATANH_HALF) - bend)
    return log_share - log_usual, elasticity_usual - elasticity, np.zeros_like(elasticity), elasticity


def _root(_bend: Floats, steepness: Floats, z: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    # The slope as a logistic function stays between 0 and 1: there is no increasing return without a ceiling.
    slope = 1.0 / (1.0 + np.exp(-steepness))
    gain = slope * z
    return gain, np.zeros_like(gain), gain * (1.0 - slope), slope * np.ones_like(z)


register(
    Saturation(
        "hill",
        "Hill (S-shaped or not)",
        "x^k / (x^k + h^k)",
        "Hill (1910); for media Jin et al. (2017)",
        "hill",
        (float(np.log(1.25)), 0.55),
        (0.4, 1.3),
        _hill,
    )
)
register(
    Saturation(
        "michaelis_menten",
        "Michaelis–Menten",
        "x / (x + h)",
        "Michaelis and Menten (1913)",
        "hill",
        None,
        (0.4, 1.0),
        _michaelis_menten,
    )
)
register(
    Saturation(
        "logistic",
        "Logistic",
        "(1 - exp(-lambda x)) / (1 + exp(-lambda x)), lambda = log(3) / h",
        "Verhulst (1838); for media PyMC-Marketing (2023). The same family as tanh: it is tanh(lambda x / 2)",
        "tanh",
        None,
        (0.2, 1.0),
        _tanh,
    )
)
register(
    Saturation(
        "tanh",
        "Hyperbolic tangent",
        "tanh(atanh(1/2) x / h)",
        "PyMC-Marketing (2023), after Orduz (2022)",
        "tanh",
        None,
        (0.2, 1.0),
        _tanh,
    )
)
register(
    Saturation(
        "root",
        "Root (no ceiling)",
        "(x / u)^k / 2, k below 1",
        "Constant elasticity; Little (1979)",
        "root",
        (0.4, 0.8),
        None,
        _root,
    )
)
