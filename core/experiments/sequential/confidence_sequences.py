"""Confidence sequences: intervals that stay right however often somebody looks, and whenever they stop.

The asymptotic sequences of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas ("Time-uniform central limit theory and
asymptotic confidence sequences", Annals of Statistics 2024, arXiv 2103.06476): a normal mixture with scale rho. With
standard error s after n people the half-width at error alpha is

    two-sided   s sqrt(2 (n rho² + 1) / (n rho²) ln(sqrt(n rho² + 1) / alpha))
    one-sided   s sqrt(2 (n rho² + 1) / (n rho²) ln(1 + sqrt(n rho² + 1) / (2 alpha)))

and rho² = (-2 ln alpha + ln(1 - 2 ln alpha)) / m makes the two-sided one tightest at m people (one-sided: with 2 alpha
for alpha). The p-value is the alpha at which the interval just touches the value tested, with rho held.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from core.errors import InputError
from core.experiments.compare.effect import Effect, Interval
from core.experiments.sequential.contrast import Contrast, Sample, contrast

ALTERNATIVES: Final = ("two-sided", "greater", "less")
TUNING: Final = 5_000
"""People in both variants at which a sequence is tightest unless told: what GrowthBook uses too."""

Numbers = float | npt.NDArray[np.float64]


@dataclass(frozen=True)
class ConfidenceSequence:
    """An always-valid interval at one moment.

    Attributes:
        estimate: What was estimated.
        interval: Always-valid; one end is infinite where only one side is looked at.
        p_value: Always-valid, of ``null``: if that is true, it ever falls below alpha with a chance of at most alpha.
        standard_error: Of the estimate.
        half_width: From the estimate to a finite end.
        n: People behind it.
        level: Probability that the intervals of all looks together hold the truth.
        rho: Scale of the mixture.
        alternative: One of ``ALTERNATIVES``.
        null: The value tested.
    """

    estimate: float
    interval: Interval
    p_value: float
    standard_error: float
    half_width: float
    n: float
    level: float
    rho: float
    alternative: str
    null: float


@dataclass(frozen=True)
class AlwaysValid:
    """A variant against the control, always valid.

    Attributes:
        absolute: The difference.
        relative: The relative difference; everything NaN where the control is zero.
        effect: Both as ``Effect``; its p-value is that of the absolute difference.
    """

    absolute: ConfidenceSequence
    relative: ConfidenceSequence
    effect: Effect


def mixture_scale(tuning: float = TUNING, *, level: float = 0.95, alternative: str = "two-sided") -> float:
    """Return rho that makes the sequence tightest at ``tuning`` people (equation 161 of the first source, version 7).

    Raises:
        InputError: If an argument cannot be used.

    >>> round(mixture_scale(5000), 6)
    0.03984
    """
    alpha = _alpha(level, alternative) * (1 if alternative == "two-sided" else 2)
    if not (math.isfinite(tuning) and tuning > 0):
        raise InputError(f"The sequence should be tightest at {tuning:g} people; it must be more than none.")
    return math.sqrt((-2 * math.log(alpha) + math.log(1 - 2 * math.log(alpha))) / tuning)


def half_width(
    standard_error: Numbers, n: Numbers, *, rho: float, level: float = 0.95, alternative: str = "two-sided"
) -> Numbers:
    """Return the distance from the estimate to the ends of the always-valid interval; arrays give arrays."""
    alpha = _alpha(level, alternative)
    grown = n * rho**2 + 1
    root = np.sqrt(grown) / alpha
    inside = np.log(root) if alternative == "two-sided" else np.log1p(root / 2)
    return standard_error * np.sqrt(2 * grown / (n * rho**2) * inside)


def always_valid_p(
    estimate: Numbers,
    standard_error: Numbers,
    n: Numbers,
    *,
    rho: float,
    alternative: str = "two-sided",
    null: float = 0.0,
) -> Numbers:
    """Return the always-valid p-value; arrays give arrays. On the wrong side of a one-sided null it is 1."""
    _alpha(0.95, alternative)
    away = (np.asarray(estimate, dtype=float) - null) / standard_error
    if alternative == "less":
        away = -away
    grown = n * rho**2 + 1
    evidence = away * away * n * rho**2 / (2 * grown)
    if alternative == "two-sided":
        return np.minimum(1.0, np.sqrt(grown) * np.exp(-evidence))
    with np.errstate(divide="ignore", over="ignore"):
        p = np.sqrt(grown) / (2 * np.expm1(evidence))
    return np.where(away > 0, np.minimum(1.0, p), 1.0)


def confidence_sequence(
    estimate: float,
    standard_error: float,
    n: float,
    *,
    level: float = 0.95,
    tuning: float = TUNING,
    rho: float | None = None,
    alternative: str = "two-sided",
    null: float = 0.0,
) -> ConfidenceSequence:
    """Return the always-valid interval and p-value of any estimate that is nearly normal.

    Args:
        estimate: Such as a difference of means.
        standard_error: Of it. Zero says that nothing is known of the spread yet: the interval is then boundless.
        n: People behind it, of all groups together.
        level: Probability that the intervals of all looks together hold the truth.
        tuning: People at which the sequence is tightest. It must be chosen before looking.
        rho: Scale of the mixture instead of ``tuning``.
        alternative: ``two-sided``; ``greater`` bounds from below, ``less`` from above.
        null: The value tested.

    Raises:
        InputError: If an argument cannot be used.

    >>> found = confidence_sequence(0.50336, 0.33341, 6461, tuning=1000)
    >>> round(found.interval.lower, 4), round(found.interval.upper, 4), found.p_value
    (-0.5584, 1.5652, 1.0)
    """
    scale = mixture_scale(tuning, level=level, alternative=alternative) if rho is None else float(rho)
    if not (math.isfinite(scale) and scale > 0):
        raise InputError(f"The scale of the sequence is {scale:g}; it must be above zero.")
    if not (math.isfinite(estimate) and math.isfinite(standard_error) and standard_error >= 0):
        return ConfidenceSequence(
            estimate,
            Interval(math.nan, math.nan),
            math.nan,
            standard_error,
            math.nan,
            n,
            level,
            scale,
            alternative,
            null,
        )
    if not n >= 1:
        raise InputError(f"There are {n:g} people; at least one is needed.")
    if standard_error == 0:
        width, p = math.inf, 1.0
    else:
        width = float(half_width(standard_error, n, rho=scale, level=level, alternative=alternative))
        p = float(always_valid_p(estimate, standard_error, n, rho=scale, alternative=alternative, null=null))
    interval = Interval(
        -math.inf if alternative == "less" else estimate - width,
        math.inf if alternative == "greater" else estimate + width,
    )
    return ConfidenceSequence(estimate, interval, p, standard_error, width, n, level, scale, alternative, null)


def always_valid(
    control: Sample | Contrast,
    treatment: Sample | None = None,
    *,
    level: float = 0.95,
    tuning: float = TUNING,
    rho: float | None = None,
    alternative: str = "two-sided",
) -> AlwaysValid:
    """Return a variant against the control with always-valid intervals.

    Args:
        control: Sums of the control (means, proportions, ratios, or values with what was known before), or a ready
            ``Contrast``.
        treatment: Sums of the variant, of the same type.
        level: As in ``confidence_sequence``, like the others.
        tuning: People in both variants at which the intervals are tightest.
        rho: Instead of ``tuning``.
        alternative: Of the variant: ``two-sided``, ``greater`` or ``less``.

    Raises:
        InputError: If sums or arguments cannot be used.
    """
    if isinstance(control, Contrast):
        found = control
    elif treatment is not None:
        found = contrast(control, treatment)
    else:
        raise InputError("There is one variant only; a second one is needed to compare.")

    def sequence(estimate: float, error: float) -> ConfidenceSequence:
        return confidence_sequence(
            estimate, error, found.n, level=level, tuning=tuning, rho=rho, alternative=alternative
        )  # fmt: skip

    absolute = sequence(found.absolute, found.absolute_error)
    relative = sequence(found.relative, found.relative_error)
    effect = Effect(
        control=found.control,
        treatment=found.treatment,
        absolute=found.absolute,
        absolute_interval=absolute.interval,
        relative=found.relative,
        relative_interval=relative.interval,
        standard_error=found.absolute_error,
        p_value=absolute.p_value,
        statistic=found.absolute / found.absolute_error if found.absolute_error > 0 else math.nan,
        freedom=math.inf,
        level=level,
        n_control=found.n_control,
        n_treatment=found.n_treatment,
        method="asymptotic confidence sequence",
    )
    return AlwaysValid(absolute, relative, effect)


def _alpha(level: float, alternative: str) -> float:
    """Return the error allowed, checked."""
    if alternative not in ALTERNATIVES:
        raise InputError(f"The alternative is “{alternative}”; it must be one of {', '.join(ALTERNATIVES)}.")
    if not (0 < level < 1 and (alternative == "two-sided" or level > 0.5)):
        raise InputError(
            f"The level is {level:g}; it must be between {0 if alternative == 'two-sided' else 0.5:g} and 1."
        )
    return 1 - level
