"""Whether a running test may stop: for benefit, for harm, for futility, or not yet, with the chances behind the answer.

Chances of the planned end are those of Lan and Wittes (1988), the B-value: with z after a share t of the planned people
and a drift theta, the statistic at the end is normal with mean z sqrt(t) + theta (1 - t) and variance 1 - t. Predictive
power (Spiegelhalter, Freedman and Blackburn 1986) weighs the drifts by what was seen, with a flat prior.
"""

import math
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from scipy.special import ndtr

from core.errors import InputError
from core.experiments.compare.effect import Interval
from core.experiments.sequential.confidence_sequences import half_width

State: TypeAlias = Literal["too early", "benefit", "harm", "futility", "go on", "undecided"]
FUTILE: Final = 0.1
"""Below this chance to see the smallest useful effect by the planned end, going on is not worth it."""
FURTHEST: Final = 100.0
"""Nothing is said of tests that would need more than so many times the people seen."""


@dataclass(frozen=True)
class Decision:
    """What the stopping rule says.

    Attributes:
        state: ``too early`` and ``go on``: wait. ``benefit``, ``harm`` and ``futility``: stop. ``undecided``: the
            planned people are seen and it cannot be told.
        conditional_power: Chance to prove a benefit by the planned end if the smallest useful effect is the true one;
            NaN where there is no plan or no such effect.
        trend_power: The same if what was seen so far is the true effect.
        predictive_power: The same, over all effects that go with what was seen.
        share: Of the planned people seen; NaN where there is no plan.
        people_left: Until the planned end; None where there is no plan.
        people_needed: More people until the safe interval would leave zero, if what was seen so far is the true effect;
            None where that is out of sight or done.
    """

    state: State
    conditional_power: float = math.nan
    trend_power: float = math.nan
    predictive_power: float = math.nan
    share: float = math.nan
    people_left: int | None = None
    people_needed: int | None = None

    @property
    def stop(self) -> bool:
        """Whether the test should end."""
        return self.state in ("benefit", "harm", "futility")


def conditional_power(z: float, share: float, drift: float, bound: float) -> float:
    """Return the chance that z is above ``bound`` at the planned end.

    Args:
        z: So far, a benefit above zero.
        share: Of the planned people seen, above 0.
        drift: Mean of z at the planned end.
        bound: At the planned end.

    >>> round(conditional_power(1.0, 0.5, 2.8, 1.96), 3)
    0.582
    """
    if share >= 1:
        return float(z >= bound)
    return float(ndtr((z * math.sqrt(share) + drift * (1 - share) - bound) / math.sqrt(1 - share)))


def predictive_power(z: float, share: float, bound: float) -> float:
    """Return the chance that z is above ``bound`` at the planned end, over the effects that go with what was seen."""
    if share >= 1:
        return float(z >= bound)
    return float(ndtr((z - bound * math.sqrt(share)) / math.sqrt(1 - share)))


def people_until(estimate: float, standard_error: float, n: float, *, rho: float, level: float) -> float | None:
    """Return the people at which the safe interval leaves zero if the estimate stays; None where out of sight."""

    def clear(people: float) -> bool:
        error = standard_error * math.sqrt(n / people)
        return bool(half_width(error, people, rho=rho, level=level) < abs(estimate))

    if not clear(n * FURTHEST):
        return None
    low, high = n, n * FURTHEST
    if clear(low):
        return float(n)
    while high / low > 1.0001:
        middle = math.sqrt(low * high)
        low, high = (low, middle) if clear(middle) else (middle, high)
    return high


def decide(
    estimate: float,
    standard_error: float,
    n: float,
    safe: Interval,
    *,
    bound: float,
    people: float | None = None,
    smallest: float | None = None,
    futility: float | None = None,
    enough: bool = True,
    needed: float | None = None,
) -> Decision:
    """Return what the stopping rule says; a benefit is above zero.

    - Benefit or harm: the safe interval lies on one side of zero.
    - Futility: the safe interval lies below the smallest useful effect, z is at or below a planned bound for futility,
      or the chance to prove the smallest useful effect by the planned end is below ``FUTILE``. None of these raises the
      error: a test that stops for futility claims nothing.
    - Undecided: the planned people are seen.

    Args:
        estimate: Of the effect so far.
        standard_error: Of it.
        n: People behind it.
        safe: Interval that may be looked at often, or the one of a planned look.
        bound: What z must reach at the planned end.
        people: Planned; None where nothing was planned.
        smallest: Smallest useful effect, above zero, in the unit of the estimate.
        futility: Planned bound of z at this look.
        enough: Whether enough was seen for intervals to be right; without it nothing is decided.
        needed: People at which the safe interval would leave zero, from ``people_until``.

    Raises:
        InputError: If a number cannot be used.
    """
    if not (n >= 1 and standard_error >= 0 and math.isfinite(bound)):
        raise InputError("The people, the standard error and the bound must be numbers that can be.")
    left = None if people is None else max(0, math.ceil(people - n))
    share = math.nan if not people else n / people
    more = None if needed is None or needed <= n else math.ceil(needed - n)
    if not enough or standard_error == 0 or not math.isfinite(estimate):
        return Decision("too early", share=share, people_left=left)
    z = estimate / standard_error
    useful = trend = weighed = math.nan
    if people:
        if smallest:
            useful = conditional_power(z, share, smallest / (standard_error * math.sqrt(share)), bound)
        trend = conditional_power(z, share, z / math.sqrt(share), bound)
        weighed = predictive_power(z, share, bound)
    state: State = "go on"
    if safe.lower > 0:
        state = "benefit"
    elif safe.upper < 0:
        state = "harm"
    elif (
        (smallest is not None and safe.upper < smallest)
        or (futility is not None and z <= futility)
        or (share < 1 and useful < FUTILE)
    ):
        state = "futility"
    elif share >= 1:
        state = "undecided"
    return Decision(state, useful, trend, weighed, share, left, more)
