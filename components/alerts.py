"""Forecast, view Alerts: the finding, what is so now, the rules, and where to write one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dash import dcc, html
from dash.development.base_component import Component

from components.alerts_list import EXAMPLE, Messages, began, current_card, history_card, rules_card
from components.format import counted, date_text
from components.ids import Alerts
from components.parts import page_head
from components.views import FORECAST, view_choice
from core.alerts import Alert, KeptRule, condition_text


@dataclass(frozen=True)
class Shown:
    """What the view shows.

    Attributes:
        rules: Newest first.
        alerts: Newest first, open and over.
        messages: What was sent about each alert.
        now: The moment, in UTC.
        name: Name of the data set in use.
        last_day: Its last day.
        example: A rule that the data could have.
    """

    rules: Sequence[KeptRule]
    alerts: Sequence[Alert]
    messages: Messages
    now: datetime
    name: str
    last_day: date
    example: str = EXAMPLE

    @property
    def open(self) -> list[Alert]:
        """The alerts that hold now."""
        return [one for one in self.alerts if one.open]


def alerts_page(shown: Shown, write: Component, suggestions: Component | None, stamp: str) -> Component:
    """Return the view.

    Args:
        shown: What it shows.
        write: The card in which a rule is written; it stays as it is while the rest follows the data.
        suggestions: Rules that fit the data; None for none.
        stamp: What ``shown`` was made of.
    """
    body = html.Div(alerts_body(shown), id=Alerts.BODY, className="stack")
    return html.Div(
        [
            dcc.Store(id=Alerts.STAMP, data=stamp),
            html.Div(alerts_head(shown), id=Alerts.HEAD),
            html.Div([html.Div([body, suggestions], className="stack"), write], className="al-columns"),
        ]
    )


def alerts_head(shown: Shown) -> Component:
    """Return the head: the finding, and what it speaks of."""
    sub = f"{shown.name}, data up to {date_text(shown.last_day)}. Rules are checked whenever data arrive."
    tools = [view_choice("/forecast", FORECAST, "alerts")]
    return page_head(finding(shown), sub, tools)


def finding(shown: Shown) -> str:
    """Return the title: which rules are broken, or that none is."""
    rules = {rule.id: rule for rule in shown.rules}
    broken = [one for one in shown.open if one.rule_id in rules]
    on = sum(rule.active for rule in shown.rules)
    if not shown.rules:
        return "Say what you want to be told of"
    if not broken:
        if not on:
            return "All rules are paused"
        return "The one rule is kept" if on == 1 else f"All {on} rules are kept"
    newest = broken[0]
    first = began(newest)
    since = date_text(first, year=first.year != shown.last_day.year)
    about = f"{condition_text(rules[newest.rule_id].rule)} since {since}"
    if len(broken) == 1:
        return f"One rule is broken: {about}"
    return f"{counted(len(broken), 'rule is', 'rules are')} broken, the newest: {about}"


def alerts_body(shown: Shown) -> list[Component]:
    """Return what follows the data: what is so now, the rules, what is over."""
    rules = {rule.id: rule for rule in shown.rules}
    now, over = shown.now, [one for one in shown.alerts if not one.open]
    parts = (
        current_card(shown.open, rules, now, shown.messages),
        rules_card(shown.rules, {one.rule_id for one in shown.open}, now, shown.example),
        history_card(over, now, shown.messages),
    )
    return [part for part in parts if part is not None]
