"""Experiments, view Running: running tests, watched safely."""

from typing import Any, Final

from dash import Dash, Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components.experiments_watch import head, nothing, page, unusable, watched_page, without_file
from components.ids import Shell, Watch
from components.parts import waiting_card
from core.errors import ProductError
from core.experiments.registry.record import OVER, TestRecord
from core.experiments.sequential.watched_test import watched_test
from core.workbench import Workbench

VIEW: Final = "watch"


def layout(_workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the outline of the view: a large file takes a second to be summed up."""
    return page(parameters, (head("Running"), [waiting_card("Adding up the days of the test", 320)]))


def watchable(workbench: Workbench) -> list[TestRecord]:
    """Return the tests that run, and those with a file that are not over."""
    return [
        one
        for one in workbench.experiments.book.tests()
        if one.state == "running" or (one.file and one.state not in OVER)
    ]


def content(workbench: Workbench, parameters: object) -> tuple[Component, list[Component]]:
    """Return head and body for the parameters of an address."""
    given = parameters if isinstance(parameters, dict) else {}
    tests = watchable(workbench)
    wanted = given.get("test")
    asked = [one for one in workbench.experiments.book.tests() if one.id == wanted and one.file]
    chosen = next((one for one in tests if one.id == wanted), None) or next(iter(asked or tests), None)
    if chosen is None:
        return nothing()
    if not chosen.file:
        return without_file(tests, chosen)
    try:
        watched, metric = watched_test(workbench.experiments, chosen)
    except ProductError as error:
        return unusable(tests, chosen, error)
    return watched_page(tests, chosen, watched, metric)


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""

    @app.callback(
        Output(Watch.HEAD, "children"),
        Output(Watch.BODY, "children"),
        Output(Watch.STAMP, "data"),
        Input(Watch.ASK, "data"),
        Input(Shell.NEWS, "data"),
        State(Watch.STAMP, "data"),
    )
    def _watch_body(ask: Any, _news: Any, known: Any) -> tuple[Any, Any, str]:
        now = workbench.experiments.book.stamp()
        if now == known:
            raise PreventUpdate
        return *content(workbench, ask), now
