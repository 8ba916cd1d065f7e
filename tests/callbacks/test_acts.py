"""The one undo behind all messages, and a form that keeps and changes, asked through HTTP as a browser does."""

from typing import Any

import pytest
from dash import ALL, Dash, html

from callbacks.acts import Undo, number_of, person_of, register_undo
from callbacks.forms import Form, register_form
from components.ids import Shell
from components.parts import toast
from core.errors import InputError, NotFoundError

FORM = Form(
    ("one", "two"), ("one",), "edited", "title", "save", "cancel", "message", {"type": "e", "id": ALL}, ("N", "S")
)


class Browser:
    def __init__(self, app: Dash) -> None:
        app.layout = html.Div()
        self.client = app.server.test_client()
        self.specs = self.client.get("/_dash-dependencies").get_json()

    def ask(self, by: str, value: Any, states: list[Any], made: dict[str, Any] | None = None) -> Any:
        spec = next(s for s in self.specs if any(by in one["id"] for one in s["inputs"]))
        names = [part.rsplit(".", 1) for part in spec["output"].strip(".").split("...")]
        given = {**spec["inputs"][0], "value": value}
        changed = f"{by}.{given['property']}"
        body = {
            "output": spec["output"],
            "outputs": [{"id": i, "property": p} for i, p in names],
            "inputs": [[{**given, "id": made}]] if made else [given],
            "changedPropIds": [f'{{"id":"{made["id"]}","type":"e"}}.n_clicks' if made else changed],
            "state": [{**one, "value": v} for one, v in zip(spec["state"], states, strict=True)],
        }
        answer = self.client.post("/_dash-update-component", json=body)
        assert answer.status_code in (200, 204), answer.text
        return None if answer.status_code == 204 else answer.get_json()["response"]


@pytest.fixture
def undone() -> tuple[Browser, list[tuple[str, str, str]]]:
    app, seen = Dash("test", suppress_callback_exceptions=True), []

    def work(kind: str, name: str, who: str) -> dict[str, str | None]:
        if name == "gone":
            raise NotFoundError("It is gone.")
        seen.append((kind, name, who))
        return toast("Undone", kind="undo")

    register_undo(
        app,
        {
            "plan:": Undo(lambda name, who: work("plan", name, who)),
            "margin:": Undo(lambda name, who: work("margin", name, who), renew=True),
        },
    )
    return Browser(app), seen


def test_each_name_finds_its_own_undo_and_only_some_make_the_page_again(undone) -> None:
    browser, seen = undone
    plan = browser.ask(Shell.TOAST_ACTION, {"name": "plan:revenue:7"}, ["  Mara "])
    margin = browser.ask(Shell.TOAST_ACTION, {"name": "margin:3"}, [{"not": "a name"}])
    assert seen == [("plan", "revenue:7", "Mara"), ("margin", "3", "")]
    assert Shell.RENEW not in plan
    assert margin[Shell.RENEW]["data"] == margin[Shell.CHANGED]["data"]


def test_what_cannot_be_undone_says_why(undone) -> None:
    said = undone[0].ask(Shell.TOAST_ACTION, {"name": "plan:gone"}, [None])[Shell.TOAST]["data"]
    assert (said["text"], said["detail"], said["kind"]) == ("Not undone", "It is gone.", "failed")


@pytest.mark.parametrize("action", [None, 3, "plan:1", {}, {"name": 7}, {"name": "other:1"}, {"name": ["plan:1"]}])
def test_other_actions_are_left_alone(undone, action: Any) -> None:
    assert undone[0].ask(Shell.TOAST_ACTION, action, [None]) is None
    assert undone[1] == []


@pytest.mark.parametrize("text", ["", "-1", "1e9", "9" * 10, "²", "x", " 1"])
def test_numbers_of_undos(text: str) -> None:
    assert number_of("12") == 12
    with pytest.raises(NotFoundError):
        number_of(text)
    assert person_of("x" * 90) == "x" * 60


def test_a_form_keeps_opens_refuses_and_starts_anew() -> None:
    app, kept = Dash("test", suppress_callback_exceptions=True), []

    def keep(thing: str, typed: tuple[Any, ...], who: Any) -> dict[str, str | None]:
        if typed[0] == "bad":
            raise InputError("That cannot be kept.")
        kept.append((thing, typed, who))
        return toast("Kept")

    def opened(thing: str) -> tuple[list[Any], str]:
        if thing != "t1":
            raise NotFoundError("It was removed.")
        return ["held", 2], "Change it"

    register_form(app, FORM, opened, keep)
    browser = Browser(app)
    answer = browser.ask("save", 1, ["", "new", 5, "Ada"])
    assert kept == [("", ("new", 5), "Ada")]
    assert (answer["one"]["value"], answer["title"]["children"], answer["cancel"]["hidden"]) == ("", "N", True)
    assert "two" not in answer
    answer = browser.ask('"type":"e"', 1, [], {"type": "e", "id": "t1"})
    assert (answer["one"]["value"], answer["two"]["value"], answer["edited"]["data"]) == ("held", 2, "t1")
    assert (answer["title"]["children"], answer["save"]["children"]) == ("Change it", "Save changes")
    browser.ask("save", 2, ["t1", "held", 3, None])
    assert kept[-1] == ("t1", ("held", 3), None)
    answer = browser.ask("save", 3, ["t1", "bad", 3, None])
    assert list(answer) == ["message"]
    assert "That cannot be kept." in str(answer)
    answer = browser.ask('"type":"e"', 1, [], {"type": "e", "id": "t9"})
    assert list(answer) == ["message"]
    assert "It was removed." in str(answer)
    assert browser.ask("cancel", 1, [])["edited"]["data"] == ""
    assert browser.ask("save", None, ["", "x", 1, None]) is None
    assert len(kept) == 2
