"""Score intervals of two proportions: all differences, or ratios, that the pooled z test would not reject.

Miettinen and Nurminen 1985 (Statistics in Medicine 4:213) for the difference, Koopman 1984 (Biometrics 40:513) for the
ratio. Both hold zero (one) exactly where the pooled z test does not reject, and stand without any conversions too.
"""

import math
from collections.abc import Callable
from typing import Final

from core.experiments.compare.effect import Interval

_FAR: Final = 200.0
"""Logarithm of a ratio beyond which none is looked for."""
_STEEP: Final = 1e6
"""What stands for an infinite score in a search."""


def difference_score(delta: float, old: tuple[int, int], new: tuple[int, int], corrected: bool = False) -> float:
    """Return z of the null hypothesis that the new proportion is the old one plus ``delta``.

    Args:
        delta: The difference that is asked about.
        old: Successes and people of the control.
        new: Successes and people of the variant.
        corrected: Widen the variance by N / (N - 1), as Miettinen and Nurminen do.
    """
    (x0, n0), (x1, n1) = old, new
    p0 = _restricted(delta, x0, n0, x1, n1)
    p1 = min(max(p0 + delta, 0.0), 1.0)
    variance = p0 * (1 - p0) / n0 + p1 * (1 - p1) / n1
    return _z(x1 / n1 - x0 / n0 - delta, variance, n0 + n1, corrected)


def ratio_score(ratio: float, old: tuple[int, int], new: tuple[int, int], corrected: bool = False) -> float:
    """Return z of the null hypothesis that the new proportion is ``ratio`` times the old one."""
    (x0, n0), (x1, n1) = old, new
    first = n1 * ratio + x1 + n0 + x0 * ratio
    root = math.sqrt(max(first * first - 4 * (n0 + n1) * ratio * (x0 + x1), 0.0))
    p0 = 2 * (x0 + x1) / (first + root)
    p1 = min(ratio * p0, 1.0)
    variance = p1 * (1 - p1) / n1 + ratio * ratio * p0 * (1 - p0) / n0
    return _z(x1 / n1 - ratio * x0 / n0, variance, n0 + n1, corrected)


def difference_interval(
    old: tuple[int, int], new: tuple[int, int], lower: float, upper: float, corrected: bool = False
) -> Interval:
    """Return the differences with z between ``-upper`` and ``lower``; an infinite bound leaves that side at -1 or 1.

    Args:
        old: Successes and people of the control.
        new: Successes and people of the variant.
        lower: z at which the lower end lies, above zero.
        upper: The same of the upper end.
        corrected: As in ``difference_score``.
    """

    def score(delta: float) -> float:
        return difference_score(delta, old, new, corrected)

    low = -1.0 if math.isinf(lower) else _root(score, -1.0, 1.0, lower)
    high = 1.0 if math.isinf(upper) else _root(score, -1.0, 1.0, -upper)
    return Interval(low, high)


def ratio_interval(
    old: tuple[int, int], new: tuple[int, int], lower: float, upper: float, corrected: bool = False
) -> Interval:
    """Return the ratios with z between ``-upper`` and ``lower``: 0 and infinity where nothing bounds them."""
    if old[0] == 0 and new[0] == 0:
        return Interval(0.0, math.inf)
    middle = math.inf if old[0] == 0 else (new[0] / new[1]) / (old[0] / old[1])

    def score(log_ratio: float) -> float:
        return ratio_score(math.exp(log_ratio), old, new, corrected)

    low = 0.0 if middle == 0 or math.isinf(lower) else _ratio_root(score, middle, lower)
    high = math.inf if math.isinf(middle) or math.isinf(upper) else _ratio_root(score, middle, -upper)
    return Interval(low, high)


def _ratio_root(score: Callable[[float], float], middle: float, target: float) -> float:
    """Return the ratio at a z, looked for on both sides of the estimate, wider and wider."""
    start = math.log(middle) if 0 < middle < math.inf else 0.0
    low, high, step = start - 1, start + 1, 2.0
    while score(low) < target and low > -_FAR:
        low, step = low - step, step * 2
    while score(high) > target and high < _FAR:
        high, step = high + step, step * 2
    return math.exp(_root(score, low, high, target))


def _root(score: Callable[[float], float], low: float, high: float, target: float) -> float:
    """Return where a falling score meets ``target``; an end of the range where it does not."""
    from scipy.optimize import brentq

    if score(low) <= target:
        return low
    if score(high) >= target:
        return high

    def miss(point: float) -> float:
        return min(max(score(point) - target, -_STEEP), _STEEP)

    return float(brentq(miss, low, high, xtol=1e-15, rtol=1e-14))


def _z(distance: float, variance: float, people: int, corrected: bool) -> float:
    if corrected:
        variance *= people / (people - 1)
    if variance <= 0:
        return 0.0 if distance == 0 else math.copysign(math.inf, distance)
    return distance / math.sqrt(variance)


def _restricted(delta: float, x0: int, n0: int, x1: int, n1: int) -> float:
    """Return the most likely proportion of the control if the variant's is higher by ``delta``: a root of a cubic."""
    least, most = max(0.0, -delta), min(1.0, 1.0 - delta)
    people, successes = n0 + n1, x0 + x1
    b = (n1 + 2 * n0) * delta - people - successes
    c = (n0 * delta - people - 2 * x0) * delta + successes
    d = x0 * delta * (1 - delta)
    third = b / (3 * people)
    q = third**3 - b * c / (6 * people * people) + d / (2 * people)
    p = math.copysign(math.sqrt(max(third * third - c / (3 * people), 0.0)), q)
    if p == 0:
        return min(max(-third, least), most)
    angle = (math.pi + math.acos(min(max(q / p**3, -1.0), 1.0))) / 3
    found = min(max(2 * p * math.cos(angle) - third, least), most)
    for _ in range(4):  # the cosine loses digits where proportions are tiny
        slope = (3 * people * found + 2 * b) * found + c
        if slope == 0:
            break
        found = min(max(found - (((people * found + b) * found + c) * found + d) / slope, least), most)
    return found
