"""What the pages do: one module a page with ``PAGE``, ``layout(workbench, search)``, ``register(app, workbench)``."""

from typing import Final

from dash import Dash

from callbacks import (
    acts,
    advice,
    alerts_bell,
    alerts_rules,
    attribution,
    budget,
    campaigns,
    customers,
    customers_segments,
    customers_source,
    data,
    experiments,
    experiments_book,
    experiments_regions_acts,
    forecast,
    forecast_pace,
    forecast_unusual,
    kpi_acts,
    models,
    models_registry,
    news,
    overview,
    plan_actual,
    scenarios,
    scenarios_acts,
    shell,
)
from components.shell import index_string
from components.shell import shell as frame
from core.workbench import Workbench

# In the order of the navigation. A new page is a module and its name here.
MODULES: Final[dict[str, shell.PageModule]] = {
    module.PAGE.path: module
    for module in (
        overview,
        campaigns,
        budget,
        scenarios,
        forecast.PAGE,
        experiments.PAGE,
        customers.PAGE,
        attribution,
        models.PAGE,
        data,
    )
}
PAGES: Final = tuple(module.PAGE for module in MODULES.values())


UNDOING: Final = (
    scenarios_acts,
    plan_actual,
    forecast_pace,
    forecast_unusual,
    alerts_rules,
    advice,
    kpi_acts,
    experiments_book,
    experiments_regions_acts,
    customers_source,
    customers_segments,
    models_registry,
)
"""The modules whose messages offer an undo: each gives ``undos(workbench)``."""


def undos(workbench: Workbench) -> dict[str, acts.Undo]:
    """Return how each kind of act is undone, by the beginning of the name that its message gives."""
    return {begin: undo for module in UNDOING for begin, undo in module.undos(workbench).items()}


def register(app: Dash, workbench: Workbench) -> None:
    """Give the application its layout, its page around it, and the callbacks of all pages."""
    app.index_string = index_string(app.get_asset_url("theme.js"))
    app.layout = frame(PAGES)
    shell.register(app, workbench, MODULES)
    acts.register_undo(app, undos(workbench))
    news.register(app, workbench)
    alerts_bell.register(app, workbench)
    # The buttons of a rule stand in the bell and on the view.
    alerts_rules.register(app, workbench)
    advice.register(app, workbench)
    for module in MODULES.values():
        module.register(app, workbench)
    # A view of the Scenarios page, and buttons of it on other views.
    plan_actual.register(app, workbench)
