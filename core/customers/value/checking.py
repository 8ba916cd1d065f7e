"""Checks of purchase histories before a model is fitted: what is wrong is said in words, with how many rows have it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from core.curves import Floats
from core.errors import InputError, NotEnoughDataError

FEWEST_CUSTOMERS: Final = 10
"""Below, four parameters are not worth telling."""
FEWEST_REPEAT_BUYERS: Final = 5
MOST_PURCHASES: Final = 1e6
LONGEST_WEEKS: Final = 1e6


def checked_times(frequency: Any, recency: Any, age: Any, weights: Any) -> tuple[Floats, Floats, Floats, Floats]:
    """Return histories and weights as arrays of the same length.

    Raises:
        InputError: If a value is missing, negative, or cannot be together with the others.
        NotEnoughDataError: If there is nobody, or hardly anybody, to learn from.
    """
    x, t_x, t = (_numbers(values, name) for values, name in _named(frequency, recency, age))
    w = _weights(weights, len(x))
    if not len(x) == len(t_x) == len(t):
        raise InputError("Purchases, last purchase and age must have one number a customer each.")
    if (x != np.floor(x)).any():
        raise InputError(f"{_rows(x != np.floor(x))} a number of repeat purchases that is not whole.")
    if (x > MOST_PURCHASES).any() or (t > LONGEST_WEEKS).any():
        raise InputError("A customer has more than a million purchases or weeks. Check what the columns are.")
    late = t_x > t * (1 + 1e-9)
    if late.any():
        raise InputError(
            f"{_rows(late)} a last purchase that lies after the end of the observation (recency above age). "
            "Check which column is which."
        )
    if ((x == 0) & (t_x > 0)).any():
        raise InputError(f"{_rows((x == 0) & (t_x > 0))} a later purchase but no repeat purchases.")
    checked_enough(x, t, w)
    return x, np.minimum(t_x, t), t, w


def checked_enough(x: Floats, t: Floats, w: Floats) -> None:
    """Raise NotEnoughDataError, with the reason, where a model of purchases cannot be fitted."""
    people = float(w.sum())
    if people < FEWEST_CUSTOMERS:
        raise NotEnoughDataError(
            f"There are {people:,.0f} customers. How often customers buy and when they leave cannot be told from "
            f"fewer than {FEWEST_CUSTOMERS}."
        )
    if not (t > 0).any():
        raise NotEnoughDataError(
            "All customers bought for the first time on the last day of the data, so nobody had time to come back."
        )
    repeat = float(w[x > 0].sum())
    if not repeat:
        raise NotEnoughDataError(
            "Nobody bought a second time, so how often customers come back cannot be told. It needs data over a "
            "longer time, or the ids of customers that stay the same from purchase to purchase."
        )
    if repeat < FEWEST_REPEAT_BUYERS:
        raise NotEnoughDataError(
            f"Only {repeat:,.0f} customers bought a second time. Their future cannot be told from fewer than "
            f"{FEWEST_REPEAT_BUYERS} who did."
        )


def checked_spend(frequency: Any, mean_value: Any, weights: Any) -> tuple[Floats, Floats, Floats]:
    """Return the histories of spend of those who bought again for an amount above zero.

    Raises:
        InputError: If a value is missing or negative.
        NotEnoughDataError: If there are too few, or all amounts are the same.
    """
    x, z = _numbers(frequency, "purchases"), _numbers(mean_value, "amounts")
    w = _weights(weights, len(x))
    if len(x) != len(z):
        raise InputError("Purchases and mean amounts must have one number a customer each.")
    repeat = (x > 0) & (z > 0) & (w > 0)
    x, z, w = x[repeat], z[repeat], w[repeat]
    if not len(z):
        raise NotEnoughDataError("Nobody bought a second time for an amount, so what a purchase brings cannot be told.")
    if w.sum() < FEWEST_CUSTOMERS:
        raise NotEnoughDataError(
            f"Only {w.sum():,.0f} customers bought a second time for an amount. How amounts differ between customers "
            f"cannot be told from fewer than {FEWEST_CUSTOMERS}."
        )
    if z.max() - z.min() <= 1e-9 * z.max():
        raise NotEnoughDataError(
            f"All mean amounts are the same ({z[0]:,.2f}), so nothing is to be learnt about how spend differs: "
            "each purchase is worth that."
        )
    return x, z, w


def _named(frequency: Any, recency: Any, age: Any) -> tuple[tuple[Any, str], ...]:
    return (frequency, "purchases"), (recency, "last purchase"), (age, "age")


def _numbers(values: Any, name: str) -> Floats:
    try:
        numbers = np.asarray(values, float).reshape(-1)
    except (TypeError, ValueError) as error:
        raise InputError(f"What stands for {name} is no list of numbers.") from error
    if not np.isfinite(numbers).all():
        raise InputError(f"{_rows(~np.isfinite(numbers))} no number for {name}.")
    if (numbers < 0).any():
        raise InputError(f"{_rows(numbers < 0)} a negative number for {name}.")
    return numbers


def _weights(weights: Any, rows: int) -> Floats:
    if weights is None:
        return np.ones(rows)
    w = _numbers(weights, "how many customers a row stands for")
    if len(w) != rows:
        raise InputError("There must be one weight a row.")
    return w


def _rows(wrong: Any) -> str:
    count = int(np.sum(wrong))
    return f"{count:,} row has" if count == 1 else f"{count:,} rows have"
