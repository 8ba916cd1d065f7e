"""What people do around figures: stating margins and taking them back, tagging campaigns."""

from typing import Any, Final

from dash import ALL, Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from callbacks.acts import PERSON, TOLD, Message, Undo, moment, number_of, person_of
from components.ids import Kpi, Shell
from components.parts import toast
from core.assumptions import typed_number
from core.errors import InputError, ProductError
from core.margins import Margins
from core.workbench import Workbench

UNDO: Final = "kpi-margins:"
"""Begins the name of the undo of a margin; the number of the statement follows."""


def stated(ids: Any, values: Any, before: Margins) -> Margins:
    """Return the margins of a form; those of campaigns stay.

    Args:
        ids: Of the fields.
        values: What was typed, in percent.
        before: What is in use.

    Raises:
        InputError: If a field holds no number.
    """
    overall, channels = before.overall, dict(before.channels)
    fields = ids if isinstance(ids, list) else []
    for one, typed in zip(fields, values if isinstance(values, list) else [], strict=False):
        subject = str(one.get("subject", ""))[:300] if isinstance(one, dict) else ""
        number = typed_number(str(typed or "").replace("%", ""))
        share = None if number is None else number / 100
        if share is not None and not 0 <= share <= 1:
            name = subject or "all campaigns"
            raise InputError(f"The margin of {name} must lie between 0 % and 100 % of revenue. Nothing was changed.")
        if not subject:
            overall = share
        elif share is None:
            channels.pop(subject, None)
        else:
            channels[subject] = share
    return Margins(overall, channels, before.campaigns)


def register_margins(app: Dash, workbench: Workbench) -> None:
    """Register the form of margins."""
    store = workbench.kpis.margins

    @app.callback(
        *TOLD,
        Output(Shell.RENEW, "data", allow_duplicate=True),
        Input(Kpi.MARGIN_SAVE, "n_clicks"),
        State(Kpi.margin(ALL), "id"),
        State(Kpi.margin(ALL), "value"),
        PERSON,
        prevent_initial_call=True,
    )
    def _kpi_margins(clicks: Any, ids: Any, values: Any, person: Any) -> tuple[Any, Any, Any]:
        if not clicks:
            raise PreventUpdate
        try:
            before = store.current()
            record = store.use(stated(ids, values, store.margins()), person_of(person))
        except ProductError as error:
            return toast("Margins not saved", str(error), "failed"), no_update, no_update
        if before is not None and before.id == record.id:
            return toast("These margins are in use already"), no_update, no_update
        name = f"{UNDO}{record.id}"
        return toast("Margins saved", "Profit is shown with them", action="Undo", name=name), moment(), moment()


def undos(workbench: Workbench) -> dict[str, Undo]:
    """Return how stating margins is undone."""

    def undo(statement: str, who: str) -> Message:
        workbench.kpis.margins.undo(number_of(statement), who)
        return toast("The margins before are in use again", kind="undo")

    return {UNDO: Undo(undo, renew=True)}
