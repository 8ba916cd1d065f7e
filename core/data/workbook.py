"""Reading the cells of an XLSX workbook, after a look at what it would unpack to."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, Final

import python_calamine

from core.data.headers import known_headers
from core.errors import FileUnusableError

MOST_UNPACKED: Final = 400 * 1024 * 1024
"""Bytes that a workbook may unpack to."""
MOST_RATIO: Final = 200
"""A workbook of more than 20 MB unpacked may be this many times its packed size; real ones are about 10 times."""
MOST_CELLS: Final = 8_000_000
"""The reader lays out the whole rectangle from the first to the last cell, so its area counts, not the cells filled."""

_CHUNK = 1 << 20
_ENCRYPTED = 0x1
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
"""What zipfile raises on a directory or member that is damaged; the last two where an offset or version is absurd."""
_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d{1,7})[\"']")


def workbook_rows(content: bytes, score: Callable[[list[list[Any]]], int] | None = None) -> list[list[Any]]:
    """Return the cells by row of the sheet that looks most like a table of campaigns.

    Texts stay texts, numbers and dates stay what they are; empty cells are empty texts.

    Args:
        content: Bytes of the workbook.
        score: How much a sheet looks like what is wanted, where that is no table of campaigns.

    Raises:
        FileUnusableError: If the bytes are no XLSX workbook, or it would unpack to more than is reasonable.
    """
    _check(content)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names[:20]]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged() from error
    if not any(sheets):
        raise FileUnusableError("The workbook has no filled cells. Export the report again.")

    def headers_named(rows: list[list[Any]]) -> int:
        return max((known_headers([str(cell) for cell in row]) for row in rows[:40]), default=0)

    return max(sheets, key=score or headers_named)


def _check(content: bytes) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGED as error:
        raise _damaged() from error
    with archive:
        members = archive.infolist()
        if not any(member.filename == "xl/workbook.xml" for member in members):
            raise FileUnusableError(
                "The file is a zip archive, not an XLSX workbook. Unpack it and import the table inside."
            )
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise FileUnusableError("The workbook has a password. Save it without one and import it again.")
        # No spreadsheet packs in another way, so what does is no workbook, and its unpackers need not be trusted.
        if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
            raise _damaged()
        said = sum(member.file_size for member in members)
        if said > MOST_UNPACKED or said > max(20 * 1024 * 1024, MOST_RATIO * len(content)):
            raise _too_large(said)
        try:
            # The directory may lie about sizes: a member that unpacks to more than it says fails its checksum here.
            cells = sum(_area(archive, member) for member in members)
        except _DAMAGED as error:
            raise _damaged() from error
    if cells > MOST_CELLS:
        raise FileUnusableError(
            f"The sheets of the workbook reach over more than {MOST_CELLS:,} cells, too many to read. "
            "Delete what lies outside the table, or save it as CSV."
        )


def _area(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Cells in the rectangle that the filled cells of a sheet span; 0 for what is no sheet. Unpacks the member."""
    sheet = member.filename.startswith("xl/worksheets/")
    last_row = last_column = 0
    rest = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            if not sheet:
                continue
            chunk = rest + chunk
            for row in _ROW.findall(chunk):
                last_row = max(last_row, int(row))
            for letters, row in set(_CELL.findall(chunk)):
                last_row = max(last_row, int(row))
                last_column = max(last_column, _column_number(letters))
            rest = chunk[-200:]
    return last_row * last_column


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _damaged() -> FileUnusableError:
    return FileUnusableError("The workbook is damaged and cannot be read. Save it again as XLSX.")


def _too_large(size: int) -> FileUnusableError:
    return FileUnusableError(
        f"The workbook would unpack to {size / 2**20:,.0f} MB, which is more than a report of its size holds. "
        "Save the sheet as CSV and import that file."
    )
