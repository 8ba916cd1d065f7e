"""Text and workbooks: where the header is, what separates cells, and all cells as texts in a table."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from core.data.table import decode, unique_headers
from core.data.workbook import workbook_rows
from core.errors import FileUnusableError
from core.files import duck
from core.files.blank_columns import blanks_to_tabs

if TYPE_CHECKING:
    import duckdb

MOST_COLUMNS: Final = 300
HEADER_WITHIN: Final = 40
RAW: Final = "raw"
"""Table that the cells are put into, all of them texts."""

_DELIMITERS: Final = (",", ";", "\t", "|")
_HEAD = 400_000
_REST = " rest"
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_TOO_MANY = re.compile(r"Line: (\d+).*Expected Number of Columns: (\d+) Found: (\d+)", re.DOTALL)


@dataclass(frozen=True)
class Cut:
    """How a text is cut into cells.

    Attributes:
        delimiter: What separates cells.
        headers: Names of the columns, made unique.
        lines: Lines up to and with the header.
        start: Position in the text at which the rows begin.
    """

    delimiter: str
    headers: list[str]
    lines: int
    start: int


def load_text(connection: duckdb.DuckDBPyConnection, content: bytes, folder: Path) -> str:
    """Put the cells of a text into the table ``RAW``; return its delimiter, a tab where blanks part its columns.

    Args:
        connection: An empty database.
        content: Bytes of the file, in any of the usual encodings.
        folder: Where the text may be put for a moment.

    Raises:
        FileUnusableError: If it is no table, in words.
    """
    decoded = decode(content)
    decoded = blanks_to_tabs(decoded) or decoded
    cut = find_cut(decoded)
    rows = decoded[cut.start :]
    if not rows.strip():
        raise FileUnusableError("The file has a header but no rows below it. Export it again.")
    path = folder / "rows.csv"
    path.write_text(rows, encoding="utf-8", newline="")
    del decoded, rows
    _load_rows(connection, path, cut)
    path.unlink()
    return cut.delimiter


def load_workbook(connection: duckdb.DuckDBPyConnection, content: bytes) -> None:
    """Put the cells of the largest sheet of a workbook into the table ``RAW``.

    Raises:
        FileUnusableError: If it is no workbook, or holds no table.
    """
    import pyarrow as pa

    rows = [[_plain(cell) for cell in row] for row in workbook_rows(content, len)]
    filled = [row for row in rows if any(row)]
    header = _header_row(filled)
    if header is None or len(filled) <= header + 1:
        raise FileUnusableError("The workbook holds no table with a header and rows below it. Export it again.")
    headers = unique_headers(_stripped(filled[header]))
    _check_headers(headers)
    body = filled[header + 1 :]
    columns = [pa.array([row[i] if i < len(row) else "" for row in body], pa.string()) for i in range(len(headers))]
    connection.register("sheet", pa.Table.from_arrays(columns, names=headers))
    connection.execute(f"CREATE TABLE {RAW} AS SELECT * FROM sheet")
    connection.unregister("sheet")


def find_cut(decoded: str) -> Cut:
    """Find the delimiter under which most of the first lines have the same number of cells, and the header.

    Raises:
        FileUnusableError: If the text has no header, or one column only.
    """
    said = _SEPARATOR_LINE.match(decoded)
    skipped = said.end() if said else 0
    head = decoded[skipped : skipped + _HEAD]
    best: tuple[tuple[float, int], str, list[list[str]], list[int]] | None = None
    for delimiter in [said[1]] if said else _DELIMITERS:
        rows, ends = _first_rows(head, delimiter)
        widths = Counter(len(row) for row in rows if any(row))
        width, count = max(widths.items(), key=lambda one: (one[0] > 1, one[1], one[0]), default=(0, 0))
        score = (count / max(1, sum(widths.values())) if width > 1 else 0.0, width)
        if best is None or score > best[0]:
            best = score, delimiter, rows, ends
    if best is None or best[0][1] < 2:
        raise FileUnusableError(
            "The file has one column only. At least two are needed, separated by commas, semicolons or tabs."
        )
    _, delimiter, rows, ends = best
    header = _header_row(rows)
    if header is None:
        raise FileUnusableError(
            "The first line of the file holds numbers, not names of columns. Put a line with a name for each column "
            "above the rows."
        )
    headers = unique_headers(_stripped(rows[header]))
    _check_headers(headers)
    start = 0
    for _ in range(ends[header]):
        start = head.index("\n", start) + 1 if "\n" in head[start:] else len(head)
    return Cut(delimiter, headers, ends[header] + (1 if said else 0), skipped + start)


def _first_rows(head: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    rows: list[list[str]] = []
    ends: list[int] = []
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
            if len(rows) == HEADER_WITHIN:
                break
    except csv.Error:
        return [], []
    return rows, ends


def _header_row(rows: list[list[str]]) -> int | None:
    """Return the first row as wide as most that holds names; None where numbers stand there."""
    widths = Counter(len(_stripped(row)) for row in rows[:HEADER_WITHIN] if any(row))
    if not widths:
        return None
    usual = max(widths.items(), key=lambda one: (one[0] > 1, one[1], one[0]))[0]
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        cells = [cell for cell in row if cell.strip()]
        if len(_stripped(row)) >= usual > 1:
            return None if all(_is_number(cell) for cell in cells) else number
    return None


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def _stripped(row: list[str]) -> list[str]:
    cells = [" ".join(cell.replace("\ufeff", "").split())[:200] for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _check_headers(headers: list[str]) -> None:
    if len(headers) > MOST_COLUMNS:
        raise FileUnusableError(
            f"The file has {len(headers):,} columns; up to {MOST_COLUMNS} can be read. Export only those that "
            "are needed."
        )


def _load_rows(connection: duckdb.DuckDBPyConnection, path: Path, cut: Cut) -> None:
    import duckdb

    # Where every line ends with the delimiter there is one more, empty cell than there are headers.
    columns = [*cut.headers, _REST]
    given = ", ".join(f"{duck.text(column)}: 'VARCHAR'" for column in columns)
    options = (
        f"auto_detect=false, header=false, delim={duck.text(cut.delimiter)}, quote='\"', escape='\"', "
        f"null_padding=true, columns={{{given}}}"
    )
    named = ", ".join(duck.name(column) for column in cut.headers)
    filled = " OR ".join(f"{duck.name(column)} IS NOT NULL" for column in cut.headers)
    try:
        for parallel in ("", ", parallel=false"):
            try:
                connection.execute(
                    f"CREATE OR REPLACE TABLE everything AS "
                    f"SELECT * FROM read_csv({duck.text(path)}, {options}{parallel})"
                )
                break
            except duckdb.Error as error:
                # Line breaks inside of quotation marks can only be read by one thread.
                if parallel or "parallel=false" not in str(error):
                    raise
    except duckdb.Error as error:
        raise _uncut(str(error), cut) from error
    rest = duck.name(_REST)
    found = connection.execute(f"SELECT count(*) FROM everything WHERE trim({rest}) <> ''").fetchone()
    if found and found[0]:
        raise FileUnusableError(
            f"{found[0]:,} rows have more cells than the {len(cut.headers)} columns of the header, so it is not "
            "clear which cell is which. Put texts that hold the separator into quotation marks and export again."
        )
    connection.execute(f"CREATE VIEW {RAW} AS SELECT {named} FROM everything WHERE {filled}")


def _uncut(message: str, cut: Cut) -> FileUnusableError:
    found = _TOO_MANY.search(message)
    if found:
        line = int(found[1]) + cut.lines
        return FileUnusableError(
            f"Line {line:,} has {found[3]} cells where the header names {len(cut.headers)} columns. Put texts that "
            "hold the separator into quotation marks and export again."
        )
    if "quote" in message.lower():
        return FileUnusableError(
            "The file cannot be cut into cells: a quotation mark is opened and never closed. Export it again."
        )
    return FileUnusableError("The file cannot be cut into rows and cells. Export it again as CSV.")


def _plain(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    return str(cell)
