"""What a group sequential test costs and what it says when it stops: people, chances by look, and figures at the stop.

After a stop the usual figures are off, as the test stopped where it looked best. Those here order
all outcomes by the look at which they stopped, the earlier the stronger (Armitage 1957; Tsiatis, Rosner and Mehta 1984;
Jennison and Turnbull 2000, chapter 8). Before a stop the repeated interval holds (Jennison and Turnbull 1989).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from core.errors import InputError
from core.experiments.compare.effect import Interval
from core.experiments.sequential.group_sequential import GroupSequential
from core.experiments.sequential.recursion import Walk, fineness_for


@dataclass(frozen=True)
class Operation:
    """How a test with planned looks goes under a drift.

    Attributes:
        benefit: Chance to stop for benefit, by look.
        harm: Chance to stop for harm, by look.
        futility: Chance to stop for futility, by look; at the last look none.
        expected: Share of the planned people seen on average.
    """

    benefit: tuple[float, ...]
    harm: tuple[float, ...]
    futility: tuple[float, ...]
    expected: float

    @property
    def power(self) -> float:
        """Chance to stop for benefit at all."""
        return sum(self.benefit)


@dataclass(frozen=True)
class Stop:
    """What a stopped test says, the looks accounted for.

    Attributes:
        estimate: Of the drift: as likely above as below the truth (median-unbiased).
        interval: Of the drift.
        p_value: Of no effect.
        factor: The drift times this is the effect in the unit of the metric; 1 where no standard error was given.
    """

    estimate: float
    interval: Interval
    p_value: float
    factor: float = 1.0


def operate(design: GroupSequential, drift: float, *, stop_for_futility: bool = True) -> Operation:
    """Return the chances of each look.

    Args:
        design: From ``group_sequential`` or ``classical``.
        drift: Mean of z at information 1: the true effect over its standard error with all planned people.
        stop_for_futility: Whether people follow the bounds for futility.
    """
    walk = Walk(drift, fineness_for(design.information))
    benefit, harm, futility = [], [], []
    expected, last = 0.0, len(design.information) - 1
    for look, share in enumerate(design.information):
        up, low = design.upper[look], design.lower[look]
        futile = design.futility[look] if stop_for_futility and look < last else -math.inf
        benefit.append(walk.above(up, share))
        harm.append(walk.below(low, share) if low > -math.inf else 0.0)
        futility.append(max(0.0, walk.below(min(futile, up), share) - harm[-1]) if futile > -math.inf else 0.0)
        stopped = benefit[-1] + harm[-1] + futility[-1]
        expected += share * (walk.left if look == last else stopped)
        walk.go_on(max(low, futile), up, share)
    return Operation(tuple(benefit), tuple(harm), tuple(futility), expected)


def repeated_interval(design: GroupSequential, look: int, estimate: float, standard_error: float) -> Interval:
    """Return the interval that may be read at a look whether or not the test stops there.

    Args:
        design: From ``group_sequential`` or ``classical``.
        look: From 0.
        estimate: Of the effect at that look.
        standard_error: Of the estimate.
    """
    width = design.upper[_known(design, look)] * standard_error
    return Interval(estimate - width, math.inf if design.sides == 1 else estimate + width)


def at_stop(
    design: GroupSequential, look: int, z: float, *, level: float = 0.95, standard_error: float | None = None
) -> Stop:
    """Return what the test says after it stopped at a look.

    Args:
        design: From ``group_sequential`` or ``classical``; bounds for futility count as not binding.
        look: At which it stopped, from 0.
        z: The estimate over its standard error there.
        level: Of the interval.
        standard_error: Of the estimate at the stop; gives ``factor``.

    Raises:
        InputError: If there is no such look or z is no number.
    """
    share = design.information[_known(design, look)]
    if not math.isfinite(z):
        raise InputError("What was seen at the stop is not a number.")
    fineness = fineness_for(design.information[: look + 1])

    def stronger(drift: float) -> float:
        """Return the chance of an outcome at least as far up, in the order of the looks."""
        walk, total = Walk(drift, fineness), 0.0
        for one in range(look):
            total += walk.above(design.upper[one], design.information[one])
            walk.go_on(design.lower[one], design.upper[one], design.information[one])
        return total + walk.above(z, share)

    above = stronger(0.0)
    alpha = 1 - level
    return Stop(
        estimate=_solved(stronger, 0.5),
        interval=Interval(
            _solved(stronger, alpha / design.sides),
            math.inf if design.sides == 1 else _solved(stronger, 1 - alpha / 2),
        ),
        p_value=above if design.sides == 1 else min(1.0, 2 * min(above, 1 - above)),
        factor=1.0 if standard_error is None else standard_error * math.sqrt(share),
    )


def _solved(chance: Callable[[float], float], wanted: float) -> float:
    """Return the drift with a chance; it grows with the drift."""
    from scipy.optimize import brentq

    low, high = -4.0, 4.0
    while chance(low) > wanted and low > -200:
        low *= 2
    while chance(high) < wanted and high < 200:
        high *= 2
    return float(brentq(lambda drift: chance(drift) - wanted, low, high, xtol=1e-9))


def _known(design: GroupSequential, look: int) -> int:
    if not 0 <= look < len(design.information):
        raise InputError(f"The plan has {len(design.information)} looks; there is no look {look + 1}.")
    return look
