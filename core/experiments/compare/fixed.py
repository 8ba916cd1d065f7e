"""Comparisons with the control that look once, at the end: means, ratios, proportions, quantiles, strata."""

from core.experiments.compare.difference import Distribution, RelativeMethod, difference
from core.experiments.compare.effect import Alternative, Effect
from core.experiments.compare.moments import mean_moments, ratio_moments
from core.experiments.compare.proportions import compare_proportions
from core.experiments.compare.quantiles import compare_quantile_samples, compare_quantiles, quantile_sample
from core.experiments.compare.samples import MeanSample, RatioSample
from core.experiments.compare.stratified import compare_stratified

__all__ = [
    "compare_means",
    "compare_proportions",
    "compare_quantile_samples",
    "compare_quantiles",
    "compare_ratios",
    "compare_stratified",
    "quantile_sample",
]


def compare_means(
    control: MeanSample,
    treatment: MeanSample,
    *,
    level: float = 0.95,
    alternative: Alternative = "two-sided",
    equal_variance: bool = False,
    relative: RelativeMethod = "log",
    distribution: Distribution = "t",
) -> Effect:
    """Compare the means of a value a person: Welch's t test, or Student's.

    Args:
        control: Sums of the control.
        treatment: Sums of the variant.
        level: Of the intervals.
        alternative: ``two-sided``; ``greater`` or ``less`` if only a rise or a fall of the variant counts.
        equal_variance: Pool the variances (Student's test).
        relative: ``log`` as tea-tasting (both means of one sign), or ``delta`` as GrowthBook.
        distribution: ``t`` or ``normal``.

    Returns:
        The effect; ``relative_error`` and ``relative_p_value`` are by the delta method in both cases.

    Raises:
        InputError: If sums cannot be, fewer than two people stand behind them, or nobody differs from anybody.
    """
    return difference(
        mean_moments(control, "the control"),
        mean_moments(treatment, "the variant"),
        method="Student's t test" if equal_variance else "Welch's t test",
        level=level,
        alternative=alternative,
        equal_variance=equal_variance,
        relative=relative,
        distribution=distribution,
    )


def compare_ratios(
    control: RatioSample,
    treatment: RatioSample,
    *,
    level: float = 0.95,
    alternative: Alternative = "two-sided",
    equal_variance: bool = False,
    relative: RelativeMethod = "log",
    distribution: Distribution = "t",
) -> Effect:
    """Compare ratios of sums, such as revenue per order where people order more than once, by the delta method.

    Args:
        control: Sums of the control, a person.
        treatment: Sums of the variant.
        level: Of the intervals.
        alternative: As in ``compare_means``.
        equal_variance: Pool the variances.
        relative: As in ``compare_means``.
        distribution: ``t`` or ``normal``.

    Raises:
        InputError: If sums cannot be, a denominator sums to zero, or no person adds anything of their own.
    """
    return difference(
        ratio_moments(control, "the control"),
        ratio_moments(treatment, "the variant"),
        method="Delta method",
        level=level,
        alternative=alternative,
        equal_variance=equal_variance,
        relative=relative,
        distribution=distribution,
    )
