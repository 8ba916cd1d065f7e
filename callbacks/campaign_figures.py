"""One campaign: why its figures changed, a figure of it over time, and its tags."""

from collections.abc import Mapping
from math import isnan
from typing import Any

from dash import ALL, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import TOLD, moment, pressed
from callbacks.kpi_why import why_part
from components.campaign_tags import tag_list, tags_card
from components.campaigns_channels import multiples_shown
from components.ids import Kpi
from components.kpi_writing import figure_choice, figures_choice
from components.parts import card, toast
from components.period_panel import kept_period
from core.errors import InputError, ProductError
from core.performance import KpiDesk, Periods, figure_of, point_days
from core.performance.groups import span_sums
from core.workbench import Workbench


def campaign_figures(workbench: Workbench, campaign_id: str, parameters: Mapping[str, str]) -> Component:
    """Return what stands below the figures of one campaign."""
    desk = workbench.kpis.desk()
    periods = desk.periods(parameters)
    figure = figure_choice(desk.figures, parameters.get("kpi"))
    over_time = card(
        "Over time",
        None,
        html.Div(campaign_over_time(desk, periods, figure, campaign_id), id=Kpi.OVER_TIME),
        tools=[figures_choice(Kpi.OVER_TIME_FIGURE, desk.figures, figure)],
        class_name="why-card",
    )
    asked = kept_period(parameters) | {n: parameters[n] for n in ("why",) if n in parameters}
    tags = tags_card(desk.tags.get(campaign_id, ()), desk.all_tags)
    if not desk.can_split:
        # Nothing can be said of why; what is asked is still needed by the tags.
        left = html.Div([dcc.Store(id=Kpi.WHY_ASK, data={**asked, "campaign": campaign_id}), over_time])
        return html.Div([left, html.Div([tags], className="stack")], className="campaign campaign-figures")
    why = why_part(desk, periods, asked, campaign_id)
    right = html.Div([over_time, tags], className="stack")
    return html.Div([html.Div([why], className="stack"), right], className="campaign campaign-figures")


def campaign_over_time(desk: KpiDesk, periods: Periods, figure: str, campaign_id: str) -> list[Component]:
    """Return a figure of one campaign over the period."""
    days, values = desk.over_time(figure, "total", periods.now, campaign_id)
    position = desk.cube.ids.index(campaign_id)
    now = float(figure_of(figure, span_sums(desk.cube, desk.values, periods.now)[position], desk.cube.measured))
    return multiples_shown(
        figure,
        [day.isoformat() for day in days],
        [desk.cube.names[position]],
        [[None if isnan(v) else round(float(v), 6) for v in values[0]]],
        [None if isnan(now) else now],
        desk.dataset.currency,
        point_days(periods.now.days),
        "campaign-figure",
    )


def register_tags(app: Dash, workbench: Workbench) -> None:
    """Register the choice of the figure over time, and adding and taking off tags."""
    tags = workbench.kpis.tags
    shown = (
        Output(Kpi.TAG_LIST, "children", allow_duplicate=True),
        *TOLD,
    )

    def campaign_of(asked: Any) -> str:
        wanted = asked.get("campaign") if isinstance(asked, dict) else None
        if not isinstance(wanted, str) or wanted not in workbench.kpis.desk().cube.ids:
            raise InputError("This campaign is not in the data set in use. Reload the page.")
        return wanted

    def listed(campaign_id: str) -> list[Component]:
        return tag_list(tags.by_campaign().get(campaign_id, ()))

    @app.callback(
        *shown,
        Output(Kpi.TAG_TEXT, "value"),
        Input(Kpi.TAG_ADD, "n_clicks"),
        Input(Kpi.TAG_TEXT, "n_submit"),
        State(Kpi.TAG_TEXT, "value"),
        State(Kpi.WHY_ASK, "data"),
        prevent_initial_call=True,
    )
    def _kpi_tag(clicks: Any, submits: Any, text: Any, asked: Any) -> tuple[Any, Any, Any, Any]:
        if not clicks and not submits:
            raise PreventUpdate
        try:
            campaign = campaign_of(asked)
            tags.add(campaign, text if isinstance(text, str) else "")
        except ProductError as error:
            return no_update, toast("Not tagged", str(error), "failed"), no_update, no_update
        return listed(campaign), no_update, moment(), ""

    @app.callback(*shown, Input(Kpi.untag(ALL), "n_clicks"), State(Kpi.WHY_ASK, "data"), prevent_initial_call=True)
    def _kpi_untag(_clicks: Any, asked: Any) -> tuple[Any, Any, Any]:
        tag = pressed().get("tag")
        try:
            campaign = campaign_of(asked)
        except ProductError as error:
            return no_update, toast("Not taken off", str(error), "failed"), no_update
        tags.remove(campaign, str(tag)[:60])
        return listed(campaign), no_update, moment()

    @app.callback(
        Output(Kpi.OVER_TIME, "children"),
        Input(Kpi.OVER_TIME_FIGURE, "value"),
        State(Kpi.WHY_ASK, "data"),
        prevent_initial_call=True,
    )
    def _kpi_campaign_over_time(figure: Any, asked: Any) -> list[Component]:
        try:
            campaign = campaign_of(asked)
        except ProductError:
            raise PreventUpdate from None
        desk = workbench.kpis.desk()
        chosen = figure_choice(desk.figures, figure if isinstance(figure, str) else None)
        return campaign_over_time(desk, desk.periods(asked), chosen, campaign)
