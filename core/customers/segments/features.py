"""FeatureTable: what is known of each customer in numbers, with what was left out and filled in, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.errors import InputError, NotEnoughDataError

Kind = Literal["number", "count", "amount", "days", "age", "few", "known", "yes-no", "category", "share"]
SHARES: Final = ("yes-no", "category", "share")
"""Kinds whose values are from 0 to 1 and whose means are shares."""
FEWEST_CUSTOMERS: Final = 30
"""With fewer, groups are guesswork."""
MOSTLY: Final = 0.6
"""A column with a larger share of missing values says too little."""


@dataclass(frozen=True)
class Feature:
    """One column of a feature table.

    Attributes:
        column: Column of the source, or the name of a purchase feature; several features may come from one column.
        label: What people call it, in lower case.
        kind: What its values are; ``few``: whole numbers up to three, such as children;
            ``known``: days since somebody became a customer.
        value: Of a category or a share: which value.
    """

    column: str
    label: str
    kind: Kind
    value: str = ""

    @property
    def name(self) -> str:
        """What tells it from all others."""
        return f"{self.column} = {self.value}" if self.value else self.column


@dataclass(frozen=True, eq=False)
class FeatureTable:
    """What is known of customers, one row each.

    Attributes:
        ids: Texts.
        features: By column.
        values: Customers x features in their own units; nothing is missing or infinite.
        left_out: Columns that do not count, and why, in words.
        notes: What was filled in or put together, in words.
        spent: What each customer spent so far, currency; empty where nobody knows.
        spent_from: What that is the sum of, in words.
        channel: Where each customer came from, None where nobody knows; empty where no column says it.
    """

    ids: NDArray[np.object_]
    features: tuple[Feature, ...]
    values: Floats
    left_out: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    spent: Floats | None = None
    spent_from: str = ""
    channel: NDArray[np.object_] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def column_of(self, column: str) -> Floats | None:
        """Return the values of the one feature of a column; None where it does not count."""
        return next((self.values[:, i] for i, f in enumerate(self.features) if f.column == column), None)


@dataclass(frozen=True, eq=False)
class Wanted:
    """Features that an earlier segmentation needs, all of them and no others.

    Attributes:
        features: In the order of its columns.
        typical: The median of each then, which counts where nobody knows.
    """

    features: tuple[Feature, ...]
    typical: Floats


def cleaned(
    columns: list[tuple[Feature, Floats]],
    left_out: list[tuple[str, str]],
    notes: list[str],
    wanted: Wanted | None = None,
) -> tuple[tuple[Feature, ...], Floats]:
    """Fill in what is missing and leave out what says nothing; both are said in words.

    Args:
        columns: Features with values, not-a-number or infinite where nobody knows.
        left_out: Columns that do not count; more are added.
        notes: What was filled in; more is added.
        wanted: What an earlier segmentation needs; then nothing else counts, and nothing is left out.

    Returns:
        The features that are left with their values, customers x features.

    Raises:
        NotEnoughDataError: If none is left.
        InputError: If something that is wanted is not there.
    """
    if wanted is not None:
        return wanted.features, _wanted(columns, wanted)
    kept: list[tuple[Feature, Floats]] = []
    filled: list[str] = []
    infinite = 0
    for feature, given in columns:
        infinite += int(np.isinf(given).sum())
        known = np.isfinite(given)
        share = 1 - float(known.mean()) if len(given) else 1.0
        if share > MOSTLY:
            left_out.append((feature.name, f"{share:.0%} of its values are missing".replace("%", " %")))
            continue
        some = given[known]
        if some.min() == some.max():
            left_out.append((feature.name, "it is the same for everybody"))
            continue
        if share:
            given = np.where(known, given, np.median(some))
            filled.append(f"{int((~known).sum()):,} of {feature.label}")
        kept.append((feature, given))
    if filled:
        rest = f" and of {len(filled) - 4} more columns" if len(filled) > 4 else ""
        notes.append(f"Missing values are taken as the median: {', '.join(filled[:4])}{rest}.")
    if infinite:
        notes.append(f"{infinite:,} infinite {'value counts' if infinite == 1 else 'values count'} as missing.")
    if not kept:
        raise NotEnoughDataError(
            "Nothing in this table tells customers apart: every column that could count is empty, an id, or the same "
            "for everybody. Choose other columns, or another file."
        )
    return tuple(feature for feature, _ in kept), np.column_stack([values for _, values in kept])


def _wanted(columns: list[tuple[Feature, Floats]], wanted: Wanted) -> Floats:
    given = {feature.name: values for feature, values in columns}
    held = {feature.column for feature, _ in columns}
    found = []
    for feature, typical in zip(wanted.features, wanted.typical, strict=True):
        if feature.name in given:
            values = given[feature.name]
            found.append(np.where(np.isfinite(values), values, typical))
        elif feature.value and (feature.column in held or feature.column == "channel"):
            # A category that nobody is of any more.
            found.append(np.zeros(len(columns[0][1])))
        else:
            raise InputError(
                f"The kept segments were made with “{feature.column}”, which this table does not hold. Make new ones."
            )
    return np.column_stack(found)


def check_enough(customers: int) -> None:
    """Raise a NotEnoughDataError where there are too few customers for groups."""
    if customers < FEWEST_CUSTOMERS:
        raise NotEnoughDataError(
            f"There {'is 1 customer' if customers == 1 else f'are {customers} customers'}; groups can be told from "
            f"{FEWEST_CUSTOMERS} on. With fewer, every group would be guesswork."
        )
