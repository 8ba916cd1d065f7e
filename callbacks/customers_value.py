"""Customers, view Value: what are they worth?"""

from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import texts_of
from callbacks.customers_source import source_bar, unread
from components.customers_value import VIEW, answer, answer_head, head, needs_purchases, outline
from components.ids import CustomersValue
from core.customers.holdout import Holdout
from core.customers.outlook_question import OutlookQuestion
from core.customers.outlook_rows import rows_csv
from core.customers.source import CustomerSource
from core.errors import ProductError
from core.workbench import Workbench

__all__ = ["layout", "register"]

MOST_EXPORTED: Final = 200_000
"""Customers in a download."""


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the outline of the view."""
    return outline(parameters, source_bar(workbench, parameters, VIEW))


def body(workbench: Workbench, parameters: dict[str, str]) -> tuple[Component, list[Component]]:
    """Return head and answer; what cannot be answered says why."""
    desk, question = workbench.customers, OutlookQuestion.from_address(parameters)
    try:
        source = desk.source(parameters)
        if source.roles.shape == "people":
            text = "This table has one row a customer and no purchases, so it says nothing of what they will bring. "
            text += "It can be grouped, and what people do can be predicted from it."
            return head(parameters), [needs_purchases(parameters, text)]
        found = desk.value.outlook(source, question)
    except ProductError as error:
        return head(parameters), unread(workbench, parameters, error)
    parts = answer(parameters, found, checked(workbench, source, question), MOST_EXPORTED)
    return answer_head(parameters, found, source.name), parts


def checked(workbench: Workbench, source: CustomerSource, question: OutlookQuestion) -> Holdout | str:
    """Return the check against the last weeks, or why there is none."""
    try:
        return workbench.customers.value.holdout(source, question)
    except ProductError as error:
        return str(error)


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""

    @app.callback(
        Output(CustomersValue.HEAD, "children"),
        Output(CustomersValue.BODY, "children"),
        Input(CustomersValue.ASK, "data"),
    )
    def _customers_value(ask: Any) -> tuple[Component, list[Component]]:
        return body(workbench, texts_of(ask))

    @app.callback(
        Output(CustomersValue.DOWNLOAD, "data"),
        Input(CustomersValue.SAVE_CSV, "n_clicks"),
        State(CustomersValue.ASK, "data"),
        prevent_initial_call=True,
    )
    def _customers_value_csv(clicks: Any, ask: Any) -> dict[str, Any]:
        if not clicks:
            raise PreventUpdate
        parameters = texts_of(ask)
        try:
            source = workbench.customers.source(parameters)
            rows = workbench.customers.value.rows(source, OutlookQuestion.from_address(parameters), MOST_EXPORTED)
        except ProductError as error:
            # The page itself says why there is nothing to save.
            raise PreventUpdate from error
        return {"content": rows_csv(rows), "filename": "customer-values.csv"}

    app.clientside_callback(
        ClientsideFunction("grid", "widths"),
        Output(CustomersValue.LEFT_OUT, "data"),
        Input(CustomersValue.GRID, "columnDefs"),
        State(CustomersValue.GRID, "id"),
    )
