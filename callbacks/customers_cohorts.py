"""Customers, view Cohorts: who stays, and what pays back?"""

from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import texts_of
from callbacks.customers_source import kept_parameters, source_bar, unread
from components.customers_cohorts import ALL, ASKING, PATH, VIEW, by_of, cohorts_body, cohorts_head
from components.ids import CohortView, Shell
from components.parts import waiting_card
from components.period import address
from core.customers.cohorts import CohortAnswer
from core.customers.cohorts.table import cohort_table
from core.errors import ProductError
from core.sheets import csv_text
from core.workbench import Workbench


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the outline of the view; counting takes a moment the first time."""
    body = [waiting_card(ASKING, 260), waiting_card(ASKING, 320)]
    return html.Div(
        [
            dcc.Store(id=CohortView.ASK, data=parameters),
            dcc.Store(id=CohortView.STAMP),
            dcc.Download(id=CohortView.DOWNLOAD),
            html.Div(cohorts_head(kept_parameters(parameters), None), id=CohortView.HEAD),
            html.Div(
                [source_bar(workbench, parameters, VIEW), html.Div(body, id=CohortView.BODY, className="stack")],
                className="stack",
            ),
        ]
    )


def answer_of(workbench: Workbench, parameters: dict[str, str]) -> tuple[CohortAnswer, str | None]:
    """Return what is known for the parameters of an address, and the currency of its amounts.

    Raises:
        ProductError: If the table cannot be read, or holds too little.
    """
    source = workbench.customers.source(parameters)
    channel = parameters.get("channel", "") if parameters.get("by") == "month" else ""
    found = workbench.customers.cohorts(source, channel[:200], workbench.kpis.margins.margins())
    return found, source.currency


def shown(workbench: Workbench, parameters: dict[str, str]) -> tuple[Component, list[Component]]:
    """Return head and body of the view; what cannot be told says why in its place."""
    kept = kept_parameters(parameters)
    try:
        found, currency = answer_of(workbench, parameters)
    except ProductError as error:
        return cohorts_head(kept, None), unread(workbench, parameters, error)
    by = by_of(parameters, found)
    return cohorts_head(kept, found, by), cohorts_body(found, by, found.cohorts.channel, currency)


def stamp(workbench: Workbench) -> str:
    """Return a text that changes when something does that the view shows."""
    return f"{workbench.news.now().data}.{workbench.kpis.margins.stamp()}"


def table_of(found: CohortAnswer) -> str:
    """Return all cohorts as CSV; text that a spreadsheet would take for a formula is quoted."""
    return csv_text(cohort_table(found.cohorts))


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""

    @app.callback(
        Output(CohortView.HEAD, "children"),
        Output(CohortView.BODY, "children"),
        Output(CohortView.STAMP, "data"),
        Input(CohortView.ASK, "data"),
        Input(Shell.NEWS, "data"),
        State(CohortView.STAMP, "data"),
    )
    def _cohorts_shown(parameters: Any, _news: Any, known: Any) -> tuple[Any, Any, str]:
        now = stamp(workbench)
        if now == known:
            raise PreventUpdate
        return *shown(workbench, texts_of(parameters)), now

    @app.callback(
        Output(Shell.LOCATION, "href", allow_duplicate=True),
        Input(CohortView.CHANNEL, "value"),
        State(CohortView.ASK, "data"),
        prevent_initial_call=True,
    )
    def _cohorts_channel(chosen: Any, parameters: Any) -> str:
        asked = texts_of(parameters)
        channel = "" if chosen == ALL or not isinstance(chosen, str) else chosen[:200]
        if channel == asked.get("channel", ""):
            raise PreventUpdate
        return address(PATH, view=VIEW, by="month", channel=channel, **kept_parameters(asked))

    @app.callback(
        Output(CohortView.DOWNLOAD, "data"),
        Input(CohortView.SAVE_CSV, "n_clicks"),
        State(CohortView.ASK, "data"),
        prevent_initial_call=True,
    )
    def _cohorts_csv(clicks: Any, parameters: Any) -> dict[str, Any]:
        if not clicks:
            raise PreventUpdate
        try:
            return {"content": table_of(answer_of(workbench, texts_of(parameters))[0]), "filename": "cohorts.csv"}
        except ProductError as error:
            # The page itself says why there is nothing to save.
            raise PreventUpdate from error
