"""Posteriors of a difference: normal, and of two beta distributions by quadrature, each asked the same questions."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import special

from core.experiments.effect import Interval

_REACH: Final = 9.0
"""Standard deviations to which an integral runs: what is left out is below 1e-18."""
_SMOOTH: Final = 30.0
"""Successes and failures from which neither distribution turns sharply where it ends, at 0 or at 1."""
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

    @property
    def deviation(self) -> float:
        """Standard deviation of the proportion."""
        return math.sqrt(self.mean * (1 - self.mean) / (self.a + self.b + 1))

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
        narrow = self.old.deviation <= self.new.deviation
        return _chance(self.old, self.new, lambda x: x + value, lambda x: x - value, narrow)

    def interval(self, level: float) -> Interval:
        """Return the interval with equal tails."""
        spread = math.hypot(self.old.deviation, self.new.deviation)
        return _interval(self.chance_above, level, -1.0, 1.0, self.centre(), spread)

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
        narrow = self.old.deviation / self.old.mean <= self.new.deviation / self.new.mean
        return _chance(self.old, self.new, lambda x: x * (1 + value), lambda x: x / (1 + value), narrow)

    def interval(self, level: float) -> Interval:
        """Return the interval with equal tails."""

        def above(log: float) -> float:
            return self.chance_above(math.expm1(log))

        spread = math.hypot(self.old.deviation / self.old.mean, self.new.deviation / self.new.mean)
        found = _interval(above, level, -50.0, 50.0, math.log(self.new.mean / self.old.mean), spread)
        return Interval(math.expm1(found.lower), math.expm1(found.upper))

    def centre(self) -> float:
        """Return the median: a mean need not exist."""
        return self.interval(0.0).lower


def _chance(
    old: Beta,
    new: Beta,
    there: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    back: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    old_is_narrow: bool,
) -> float:
    """Return P(new > there(old)).

    It is integrated over the narrower of the two, over which the other one is smooth; where one of them ends sharply
    at 0 or 1, with panels where either of the two turns.
    """
    if min(old.a, old.b, new.a, new.b) >= _SMOOTH:
        points, weights = _grid(old if old_is_narrow else new)
        found = new.above(there(points)) if old_is_narrow else old.below(back(points))
        return min(max(float(weights @ found), 0.0), 1.0)
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


@lru_cache(maxsize=64)
def _grid(one: Beta) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return points of a distribution and the probability that each stands for."""
    points, weights = _panels(np.arange(-_REACH, _REACH + 0.5, 0.5))
    return one.at(points), weights * np.exp(-points * points / 2) / math.sqrt(2 * math.pi)


def _interval(
    above: Callable[[float], float], level: float, least: float, most: float, centre: float, spread: float
) -> Interval:
    """Return the points with as much above them as an interval of equal tails leaves.

    Args:
        above: Probability above a point.
        level: Of the interval; 0 gives the median twice.
        least: No point lies below.
        most: No point lies above.
        centre: A first guess of the middle.
        spread: A first guess of the standard deviation.
    """
    from scipy.optimize import brentq

    ends: list[float] = []
    for chance in ((1 + level) / 2, (1 - level) / 2) if level else (0.5,):
        # In standard deviations the chance is nearly a straight line, whose root is found in a few steps.
        wanted = float(special.ndtri(chance))

        def miss(value: float, wanted: float = wanted) -> float:
            return float(np.clip(special.ndtri(above(value)), -40.0, 40.0)) - wanted

        low, high = (min(max(centre - (wanted + side) * spread, least), most) for side in (1.0, -1.0))
        while miss(low) < 0 and low > least:
            low = max(least, low - 4 * spread)
        while miss(high) > 0 and high < most:
            high = min(most, high + 4 * spread)
        if miss(high) > 0:
            ends.append(most)
        elif miss(low) < 0:
            ends.append(least)
        else:
            ends.append(float(brentq(miss, low, high, xtol=1e-13, rtol=1e-12)))
    return Interval(ends[0], ends[-1])


def _mills(z: float) -> float:
    """Return ``z`` times the ratio of the normal tail to the density, near one for large ``z``."""
    return z * math.sqrt(math.pi / 2) * float(special.erfcx(z / math.sqrt(2)))
