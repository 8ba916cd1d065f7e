"""The registry searched, told and exported; the files are read back by other programs."""

import csv
import io
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from core.database import open_database
from core.experiments.registry.book import ExperimentBook
from core.experiments.registry.book_export import HEADS, registry_csv, registry_workbook
from core.experiments.registry.book_history import history, moved_on
from core.experiments.registry.book_search import Wanted, nearest, owners, search, state_counts

DAY = date(2026, 11, 14)
NAMES = {"c1": "Search Brand", "c2": "=HYPERLINK(1)"}


@pytest.fixture
def book(tmp_path) -> ExperimentBook:
    return ExperimentBook(open_database(f"sqlite:///{tmp_path / 'x.db'}"))


@pytest.fixture
def three(book) -> ExperimentBook:
    book.add({"name": "Café banner", "kind": "creative", "owner": "Bo", "first": "2026-10-01", "campaign_ids": ["c1"]})
    book.add({"name": "=1+1", "owner": "ada", "state": "running", "first": "2026-11-01", "last": "2026-11-14",
              "design": {"regions": ["Bayern"]}, "hypothesis": "-10 % prices\nsell more"})  # fmt: skip
    book.add({"name": "Pause video", "kind": "spend", "owner": "Bo", "state": "finished", "campaign_ids": ["c2", "zz"],
              "result": {"sentence": "Nothing was lost."}, "decision": "+keep it",
              "learned": "Video is idle."})  # fmt: skip
    return book


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted(), ["Pause video", "=1+1", "Café banner"]),
        (Wanted("cafe BANNER"), ["Café banner"]),
        (Wanted("search brand"), ["Café banner"]),
        (Wanted("bayern"), ["=1+1"]),
        (Wanted("lost idle"), ["Pause video"]),
        (Wanted("spend test"), ["Pause video"]),
        (Wanted("lost bayern"), []),
        (Wanted("", "running"), ["=1+1"]),
        (Wanted("", "", "creative"), ["Café banner"]),
        (Wanted("", "finished", "", "Bo"), ["Pause video"]),
        (Wanted(order="name"), ["=1+1", "Café banner", "Pause video"]),
        (Wanted(order="begin"), ["=1+1", "Café banner", "Pause video"]),
        (Wanted(order="owner"), ["=1+1", "Café banner", "Pause video"]),
        (Wanted(order="state"), ["=1+1", "Café banner", "Pause video"]),
        (Wanted(order="nonsense"), ["Pause video", "=1+1", "Café banner"]),
    ],
)
def test_what_is_looked_for_is_found(three, wanted, names) -> None:
    assert [one.name for one in search(three.tests(), wanted, NAMES)] == names


def test_counts_owners_and_the_nearest_name(three) -> None:
    tests = three.tests()
    assert state_counts(tests, Wanted("", "running", "", "Bo")) == {
        "idea": 1, "planned": 0, "running": 0, "finished": 1, "stopped": 0,
    }  # fmt: skip
    assert owners(tests) == ["ada", "Bo"]
    assert nearest(tests, "pause vidio") == "Pause video"
    assert nearest(tests, "baners") == "Café banner"
    assert nearest(tests, "xyz") == ""


def test_the_history_says_who_changed_what(book) -> None:
    one = book.add({"name": "Video pause"}, "Ada")
    book.change(one.id, {"state": "planned", "design": {"days": 14}, "last": "2026-12-01"}, "Bo")
    book.move(one.id, "running", DAY, "Bo")
    book.change(one.id, {"result": {"sentence": "B sells more."}, "file": "ab12"})
    book.change(one.id, {"decision": "x" * 99, "name": "Video rest", "campaign_ids": ["c1"]}, "Cy")
    book.undo(book.get(one.id).version, "Cy")
    gone = book.remove(one.id, "Ada")
    book.undo(gone.version, "Ada")
    told = [(c.who, c.words) for c in history(book.versions(one.id))]
    assert told[::-1] == [
        ("Ada", ("Added it",)),
        ("Bo", ("Idea → planned", "Last day: 1 Dec 2026", "Made a plan")),
        ("Bo", ("Planned → running", "First day: 14 Nov 2026", "Last day: 1 Dec 2026 → 27 Nov 2026")),
        ("", ("Read the result: B sells more.", "Gave it a file of results")),
        ("Cy", (f"Wrote the decision: “{'x' * 59}…”", "New name: “Video rest”", "Chose 1 campaign")),
        ("Cy", ("Took out the decision", "New name: “Video pause”", "Took out the campaigns")),
        ("Ada", ("Removed it",)),
        ("Ada", ("Brought it back as running",)),
    ]
    moves = moved_on(book.versions(one.id))
    assert [(c.who, c.state) for c in moves] == [
        ("Ada", "idea"),
        ("Bo", "planned"),
        ("Bo", "running"),
        ("Ada", "running"),
    ]


def test_the_csv_holds_every_text_and_runs_none(three) -> None:
    tests = three.tests()
    rows = list(csv.DictReader(io.StringIO(registry_csv(tests, NAMES))))
    assert [row["Name"] for row in rows] == ["Pause video", "'=1+1", "Café banner"]
    video, sums, banner = rows
    assert video["Campaigns"] == "'=HYPERLINK(1); zz"
    assert (video["Decision"], video["What we learned"]) == ("'+keep it", "Video is idle.")
    assert (video["What came out"], video["State"], video["Id"]) == ("Nothing was lost.", "Finished", tests[0].id)
    assert (sums["First day"], sums["Last day"], sums["Days"]) == ("2026-11-01", "2026-11-14", "14")
    assert sums["Hypothesis"] == "'-10 % prices\nsell more"
    assert (banner["Campaigns"], banner["Days"]) == ("Search Brand", "")


def test_the_workbook_holds_the_same_with_days_as_days_and_the_history(three) -> None:
    tests = three.tests()
    changes = {one.id: history(three.versions(one.id)) for one in tests}
    content = registry_workbook(tests, NAMES, changes)
    read = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert read.sheet_names == ["Tests", "History"]
    rows = read.get_sheet_by_name("Tests").to_python()
    assert rows[0] == [head for head, _ in HEADS]
    named = {row[0]: row for row in rows}
    assert (named["=1+1"][6], named["=1+1"][8]) == (date(2026, 11, 1), 14)
    assert named["Pause video"][11] == "+keep it"
    files = zipfile.ZipFile(io.BytesIO(content))
    assert b"<f>" not in files.read("xl/worksheets/sheet1.xml")
    assert b'quotePrefix="1"' in files.read("xl/styles.xml")
    assert [row[0] for row in rows[1:]] == [one.name for one in tests]
    assert rows[2][4] == "-10 % prices\nsell more"
    told = read.get_sheet_by_name("History").to_python()
    assert [row[3] for row in told[1:]] == ["Added it as finished", "Added it as running", "Added it"]


def test_no_tests_are_files_with_heads(book) -> None:
    assert registry_csv([], {}).count("\r\n") == 1
    assert CalamineWorkbook.from_filelike(io.BytesIO(registry_workbook([], {}, {}))).sheet_names == ["Tests", "History"]
