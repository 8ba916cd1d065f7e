"""What sets the most persuadable people apart from the least, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from core.curves import Floats
from core.wording import percent

PART: Final = 0.2
"""The most and the least persuadable fifth are compared."""
SMALL: Final = 0.2
"""Standardised difference below which people are called alike (Cohen 1988)."""
_MOST: Final = 5


@dataclass(frozen=True)
class Trait:
    """A column in which the most persuadable fifth differs from the least.

    Attributes:
        column: Its name.
        distance: Standardised difference, above zero.
        words: In words.
        value: Of a column of words, or of one with two numbers: the value that is more common among the persuadable.
        most: Mean, or share with ``value``, of the most persuadable.
        least: The same of the least.
    """

    column: str
    distance: float
    words: str
    value: str
    most: float
    least: float


def traits(features: pd.DataFrame, place: Floats) -> tuple[Trait, ...]:
    """Return the columns in which the most persuadable fifth of people differs from the least, most telling first.

    Args:
        features: What was known before, one row a person.
        place: Between 0 and 1, the most persuadable first.
    """
    most, least = features[place < PART], features[place >= 1 - PART]
    found = [_trait(str(name), most[name], least[name]) for name in features.columns]
    told = [one for one in found if one is not None and one.distance >= SMALL]
    return tuple(sorted(told, key=lambda one: -one.distance)[:_MOST])


def _trait(name: str, most: pd.Series, least: pd.Series) -> Trait | None:
    if pd.api.types.is_numeric_dtype(most):
        values = np.unique(pd.concat([most, least]).dropna())
        if len(values) > 2:
            return _number(name, most, least)
        if len(values) < 2:
            return None
        return _share(name, f"{values[1]:g}", most == values[1], least == values[1], f"{values[0]:g}")
    shares = [one.astype(str).value_counts(normalize=True) for one in (most, least)]
    apart = (shares[0] - shares[1].reindex(shares[0].index).fillna(0)).dropna()
    if not len(apart):
        return None
    value = str(apart.idxmax())
    return _share(name, value, most.astype(str) == value, least.astype(str) == value)


def _share(name: str, value: str, most: pd.Series, least: pd.Series, other: str = "") -> Trait:
    first, second = float(most.mean()), float(least.mean())
    if first < second and other:
        first, second, value = 1 - first, 1 - second, other
    spread = np.sqrt((first * (1 - first) + second * (1 - second)) / 2)
    distance = abs(first - second) / spread if spread > 0 else (np.inf if first != second else 0.0)
    called = "empty" if value == "nan" else value
    words = f"“{name}” is {called} for {percent(first, 0)} of them, for {percent(second, 0)} of the least persuadable"
    return Trait(name, float(distance), words, value, first, second)


def _number(name: str, most: pd.Series, least: pd.Series) -> Trait | None:
    if not most.notna().any() or not least.notna().any():
        return None
    # Ranks: one very rich person must not hide a difference of all others.
    ranks = pd.concat([most, least]).rank()
    first, second = ranks.iloc[: len(most)], ranks.iloc[len(most) :]
    spread = np.sqrt((float(first.var()) + float(second.var())) / 2)
    distance = abs(float(first.mean() - second.mean())) / spread if spread > 0 else 0.0
    medians = float(most.median()), float(least.median())
    side = "higher" if first.mean() > second.mean() else "lower"
    words = f"“{name}” is {side}: {_figure(medians[0])} in the middle, {_figure(medians[1])} of the least persuadable"
    return Trait(name, float(distance), words, "", *medians)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"
