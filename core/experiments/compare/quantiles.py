"""Comparison of quantiles, such as the median or the 90th percentile of what people spend, from order statistics."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from core.errors import InputError
from core.experiments.compare.difference import RelativeMethod, difference
from core.experiments.compare.effect import Alternative, Effect
from core.experiments.compare.moments import Moments, check_finite, check_people
from core.experiments.compare.samples import QuantileSample

_REACH: Final = 1.959963984540054
"""Of the 95 % interval of ranks from which the spread of a quantile is taken, whatever the level that is asked for."""


def quantile_sample(values: ArrayLike, quantile: float, who: str = "the variant") -> QuantileSample:
    """Return a quantile of values and the order statistics around it.

    Args:
        values: One a person.
        quantile: Between 0 and 1.
        who: The variant's name in a message.

    Raises:
        InputError: If values are no finite numbers, or too few for this quantile.
    """
    _check_quantile(quantile)
    found = np.asarray(values, dtype=float).ravel()
    if not np.isfinite(found).all():
        raise InputError(f"The values of {who} hold one that is no finite number.")
    _check_enough(len(found), quantile, who)
    half = _REACH * math.sqrt(quantile * (1 - quantile) / len(found))
    value, lower, upper = np.quantile(found, [quantile, max(quantile - half, 0.0), min(quantile + half, 1.0)])
    return QuantileSample(len(found), float(value), float(lower), float(upper), quantile)


def compare_quantiles(
    control_values: Sequence[float] | ArrayLike,
    treatment_values: Sequence[float] | ArrayLike,
    quantile: float,
    *,
    level: float = 0.95,
    alternative: Alternative = "two-sided",
    relative: RelativeMethod = "log",
) -> Effect:
    """Compare a quantile of two variants from their values, one a person.

    Args:
        control_values: Of the control.
        treatment_values: Of the variant.
        quantile: Between 0 and 1.
        level: Of the intervals.
        alternative: As in ``compare_means``.
        relative: As in ``compare_means``.

    Raises:
        InputError: If values are too few for this quantile, or so many are equal that it has no spread.
    """
    return compare_quantile_samples(
        quantile_sample(control_values, quantile, "the control"),
        quantile_sample(treatment_values, quantile, "the variant"),
        level=level,
        alternative=alternative,
        relative=relative,
    )


def compare_quantile_samples(
    control: QuantileSample,
    treatment: QuantileSample,
    *,
    level: float = 0.95,
    alternative: Alternative = "two-sided",
    relative: RelativeMethod = "log",
) -> Effect:
    """Compare a quantile of two variants from plain numbers: as ``compare_quantiles``, and as GrowthBook's statistic.

    Raises:
        InputError: As ``compare_quantiles``.
    """
    if control.quantile != treatment.quantile:
        raise InputError("The two variants hold different quantiles.")
    return difference(
        _moments(control, "the control"),
        _moments(treatment, "the variant"),
        method="Order statistics",
        level=level,
        alternative=alternative,
        relative=relative,
    )


def design_effect(quantile: float, clusters: int, values: float, squares: float, below: Sequence[float]) -> float:
    """Return how many times larger the variance of a quantile is where people bring many values each.

    Args:
        quantile: Between 0 and 1.
        clusters: People.
        values: Sum over people of how many values they brought.
        squares: Sum of the squares of that.
        below: Sum over people of how many of their values lie at or below the quantile, the sum of its squares, and the
            sum of its products with how many values they brought.

    Raises:
        InputError: If there are fewer than two people or no values.
    """
    _check_quantile(quantile)
    check_people(clusters, "the variant")
    if values <= 0:
        raise InputError("There are no values, so they have no quantile.")
    total, total_squares, products = below
    share, size, n = total / clusters, values / clusters, clusters
    spread = [(total_squares, total * total), (squares, values * values), (products, total * values)]
    of_share, of_size, both = ((raw - square / n) / (n - 1) for raw, square in spread)
    slope = share / size
    clustered = (of_share - 2 * slope * both + slope * slope * of_size) / (n * size * size)
    return clustered / (quantile * (1 - quantile) / values)


def _moments(sample: QuantileSample, who: str) -> Moments:
    _check_quantile(sample.quantile)
    _check_enough(sample.n, sample.quantile, who)
    check_finite((sample.value, sample.lower, sample.upper, sample.design_effect), who)
    if not sample.lower <= sample.value <= sample.upper:
        raise InputError(f"The quantile of {who} does not lie between its bounds.")
    if sample.lower == sample.upper or sample.design_effect <= 0:
        raise InputError(
            f"So many values of {who} equal its quantile that no spread can be seen. Compare means instead."
        )
    bounds = sample.n_bounds or sample.n
    deviation = (sample.upper - sample.lower) / (2 * _REACH)
    return Moments(sample.n, sample.value, bounds / sample.n * (sample.n - 1) * deviation**2 * sample.design_effect)


def _check_quantile(quantile: float) -> None:
    if not (isinstance(quantile, int | float) and 0 < quantile < 1):
        raise InputError("A quantile lies between 0 and 1, for example 0.5 for the median.")


def _check_enough(n: int, quantile: float, who: str) -> None:
    check_people(n, who)
    odds = quantile / (1 - quantile)
    if n <= _REACH**2 * max(odds, 1 / odds):
        raise InputError(f"{who.capitalize()} has {n:,} values: too few to know how sure this quantile is.")
