"""A comparison as a CSV file that a spreadsheet opens without running anything."""

import csv
import io

from core.scenarios.comparison import Comparison
from core.scenarios.export_rows import comparison_rows
from core.sheets import plain_cell


def comparison_csv(comparison: Comparison) -> str:
    """Return the comparison as CSV: a row a figure, a column a split, amounts to the cent.

    Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers are left alone.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in comparison_rows(comparison):
        writer.writerow([plain_cell(cell) for cell in (row.section, row.label, *row.cells)])
    return out.getvalue()
