"""What the pages do: one module a page with ``PAGE``, ``layout(workbench, search)``, ``register(app, workbench)``."""

from typing import Final

from dash import Dash

from callbacks import (
    advice,
    alerts_bell,
    alerts_rules,
    budget,
    campaigns,
    data,
    forecast,
    models,
    news,
    overview,
    plan_actual,
    scenarios,
    shell,
)
from components.shell import index_string
from components.shell import shell as frame
from core.workbench import Workbench

# In the order of the navigation. A new page is a module and its name here.
MODULES: Final[dict[str, shell.PageModule]] = {
    module.PAGE.path: module for module in (overview, campaigns, budget, scenarios, forecast, models, data)
}
PAGES: Final = tuple(module.PAGE for module in MODULES.values())


def register(app: Dash, workbench: Workbench) -> None:
    """Give the application its layout, its page around it, and the callbacks of all pages."""
    app.index_string = index_string(app.get_asset_url("theme.js"))
    app.layout = frame(PAGES)
    shell.register(app, workbench, MODULES)
    news.register(app, workbench)
    alerts_bell.register(app, workbench)
    # The buttons of a rule stand in the bell and on the view.
    alerts_rules.register(app, workbench)
    advice.register(app, workbench)
    for module in MODULES.values():
        module.register(app, workbench)
    # A view of the Scenarios page, and buttons of it on other views.
    plan_actual.register(app, workbench)
