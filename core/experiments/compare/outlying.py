"""Values that lie far out: capping them (winsorising), and how much of a total hangs on a few."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import InputError


@dataclass(frozen=True)
class Winsorised:
    """Values after capping, the same caps in all variants.

    Attributes:
        values: Of each variant, in the order given.
        upper: Larger values became this one; infinite where nothing is capped.
        lower: Smaller values became this one.
        capped: How many values changed, a variant.
    """

    values: tuple[NDArray[np.float64], ...]
    upper: float
    lower: float
    capped: tuple[int, ...]


@dataclass(frozen=True)
class Outliers:
    """How much of a total the largest values carry.

    Attributes:
        share: Which part of people is looked at, such as 0.01.
        people: How many that are.
        carried: Share of the total that they carry.
        largest: The largest value.
        largest_share: Share of the total that it carries.
        noticeable: Whether the largest value alone moves the total by more than half of its standard error.
    """

    share: float
    people: int
    carried: float
    largest: float
    largest_share: float
    noticeable: bool


def winsorise(
    variants: Sequence[ArrayLike],
    *,
    quantile: float | None = 0.99,
    cap: float | None = None,
    lower_quantile: float | None = None,
    ignore_zeros: bool = False,
) -> Winsorised:
    """Cap values at a quantile of all variants together, or at an amount, so that few people do not decide.

    Args:
        variants: Values of each variant.
        quantile: Of all values together, above which they are capped; None caps at ``cap`` alone.
        cap: An amount above which values are capped; with a quantile the smaller one counts.
        lower_quantile: Quantile below which values are raised.
        ignore_zeros: Take the quantiles of values that are not zero, as GrowthBook offers for metrics most lack.

    Raises:
        InputError: If values are no finite numbers or there are none, or a quantile does not lie between 0 and 1.
    """
    arrays = [_numbers(one) for one in variants]
    upper, lower = winsor_caps(
        arrays, quantile=quantile, cap=cap, lower_quantile=lower_quantile, ignore_zeros=ignore_zeros
    )
    values = tuple(np.clip(one, lower, upper) for one in arrays)
    capped = tuple(int((new != old).sum()) for new, old in zip(values, arrays, strict=True))
    return Winsorised(values, upper, lower, capped)


def winsor_caps(
    variants: Sequence[ArrayLike],
    *,
    quantile: float | None = 0.99,
    cap: float | None = None,
    lower_quantile: float | None = None,
    ignore_zeros: bool = False,
) -> tuple[float, float]:
    """Return the upper and the lower cap that ``winsorise`` uses; infinite where a side is open."""
    together = _together(variants)
    if ignore_zeros:
        together = together[together != 0]
    for one in (quantile, lower_quantile):
        if one is not None and not 0 < one < 1:
            raise InputError("A quantile to cap at lies between 0 and 1, for example 0.99.")
    if cap is not None and not math.isfinite(cap):
        raise InputError("The amount to cap at must be a number.")
    upper = math.inf if quantile is None or not len(together) else float(np.quantile(together, quantile))
    lower = -math.inf if lower_quantile is None or not len(together) else float(np.quantile(together, lower_quantile))
    upper = upper if cap is None else min(upper, cap)
    if lower > upper:
        raise InputError("The lower cap lies above the upper one.")
    return upper, lower


def outliers(values: ArrayLike, share: float = 0.01) -> Outliers:
    """Return how much of a total the largest values carry.

    Args:
        values: One a person, none negative.
        share: Which part of people is looked at.

    Raises:
        InputError: If values are no finite numbers, negative, or there are none.
    """
    found = _together([values])
    if found.min() < 0:
        raise InputError("The share of a total has no meaning where values are negative.")
    if not 0 < share < 1:
        raise InputError("The share of people to look at lies between 0 and 1, for example 0.01.")
    people = max(1, math.ceil(share * len(found)))
    top = np.partition(found, len(found) - people)[-people:]
    total, largest = float(found.sum()), float(found.max())
    error = float(found.std()) * math.sqrt(len(found))
    return Outliers(
        share,
        people,
        float(top.sum()) / total if total else 0.0,
        largest,
        largest / total if total else 0.0,
        largest - float(found.mean()) > error / 2 > 0,
    )


def _together(variants: Sequence[ArrayLike]) -> NDArray[Any]:
    arrays = [_numbers(one) for one in variants]
    together = np.concatenate(arrays) if arrays else np.array([])
    if not len(together):
        raise InputError("There are no values.")
    if not np.isfinite(together).all():
        raise InputError("The values hold one that is no finite number.")
    return together


def _numbers(values: ArrayLike) -> NDArray[np.float64]:
    try:
        return np.asarray(values, dtype=float).ravel()
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError("The values hold one that is no number.") from error
