"""Customers, view Segments: who are they?"""

from dash import Dash, html
from dash.development.base_component import Component

from components.parts import page_head
from components.views import CUSTOMERS, view_choice
from core.workbench import Workbench


def layout(_workbench: Workbench, _parameters: dict[str, str]) -> Component:
    """Return the outline of the view."""
    return html.Div([page_head("Who are the customers?", tools=[view_choice("/customers", CUSTOMERS, "")])])


def register(_app: Dash, _workbench: Workbench) -> None:
    """Register the callbacks of the view."""
