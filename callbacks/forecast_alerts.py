"""Forecast, view Alerts."""

from dash import Dash, html
from dash.development.base_component import Component

from components.parts import page_head
from components.views import FORECAST, view_choice
from core.workbench import Workbench


def layout(workbench: Workbench, _parameters: dict[str, str]) -> Component:
    """Return the view."""
    return html.Div(page_head(workbench.dataset().name, None, [view_choice("/forecast", FORECAST, "")]))


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""
