"""Several questions at once: p-values adjusted so that asking many does not find what is not there."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from core.errors import InputError
from core.experiments.compare.effect import Effect

MultiplicityMethod: TypeAlias = Literal[
    "holm",
    "hochberg",
    "bonferroni",
    "sidak",
    "holm-sidak",
    "hochberg-sidak",
    "hommel",
    "benjamini-hochberg",
    "benjamini-yekutieli",
    "none",
]
_STATSMODELS: Final = {
    "hochberg": "simes-hochberg",
    "bonferroni": "bonferroni",
    "sidak": "sidak",
    "holm-sidak": "holm-sidak",
    "hommel": "hommel",
}
_OWN: Final = ("holm", "hochberg-sidak", "benjamini-hochberg", "benjamini-yekutieli", "none")


@dataclass(frozen=True)
class AdjustedPValues:
    """P-values of one family of questions.

    Attributes:
        p_values: As given.
        adjusted: In the same order, to compare with ``alpha``; NaN where the p-value was.
        rejected: Which stand after adjusting: ``adjusted <= alpha``.
        alpha: The error that is allowed: of any false finding, or for Benjamini's methods the share of false findings.
        method: How they were adjusted.
    """

    p_values: tuple[float, ...]
    adjusted: tuple[float, ...]
    rejected: tuple[bool, ...]
    alpha: float
    method: str


@dataclass(frozen=True)
class VariantEffect:
    """One of several variants against the control.

    Attributes:
        name: Of the variant.
        effect: As if it were the only one.
        adjusted_p_value: Of the family of all variants.
        significant: Whether it stands after adjusting.
    """

    name: str
    effect: Effect
    adjusted_p_value: float
    significant: bool


def adjust_p_values(
    p_values: Sequence[float], method: MultiplicityMethod = "holm", *, alpha: float = 0.05
) -> AdjustedPValues:
    """Adjust the p-values of one family of questions.

    Args:
        p_values: In any order; NaN stands for a question without an answer and is not counted.
        method: ``holm`` holds for any dependence; ``hochberg`` and ``hommel`` are sharper for tests that are
            independent or move together; ``sidak`` variants as tea-tasting's default (``hochberg-sidak``);
            ``benjamini-hochberg`` and ``benjamini-yekutieli`` limit the share of false findings among the findings.
        alpha: The error that is allowed.

    Raises:
        InputError: If a p-value lies outside of 0 to 1, or the method is unknown.
    """
    try:
        given = [float(one) for one in p_values]
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError("A p-value is a number between 0 and 1.") from error
    if any(not (math.isnan(one) or 0 <= one <= 1) for one in given):
        raise InputError("A p-value lies between 0 and 1.")
    if not 0 < alpha < 1:
        raise InputError("The error that is allowed lies between 0 and 1, for example 0.05.")
    if method not in (*_STATSMODELS, *_OWN):
        raise InputError(f"P-values are adjusted by one of {', '.join((*_STATSMODELS, *_OWN))}.")
    known = np.array([one for one in given if not math.isnan(one)])
    adjusted = iter(_adjusted(known, method).tolist() if len(known) else [])
    answers = tuple(math.nan if math.isnan(one) else next(adjusted) for one in given)
    return AdjustedPValues(tuple(given), answers, tuple(one <= alpha for one in answers), alpha, method)


def compare_variants(
    control: Any,
    variants: Mapping[str, Any],
    compare: Callable[..., Effect],
    *,
    method: MultiplicityMethod = "holm",
    alpha: float = 0.05,
    **options: Any,
) -> list[VariantEffect]:
    """Compare several variants with one control and adjust for their number.

    Args:
        control: Sample of the control, as ``compare`` takes it.
        variants: Sample of each variant by its name.
        compare: One of the comparisons, such as ``compare_means``.
        method: As in ``adjust_p_values``.
        alpha: The error that is allowed.
        options: Passed on to ``compare``.

    Raises:
        InputError: If there is no variant, or from ``compare``.
    """
    if not variants:
        raise InputError("There is no variant to compare with the control.")
    effects = {name: compare(control, sample, **options) for name, sample in variants.items()}
    family = adjust_p_values([one.p_value for one in effects.values()], method, alpha=alpha)
    return [
        VariantEffect(name, effect, p_value, stands)
        for (name, effect), p_value, stands in zip(effects.items(), family.adjusted, family.rejected, strict=True)
    ]


def _adjusted(p_values: Any, method: str) -> Any:
    if method == "none":
        return p_values
    if method == "hochberg-sidak":
        falling = np.argsort(-p_values)
        ranks = np.arange(1, len(p_values) + 1)
        with np.errstate(divide="ignore"):  # a p-value of one is the logarithm of zero
            raised = -np.expm1(ranks * np.log1p(-p_values[falling]))
        answer = np.empty_like(p_values)
        answer[falling] = np.minimum.accumulate(np.minimum(raised, 1.0))
        return answer
    if method == "holm":
        # Closed, as statsmodels has it, but that collects all garbage of the process at each call: a tenth of a second.
        rising = np.argsort(p_values)
        raised = np.arange(len(p_values), 0, -1) * p_values[rising]
        answer = np.empty_like(p_values)
        answer[rising] = np.maximum.accumulate(np.minimum(raised, 1.0))
        return answer
    if method in ("benjamini-hochberg", "benjamini-yekutieli"):
        from scipy.stats import false_discovery_control

        return false_discovery_control(p_values, method="bh" if method == "benjamini-hochberg" else "by")
    from statsmodels.stats.multitest import multipletests

    return np.minimum(multipletests(p_values, method=_STATSMODELS[method])[1], 1.0)
