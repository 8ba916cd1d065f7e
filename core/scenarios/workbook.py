"""A comparison as a workbook: one sheet with the scenarios side by side, then one sheet each."""

import io
import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.scenarios.comparison import Comparison, Side
from core.scenarios.export import is_formula
from core.scenarios.export_rows import COUNT, MONEY, RATIO, SHARE, TEXT, comparison_rows
from core.scenarios.plan_rows import Block, plan_blocks

TITLE: Final = "Comparison"
FORMATS: Final = {MONEY: "#,##0.00", RATIO: "#,##0.00", SHARE: "0.0%", COUNT: "#,##0", "date": "yyyy-mm-dd"}
LONGEST_TITLE: Final = 31
"""So many characters a spreadsheet allows in the name of a sheet."""

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def comparison_workbook(comparison: Comparison) -> bytes:
    """Return the comparison as an XLSX file.

    Numbers are numbers with a format, dates are dates, and text is text: nothing in it is ever run as a formula.
    """
    out = io.BytesIO()
    # strings_to_* stay off: what looks like a formula, a number or an address in a name is still a name.
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        styles = _Styles(book)
        _compare(book.add_worksheet(TITLE), comparison, styles)
        for side in comparison.sides:
            _plan(book.add_worksheet(sheet_title(side)), plan_blocks(comparison, side), styles)
    return out.getvalue()


def sheet_title(side: Side) -> str:
    """Return the name of a scenario's sheet: its letter, which is unique, and as much of its name as is allowed."""
    name = _NOT_IN_TITLES.sub(" ", side.scenario.name)
    return f"{side.letter} {' '.join(name.split())}"[:LONGEST_TITLE].strip(" '")


class _Styles:
    """The formats of a workbook, each made once."""

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


def _compare(sheet: Worksheet, comparison: Comparison, styles: _Styles) -> None:
    rows = comparison_rows(comparison)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 2 + len(comparison.sides), 22)
    sheet.freeze_panes(1, 2)
    _page(sheet)
    before = None
    for i, row in enumerate(rows):
        _write(sheet, i, 0, row.section if row.section != before else None, styles, style=styles.section)
        _write(sheet, i, 1, row.label, styles, style=styles.label)
        for j, cell in enumerate(row.cells, start=2):
            _write(sheet, i, j, cell, styles, row.kind, styles.head if i == 0 else None)
        before = row.section


def _plan(sheet: Worksheet, blocks: Sequence[Block], styles: _Styles) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 12, 16)
    _page(sheet)
    line = 0
    for block in blocks:
        _write(sheet, line, 0, block.title, styles, style=styles.section)
        for j, head in enumerate(block.heads):
            _write(sheet, line + 1, j, head, styles, style=styles.head)
        line += 1 + bool(block.heads)
        for row in block.rows:
            for j, (cell, kind) in enumerate(row):
                _write(sheet, line, j, cell, styles, kind)
            line += 1
        line += 1


def _write(
    sheet: Worksheet,
    row: int,
    column: int,
    cell: str | float | int | date | None,
    styles: _Styles,
    kind: str = TEXT,
    style: Format | None = None,
) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        text = _UNPRINTABLE.sub("", cell)
        sheet.write_string(row, column, text, styles.quoted if is_formula(text) else style or styles.text)
    elif isinstance(cell, (date, datetime)):
        sheet.write_datetime(row, column, cell, styles.kinds["date"])
    elif math.isfinite(cell):
        sheet.write_number(row, column, cell, styles.kinds.get(kind, styles.kinds[COUNT]))


def _page(sheet: Worksheet) -> None:
    """Make the sheet print as people expect: across one page, on its side."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
