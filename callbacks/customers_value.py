"""Customers, view Value: what are they worth?"""

from dash import Dash, html
from dash.development.base_component import Component

from components.parts import page_head
from components.views import CUSTOMERS, view_choice
from core.workbench import Workbench


def layout(_workbench: Workbench, _parameters: dict[str, str]) -> Component:
    """Return the outline of the view."""
    return html.Div([page_head("What are the customers worth?", tools=[view_choice("/customers", CUSTOMERS, "value")])])


def register(_app: Dash, _workbench: Workbench) -> None:
    """Register the callbacks of the view."""
