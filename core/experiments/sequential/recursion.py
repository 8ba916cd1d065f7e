"""What becomes of a statistic that is looked at several times: its distribution by recursive numerical integration.

At looks with information I_1 < I_2 < ... the statistics Z_k are normal with mean theta sqrt(I_k), variance 1 and
covariance sqrt(I_j / I_k). As only what was not stopped goes on, the density of Z_k among what is left follows from
that of Z_(k-1) by one integral (Armitage, McPherson and Rowe 1969). Grid and weights: Jennison and Turnbull 2000,
chapter 19.
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

Floats = npt.NDArray[np.float64]

FINENESS: Final = 24
"""r of Jennison and Turnbull: knots stand 3 / (2 r) standard deviations apart, with one more point between two."""

FINEST: Final = 120


class Walk:
    """The statistic on its way through the looks: what is left is described, what was stopped is gone.

    Args:
        drift: Mean of the statistic at information 1.
        fineness: Of the grid; ``fineness_for`` tells what a schedule needs.
    """

    def __init__(self, drift: float = 0.0, fineness: int = FINENESS) -> None:
        self._drift, self._fineness = drift, fineness
        self._information = 0.0
        self._points: Floats = np.zeros(1)
        self._mass: Floats = np.ones(1)

    @property
    def left(self) -> float:
        """Probability of not having been stopped yet."""
        return float(self._mass.sum())

    def above(self, bound: float, information: float) -> float:
        """Return the probability of going on until the look at ``information`` and being above ``bound`` there."""
        return float(self._mass @ ndtr(self._centres(information) - bound * self._sharpness(information)))

    def below(self, bound: float, information: float) -> float:
        """Return the probability of going on until the look at ``information`` and being below ``bound`` there."""
        return float(self._mass @ ndtr(bound * self._sharpness(information) - self._centres(information)))

    def go_on(self, lower: float, upper: float, information: float) -> None:
        """Pass the look at ``information``: what is outside of the two bounds is stopped."""
        points, weights = _grid(self._drift * math.sqrt(information), lower, upper, self._fineness)
        sharpness = self._sharpness(information)
        away = points[:, None] * sharpness - self._centres(information)[None, :]
        density = np.exp(-0.5 * away * away) @ self._mass * (sharpness / math.sqrt(2 * math.pi))
        self._points, self._mass, self._information = points, weights * density, information

    def _sharpness(self, information: float) -> float:
        return math.sqrt(information / (information - self._information))

    def _centres(self, information: float) -> Floats:
        step = information - self._information
        return (self._points * math.sqrt(self._information) + self._drift * step) / math.sqrt(step)


def fineness_for(information: Sequence[float]) -> int:
    """Return how fine a grid has to be for a schedule: looks close to each other need a finer one."""
    earlier = [0.0, *information[:-1]]
    narrowest = min(math.sqrt((late - early) / late) for early, late in zip(earlier, information, strict=True))
    return max(FINENESS, min(FINEST, math.ceil(3.0 / narrowest)))


def _grid(centre: float, lower: float, upper: float, fineness: int) -> tuple[Floats, Floats]:
    """Return points and Simpson weights between two bounds, dense where the statistic is likely."""
    r = fineness
    steps = np.arange(1, 6 * r)
    low, high = steps < r, steps > 5 * r
    knots = -3 + 3 * (steps - r) / (2 * r)
    knots[low] = -3 - 4 * np.log(r / steps[low])
    knots[high] = 3 + 4 * np.log(r / (6 * r - steps[high]))
    knots = centre + knots
    low_end, high_end = max(lower, knots[0]), min(upper, knots[-1])
    if low_end >= high_end:  # nothing goes on, or it does so where nothing can be
        return np.array([min(max(centre, lower), upper)]), np.zeros(1)
    inside = knots[(knots > low_end) & (knots < high_end)]
    ends = np.concatenate([[low_end], inside, [high_end]])
    widths = np.diff(ends)
    points = np.empty(2 * ends.size - 1)
    points[::2], points[1::2] = ends, (ends[1:] + ends[:-1]) / 2
    weights = np.zeros(points.size)
    weights[0:-1:2] += widths / 6
    weights[2::2] += widths / 6
    weights[1::2] = 4 * widths / 6
    return points, weights
