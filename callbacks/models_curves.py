"""Curves from elsewhere on the Models page: bringing a file, and going back to the product's own model."""

from collections.abc import Callable
from typing import Any

from dash import Dash, Input, Output, State, no_update, set_props
from dash.development.base_component import Component

from callbacks.data import file_content, too_large
from components.format import counted
from components.ids import Models, Shell
from components.models_curves import SAFE, curves_card
from components.parts import error_note, toast
from core.curves_in_use import CurveRecord
from core.errors import InputError, ProductError
from core.response.external import LARGEST_FILE
from core.workbench import Workbench


def curves_of(workbench: Workbench) -> tuple[CurveRecord | None, Component]:
    """Return the curves in use, and the card of them."""
    try:
        record = workbench.curves.record()
    except ProductError as error:
        return None, curves_card(None, LARGEST_FILE, str(error))
    return record, curves_card(record, LARGEST_FILE)


def brought(workbench: Workbench, contents: Any, filename: Any, person: Any) -> CurveRecord | Component:
    """Put an uploaded file of curves to use, or return why that cannot be done."""
    name, by = (text if isinstance(text, str) else "" for text in (filename, person))
    try:
        record = workbench.curves.use(file_content(contents), name[:200] or "curves", by[:60])
    except ProductError as error:
        return error_note(error, safe=SAFE)
    if record is None:
        return error_note(InputError("Somebody went back to the own model at this moment. Bring the file again."))
    return record


def register(app: Dash, workbench: Workbench, show: Callable[[dict[str, str]], Any]) -> None:
    """Register the callbacks of the card.

    Args:
        app: The application.
        workbench: Keeps the curves.
        show: Returns the page for the parameters of its address.
    """
    body = Output(Models.BODY, "children", allow_duplicate=True)
    message = Output(Models.CURVES_MESSAGE, "children", allow_duplicate=True)

    @app.callback(
        body,
        message,
        Input(Models.CURVES_UPLOAD, "contents"),
        State(Models.CURVES_UPLOAD, "filename"),
        State(Shell.PERSON, "data"),
        State(Models.ASK, "data"),
        running=[(Output(Models.CURVES_READING, "hidden"), False, True)],
        prevent_initial_call=True,
    )
    def _bring(contents: str | None, filename: str | None, person: str | None, parameters: dict[str, str]) -> Any:
        if not contents:
            return no_update, no_update
        read = brought(workbench, contents, filename, person)
        if not isinstance(read, CurveRecord):
            return no_update, read
        _tell(workbench, toast(f"{counted(len(read.names), 'curve')} in use", read.name, action="Plan", href="/budget"))
        return show(parameters or {}), no_update

    @app.callback(
        body,
        Input(Models.CURVES_DROP, "n_clicks"),
        State(Shell.PERSON, "data"),
        State(Models.ASK, "data"),
        prevent_initial_call=True,
    )
    def _drop(pressed: int | None, person: str | None, parameters: dict[str, str]) -> Any:
        if not pressed:
            return no_update
        workbench.curves.drop((person or "")[:60])
        _tell(workbench, toast("Plans are made with the product's own model again", kind="undo"))
        return show(parameters or {})

    @app.callback(message, Input(Models.CURVES_FILE, "data"), prevent_initial_call=True)
    def _too_large(file: dict[str, Any] | None) -> Any:
        return error_note(InputError(too_large(int(file.get("size", 0)))), safe=SAFE) if file else no_update


def _tell(workbench: Workbench, message: dict[str, str | None]) -> None:
    set_props(Shell.TOAST, {"data": message})
    # The advice of the frame is counted again: it rests on the curves.
    set_props(Shell.CHANGED, {"data": f"model-{workbench.model_stamp()}"})
