"""The frame: shows the page of the address, the data set in use, the counts of the navigation, and the messages."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from components.format import number
from components.ids import Shell
from components.page import Page
from components.parts import button, empty
from components.shell import dataset_line, not_found
from core.errors import NotEnoughDataError, ProductError
from core.workbench import Workbench


class PageModule(Protocol):
    """A module of a page."""

    PAGE: Page

    def layout(self, workbench: Workbench, search: str) -> Component:
        """Return the page for the query of an address."""
        ...

    def register(self, app: Dash, workbench: Workbench) -> None:
        """Register the callbacks of the page."""
        ...


def show_page(
    pages: Mapping[str, PageModule], workbench: Workbench, path: str | None, search: str | None
) -> tuple[Any, str]:
    """Return the page at a path and its title; a page that cannot be made says why in its place."""
    # Whoever posts by hand can send anything.
    path = path.rstrip("/") if isinstance(path, str) else ""
    path, search = path or "/", search if isinstance(search, str) else ""
    if path not in pages:
        return not_found(path), "Not found"
    title = pages[path].PAGE.title
    try:
        return pages[path].layout(workbench, search), title
    except ProductError as error:
        return failed_page(error), title


def failed_page(error: ProductError) -> Component:
    """Return what stands in place of a page that could not be made."""
    missing = isinstance(error, NotEnoughDataError)
    head = "Not enough data for this page" if missing else "This page could not be made"
    acts = [button("Open the data", "primary", href="/data"), button("Go to the overview", href="/")]
    return html.Section(empty(head, str(error), acts), className="card")


def counts(workbench: Workbench) -> dict[str, str]:
    """Return the counts beside the pages, by path: only what is quickly known."""
    return {
        "/campaigns": _count(len(workbench.dataset().campaigns)),
        "/scenarios": _count(workbench.scenarios.count()),
    }


def register(app: Dash, workbench: Workbench, pages: Mapping[str, PageModule]) -> None:
    """Register the callbacks of the frame.

    Args:
        app: The application.
        workbench: What the pages ask.
        pages: The modules of the pages by path.
    """

    @app.callback(
        Output(Shell.PAGE, "children"),
        Output(Shell.TITLE, "data"),
        Input(Shell.LOCATION, "pathname"),
        Input(Shell.LOCATION, "search"),
        Input(Shell.RENEW, "data"),
        running=[(Output(Shell.WAIT, "hidden"), False, True)],
    )
    def _page(path: str | None, search: str | None, _renew: Any) -> tuple[Any, str]:
        return show_page(pages, workbench, path, search)

    @app.callback(
        Output(Shell.DATASET, "children"),
        Output({"type": "nav-count", "page": ALL}, "children"),
        Input(Shell.LOCATION, "pathname"),
        Input(Shell.NEWS, "data"),
        State({"type": "nav-count", "page": ALL}, "id"),
    )
    def _frame(_path: str | None, news: Any, shown: list[dict[str, str]]) -> tuple[Any, list[str]]:
        known = counts(workbench)
        counted = [known.get(str(one.get("page")), "") for one in shown if isinstance(one, dict)]
        if ctx.triggered_id == Shell.NEWS and _small(news):
            # The line of the data set leads to the advice being counted anew, which a saved scenario does not change.
            return no_update, counted
        dataset = workbench.dataset()
        line = dataset_line(dataset.name, dataset.first_day, dataset.last_day, datetime.now(UTC).date())
        return line, counted

    # Advice needs the fit, which takes a while the first time; the rest of the frame does not wait for it.
    @app.callback(Output(Shell.ADVICE_COUNT, "children"), Input(Shell.DATASET, "children"), prevent_initial_call=True)
    def _advice(_shown: Any) -> str:
        try:
            return _count(len(workbench.recommendations()))
        except ProductError:
            return ""

    _in_browser(app)


def _small(news: Any) -> bool:
    """Return whether only something changed that the data and the advice do not depend on."""
    changed = news.get("changed") if isinstance(news, dict) else None
    return isinstance(changed, list) and all(name in ("scenarios", "stated", "alerts") for name in changed)


def _in_browser(app: Dash) -> None:
    """Register what the browser does alone; the functions are in ``assets/shell.js``, ``figures.js``, ``news.js``."""
    app.clientside_callback(
        ClientsideFunction("shell", "theme"),
        Output(Shell.THEME, "data"),
        Input({"type": "theme-choice", "choice": ALL}, "n_clicks"),
    )
    app.clientside_callback(ClientsideFunction("shell", "title"), Input(Shell.TITLE, "data"))
    app.clientside_callback(ClientsideFunction("shell", "current"), Input(Shell.LOCATION, "pathname"))
    app.clientside_callback(ClientsideFunction("shell", "toast"), Input(Shell.TOAST, "data"))
    app.clientside_callback(ClientsideFunction("news", "look"), Input(Shell.CHANGED, "data"))
    app.clientside_callback(
        ClientsideFunction("shell", "person"),
        Output(Shell.PERSON, "data"),
        Output(Shell.PERSON_INPUT, "value"),
        Input(Shell.PERSON_INPUT, "value"),
        Input(Shell.PERSON, "modified_timestamp"),
        State(Shell.PERSON, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("figures", "mount"),
        Output({"type": "graph-place", "name": MATCH}, "children"),
        Input({"type": "figure", "name": MATCH}, "data"),
        State({"type": "graph-waiting", "name": MATCH}, "data"),
        State({"type": "graph-place", "name": MATCH}, "children"),
    )
    app.clientside_callback(
        ClientsideFunction("figures", "draw"),
        Output({"type": "graph", "name": MATCH}, "figure"),
        Input({"type": "figure", "name": MATCH}, "data"),
        Input(Shell.THEME, "data"),
    )


def _count(amount: int) -> str:
    return number(amount) if amount else ""
