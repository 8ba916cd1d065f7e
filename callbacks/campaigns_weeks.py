"""Campaigns, view By week: a figure by campaign and week."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components.campaigns_weeks import PATH, WEEKS, weeks_card, weeks_note, weeks_title
from components.ids import Kpi
from components.kpi_writing import GROUPS, choice, figure_choice, figures_choice
from components.parts import page_head
from components.period_panel import kept_period
from components.views import CAMPAIGNS, view_choice
from core.performance import KpiDesk
from core.performance.groups import NO_TAG
from core.workbench import Workbench


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the view."""
    desk = workbench.kpis.desk()
    figure, by, count = chosen(desk, parameters.get("kpi"), parameters.get("by"), parameters.get("weeks"))
    title, sub, body = shown(desk, figure, by, count)
    choices = [
        figures_choice(Kpi.WEEKS_FIGURE, desk.figures, figure),
        choice("Rows", "by", Kpi.WEEKS_BY, list(GROUPS.items()), by),
        choice("Weeks", "weeks", Kpi.WEEKS_COUNT, list(WEEKS.items()), count),
    ]
    head = page_head(
        html.Span(title, id=Kpi.WEEKS_TITLE),
        html.Span(sub, id=Kpi.WEEKS_SUB),
        [view_choice(PATH, CAMPAIGNS, "weeks", **kept_period(parameters))],
    )
    return html.Div(
        [head, html.Div(choices, className="view-choices"), html.Div(body, id=Kpi.WEEKS_BODY), dcc.Store(Kpi.WEEKS_GO)]
    )


def chosen(desk: KpiDesk, figure: Any, by: Any, count: Any) -> tuple[str, str, str]:
    """Return what is asked for; what is usual in place of what there is not."""
    return (
        figure_choice(desk.figures, figure if isinstance(figure, str) else None),
        by if isinstance(by, str) and by in GROUPS else "campaign",
        count if isinstance(count, str) and count in WEEKS else next(iter(WEEKS)),
    )


def shown(desk: KpiDesk, figure: str, by: str, count: str) -> tuple[str, Any, Component]:
    """Return the title, the line below it, and the grid."""
    currency, cube = desk.dataset.currency, desk.cube
    weeks = desk.weeks(figure, "campaign", int(count))
    labels: dict[str, tuple[str, ...]] = {}
    if by == "channel":
        labels = {i: (channel,) for i, channel in zip(cube.ids, cube.channels, strict=True)}
    elif by == "tag":
        labels = {i: desk.tags.get(i) or (NO_TAG,) for i in cube.ids}
    grouped = None if by == "campaign" else desk.weeks(figure, by, int(count))
    return weeks_title(weeks, currency), weeks_note(weeks, currency), weeks_card(weeks, grouped, labels, currency)


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""

    @app.callback(
        Output(Kpi.WEEKS_TITLE, "children"),
        Output(Kpi.WEEKS_SUB, "children"),
        Output(Kpi.WEEKS_BODY, "children"),
        Input(Kpi.WEEKS_FIGURE, "value"),
        Input(Kpi.WEEKS_BY, "value"),
        Input(Kpi.WEEKS_COUNT, "value"),
        prevent_initial_call=True,
    )
    def _kpi_weeks(figure: Any, by: Any, count: Any) -> tuple[str, Any, Component]:
        desk = workbench.kpis.desk()
        if not desk.figures:
            raise PreventUpdate
        return shown(desk, *chosen(desk, figure, by, count))

    app.clientside_callback(
        ClientsideFunction("performance", "narrow"),
        Output(Kpi.WEEKS_GO, "modified_timestamp"),
        Input(Kpi.WEEKS_GRID, "columnDefs"),
        State(Kpi.WEEKS_GRID, "id"),
    )
    app.clientside_callback(
        ClientsideFunction("performance", "open"),
        Output(Kpi.WEEKS_GO, "data"),
        Input(Kpi.WEEKS_GRID, "cellClicked"),
        State(Kpi.WEEKS_GRID, "rowData"),
        prevent_initial_call=True,
    )
