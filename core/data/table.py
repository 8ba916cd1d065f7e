"""A file as a table of cells: what kind of file it is, how its text is encoded and cut, where its header is."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from core.data.headers import known_headers, plain_header
from core.data.workbook import workbook_rows
from core.errors import FileUnusableError

LIMIT: Final = 50 * 1024 * 1024
"""Largest file that is read, bytes."""
MOST_COLUMNS: Final = 1000
LEARN_EVERY: Final = 64
HEADER_WITHIN: Final = 40
"""Reports put lines about themselves before the header; it is looked for in this many rows."""
EXPORT_CSV: Final = "Export the report as CSV or XLSX and import that file."

_KINDS: Final = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "a workbook or document of the old Office format"),
    (b"PAR1", "a Parquet file"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
    (b"{\\rtf", "a text document"),
)
_EXTENSIONS: Final = ("", ".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
# Tab, line feed, carriage return and form feed are the only control characters of a table.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Table:
    """The cells below the header.

    Attributes:
        headers: Header by column, made unique, as the file writes them.
        rows: Cells by row, padded to the number of headers; longer ones keep their further cells.
        numbers: Number of each row in the file, counted from 1 as a spreadsheet does.
        delimiter: What separates cells; empty for a workbook.
    """

    headers: list[str]
    rows: list[list[Any]]
    numbers: list[int]
    delimiter: str


def read_table(source: Path | str | bytes, filename: str) -> Table:
    """Read a file into a table.

    Args:
        source: Path of the file, or its bytes.
        filename: Name of the file, for its extension.

    Raises:
        FileUnusableError: If it is too large, empty, no CSV or XLSX file, or has no rows.
    """
    content = _content(source)
    extension = Path(filename).suffix.lower()
    if extension not in _EXTENSIONS:
        raise FileUnusableError(f"Files that end in “{extension[:20]}” cannot be read. {EXPORT_CSV}")
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise FileUnusableError("The file is empty. Export the report again and check that it has rows.")
    check_kind(content)
    if content.startswith(b"PK"):
        return _table(workbook_rows(content), "")
    text = decode(content)
    delimiter = _delimiter(text)
    return _table(_records(text, delimiter), delimiter)


def check_kind(content: bytes) -> None:
    """Refuse what is a picture, a document or an archive by its first bytes.

    Raises:
        FileUnusableError: Saying what the file is.
    """
    head = content[:512].lstrip()
    for start, kind in _KINDS:
        if head.startswith(start):
            raise FileUnusableError(f"The file is {kind}, not a table, whatever its name says. {EXPORT_CSV}")


def _content(source: Path | str | bytes) -> bytes:
    if isinstance(source, bytes):
        size = len(source)
    else:
        try:
            size = Path(source).stat().st_size
        except (OSError, ValueError) as error:
            raise FileUnusableError(f"There is no file “{source}”. Check the name and the folder.") from error
    if size > LIMIT:
        text = f"The file has {size / 2**20:.0f} MB; the limit is {LIMIT // 2**20} MB."
        raise FileUnusableError(f"{text} Export fewer days or fewer columns.")
    if isinstance(source, bytes):
        return source
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise FileUnusableError(f"“{source}” cannot be opened. Check that it is a file you may read.") from error


def decode(content: bytes) -> str:
    """Return the text of a file in any of the usual encodings.

    Raises:
        FileUnusableError: If it is no text.
    """
    encodings = ["utf-8-sig", "cp1252"]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif content[1:200:2].count(0) > 50:
        encodings = ["utf-16-le"]
    elif content[:200:2].count(0) > 50:
        encodings = ["utf-16-be"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text.replace("\r", "\n") if "\n" not in text else text
    raise FileUnusableError(f"The file holds no text but binary data. {EXPORT_CSV}")


def _delimiter(text: str) -> str:
    """Return the delimiter under which the first rows name most fields, then the one that cuts them finest."""
    said = _SEPARATOR_LINE.match(text)
    if said:
        return said[1]
    head = "\n".join(text[:200_000].split("\n")[:HEADER_WITHIN])
    best, best_score = ",", (0, 0)
    for delimiter in (",", ";", "\t", "|"):
        try:
            rows = list(csv.reader(io.StringIO(head), delimiter=delimiter))
        except csv.Error:
            continue
        score = max(((known_headers(row), len(row)) for row in rows), default=(0, 0))
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _records(text: str, delimiter: str) -> list[list[Any]]:
    try:
        rows = _shared(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        text = "The file cannot be cut into cells: a quotation mark is opened and never closed."
        raise FileUnusableError(f"{text} Export it again.") from error
    return rows[1:] if rows and _SEPARATOR_LINE.match(text) else rows


def _shared(records: Iterable[list[str]]) -> list[list[Any]]:
    """Collect rows so that equal cells are one object: dates and names repeat, millions of times in a large file."""
    known: dict[str, str] = {}
    rows: list[list[Any]] = []
    for number, row in enumerate(records):
        if number % LEARN_EVERY == 0:
            known.update(zip(row, row, strict=True))
        rows.append(list(map(known.get, row, row)))
    return rows


def _table(records: list[list[Any]], delimiter: str) -> Table:
    filled = [number for number, row in enumerate(records) if any(cell != "" for cell in row)]
    if not filled:
        raise FileUnusableError("The file is empty. Export the report again and check that it has rows.")
    # Of rows that name the same number of fields, the first is the header.
    header = max(filled[:HEADER_WITHIN], key=lambda n: (known_headers([str(c) for c in records[n]]), -n))
    headers = [" ".join(str(cell).replace("\ufeff", "").split()) for cell in records[header]]
    while headers and not headers[-1]:
        headers.pop()
    width = len(headers)
    if width > MOST_COLUMNS:
        raise FileUnusableError(f"The file has {width:,} columns; up to {MOST_COLUMNS:,} can be read. {EXPORT_CSV}")
    numbers = [number for number in filled if number > header]
    if not numbers:
        raise FileUnusableError("The file has a header but no rows below it. Export a longer span of days.")
    rows = [_fitted(records[number], width) for number in numbers]
    return Table(unique_headers(headers), rows, [number + 1 for number in numbers], delimiter)


def _fitted(row: list[Any], width: int) -> list[Any]:
    while len(row) > width and row[-1] == "":
        row.pop()
    return row + [""] * (width - len(row)) if len(row) < width else row


def unique_headers(headers: list[str]) -> list[str]:
    """Return headers of which no two are the same; empty ones are named by their position."""
    unique: dict[str, None] = {}
    for position, header in enumerate(headers, start=1):
        name, number = header or f"Column {position}", 1
        while name in unique:
            number += 1
            name = f"{header or f'Column {position}'} ({number})"
        unique[name] = None
    return list(unique)


def column_of(table: Table, header: str) -> int | None:
    """Return the position of a header, as the file writes it or as it is looked up; None where there is none."""
    if header in table.headers:
        return table.headers.index(header)
    names = [plain_header(h) for h in table.headers]
    return names.index(plain_header(header)) if plain_header(header) in names else None
