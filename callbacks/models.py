"""Models: can this be trusted? Each view is a module of its own."""

from typing import Final

from dash import Dash
from dash.development.base_component import Component

from callbacks import models_predict, models_response, models_uplift, models_whatif
from callbacks.views import View
from components.page import Page
from components.period import asked
from core.workbench import Workbench

PAGE = Page("/models", "Models", "models", group="upkeep")
VIEWS: Final[dict[str, View]] = {
    "": models_response,
    "predict": models_predict,
    "whatif": models_whatif,
    "uplift": models_uplift,
}
"""By the parameter ``view`` of the address; the first one where none is asked for that there is."""


def layout(workbench: Workbench, search: str) -> Component:
    """Return the page for the query of an address."""
    parameters = asked(search)
    return VIEWS.get(parameters.get("view", ""), models_response).layout(workbench, parameters)


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of all views."""
    for view in VIEWS.values():
        view.register(app, workbench)
