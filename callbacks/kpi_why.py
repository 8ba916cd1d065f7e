"""Why a figure changed: the card of a page, and its choice of figure and parts."""

from collections.abc import Mapping
from typing import Any, Final

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components.ids import Kpi
from components.why import WhyIds, no_change_card, why_card, why_choice, why_missing, why_shown
from core.errors import ProductError
from core.performance import KpiDesk, Periods
from core.workbench import Workbench

IDS: Final = WhyIds(Kpi.WHY_FIGURE, Kpi.WHY_BY, Kpi.WHY_TITLE, Kpi.WHY_BODY)


def why_part(desk: KpiDesk, periods: Periods, asked: Mapping[str, str], campaign_id: str | None = None) -> Component:
    """Return the card of why a figure changed.

    Args:
        desk: What is asked.
        periods: What is compared.
        asked: The parameters of the address.
        campaign_id: The campaign that is spoken of; None for all.
    """
    figures = desk.can_split
    if not figures:
        return no_change_card("The data hold neither revenue nor conversions nor clicks beside spend.")
    figure, by = why_choice(asked, figures)
    shown = why_text(desk, periods, figure, by, campaign_id)
    ask = dict(asked) | ({"campaign": campaign_id} if campaign_id else {})
    card = why_card(IDS, figures, figure, by, shown, parts=campaign_id is None)
    return html.Div([dcc.Store(id=Kpi.WHY_ASK, data=ask), card])


def why_text(
    desk: KpiDesk, periods: Periods, figure: str, by: str, campaign_id: str | None = None
) -> tuple[str, list[Component]]:
    """Return the title and the body of the card; what cannot be explained says why in its place."""
    try:
        found = desk.why(periods, figure, "campaign" if campaign_id else by, campaign_id)
        usual = desk.usual(periods, figure, "total", campaign_id)
    except ProductError as error:
        return why_missing(str(error))
    return why_shown(found, periods, usual, desk.dataset.currency, f"why-{figure}")


def register_why(app: Dash, workbench: Workbench) -> None:
    """Register the choice."""

    def answer(figure: Any, by: Any, asked: Any) -> tuple[str, list[Component]]:
        if not isinstance(asked, dict):
            raise PreventUpdate
        parameters = {str(name): str(value) for name, value in asked.items()}
        desk = workbench.kpis.desk()
        campaign = parameters.get("campaign")
        if not desk.can_split or (campaign is not None and campaign not in desk.cube.ids):
            raise PreventUpdate
        chosen = why_choice({"why": str(figure), "why-by": str(by)}, desk.can_split)
        return why_text(desk, desk.periods(parameters), *chosen, campaign)

    @app.callback(
        Output(Kpi.WHY_TITLE, "children"),
        Output(Kpi.WHY_BODY, "children"),
        Input(Kpi.WHY_FIGURE, "value"),
        # Not on the page of one campaign.
        Input(Kpi.WHY_BY, "value", allow_optional=True),
        State(Kpi.WHY_ASK, "data"),
        prevent_initial_call=True,
    )
    def _kpi_why(figure: Any, by: Any, asked: Any) -> tuple[str, list[Component]]:
        return answer(figure, by, asked)
