"""Campaigns, view Channels: channels, objectives or tags side by side."""

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components.campaigns_channels import (
    PATH,
    multiples_shown,
    shares_card,
    sides_grid,
    sides_note,
    sides_title,
)
from components.ids import Kpi
from components.kpi_writing import SIDES, choice, figure_choice, figures_choice
from components.parts import button, card, empty, page_head
from components.period_panel import kept_period, period_notes, period_tools
from components.views import CAMPAIGNS, view_choice
from core.performance import KpiDesk, Periods, point_days
from core.workbench import Workbench

VIEW = "channels"


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the view."""
    desk = workbench.kpis.desk()
    periods, kept = desk.periods(parameters), kept_period(parameters)
    by, figure = chosen(desk, parameters.get("by"), parameters.get("kpi"))
    title, body = shown(desk, periods, by)
    tools = [
        view_choice(PATH, CAMPAIGNS, VIEW, **kept),
        *period_tools(PATH, {**kept, "view": VIEW, "by": by if by != "channel" else ""}, periods),
    ]
    choices = [choice("Side by side", "by", Kpi.SIDES_BY, list(SIDES.items()), by)]
    return html.Div(
        [
            dcc.Store(id=Kpi.SIDES_ASK, data=kept),
            page_head(html.Span(title, id=Kpi.SIDES_TITLE), sides_note(periods, "spend" in desk.figures), tools),
            *period_notes(periods),
            html.Div(choices, className="view-choices"),
            html.Div(body, id=Kpi.SIDES_BODY, className="stack"),
            card(
                "Over time",
                None,
                html.Div(over_time_shown(desk, periods, by, figure), id=Kpi.SIDES_CHART),
                tools=[figures_choice(Kpi.SIDES_FIGURE, desk.figures, figure)],
                class_name="why-card sides-over-time",
            ),
        ]
    )


def chosen(desk: KpiDesk, by: Any, figure: Any) -> tuple[str, str]:
    """Return what is asked for; what is usual in place of what there is not."""
    return (
        by if isinstance(by, str) and by in SIDES else "channel",
        figure_choice(desk.figures, figure if isinstance(figure, str) else None),
    )


def shown(desk: KpiDesk, periods: Periods, by: str) -> tuple[str, list[Component]]:
    """Return the title and what stands above the chart."""
    table, groups, currency = desk.table(periods, by), desk.groups(by), desk.dataset.currency
    outcome = next((name for name in ("revenue", "conversions", "clicks") if name in desk.figures), "")
    if table.empty or not outcome:
        reason = "The data hold no campaign in these days." if table.empty else "The data hold nothing but spend."
        return f"{SIDES[by]} side by side", [html.Section(empty("Nothing to compare", reason), className="card")]
    usual = {name: desk.usual(periods, name, by) for name in desk.figures} if periods.before else {}
    sparks = _listed(list(desk.over_time(outcome, by, periods.now)[1]))
    parts: list[Component] = []
    if by == "tag" and not desk.all_tags:
        parts.append(_no_tags())
    parts += [
        sides_grid(table, desk.figures, usual, groups.keys, dict(zip(groups.keys, sparks, strict=True)), currency, by),
        *([shares_card(table, outcome)] if "spend" in desk.figures else []),
    ]
    return sides_title(table, outcome, by), parts


def over_time_shown(desk: KpiDesk, periods: Periods, by: str, figure: str) -> list[Component]:
    """Return the figure over time by group, largest spend first."""
    table, groups = desk.table(periods, by), desk.groups(by)
    days, values = desk.over_time(figure, by, periods.now)
    at = {key: i for i, key in enumerate(groups.keys)}
    order = [at[key] for key in table["key"]]
    now = [None if isnan(v) else float(v) for v in table[figure]]
    return multiples_shown(
        figure,
        [day.isoformat() for day in days],
        [str(name) for name in table["name"]],
        _listed([values[i] for i in order]),
        now,
        desk.dataset.currency,
        point_days(periods.now.days),
    )


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""

    def desk_of(asked: Any) -> tuple[KpiDesk, Periods]:
        if not isinstance(asked, Mapping):
            raise PreventUpdate
        desk = workbench.kpis.desk()
        return desk, desk.periods({str(name): str(value) for name, value in asked.items()})

    @app.callback(
        Output(Kpi.SIDES_TITLE, "children"),
        Output(Kpi.SIDES_BODY, "children"),
        Input(Kpi.SIDES_BY, "value"),
        State(Kpi.SIDES_ASK, "data"),
        prevent_initial_call=True,
    )
    def _kpi_sides(by: Any, asked: Any) -> tuple[str, list[Component]]:
        desk, periods = desk_of(asked)
        return shown(desk, periods, chosen(desk, by, None)[0])

    @app.callback(
        Output(Kpi.SIDES_CHART, "children"),
        Input(Kpi.SIDES_BY, "value"),
        Input(Kpi.SIDES_FIGURE, "value"),
        State(Kpi.SIDES_ASK, "data"),
        prevent_initial_call=True,
    )
    def _kpi_sides_over_time(by: Any, figure: Any, asked: Any) -> list[Component]:
        desk, periods = desk_of(asked)
        return over_time_shown(desk, periods, *chosen(desk, by, figure))

    app.clientside_callback(
        ClientsideFunction("performance", "narrow"),
        Output(Kpi.SIDES_ASK, "modified_timestamp"),
        Input(Kpi.SIDES_GRID, "columnDefs"),
        State(Kpi.SIDES_GRID, "id"),
    )


def _listed(values: Sequence[Sequence[float]]) -> list[list[float | None]]:
    return [[None if isnan(v) else round(float(v), 6) for v in row] for row in values]


def _no_tags() -> Component:
    text = "Open a campaign and give it words, such as “brand” or “q4”: figures can then be added up by them."
    acts = [button("Show the campaigns", small=True, href=PATH)]
    return html.Section(empty("No campaign has a tag yet", text, acts, small=True), className="card")
