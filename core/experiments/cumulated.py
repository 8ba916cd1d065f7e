"""Sums of single days, added up day by day: what was known at the end of each."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from core.errors import InputError
from core.experiments.contrast import Sample

S = TypeVar("S", bound=Any)


def cumulated(
    daily: Sequence[tuple[date, Mapping[str, Sample]]], names: Sequence[str]
) -> tuple[list[date], dict[str, list[Sample]]]:
    """Return the days, and by variant everything from the first day until the end of each.

    Args:
        daily: Each day with the sums of that day alone, by variant. A variant without anybody that day may be missing,
            and so may a day without anybody.
        names: The variants, in the order wanted.

    Raises:
        InputError: If there are no days, or nobody is in a variant.
    """
    ordered = sorted(daily, key=lambda one: one[0])
    if not ordered:
        raise InputError("The file holds no days. A running test needs a column with the day of each row.")
    found: dict[str, list[Sample]] = {}
    for name in names:
        first = next((sums[name] for _, sums in ordered if name in sums), None)
        if first is None:
            raise InputError(f"Nobody is in the variant “{name}” yet.")
        total: Sample = type(first)(*(0 for _ in fields(first)))
        found[name] = []
        for _, sums in ordered:
            if name in sums:
                total = added(total, sums[name])
            found[name].append(total)
    return [day for day, _ in ordered], found


def added(one: S, other: S) -> S:
    """Return the sums of two groups of people together.

    Raises:
        InputError: If they are sums of different kinds.
    """
    if type(one) is not type(other):
        raise InputError("The days are described by different kinds of sums; they cannot be added up.")
    return type(one)(*(getattr(one, part.name) + getattr(other, part.name) for part in fields(one)))
