"""The check against the last weeks: one request a stretch, driven by the browser, so that it can be given up."""

from collections.abc import Sequence
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update

from components.ids import Models
from components.models_holdout import HeldOut
from components.parts import error_note
from core.errors import InputError, ProductError
from core.response.holdout import Fold, pool
from core.workbench import Workbench


def held_out(stretches: Sequence[Fold]) -> list[HeldOut]:
    """Return stretches as the page shows them, the last days first."""
    one_by_one = [(fold, pool([fold])) for fold in stretches]
    return [HeldOut(f.start.date(), f.end.date(), one.error, one.naive, one.inside90) for f, one in one_by_one]


def one_step(workbench: Workbench, outcome: str, asked: Any) -> dict[str, Any]:
    """Compute one stretch, and return what the browser is told: which one, and how many there are.

    Raises:
        InputError: If the request is none of the page.
        NotEnoughDataError: If too little is left to learn from.
    """
    back = asked.get("fold") if isinstance(asked, dict) else None
    if isinstance(back, bool) or not isinstance(back, int):
        raise InputError("There is no such stretch of days. Reload the page.")
    about = workbench.about(outcome)
    about.fold(back)
    return {"run": asked.get("run"), "fold": back, "of": about.stretches}


def register(app: Dash, workbench: Workbench) -> None:
    """Register the steps; the page itself is shown again by ``callbacks.models_response`` when all are done."""

    @app.callback(
        Output(Models.FOLDED, "data"),
        Output(Models.HOLDOUT_MESSAGE, "children"),
        Input(Models.FOLD, "data"),
        State(Models.ASK, "data"),
        running=[
            (Output(Models.HOLDOUT_PROGRESS, "hidden"), False, True),
            (Output(Models.HOLDOUT_START, "disabled"), True, False),
        ],
        prevent_initial_call=True,
    )
    def _step(asked: dict[str, Any] | None, parameters: dict[str, str] | None) -> Any:
        if not asked:
            return no_update, no_update
        wanted, known = (parameters or {}).get("outcome"), workbench.outcomes()
        try:
            return one_step(workbench, wanted if wanted in known else known[0], asked), None
        except ProductError as error:
            return no_update, error_note(error, safe="Everything else on this page stands.")

    # The browser asks for one after the other, until all are there or it was told to stop.
    app.clientside_callback(
        ClientsideFunction("models", "fold"),
        Output(Models.HOLDOUT_TEXT, "children"),
        Output(Models.HOLDOUT_DONE, "data"),
        Input(Models.HOLDOUT_START, "n_clicks"),
        Input(Models.FOLDED, "data"),
        State(Models.HOLDOUT_STOPPED, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("models", "stopFolds"),
        Output(Models.HOLDOUT_STOPPED, "data"),
        Output(Models.HOLDOUT_PROGRESS, "hidden", allow_duplicate=True),
        Output(Models.HOLDOUT_START, "disabled", allow_duplicate=True),
        Input(Models.HOLDOUT_STOP, "n_clicks"),
        State(Models.FOLD, "data"),
        prevent_initial_call=True,
    )
