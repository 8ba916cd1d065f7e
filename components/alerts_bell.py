"""The bell in the top bar: how many alerts this browser has not seen, and a panel with the newest."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.alerts_list import alert_row
from components.attributes import attrs
from components.format import counted
from components.icons import icon
from components.ids import Alerts
from core.alerts import Alert, KeptRule

SHOWN: Final = 5
VIEW: Final = "/forecast?view=alerts"


def bell() -> list[Component]:
    """Return the bell, its panel, and what the browser remembers."""
    control = html.Button(
        [icon("bell"), html.Span(bell_count(0), id=Alerts.BELL_COUNT)],
        id=Alerts.BELL,
        type="button",
        className="bell",
        title="Alerts",
        **attrs(aria_haspopup="dialog"),
    )
    panel = dbc.Popover(
        dbc.PopoverBody(html.Div(id=Alerts.PANEL_BODY, className="bell-panel")),
        id=Alerts.PANEL,
        target=Alerts.BELL,
        trigger="legacy",
        placement="bottom-end",
        hide_arrow=True,
        class_name="bell-popover",
    )
    return [control, panel, dcc.Store(id=Alerts.SEEN, storage_type="local"), dcc.Store(id=Alerts.NEWEST)]


def bell_count(count: int) -> list[Component]:
    """Return the count in the bell; a screen reader hears it in words."""
    words = html.Span(f"Alerts, {counted(count, 'new one')}" if count else "Alerts", className="sr")
    shown = html.Span("9+" if count > 9 else str(count), className="bell-count", **attrs(aria_hidden="true"))
    return [words, shown] if count else [words]


def unseen(alerts: Sequence[Alert], rules: Mapping[str, KeptRule], seen: int, now: datetime) -> int:
    """Return how many alerts are new to a browser: what was raised quietly or is muted is not counted."""
    return sum(
        one.id > seen and not one.quiet and not (one.rule_id in rules and rules[one.rule_id].is_muted(now))
        for one in alerts
    )


def bell_panel(alerts: Sequence[Alert], rules: Mapping[str, KeptRule], now: datetime) -> list[Component]:
    """Return the panel: the newest alerts, and the way to all."""
    if not alerts:
        words = "No alert so far." if rules else "No alert so far: there are no rules yet."
        return [
            html.P(words, className="bell-none"),
            dcc.Link("See the rules" if rules else "Write a rule", href=VIEW, className="bell-all"),
        ]
    rows = [alert_row(one, rules.get(one.rule_id), now, "bell") for one in alerts[:SHOWN]]
    return [html.Ul(rows, className="al-list"), dcc.Link("All alerts and rules", href=VIEW, className="bell-all")]
