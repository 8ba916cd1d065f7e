"""Which columns of a table can be learned from, and how: numbers, days and words; the others are left out and said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from core.curves import Floats
from core.wording import counted, number, percent

RARE: Final = "Other (rare)"
"""Category that all rare words become."""
MOST_WORDS: Final = 40
"""Categories of a column; the rest is rare."""
_FEWEST_ROWS: Final = 10
_RARE_SHARE: Final = 0.002
_TOO_MANY_WORDS: Final = 1_000
_FREE_TEXT: Final = 0.5
"""Share of different values from which texts are no categories."""
_UNIQUE: Final = 0.98
_ID_NAME: Final = re.compile(
    r"(^|[ _\-.])(id|ids|uuid|guid|key|number|no|nr|index|row)$|^(unnamed: ?\d+|e-?mail|phone)|Id$|ID$|^(id|ID)[ _\-.]"
)
_PERSON: Final = re.compile(
    r"^(customer|client|user|buyer|member|person|contact|account|household)s?[ _\-.]?(id|no|nr|number|key|code)?$|^id$",
    re.IGNORECASE,
)
_ISO_DAY: Final = r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?"
_EPOCH: Final = pd.Timestamp("1970-01-01")


@dataclass(frozen=True, eq=False)
class Columns:
    """The usable columns of a table.

    Attributes:
        features: Numbers and days as float, words as categories, rare ones pooled.
        left_out: Columns that are not used, and why.
        dates: Columns of days since 1970.
        ids: Columns that only name rows, as numbers where they are some.
        notes: What was done with cells, in words.
    """

    features: pd.DataFrame
    left_out: tuple[tuple[str, str], ...]
    dates: tuple[str, ...]
    ids: pd.DataFrame
    notes: tuple[str, ...]


def usable_columns(frame: pd.DataFrame, reasons: dict[str, str]) -> Columns:
    """Return the columns of a frame that a model can learn from.

    Args:
        frame: One row a case.
        reasons: Columns that are not to be used anyhow, and why, in words.
    """
    made: dict[str, pd.Series] = {}
    ids: dict[str, Floats] = {}
    left_out, dates, notes = dict(reasons), [], []
    for name in map(str, frame.columns):
        if name in reasons:
            continue
        values = as_cells(frame[name])
        if is_number(values) and (endless := int(np.isinf(values.to_numpy(float)).sum())):
            values = values.where(np.isfinite(values.to_numpy(float)))
            notes.append(f"“{name}”: {counted(endless, 'infinite cell')} counted as missing.")
        reason = _not_usable(name, values)
        if reason:
            left_out[name] = reason
            if reason.startswith("Names"):
                ids[name] = _as_rank(values)
        elif pd.api.types.is_datetime64_any_dtype(values):
            made[name] = days_of(values)
            dates.append(name)
        else:
            made[name] = values.astype(float) if is_number(values) else _pooled(values)
    features = pd.DataFrame(made, index=pd.RangeIndex(len(frame)))
    return Columns(
        features, tuple(left_out.items()), tuple(dates), pd.DataFrame(ids, index=features.index), tuple(notes)
    )


def as_cells(values: pd.Series) -> pd.Series:
    """Return a column as float, datetime or texts with None for empty cells."""
    values = values.reset_index(drop=True)
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.tz_localize(None) if values.dt.tz is not None else values
    if pd.api.types.is_numeric_dtype(values):
        return pd.Series(values.to_numpy(dtype=float, na_value=np.nan))
    known = values.dropna()
    if len(known) == 0:
        return pd.Series(np.full(len(values), np.nan))
    kind = pd.api.types.infer_dtype(known, skipna=True)
    if kind in ("boolean", "integer", "floating", "mixed-integer-float", "decimal"):
        return pd.Series(pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan))
    if kind in ("date", "datetime", "datetime64"):
        return pd.Series(pd.to_datetime(values, errors="coerce"))
    texts = values.astype(object).where(values.notna().to_numpy(), None)
    if known.astype(str).str.fullmatch(_ISO_DAY).all():
        return pd.Series(pd.to_datetime(texts, errors="coerce", format="ISO8601"))
    return pd.Series([None if one is None else word(one) for one in texts], dtype=object)


def word(cell: object) -> str | None:
    """Return a cell as the name of a category: 3 and 3.0 are one, and blanks are none."""
    if isinstance(cell, (float, np.floating)) and float(cell).is_integer():
        cell = int(cell)
    text = str(cell).strip()
    return text or None


def is_number(values: pd.Series) -> bool:
    """Return whether a column holds numbers."""
    return bool(pd.api.types.is_numeric_dtype(values))


def days_of(values: pd.Series) -> pd.Series:
    """Return moments as days since 1970."""
    return (values - _EPOCH) / pd.Timedelta(days=1)


def groups_of(frame: pd.DataFrame) -> str:
    """Return the column that names persons who have several rows; empty where there is none."""
    for name in map(str, frame.columns):
        if _PERSON.match(name):
            known = frame[name].dropna()
            if 1 < known.nunique() < _UNIQUE * len(known) and known.nunique() > max(20, 0.02 * len(known)):
                return name
    return ""


def _not_usable(name: str, values: pd.Series) -> str:
    """Return why a column cannot be learned from; empty where it can."""
    known = values.dropna()
    if known.empty:
        return "No value in any row."
    different = int(known.nunique())
    if different == 1 and len(known) == len(values):
        return f"The same in every row: {str(known.iloc[0])[:40]}."
    share = different / len(known)
    if is_number(values):
        whole = bool((known == np.floor(known)).all())
        steps = np.diff(known.to_numpy(float))
        rising = len(known) > 2 and whole and bool((steps == steps[0]).all())
        if whole and share >= _UNIQUE and different > 20 and (_ID_NAME.search(name) or rising):
            return "Names the row (an id): it says nothing of new cases."
        return ""
    if pd.api.types.is_datetime64_any_dtype(values):
        return ""
    if share >= _UNIQUE and different > 20:
        return "Names the row: another text in nearly every row."
    if different > MOST_WORDS and (share >= _FREE_TEXT or different > _TOO_MANY_WORDS):
        return f"Free text: {number(different)} different values in {number(len(known))} rows."
    return ""


def _pooled(values: pd.Series) -> pd.Series:
    counts = values.value_counts()
    # Equal counts in the order of the alphabet, so that the order of rows decides nothing.
    ordered = sorted(counts.index, key=lambda one: (-counts[one], one))
    least = max(_FEWEST_ROWS, _RARE_SHARE * len(values)) if len(values) > 20 * _FEWEST_ROWS else 1
    kept = [one for one in ordered[:MOST_WORDS] if counts[one] >= least]
    rare = [one for one in ordered if one not in set(kept)]
    if not kept:
        kept, rare = ordered[:MOST_WORDS], ordered[MOST_WORDS:]
    if len(rare) == 1 and len(kept) < MOST_WORDS:
        kept, rare = [*kept, rare[0]], []
    names = [*kept, RARE] if rare else kept
    pool = dict.fromkeys(rare, RARE)
    return pd.Series(pd.Categorical(values.map(lambda one: pool.get(one, one)), categories=names))


def _as_rank(values: pd.Series) -> Floats:
    if is_number(values):
        return values.to_numpy(float)
    return pd.Series(pd.Categorical(values).codes).to_numpy(float)


def missing_words(features: pd.DataFrame) -> Iterable[str]:
    """Yield for each column with many empty cells how many there are, in words."""
    for name in features.columns:
        share = float(features[name].isna().mean())
        if share > 0.2:
            yield f"“{name}” is empty in {percent(share)} of the rows."
