"""Posteriors of a difference: normal, and of two beta distributions by quadrature, each asked the same questions."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import special

from core.experiments.compare.effect import Interval

_REACH: Final = 9.0
"""Standard deviations to which an integral runs: what is left out is below 1e-18."""
_STEP: Final = 1.0
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)


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
        """Its standard deviation."""
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
        return _chance(self.old, self.new, 1.0, value)

    def interval(self, level: float) -> Interval:
        """Return the interval with equal tails."""
        spread = math.hypot(self.old.deviation, self.new.deviation)
        return _interval(self.chance_above, level, self.centre(), spread, -1.0, 1.0)

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
        return _chance(self.old, self.new, 1 + value, 0.0)

    def interval(self, level: float) -> Interval:
        """Return the interval with equal tails."""
        lower, upper = (self._point(chance) for chance in ((1 + level) / 2, (1 - level) / 2))
        return Interval(lower, upper)

    def centre(self) -> float:
        """Return the median: a mean need not exist."""
        return self._point(0.5)

    def _point(self, chance: float) -> float:
        middle = math.log(self.new.mean / self.old.mean)
        spread = math.hypot(self.new.deviation / self.new.mean, self.old.deviation / self.old.mean)
        return math.expm1(_point(lambda log: self.chance_above(math.expm1(log)), chance, middle, spread, -700.0, 700.0))


def _chance(old: Beta, new: Beta, times: float, plus: float) -> float:
    """Return P(new > times * old + plus), integrated over the narrower of the two, where the other is smooth."""
    inside = times * old.deviation <= new.deviation
    outer = old if inside else new
    turns = np.array([-plus / times, (1 - plus) / times] if inside else [plus, times + plus])
    z, weights, x = _nodes_between(outer, outer.z_of(turns))
    other = new.above(times * x + plus) if inside else old.below((x - plus) / times)
    return min(max(float((weights * np.exp(-z * z / 2)) @ other) / math.sqrt(2 * math.pi), 0.0), 1.0)


def _nodes_between(
    beta: Beta, turns: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return points of a standard normal, weights, and the points of a beta; a panel ends where the other one turns."""
    z, weights, x = _nodes(beta)
    turns = turns[np.abs(turns) < _REACH]
    if not len(turns):
        return z, weights, x
    cut = np.unique(np.floor((turns + _REACH) / _STEP).astype(int))
    kept = ~np.isin(np.repeat(np.arange(len(z) // len(_NODES)), len(_NODES)), cut)
    added = [
        _panels(np.unique(np.concatenate([turns[(turns > low) & (turns < low + _STEP)], [low, low + _STEP]])))
        for low in cut * _STEP - _REACH
    ]
    new_z, new_weights = (np.concatenate(side) for side in zip(*added, strict=True))
    return (
        np.concatenate([z[kept], new_z]),
        np.concatenate([weights[kept], new_weights]),
        np.concatenate([x[kept], beta.at(new_z)]),
    )


@lru_cache(maxsize=256)
def _nodes(beta: Beta) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    z, weights = _panels(np.arange(-_REACH, _REACH + _STEP / 2, _STEP))
    return z, weights, beta.at(z)


def _panels(edges: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return points and weights of Gauss-Legendre panels between edges."""
    half = np.diff(edges)[:, None] / 2
    middle = (edges[1:] + edges[:-1])[:, None] / 2
    return (middle + half * _NODES).ravel(), (half * _WEIGHTS).ravel()


def _interval(
    above: Callable[[float], float], level: float, centre: float, spread: float, least: float, most: float
) -> Interval:
    """Return where the chance of more passes the two tails."""
    tails = (1 + level) / 2, (1 - level) / 2
    lower, upper = (_point(above, chance, centre, spread, least, most) for chance in tails)
    return Interval(lower, upper)


def _point(
    above: Callable[[float], float], chance: float, centre: float, spread: float, least: float, most: float
) -> float:
    """Return the value that is exceeded with a chance, looked for around a centre."""
    from scipy.optimize import brentq

    def miss(value: float) -> float:
        return above(value) - chance

    guess = centre - spread * float(special.ndtri(chance))
    width = spread / 2
    low, high = guess - width, guess + width
    while low > least and miss(max(low, least)) < 0:
        width *= 2
        low -= width
    while high < most and miss(min(high, most)) > 0:
        width *= 2
        high += width
    low, high = max(low, least), min(high, most)
    if miss(low) <= 0:
        return low
    return high if miss(high) >= 0 else float(brentq(miss, low, high, xtol=1e-14, rtol=1e-11))


def _mills(z: float) -> float:
    """Return ``z`` times the ratio of the normal tail to the density, near one for large ``z``."""
    return z * math.sqrt(math.pi / 2) * float(special.erfcx(z / math.sqrt(2)))
