"""Contrast: two variants against each other, from their sums: the difference and how sure it is.

Standard errors are those of independent groups; of ratios, relative differences and CUPED they are by the delta method
(Deng, Knoblich and Lu 2018). What interval is put around them is the choice of others.
"""

import math
from dataclasses import dataclass

from core.errors import InputError
from core.experiments.compare.effect import Interval
from core.experiments.compare.samples import MeanSample, PairedSample, ProportionSample, RatioSample

Sample = MeanSample | ProportionSample | RatioSample | PairedSample


@dataclass(frozen=True)
class Contrast:
    """A variant against the control, before any interval.

    Attributes:
        control: Value of the metric in the control.
        treatment: Value in the variant; with CUPED as if both groups had been alike before.
        absolute: ``treatment - control``.
        absolute_error: Its standard error.
        relative: ``absolute / |control|``; NaN where the control is zero.
        relative_error: Its standard error; NaN where the control is zero.
        n_control: People in the control.
        n_treatment: People in the variant.
        control_variance: Of the value of the control.
        covariance: Of the difference and the value of the control.
    """

    control: float
    treatment: float
    absolute: float
    absolute_error: float
    relative: float
    relative_error: float
    n_control: int
    n_treatment: int
    control_variance: float
    covariance: float

    @property
    def n(self) -> int:
        """People in both."""
        return self.n_control + self.n_treatment

    def relative_interval(self, errors: float) -> Interval:
        """Return the relative differences that are not further than so many standard errors away (Fieller 1954).

        It leaves zero just where ``absolute`` is further than that from zero, which the delta method does not ensure,
        and keeps its level with few or skewed values. Boundless where the control may be zero.
        """
        base, k2 = abs(self.control), errors * errors
        shared = math.copysign(1.0, self.control) * self.covariance
        lead = base * base - k2 * self.control_variance
        if not (math.isfinite(errors) and base > 0 and lead > 0 and self.absolute_error > 0):
            return Interval(-math.inf, math.inf)
        middle = base * self.absolute - k2 * shared
        rest = self.absolute**2 - k2 * self.absolute_error**2
        root = math.sqrt(max(middle * middle - lead * rest, 0.0))
        return Interval((middle - root) / lead, (middle + root) / lead)


def contrast(control: Sample, treatment: Sample) -> Contrast:
    """Return the difference of two variants, both described by the same type of sums.

    A variance of zero is not refused here: early in a test nobody may have bought yet.

    Raises:
        InputError: If sums cannot be what they say, or the two are of different types.

    >>> found = contrast(ProportionSample(1000, 100), ProportionSample(1000, 130))
    >>> round(found.absolute, 3), round(found.absolute_error, 4), round(found.relative, 3)
    (0.03, 0.0143, 0.3)
    """
    if type(control) is not type(treatment):
        raise InputError("The two variants are described by different kinds of sums; they cannot be compared.")
    for sample in (control, treatment):
        _check(sample)
    if isinstance(control, PairedSample) and isinstance(treatment, PairedSample):
        return _adjusted(control, treatment)
    mean_c, error_c = _moments(control)
    mean_t, error_t = _moments(treatment)
    difference = mean_t - mean_c
    relative = relative_error = math.nan
    if mean_c != 0:
        relative = difference / abs(mean_c)
        relative_error = math.sqrt(error_t / mean_c**2 + error_c * mean_t**2 / mean_c**4)
    error = math.sqrt(error_c + error_t)
    return Contrast(
        mean_c, mean_t, difference, error, relative, relative_error, control.n, treatment.n, error_c, -error_c
    )


def _moments(sample: Sample) -> tuple[float, float]:
    """Return the value of the metric and the variance of that value."""
    n = sample.n
    if isinstance(sample, ProportionSample):
        share = sample.successes / n
        return share, share * (1 - share) / n
    if isinstance(sample, RatioSample):
        top, bottom = sample.numerator / n, sample.denominator / n
        ratio = top / bottom
        spread = (
            _variance(n, sample.numerator, sample.numerator_squares)
            - 2 * ratio * _covariance(n, sample.numerator, sample.denominator, sample.products)
            + ratio**2 * _variance(n, sample.denominator, sample.denominator_squares)
        )
        return ratio, max(spread, 0.0) / bottom**2 / n
    return sample.total / n, _variance(n, sample.total, sample.squares) / n


def _adjusted(control: PairedSample, treatment: PairedSample) -> Contrast:
    """Return the difference after taking off what the time before the test foretells (CUPED, Deng and others 2013)."""
    n = control.n + treatment.n
    total, before = control.total + treatment.total, control.before + treatment.before
    spread = _variance(n, before, control.before_squares + treatment.before_squares)
    together = _covariance(n, total, before, control.products + treatment.products)
    slope = together / spread if spread > 0 else 0.0

    def variance(one: PairedSample, weight: float = 1.0) -> float:
        """Return the variance of the mean of weight * value - slope * before."""
        return max(
            weight**2 * _variance(one.n, one.total, one.squares)
            - 2 * weight * slope * _covariance(one.n, one.total, one.before, one.products)
            + slope**2 * _variance(one.n, one.before, one.before_squares),
            0.0,
        ) / one.n  # fmt: skip

    mean_c, mean_t = control.total / control.n, treatment.total / treatment.n
    difference = mean_t - mean_c - slope * (treatment.before / treatment.n - control.before / control.n)
    relative = relative_error = math.nan
    if mean_c != 0:
        relative = difference / abs(mean_c)
        relative_error = math.sqrt(variance(treatment) + variance(control, mean_t / mean_c)) / abs(mean_c)
    error = math.sqrt(variance(control) + variance(treatment))
    spread_c = _variance(control.n, control.total, control.squares)
    tied = spread_c - slope * _covariance(control.n, control.total, control.before, control.products)
    return Contrast(
        control=mean_c,
        treatment=mean_c + difference,
        absolute=difference,
        absolute_error=error,
        relative=relative,
        relative_error=relative_error,
        n_control=control.n,
        n_treatment=treatment.n,
        control_variance=spread_c / control.n,
        covariance=-tied / control.n,
    )


def _variance(n: int, total: float, squares: float) -> float:
    return max(squares - total * total / n, 0.0) / (n - 1)


def _covariance(n: int, one: float, other: float, products: float) -> float:
    return (products - one * other / n) / (n - 1)


def _check(sample: Sample) -> None:
    if sample.n < 2:
        raise InputError(f"A variant has {max(sample.n, 0)} people; at least 2 are needed to compare.")
    values = [getattr(sample, name) for name in sample.__dataclass_fields__]
    if not all(math.isfinite(value) for value in values):
        raise InputError("A sum of a variant is not a number.")
    if isinstance(sample, ProportionSample) and not 0 <= sample.successes <= sample.n:
        raise InputError(
            f"{sample.successes} of {sample.n} people did it; this must be between none and all of them."
            if sample.successes >= 0
            else "The number of people who did it is below zero."
        )
    if isinstance(sample, RatioSample) and sample.denominator == 0:
        raise InputError("The denominator adds up to zero in a variant, so that there is no ratio.")
    squares = [
        getattr(sample, name) for name in ("squares", "numerator_squares", "before_squares") if hasattr(sample, name)
    ]
    if min(squares, default=0) < 0:
        raise InputError("A sum of squares is below zero.")
