"""What watching a test costs: how many more people than one looked at once, and when it usually ends."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from core.experiments.design.design_rules import Alternative
from core.experiments.sequential.confidence_sequences import half_width, mixture_scale
from core.experiments.sequential.group_sequential import GroupSequential, group_sequential, with_power
from core.experiments.sequential.recursion import Walk, fineness_for

Watch = Literal["once", "any time", "looks"]
LOOKS: Final = 20
"""So often a test that may be looked at any time is taken to be looked at: more often changes little."""


@dataclass(frozen=True)
class Watching:
    """What a way of watching costs.

    Attributes:
        inflation: So many times the people of a test that is looked at once, for the same power, at most.
        average: Share of these people after which it ends on average if the effect is as large as asked for.
        information: Share of the people at each look.
        upper: Bound of the standardised difference at each look.
    """

    inflation: float
    average: float
    information: tuple[float, ...]
    upper: tuple[float, ...]


@lru_cache(maxsize=256)
def cost_of_watching(
    watch: Watch,
    alpha: float,
    power: float,
    alternative: Alternative = "two-sided",
    looks: int = 4,
    spending: str = "obrien-fleming",
) -> Watching:
    """Return what a way of watching costs.

    A test with planned looks keeps the bounds of its spending. One that may be looked at any time keeps a confidence
    sequence that is tightest at the planned people (``core.experiments.sequential``): its half-width in standard errors
    is the bound, and the chance to cross it at one of ``LOOKS`` looks follows from the same recursion.

    Args:
        watch: ``once``, ``any time`` or ``looks``.
        alpha: Of one comparison.
        power: Chance to see the effect by the end.
        alternative: Which differences count.
        looks: How many are planned.
        spending: ``obrien-fleming`` or ``pocock``.

    Raises:
        InputError: If a value cannot be used, in words.

    Example:
        >>> round(cost_of_watching("looks", 0.05, 0.8, looks=5).inflation, 3)
        1.025
    """
    sides = 2 if alternative == "two-sided" else 1
    if watch == "once":
        return Watching(1.0, 1.0, (1.0,), ())
    if watch == "looks":
        design = group_sequential(looks, alpha=alpha, sides=sides, spending=spending, power=power)
    else:
        shares = tuple((one + 1) / LOOKS for one in range(LOOKS))
        side: Alternative = "two-sided" if sides == 2 else "greater"
        rho = mixture_scale(1.0, level=1 - alpha, alternative=side)
        upper = tuple(float(half_width(1.0, one, rho=rho, level=1 - alpha, alternative=side)) for one in shares)
        lower = tuple(-one if sides == 2 else float("-inf") for one in upper)
        none = (float("-inf"),) * LOOKS
        bounds = GroupSequential(shares, upper, lower, none, (alpha,) * LOOKS, alpha, sides, "confidence sequence")
        design = with_power(bounds, power)
    return Watching(design.inflation, _average(design), design.information, design.upper)


def _average(design: GroupSequential) -> float:
    """Average share of the people at which a test ends under the effect that it was planned for."""
    walk, left, share = Walk(design.drift, fineness_for(design.information)), 1.0, 0.0
    for at, lower, upper in zip(design.information, design.lower, design.upper, strict=True):
        ends = walk.above(upper, at) + walk.below(lower, at)
        walk.go_on(lower, upper, at)
        share, left = share + at * ends, left - ends
    return share + left * design.information[-1]
