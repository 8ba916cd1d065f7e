"""Workbooks that spreadsheets open without running anything: formats, and cells that stay what they are."""

import csv
import io
import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

TEXT, MONEY, RATIO, SHARE, COUNT = "text", "money", "ratio", "share", "count"
FORMATS: Final = {MONEY: "#,##0.00", RATIO: "#,##0.00", SHARE: "0.0%", COUNT: "#,##0", "date": "yyyy-mm-dd"}

Plain = str | float | int | None
Cell = Plain | date

_FORMULA = ("=", "+", "-", "@", "|", "\t", "\r")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would run a text. Some drop leading spaces before they look."""
    return text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)


def plain_cell(value: Plain) -> Plain:
    """Return a cell that no spreadsheet takes for a formula.

    Example:
        >>> plain_cell("=1+1"), plain_cell("-10 % on Search"), plain_cell(-10.5)
        ("'=1+1", "'-10 % on Search", -10.5)
    """
    if value is None:
        return ""
    return "'" + value if isinstance(value, str) and is_formula(value) else value


def csv_text(rows: Iterable[Iterable[Cell]]) -> str:
    """Return rows as CSV of which no spreadsheet takes a text for a formula; days are ISO, nothing is an empty cell.

    Example:
        >>> csv_text([["name", "spend"], ["=1+1", -10.5]]).splitlines()
        ['name,spend', "'=1+1,-10.5"]
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([c.isoformat() if isinstance(c, date) else plain_cell(c) for c in row] for row in rows)
    return out.getvalue()


class Styles:
    """The formats of a workbook, each made once.

    Args:
        book: A ``xlsxwriter.Workbook``; its ``strings_to_*`` stay off, so that text stays text.
    """

    def __init__(self, book: Any) -> None:
        self.head: Format = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        self.label: Format = book.add_format({"valign": "top"})
        self.section: Format = book.add_format({"bold": True, "valign": "top"})
        self.text: Format = book.add_format({"valign": "top", "text_wrap": True})
        # A spreadsheet that opens the cell for editing would otherwise run it when the edit ends.
        self.quoted: Format = book.add_format({"valign": "top", "text_wrap": True, "quote_prefix": True})
        self.kinds: dict[str, Format] = {
            kind: book.add_format({"num_format": code, "valign": "top"}) for kind, code in FORMATS.items()
        }


def write_cell(
    sheet: Worksheet,
    row: int,
    column: int,
    cell: Cell,
    styles: Styles,
    kind: str = TEXT,
    style: Format | None = None,
) -> None:
    """Write a cell as what it is; nothing is written for nothing, and for what is infinite or not a number.

    Args:
        sheet: Where.
        row: From 0.
        column: From 0.
        cell: What.
        styles: Of the workbook.
        kind: Of a number: which format it gets.
        style: Of a text that no spreadsheet would run.
    """
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        text = _UNPRINTABLE.sub("", cell)
        sheet.write_string(row, column, text, styles.quoted if is_formula(text) else style or styles.text)
    elif isinstance(cell, (date, datetime)):
        sheet.write_datetime(row, column, cell, styles.kinds["date"])
    elif math.isfinite(cell):
        sheet.write_number(row, column, cell, styles.kinds.get(kind, styles.kinds[COUNT]))


def print_across(sheet: Worksheet) -> None:
    """Make a sheet print as people expect: across one page, on its side."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
