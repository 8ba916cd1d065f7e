"""Reading amounts and counts: number formats, currency signs, empty cells."""

import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.data.headers import currency_code
from core.errors import FileUnusableError

LARGEST: Final = 1e12
"""No day of a campaign has more of anything; a larger number is a mistake."""
MOST_CHARACTERS: Final = 40
"""A longer cell is no number; it is not searched for one."""
EMPTY: Final = frozenset({"", "-", "--", "---", "–", "—", "−"})
NOTHING: Final = frozenset({"nan", "null", "none", "n/a", "#n/a", "na"})
"""Words for an unknown value: nothing was counted; unknown spend, however, is not zero spend."""

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_AROUND = re.compile(
    r"(?P<before>[^\d.,()+-]*)(?P<sign>[+-]?)(?P<inner>[^\d.,()+-]*)(?P<number>[\d.,\s'’]*\d[.,]?)\s*(?P<after>\D*)",
    re.ASCII,
)
_CLEAR = re.compile(r"-?\d+(\.(\d{1,2}|\d{4,}))?", re.ASCII)
_SPACES = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_POINT = re.compile(r"[1-9]\d{0,2}(,\d{2,3})*,\d{3}(\.\d*)?|\d*\.?\d+|\d+\.", re.ASCII)
_COMMA = re.compile(r"[1-9]\d{0,2}(\.\d{3})+(,\d*)?|\d*,?\d+|\d+,", re.ASCII)
# One separator and three digits after it may be thousands or decimals; everything else with a separator is clear.
_OPEN = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


@dataclass(frozen=True, eq=False)
class Amounts:
    """One column of numbers.

    Attributes:
        values: Value by row; 0 where empty, not a number where unreadable.
        empty: Whether the cell says nothing.
        marks: Signs and codes of currencies in the cells, as they are written.
    """

    values: Floats
    empty: NDArray[np.bool_]
    marks: frozenset[str]


@dataclass(frozen=True, eq=False)
class _Texts:
    """The different texts of a column: the number in each without currency, and what they tell about the format."""

    header: str
    codes: NDArray[np.int64]
    cells: list[Any]
    numbers: list[str | None]
    marks: frozenset[str]
    point: str | None
    comma: str | None
    open_point: bool
    open_comma: bool


def read_amounts(
    columns: dict[str, NDArray[np.object_]], headers: dict[str, str], delimiter: str
) -> dict[str, Amounts]:
    """Read columns of numbers of one file.

    The format is decided by column, where it holds a number that only one format can write, else by the other columns
    of the file, else by its delimiter.

    Args:
        columns: Cells by field, texts or numbers.
        headers: Header by field, for messages.
        delimiter: What separates the cells of the file.

    Raises:
        FileUnusableError: If a column mixes ``1,234.56`` and ``1.234,56``.
    """
    texts = {name: _texts(cells, headers[name]) for name, cells in columns.items()}
    for column in texts.values():
        if column.point and column.comma:
            raise FileUnusableError(
                f"The column “{column.header}” writes numbers in two ways, “{column.point}” and “{column.comma}”. "
                "Export the file with one number format."
            )
    points = any(column.point for column in texts.values())
    commas = any(column.comma for column in texts.values())
    return {name: _amounts(name, column, points, commas, delimiter) for name, column in texts.items()}


def _texts(cells: NDArray[np.object_], header: str) -> _Texts:
    codes, unique = pd.factorize(cells)
    found: list[Any] = list(unique)
    numbers: list[str | None] = []
    marks: set[str] = set()
    point: str | None = None
    comma: str | None = None
    open_point = open_comma = False
    for cell in found:
        if not isinstance(cell, str):
            numbers.append(None)
            continue
        if _CLEAR.fullmatch(cell):
            # Most cells of most files: no currency, and one format only.
            numbers.append(cell)
            point = point or (cell if "." in cell else None)
            continue
        number = cell.strip()
        if not _PLAIN.fullmatch(number):
            number, mark = _stripped(number)
            if mark:
                marks.add(mark)
        numbers.append(number)
        digits = number.lstrip("+-")
        if "." not in digits and "," not in digits:
            continue
        if _OPEN.fullmatch(digits):
            open_point, open_comma = open_point or "." in digits, open_comma or "," in digits
        elif _POINT.fullmatch(digits) or _PLAIN.fullmatch(digits):
            # "12,5" is excluded by the pattern; "1.234.567" matches the other one only.
            point = point or cell
        elif _COMMA.fullmatch(digits):
            comma = comma or cell
    return _Texts(
        header, codes.astype(np.int64), found, numbers, frozenset(marks), point, comma, open_point, open_comma
    )


def _stripped(text: str) -> tuple[str, str | None]:
    """Return the bare number in a text ("" where there is none), and the sign or code of its currency."""
    if len(text) > MOST_CHARACTERS:
        return "", None
    # Also turns no-break and narrow spaces into plain ones.
    text = " ".join(text.replace("−", "-").split())
    negative = text.startswith("(") and text.endswith(")")
    if negative:
        text = text[1:-1].strip()
    if text.endswith("-") and text[:1].isdigit():
        text = "-" + text[:-1]
    found = _AROUND.fullmatch(text)
    if not found:
        return "", None
    around = [part.strip() for part in (found["before"], found["inner"], found["after"]) if part.strip()]
    if around and not (len(around) == 1 and currency_code(around[0])):
        return "", None
    number = _SPACES.sub("", found["number"].strip())
    sign = "-" if (found["sign"] == "-") != negative else ""
    return sign + number, around[0] if around else None


def _amounts(name: str, column: _Texts, points: bool, commas: bool, delimiter: str) -> Amounts:
    if column.point or column.comma:
        comma = column.comma is not None
    elif points != commas:
        comma = commas
    elif column.open_point and not column.open_comma:
        # Without any other sign, "1.234" clicks are thousands: nothing counts in thirds of a click.
        comma = name in ("impressions", "clicks") or delimiter == ";"
    else:
        comma = column.open_comma and delimiter == ";"
    values = np.full(len(column.cells) + 1, np.nan)
    empty = np.zeros(len(column.cells) + 1, bool)
    for position, (cell, number) in enumerate(zip(column.cells, column.numbers, strict=True)):
        if number is None:
            values[position] = float(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else np.nan
        elif cell.strip() in EMPTY or (name != "spend" and cell.strip().lower() in NOTHING):
            values[position], empty[position] = 0.0, True
        else:
            values[position] = _value(number, comma)
    values[~(np.abs(values) <= LARGEST)] = np.nan
    return Amounts(values[column.codes], empty[column.codes], column.marks)


def _value(number: str, comma: bool) -> float:
    if not comma and _CLEAR.fullmatch(number):
        return float(number)
    sign = -1.0 if number.startswith("-") else 1.0
    digits = number.lstrip("+-")
    if comma and _COMMA.fullmatch(digits):
        return sign * float(digits.replace(".", "").replace(",", "."))
    if not comma and _PLAIN.fullmatch(digits):
        return sign * float(digits)
    if not comma and _POINT.fullmatch(digits):
        return sign * float(digits.replace(",", ""))
    return np.nan
