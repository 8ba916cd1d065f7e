"""All tests over a real workbench: keeping by hand, moving on, deciding at once, removing and undoing."""

import json
from datetime import date

import pytest
from dash.exceptions import PreventUpdate

import callbacks
from callbacks import experiments_tests as view
from callbacks.experiments_book import UNDO
from callbacks.experiments_tests_acts import follow_words, keep_words, move, save_form
from components.experiments_tests_facts import result_facts
from components.experiments_tests_form import FIELDS
from core.errors import ConflictError, NotFoundError
from core.memo import DictMemo
from core.workbench import open_workbench
from tests.core.alerts.test_desk import as_file

DAY = date(2026, 11, 20)
MEMO = DictMemo()


@pytest.fixture
def bench(tmp_path):
    workbench = open_workbench(tmp_path, MEMO)
    workbench.import_file(as_file("gggg"), "a.csv")
    return workbench


def text(workbench, **parameters: str) -> str:
    return json.dumps(view.layout(workbench, parameters).to_plotly_json(), default=lambda c: c.to_plotly_json())


def form(**given) -> dict:
    return dict.fromkeys(FIELDS, "") | {"kind": "a/b", "state": "idea", "campaign_ids": []} | given


def seen_of(record) -> dict:
    return {"version": record.version, "decision": record.decision, "learned": record.learned}


def test_an_empty_registry_says_what_it_is_for_and_a_link_of_nothing_says_so(bench) -> None:
    assert "No tests yet" in text(bench)
    assert "There is no such test." in text(bench, test="zz")


def test_a_test_kept_by_hand_is_listed_found_changed_and_undone(bench) -> None:
    said, _, wrong, there = save_form(bench, {}, form(name="<b>Checkout</b>", first="2026-11-01"), "Ada")
    record = bench.experiments.book.tests()[0]
    assert (record.owner, record.first, wrong) == ("Ada", "2026-11-01", None)
    assert there == f"?view=tests&test={record.id}"
    assert "<b>Checkout</b>" in text(bench)
    assert "No test matches" in text(bench, find="video")
    _, _, wrong, _ = save_form(bench, {}, form(name=""), "Ada")
    assert "Give the test a name" in str(wrong)
    edited = {"id": record.id, "version": record.version}
    changed = save_form(bench, edited, form(name="<b>checkout</b>", owner="Bo"), "Bo")[0]
    assert bench.experiments.book.get(record.id).owner == "Bo"
    again = save_form(bench, {}, form(name="<B>Checkout</B>"), "Cy")[0]
    assert "Another test has the same name" in again["detail"]
    undo = callbacks.undos(bench)[UNDO].work
    undo(changed["name"].removeprefix(UNDO), "Ada")
    assert bench.experiments.book.get(record.id).owner == "Ada"
    with pytest.raises(NotFoundError):
        undo(said["name"].removeprefix(UNDO), "Ada")


def test_buttons_move_a_test_on_and_an_old_page_is_told(bench) -> None:
    book = bench.experiments.book
    one = book.add({"name": "x", "state": "planned"})
    button = {"id": one.id, "state": "running", "version": one.version}
    assert move(bench, button, "Ada", DAY)["text"] == "It runs"
    assert (book.get(one.id).state, book.get(one.id).first) == ("running", "2026-11-20")
    with pytest.raises(ConflictError, match="Ada changed the state"):
        move(bench, button | {"state": "stopped"}, "Bo", DAY)
    assert "Stop early" in text(bench, test=one.id)


def test_two_who_decide_at_once_lose_nothing(bench) -> None:
    book = bench.experiments.book
    one = book.add({"name": "x"})
    seen = seen_of(one)
    keep_words(bench, one.id, seen, {"decision": "halve it", "learned": ""}, "Ada")
    _, _, beside, now = keep_words(bench, one.id, seen, {"decision": "stop it", "learned": "Much"}, "Bo")
    assert "Ada changed the decision in between" in str(beside)
    assert "halve it" in str(beside)
    assert book.get(one.id).decision == "halve it"
    keep_words(bench, one.id, now, {"decision": "stop it", "learned": "Much"}, "Bo")
    assert (book.get(one.id).decision, book.get(one.id).learned) == ("stop it", "Much")
    assert follow_words(bench, one.id, seen, {"decision": "", "learned": ""})[:2] == ("stop it", "Much")
    with pytest.raises(PreventUpdate):
        follow_words(bench, one.id, seen, {"decision": "typing", "learned": ""})


def test_what_was_removed_can_be_brought_back_from_its_link(bench) -> None:
    one = bench.experiments.book.add({"name": "Video"}, "Ada")
    gone = bench.experiments.book.remove(one.id, "Bo")
    shown = text(bench, test=one.id)
    assert "Bo removed it" in shown
    assert f'"version": {gone.version}' in shown
    bench.experiments.book.undo(gone.version)
    assert "Bring it back" not in text(bench, test=one.id)


def test_what_came_out_is_said_in_words_for_each_kind() -> None:
    read = {
        "sentence": "B does better", "people": {"A": 1200, "B": 1300},
        "effects": [{
            "metric": "orders", "variant": "B", "method": "wald", "absolute": 0.01, "lower": 0.002, "upper": 0.018,
            "relative": 0.2, "relative_lower": 0.04, "relative_upper": 0.36, "p_value": 0.01, "chance_to_win": 0.99,
        }, {"metric": "fees", "variant": "B", "absolute": -0.5, "lower": None, "upper": 0.1, "relative": None}, 7],
    }  # fmt: skip
    facts = [(a, b.replace("\u00a0", " ")) for a, b in result_facts(read, "EUR")]
    assert facts[0] == ("People", "2,500")
    assert facts[1] == ("B, orders", "+20 %, likely between +4.0 % and +36 %; better with a chance of 99 %")
    assert facts[2][0] == "B, fees"
    assert "likely between open and" in facts[2][1]
    spend = {"outcome": "revenue", "change": 12_000.0, "lower": 2_000.0, "upper": 22_000.0, "spend_change": -3_000.0}
    facts = dict(result_facts(spend, "EUR"))
    assert facts["Revenue"] == "+€12,000, likely between +€2,000 and +€22,000"
    assert facts["Spend"] == "−€3,000"
    assert result_facts({"outcome": 7, "effects": "x", "change": True}, None) == []
