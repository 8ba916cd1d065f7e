"""CUPED: comparisons made sharper by what was known of the same people before the test (Deng et al. 2013)."""

import math
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.experiments.compare.difference import Distribution, RelativeMethod, difference
from core.experiments.compare.effect import Alternative, Effect
from core.experiments.compare.moments import (
    LARGEST,
    Moments,
    check_finite,
    check_people,
    check_products,
    covariance,
    cross,
)
from core.experiments.compare.samples import PairedRatioSample, PairedSample

Slope: TypeAlias = Literal["pooled", "within"] | float


@dataclass(frozen=True)
class AdjustedEffect(Effect):
    """A comparison after what was known before the test was taken out.

    Attributes:
        slope: How much of the difference before the test is taken out (theta).
        variance_reduction: Share of the variance of the difference that went, between 0 and 1; negative where it grew.
        correlation: Of the value and what was known before, over both variants.
        unadjusted: The same comparison without adjusting.
    """

    slope: float = 0.0
    variance_reduction: float = 0.0
    correlation: float = 0.0
    unadjusted: Effect | None = None


@dataclass(frozen=True)
class _Arm:
    """A variant: value after and before, and per person the covariances of the four linear parts they are made of."""

    n: int
    after: float
    before: float
    var_after: float
    var_before: float
    shared: float


def compare_adjusted(
    control: PairedSample,
    treatment: PairedSample,
    *,
    level: float = 0.95,
    alternative: Alternative = "two-sided",
    equal_variance: bool = False,
    relative: RelativeMethod = "log",
    distribution: Distribution = "t",
    slope: Slope = "pooled",
    binary: bool = False,
) -> AdjustedEffect:
    """Compare the means of a value, adjusted by what was known of each person before.

    Args:
        control: Sums of the control.
        treatment: Sums of the variant.
        level: Of the intervals.
        alternative: As in ``compare_means``.
        equal_variance: Pool the variances.
        relative: As in ``compare_means``; ``delta`` divides by the unadjusted control, as GrowthBook.
        distribution: ``t`` or ``normal``.
        slope: ``pooled``: over all people, as both peers; ``within``: variants' own covariances added; or a number.
        binary: The values are 0 or 1: variances divide by n, as GrowthBook's of proportions.

    Returns:
        The adjusted effect. Where what was known before does not vary, nothing is taken out and the slope is zero.

    Raises:
        InputError: If sums cannot be, or nobody differs from anybody.
    """
    old, new = _arm(control, "the control", binary), _arm(treatment, "the variant", binary)
    total = _arm(_added(control, treatment), "both variants together", binary)
    ratio = new.after / old.after if old.after else math.nan

    def delta(theta: float) -> tuple[float, float]:
        adjusted = new.var_after - 2 * theta * new.shared + theta * theta * new.var_before
        base = old.var_after * ratio**2 - 2 * theta * old.shared * ratio + theta * theta * old.var_before
        gain = new.after - theta * new.before - (old.after - theta * old.before)
        return gain / abs(old.after), (adjusted / new.n + base / old.n) / old.after**2

    options = {
        "level": level,
        "alternative": alternative,
        "equal_variance": equal_variance,
        "relative": relative,
        "distribution": distribution,
    }
    return _adjust(old, new, total, slope, delta if abs(old.after) * LARGEST > 1 else None, options)


def compare_adjusted_ratios(
    control: PairedRatioSample,
    treatment: PairedRatioSample,
    *,
    level: float = 0.95,
    alternative: Alternative = "two-sided",
    equal_variance: bool = False,
    relative: RelativeMethod = "log",
    distribution: Distribution = "t",
    slope: Slope = "pooled",
) -> AdjustedEffect:
    """Compare ratios of sums, adjusted by the same ratio before the test.

    Args:
        control: Sums of the control.
        treatment: Sums of the variant.
        level: Of the intervals.
        alternative: As in ``compare_means``.
        equal_variance: Pool the variances.
        relative: As in ``compare_adjusted``.
        distribution: ``t`` or ``normal``.
        slope: ``pooled`` as tea-tasting, ``within`` as GrowthBook, or a number.

    Raises:
        InputError: If sums cannot be, a denominator sums to zero, or nobody differs from anybody.
    """
    for sample, who in ((control, "the control"), (treatment, "the variant")):
        check_people(sample.n, who)
        check_finite(tuple(sample.__dict__.values()), who)
    sums = _ratio_sums(control), _ratio_sums(treatment)
    ns = control.n, treatment.n
    arms = []
    means_and_covariances = []
    for n, (totals, products), who in (
        (ns[0], sums[0], "the control"),
        (ns[1], sums[1], "the variant"),
        (sum(ns), (sums[0][0] + sums[1][0], sums[0][1] + sums[1][1]), "both variants together"),
    ):
        if totals[1] == 0 or totals[3] == 0:
            raise InputError(f"A denominator of {who} sums to zero, so there is no ratio.")
        means = totals / n
        matrix = (products - np.outer(totals, totals) / n) / (n - 1)
        after = np.array([1 / means[1], -means[0] / means[1] ** 2, 0, 0])
        before = np.array([0, 0, 1 / means[3], -means[2] / means[3] ** 2])
        means_and_covariances.append((means, matrix, after, before))
        arms.append(
            _Arm(
                n,
                means[0] / means[1],
                means[2] / means[3],
                max(float(after @ matrix @ after), 0.0),
                max(float(before @ matrix @ before), 0.0),
                float(after @ matrix @ before),
            )
        )
    old, new, total = arms

    def delta(theta: float) -> tuple[float, float]:
        base = abs(old.after)
        gain = new.after - theta * new.before - (old.after - theta * old.before)
        (_, matrix_old, after, before), (_, matrix_new, after_new, before_new) = means_and_covariances[:2]
        # how (gain / |base|) moves with each of the control's four means: through the gain and through the base
        slopes_old = -(after - theta * before) / base - gain / base**2 * math.copysign(1, old.after) * after
        slopes_new = (after_new - theta * before_new) / base
        variance = slopes_old @ matrix_old @ slopes_old / ns[0] + slopes_new @ matrix_new @ slopes_new / ns[1]
        return gain / base, float(variance)

    options = {
        "level": level,
        "alternative": alternative,
        "equal_variance": equal_variance,
        "relative": relative,
        "distribution": distribution,
    }
    return _adjust(old, new, total, slope, delta if abs(old.after) * LARGEST > 1 else None, options)


def _adjust(old: _Arm, new: _Arm, total: _Arm, slope: Slope, delta: Any, options: dict[str, Any]) -> AdjustedEffect:
    theta = _slope(slope, old, new, total)
    plain = difference(
        Moments(old.n, old.after, old.var_after),
        Moments(new.n, new.after, new.var_after),
        method="Welch's t test" if not options["equal_variance"] else "Student's t test",
        **options,
    )
    left, right = (
        Moments(
            one.n,
            one.after - theta * one.before,
            max(one.var_after - 2 * theta * one.shared + theta * theta * one.var_before, 0.0),
        )
        for one in (old, new)
    )
    found = difference(
        left, right, method="CUPED", shift=theta * total.before, delta=delta(theta) if delta else None, **options
    )
    spread = math.sqrt(total.var_after * total.var_before)
    return AdjustedEffect(
        **found.__dict__,
        slope=theta,
        variance_reduction=1 - (found.standard_error / plain.standard_error) ** 2,
        correlation=total.shared / spread if spread > 0 else 0.0,
        unadjusted=plain,
    )


def _slope(slope: Slope, old: _Arm, new: _Arm, total: _Arm) -> float:
    if slope == "pooled":
        return total.shared / total.var_before if total.var_before > 0 else 0.0
    if slope == "within":
        spread = old.var_before + new.var_before
        return (old.shared + new.shared) / spread if spread > 0 else 0.0
    if isinstance(slope, str) or not math.isfinite(slope):
        raise InputError("The slope is pooled, within, or a number.")
    return float(slope)


def _arm(sample: PairedSample, who: str, binary: bool) -> _Arm:
    n = sample.n
    check_people(n, who)
    check_finite((sample.total, sample.squares, sample.before, sample.before_squares, sample.products), who)
    after = covariance(n, sample.total, sample.squares, who)
    before = covariance(n, sample.before, sample.before_squares, who)
    shared = cross(n, sample.total, sample.before, sample.products)
    check_products(shared, after, before, who)
    scale = (n - 1) / n if binary else 1.0
    return _Arm(n, sample.total / n, sample.before / n, after * scale, before * scale, shared * scale)


def _added(left: PairedSample, right: PairedSample) -> PairedSample:
    return PairedSample(**{name: value + getattr(right, name) for name, value in left.__dict__.items()})


def _ratio_sums(one: PairedRatioSample) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the sums of numerator, denominator, numerator before, denominator before, and of all their products."""
    totals = np.array([one.numerator, one.denominator, one.numerator_before, one.denominator_before], dtype=float)
    nd, nn, nm, dn, dd, bb = (
        one.products,
        one.numerators,
        one.numerator_denominator_before,
        one.denominator_numerator_before,
        one.denominators,
        one.products_before,
    )
    return totals, np.array(
        [
            [one.numerator_squares, nd, nn, nm],
            [nd, one.denominator_squares, dn, dd],
            [nn, dn, one.numerator_before_squares, bb],
            [nm, dd, bb, one.denominator_before_squares],
        ],
        dtype=float,
    )
