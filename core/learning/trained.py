"""A trained model: reads cases, predicts them with intervals, and says what it has never seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from core.curves import Floats
from core.errors import InputError
from core.learning.columns import RARE, as_cells, days_of, is_number, word
from core.learning.explain import Calibrator, Margin, VennAbers, calibrate
from core.learning.kinds import Model
from core.learning.predictions import Predictions
from core.learning.results import ModelCard
from core.learning.task import TaskData
from core.wording import NBSP, date_text, number

LARGEST: int = 2_000_000
"""Cases that are predicted at once."""


@dataclass(frozen=True)
class Seen:
    """What was learned from in a column.

    Attributes:
        name: Of the column.
        words: Its categories; None for a number.
        is_date: Whether its numbers are days since 1970.
        lower: Smallest number.
        upper: Largest.
        ever_empty: Whether a cell was empty.
    """

    name: str
    words: tuple[str, ...] | None
    is_date: bool
    lower: float
    upper: float
    ever_empty: bool

    @classmethod
    def of(cls, values: pd.Series, is_date: bool) -> Seen:
        """Return what was seen in a column of features."""
        name, empty = str(values.name), bool(values.isna().any())
        if isinstance(values.dtype, pd.CategoricalDtype):
            return cls(name, tuple(values.cat.categories), False, 0.0, 0.0, empty)
        known = values.to_numpy(float)
        known = known[np.isfinite(known)]
        low, high = (float(known.min()), float(known.max())) if len(known) else (np.nan, np.nan)
        return cls(name, None, is_date, low, high, empty)


@dataclass(frozen=True, eq=False)
class Parts:
    """What predicts.

    Attributes:
        model: The best one.
        seen: By column, in the order of the features.
        scores: Of yes or no: what the model said of the cases that chances were calibrated on.
        outcome: And what happened.
        spread: Of amounts: a model of how far off predictions are; None: all alike.
        least_spread: Its smallest value.
        margin: How many spreads an interval reaches.
        floor: Smallest amount that can be; None where there is none.
    """

    model: Model
    seen: tuple[Seen, ...]
    scores: Floats = field(default_factory=lambda: np.zeros(0))
    outcome: Floats = field(default_factory=lambda: np.zeros(0))
    spread: Model | None = None
    least_spread: float = 1.0
    margin: Margin | None = None
    floor: float | None = None


class Trained:
    """A model that can be used. A ``core.learning.predictions.TrainedModel``.

    Args:
        card: Everything that is said of it.
        data: What it learned from.
        parts: What predicts.

    Attributes:
        card: Everything that is said of it.
        data: What it learned from.
    """

    def __init__(self, card: ModelCard, data: TaskData, parts: Parts) -> None:
        self.card, self.data, self._parts = card, data, parts
        self._engine = Engine(parts)

    def predict(self, cases: pd.DataFrame) -> Predictions:
        """Return what is expected of cases; columns that are missing count as empty cells.

        Raises:
            InputError: If a cell cannot be read as what its column is, or no column is known.
        """
        features, unseen = self.read(cases)
        mean, lower, upper = self._engine.predict(features)
        return Predictions(mean, lower, upper, unseen)

    def mean(self, features: pd.DataFrame) -> Floats:
        """Return chances or amounts of cases that are read already, as in ``data.features``, shape (cases,)."""
        return self._engine.mean(features[[one.name for one in self._parts.seen]])

    def read(self, cases: pd.DataFrame) -> tuple[pd.DataFrame, tuple[tuple[str, ...], ...]]:
        """Return cases as features, and for each what was never learned from, in words.

        Raises:
            InputError: If a cell cannot be read as what its column is, or no column is known.
        """
        if not isinstance(cases, pd.DataFrame) or len(cases) == 0:
            raise InputError("There are no cases to predict. Give at least one row.")
        if len(cases) > LARGEST:
            raise InputError(f"{number(len(cases))} cases are too many at once; up to {number(LARGEST)} are predicted.")
        cases = cases.rename(columns=str)
        if cases.columns.has_duplicates:
            raise InputError(f"Two columns are called “{cases.columns[cases.columns.duplicated()][0]}”. Rename one.")
        if not any(one.name in cases.columns for one in self._parts.seen):
            names = ", ".join(f"“{one.name}”" for one in self._parts.seen[:5])
            raise InputError(f"The cases have none of the columns that were learned from: {names} and so on.")
        made: dict[str, Any] = {}
        notes: list[list[str]] = [[] for _ in range(len(cases))]
        for one in self._parts.seen:
            values = cases[one.name] if one.name in cases.columns else pd.Series([None] * len(cases), dtype=object)
            made[one.name] = (
                _read_words(one, values, notes) if one.words is not None else _read_numbers(one, values, notes)
            )
        features = pd.DataFrame(made)
        for row in np.flatnonzero(features.isna().all(axis=1)):
            notes[row] = ["Nothing is known of this case: the prediction is hardly more than the average."]
        return features, tuple(map(tuple, notes))


class Engine:
    """Predicts features that are read.

    Args:
        parts: What predicts.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.calibrator: Calibrator | None = None
        self._venn_abers: VennAbers | None = None
        if parts.model.is_class:
            self.calibrator = calibrate(parts.scores, parts.outcome)
            self._venn_abers = VennAbers.fit(parts.scores, parts.outcome)

    def mean(self, features: pd.DataFrame) -> Floats:
        """Return chances or amounts, shape (cases,)."""
        raw = self._parts.model.predict(features)
        return self.calibrator(raw) if self.calibrator else floored(raw, self._parts.floor)

    def predict(self, features: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
        """Return means and both ends of the intervals, shape (cases,) each."""
        if self.calibrator is not None and self._venn_abers is not None:
            raw = self._parts.model.predict(features)
            mean = self.calibrator(raw)
            lower, upper = self._venn_abers.interval(raw)
            # One is a curve, the other steps: the interval holds both.
            return mean, np.minimum(lower, mean), np.maximum(upper, mean)
        mean = self.mean(features)
        if self._parts.margin is None:
            return mean, mean, mean
        lower, upper = self._parts.margin.around(
            mean, spread_of(self._parts.spread, self._parts.least_spread, features)
        )
        return mean, floored(lower, self._parts.floor), upper


def spread_of(model: Model | None, least: float, features: pd.DataFrame) -> Floats | float:
    """Return how far off predictions are expected to be."""
    return 1.0 if model is None else np.maximum(model.predict(features), least)


def floored(values: Floats, floor: float | None) -> Floats:
    """Return values that are not below what can be."""
    return values if floor is None else np.maximum(values, floor)


def _read_words(seen: Seen, values: pd.Series, notes: list[list[str]]) -> pd.Categorical:
    cells = values.astype(object).to_numpy()
    texts = np.array([None if _empty(one) else word(one) for one in cells], dtype=object)
    known = set(seen.words or ())
    pool = RARE if RARE in known else None
    for row in np.flatnonzero([one is None for one in texts]):
        _note_empty(seen, notes[row])
    for row, text in enumerate(texts):
        if text is not None and text not in known:
            learned = "was rare or never seen" if pool else "was never seen"
            notes[row].append(f"{seen.name}: “{text[:40]}” {learned} when learning.")
            texts[row] = pool
    return pd.Categorical(texts, categories=list(seen.words or ()))


def _read_numbers(seen: Seen, values: pd.Series, notes: list[list[str]]) -> Floats:
    cells = as_cells(values)
    if pd.api.types.is_datetime64_any_dtype(cells) and seen.is_date:
        cells = days_of(cells)
    elif not is_number(cells) or pd.api.types.is_datetime64_any_dtype(cells):
        cells = _as_numbers(seen, cells)
    numbers = cells.to_numpy(float)
    if (endless := np.flatnonzero(np.isinf(numbers))).size:
        raise InputError(
            f"“{seen.name}” is infinite in row {endless[0] + 1:,}. Give a number, or leave the cell empty."
        )
    for row in np.flatnonzero(np.isnan(numbers)):
        _note_empty(seen, notes[row])
    for row in np.flatnonzero((numbers < seen.lower) | (numbers > seen.upper)):
        span = f"{_shown(seen, seen.lower)} to {_shown(seen, seen.upper)}"
        notes[row].append(f"{seen.name}: {_shown(seen, numbers[row])} is outside of what was learned from, {span}.")
    return numbers


def _as_numbers(seen: Seen, cells: pd.Series) -> pd.Series:
    if seen.is_date:
        read = days_of(pd.to_datetime(cells, errors="coerce", format="mixed"))
        read = read.fillna(pd.to_numeric(cells, errors="coerce"))
    elif pd.api.types.is_datetime64_any_dtype(cells):
        raise InputError(f"“{seen.name}” holds dates, but numbers were learned from. Give numbers.")
    else:
        read = pd.to_numeric(cells, errors="coerce")
    if (wrong := np.flatnonzero(read.isna() & cells.notna())).size:
        kind = "date" if seen.is_date else "number"
        raise InputError(
            f"“{str(cells.iloc[wrong[0]])[:40]}” in row {wrong[0] + 1:,} of “{seen.name}” is no {kind}. Mend it, or "
            "leave the cell empty."
        )
    return read


def _note_empty(seen: Seen, notes: list[str]) -> None:
    if not seen.ever_empty:
        notes.append(f"{seen.name}: empty, which never was so when learning.")


def _empty(cell: object) -> bool:
    return cell is None or cell is pd.NA or cell is pd.NaT or cell != cell


def _shown(seen: Seen, value: float) -> str:
    if seen.is_date:
        return date_text((pd.Timestamp("1970-01-01") + pd.Timedelta(days=float(np.clip(value, -1e5, 1e5)))).date())
    return number(value) if float(value).is_integer() and abs(value) < 1e15 else f"{value:,.4g}".replace(" ", NBSP)
