"""Models, view Whom to target: who answers because of a campaign."""

from dash import Dash, html
from dash.development.base_component import Component

from components.parts import page_head
from components.views import MODELS, view_choice
from core.workbench import Workbench


def layout(_workbench: Workbench, _parameters: dict[str, str]) -> Component:
    """Return the outline of the view."""
    return html.Div([page_head("Whom to target?", tools=[view_choice("/models", MODELS, "uplift")])])


def register(_app: Dash, _workbench: Workbench) -> None:
    """Register the callbacks of the view."""
