"""The registry as files: a CSV with a row a test, and a workbook that also says who changed what."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

import xlsxwriter

from core.experiments.registry.book_history import Change
from core.experiments.registry.record import KIND_WORDS, STATE_WORDS, TestRecord
from core.sheets import COUNT, TEXT, Cell, Styles, csv_text, print_across, write_cell

HEADS: Final = (
    ("Name", 32), ("Kind", 16), ("State", 14), ("Owner", 18), ("Hypothesis", 44), ("Measured", 22), ("First day", 12),
    ("Last day", 12), ("Days", 8), ("Campaigns", 32), ("What came out", 52), ("Decision", 36), ("What we learned", 44),
    ("Last changed (UTC)", 18), ("Changed by", 18), ("Id", 14),
)  # fmt: skip
"""Title and width of each column."""
HISTORY_HEADS: Final = (("Test", 32), ("When (UTC)", 18), ("Who", 18), ("What", 80), ("Id", 14))


def registry_csv(tests: Sequence[TestRecord], names: Mapping[str, str]) -> str:
    """Return tests as CSV, a row each, days as ISO text.

    Text that a spreadsheet would run as a formula gets an apostrophe in front.

    Args:
        tests: In their order.
        names: Names of campaigns by id; one that is not known stands with its id.
    """
    return csv_text([[head for head, _ in HEADS], *(_cells(one, names) for one in tests)])


def registry_workbook(
    tests: Sequence[TestRecord], names: Mapping[str, str], changes: Mapping[str, Sequence[Change]]
) -> bytes:
    """Return tests as an XLSX file: one sheet with a row a test, one with everything that was changed.

    Args:
        tests: In their order.
        names: Names of campaigns by id.
        changes: Of each test by id, the newest first.
    """
    out = io.BytesIO()
    # strings_to_* stay off: what looks like a formula, a number or an address in a name is still a name.
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        styles = Styles(book)
        rows = [_cells(one, names) for one in tests]
        _sheet(book, "Tests", HEADS, rows, styles)
        told = [
            (one.name, _minute(change.when), change.who, "; ".join(change.words), one.id)
            for one in tests
            for change in changes.get(one.id, ())
        ]
        _sheet(book, "History", HISTORY_HEADS, told, styles)
    return out.getvalue()


def _sheet(
    book: xlsxwriter.Workbook,
    title: str,
    heads: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[Cell]],
    styles: Styles,
) -> None:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    print_across(sheet)
    sheet.repeat_rows(0)
    for column, (head, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        write_cell(sheet, 0, column, head, styles, style=styles.head)
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            write_cell(sheet, line, column, cell, styles, TEXT if isinstance(cell, str) else COUNT)


def _cells(one: TestRecord, names: Mapping[str, str]) -> tuple[Cell, ...]:
    first, last = _day(one.first), _day(one.last)
    return (
        one.name,
        KIND_WORDS.get(one.kind, one.kind),
        STATE_WORDS.get(one.state, one.state),
        one.owner,
        one.hypothesis,
        one.metric,
        first,
        last,
        (last - first).days + 1 if first and last else None,
        "; ".join(names.get(campaign, campaign) for campaign in one.campaign_ids),
        one.sentence,
        one.decision,
        one.learned,
        _minute(one.saved) if one.saved else None,
        one.saved_by,
        one.id,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
