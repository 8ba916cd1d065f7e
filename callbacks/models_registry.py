"""Models, view Predictions: what people do with kept models. Find, use, retire, compare, check against newer data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from dash import ALL, Dash, Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import PERSON, TOLD, Message, Undo, moment, number_of, person_of, pressed, text_of, texts_of, told
from callbacks.models_asked import addresser
from callbacks.models_report import NOW, compared_numbers, newer_options
from components.ids import Predict, Shell
from components.models_predict_address import PATH, PREDICT, model_address
from components.models_predict_drift import NONE, drift_card, drift_result
from components.models_predict_versions import list_rows
from components.parts import error_note, toast
from components.period import asked
from core.errors import NotFoundError, ProductError
from core.learning.kept_models import KeptModel, find_models
from core.workbench import Workbench

UNDO: Final = "trained-model:"
"""Begins the name of an undo; the number of the act follows."""


def undos(workbench: Workbench) -> dict[str, Undo]:
    """Return how keeping, using and retiring a version is undone."""

    def undo(act: str, who: str) -> Message:
        workbench.learning.registry.undo(number_of(act), who)
        return toast("Undone: the models are as before", kind="undo")

    return {UNDO: Undo(undo, renew=True)}


def drift_body(workbench: Workbench, model_id: str, against: str) -> Component:
    """Return the check of the version in use against newer data, in words where it cannot be made."""
    options: list[tuple[str, str]] = []
    try:
        registry = workbench.learning.registry
        options = newer_options(workbench, registry.get(model_id))
        version = registry.version(model_id)
        if against not in dict(options):
            raise NotFoundError("These data are not kept any more. Choose others.")
        file = "" if against == NOW else against
        spec = replace(version.spec, file=file)
        if workbench.learning.key(spec) == version.kept.key:
            said = "It was learned from exactly these data, so there is nothing newer in them. Choose others."
            return drift_card(options, against, said)
        found = workbench.learning.drift(version, file)
        name = dict(options)[against]
        return drift_result(options, against, name, version, found, addresser(workbench)(PREDICT, spec))
    except ProductError as error:
        return drift_card(options, against, error_note(error))


def act(workbench: Workbench, what: str, button: dict[str, Any], who: str) -> Message:
    """Put a version to use, or retire it; return the message with its undo.

    Raises:
        ProductError: If there is no such version.
    """
    number = button.get("number")
    if isinstance(number, bool) or not isinstance(number, int):
        raise NotFoundError("There is no such version. Reload the page.")
    registry, model_id = workbench.learning.registry, text_of(button.get("model"))
    if what == "use":
        model: KeptModel = registry.use(model_id, number, who)
        said = f"Version {number} of “{model.name}” is in use"
    else:
        model = registry.retire(model_id, number, who)
        said = f"Version {number} of “{model.name}” was retired"
    return toast(said, action="Undo", name=f"{UNDO}{model.act}")


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of kept models."""
    registry = workbench.learning.registry

    @app.callback(Output(Predict.LIST, "children"), Input(Predict.FIND, "value"), prevent_initial_call=True)
    def _predict_find(find: Any) -> Component:
        models, words = registry.models(), find[:80] if isinstance(find, str) else ""
        return list_rows(find_models(models, words), models, words)

    for what in ("use", "retire"):
        _register_act(app, workbench, what)

    @app.callback(
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Input(Predict.LEFT, "value"),
        Input(Predict.RIGHT, "value"),
        State(Shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _predict_compare(left: Any, right: Any, search: Any) -> str:
        given = asked(search) if isinstance(search, str) else {}
        try:
            shown = compared_numbers(registry.get(given.get("model", "")), given)
        except ProductError as error:
            raise PreventUpdate from error
        if (left, right) == tuple(map(str, shown)):
            raise PreventUpdate
        return _moved(search, left=text_of(left)[:6], right=text_of(right)[:6])

    @app.callback(
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Input(Predict.AGAINST, "value"),
        State(Shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _predict_against(against: Any, search: Any) -> str:
        return _moved(search, against="" if against == NONE else text_of(against))

    @app.callback(Output(Predict.DRIFT, "children"), Input(Predict.DRIFT_ASK, "data"))
    def _predict_drift(ask: Any) -> Component:
        given = texts_of(ask)
        if not given.get("against"):
            raise PreventUpdate
        return drift_body(workbench, given.get("model", "")[:16], given["against"][:64])

    @app.callback(
        Output(Predict.STAMP, "data"),
        Input(Shell.NEWS, "data"),
        State(Predict.STAMP, "data"),
        prevent_initial_call=True,
    )
    def _predict_news(_news: Any, known: Any) -> dict[str, Any]:
        now = registry.stamp()
        if not isinstance(known, dict) or known.get("stamp") == now:
            raise PreventUpdate
        return {"stamp": now, "is_new": True}

    @app.callback(
        Output(Shell.RENEW, "data", allow_duplicate=True), Input(Predict.STAMP, "data"), prevent_initial_call=True
    )
    def _predict_renew(known: Any) -> str:
        # It is called, too, when the page is put in place.
        if not isinstance(known, dict) or not known.get("is_new"):
            raise PreventUpdate
        return moment()


def _register_act(app: Dash, workbench: Workbench, what: str) -> None:
    def work(_clicks: Any, who: Any) -> tuple[Any, Any, Any]:
        button = pressed()
        return *told("Not changed", lambda: act(workbench, what, button, person_of(who))), moment()

    # Two callbacks of the product must not share a name.
    work.__name__ = f"_predict_{what}"
    app.callback(
        *TOLD,
        Output(Shell.RENEW, "data", allow_duplicate=True),
        Input(Predict.act(what, ALL, ALL), "n_clicks"),
        PERSON,
        prevent_initial_call=True,
    )(work)


def _moved(search: Any, **changes: str) -> str:
    """The query of the address with some of its parameters changed; nothing where they are as they were."""
    now = asked(search) if isinstance(search, str) else {}
    if now.get("view") != PREDICT or not now.get("model"):
        raise PreventUpdate
    kept = {name: now.get(name, "") for name in ("left", "right", "against")}
    if all(kept.get(name) == value for name, value in changes.items()):
        raise PreventUpdate
    there = model_address(now["model"][:16], **{name: value or None for name, value in (kept | changes).items()})
    return there.removeprefix(PATH)
