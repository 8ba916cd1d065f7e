"""Pages with several views, of which the address names one by the parameter ``view``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dash import Dash
from dash.development.base_component import Component

from components.page import Page
from components.period import asked
from core.workbench import Workbench


class View(Protocol):
    """A view of a page."""

    def layout(self, workbench: Workbench, parameters: dict[str, str]) -> Component:
        """Return the page for the parameters of an address."""
        ...

    def register(self, app: Dash, workbench: Workbench) -> None:
        """Register the callbacks of the view."""
        ...


@dataclass
class PageOfViews:
    """A page that is nothing but its views.

    Attributes:
        PAGE: What the shell knows of it.
        views: By the parameter of the address; that of "" where none is asked for that there is.
        shared: What registers the callbacks of parts that all of them show.
    """

    PAGE: Page
    views: Mapping[str, View]
    shared: Sequence[Callable[[Dash, Workbench], None]] = ()

    def layout(self, workbench: Workbench, search: str) -> Component:
        """Return the view that the query of an address names."""
        parameters = asked(search)
        return self.views.get(parameters.get("view", ""), self.views[""]).layout(workbench, parameters)

    def register(self, app: Dash, workbench: Workbench) -> None:
        """Register the callbacks of all views."""
        for register in (*self.shared, *(view.register for view in self.views.values())):
            register(app, workbench)
