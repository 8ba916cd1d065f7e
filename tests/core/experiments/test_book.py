"""The registry: what may be kept, who changed what at once, moving on, and undoing."""

import threading
from datetime import date, datetime

import numpy as np
import pytest

from core.database import open_database
from core.errors import ConflictError, InputError, NotFoundError
from core.experiments.registry.book import ExperimentBook
from core.stated_store import MOST

DAY = date(2026, 11, 14)


@pytest.fixture
def book(tmp_path) -> ExperimentBook:
    return ExperimentBook(open_database(f"sqlite:///{tmp_path / 'x.db'}"))


WRONG = [
    ({}, "Give the test a name"),
    ({"name": "  \n "}, "Give the test a name"),
    ({"name": "x" * 121}, "The name has 121 letters; 120 can be kept"),
    ({"name": 7}, "The name is no text"),
    ({"kind": "abc"}, "“abc” is no kind of a test. Choose one of: A/B test"),
    ({"kind": ["a/b"]}, "is no kind of a test"),
    ({"state": "done"}, "“done” is no state of a test. Choose one of: idea, planned"),
    ({"first": "2026-02-30"}, "The first day is not a date"),
    ({"last": "tomorrow"}, "The last day is not a date"),
    ({"first": "2026-11-14", "last": "2026-11-13"}, "The last day (13 Nov 2026) lies before the first (14 Nov 2026)"),
    ({"first": "2026-11-14", "last": "2029-11-14"}, "1,096 days at most"),
    ({"hypothesis": "x" * 1_001}, "The hypothesis has 1,001 letters"),
    ({"decision": "x" * 2_001}, "The decision has 2,001 letters"),
    ({"learned": "x" * 4_001}, "what we learned has 4,001 letters"),
    ({"owner": "x" * 61}, "The owner has 61 letters"),
    ({"metric": {}}, "The metric is no text"),
    ({"campaign_ids": "c1"}, "campaigns of a test are a list"),
    ({"campaign_ids": [str(i) for i in range(501)]}, "can name 500 campaigns; these are 501"),
    ({"file": "../../etc"}, "not one that this product gives"),
    ({"design": ["people"]}, "The design of a test is a table"),
    ({"roles": {"x": object()}}, "something that cannot be kept (object)"),
    ({"result": {"rows": ["x" * 1_000] * 101}}, "The result takes 101,"),
    ({"result": {"sentence": "x" * 1_001}}, "The sentence of the result has 1,001 letters"),
    ({"result": {"sentence": 5}}, "is no text"),
    ({"winner": "B"}, "A test has no field “winner”"),
]


@pytest.mark.parametrize(("content", "words"), WRONG)
def test_what_cannot_be_kept_gets_a_sentence(book, content, words) -> None:
    whole = {"name": "Checkout", **content} if content else content
    with pytest.raises(InputError) as told:
        book.add(whole)
    assert words in str(told.value)
    assert book.tests() == []
    kept = book.add({"name": "Checkout"})
    if content:
        with pytest.raises(InputError):
            book.change(kept.id, content)
        assert book.get(kept.id) == kept


def test_nested_data_end_somewhere(book) -> None:
    deep: dict = {}
    for _ in range(40):
        deep = {"in": deep}
    with pytest.raises(InputError, match="nested too deeply"):
        book.add({"name": "x", "design": deep})


def test_what_is_kept_comes_back_as_it_was_given(book, tmp_path) -> None:
    given = {
        "name": "<b>Blue</b>  button\n", "kind": "landing page", "state": "running", "metric": "orders a visitor",
        "hypothesis": "Blue is seen.\nSo more press it.", "first": DAY, "last": "2026-12-01",
        "campaign_ids": ["c1", "=1+1", "c1", 7], "decision": "a\x00b\ud800c",
        "design": {"people": np.int64(12_000), "smallest": np.float64(0.02), "looks": (1, 2), "curve": np.array([1.5])},
        "result": {"sentence": "B wins.", "upper": float("inf"), "day": DAY, "p": float("nan"), "huge": 10**400},
    }  # fmt: skip
    kept = book.add(given, "Ada")
    read = ExperimentBook(open_database(f"sqlite:///{tmp_path / 'x.db'}")).get(kept.id)
    assert read == kept
    assert (read.name, read.owner, read.saved_by) == ("<b>Blue</b> button", "Ada", "Ada")
    assert read.hypothesis == "Blue is seen.\nSo more press it."
    assert (read.first, read.last, read.decision) == ("2026-11-14", "2026-12-01", "abc")
    assert read.campaign_ids == ("c1", "=1+1", "7")
    assert read.design == {"people": 12_000, "smallest": 0.02, "looks": [1, 2], "curve": [1.5]}
    assert read.result == {"sentence": "B wins.", "upper": None, "day": "2026-11-14", "p": None, "huge": None}
    assert read.sentence == "B wins."
    assert isinstance(read.saved, datetime)


def test_a_change_leaves_the_other_fields_and_can_be_undone(book) -> None:
    one = book.add({"name": "Video pause", "hypothesis": "Nothing is lost."}, "Ada")
    two = book.change(one.id, {"decision": "Pause it"}, "Bo")
    assert (two.hypothesis, two.decision, two.saved_by) == ("Nothing is lost.", "Pause it", "Bo")
    book.undo(two.version)
    assert book.get(one.id).decision == ""
    gone = book.remove(one.id, "Bo")
    for act in (
        book.get,
        book.remove,
        lambda i: book.change(i, {"decision": "x"}),
        lambda i: book.move(i, "idea", DAY),
    ):
        with pytest.raises(NotFoundError, match="not kept any more"):
            act(one.id)
    book.undo(gone.version)
    assert book.get(one.id).name == "Video pause"
    assert [v.saved_by for v in book.versions(one.id)] == ["", "Bo", "", "Bo", "Ada"]


@pytest.mark.parametrize("foreign", ["", "x", "\0", None, 7, "a" * 5_000, "../x"])
def test_foreign_ids_find_nothing(book, foreign) -> None:
    assert book.versions(foreign) == []
    with pytest.raises(NotFoundError):
        book.get(foreign)
    with pytest.raises(NotFoundError):
        book.remove(foreign)


def test_two_who_change_different_fields_keep_both_and_the_second_of_the_same_is_told(book) -> None:
    seen = book.add({"name": "Search brand", "decision": "wait"}, "Ada")
    book.change(seen.id, {"learned": "Brand words sell anyway."}, "Ada", version=seen.version)
    now = book.change(seen.id, {"decision": "halve it"}, "Bo", version=seen.version)
    assert (now.learned, now.decision) == ("Brand words sell anyway.", "halve it")
    with pytest.raises(ConflictError, match="Bo changed the decision in between"):
        book.change(seen.id, {"decision": "stop it", "metric": "orders"}, "Cy", version=seen.version)
    assert book.get(seen.id) == now
    # Whoever wants what is there already is not in the way.
    assert book.change(seen.id, {"decision": "halve it"}, "Cy", version=seen.version).version == now.version


def test_changes_at_the_same_moment_lose_nothing(tmp_path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    one = ExperimentBook(open_database(url)).add({"name": "x"})
    fields = ("hypothesis", "metric", "decision", "learned")
    wait, failed = threading.Barrier(len(fields)), []

    def write(field: str) -> None:
        book = ExperimentBook(open_database(url))
        wait.wait()
        for i in range(8):
            try:
                book.change(one.id, {field: f"{field} {i}"})
            except ConflictError:
                failed.append((field, i))

    threads = [threading.Thread(target=write, args=(f,)) for f in fields]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    book = ExperimentBook(open_database(url))
    now = book.get(one.id)
    for field in fields:
        last = max(i for i in range(8) if (field, i) not in failed)
        assert getattr(now, field) == f"{field} {last}"
    assert len(book.versions(one.id)) == 1 + 8 * len(fields) - len(failed)


def test_names_may_be_the_same_and_are_counted(book) -> None:
    one = book.add({"name": "Spring"})
    book.add({"name": "spring"})
    book.remove(book.add({"name": "SPRING"}).id)
    assert (book.namesakes("Spring", one.id), book.namesakes("Spring"), book.namesakes("Sprint")) == (1, 2, 0)


def test_moving_on_sets_the_days(book) -> None:
    plan = book.add({"name": "x", "state": "planned", "first": "2026-11-20", "last": "2026-12-03"})
    on = book.move(plan.id, "running", DAY, "Ada")
    assert (on.state, on.first, on.last) == ("running", "2026-11-14", "2026-11-27")
    over = book.move(plan.id, "stopped", date(2026, 11, 20))
    assert (over.state, over.first, over.last) == ("stopped", "2026-11-14", "2026-11-20")
    again = book.move(plan.id, "running", date(2026, 11, 25))
    assert (again.first, again.last) == ("2026-11-14", "")
    with pytest.raises(ConflictError, match="the state"):
        book.move(plan.id, "finished", date(2026, 11, 25), version=over.version)
    late = book.move(plan.id, "finished", date(2026, 12, 30))
    assert late.last == "2026-12-30"
    designed = book.add({"name": "y", "design": {"days": 14.0}})
    assert book.move(designed.id, "running", DAY).last == "2026-11-27"
    future = book.add({"name": "z", "state": "running", "first": "2026-12-24"})
    with pytest.raises(InputError, match="begins on 24 Dec 2026 only"):
        book.move(future.id, "stopped", DAY)
    with pytest.raises(InputError, match="no state"):
        book.move(future.id, "won", DAY)


def test_more_tests_than_can_be_kept(book) -> None:
    from sqlalchemy import insert
    from sqlalchemy.orm import Session

    from core.stated_store import StatedTable

    rows = [
        {"kind": "experiment", "thing": f"t{i}", "content": {"name": f"{i}"}, "removed": False, "saved_by": "",
         "saved": datetime.now().astimezone()}
        for i in range(MOST - 1)
    ]  # fmt: skip
    with Session(book._store._engine) as session, session.begin():
        session.execute(insert(StatedTable), rows)
    last = book.add({"name": "the thousandth"})
    with pytest.raises(InputError, match="1,000 tests are kept already"):
        book.add({"name": "one more"})
    book.remove(last.id)
    assert book.add({"name": "again"}).name == "again"
    assert len(book.tests()) == MOST
