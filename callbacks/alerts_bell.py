"""The bell: asks for the newest alerts whenever news say that there are others, and counts what is not seen."""

from datetime import UTC, datetime
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from components.alerts_bell import SHOWN, bell_count, bell_panel, unseen
from components.ids import Alerts, Shell
from core.workbench import Workbench

LOOKED_AT = 50
"""Alerts among which new ones are counted."""


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the bell."""

    @app.callback(
        Output(Alerts.BELL_COUNT, "children"),
        Output(Alerts.PANEL_BODY, "children"),
        Output(Alerts.NEWEST, "data"),
        Input(Shell.NEWS, "data"),
        Input(Alerts.SEEN, "data"),
    )
    def _alerts_bell(news: Any, seen: Any) -> tuple[Any, Any, Any]:
        changed = news.get("changed") if isinstance(news, dict) else None
        by_news = ctx.triggered_id == Shell.NEWS
        if by_news and changed and "alerts" not in changed:
            raise PreventUpdate
        alerts, now = workbench.alerts.store.alerts(most=LOOKED_AT), datetime.now(UTC)
        rules = {rule.id: rule for rule in workbench.alerts.store.rules()}
        known = seen if type(seen) is int else 0
        count, newest = bell_count(unseen(alerts, rules, known, now)), alerts[0].id if alerts else 0
        # What is seen changes the count alone: a panel that is being read stays as it is.
        panel = no_update if ctx.triggered_id == Alerts.SEEN else bell_panel(alerts[:SHOWN], rules, now)
        return count, panel, newest

    app.clientside_callback(
        ClientsideFunction("alerts", "seen"),
        Output(Alerts.SEEN, "data"),
        Input(Alerts.PANEL, "is_open"),
        State(Alerts.NEWEST, "data"),
        State(Alerts.SEEN, "data"),
        prevent_initial_call=True,
    )
