"""Forecast: where this is heading. The address names the view; each view is a module of its own."""

from typing import Final

from dash import Dash
from dash.development.base_component import Component

from callbacks import forecast_alerts, forecast_outlook, forecast_pace, forecast_unusual
from callbacks.views import View
from components.page import Page
from components.period import asked
from core.workbench import Workbench

PAGE = Page("/forecast", "Forecast", "forecast")
VIEWS: Final[dict[str, View]] = {
    "": forecast_outlook,
    "pace": forecast_pace,
    "unusual": forecast_unusual,
    "alerts": forecast_alerts,
}
"""By the parameter ``view`` of the address; the first one where none is asked for that there is."""


def layout(workbench: Workbench, search: str) -> Component:
    """Return the page for the query of an address."""
    parameters = asked(search)
    return VIEWS.get(parameters.get("view", ""), forecast_outlook).layout(workbench, parameters)


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of all views."""
    for view in VIEWS.values():
        view.register(app, workbench)
