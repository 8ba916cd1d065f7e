"""Files that cannot be used: each gets one sentence that says what is wrong and what to do."""

import gzip
import io
import zipfile

import pytest

from core.data import read_campaign_file
from core.data.table import LIMIT
from core.errors import FileUnusableError
from tests.core.data.files import public_file, table, workbook

HEADER = "date,campaign,spend,conversions"


def plain_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("data.csv", table(HEADER, "{},Brand,1,1"))
    return stream.getvalue()


def far_cell() -> bytes:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        b"</sheetData></worksheet>"
    )
    content = workbook({"Data": [["date"]]})
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.namelist():
            new.writestr(member, sheet if member.startswith("xl/worksheets") else old.read(member))
    return stream.getvalue()


def lying_size() -> bytes:
    """A workbook whose directory says that a part is small."""
    content = workbook({"Data": [["date"]]}, extra={"xl/big.xml": b" " * 3_000_000})
    at = content.rfind(b"xl/big.xml") - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    return content[: at + 24] + (100).to_bytes(4, "little") + content[at + 28 :]


def odd_packing() -> bytes:
    """A workbook whose parts are packed in a way that no spreadsheet uses, and damaged."""
    stream = io.BytesIO()
    plain = io.BytesIO(workbook({"Data": [["date"]]}))
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as new:
        for member in old.namelist():
            new.writestr(member, old.read(member))
    content = bytearray(stream.getvalue())
    content[70:90] = bytes(20)
    return bytes(content)


def locked() -> bytes:
    """A workbook whose directory says that its parts have a password."""
    content = bytearray(workbook({"Data": [["date"]]}))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


CASES = {
    "empty": (b"", "f.csv", "The file is empty"),
    "blank": (b"\xef\xbb\xbf \r\n\n", "f.csv", "The file is empty"),
    "commas": (b",,,\n,,,\n", "f.csv", "The file is empty"),
    "header only": (HEADER.encode(), "f.csv", "a header but no rows"),
    "no header": (b"2026-01-01,Brand,5\n2026-01-02,Brand,6\n", "f.csv", "no column for date or campaign or spend"),
    "no spend": (table("date,campaign,clicks", "{},Brand,1"), "f.csv", "no column for spend, such as “spend”, “cost”"),
    "text in spend": (table(HEADER, "{},Brand,a lot,1"), "f.csv", "“a lot” in “spend” is not a number"),
    "no spend above 0": (table(HEADER, "{},Brand,0,1"), "f.csv", "No row has spend above zero"),
    "two currencies": (
        table("date,campaign,spend,currency", "{},Brand,1,EUR", "{},Other,1,USD"),
        "f.csv",
        "amounts in EUR and USD",
    ),
    "two signs": (table("date,campaign,spend", "{},Brand,€1", "{},Other,£1"), "f.csv", "amounts in EUR and GBP"),
    "sign and header": (table("date,campaign,spend (EUR)", "{},Brand,£1"), "f.csv", "amounts in EUR and GBP"),
    "two orders": (
        table(HEADER, "25/12/2025,Brand,1,1", "12/26/2025,Brand,1,1"),
        "f.csv",
        "“25/12/2025” in row 2 has the day first, “12/26/2025” in row 3 the month first",
    ),
    "open order": (
        table(HEADER, "01/02/2026,Brand,1,1", "02/02/2026,Brand,1,1", "03/02/2026,Brand,1,1"),
        "f.csv",
        "can be read in two ways: “01/02/2026” in row 2 is 2026-02-01 or 2026-01-02",
    ),
    "two number formats": (
        table(HEADER, '{},Brand,"1,234.56",1', '{},Brand,"1.234,56",1'),
        "f.csv",
        "writes numbers in two ways, “1,234.56” and “1.234,56”",
    ),
    "future": (table(HEADER, "2199-01-01,Brand,1,1", "2199-01-02,Brand,1,1"), "f.csv", "“2199-01-01” is in the future"),
    "past": (table(HEADER, "1899-01-01,Brand,1,1", "1899-01-02,Brand,1,1"), "f.csv", "“1899-01-01” is before 1990"),
    "one day": (table(HEADER, "2026-01-01,Brand,1,1", "2026-01-01,Other,1,1"), "f.csv", "All rows are of one day"),
    "weeks": (
        table(HEADER, "2026-01-05,A,1,1", "2026-01-12,A,1,1", "2026-01-19,A,1,1"),
        "f.csv",
        "a week or more apart, not days",
    ),
    "months": (
        table(HEADER, "2026-01-01,A,1,1", "2026-02-01,A,1,1", "2026-03-01,A,1,1"),
        "f.csv",
        "The rows are months, not days",
    ),
    "week column": (table("week,campaign,spend", "{},Brand,1"), "f.csv", "Each row covers a week (column “week”)"),
    "long rows": (
        table("Reporting starts,Reporting ends,Campaign name,Amount spent (EUR)", "{},2026-05-01,Brand,5"),
        "f.csv",
        "it covers the days from 2026-03-30 to 2026-05-01. Export the report split by day",
    ),
    "totals only": (table(HEADER, "Total,,5,5", "Grand total,,5,5"), "f.csv", "totals only"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "f.csv", "a PNG picture, not a table"),
    "photo": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(100), "f.csv", "a JPEG picture, not a table"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "f.csv", "a PDF document, not a table"),
    "gzip": (gzip.compress(table(HEADER, "{},Brand,1,1")), "f.csv", "a gzip archive, not a table"),
    "zip": (plain_zip(), "f.csv", "a zip archive, not an XLSX workbook"),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "f.xlsx", "old Office format"),
    "web page": (b"<!DOCTYPE html><html><body>Sign in</body></html>", "f.csv", "a web page, not a table"),
    "binary": (bytes(range(256)) * 4, "f.csv", "no text but binary data"),
    "extension": (table(HEADER, "{},Brand,1,1"), "f.docx", "end in “.docx” cannot be read"),
    "damaged workbook": (workbook({"A": [["date"]]})[:-40], "f.xlsx", "The workbook is damaged"),
    "empty workbook": (workbook({"A": []}), "f.xlsx", "no filled cells"),
    "bomb": (workbook({"A": [["date"]]}, {"xl/b.xml": b" " * 60_000_000}), "f.xlsx", "would unpack to 57 MB"),
    "lying bomb": (lying_size(), "f.xlsx", "The workbook is damaged"),
    "odd packing": (odd_packing(), "f.xlsx", "The workbook is damaged"),
    "password": (locked(), "f.xlsx", "The workbook has a password"),
    "far cell": (far_cell(), "f.xlsx", "more than 8,000,000 cells"),
    "open quotation": (table(HEADER, '{},"Brand,1,1', *["{},Brand,1,1"] * 4000), "f.csv", "never closed"),
    "too many columns": ((",".join(map(str, range(2000))) + "\n" + "1," * 1999).encode(), "f.csv", "2,000 columns"),
}


@pytest.mark.parametrize("case", CASES)
def test_an_unusable_file_gets_a_sentence(case):
    content, name, text = CASES[case]
    with pytest.raises(FileUnusableError) as caught:
        read_campaign_file(content, name)
    message = str(caught.value)
    assert text in message
    assert message.endswith(".")
    # What, and what to do: at least two sentences or clauses, on one line.
    assert "\n" not in message
    assert len(message) < 500


def test_a_weekly_public_export_is_refused():
    with pytest.raises(FileUnusableError, match="Each row covers a week"):
        read_campaign_file(public_file("google_ads_weekly.csv"))


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        # Sparse: it has the size but not the bytes.
        file.truncate(60 * 2**20)
    with pytest.raises(FileUnusableError, match="has 60 MB; the limit is 50 MB"):
        read_campaign_file(path)
    with pytest.raises(FileUnusableError, match="the limit is 50 MB"):
        read_campaign_file(bytes(LIMIT + 1), "f.csv")


def test_a_path_that_is_no_file_is_refused(tmp_path):
    for path in (tmp_path / "absent.csv", tmp_path, "bad\0name.csv"):
        with pytest.raises(FileUnusableError):
            read_campaign_file(path, "f.csv")


@pytest.mark.parametrize(
    ("mapping", "text"),
    [
        ({"spend": "Price"}, "no column “Price” for spend"),
        ({"profit": "spend"}, "no field “profit”"),
        ({"date_order": "year-first"}, "day-first or month-first"),
        ({"spend": ""}, "no column for spend"),
        ({"revenue": "spend"}, "“spend” is meant for both spend and revenue"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(mapping, text):
    with pytest.raises(FileUnusableError, match=text):
        read_campaign_file(table(HEADER, "{},Brand,1,1"), "f.csv", mapping)
