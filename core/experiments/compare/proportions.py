"""Comparison of two proportions: score intervals by default, and the tests that the peers offer."""

import math
from typing import Any, Final, Literal, TypeAlias

from core.errors import InputError
from core.experiments.compare.difference import (
    RelativeMethod,
    chance_of,
    check_choices,
    difference,
    quantile,
    relative_delta,
)
from core.experiments.compare.effect import Alternative, Effect, Interval, check_question
from core.experiments.compare.moments import Moments, check_proportion, proportion_moments
from core.experiments.compare.samples import ProportionSample
from core.experiments.compare.score_intervals import difference_interval, difference_score, ratio_interval

ProportionMethod: TypeAlias = Literal[
    "score",
    "miettinen-nurminen",
    "newcombe",
    "agresti-caffo",
    "wald",
    "welch",
    "fisher",
    "barnard",
    "boschloo",
    "pearson",
    "log-likelihood",
]
_NAMES: Final = {
    "score": "Score test (pooled z)",
    "miettinen-nurminen": "Miettinen-Nurminen score test",
    "newcombe": "Pooled z test, Newcombe interval",
    "agresti-caffo": "Agresti-Caffo",
    "wald": "z test",
    "welch": "Welch's t test of proportions",
    "fisher": "Fisher's exact test",
    "barnard": "Barnard's exact test",
    "boschloo": "Boschloo's exact test",
    "pearson": "Pearson's chi-squared test",
    "log-likelihood": "G test",
}
_SLOW: Final = 4_000
"""People up to whom Barnard's and Boschloo's tests, which weigh every possible table, are asked."""


def compare_proportions(
    control: ProportionSample,
    treatment: ProportionSample,
    *,
    level: float = 0.95,
    alternative: Alternative = "two-sided",
    method: ProportionMethod = "score",
    pooled: bool = True,
    continuity: bool = False,
    relative: RelativeMethod = "log",
) -> Effect:
    """Compare the shares of people who did something.

    Args:
        control: Counts of the control.
        treatment: Counts of the variant.
        level: Of the intervals.
        alternative: As in ``compare_means``.
        method: ``score``: z test with pooled variance and the intervals that belong to it. ``miettinen-nurminen``: the
            same with their small-sample factor. ``newcombe``: Newcombe's interval of the difference, logarithmic ratio.
            ``agresti-caffo``: two successes and two failures added. ``wald``: tea-tasting's normal approximation.
            ``welch``: t distribution and ``p (1 - p)``, as GrowthBook. ``fisher``, ``barnard``, ``boschloo``,
            ``pearson``, ``log-likelihood``: p-values of these tests beside score intervals.
        pooled: Pooled variance, for ``wald`` and ``barnard``.
        continuity: Continuity correction, for ``wald``, ``pearson`` and ``log-likelihood``.
        relative: For ``welch`` alone: ``log`` or ``delta`` (GrowthBook).

    Returns:
        The effect. With no conversions at all p is 1, the interval of the difference still says what they allow, and
        nothing bounds the relative one; ``relative`` is NaN where the control has none.

    Raises:
        InputError: If counts cannot be, a method that needs a spread finds none, or an exact test gets too many people.
    """
    check_question(level, alternative)
    check_choices(relative)
    if method not in _NAMES:
        raise InputError(f"Proportions are compared by one of {', '.join(_NAMES)}.")
    for sample, who in ((control, "the control"), (treatment, "the variant")):
        check_proportion(sample, who)
    old, new = proportion_moments(control, "the control"), proportion_moments(treatment, "the variant")
    if method == "welch":
        return difference(old, new, method=_NAMES[method], level=level, alternative=alternative, relative=relative)
    if old.variance + new.variance <= 0 and method in ("newcombe", "wald", "pearson", "log-likelihood"):
        raise InputError(
            "Everybody did the same in each variant: this method needs a spread. The score method does not."
        )
    counts = (control.successes, control.n), (treatment.successes, treatment.n)
    tail = (1 + level) / 2 if alternative == "two-sided" else level
    reach = quantile(tail, math.inf)
    lower, upper = (math.inf if alternative == "less" else reach), (math.inf if alternative == "greater" else reach)
    corrected = method == "miettinen-nurminen"
    statistic = difference_score(0.0, *counts, corrected)
    p_value = chance_of(statistic, math.inf, alternative)
    error = math.sqrt(old.variance / old.n + new.variance / new.n)
    if method in ("newcombe", "agresti-caffo"):
        absolute, ratio = _statsmodels(control, treatment, 2 * (1 - tail), method, alternative)
        if method == "agresti-caffo":
            statistic = _agresti_caffo(control, treatment)
            p_value = chance_of(statistic, math.inf, alternative)
    elif method == "wald":
        found = _tea(control, treatment, "norm", alternative, level, pooled, continuity)
        p_value, error = float(found.pvalue), _pooled_error(control, treatment) if pooled else error
        statistic = (new.mean - old.mean) / error
        absolute = Interval(float(found.effect_size_ci_lower), float(found.effect_size_ci_upper))
        ends = float(found.rel_effect_size_ci_lower) + 1, float(found.rel_effect_size_ci_upper) + 1
        ratio = Interval(0.0 if math.isnan(ends[0]) else ends[0], math.inf if math.isnan(ends[1]) else ends[1])
    else:
        absolute = difference_interval(*counts, lower, upper, corrected)
        ratio = ratio_interval(*counts, lower, upper, corrected)
        if method not in ("score", "miettinen-nurminen"):
            p_value = _exact(control, treatment, method, alternative, pooled, continuity)
    return _effect(old, new, absolute, ratio, error, p_value, statistic, level, _NAMES[method], alternative)


def _effect(
    old: Moments,
    new: Moments,
    absolute: Interval,
    ratio: Interval,
    error: float,
    p_value: float,
    statistic: float,
    level: float,
    method: str,
    alternative: str,
) -> Effect:
    value, variance = relative_delta(old.mean, new.mean, old, new)
    relative_error = math.sqrt(variance) if variance > 0 else math.nan
    return Effect(
        control=old.mean,
        treatment=new.mean,
        absolute=new.mean - old.mean,
        absolute_interval=absolute,
        relative=value,
        relative_interval=Interval(float(ratio.lower) - 1, float(ratio.upper) - 1),
        standard_error=error,
        p_value=p_value,
        statistic=statistic,
        freedom=math.inf,
        level=level,
        n_control=int(old.n),
        n_treatment=int(new.n),
        method=method,
        relative_error=relative_error,
        relative_p_value=math.nan
        if math.isnan(relative_error)
        else chance_of(value / relative_error, math.inf, alternative),
    )


def _pooled_error(control: ProportionSample, treatment: ProportionSample) -> float:
    share = (control.successes + treatment.successes) / (control.n + treatment.n)
    return math.sqrt(share * (1 - share) * (1 / control.n + 1 / treatment.n))


def _agresti_caffo(control: ProportionSample, treatment: ProportionSample) -> float:
    old, new = (ProportionSample(one.n + 2, one.successes + 1) for one in (control, treatment))
    shares = old.successes / old.n, new.successes / new.n
    return (shares[1] - shares[0]) / math.sqrt(
        shares[0] * (1 - shares[0]) / old.n + shares[1] * (1 - shares[1]) / new.n
    )


def _statsmodels(
    control: ProportionSample, treatment: ProportionSample, alpha: float, method: str, alternative: str
) -> tuple[Interval, Interval]:
    from statsmodels.stats.proportion import confint_proportions_2indep

    counts = treatment.successes, treatment.n, control.successes, control.n
    known = {"newcombe": ("newcomb", "log"), "agresti-caffo": ("agresti-caffo", "log-adjusted")}[method]
    low, high = confint_proportions_2indep(*counts, method=known[0], compare="diff", alpha=alpha)
    ratio = (0.0, math.inf)
    if known[1] == "log-adjusted" or (control.successes and treatment.successes):
        ratio = confint_proportions_2indep(*counts, method=known[1], compare="ratio", alpha=alpha)
    return (
        Interval(
            -1.0 if alternative == "less" else max(float(low), -1.0),
            1.0 if alternative == "greater" else min(float(high), 1.0),
        ),
        Interval(
            0.0 if alternative == "less" else float(ratio[0]), math.inf if alternative == "greater" else float(ratio[1])
        ),
    )


def _tea(
    control: ProportionSample,
    treatment: ProportionSample,
    method: Any,
    alternative: Any,
    level: float,
    pooled: bool,
    continuity: bool,
) -> Any:
    from tea_tasting.aggr import Aggregates
    from tea_tasting.metrics import Proportion

    def sums(one: ProportionSample) -> Aggregates:
        return Aggregates(int(one.n), {"did": one.successes / one.n})

    metric = Proportion(
        "did", method=method, alternative=alternative, confidence_level=level, correction=continuity, equal_var=pooled
    )
    try:
        return metric.analyze_aggregates(sums(control), sums(treatment))
    except OverflowError as error:
        raise InputError("Too few conversions for the normal approximation. Use the score method.") from error


def _exact(
    control: ProportionSample,
    treatment: ProportionSample,
    method: str,
    alternative: str,
    pooled: bool,
    continuity: bool,
) -> float:
    if method in ("pearson", "log-likelihood") and alternative != "two-sided":
        raise InputError("Pearson's and the G test cannot ask one side alone. Use the score method.")
    if method in ("barnard", "boschloo") and control.n + treatment.n > _SLOW:
        raise InputError(f"This exact test is for up to {_SLOW:,} people. The score method is as good for more.")
    return float(_tea(control, treatment, method, alternative, 0.95, pooled, continuity).pvalue)
