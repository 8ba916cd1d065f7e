"""Attribution: which contacts are conversions owed to?"""

from dash import Dash, html
from dash.development.base_component import Component

from components.page import Page
from components.parts import page_head
from core.workbench import Workbench

PAGE = Page("/attribution", "Attribution", "attribution")


def layout(_workbench: Workbench, _search: str) -> Component:
    """Return the page for the query of an address."""
    return html.Div([page_head("Which contacts are conversions owed to?")])


def register(_app: Dash, _workbench: Workbench) -> None:
    """Register the callbacks of the page."""
