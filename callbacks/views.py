"""What a view of a page gives, where a page has several and the address names one."""

from typing import Protocol

from dash import Dash
from dash.development.base_component import Component

from core.workbench import Workbench


class View(Protocol):
    """A view of a page."""

    def layout(self, workbench: Workbench, parameters: dict[str, str]) -> Component:
        """Return the page for the parameters of an address."""
        ...

    def register(self, app: Dash, workbench: Workbench) -> None:
        """Register the callbacks of the view."""
        ...
