"""Customers: who are they, what are they worth? Each view is a module of its own."""

from typing import Final

from dash import Dash
from dash.development.base_component import Component

from callbacks import customers_cohorts, customers_segments, customers_source, customers_value
from callbacks.views import View
from components.page import Page
from components.period import asked
from core.workbench import Workbench

PAGE = Page("/customers", "Customers", "customers")
VIEWS: Final[dict[str, View]] = {
    "": customers_segments,
    "value": customers_value,
    "cohorts": customers_cohorts,
}
"""By the parameter ``view`` of the address; the first one where none is asked for that there is."""


def layout(workbench: Workbench, search: str) -> Component:
    """Return the page for the query of an address."""
    parameters = asked(search)
    return VIEWS.get(parameters.get("view", ""), customers_segments).layout(workbench, parameters)


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of all views."""
    customers_source.register(app, workbench)
    for view in VIEWS.values():
        view.register(app, workbench)
