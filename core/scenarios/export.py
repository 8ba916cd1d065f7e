"""A comparison as a CSV file that a spreadsheet opens without running anything."""

from core.scenarios.comparison import Comparison
from core.scenarios.export_rows import comparison_rows
from core.sheets import csv_text


def comparison_csv(comparison: Comparison) -> str:
    """Return the comparison as CSV: a row a figure, a column a split, amounts to the cent.

    Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers are left alone.
    """
    return csv_text((row.section, row.label, *row.cells) for row in comparison_rows(comparison))
