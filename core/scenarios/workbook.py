"""A comparison as a workbook: one sheet with the scenarios side by side, then one sheet each."""

import io
import re
from collections.abc import Sequence
from typing import Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from core.scenarios.comparison import Comparison, Side
from core.scenarios.export_rows import comparison_rows
from core.scenarios.plan_rows import Block, plan_blocks
from core.sheets import Styles, print_across, write_cell

TITLE: Final = "Comparison"
LONGEST_TITLE: Final = 31
"""So many characters a spreadsheet allows in the name of a sheet."""

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def comparison_workbook(comparison: Comparison) -> bytes:
    """Return the comparison as an XLSX file.

    Numbers are numbers with a format, dates are dates, and text is text: nothing in it is ever run as a formula.
    """
    out = io.BytesIO()
    # strings_to_* stay off: what looks like a formula, a number or an address in a name is still a name.
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        styles = Styles(book)
        _compare(book.add_worksheet(TITLE), comparison, styles)
        for side in comparison.sides:
            _plan(book.add_worksheet(sheet_title(side)), plan_blocks(comparison, side), styles)
    return out.getvalue()


def sheet_title(side: Side) -> str:
    """Return the name of a scenario's sheet: its letter, which is unique, and as much of its name as is allowed."""
    name = _NOT_IN_TITLES.sub(" ", side.scenario.name)
    return f"{side.letter} {' '.join(name.split())}"[:LONGEST_TITLE].strip(" '")


def _compare(sheet: Worksheet, comparison: Comparison, styles: Styles) -> None:
    rows = comparison_rows(comparison)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 2 + len(comparison.sides), 22)
    sheet.freeze_panes(1, 2)
    print_across(sheet)
    before = None
    for i, row in enumerate(rows):
        write_cell(sheet, i, 0, row.section if row.section != before else None, styles, style=styles.section)
        write_cell(sheet, i, 1, row.label, styles, style=styles.label)
        for j, cell in enumerate(row.cells, start=2):
            write_cell(sheet, i, j, cell, styles, row.kind, styles.head if i == 0 else None)
        before = row.section


def _plan(sheet: Worksheet, blocks: Sequence[Block], styles: Styles) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 12, 16)
    print_across(sheet)
    line = 0
    for block in blocks:
        write_cell(sheet, line, 0, block.title, styles, style=styles.section)
        for j, head in enumerate(block.heads):
            write_cell(sheet, line + 1, j, head, styles, style=styles.head)
        line += 1 + bool(block.heads)
        for row in block.rows:
            for j, (cell, kind) in enumerate(row):
                write_cell(sheet, line, j, cell, styles, kind)
            line += 1
        line += 1
