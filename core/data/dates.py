"""Reading a column of dates. The order of day and month is decided on the whole column, never row by row."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import FileUnusableError

DAY_FIRST: Final = "day-first"
MONTH_FIRST: Final = "month-first"
ORDERS: Final = (DAY_FIRST, MONTH_FIRST)
PADDED, BARE, EITHER = "01", "1", "11"
"""How days and months are written: with leading zeros, without, or with two digits each by chance."""

Days = NDArray[np.datetime64]

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\s*\d.*)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:,?\s+\d.*)?", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})\.?[-/ ]([^\W\d]{3,10})\.?[-/, ]{1,2}(\d{4}|\d{2})(?:,?\s+\d.*)?")
_NAME_FIRST = re.compile(r"([^\W\d]{3,10})\.?[- ](\d{1,2})(?:st|nd|rd|th)?,?[- ](\d{4})(?:,?\s+\d.*)?")
_WEEKDAY = re.compile(r"[^\W\d]{2,10}\.?,?\s+(?=\S)")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner janvier janv gennaio gen enero ene",
            "february feb februar février févr febbraio febrero",
            "march mar märz mrz mär mars marzo",
            "april apr avril avr aprile abril abr",
            "may mai maggio mag mayo",
            "june jun juni juin giugno giu junio",
            "july jul juli juillet juil luglio lug julio",
            "august aug août agosto ago",
            "september sep sept septembre settembre set septiembre",
            "october oct oktober okt octobre ottobre ott octubre",
            "november nov novembre noviembre",
            "december dec dezember dez décembre déc dicembre dic diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
_NEVER = np.datetime64("NaT", "D")
# Days since this one are the numbers in which spreadsheets keep dates.
_SPREADSHEET_ZERO = date(1899, 12, 30)


@dataclass(frozen=True, eq=False)
class Dates:
    """A column of dates.

    Attributes:
        values: Day by row; not a time where unreadable.
        open: Rows whose order of day and month cannot be known from the column.
        by_neighbours: Rows whose order was decided by the rows around them.
        example: One of these cells with the date it was read as, e.g. ``1/4/2021 as 2021-04-01``.
    """

    values: Days
    open: NDArray[np.bool_]
    by_neighbours: NDArray[np.bool_]
    example: str = ""


@dataclass(frozen=True, eq=False)
class _Readings:
    """The two readings of each cell, equal where there is only one, and how cells with two are written."""

    day_first: Days
    month_first: Days
    writing: NDArray[np.str_]


def read_dates(cells: NDArray[np.object_], numbers: list[int], header: str, order: str | None = None) -> Dates:
    """Read a column of dates.

    Args:
        cells: Texts, dates, or the day numbers of a spreadsheet.
        numbers: Number of each row in the file, for messages.
        header: Name of the column, for messages.
        order: ``day-first`` or ``month-first`` where a person has said so.

    Raises:
        FileUnusableError: If rows contradict each other or ``order``, or nothing tells the order.
    """
    readings = _readings(cells)
    day_first, month_first = readings.day_first, readings.month_first
    only_day = ~np.isnat(day_first) & np.isnat(month_first)
    only_month = np.isnat(day_first) & ~np.isnat(month_first)
    unclear = ~np.isnat(day_first) & ~np.isnat(month_first) & (day_first != month_first)
    for seen, against in ((only_day, only_month), (only_month, only_day)):
        if seen.any() and against.any():
            a, b = int(seen.argmax()), int(against.argmax())
            first, second = ("day", "month") if seen is only_day else ("month", "day")
            raise FileUnusableError(
                f"The dates in “{header}” have two orders: “{cells[a]}” in row {numbers[a]} has the {first} first, "
                f"“{cells[b]}” in row {numbers[b]} the {second} first. Export the file with one date format."
            )
    seen_order = DAY_FIRST if only_day.any() else MONTH_FIRST if only_month.any() else None
    if order and seen_order and order != seen_order:
        row = int((only_day if only_day.any() else only_month).argmax())
        raise FileUnusableError(
            f"You said that dates are {order}, but “{cells[row]}” in row {numbers[row]} can only be {seen_order}."
        )
    values = np.where(np.isnat(day_first), month_first, day_first)
    nobody = np.zeros(len(values), bool)
    if order:
        return Dates(np.where(unclear, month_first if order == MONTH_FIRST else day_first, values), nobody, nobody)

    still_open, by_neighbours = nobody.copy(), nobody.copy()
    example = ""
    clear = ~np.isnat(values) & ~unclear
    for writing in np.unique(readings.writing[unclear]):
        rows = unclear & (readings.writing == writing)
        alike = (only_day | only_month) & (readings.writing == writing)
        decided = seen_order if alike.any() else _by_neighbours(readings, values, rows, clear)
        if decided is None:
            still_open |= rows
            continue
        values[rows] = (month_first if decided == MONTH_FIRST else day_first)[rows]
        if not alike.any():
            by_neighbours |= rows
            row = int(rows.argmax())
            example = f"{cells[row]} as {values[row]}"
    # "2/2/2026" is clear, but says nothing about the order of the others.
    telling = clear & (only_day | only_month | (readings.writing == ""))
    if still_open.any() and (not telling.any() or still_open.sum() > clear.sum()):
        row = int(still_open.argmax())
        raise FileUnusableError(
            f"The dates in “{header}” can be read in two ways: “{cells[row]}” in row {numbers[row]} is "
            f"{day_first[row]} or {month_first[row]}. Say whether the day or the month comes first, or export dates "
            "as 2026-01-31."
        )
    values[still_open] = _NEVER
    return Dates(values, still_open, by_neighbours, example)


def _by_neighbours(readings: _Readings, values: Days, rows: NDArray[np.bool_], clear: NDArray[np.bool_]) -> str | None:
    """Return the order in which unclear rows fit between the clear rows around them, if only one does.

    Spreadsheets turn the dates of a column that they understand into their own format and leave the others as they
    were; then the unclear ones are written differently from those that would tell the order, but stand in their place.
    """
    positions = np.nonzero(clear)[0]
    if len(positions) < 3:
        return None
    steps = np.diff(values[positions]).astype(int)
    forward, backward = (steps >= 0).mean(), (steps <= 0).mean()
    if max(forward, backward) < 0.95:
        return None
    where = np.nonzero(rows)[0]
    after = np.searchsorted(positions, where)
    inside = (after > 0) & (after < len(positions))
    if inside.mean() < 0.95:
        return None
    ends = np.stack([values[positions[after[inside] - 1]], values[positions[after[inside]]]])
    low, high = ends.min(axis=0) - 1, ends.max(axis=0) + 1
    fits = {}
    for name, reading in ((DAY_FIRST, readings.day_first), (MONTH_FIRST, readings.month_first)):
        day = reading[where[inside]]
        fits[name] = ((day >= low) & (day <= high)).mean()
    best, other = sorted(fits, key=lambda name: -fits[name])
    return best if fits[best] >= 0.95 and fits[other] < 0.5 else None


def _readings(cells: NDArray[np.object_]) -> _Readings:
    codes, unique = pd.factorize(cells)
    parsed = [_parse(cell) for cell in unique] + [(None, None, "")]
    day_first, month_first = (np.array([p[i] for p in parsed], dtype="datetime64[D]") for i in (0, 1))
    writing = _same_writing(np.array([p[2] for p in parsed]))
    return _Readings(day_first[codes], month_first[codes], writing[codes])


def _same_writing(writing: NDArray[np.str_]) -> NDArray[np.str_]:
    """Count dates of four digits, which look the same with and without leading zeros, to whichever the column has."""
    found = set(writing)
    rename = {}
    for mark in "-/":
        padded, bare, either = mark + PADDED, mark + BARE, mark + EITHER
        if not {padded, bare} <= found:
            rename[either] = padded if padded in found else bare
    return np.array([rename.get(str(w), str(w)) for w in writing])


def _parse(cell: Any) -> tuple[date | None, date | None, str]:
    """Return the day-first reading, the month-first reading and the way of writing of one cell."""
    if isinstance(cell, datetime):
        return cell.date(), cell.date(), ""
    if isinstance(cell, date):
        return cell, cell, ""
    if isinstance(cell, (int, float)):
        # The numbers of 1954 to 2119.
        sure = _SPREADSHEET_ZERO + timedelta(days=int(cell)) if 20_000 <= cell <= 80_000 else None
        return sure, sure, ""
    text = str(cell).strip()
    if len(text) > 40:
        return None, None, ""
    numbers = _NUMBERS.fullmatch(text)
    if numbers:
        a, mark, b, year = numbers[1], numbers[2], numbers[3], _year(numbers[4])
        day_first, month_first = _date(year, int(b), int(a)), _date(year, int(a), int(b))
        if mark == "." and day_first:
            # Dates with full stops are written with the day first wherever they are in use.
            return day_first, day_first, ""
        style = PADDED if "0" in (a[0], b[0]) else BARE if 1 in (len(a), len(b)) else EITHER
        return day_first, month_first, mark + style
    sure = _unambiguous(text) or _unambiguous(_WEEKDAY.sub("", text, count=1))
    return sure, sure, ""


def _unambiguous(text: str) -> date | None:
    if found := _YEAR_FIRST.fullmatch(text):
        return _date(int(found[1]), int(found[3]), int(found[4]))
    if found := _COMPACT.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NAMED.fullmatch(text):
        return _date(_year(found[3]), _MONTHS.get(found[2].lower(), 0), int(found[1]))
    if found := _NAME_FIRST.fullmatch(text):
        return _date(int(found[3]), _MONTHS.get(found[1].lower(), 0), int(found[2]))
    return None


def _year(text: str) -> int:
    year = int(text)
    # Two digits: 70 and above are of the last century, as POSIX has it.
    return year if len(text) == 4 else year + (1900 if year >= 70 else 2000)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
