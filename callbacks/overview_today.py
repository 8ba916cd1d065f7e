"""Overview, view Today: the newest day, looked at again as often as somebody wants."""

from datetime import UTC, datetime
from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.development.base_component import Component

from components.ids import Shell, Today
from components.today import checked_text, every_of, nothing_yet, today_body, today_page
from core.errors import ProductError
from core.planning import leading_measure
from core.workbench import Workbench


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the view."""
    every = every_of(parameters)
    return today_page(every, stamp(workbench), body(workbench, every), _checked(every))


def body(workbench: Workbench, every: str) -> list[Component]:
    """Return the newest day; what cannot be shown says why in its place."""
    try:
        newest = workbench.anomalies.newest()
    except ProductError as error:
        return nothing_yet(str(error))
    return today_body(newest, workbench.dataset().currency, leading_measure(workbench.dataset()), every)


def stamp(workbench: Workbench) -> str:
    """Return a text that changes when other data are put to use, or what is known of their days."""
    return workbench.news.now().stamp


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""

    @app.callback(
        Output(Today.BODY, "children"),
        Output(Today.CHECKED, "children"),
        Output(Today.STAMP, "data"),
        Input(Today.CLOCK, "n_intervals"),
        Input(Shell.NEWS, "data"),
        State(Today.STAMP, "data"),
        State(Today.ASK, "data"),
        prevent_initial_call=True,
    )
    def _today_again(_ticks: Any, _news: Any, known: Any, ask: Any) -> tuple[Any, str, Any]:
        every = every_of(ask if isinstance(ask, dict) else {})
        now = stamp(workbench)
        if now == known:
            return no_update, _checked(every), no_update
        return body(workbench, every), _checked(every), now


def _checked(every: str) -> str:
    return checked_text(f"{datetime.now(UTC):%H:%M:%S}", every)
