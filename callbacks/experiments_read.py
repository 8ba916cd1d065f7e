"""Experiments, view Result: what a test said."""

from dash import Dash, html
from dash.development.base_component import Component

from components.parts import page_head
from components.views import EXPERIMENTS, view_choice
from core.workbench import Workbench

VIEW = "read"


def layout(_workbench: Workbench, _parameters: dict[str, str]) -> Component:
    """Return the view for the parameters of an address."""
    return html.Div([page_head("Result", None, [view_choice("/experiments", EXPERIMENTS, VIEW)])])


def register(_app: Dash, _workbench: Workbench) -> None:
    """Register the callbacks of the view."""
