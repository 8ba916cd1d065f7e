"""What the pages do: one module a page with ``PAGE``, ``layout(workbench, search)``, ``register(app, workbench)``."""

import importlib
import importlib.util

from dash import Dash

from callbacks import shell
from components.shell import index_string
from components.shell import shell as frame
from core.workbench import Workbench

NAMES = ("overview", "campaigns", "budget", "scenarios", "data")
"""The pages in the order of the navigation."""

MODULES = {
    module.PAGE.path: module
    for module in (
        importlib.import_module(f"callbacks.{n}") for n in NAMES if importlib.util.find_spec(f"callbacks.{n}")
    )
}
PAGES = tuple(m.PAGE for m in MODULES.values())


def register(app: Dash, workbench: Workbench) -> None:
    """Give the application its layout, its page around it, and the callbacks of all pages."""
    app.index_string = index_string(app.get_asset_url("theme.js"))
    app.layout = frame(PAGES)
    shell.register(app, workbench, MODULES)
    for module in MODULES.values():
        module.register(app, workbench)
