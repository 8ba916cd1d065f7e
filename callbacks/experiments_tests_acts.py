"""What people do to tests: keep and change by hand, move on, decide, write what was learned, remove, bring back."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from dash import ALL, Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from callbacks.acts import PERSON, TOLD, Message, moment, person_of, pressed, text_of, told
from callbacks.experiments_book import kept, removed
from components.experiments_tests import book_address
from components.ids import AllTests, Shell
from components.parts import error_note, note, toast
from core.errors import ConflictError, ProductError
from core.experiments.registry.record import TestRecord
from core.workbench import Workbench

MOVED: Final = {
    "idea": "It is an idea again",
    "planned": "It is planned",
    "running": "It runs",
    "finished": "It is finished",
    "stopped": "It was stopped",
}
WORDS: Final = ("decision", "learned")
"""The fields of a test that are written on its page."""


def save_form(workbench: Workbench, edited: Any, content: dict[str, Any], who: str) -> tuple[Any, ...]:
    """Keep what the form holds; return message, news, what cannot be kept, and where to go."""
    book = workbench.experiments.book
    held = edited if isinstance(edited, Mapping) else {}
    test, version = text_of(held.get("id")), held.get("version")
    try:
        if test:
            record = book.change(test, content, who, version if _whole(version) else None)
        else:
            # Whoever keeps a test looks after it, unless they say who does.
            record = book.add({k: v for k, v in content.items() if v or k != "owner"}, who)
    except ProductError as error:
        return no_update, no_update, error_note(error), no_update
    said = kept(workbench, record, "The test was changed" if test else "The test is kept")
    return said, moment(), None, "?" + book_address(test=record.id).partition("?")[2]


def keep_words(workbench: Workbench, test: Any, seen: Any, typed: Mapping[str, Any], who: str) -> tuple[Any, ...]:
    """Keep decision and what was learned; return message, news, what is said beside the fields, and what is seen now.

    Where somebody else wrote the same in between, both stand on the page: theirs in the note, one's own in the field.
    Saved once more, one's own is kept; the history holds both.
    """
    book, held = workbench.experiments.book, seen if isinstance(seen, Mapping) else {}
    version = held.get("version")
    changed = {name: text for name, text in typed.items() if text is not None and text != held.get(name)}
    if not changed:
        return (
            toast("Nothing has changed", "Decision and what we learned are kept as they stand"),
            no_update,
            None,
            no_update,
        )
    try:
        record = book.change(text_of(test), changed, who, version if _whole(version) else None)
    except ConflictError as error:
        record = book.get(text_of(test))
        theirs = [f"“{getattr(record, name)}”" for name in changed if getattr(record, name) != held.get(name)]
        text = f"It reads now: {' and '.join(theirs)}. What you typed is still here: save again to keep yours."
        return no_update, no_update, note("warn", str(error).split(". ")[0] + ".", text), _seen(record)
    except ProductError as error:
        return no_update, no_update, error_note(error, safe="What you typed is still here."), no_update
    return kept(workbench, record, "Saved"), moment(), None, _seen(record)


def follow_words(workbench: Workbench, test: Any, seen: Any, typed: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the fields and what is seen now after news: what somebody is typing stays as it is."""
    held = seen if isinstance(seen, Mapping) else {}
    try:
        record = workbench.experiments.book.get(text_of(test))
    except ProductError:
        raise PreventUpdate from None
    untouched = all(typed[name] == held.get(name) for name in WORDS)
    if record.version == held.get("version") or not untouched:
        raise PreventUpdate
    return record.decision, record.learned, _seen(record)


def move(workbench: Workbench, button: Mapping[str, Any], who: str, day: date) -> Message:
    """Move a test on and return the message with its undo."""
    version, state = button.get("version"), text_of(button.get("state"))
    book = workbench.experiments.book
    record = book.move(text_of(button.get("id")), state, day, who, version if _whole(version) else None)
    return kept(workbench, record, MOVED[record.state])


def register_acts(app: Dash, workbench: Workbench) -> None:
    """Register the acts."""
    book = workbench.experiments.book

    @app.callback(*TOLD, Input(AllTests.move(ALL, ALL, ALL), "n_clicks"), PERSON, prevent_initial_call=True)
    def _tests_move(_clicks: Any, who: Any) -> tuple[Any, Any]:
        button = pressed()
        return told("Not moved on", lambda: move(workbench, button, person_of(who), date.today()))

    @app.callback(
        *TOLD,
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Input(AllTests.remove(ALL), "n_clicks"),
        PERSON,
        prevent_initial_call=True,
    )
    def _tests_remove(_clicks: Any, who: Any) -> tuple[Any, Any, Any]:
        test = text_of(pressed().get("id"))
        try:
            gone = book.remove(test, person_of(who))
        except ProductError as error:
            return toast("Not removed", str(error), "failed"), moment(), no_update
        return removed(gone), moment(), "?" + book_address().partition("?")[2]

    @app.callback(
        *TOLD,
        Output(Shell.RENEW, "data", allow_duplicate=True),
        Input(AllTests.back(ALL), "n_clicks"),
        PERSON,
        prevent_initial_call=True,
    )
    def _tests_back(_clicks: Any, who: Any) -> tuple[Any, Any, Any]:
        version: object = pressed().get("version")

        def bring() -> Message:
            book.undo(version if isinstance(version, int) and _whole(version) else 0, person_of(who))
            return toast("The test is back")

        return *told("Not brought back", bring), moment()

    fields = (State(AllTests.DECISION, "value"), State(AllTests.LEARNED, "value"))

    @app.callback(
        *TOLD,
        Output(AllTests.SAID, "children"),
        Output(AllTests.SEEN, "data"),
        Input(AllTests.KEEP, "n_clicks"),
        State(AllTests.TEST, "data"),
        State(AllTests.SEEN, "data"),
        *fields,
        PERSON,
        prevent_initial_call=True,
    )
    def _tests_words(clicks: Any, test: Any, seen: Any, decision: Any, learned: Any, who: Any) -> tuple[Any, ...]:
        if not clicks:
            raise PreventUpdate
        return keep_words(workbench, test, seen, {"decision": decision, "learned": learned}, person_of(who))

    @app.callback(
        Output(AllTests.DECISION, "value"),
        Output(AllTests.LEARNED, "value"),
        Output(AllTests.SEEN, "data", allow_duplicate=True),
        Input(Shell.NEWS, "data"),
        State(AllTests.TEST, "data"),
        State(AllTests.SEEN, "data"),
        *fields,
        prevent_initial_call=True,
    )
    def _tests_follow(_news: Any, test: Any, seen: Any, decision: Any, learned: Any) -> tuple[Any, ...]:
        return follow_words(workbench, test, seen, {"decision": decision, "learned": learned})


def _seen(record: TestRecord) -> dict[str, Any]:
    return {"version": record.version, "decision": record.decision, "learned": record.learned}


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31
