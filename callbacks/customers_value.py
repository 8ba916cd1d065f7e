"""Customers, view Value: what are they worth?"""

from dash import Dash, html
from dash.development.base_component import Component

from callbacks.customers_source import kept_parameters, source_bar
from components.parts import page_head
from components.views import CUSTOMERS, view_choice
from core.workbench import Workbench

VIEW = "value"


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the outline of the view."""
    choice = view_choice("/customers", CUSTOMERS, VIEW, **kept_parameters(parameters))
    return html.Div(
        [page_head("What are the customers worth?", tools=[choice]), source_bar(workbench, parameters, VIEW)]
    )


def register(_app: Dash, _workbench: Workbench) -> None:
    """Register the callbacks of the view."""
