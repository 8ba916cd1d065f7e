"""Files for the tests of reading: tables made here, workbooks, and public files where they are."""

import io
import os
import zipfile
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

ROOT = Path(__file__).parents[3]
FOLDER = Path(os.environ.get("CAMPAIGN_DATA") or ROOT.parent / "shared" / "data")


def public_file(name: str) -> Path:
    """A file of the public data; the test is skipped where they are not."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"the public file {name} is not in {FOLDER} (CAMPAIGN_DATA names another folder)")
    return path


def days(count: int = 3, first: date = date(2026, 3, 30)) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]


def table(header: str, *rows: str, preamble: str = "", footer: str = "", encoding: str = "utf-8") -> bytes:
    """A file of lines; ``{}`` in a row stands for each of three days in turn."""
    lines = [row.replace("{}", day.isoformat()) for row in rows for day in (days() if "{}" in row else days(1))]
    return (preamble + "\n".join([header, *lines]) + "\n" + footer).encode(encoding)


def workbook(sheets: dict[str, list[list[object]]], extra: dict[str, bytes] | None = None) -> bytes:
    """An XLSX workbook with texts, numbers and dates, written by hand so that no writer's habits are tested."""
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sheet.main+xml"/></Types>'
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
            + "".join(f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(sheets, 1))
            + "</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r0" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" '
            'Target="styles.xml"/>'
            + "".join(
                f'<Relationship Id="r{i}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
                f'worksheet" Target="worksheets/sheet{i}.xml"/>'
                for i in range(1, len(sheets) + 1)
            )
            + "</Relationships>"
        ),
        # Style 1 is the date format 14 of spreadsheets.
        "xl/styles.xml": (
            '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2">'
            '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
        ),
    }
    for number, rows in enumerate(sheets.values(), 1):
        lines = "".join(f'<row r="{r}">{"".join(map(_cell, row))}</row>' for r, row in enumerate(rows, 1))
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            f"{lines}</sheetData></worksheet>"
        )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return stream.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, date):
        return f'<c s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, (int, float)):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
