"""A comparison as a CSV file that a spreadsheet opens without running anything."""

import csv
import io

from core.scenarios.comparison import Comparison
from core.scenarios.export_rows import Cell, comparison_rows

_FORMULA = ("=", "+", "-", "@", "|", "\t", "\r")


def comparison_csv(comparison: Comparison) -> str:
    """Return the comparison as CSV: a row a figure, a column a split, amounts to the cent.

    Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers are left alone.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in comparison_rows(comparison):
        writer.writerow([plain_cell(cell) for cell in (row.section, row.label, *row.cells)])
    return out.getvalue()


def plain_cell(value: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula.

    Example:
        >>> plain_cell("=1+1"), plain_cell("-10 % on Search"), plain_cell(-10.5)
        ("'=1+1", "'-10 % on Search", -10.5)
    """
    if value is None:
        return ""
    return "'" + value if isinstance(value, str) and is_formula(value) else value


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would run a text. Some drop leading spaces before they look."""
    return text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
