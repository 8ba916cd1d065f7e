"""The table of a question: a row a person from an uploaded table or a frame, or a row a campaign and week."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.data.dataset import frame_hash
from core.errors import InputError, NotEnoughDataError
from core.learning.campaign_weeks import campaign_weeks
from core.learning.columns import as_cells, days_of, groups_of, is_number, missing_words, usable_columns, word
from core.learning.task import TaskData, TaskSpec
from core.memo import content_key
from core.wording import counted, number

if TYPE_CHECKING:
    from core.data import Dataset
    from core.files import KeptFiles

FEWEST_ROWS: Final = 60
"""Rows below which nothing can be held back that would say anything."""
FEWEST_OF_AN_ANSWER: Final = 15
_YES: Final = ("yes", "true", "1", "y", "t")
_NO: Final = ("no", "false", "0", "n", "f")


def task_data(
    spec: TaskSpec, dataset: Dataset | Callable[[], Dataset] | None, files: KeptFiles | None, country: str = ""
) -> TaskData:
    """Return the table of a question.

    Args:
        spec: The question.
        dataset: Of ``roi`` and ``conversions``: the data set in use, or what returns it.
        files: Of ``behaviour``: the uploaded tables.
        country: Whose public holidays count in campaign weeks; empty for nobody's.

    Raises:
        InputError: If the question cannot be asked of the table.
        NotEnoughDataError: If it has too few rows, or too few of one answer.
        NotFoundError: If the file is not kept.
    """
    if spec.kind == "behaviour":
        if files is None:
            raise InputError("Choose a table about people first.")
        # The order of the rows is that of the file: DuckDB may change it, Arrow does not.
        frame = pd.read_parquet(files.path(spec.file), engine="pyarrow")
        return people_data(spec, frame, spec.file)
    if dataset is None:
        raise InputError("Campaign data are needed for this question. Import some first.")
    return campaign_weeks(spec, dataset() if callable(dataset) else dataset, country)


def people_data(spec: TaskSpec, frame: pd.DataFrame, content: str = "") -> TaskData:
    """Return the table of a question about people from a frame with one row a case.

    Args:
        spec: The question; its kind and file do not matter.
        frame: Any columns.
        content: Hash of the frame; empty: it is made.

    Raises:
        InputError: If the target is not in the frame, or has one answer only, or is no amount.
        NotEnoughDataError: If there are too few rows.
    """
    if not isinstance(frame, pd.DataFrame):
        raise InputError("A table with named columns is needed.")
    frame = frame.rename(columns=str).reset_index(drop=True)
    if frame.columns.has_duplicates:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise InputError(f"Two columns are called “{twice}”. Rename one of them.")
    for role, name in (("that is predicted", spec.target), ("of the order", spec.time), ("of groups", spec.group)):
        if name and name not in frame.columns:
            raise InputError(f"The table has no column “{name[:60]}”, the one {role}. Choose another one.")
    if not spec.target:
        raise InputError("Choose the column that is to be predicted.")
    target, is_class, unit, notes = _target(spec, as_cells(_spoken(frame[spec.target])))
    order = _order(frame[spec.time]) if spec.time else None
    keep = np.isfinite(target) & (pd.notna(order) if order is not None else True)
    if order is not None and not pd.notna(order).all():
        notes.append(f"{counted(int(pd.isna(order).sum()), 'row')} without “{spec.time}” left out.")
    frame, target = frame.loc[keep].reset_index(drop=True), target[keep]
    order = order[keep] if order is not None else None
    _check_rows(target, is_class, spec.target, unit)
    group = spec.group or groups_of(frame)
    reasons = {spec.target: "What is predicted."} | dict.fromkeys(spec.left_out, "Left out by a person.")
    if spec.time:
        reasons[spec.time] = "Says the order of the rows."
    if group:
        reasons[group] = "Says which rows belong together."
    reasons = {name: why for name, why in reasons.items() if name in frame.columns}
    found = usable_columns(frame, reasons)
    if found.features.empty:
        raise InputError(
            "No column is left to predict from: all others are empty, the same in every row, or ids. "
            "Upload a table with more columns."
        )
    left_out = tuple(one for one in found.left_out if one[0] != spec.target)
    named = next(iter(found.ids.columns), group)
    labels = frame[named].astype(str) if named else pd.Series([f"Row {row + 1:,}" for row in range(len(frame))])
    key = content_key("table", content=content or frame_hash(frame), spec=spec.to_plain() | {"seconds": 0, "seed": 0})
    return TaskData(
        key=key,
        features=found.features,
        target=target,
        is_class=is_class,
        unit=unit,
        order=order,
        labels=labels.to_numpy(object),
        left_out=left_out,
        group=pd.factorize(frame[group].astype(str))[0] if group else None,
        title=f"{spec.target} is {unit}" if is_class else spec.target,
        dates=found.dates,
        ids=found.ids,
        notes=(*notes, *found.notes, *missing_words(found.features)),
    )


def _target(spec: TaskSpec, values: pd.Series) -> tuple[Floats, bool, str, list[str]]:
    """Return the target with not-a-number where it is missing, whether it is yes or no, its unit, and notes."""
    name, notes = spec.target, []
    missing = int(values.isna().sum())
    if missing == len(values):
        raise InputError(f"The column “{name}” has no value in any row. Choose another one to predict.")
    if missing:
        notes.append(f"{counted(missing, 'row')} without “{name}” left out.")
    texts = values.map(lambda one: None if pd.isna(one) else word(one))
    different = sorted({one for one in texts if one is not None})
    if spec.positive:
        positive = word(spec.positive) or ""
        same = [one for one in different if one == positive] or [one for one in different if _same(one, positive)]
        if not same:
            shown = ", ".join(f"“{one[:30]}”" for one in different[:5])
            raise InputError(f"“{name}” is never “{spec.positive[:60]}”. Its values are {shown}.")
        yes = texts.map(lambda one: np.nan if one is None else float(one == same[0])).to_numpy(float)
        # Files keep yes and no as 1 and 0; people go on to call it as their table did.
        return yes, True, positive, notes
    if len(different) == 1:
        raise InputError(f"“{name}” is “{different[0][:40]}” in every row: there is nothing to predict.")
    if len(different) == 2:
        positive = next((one for one in different if one.lower() in _YES), different[-1])
        return texts.map(lambda one: np.nan if one is None else float(one == positive)).to_numpy(float), True, (
            positive
        ), notes  # fmt: skip
    if pd.api.types.is_datetime64_any_dtype(values):
        raise InputError(f"“{name}” holds dates. Choose a column with amounts, or with yes and no.")
    if not is_number(values):
        raise InputError(
            f"“{name}” holds {number(len(different))} different texts. Choose the one that counts as yes, or a column "
            "with amounts."
        )
    amounts = values.to_numpy(float)
    if endless := int(np.isinf(amounts).sum()):
        notes.append(f"{counted(endless, 'row')} with an infinite “{name}” left out.")
        amounts = np.where(np.isfinite(amounts), amounts, np.nan)
    if below := int((amounts < 0).sum()):
        notes.append(f"“{name}” is below zero in {counted(below, 'row')}; they are used as they are.")
    return amounts, False, name, notes


def _same(one: str, other: str) -> bool:
    """Return whether two texts are the same answer: in other letters, as a number, or as another word for yes or no."""
    if one.lower() == other.lower() or any(one.lower() in words and other.lower() in words for words in (_YES, _NO)):
        return True
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def _spoken(values: pd.Series) -> pd.Series:
    """Return a column of yes and no as these words; others as they are."""
    if pd.api.types.infer_dtype(values, skipna=True) != "boolean":
        return values
    return values.astype(object).map({True: "yes", False: "no"})


def _order(values: pd.Series) -> NDArray[Any]:
    cells = as_cells(values)
    if pd.api.types.is_datetime64_any_dtype(cells):
        cells = days_of(cells)
    elif not is_number(cells):
        cells = days_of(pd.to_datetime(cells, errors="coerce", format="mixed"))
    if cells.notna().mean() < 0.5:
        raise InputError(f"“{str(values.name)[:60]}” holds neither dates nor numbers, so it cannot say the order.")
    ordered: NDArray[Any] = cells.replace([np.inf, -np.inf], np.nan).to_numpy(float)
    return ordered


def _check_rows(target: Floats, is_class: bool, name: str, unit: str) -> None:
    if len(target) < FEWEST_ROWS:
        raise NotEnoughDataError(
            f"The table has {counted(len(target), 'usable row')}; at least {FEWEST_ROWS} are needed to learn from some "
            "and to check on others."
        )
    if not is_class:
        if np.ptp(target) == 0:
            raise InputError(f"“{name}” is the same in every row: there is nothing to predict.")
        return
    yes = int(target.sum())
    if yes in (0, len(target)):
        raise InputError(f"“{name}” has one answer in every row: there is nothing to predict.")
    rarer = min(yes, len(target) - yes)
    if rarer < FEWEST_OF_AN_ANSWER:
        which = f"is “{unit}”" if yes == rarer else f"is not “{unit}”"
        raise NotEnoughDataError(
            f"“{name}” {which} in {counted(rarer, 'row')} only; at least {FEWEST_OF_AN_ANSWER} are needed to learn "
            "what they have in common."
        )
