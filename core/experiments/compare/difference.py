"""The difference of two means from their variances: the step that all comparisons by a t or normal distribution share.

The absolute difference, its p-value and the logarithmic relative interval come from tea-tasting; the delta method for
the relative difference is not in it and stands here.
"""

import math
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from core.errors import InputError
from core.experiments.compare.effect import Alternative, Effect, Interval, check_question
from core.experiments.compare.moments import LARGEST, Moments

if TYPE_CHECKING:
    from tea_tasting.metrics.mean import MeanResult

RelativeMethod: TypeAlias = Literal["log", "delta"]
Distribution: TypeAlias = Literal["t", "normal"]


def difference(
    control: Moments,
    treatment: Moments,
    *,
    method: str,
    level: float = 0.95,
    alternative: Alternative = "two-sided",
    equal_variance: bool = False,
    distribution: Distribution = "t",
    relative: RelativeMethod = "log",
    shift: float = 0.0,
    delta: tuple[float, float] | None = None,
) -> Effect:
    """Compare two means.

    Args:
        control: Of the control.
        treatment: Of the variant.
        method: Its name, for the result.
        level: Of the intervals.
        alternative: ``greater`` and ``less`` ask one side alone; the interval is then open to the other.
        equal_variance: Pool the variances (Student), not Welch.
        distribution: ``t``, or ``normal`` for samples that are large.
        relative: ``log``: interval of the logarithm of the ratio, as tea-tasting; ``delta``: symmetric, as GrowthBook.
            A ratio of values of different sign has no logarithm: there the delta method answers.
        shift: Added to both means, for adjusted ones that are not centred.
        delta: The relative difference and its variance where the caller knows them better.

    Raises:
        InputError: If neither variant varies, or an argument cannot be used.
    """
    check_question(level, alternative)
    check_choices(relative, distribution)
    if control.variance <= 0 and treatment.variance <= 0:
        raise InputError("Everybody has the same value in both variants, so there is no spread to compare them by.")
    old, new = control.mean + shift, treatment.mean + shift
    error, freedom = _error(control, treatment, equal_variance)
    freedom = math.inf if distribution == "normal" else freedom
    value, variance = delta or relative_delta(old, new, control, treatment, equal_variance)
    try:
        found = _tea(control, treatment, shift, level, alternative, equal_variance, distribution)
    except OverflowError:  # a mean that is nothing beside its noise: the logarithm of the ratio may be anything
        return estimated(
            old,
            new,
            error,
            freedom,
            (value, variance),
            method=method,
            level=level,
            alternative=alternative,
            relative=relative,
            people=(int(control.n), int(treatment.n)),
        )
    relative_error = math.sqrt(variance) if variance >= 0 else math.nan
    if relative == "log" and old * new > 0:
        ends = found.rel_effect_size_ci_lower, found.rel_effect_size_ci_upper
        within = Interval(*ends) if old > 0 else Interval(-ends[1], -ends[0])
        if old < 0 and alternative != "two-sided":
            within = _mirrored(control, treatment, shift, level, alternative, equal_variance, distribution)
    else:
        within = symmetric(value, relative_error, level, alternative, freedom)
    return Effect(
        control=old,
        treatment=new,
        absolute=new - old,
        absolute_interval=Interval(float(found.effect_size_ci_lower), float(found.effect_size_ci_upper)),
        relative=value,
        relative_interval=within,
        standard_error=error,
        p_value=float(found.pvalue),
        statistic=(new - old) / error,
        freedom=freedom,
        level=level,
        n_control=int(control.n),
        n_treatment=int(treatment.n),
        method=method,
        relative_error=relative_error,
        relative_p_value=chance_of(value / relative_error, freedom, alternative) if relative_error > 0 else math.nan,
    )


def relative_delta(
    old: float, new: float, control: Moments, treatment: Moments, equal_variance: bool = False
) -> tuple[float, float]:
    """Return ``(new - old) / |old|`` and its variance by the delta method; NaN where ``old`` is zero."""
    if abs(old) < 1 / LARGEST:
        return math.nan, math.nan
    variance_old, variance_new = _variances(control, treatment, equal_variance)
    ratio = new / old
    return (new - old) / abs(old), (variance_new / treatment.n + ratio * ratio * variance_old / control.n) / (old * old)


def estimated(
    old: float,
    new: float,
    error: float,
    freedom: float,
    delta: tuple[float, float],
    *,
    method: str,
    level: float,
    alternative: Alternative,
    relative: RelativeMethod,
    people: tuple[int, int],
) -> Effect:
    """Return the effect of two estimates whose difference has a known standard error.

    Args:
        old: Of the control.
        new: Of the variant.
        error: Of the difference.
        freedom: Degrees of freedom of ``error``.
        delta: The relative difference and its variance.
        method: Its name.
        level: Of the intervals.
        alternative: As in ``difference``.
        relative: As in ``difference``.
        people: In the control and in the variant.
    """
    relative_error = math.sqrt(delta[1]) if delta[1] >= 0 else math.nan
    if relative == "log" and old * new > 0:
        ratio = new / old
        logs = symmetric(0.0, relative_error / ratio, level, _turned(alternative, old), freedom)
        ends = ratio * _exp(logs.lower) - 1, ratio * _exp(logs.upper) - 1
        within = Interval(*ends) if old > 0 else Interval(-ends[1], -ends[0])
    else:
        within = symmetric(delta[0], relative_error, level, alternative, freedom)
    return Effect(
        control=old,
        treatment=new,
        absolute=new - old,
        absolute_interval=symmetric(new - old, error, level, alternative, freedom),
        relative=delta[0],
        relative_interval=within,
        standard_error=error,
        p_value=chance_of((new - old) / error, freedom, alternative),
        statistic=(new - old) / error,
        freedom=freedom,
        level=level,
        n_control=people[0],
        n_treatment=people[1],
        method=method,
        relative_error=relative_error,
        relative_p_value=chance_of(delta[0] / relative_error, freedom, alternative) if relative_error > 0 else math.nan,
    )


def symmetric(value: float, error: float, level: float, alternative: str, freedom: float) -> Interval:
    """Return the interval around a value by a t or normal distribution; unbounded where the value is not known."""
    if not (math.isfinite(value) and math.isfinite(error)):
        return Interval(-math.inf, math.inf)
    half = error * quantile((1 + level) / 2 if alternative == "two-sided" else level, freedom)
    lower = -math.inf if alternative == "less" else value - half
    upper = math.inf if alternative == "greater" else value + half
    return Interval(lower, upper)


def quantile(chance: float, freedom: float) -> float:
    """Return the quantile of the t distribution, or of the normal one for infinite ``freedom``."""
    from scipy import special

    return float(special.ndtri(chance) if math.isinf(freedom) else special.stdtrit(freedom, chance))


def chance_of(statistic: float, freedom: float, alternative: str) -> float:
    """Return the p-value of a statistic by the t distribution, or the normal one for infinite ``freedom``."""
    from scipy import special

    def below(point: float) -> float:
        return float(special.ndtr(point) if math.isinf(freedom) else special.stdtr(freedom, point))

    if alternative == "two-sided":
        return 2 * below(-abs(statistic))
    return below(-statistic) if alternative == "greater" else below(statistic)


def check_choices(relative: str, distribution: str = "t") -> None:
    """Refuse an unknown way to the relative interval or an unknown distribution."""
    if relative not in ("log", "delta"):
        raise InputError("The relative interval is made by log or by delta.")
    if distribution not in ("t", "normal"):
        raise InputError("The distribution is t or normal.")


def _variances(control: Moments, treatment: Moments, equal: bool) -> tuple[float, float]:
    if not equal:
        return control.variance, treatment.variance
    weight = control.n + treatment.n - 2
    pooled = ((control.n - 1) * control.variance + (treatment.n - 1) * treatment.variance) / weight
    return pooled, pooled


def _error(control: Moments, treatment: Moments, equal: bool) -> tuple[float, float]:
    old, new = _variances(control, treatment, equal)
    left, right = old / control.n, new / treatment.n
    if equal:
        freedom = float(control.n + treatment.n - 2)
    else:
        share = left / (left + right)
        freedom = 1 / (share**2 / max(control.n - 1, 1) + (1 - share) ** 2 / max(treatment.n - 1, 1))
    return math.sqrt(left + right), freedom


def _tea(
    control: Moments, treatment: Moments, shift: float, level: float, alternative: Any, equal: bool, distribution: str
) -> "MeanResult":
    from tea_tasting.aggr import Aggregates
    from tea_tasting.metrics import Mean

    def sums(one: Moments) -> Aggregates:
        return Aggregates(int(one.n), {"value": float(one.mean + shift)}, {"value": float(one.variance)})

    metric = Mean("value", alternative=alternative, confidence_level=level, equal_var=equal, use_t=distribution == "t")
    return metric.analyze_aggregates(sums(control), sums(treatment))


def _exp(power: float) -> float:
    return math.exp(power) if power < 700 else math.inf


def _turned(alternative: Alternative, base: float) -> Alternative:
    if base > 0 or alternative == "two-sided":
        return alternative
    return "less" if alternative == "greater" else "greater"


def _mirrored(
    control: Moments, treatment: Moments, shift: float, level: float, side: str, equal: bool, distribution: str
) -> Interval:
    """Return the one-sided relative interval of negative means: that of their mirror image, turned around."""
    old, new = (Moments(one.n, -one.mean - shift, one.variance) for one in (control, treatment))
    other = "less" if side == "greater" else "greater"
    found = _tea(old, new, 0.0, level, other, equal, distribution)
    return Interval(-found.rel_effect_size_ci_upper, -found.rel_effect_size_ci_lower)
