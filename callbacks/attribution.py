"""Attribution: which contacts are purchases owed to?"""

from typing import Any

from dash import Dash, Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import texts_of
from callbacks.customers_source import source_bar, unread
from components.attribution import attribution_page, nothing_page, outline
from components.attribution_table import beside_card
from components.ids import Attribution
from components.page import Page
from components.period import asked
from core.attribution.choice import Choice
from core.attribution.desk import Credited
from core.attribution.export import credit_csv
from core.attribution.response_side import ResponseSide
from core.errors import ProductError
from core.workbench import Workbench

PAGE = Page("/attribution", "Attribution", "attribution")
OF_FILE = "The response model knows the spend of the data set in use, not that behind this file."
VIEW = "attribution"
"""Name of the page among the views of the same tables."""


def layout(workbench: Workbench, search: str) -> Component:
    """Return the outline of the page for the query of an address."""
    parameters = asked(search)
    return outline(parameters, source_bar(workbench, parameters, VIEW))


def answer(workbench: Workbench, parameters: dict[str, str]) -> tuple[Credited, Choice]:
    """Return what the address asks for.

    Raises:
        ProductError: If nothing can be credited.
    """
    choice, desk = Choice.from_address(parameters), workbench.attribution
    return desk.credited(desk.source(parameters), choice.by, choice.lookback, choice.measure), choice


def body(workbench: Workbench, parameters: dict[str, str]) -> tuple[Component, list[Component]]:
    """Return head and body; where nothing can be credited, why."""
    try:
        credited, choice = answer(workbench, parameters)
    except ProductError as error:
        return nothing_page(Choice.from_address(parameters), parameters), unread(workbench, parameters, error)
    return attribution_page(credited, choice, parameters)


def response(workbench: Workbench, credited: Credited, choice: Choice) -> tuple[ResponseSide | None, str]:
    """Return what the response model says of the same names, or why it says nothing."""
    if credited.source.file:
        return None, OF_FILE
    wanted = "revenue" if choice.measure == "value" else "conversions"
    outcomes = workbench.outcomes()
    try:
        fit = workbench.fit(wanted if wanted in outcomes else outcomes[0])
    except ProductError as error:
        return None, f"The response model has nothing to say: {error}"
    side = workbench.attribution.beside(credited, fit, choice.by)
    return side, "" if side else "The response model knows none of these names."


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the page."""

    @app.callback(
        Output(Attribution.HEAD, "children"), Output(Attribution.BODY, "children"), Input(Attribution.ASK, "data")
    )
    def _attribution_body(ask: Any) -> tuple[Component, list[Component]]:
        return body(workbench, texts_of(ask))

    @app.callback(
        Output(Attribution.BESIDE, "children"),
        # Asked once the page stands: the model may have to be learned first.
        Input(Attribution.BESIDE, "id"),
        State(Attribution.ASK, "data"),
    )
    def _attribution_beside(_place: Any, ask: Any) -> Component:
        try:
            credited, choice = answer(workbench, texts_of(ask))
        except ProductError as error:
            raise PreventUpdate from error
        return beside_card(credited, choice, *response(workbench, credited, choice))

    @app.callback(
        Output(Attribution.DOWNLOAD, "data"),
        Input(Attribution.SAVE_CSV, "n_clicks"),
        State(Attribution.ASK, "data"),
        prevent_initial_call=True,
    )
    def _attribution_csv(clicks: Any, ask: Any) -> dict[str, Any]:
        if not clicks:
            raise PreventUpdate
        try:
            credited, choice = answer(workbench, texts_of(ask))
        except ProductError as error:
            # The page itself says why there is nothing to save.
            raise PreventUpdate from error
        side, _ = response(workbench, credited, choice)
        return {"content": credit_csv(credited, choice.by, side), "filename": f"attribution-by-{choice.by}.csv"}
