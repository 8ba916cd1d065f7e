"""The training behind the Predictions and What if views: one request of the browser a few steps, until it is made."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks import models_case, models_report
from callbacks.acts import texts_of
from callbacks.models_asked import advance, asked_for
from components.ids import Training
from components.models_predict_address import WHATIF
from core.errors import ProductError
from core.learning.steps import Advance
from core.workbench import Workbench


def body(workbench: Workbench, parameters: dict[str, str]) -> list[Component]:
    """Return the view of a model that is ready."""
    view = models_case if parameters.get("view") == WHATIF else models_report
    return view.body(workbench, parameters)


def advanced(workbench: Workbench, given: Any, step: Any) -> tuple[dict[str, Any], Any]:
    """Take the next steps; return how far it is, and the view once the model is made.

    Args:
        workbench: What is asked.
        given: Parameters of the address.
        step: What the browser asks: ``{"run": number}``.
    """
    run, parameters = step.get("run") if isinstance(step, dict) else None, texts_of(given)
    try:
        went = advance(workbench, asked_for(workbench, parameters))
        if not went.ready:
            share = went.done / max(went.steps, 1)
            return {"run": run, "ready": False, "text": progress_words(went), "share": round(share, 3)}, no_update
        return {"run": run, "ready": True}, body(workbench, parameters)
    except ProductError as error:
        return {"run": run, "ready": True}, models_report.cannot(workbench, parameters, error)


def progress_words(went: Advance) -> str:
    """Return what is being done, how far it is, and about how long it takes."""
    left = ""
    if went.left is not None:
        seconds = max(round(went.left), 1)
        left = f", about {seconds} s left" if seconds < 100 else f", about {round(seconds / 60)} min left"
    return f"{went.doing} ({went.done} of {went.steps} steps done{left})"


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of both views."""

    @app.callback(
        Output(Training.DONE, "data"),
        Output(Training.BODY, "children"),
        Input(Training.STEP, "data"),
        State(Training.ASK, "data"),
        prevent_initial_call=True,
    )
    def _training_step(step: Any, parameters: Any) -> tuple[Any, Any]:
        if not step:
            raise PreventUpdate
        return advanced(workbench, parameters, step)

    # The browser asks for one step after the other, until all are taken or it was told to stop.
    app.clientside_callback(
        ClientsideFunction("training", "next"),
        Output(Training.PROGRESS, "children"),
        Output(Training.BAR, "style"),
        Output(Training.LINE, "hidden"),
        Output(Training.STOPPED, "hidden"),
        Input(Training.ASK, "data"),
        Input(Training.DONE, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("training", "stop"),
        Output(Training.LINE, "hidden", allow_duplicate=True),
        Output(Training.STOPPED, "hidden", allow_duplicate=True),
        Input(Training.STOP, "n_clicks"),
        Input(Training.GO_ON, "n_clicks"),
        prevent_initial_call=True,
    )
