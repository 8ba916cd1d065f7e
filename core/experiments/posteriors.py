"""Posteriors of a difference: normal, and of two beta distributions by quadrature, each asked the same questions."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import special

from core.experiments.effect import Interval

_REACH: Final = 9.0
"""Standard deviations to which an integral runs: what is left out is below 1e-18."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(10)


class Posterior(Protocol):
    """What is known of a difference, absolute or relative."""

    def chance_above(self, value: float) -> float:
        """Return the probability that the difference is above a value."""
        ...

    def interval(self, level: float) -> Interval:
        """Return the interval with equal tails."""
        ...

    def centre(self) -> float:
        """Return the value that is most sensible as the estimate: the mean, or the median where there is none."""
        ...


@dataclass(frozen=True)
class NormalPosterior:
    """A normal posterior.

    Attributes:
        mean: Of the difference.
        deviation: Its standard deviation.
    """

    mean: float
    deviation: float

    def chance_above(self, value: float) -> float:
        """Return the probability that the difference is above a value."""
        return float(special.ndtr((self.mean - value) / self.deviation))

    def interval(self, level: float) -> Interval:
        """Return the interval with equal tails."""
        half = self.deviation * float(special.ndtri((1 + level) / 2))
        return Interval(self.mean - half, self.mean + half)

    def centre(self) -> float:
        """Return the mean."""
        return self.mean

    def expected_gain(self, sign: int = 1) -> float:
        """Return the mean of ``max(sign * difference, 0)``: the loss that is expected of the choice against it."""
        z = sign * self.mean / self.deviation
        if z < -5:  # by parts: no digits are lost where the gain is tiny
            tail = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
            return self.deviation * tail * (1 - _mills(-z))
        return self.deviation * (math.exp(-z * z / 2) / math.sqrt(2 * math.pi) + z * float(special.ndtr(z)))


@dataclass(frozen=True)
class Beta:
    """A beta distribution of a proportion.

    Attributes:
        a: Successes and what the prior adds to them.
        b: Failures and what the prior adds.
    """

    a: float
    b: float

    @property
    def mean(self) -> float:
        """Of the proportion."""
        return self.a / (self.a + self.b)

    def above(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability above points, which may lie outside of 0 to 1."""
        return np.asarray(special.betaincc(self.a, self.b, np.clip(x, 0.0, 1.0)))

    def below(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability below points."""
        return np.asarray(special.betainc(self.a, self.b, np.clip(x, 0.0, 1.0)))

    def at(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the points below which a normal distribution has as much as below ``z``."""
        low = special.betaincinv(self.a, self.b, special.ndtr(np.minimum(z, 0.0)))
        high = special.betainccinv(self.a, self.b, special.ndtr(-np.maximum(z, 0.0)))
        return np.asarray(np.where(z < 0, low, high))

    def z_of(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the reverse of ``at``, within the reach of the integrals."""
        low, high = special.ndtri(self.below(x)), -special.ndtri(self.above(x))
        return np.clip(np.where(low < 0, low, high), -_REACH, _REACH)


@dataclass(frozen=True)
class BetaDifference:
    """The difference of two proportions with beta posteriors.

    Attributes:
        old: Of the control.
        new: Of the variant.
    """

    old: Beta
    new: Beta

    def chance_above(self, value: float) -> float:
        """Return the probability that the variant's proportion is above the control's by more than ``value``."""
        return _chance(self.old, self.new, lambda x: x + value, lambda x: x - value)

    def interval(self, level: float) -> Interval:
        """Return the interval with equal tails."""
        return _interval(self.chance_above, level, -1.0, 1.0)

    def centre(self) -> float:
        """Return the mean."""
        return self.new.mean - self.old.mean

    def expected_gain(self, sign: int = 1) -> float:
        """Return the mean of ``max(sign * difference, 0)``."""
        low, high = (self.old, self.new) if sign > 0 else (self.new, self.old)
        steps = np.arange(-_REACH, _REACH + 0.5, 0.5)
        edges = np.unique(np.concatenate([[0.0], low.at(steps), high.at(steps), [1.0]]))
        points, weights = _panels(edges)
        return float(weights @ (low.below(points) * high.above(points)))


@dataclass(frozen=True)
class BetaRatio:
    """The relative difference of two proportions with beta posteriors.

    Attributes:
        old: Of the control.
        new: Of the variant.
    """

    old: Beta
    new: Beta

    def chance_above(self, value: float) -> float:
        """Return the probability that the variant's proportion is above the control's by more than this share of it."""
        if value <= -1:
            return 1.0
        return _chance(self.old, self.new, lambda x: x * (1 + value), lambda x: x / (1 + value))

    def interval(self, level: float) -> Interval:
        """Return the interval with equal tails."""

        def above(log: float) -> float:
            return self.chance_above(math.expm1(log))

        found = _interval(above, level, -50.0, 50.0)
        return Interval(math.expm1(found.lower), math.expm1(found.upper))

    def centre(self) -> float:
        """Return the median: a mean need not exist."""
        middle = self.interval(0.0)
        return (middle.lower + middle.upper) / 2


def _chance(
    old: Beta,
    new: Beta,
    there: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    back: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> float:
    """Return P(new > there(old)), integrated over ``old`` with panels where either of the two turns."""
    steps = np.arange(-_REACH, _REACH + 0.5, 0.5)
    turns = old.z_of(back(np.concatenate([[0.0], new.at(steps), [1.0]])))
    points, weights = _panels(np.unique(np.concatenate([steps, turns])))
    density = np.exp(-points * points / 2) / math.sqrt(2 * math.pi)
    return min(max(float(weights @ (density * new.above(there(old.at(points))))), 0.0), 1.0)


def _panels(edges: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return points and weights of Gauss-Legendre panels between edges."""
    half = np.diff(edges)[:, None] / 2
    middle = (edges[1:] + edges[:-1])[:, None] / 2
    return (middle + half * _NODES).ravel(), (half * _WEIGHTS).ravel()


def _interval(above: Callable[[float], float], level: float, least: float, most: float) -> Interval:
    from scipy.optimize import brentq

    ends = []
    for chance in ((1 + level) / 2, (1 - level) / 2):

        def miss(value: float, chance: float = chance) -> float:
            return above(value) - chance

        if miss(most) > 0:
            ends.append(most)
        elif miss(least) < 0:
            ends.append(least)
        else:
            ends.append(float(brentq(miss, least, most, xtol=1e-13, rtol=1e-12)))
    return Interval(ends[0], ends[1])


def _mills(z: float) -> float:
    """Return ``z`` times the ratio of the normal tail to the density, near one for large ``z``."""
    return z * math.sqrt(math.pi / 2) * float(special.erfcx(z / math.sqrt(2)))
