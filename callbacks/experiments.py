"""Experiments: what should we test, and what did the test say? Each view is a module of its own."""

from typing import Final

from dash import Dash
from dash.development.base_component import Component

from callbacks import (
    experiments_design,
    experiments_read,
    experiments_regions,
    experiments_suggest,
    experiments_tests,
    experiments_watch,
)
from callbacks.views import View
from components.page import Page
from components.period import asked
from core.workbench import Workbench

PAGE = Page("/experiments", "Experiments", "experiments")
VIEWS: Final[dict[str, View]] = {
    "": experiments_suggest,
    "design": experiments_design,
    "read": experiments_read,
    "watch": experiments_watch,
    "regions": experiments_regions,
    "tests": experiments_tests,
}
"""By the parameter ``view`` of the address; the first one where none is asked for that there is."""


def layout(workbench: Workbench, search: str) -> Component:
    """Return the page for the query of an address."""
    parameters = asked(search)
    return VIEWS.get(parameters.get("view", ""), experiments_suggest).layout(workbench, parameters)


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of all views."""
    for view in VIEWS.values():
        view.register(app, workbench)
