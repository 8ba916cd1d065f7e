"""What people do to scenarios: archive, restore, duplicate, rename, tag, comment, bring back, keep new figures."""

from collections.abc import Callable
from typing import Any, Final

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, no_update

from callbacks.acts import TOLD, Message, Undo, moment, person_of, pressed, told
from components.ids import Scenarios, Shell
from components.parts import toast
from components.scenarios_address import read_choice
from core.errors import InputError, ProductError
from core.workbench import Workbench

RESTORE: Final = "restore-scenario:"
"""Begins the name of the undo of an archive; the id follows."""
GONE: Final = "This button belongs to another state of the page. Reload it."
Pressed = dict[str, Any]


def register_acts(app: Dash, workbench: Workbench) -> None:
    """Register the acts."""
    _register_away(app, workbench)
    _register_versions(app, workbench)
    _register_words(app, workbench)


def _register_away(app: Dash, workbench: Workbench) -> None:
    store = workbench.scenarios

    @app.callback(
        *TOLD,
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Input(Scenarios.archive(ALL), "n_clicks"),
        State(Shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _archive(_clicks: Any, search: str | None) -> tuple[Any, Any, Any]:
        try:
            scenario = store.archive(_id(pressed()))
        except ProductError as error:
            return toast("Not archived", str(error), "failed"), moment(), no_update
        choice = read_choice(search)
        left = None if choice.ids is None else tuple(i for i in choice.ids if i != scenario.id)
        name = f"{RESTORE}{scenario.id}"
        undo = toast(f"Archived “{scenario.name}”", "All versions are kept", action="Undo", name=name)
        return undo, moment(), choice.search(ids=left)

    @app.callback(*TOLD, Input(Scenarios.act("restore", ALL), "n_clicks"), prevent_initial_call=True)
    def _restore(_clicks: Any) -> tuple[Any, Any]:
        button = pressed()
        return told("Not brought back", lambda: restored(workbench, _id(button)))


def undos(workbench: Workbench) -> dict[str, Undo]:
    """Return how putting a scenario away is undone."""
    return {RESTORE: Undo(lambda scenario_id, _who: restored(workbench, scenario_id[:40]))}


def restored(workbench: Workbench, scenario_id: str) -> Message:
    """Bring a scenario back and return the message.

    Raises:
        ProductError: If there is none.
    """
    scenario = workbench.scenarios.restore(scenario_id)
    return toast(f"“{scenario.name}” is back in the list", kind="undo")


def _register_versions(app: Dash, workbench: Workbench) -> None:
    @app.callback(
        *TOLD,
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Input(Scenarios.act("duplicate", ALL), "n_clicks"),
        State(Shell.LOCATION, "search"),
        State(Shell.PERSON, "data"),
        prevent_initial_call=True,
    )
    def _duplicate(_clicks: Any, search: str | None, person: Any) -> tuple[Any, Any, Any]:
        try:
            copy = workbench.scenarios.duplicate(_id(pressed()), owner=person_of(person))
        except ProductError as error:
            return toast("Not duplicated", str(error), "failed"), moment(), no_update
        there = read_choice(search).search(open=copy.id, rerun=False, archived=False)
        return toast(f"Made “{copy.name}”", "Rename it here, change it in Budget"), moment(), there

    @app.callback(
        *TOLD,
        Input(Scenarios.back(ALL, ALL, ALL), "n_clicks"),
        State(Shell.PERSON, "data"),
        prevent_initial_call=True,
    )
    def _back(_clicks: Any, person: Any) -> tuple[Any, Any]:
        button = pressed()
        try:
            version, base = _whole(button, "version"), _whole(button, "base")
            new = workbench.scenarios.bring_back(_id(button), version, person_of(person), base)
        except ProductError as error:
            return toast("Not restored", str(error), "failed"), moment()
        return toast(f"Version {version} is back as version {new.version}", "All others are kept"), moment()

    @app.callback(
        *TOLD,
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Input(Scenarios.keep(ALL, ALL, ALL, ALL), "n_clicks"),
        State(Shell.LOCATION, "search"),
        State(Shell.PERSON, "data"),
        prevent_initial_call=True,
    )
    def _keep(_clicks: Any, search: str | None, person: Any) -> tuple[Any, Any, Any]:
        button = pressed()
        try:
            which, key, base = str(button.get("which")), str(button.get("key")), _whole(button, "base")
            new = workbench.plans.keep_rerun(_id(button), base, key, which, person_of(person))
        except ProductError as error:
            return toast("Nothing was saved", str(error), "failed"), moment(), no_update
        said = toast(f"Saved as “{new.name}”, version {new.version}", f"Version {base} is kept as it was")
        return said, moment(), read_choice(search).search(open=new.id, rerun=False)


def _register_words(app: Dash, workbench: Workbench) -> None:
    store = workbench.scenarios

    def typed(act: str, failed: str, keep: Callable[[str, str, str], tuple[dict[str, Any] | None, str]]) -> None:
        """Register a field and its button; what is refused stays in the field as it was typed.

        So does what was typed while the server kept the text before it: the browser compares (assets/scenarios.js).
        """

        @app.callback(
            *TOLD,
            Output(Scenarios.kept(act, ALL), "data"),
            Input(Scenarios.act(act, ALL) if act != "name" else Scenarios.act("rename", ALL), "n_clicks"),
            Input(Scenarios.typed(act, ALL), "n_submit"),
            State(Scenarios.typed(act, ALL), "value"),
            State(Shell.PERSON, "data"),
            prevent_initial_call=True,
        )
        def _typed(_clicks: Any, _submits: Any, values: Any, person: Any) -> tuple[Any, Any, Any]:
            button = pressed()
            # One scenario is opened at a time, so there is one field.
            text = values[0] if isinstance(values, list) and values else None
            stay = [no_update] * (len(values) if isinstance(values, list) else 0)
            try:
                said, left = keep(_id(button), text if isinstance(text, str) else "", person_of(person))
            except ProductError as error:
                return toast(failed, str(error), "failed"), no_update, stay
            return said, moment(), [{"typed": text, "then": left}] * len(stay)

        app.clientside_callback(
            ClientsideFunction("scenarios", "kept"),
            Output(Scenarios.typed(act, ALL), "value"),
            Input(Scenarios.kept(act, ALL), "data"),
            State(Scenarios.typed(act, ALL), "value"),
            prevent_initial_call=True,
        )

    def rename(scenario_id: str, text: str, _person: str) -> tuple[dict[str, Any] | None, str]:
        scenario = store.rename(scenario_id, text)
        return toast(f"Renamed to “{scenario.name}”"), scenario.name

    def tag(scenario_id: str, text: str, _person: str) -> tuple[dict[str, Any] | None, str]:
        store.tags.add(scenario_id, text)
        return None, ""

    def comment(scenario_id: str, text: str, person: str) -> tuple[dict[str, Any] | None, str]:
        store.comments.add(scenario_id, person, text)
        return None, ""

    typed("name", "Not renamed", rename)
    typed("tag", "Not tagged", tag)
    typed("comment", "Not kept", comment)

    @app.callback(*TOLD, Input(Scenarios.untag(ALL, ALL), "n_clicks"), prevent_initial_call=True)
    def _untag(_clicks: Any) -> tuple[Any, Any]:
        button = pressed()
        store.tags.remove(_id(button), str(button.get("tag")))
        return no_update, moment()

    @app.callback(
        *TOLD, Input(Scenarios.uncomment(ALL), "n_clicks"), State(Shell.PERSON, "data"), prevent_initial_call=True
    )
    def _uncomment(_clicks: Any, person: Any) -> tuple[Any, Any]:
        try:
            store.comments.delete(_whole(pressed(), "comment"), person_of(person))
        except ProductError as error:
            return toast("Not deleted", str(error), "failed"), moment()
        return toast("Comment deleted"), moment()


def _id(button: Pressed) -> str:
    return str(button.get("id"))[:40]


def _whole(button: Pressed, name: str) -> int:
    """A number of an id. Whoever posts by hand may send anything."""
    value = button.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise InputError(GONE)
    return value
