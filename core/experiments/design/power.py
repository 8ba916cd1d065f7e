"""Power, sample size and smallest effect of a comparison, each from the others.

All of it is one function, ``chance_to_see``, and its solutions: closed forms over ``scipy.special``, on arrays, so that
a curve of a hundred durations costs milliseconds. tea-tasting and statsmodels have the plain cases of it; the tests
hold this module against both.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.special import nctdtr, ndtr, ndtri, stdtrit

from core.errors import InputError
from core.experiments.design.design_rules import USUAL, Alternative, Design
from core.experiments.design.measured import Measure, Numbers, ProportionMeasure

MOST_PEOPLE: Final = 1e13
STEPS: Final = 56
"""Halvings of a search: as many as a float has digits."""


@dataclass(frozen=True)
class PowerResult:
    """What a test can see.

    Attributes:
        power: Probability to see the effect, in the variant with the fewest people.
        effect: Difference from the control, in the unit of the measure.
        relative: ``effect`` over the value of the control; NaN where that is zero.
        n: People in all, not rounded.
        people: Whole people by variant, the control first.
        base: Value of the control.
        alpha: Of the whole test.
        comparison_alpha: Of one comparison.
        alternative: Which differences count.
    """

    power: float
    effect: float
    relative: float
    n: float
    people: tuple[int, ...]
    base: float
    alpha: float
    comparison_alpha: float
    alternative: Alternative


def power_of(
    measure: Measure, n: float, design: Design = USUAL, *, effect: float | None = None, relative: float | None = None
) -> PowerResult:
    """Return the chance to see an effect among ``n`` people in all.

    Args:
        measure: What is measured.
        n: People in all variants together.
        design: How the test is set up.
        effect: Difference from the control, in the unit of the measure.
        relative: The same as a share of the control's value; one of the two is given.

    Raises:
        InputError: If a value cannot be used, in words.

    Example:
        >>> round(power_of(ProportionMeasure(0.5), 776, effect=0.1).power, 3)
        0.801
    """
    asked = _effect(measure, effect, relative)
    _enough(n, design)
    return _result(measure, design, n, asked, float(chance_to_see(measure, asked, n, design)))


def sample_size(
    measure: Measure, design: Design = USUAL, *, effect: float | None = None, relative: float | None = None
) -> PowerResult:
    """Return how many people show an effect with the power of the design.

    Args:
        measure: What is measured.
        design: How the test is set up.
        effect: Difference from the control, in the unit of the measure.
        relative: The same as a share of the control's value; one of the two is given.

    Raises:
        InputError: If a value cannot be used, or no number of people is enough, in words.

    Example:
        >>> sample_size(ProportionMeasure(0.5), effect=0.1).people
        (388, 388)
    """
    asked = _effect(measure, effect, relative)
    if asked == 0:
        raise InputError("No test shows a difference of nothing. Ask for an effect above zero.")
    if (design.alternative == "greater" and asked < 0) or (design.alternative == "less" and asked > 0):
        raise InputError("This test looks only the other way: the effect must point to the side that counts.")
    low = 2.0 * sum(design.split) / min(design.split) * (1 + 1e-9)

    def enough(at: Numbers) -> npt.NDArray[np.bool_]:
        return chance_to_see(measure, asked, np.exp(at), design) >= design.power

    found = float(np.exp(_first(enough, np.array(math.log(low)), np.array(math.log(MOST_PEOPLE)))))
    if not math.isfinite(found):
        raise InputError("No number of people is enough to see this effect. Ask for a larger one.")
    return _result(measure, design, found, asked, float(chance_to_see(measure, asked, found, design)))


def smallest_effect(measure: Measure, n: float, design: Design = USUAL, *, down: bool = False) -> PowerResult:
    """Return the smallest effect that ``n`` people in all show with the power of the design.

    Args:
        measure: What is measured.
        n: People in all variants together.
        design: How the test is set up.
        down: Whether the effect is a decrease, where both directions count.

    Raises:
        InputError: If a value cannot be used, or so few people can show no effect at all, in words.

    Example:
        >>> round(smallest_effect(ProportionMeasure(0.5), 776).effect, 4)
        0.0999
    """
    _enough(n, design)
    found = float(smallest_effects(measure, n, design, down=down))
    if not math.isfinite(found):
        raise InputError("So few people can show no effect, however large. Plan for more.")
    return _result(measure, design, n, found, float(chance_to_see(measure, found, n, design)))


def smallest_effects(measure: Measure, n: Any, design: Design = USUAL, *, down: bool = False) -> Numbers:
    """Return the smallest effect by number of people, as ``smallest_effect`` does for one; NaN where there is none."""
    people = np.asarray(n, float)
    sign = -1.0 if design.alternative == "less" or (down and design.alternative == "two-sided") else 1.0
    room = measure.most - measure.base if sign > 0 else measure.base - measure.least
    if math.isfinite(room):
        high = np.full_like(people, room)
    else:
        # Wide enough for every design: a thousand standard errors, or as many times the base on a relative scale.
        spread = np.sqrt(sum(measure.variances(0.0)))
        high = 1e3 * spread * np.sqrt(sum(design.split) / min(design.split)) + 1e3 * abs(measure.base) + 0 * people

    def seen(at: Numbers) -> npt.NDArray[np.bool_]:
        return chance_to_see(measure, sign * at, people, design) >= design.power

    return sign * _first(seen, np.zeros_like(people), high)


def chance_to_see(measure: Measure, effect: Any, n: Any, design: Design = USUAL) -> Numbers:
    """Return the power for effects and numbers of people that broadcast against each other; NaN below two a variant.

    Args:
        measure: What is measured.
        effect: Differences from the control, in the unit of the measure.
        n: People in all variants together.
        design: How the test is set up.
    """
    effect = np.asarray(effect, float)
    control, variant = design.people(n)
    few = (control < 2) | (variant < 2)
    control, variant = np.where(few, np.nan, control), np.where(few, np.nan, variant)
    first, second = (one * (1 - design.reduction) * design.inflation for one in measure.variances(effect))
    shift, error, null = effect, np.sqrt(first / control + second / variant), None
    student = design.distribution == "t" or (design.distribution == "auto" and not _shares(measure))
    if design.scale == "relative":
        if measure.base == 0:
            raise InputError("The value of the control is zero: a change in percent has no meaning. Say it in units.")
        changed = measure.base + effect
        shift = effect / abs(measure.base)
        error = np.sqrt(second / variant / measure.base**2 + first * changed**2 / measure.base**4 / control)
        student = design.distribution == "t"
    elif isinstance(measure, ProportionMeasure) and design.shares != "unpooled":
        shift, error, null = _of_shares(measure, effect, control, variant, design)
    null = error if null is None else null
    if design.continuity and _shares(measure):
        shift = np.sign(shift) * np.maximum(np.abs(shift) - (1 / control + 1 / variant) / 2, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        if student and design.critical is None:
            freedom = _freedom(first / control, second / variant, control, variant, design.equal_variance)
            bound, away = stdtrit(freedom, 1 - design.tail), np.clip(shift / error, -37, 37)
            # As lower tails, which keep their precision: P(T > c | d) = P(T < -c | -d). Far out, where there is nothing
            # left, the function of scipy is not a number.
            up, down = (np.nan_to_num(nctdtr(freedom, one, -bound)) for one in (-away, away))
        else:
            bound = np.asarray(-ndtri(design.tail) if design.critical is None else design.critical, float)
            up, down = ndtr((shift - bound * null) / error), ndtr((-shift - bound * null) / error)
    found = {"two-sided": up + down, "greater": up, "less": down}[design.alternative]
    return np.where(np.isnan(control + variant + 0 * found), np.nan, found)


def _of_shares(
    measure: ProportionMeasure, effect: Numbers, control: Numbers, variant: Numbers, design: Design
) -> tuple[Numbers, Numbers, Numbers]:
    """Shift of two shares, its standard error, and the standard error where there is no difference."""
    changed = np.clip(measure.rate + effect, 0.0, 1.0)
    factor = (1 - design.reduction) * design.inflation
    if design.shares == "arcsine":
        error = np.sqrt(factor * (1 / control + 1 / variant))
        return 2 * np.arcsin(np.sqrt(changed)) - 2 * math.asin(math.sqrt(measure.rate)), error, error
    pooled = (control * measure.rate + variant * changed) / (control + variant)
    error = np.sqrt(
        factor * (measure.rate * (1 - measure.rate) / control + np.maximum(changed * (1 - changed), 1e-300) / variant)
    )
    return effect, error, np.sqrt(factor * pooled * (1 - pooled) * (1 / control + 1 / variant))


def _freedom(first: Numbers, second: Numbers, control: Numbers, variant: Numbers, pooled: bool) -> Numbers:
    if pooled:
        return control + variant - 2
    return (first + second) ** 2 / (first**2 / (control - 1) + second**2 / (variant - 1))


def _first(reached: Any, low: Numbers, high: Numbers) -> Numbers:
    """Where something that stays once it is reached is reached first; NaN where it is not at ``high``."""
    never = ~reached(high)
    low, high = low.copy(), high.copy()
    for _ in range(STEPS):
        middle = (low + high) / 2
        there = reached(middle)
        low, high = np.where(there, low, middle), np.where(there, middle, high)
    return np.where(never, np.nan, high)


def _shares(measure: Measure) -> bool:
    return isinstance(measure, ProportionMeasure)


def _effect(measure: Measure, effect: float | None, relative: float | None) -> float:
    if (effect is None) == (relative is None):
        raise InputError("Say the effect either in units or as a share of the control's value.")
    asked = float(effect) if effect is not None else float(relative or 0.0) * abs(measure.base)
    if not math.isfinite(asked):
        raise InputError("The effect is not a number.")
    if relative and measure.base == 0:
        raise InputError("The value of the control is zero: a change in percent has no meaning. Say it in units.")
    if not measure.least <= measure.base + asked <= measure.most:
        raise InputError("With this effect the rate would lie outside 0 % to 100 %. Ask for a smaller one.")
    return asked


def _enough(n: float, design: Design) -> None:
    if not 0 < n <= MOST_PEOPLE or min(float(one) for one in design.people(n)) < 2:
        raise InputError("A test needs at least two people in each variant.")


def _result(measure: Measure, design: Design, n: float, effect: float, power: float) -> PowerResult:
    relative = effect / abs(measure.base) if measure.base else math.nan
    alphas = (design.alpha, design.comparison_alpha)
    return PowerResult(power, effect, relative, n, design.variants(n), measure.base, *alphas, design.alternative)
