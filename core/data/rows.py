"""Judging the rows of a file: which are kept, which are set aside and why."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.errors import FileUnusableError, UnreadableSpendError

EARLIEST: Final = np.datetime64("1990-01-01")
HARMLESS: Final = ("total_rows", "notes", "copies")
"""Kinds of rows that belong to healthy files: they do not count when most of the others cannot be used."""
WHAT_TO_DO: Final = {
    "more_cells": "Export it again: a text with the delimiter in it must stand in quotation marks.",
    "no_campaign": "Export the report with the campaign in each row.",
    "no_date": "Export the report split by day.",
    "unreadable_date": "Check that the column holds dates with day, month and year.",
    "open_date": "Say whether the day or the month comes first, or export dates as 2026-01-31.",
    "old_date": "Check the column of dates.",
    "future_date": "Check the dates, and whether the day or the month comes first.",
    "several_days": "Export the report split by day.",
    "unreadable_number": "Check that the column is the right one and holds plain numbers.",
    "negative_count": "Check that the column is the right one.",
}
LABELS: Final = {
    "more_cells": "with more cells than the header has",
    "total_rows": "with totals",
    "notes": "with a note and no data",
    "no_campaign": "without a campaign",
    "no_date": "without a date",
    "unreadable_date": "whose date cannot be read",
    "open_date": "whose date can be read in two ways",
    "old_date": "dated before 1990",
    "future_date": "dated in the future",
    "several_days": "that cover more than one day",
    "unreadable_number": "with text or an impossible number where a number belongs",
    "negative_count": "with negative impressions or clicks",
    "copies": "that are exact copies of another row",
}

_TOTAL = re.compile(r"\s*(grand total|total|totals|gesamt|gesamtsumme|summe|insgesamt|totale|totaux)\b", re.IGNORECASE)
_TOTAL_ALONE = re.compile(
    r"\s*(grand )?(total|totals|gesamt|summe|totale|totaux)\s*(of [\d,. ]+ results?)?[:\s]*", re.I
)


@dataclass(eq=False)
class Verdicts:
    """Kind and reason for each row that is set aside; the first reason found stays.

    Attributes:
        kind: Kind by row, empty where kept.
        reason: Sentence by row.
    """

    kind: NDArray[np.object_]
    reason: NDArray[np.object_] = field(init=False)

    def __post_init__(self) -> None:
        self.reason = np.full(len(self.kind), "", dtype=object)

    @classmethod
    def of(cls, rows: int) -> "Verdicts":
        """Return verdicts in which every row is kept."""
        return cls(np.full(rows, "", dtype=object))

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Whether each row is kept."""
        return np.asarray(self.kind == "", bool)

    def set_aside(self, rows: NDArray[np.bool_], kind: str, reason: str, *cells: NDArray[np.object_]) -> None:
        """Set rows aside that are still kept; ``{}`` in the reason stand for the row's cells."""
        for row in np.nonzero(rows & self.kept)[0]:
            self.kind[row] = kind
            self.reason[row] = reason.format(*(shown(column[row]) for column in cells))


def shown(cell: Any) -> str:
    """Return a cell as it is quoted in a sentence: on one line and short."""
    text = " ".join(str(cell).split())
    return text if len(text) <= 40 else text[:39] + "…"


def judge_shape(
    verdicts: Verdicts, rows: list[list[Any]], width: int, dated: NDArray[np.bool_], campaign: NDArray[np.object_]
) -> None:
    """Set aside what is no row of data: totals, notes, rows that are cut into too many cells.

    Args:
        verdicts: Where the outcome goes.
        rows: The cells.
        width: Number of headers.
        dated: Whether each row has a readable date.
        campaign: Name of the campaign by row.
    """
    codes, unique = pd.factorize(campaign)
    total = np.array([bool(_TOTAL_ALONE.fullmatch(name)) for name in unique])[codes]
    note = np.zeros(len(rows), bool)
    for number in np.nonzero(~dated)[0]:
        # A campaign may be called "Total fitness": only without a date does such a text mean a total.
        filled = [str(cell) for cell in rows[number] if cell != ""]
        total[number] |= any(_TOTAL.match(text) for text in (filled[0], campaign[number]))
        note[number] = len(filled) == 1
    verdicts.set_aside(total, "total_rows", "A total, not a day of a campaign")
    verdicts.set_aside(note, "notes", "A note, not a row of data")
    longer = np.array([len(row) > width for row in rows])
    verdicts.set_aside(longer, "more_cells", "More cells than the header has")


def judge_dates(
    verdicts: Verdicts, cells: NDArray[np.object_], values: NDArray[np.datetime64], unclear: NDArray[np.bool_]
) -> None:
    """Set aside rows whose date is missing, unreadable, open, before 1990 or after tomorrow."""
    blank = np.array([str(cell).strip() in ("", "-", "--") for cell in cells])
    verdicts.set_aside(blank, "no_date", "No date")
    verdicts.set_aside(unclear, "open_date", "“{}” can be read as two different dates", cells)
    verdicts.set_aside(np.isnat(values), "unreadable_date", "“{}” is not a date", cells)
    verdicts.set_aside(values < EARLIEST, "old_date", "“{}” is before 1990", cells)
    # A day more than the clock says: exports follow the time zone of the ad account.
    tomorrow = np.datetime64(date.today() + timedelta(days=1))
    verdicts.set_aside(values > tomorrow, "future_date", "“{}” is in the future", cells)


def judge_numbers(
    verdicts: Verdicts, values: dict[str, Floats], cells: dict[str, NDArray[np.object_]], headers: dict[str, str]
) -> None:
    """Set aside rows with text, impossible numbers or negative counts."""
    for name, column in values.items():
        reason = "“{}” in “" + shown(headers[name]).replace("{", "{{").replace("}", "}}") + "” is not a number"
        verdicts.set_aside(np.isnan(column), "unreadable_number", reason + " that can be used", cells[name])
        if name in ("impressions", "clicks"):
            verdicts.set_aside(column < 0, "negative_count", "“{}” " + name + " is below zero", cells[name])


def judge_copies(verdicts: Verdicts, keyed: pd.DataFrame, rows: list[list[Any]], numbers: list[int]) -> int:
    """Set exact copies aside where the file otherwise has one row a campaign and day; return how many copies stay.

    In a file with several rows a campaign and day, equal rows are usual: two clicks at the same price look alike.

    Args:
        verdicts: Where the outcome goes.
        keyed: Date and campaign id of each row.
        rows: The cells.
        numbers: Number of each row in the file.
    """
    kept = verdicts.kept
    repeated = kept & keyed.duplicated(keep=False).to_numpy()
    first: dict[tuple[Any, ...], int] = {}
    copies = np.zeros(len(rows), bool)
    originals = np.full(len(rows), "", dtype=object)
    for number in np.nonzero(repeated)[0]:
        cells = tuple(rows[number])
        if cells in first:
            copies[number], originals[number] = True, str(numbers[first[cells]])
        else:
            first[cells] = int(number)
    if not copies.any() or keyed[kept & ~copies].duplicated().any():
        return int(copies.sum())
    verdicts.set_aside(copies, "copies", "An exact copy of row {}", originals)
    return 0


def refuse_where_most_fail(verdicts: Verdicts, numbers: list[int]) -> None:
    """Refuse a file of which more than half cannot be used.

    Raises:
        FileUnusableError: With the most frequent reason and what to do about it.
    """
    judged = ~np.isin(verdicts.kind.astype(str), HARMLESS)
    bad = judged & ~verdicts.kept
    if not judged.any():
        raise FileUnusableError("The file holds totals only. Export the report split by campaign and day.")
    if bad.sum() * 2 <= judged.sum():
        return
    kinds, counts = np.unique(verdicts.kind[bad].astype(str), return_counts=True)
    kind = str(kinds[counts.argmax()])
    row = int(np.nonzero(verdicts.kind == kind)[0][0])
    reason = str(verdicts.reason[row])
    raise FileUnusableError(
        f"{bad.sum():,} of {judged.sum():,} rows cannot be used. Row {numbers[row]}, for example: "
        f"{reason[0].lower() + reason[1:]}. {WHAT_TO_DO[kind]}"
    )


def refuse_text_in_spend(
    verdicts: Verdicts, spend: Floats, cells: NDArray[np.object_], numbers: list[int], header: str
) -> None:
    """Refuse a file with text where an amount of spend belongs: what it hides may be any amount.

    Args:
        verdicts: Rows that are no data, such as totals, do not count.
        spend: Spend by row, not a number where it cannot be read.
        cells: The cells it was read from.
        numbers: Number of each row in the file.
        header: Header of the column.

    Raises:
        UnreadableSpendError: With the first such cell and how many there are.
    """
    rows = np.nonzero(np.isnan(spend) & (verdicts.kind == "unreadable_number"))[0]
    if not len(rows):
        return
    more = f", and {len(rows) - 1:,} more rows have such text" if len(rows) > 1 else ""
    raise UnreadableSpendError(
        f"“{shown(cells[rows[0]])}” in “{shown(header)}” (row {numbers[rows[0]]}) is not an amount of money{more}. "
        "Correct it in the file and import it again.",
        rows=len(rows),
    )
