"""Models, view What if: one case, and what the model expects of it."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks import models_case
from callbacks.acts import pressed, texts_of
from callbacks.models_asked import Asked, asked_for, model_of, names_model
from components.ids import Training, WhatIf
from components.models_predict import outline
from components.models_predict_address import WHATIF
from components.models_whatif import choose_page
from components.parts import error_note
from core.errors import InputError, ProductError
from core.learning.asking import row_of
from core.learning.cases import CaseField, case_fields, changed_from, read_case, real_case, typical_case
from core.learning.suite import TrainedModel
from core.workbench import Workbench


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the outline of the view, or the choice of a model where the address names none."""
    if names_model(parameters) or parameters.get("at"):
        try:
            asked_for(workbench, models_case.opened(workbench, parameters))
        except ProductError as error:
            return html.Div([error_note(error), choose_page(workbench.learning.registry.models())])
        return outline({**parameters, "view": WHATIF}, "What if?", "Opening the model")
    return choose_page(workbench.learning.registry.models())


def loaded(workbench: Workbench, ask: Any) -> tuple[dict[str, str], Asked, TrainedModel, tuple[CaseField, ...]]:
    """Return the parameters of the page, what it asks for, the model and its fields.

    Raises:
        ProductError: If there is no such model.
    """
    parameters = models_case.opened(workbench, texts_of(ask))
    asked = asked_for(workbench, parameters)
    model = model_of(workbench, asked)
    return parameters, asked, model, case_fields(model.data, model.card)


def typed_of(fields: tuple[CaseField, ...], values: Any, ids: Any) -> dict[str, Any]:
    """Return what was typed by feature; what names no field is left out."""
    typed: dict[str, Any] = {}
    for one, value in zip(
        ids if isinstance(ids, list) else (), values if isinstance(values, list) else (), strict=False
    ):
        place = one.get("place") if isinstance(one, dict) else None
        if isinstance(place, int) and not isinstance(place, bool) and 0 <= place < len(fields):
            typed[fields[place].name] = value
    return typed


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""
    form = (State(WhatIf.field(ALL), "value"), State(WhatIf.field(ALL), "id"), State(Training.ASK, "data"))

    @app.callback(
        Output(WhatIf.HEAD, "children"),
        Output(WhatIf.ANSWER, "children"),
        Output(WhatIf.SEARCH, "data"),
        Input(WhatIf.field(ALL), "value"),
        Input(WhatIf.PINNED, "data"),
        State(WhatIf.field(ALL), "id"),
        State(Training.ASK, "data"),
        prevent_initial_call=True,
    )
    def _whatif_answer(values: Any, pinned: Any, ids: Any, ask: Any) -> tuple[Any, Any, Any]:
        try:
            parameters, asked, model, fields = loaded(workbench, ask)
            case = read_case(fields, typed_of(fields, values, ids))
            head, parts = models_case.answered(workbench, asked, model, fields, case, pinned)
            search = models_case.search_of(workbench, parameters, fields, case, pinned)
        except ProductError as error:
            return no_update, [error_note(error, safe="What you typed stays.")], no_update
        return head, parts, search

    @app.callback(
        Output(WhatIf.field(ALL), "value"),
        Output(WhatIf.MESSAGE, "children"),
        Input(WhatIf.TYPICAL, "n_clicks"),
        Input(WhatIf.TAKE, "n_clicks"),
        Input(WhatIf.real(ALL), "n_clicks"),
        State(WhatIf.ROW, "value"),
        State(WhatIf.field(ALL), "id"),
        State(Training.ASK, "data"),
        prevent_initial_call=True,
    )
    def _whatif_take(typical: Any, take: Any, _real: Any, text: Any, ids: Any, ask: Any) -> tuple[Any, Any]:
        nothing = [no_update] * len(ids if isinstance(ids, list) else [])
        try:
            _, _, model, fields = loaded(workbench, ask)
            if ctx.triggered_id == WhatIf.TYPICAL and typical:
                case = typical_case(fields)
            elif ctx.triggered_id == WhatIf.TAKE and take:
                row = row_of(model, text if isinstance(text, str) else "")
                if row is None:
                    raise InputError(
                        f"The table has no such case. Type its id, or a row from 1 to {len(model.data.labels):,}."
                    )
                case = real_case(model.data, row)
            else:
                number: Any = pressed().get("row")
                case = real_case(model.data, number if isinstance(number, int) else -1)
        except ProductError as error:
            return nothing, error_note(error, safe="The form stays as it is.")
        texts: dict[Any, str] = dict(enumerate(models_case.case_texts(fields, case)))
        places = [one.get("place") if isinstance(one, dict) else None for one in ids]
        return [texts.get(place, no_update) for place in places], None

    @app.callback(
        Output(WhatIf.PINNED, "data"),
        Input(WhatIf.PIN, "n_clicks"),
        Input(WhatIf.UNPIN, "n_clicks"),
        *form,
        prevent_initial_call=True,
    )
    def _whatif_pin(pin: Any, unpin: Any, values: Any, ids: Any, ask: Any) -> Any:
        if ctx.triggered_id == WhatIf.UNPIN and unpin:
            return None
        if ctx.triggered_id != WhatIf.PIN or not pin:
            raise PreventUpdate
        try:
            _, _, _, fields = loaded(workbench, ask)
            return changed_from(fields, read_case(fields, typed_of(fields, values, ids)))
        except ProductError as error:
            # The answer says already what cannot be read.
            raise PreventUpdate from error

    # A reload or a link shows the same case; no navigation, or the form would lose the focus.
    app.clientside_callback(
        ClientsideFunction("whatif", "remember"),
        Output(WhatIf.SEARCH, "id"),
        Input(WhatIf.SEARCH, "data"),
        prevent_initial_call=True,
    )
