"""Document: a file of curves as a JSON tree or as a table, and how its cells are read."""

import csv
import io
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from core.curves import Floats
from core.data.schema import OUTCOMES
from core.errors import FileUnusableError

LARGEST_FILE: Final = 50 * 2**20
LARGEST_NUMBER: Final = 1e15
"""No spend and no outcome of a period is larger; such a number is a mistake."""
MOST_CURVES: Final = 500
PERIODS: Final = {"day": 1.0, "week": 7.0}
LONGEST_PERIOD: Final = 3660.0
_ROWS = "Save the table with one row for each curve, or for each point of a curve, as CSV."

Columns = dict[str, list[Any]]


@dataclass(frozen=True)
class Document:
    """A file of curves.

    Attributes:
        tree: What a JSON file holds; None for a table.
        columns: Cells by header in lower case; empty where the file is no table.
        days: Days of one period of the curves, as the person who brings the file says; None where nobody said it.
    """

    tree: Any
    columns: Columns
    days: float | None = None

    def has(self, *names: str) -> bool:
        """Return whether the table has all of these columns."""
        return all(name in self.columns for name in names)

    def numbers(self, name: str) -> Floats:
        """Return a column of numbers.

        Raises:
            FileUnusableError: If a cell is no number.
        """
        cells = self.columns[name]
        return np.array([number(cell, f"in column “{name}”, row {row}") for row, cell in enumerate(cells, start=2)])

    def texts(self, name: str) -> list[str]:
        """Return a column of names.

        Raises:
            FileUnusableError: If a cell is empty.
        """
        return [label(cell, f"in column “{name}”, row {row}") for row, cell in enumerate(self.columns[name], start=2)]

    def only(self, name: str, rows: list[int] | None = None) -> Any:
        """Return the one value of a column that may be absent (None then) but says one thing for all rows given.

        Raises:
            FileUnusableError: If rows differ.
        """
        if name not in self.columns:
            return None
        cells = self.columns[name] if rows is None else [self.columns[name][row] for row in rows]
        found = list(dict.fromkeys(str(cell).strip() for cell in cells if not is_empty(cell)))
        if len(found) > 1:
            raise FileUnusableError(
                f"Column “{name}” holds both “{found[0][:40]}” and “{found[1][:40]}” where one is meant. Correct it."
            )
        return found[0] if found else None


@dataclass(frozen=True)
class About:
    """What a file says of all its curves: days of a period, outcome (None where unsaid), ISO currency (or None)."""

    period_days: float
    outcome: str | None
    currency: str | None


def read_document(content: bytes, days: float | None) -> Document:
    """Return a file as a tree or a table.

    Raises:
        FileUnusableError: If it is neither.
    """
    if days is not None:
        days = checked_days(days)
    if len(content) > LARGEST_FILE:
        raise FileUnusableError(
            f"The file has {len(content) / 2**20:,.0f} MB; files of curves up to {LARGEST_FILE // 2**20} MB can be "
            "read. Keep fewer draws."
        )
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise FileUnusableError("The file is no text. Bring the curves as CSV or JSON, in UTF-8.") from None
    if not text:
        raise FileUnusableError("The file is empty. Export the curves again.")
    if text[0] in "[{":
        return _tree(text, days)
    return Document(None, _table(text), days)


def about(document: Document) -> About:
    """Return what the columns ``period`` or ``days``, ``outcome`` and ``currency`` say of all curves.

    Raises:
        FileUnusableError: If they contradict each other, or nobody says how long a period is.
    """
    said = {name: document.only(name) for name in ("period", "days", "outcome", "currency")}
    return checked_about(said, document.days)


def checked_about(said: dict[str, Any], days: float | None) -> About:
    """Return period, outcome and currency out of what a file says, and the days that a person says.

    Raises:
        FileUnusableError: If something said cannot be used, or nobody says how long a period is.
    """
    period = said.get("period")
    if days is None and not is_empty(said.get("days")):
        days = checked_days(number(said["days"], "of days in a period"))
    if days is None and not is_empty(period):
        if str(period).strip().lower() not in PERIODS:
            raise FileUnusableError(
                f"The period is “{str(period)[:40]}”; it must be day or week, or give a number of days."
            )
        days = PERIODS[str(period).strip().lower()]
    if days is None:
        raise FileUnusableError(
            "The file does not say over how many days its spend and outcome add up. Add a column “days” (7 for weekly "
            "curves), or say the number of days along with the file."
        )
    outcome = said.get("outcome")
    if is_empty(outcome):
        outcome = None
    elif str(outcome).strip().lower() not in OUTCOMES:
        raise FileUnusableError(f"The outcome is “{str(outcome)[:40]}”; it must be one of {', '.join(OUTCOMES)}.")
    else:
        outcome = str(outcome).strip().lower()
    currency = said.get("currency")
    if is_empty(currency):
        return About(days, outcome, None)
    code = str(currency).strip().upper()
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise FileUnusableError(
            f"The currency is “{str(currency)[:40]}”; it must be a code of three letters, like EUR."
        )
    return About(days, outcome, code)


def checked_days(days: float) -> float:
    """Return the days of a period.

    Raises:
        FileUnusableError: If it is no number above 0 and up to ten years.
    """
    if isinstance(days, bool) or not isinstance(days, (int, float)) or not 0 < days <= LONGEST_PERIOD:
        raise FileUnusableError(f"A period of {days} days is not possible; it must be above 0 and at most ten years.")
    return float(days)


def number(cell: Any, where: str) -> float:
    """Return a cell as a number.

    Raises:
        FileUnusableError: If it is none, or larger than any spend or outcome.
    """
    value = math.nan
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        value = float(cell) if abs(cell) <= LARGEST_NUMBER else math.inf
    elif isinstance(cell, str) and "_" not in cell:
        try:
            value = float(cell)
        except ValueError:
            value = math.nan
    if math.isnan(value):
        raise FileUnusableError(f"“{str(cell)[:40]}” {where} is not a number. Correct it and bring the file again.")
    if abs(value) > LARGEST_NUMBER:
        raise FileUnusableError(f"A number {where} is larger than any spend or outcome can be. Check the units.")
    return value


def label(cell: Any, where: str) -> str:
    """Return a cell as a name.

    Raises:
        FileUnusableError: If it is empty or no text.
    """
    text = " ".join(str(cell).split()) if isinstance(cell, (str, int, float)) and not isinstance(cell, bool) else ""
    if not text or is_empty(cell):
        raise FileUnusableError(
            f"There is a name missing {where}. Every curve needs the name of its campaign or channel."
        )
    return text[:200]


def is_empty(cell: Any) -> bool:
    """Return whether a cell says nothing."""
    return (
        cell is None
        or (isinstance(cell, float) and math.isnan(cell))
        or (isinstance(cell, str) and cell.strip().lower() in ("", "nan", "none", "null", "na"))
    )


def groups(names: list[str]) -> Iterator[tuple[str, list[int]]]:
    """Yield each different name with its rows, in the order of the file.

    Raises:
        FileUnusableError: If there are more curves than a plan can have.
    """
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(names):
        rows.setdefault(name, []).append(row)
    if len(rows) > MOST_CURVES:
        raise FileUnusableError(f"The file names {len(rows):,} curves; a plan can have up to {MOST_CURVES}.")
    yield from rows.items()


def file_content(source: bytes | Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        FileUnusableError: If it cannot be opened.
    """
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except (OSError, ValueError):
        raise FileUnusableError(f"“{source}” cannot be opened. Check the name and the folder.") from None


def _tree(text: str, days: float | None) -> Document:
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        raise FileUnusableError("The file begins like JSON but breaks off or is damaged. Export it again.") from None
    if isinstance(tree, list):
        return Document(tree, _of_records(tree), days)
    return Document(tree, {}, days)


def _of_records(records: list[Any]) -> Columns:
    if not records or not all(isinstance(record, dict) and record for record in records):
        raise FileUnusableError(f"The JSON list holds no rows. {_ROWS}")
    headers = list(dict.fromkeys(name for record in records for name in record))
    return _named(headers, [[record.get(name) for name in headers] for record in records])


def _table(text: str) -> Columns:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        records = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]
    except csv.Error:
        raise FileUnusableError("The file cannot be cut into cells. Save it as CSV again.") from None
    if len(records) < 2:
        raise FileUnusableError(f"The file is no table of curves. {_ROWS}")
    if delimiter == ";":
        records[1:] = [[_point(cell) for cell in row] for row in records[1:]]
    return _named(records[0], records[1:])


def _point(cell: str) -> str:
    """A number with a decimal comma, as spreadsheets of half of Europe write it, with a point."""
    return cell.replace(",", ".") if cell.count(",") == 1 and cell.replace(",", "").lstrip("+-").isdigit() else cell


def _named(headers: list[Any], rows: list[list[Any]]) -> Columns:
    names = ["_".join(str(header).strip().lower().split()) for header in headers]
    for name in names:
        if name and names.count(name) > 1:
            raise FileUnusableError(f"Two columns are called “{name[:40]}”. Rename or remove one.")
    for position, row in enumerate(rows, start=2):
        if len(row) != len(names):
            raise FileUnusableError(
                f"Row {position} has {len(row)} cells under {len(names)} headers. Save the file again."
            )
    return {name: list(cells) for name, cells in zip(names, zip(*rows, strict=True), strict=True) if name}
