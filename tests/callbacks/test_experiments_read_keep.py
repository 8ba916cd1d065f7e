"""Keeping a result with a test: a running test runs on, a finished one ends with its file, and both can be undone."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from callbacks import experiments_read as view
from callbacks.experiments_book import UNDO, kept, undos
from callbacks.experiments_read_keep import state_and_days
from core.experiments.registry.record import TestRecord
from core.experiments.results.roles import Metric, Roles
from core.memo import DictMemo
from core.workbench import Workbench, open_workbench
from tests.components.reading import said, walk

BEGIN = date(2026, 3, 2)


def rows(days: int) -> bytes:
    """Sums of two variants by day."""
    lines = ["day,arm,visitors,orders"]
    for at in range(days):
        day = BEGIN + timedelta(days=at)
        lines += [f"{day},control,1000,{50 + at}", f"{day},new,1000,{70 + at}"]
    return "\n".join(lines).encode()


@pytest.fixture
def workbench(tmp_path: Path) -> Workbench:
    return open_workbench(tmp_path, DictMemo())


def test_a_running_test_runs_on_with_newer_data_and_ends_with_its_file(workbench: Workbench) -> None:
    book, files = workbench.experiments.book, workbench.experiments.files
    test = book.add({"name": "Form", "state": "running", "first": "2026-03-02", "last": "2026-03-29"})
    early, late = files.add(rows(5), "early.csv", "Ann"), files.add(rows(12), "late.csv", "Ann")
    first = view.keep(workbench, {"file": early.hash, "test": test.id}, test.id, "", "Ann", runs=True)
    assert (first.state, first.first, first.last) == ("running", "2026-03-02", "2026-03-29")
    newer = view.keep(workbench, {"file": late.hash, "test": test.id}, test.id, "", "Ann", runs=True)
    assert (newer.state, newer.file) == ("running", late.hash)
    assert newer.result["people"] == {"control": 12_000, "new": 12_000}
    over = view.keep(workbench, {"test": test.id}, test.id, "", "Ann")
    assert (over.state, over.first, over.last) == ("finished", "2026-03-02", "2026-03-13")
    message = kept(workbench, over, "The test is finished")
    assert message["action"] == "Undo"
    undos(workbench)[UNDO].work(str(message["name"]).removeprefix(UNDO), "Ann")
    assert (book.get(test.id).state, book.get(test.id).last) == ("running", "2026-03-29")


def test_newer_data_are_read_like_the_older_ones(workbench: Workbench) -> None:
    files, book = workbench.experiments.files, workbench.experiments.book
    early, late = files.add(rows(5), "early.csv", "Ann"), files.add(rows(12), "late.csv", "Ann")
    chosen = Roles(
        "arm", "new", (Metric("orders", "proportion", denominator="visitors"),), "sums", "", "visitors", "day"
    )
    test = book.add({"name": "Form", "state": "running", "file": early.hash, "roles": chosen.to_plain()})
    assert view.asked_for(workbench, {"file": late.hash, "test": test.id})[1] == chosen
    other = files.add(rows(5).replace(b"orders", b"sales"), "other.csv", "Ann")
    assert view.asked_for(workbench, {"file": other.hash, "test": test.id})[1].metrics[0].column == "sales"


def test_the_page_offers_to_run_on_and_to_upload_newer_data(workbench: Workbench) -> None:
    file = workbench.experiments.files.add(rows(5), "early.csv", "Ann")
    test = workbench.experiments.book.add({"name": "Form", "state": "running", "file": file.hash})
    page = view.body(workbench, {"test": test.id})
    assert "Keep, it still runs Keep as finished" in said(page)
    assert any("new=1" in str(getattr(one, "href", "")) for one in walk(page))


TODAY = date(2026, 4, 1)
FILE = (date(2026, 3, 2), date(2026, 3, 13))


def ended(first: str, last: str) -> dict[str, str]:
    return {"state": "finished", "first": first, "last": last}


@pytest.mark.parametrize(
    ("state", "first", "last", "days", "runs", "expected"),
    [
        ("idea", "", "", FILE, True, {"state": "running", "first": "2026-03-02"}),
        ("running", "2026-04-01", "2026-04-28", FILE, True, {"state": "running", "first": "2026-03-02"}),
        ("finished", "2026-03-01", "2026-03-10", FILE, True, {"state": "running", "first": "2026-03-01", "last": ""}),
        ("running", "2026-03-01", "2026-04-20", None, False, ended("2026-03-01", "2026-04-01")),
        ("running", "2026-04-01", "2026-04-28", FILE, False, ended("2026-03-02", "2026-03-13")),
        ("stopped", "2026-03-01", "2026-03-10", None, False, {"state": "stopped", "first": "2026-03-01"}),
        ("planned", "2026-05-01", "", None, False, ended("2026-04-01", "2026-04-01")),
    ],
)  # fmt: skip
def test_state_and_days(
    state: str, first: str, last: str, days: tuple[date, date] | None, runs: bool, expected: dict[str, str]
) -> None:
    now = TestRecord("a", 1, "A", state=state, first=first, last=last)
    assert state_and_days(now, days, runs, TODAY) == expected
