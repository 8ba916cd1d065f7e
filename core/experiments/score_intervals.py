"""Score intervals of two proportions: all differences, or ratios, that the pooled z test would not reject.

Miettinen and Nurminen 1985 (Statistics in Medicine 4:213) for the difference, Koopman 1984 (Biometrics 40:513) for the
ratio. Both hold zero (one) exactly where the pooled z test does not reject, and stand without any conversions too.
"""

import math
from collections.abc import Callable
from typing import Final

from core.experiments.effect import Interval

_STEPS: Final = 200


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
    middle = new[0] / new[1] - old[0] / old[1]

    def score(delta: float) -> float:
        return difference_score(delta, old, new, corrected)

    low = -1.0 if math.isinf(lower) else _root(score, middle, -1.0, lower)
    high = 1.0 if math.isinf(upper) else _root(score, middle, 1.0, -upper)
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

    start = math.log(middle) if 0 < middle < math.inf else 0.0
    low = 0.0 if middle == 0 or math.isinf(lower) else _log_root(score, start, -1, lower)
    high = math.inf if math.isinf(middle) or math.isinf(upper) else _log_root(score, start, 1, -upper)
    return Interval(low, high)


def _log_root(score: Callable[[float], float], start: float, side: int, target: float) -> float:
    """Return the ratio at a z, looking for a far end first, on whichever side of the start the root lies."""
    near, far = start, start + side
    if (score(near) - target) * side < 0:  # the estimate is infinite or zero, so the start is no estimate
        side = -side
        far = start + side
    for _ in range(60):
        if (score(far) - target) * side <= 0:
            return math.exp(_root(score, near, far, target))
        near, far = far, start + (far - start) * 2
    return 0.0 if side < 0 else math.inf


def _root(score: Callable[[float], float], near: float, far: float, target: float) -> float:
    """Return where a falling score meets ``target`` between two points; ``far`` where it does not get there."""
    rising = far < near
    end = score(far)
    if math.isnan(end) or (end < target if rising else end > target):
        return far
    for _ in range(_STEPS):
        middle = (near + far) / 2
        if middle in (near, far):
            break
        value = score(middle)
        if (value < target) == rising:
            near = middle
        else:
            far = middle
    return (near + far) / 2


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
