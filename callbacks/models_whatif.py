"""Models, view What if: one case, and what the model expects of it."""

from dash import Dash, html
from dash.development.base_component import Component

from components.parts import page_head
from components.views import MODELS, view_choice
from core.workbench import Workbench


def layout(_workbench: Workbench, _parameters: dict[str, str]) -> Component:
    """Return the outline of the view."""
    return html.Div([page_head("What if?", tools=[view_choice("/models", MODELS, "whatif")])])


def register(_app: Dash, _workbench: Workbench) -> None:
    """Register the callbacks of the view."""
