"""The check of a model of purchases: fitted to the first part of the days, judged by the purchases in the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from core.curves import Floats
from core.customers.histories import DAYS_A_WEEK
from core.customers.source import CustomerSource
from core.customers.value.surface import by_age
from core.customers.value.worth import DRAWS, FITS, ModelName, gamma_range
from core.errors import InputError, NotEnoughDataError

TOP_GROUP: Final = 7
"""Customers with this many repeat purchases or more are one group, as in the published pictures."""
LEAST_WEEKS: Final = 4.0
GOOD: Final = 0.10
ROUGH: Final = 0.25


@dataclass(frozen=True)
class HoldoutGroup:
    """Customers with the same number of repeat purchases in the first part.

    Attributes:
        name: ``0``, ``1``, … ``7 or more``.
        customers: How many.
        foretold: Mean purchases a customer in the weeks held out, as the model expects them.
        actual: What they were.
    """

    name: str
    customers: int
    foretold: float
    actual: float


@dataclass(frozen=True)
class Holdout:
    """How well a model foretold purchases that it had not seen.

    Attributes:
        split: Last day of the first part.
        weeks: Length of the part that was held out.
        customers: Who had bought by the split.
        foretold: Their purchases in the weeks held out, as the model expects them.
        lower: Lower end of the range of them, if the model holds.
        upper: Upper end.
        level: Of the range.
        actual: What they were.
        groups: By repeat purchases in the first part.
        model: Which model.
    """

    split: np.datetime64
    weeks: float
    customers: int
    foretold: float
    lower: float
    upper: float
    level: float
    actual: float
    groups: tuple[HoldoutGroup, ...]
    model: ModelName

    @property
    def error(self) -> float:
        """How far what was foretold lies from what was, as a share of the latter."""
        return (self.foretold - self.actual) / self.actual if self.actual else float("inf")

    @property
    def verdict(self) -> str:
        """``good`` where the error is within 10 % or chance, ``rough`` within 25 %, else ``bad``."""
        if self.lower <= self.actual <= self.upper or abs(self.error) <= GOOD:
            return "good"
        return "rough" if abs(self.error) <= ROUGH else "bad"

    @property
    def sentence(self) -> str:
        """What came out, in words."""
        trust = {
            "good": "The model can be trusted for customers as a whole.",
            "rough": "Take values as rough: the model misses part of how these customers buy.",
            "bad": "Do not rely on the values: these customers do not buy as the model takes them to.",
        }
        return (
            f"Foretold {self.foretold:,.0f} purchases in {self.weeks:.0f} weeks, there were {self.actual:,.0f}. "
            f"{trust[self.verdict]}"
        )


def check_holdout(
    customers: Any, days: Any, until: Any = None, model: ModelName = "bgnbd", level: float = 0.8, seed: int = 0
) -> Holdout:
    """Fit a model to the first part of the days, and compare what it foretells of the rest with what was.

    Args:
        customers: Of each purchase, who bought.
        days: Of each purchase, when; several on a day count as one.
        until: Last day of the first part; None: the middle of all days.
        model: ``bgnbd`` or ``pareto_nbd``.
        level: Of the range.
        seed: Of the draws of parameters.

    Raises:
        InputError: If the lengths differ, days cannot be read, or the split leaves nothing on a side.
        NotEnoughDataError: If the model cannot be fitted to the first part.
    """
    who, when, split = _purchases(customers, days, until)
    end = when.max()
    weeks = float((end - split).astype(int)) / DAYS_A_WEEK
    if weeks < LEAST_WEEKS:
        raise NotEnoughDataError(
            f"{weeks:.0f} weeks are left to judge the model by. It takes {LEAST_WEEKS:.0f} weeks at least."
        )
    x, last, age, later = _histories(who, when, split)
    rows, row = np.unique(np.column_stack([x, last, age]), axis=0, return_inverse=True)
    row = row.reshape(-1)
    weights = np.bincount(row).astype(float)
    fitted: Any = FITS[model](*rows.T, weights)

    def expected(one: Any) -> Floats:
        given = by_age(lambda f, a: one.expected_if_alive(weeks, f, a), rows[:, 0], rows[:, 2], one.shift)
        return np.asarray(one.chance_alive(*rows.T) * given)

    mean = expected(fitted)
    pairs = by_age(lambda f, a: fitted.pairs_if_alive(weeks, f, a), rows[:, 0], rows[:, 2], fitted.shift)
    pairs = pairs * fitted.chance_alive(*rows.T)
    totals = np.array([weights @ expected(fitted.at(one)) for one in fitted.draws(DRAWS, seed)])
    variance = float(weights @ (pairs + mean - mean**2) + totals.var(ddof=1))
    foretold = float(weights @ mean)
    lower, upper = gamma_range(foretold, variance, level)
    group = np.minimum(x, TOP_GROUP).astype(int)
    groups = tuple(
        HoldoutGroup(
            f"{one} or more" if one == TOP_GROUP else str(one),
            int((group == one).sum()),
            float(mean[row][group == one].mean()),
            float(later[group == one].mean()),
        )
        for one in np.unique(group)
    )
    return Holdout(split, weeks, len(x), foretold, lower, upper, level, float(later.sum()), groups, model)


def holdout_of(source: CustomerSource, model: ModelName = "bgnbd") -> Holdout:
    """Check a model by the purchases of a table.

    Raises:
        NotEnoughDataError: If the table says no days of purchases, or the model cannot be fitted to the first half.
    """
    if source.roles.shape != "purchases":
        raise NotEnoughDataError(
            "The table has no days of purchases, so what a model foretells cannot be compared with what came after."
        )
    with source.open() as connection:
        found = connection.execute("SELECT DISTINCT hash(customer) AS customer, day FROM purchases").fetchnumpy()
    return check_holdout(found["customer"], found["day"], model=model)


def _purchases(customers: Any, days: Any, until: Any) -> tuple[Any, Any, np.datetime64]:
    try:
        who, when = np.asarray(customers), np.asarray(days).astype("datetime64[D]")
        split = None if until is None else np.datetime64(until, "D")
    except (TypeError, ValueError) as error:
        raise InputError("The days of the purchases cannot be read as dates.") from error
    if who.shape != when.shape or who.ndim != 1:
        raise InputError("Each purchase needs one customer and one day.")
    if not len(when) or np.isnat(when).any():
        raise InputError("There are no purchases, or some have no day.")
    split = when.min() + (when.max() - when.min()) // 2 if split is None else split
    if not when.min() <= split < when.max():
        raise InputError("The day at which the days are split must lie between the first and the last purchase.")
    return who, when, split


def _histories(who: Any, when: Any, split: np.datetime64) -> tuple[Floats, Floats, Floats, Floats]:
    """x, t_x and T by the split, in weeks, and purchases after it, of the customers who had bought by then."""
    _, code = np.unique(who, return_inverse=True)
    day = (when - when.min()).astype(np.int64)
    size = int(day.max()) + 1
    both = np.unique(code.reshape(-1).astype(np.int64) * size + day)
    code, day = both // size, both % size
    cut = int((split - when.min()).astype(int))
    before = day <= cut
    people = int(code.max()) + 1
    count = np.bincount(code[before], minlength=people)
    later = np.bincount(code[~before], minlength=people)
    first, last = np.full(people, size), np.full(people, -1)
    np.minimum.at(first, code[before], day[before])
    np.maximum.at(last, code[before], day[before])
    known = count > 0
    first, last = first[known], last[known]
    return (
        (count[known] - 1).astype(float),
        (last - first) / DAYS_A_WEEK,
        (cut - first) / DAYS_A_WEEK,
        later[known].astype(float),
    )
