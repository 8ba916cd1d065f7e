"""Models, view Predictions: what was learned of campaigns and people, and what it is worth."""

from dash import Dash, html
from dash.development.base_component import Component

from components.parts import page_head
from components.views import MODELS, view_choice
from core.workbench import Workbench


def layout(_workbench: Workbench, _parameters: dict[str, str]) -> Component:
    """Return the outline of the view."""
    return html.Div([page_head("What can be predicted?", tools=[view_choice("/models", MODELS, "predict")])])


def register(_app: Dash, _workbench: Workbench) -> None:
    """Register the callbacks of the view."""
