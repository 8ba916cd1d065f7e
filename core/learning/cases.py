"""One case to ask a model about: its fields, what was typed into them, and what lies outside of what was learned."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from core.errors import InputError
from core.learning.results import Feature, ModelCard
from core.learning.suite import TrainedModel
from core.learning.task import TaskData
from core.wording import counted

Case = dict[str, Feature | None]
"""The value of each feature; None where it is not known."""
UNKNOWN: Final = "not known"
RUNGS: Final = 8
"""Features in the ladder."""
_QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
_BEYOND: Final = 1e-9
_EPOCH: Final = date(1970, 1, 1)
_MOST_DAYS: Final = 700_000


@dataclass(frozen=True)
class CaseField:
    """A feature as a field of a form.

    Attributes:
        name: Of the feature.
        low: Smallest number learned from; None of words.
        high: Largest number.
        whole: Whether all numbers are whole.
        steps: Numbers that a ladder tries, from the common range; of words the most common ones.
        choices: Words learned from, the most common first; empty of numbers.
        typical: The median, or the most common word.
        gaps: Whether cases without a value were learned from.
        is_date: Whether its numbers are days since 1970.
    """

    name: str
    low: float | None
    high: float | None
    whole: bool
    steps: tuple[Feature, ...]
    choices: tuple[str, ...]
    typical: Feature | None
    gaps: bool
    is_date: bool = False

    @property
    def is_number(self) -> bool:
        """Whether a number or a day is typed, and no word chosen."""
        return self.low is not None

    def text(self, value: Feature | None) -> str:
        """Return a value as a form shows it and an address carries it: a day as ISO, a number with all its digits."""
        if self.is_date and isinstance(value, float) and abs(value) < _MOST_DAYS:
            return (_EPOCH + timedelta(days=round(value))).isoformat()
        return value_text(value)

    def shown(self, value: Feature | None) -> Feature | None:
        """Return a value as people read it: a day instead of the number that stands for it."""
        return self.text(value) if self.is_date and value is not None else value


@dataclass(frozen=True)
class Rung:
    """What the prediction does when one feature alone is changed.

    Attributes:
        feature: Its name.
        lowest: Value with the lowest prediction, and the prediction.
        highest: Value with the highest one, and the prediction.
        all: Every value that was tried, and its prediction.
    """

    feature: str
    lowest: tuple[Feature, float]
    highest: tuple[Feature, float]
    all: tuple[tuple[Feature, float], ...]

    @property
    def span(self) -> float:
        """How far the prediction moves."""
        return self.highest[1] - self.lowest[1]


def case_fields(data: TaskData, card: ModelCard) -> tuple[CaseField, ...]:
    """Return the features as fields, those that matter most first."""
    order = {one.feature: place for place, one in enumerate(card.importances)}
    names = sorted(map(str, data.features.columns), key=lambda name: order.get(name, len(order)))
    return tuple(replace(_field(name, data.features[name]), is_date=name in data.dates) for name in names)


def typical_case(fields: tuple[CaseField, ...]) -> Case:
    """Return the case that has the median, or the most common word, in every feature."""
    return {one.name: one.typical for one in fields}


def real_case(data: TaskData, row: int) -> Case:
    """Return a case of the table.

    Raises:
        InputError: If there is no such row.
    """
    if not 0 <= row < len(data.features):
        raise InputError(f"The table has {counted(len(data.features), 'case')}. Choose a row between 1 and that.")
    values = data.features.iloc[row]
    return {str(name): _value(value) for name, value in values.items()}


def read_case(fields: tuple[CaseField, ...], typed: Mapping[str, Any]) -> Case:
    """Return the case that a form or an address says; features that it does not name have their typical value.

    Args:
        fields: Of the model.
        typed: Text or number by feature; an empty text is a value that is not known.

    Raises:
        InputError: If a number cannot be read, in words.
    """
    return {one.name: _read(one, typed[one.name]) if one.name in typed else one.typical for one in fields}


def changed_from(fields: tuple[CaseField, ...], case: Case) -> dict[str, str]:
    """Return what of a case is not typical, as texts for an address; ``read_case`` reads it."""
    return {one.name: one.text(case[one.name]) for one in fields if case[one.name] != one.typical}


def value_text(value: Feature | None) -> str:
    """Return a value as a form shows it: all digits, no sign but those of a number."""
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value:.15g}"


def outside(fields: tuple[CaseField, ...], case: Case) -> tuple[str, ...]:
    """Return in words where a case lies outside of what was learned; a prediction says little there."""
    found = []
    for one in fields:
        value = case[one.name]
        if value is None:
            if not one.gaps:
                found.append(f"{one.name} is empty, and it never was in the cases learned from")
        elif one.low is not None and one.high is not None and not isinstance(value, str):
            room = _BEYOND * max(abs(one.low), abs(one.high), 1.0)
            if not one.low - room <= value <= one.high + room:
                found.append(
                    f"{one.name} is {one.text(value)}, but was between {one.text(one.low)} and "
                    f"{one.text(one.high)} in the cases learned from"
                )
        elif isinstance(value, str) and value not in one.choices:
            found.append(f"{one.name} is “{value[:60]}”, which no case learned from was")
    return tuple(found)


def case_frame(data: TaskData, cases: list[Case]) -> pd.DataFrame:
    """Return cases as a table with the columns of the task, as ``TrainedModel.predict`` takes it."""
    columns: dict[str, Any] = {}
    for name, column in data.features.items():
        values = [case.get(str(name)) for case in cases]
        if isinstance(column.dtype, pd.CategoricalDtype):
            columns[str(name)] = pd.Series(values, dtype=object)
        else:
            columns[str(name)] = pd.Series([math.nan if v is None else float(v) for v in values], dtype=float)
    return pd.DataFrame(columns)


def ladder(model: TrainedModel, fields: tuple[CaseField, ...], case: Case, most: int = RUNGS) -> tuple[Rung, ...]:
    """Return what the prediction does when one feature at a time is changed, what moves it most first.

    Args:
        model: The model.
        fields: Of the model, those that matter most first.
        case: From where each change starts.
        most: So many features are returned.
    """
    tried = [(one, step) for one in fields for step in one.steps]
    if not tried:
        return ()
    cases: list[Case] = [case | {one.name: step} for one, step in tried]
    means = model.predict(case_frame(model.data, cases)).mean
    by_field: dict[str, list[tuple[Feature, float]]] = {}
    for (one, step), mean in zip(tried, means, strict=True):
        by_field.setdefault(one.name, []).append((one.shown(step) or step, float(mean)))
    rungs = [
        Rung(name, min(steps, key=lambda s: s[1]), max(steps, key=lambda s: s[1]), tuple(steps))
        for name, steps in by_field.items()
    ]
    return tuple(sorted((one for one in rungs if one.span > 0), key=lambda one: -one.span)[:most])


def _field(name: str, column: pd.Series) -> CaseField:
    known = column.dropna()
    gaps = len(known) < len(column)
    if isinstance(column.dtype, pd.CategoricalDtype) or column.dtype == object:
        counts = known.astype(str).value_counts()
        words = tuple(str(one) for one in counts[counts > 0].index)
        return CaseField(name, None, None, False, words[:5], words, words[0] if words else None, gaps)
    numbers = known.to_numpy(float)
    numbers = numbers[np.isfinite(numbers)]
    if not len(numbers):
        return CaseField(name, 0.0, 0.0, False, (), (), None, True)
    # Values that occurred, not means of two of them: a number of children has no half.
    quantiles = np.quantile(numbers, _QUANTILES, method="nearest")
    steps = tuple(dict.fromkeys(float(one) for one in quantiles))
    whole = bool((numbers == np.round(numbers)).all())
    low, high = float(numbers.min()), float(numbers.max())
    return CaseField(name, low, high, whole, steps, (), _short(float(quantiles[2]), low, high, whole), gaps)


def _short(value: float, low: float, high: float, whole: bool) -> float:
    """Return a typical number as people type one: six digits say enough of a mean with fifteen."""
    short = value if whole else float(f"{value:.6g}")
    return short if low <= short <= high else value


def _read(one: CaseField, typed: Any) -> Feature | None:
    if typed is None or (isinstance(typed, float) and math.isnan(typed)):
        return None
    text = str(typed).strip()[:200] if isinstance(typed, (str, int, float)) else ""
    if text in ("", UNKNOWN):
        return None
    if not one.is_number:
        return text
    if one.is_date and len(text) == 10:
        with suppress(ValueError):
            return float((date.fromisoformat(text) - _EPOCH).days)
    plain = text.replace("−", "-").replace("\u00a0", "").replace(" ", "").replace("'", "")
    if "," in plain and "." not in plain and plain.count(",") == 1 and len(plain.rpartition(",")[2]) != 3:
        plain = plain.replace(",", ".")
    try:
        value = float(plain.replace(",", "").replace("_", "x"))
    except ValueError as error:
        raise InputError(f"“{text[:40]}” is no number. {one.name} takes one, e.g. {one.text(one.typical)}.") from error
    if not math.isfinite(value) or abs(value) > 1e15:
        raise InputError(f"“{text[:40]}” is too large. {one.name} takes a number such as {one.text(one.typical)}.")
    return value


def _value(value: Any) -> Feature | None:
    if value is None or (isinstance(value, float) and math.isnan(value)) or value is pd.NA:
        return None
    return value if isinstance(value, str) else float(value)
