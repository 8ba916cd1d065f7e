"""The books of an import balance on the page as they do in the file, and say so where they do not."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd

from components.ids import Data
from components.import_mapping import ABSENT, FIELDS, FIND, mapping_form, mapping_of
from components.import_report import books_balance, import_report
from core.data import DatasetRecord, Issue, StoredReport
from core.data.rows import LABELS
from tests.components.reading import said, walk

REPORT = StoredReport(
    filename="ads.csv",
    source="plain",
    issues=(
        Issue("copies", "142 rows …", 142, 3918.40),
        Issue("no_date", "51 rows …", 51, 927.85),
        Issue("few_days", "Few days."),
    ),
    set_aside=pd.DataFrame({"row": [7, 9], "reason": ["No date", "An exact copy of row 3"], "Cost": ["12.00", "3.10"]}),
    rows_read=21_805,
    rows_kept=21_612,
    rows_set_aside=193,
    totals_in={"spend": 309_846.25},
    totals_kept={"spend": 305_000.00},
    totals_set_aside={"spend": 4_846.25},
    currency="EUR",
    measured=("spend",),
    columns={"date": "Day", "spend": "Cost"},
)
RECORD = DatasetRecord(
    1, "hash", "ads.csv", "plain", "EUR", datetime(2026, 11, 23, 6, 8, tzinfo=UTC), "Mara Keller",
    date(2026, 11, 1), date(2026, 11, 22), 12, 21_000,
)  # fmt: skip


def test_the_report_shows_read_kept_and_set_aside() -> None:
    text = said(import_report(REPORT, RECORD))
    assert "ads.csv: imported, 193 rows set aside" in text
    assert "Read on 23 Nov 2026 at 06:08 UTC by Mara Keller." in text
    assert "Read 21,805 rows €309,846.25 of spend = Kept 21,612 rows €305,000.00 of spend + Set aside 193 rows" in text
    assert "Books balance" in text
    assert "Rows that are exact copies of another row 142 3,918.40 Left out: the first one is kept" in text
    assert "Total 193 4,846.25" in text
    assert "date from “Day”, spend from “Cost”" in text
    assert "7 No date 12.00" in text
    assert "Few days." in text


def test_books_that_do_not_balance_are_not_called_balanced() -> None:
    assert books_balance(REPORT)
    assert not books_balance(replace(REPORT, rows_kept=21_611))
    broken = replace(REPORT, totals_kept={"spend": 304_999.00})
    assert not books_balance(broken)
    assert "Books do not balance" in said(import_report(broken, RECORD))


def test_a_file_without_losses_has_no_table_of_reasons() -> None:
    clean = replace(REPORT, issues=(), set_aside=REPORT.set_aside.iloc[:0], rows_set_aside=0, rows_read=21_612)
    text = said(import_report(clean, RECORD))
    assert "nothing set aside" in text
    assert "Why set aside" not in text


def test_every_kind_of_row_can_be_said() -> None:
    for code, label in LABELS.items():
        report = replace(REPORT, issues=(Issue(code, "…", 1, 1.0),))
        assert f"Rows {label}" in said(import_report(report, RECORD))


def test_a_person_chooses_columns() -> None:
    form = mapping_form(["When", "Geld"], {"date": "=When"})
    choices = {c.id["field"]: c for c in walk(form) if isinstance(getattr(c, "id", None), dict)}
    assert set(choices) == {*FIELDS, "date_order"}
    assert choices["date"].value == "=When"
    assert [o["value"] for o in choices["spend"].options] == [FIND, "=When", "=Geld"]
    assert ABSENT in [o["value"] for o in choices["clicks"].options]
    assert any(getattr(c, "id", None) == Data.MAPPING_READ for c in walk(form))


def test_choices_become_a_mapping() -> None:
    chosen = {
        "date": "=When",
        "spend": "=-",
        "clicks": ABSENT,
        "channel": FIND,
        "revenue": None,
        "date_order": "day-first",
    }
    assert mapping_of(chosen) == {"date": "When", "spend": "-", "clicks": "", "date_order": "day-first"}
