"""The choice of a period and of what it is compared with: the quick ones as links, the others in a panel."""

from collections.abc import Mapping
from typing import Any, Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.parts import button, note, segments
from components.period import PERIODS as QUICK
from components.period import custom_address
from core.performance import AGAINST, PERIODS, Periods

NAMES: Final = ("days", "from", "to", "against", "against-from", "against-to")
"""Parameters of an address that say which days are spoken of."""
PANEL: Final = "period-panel"
SHORT: Final = {"7": "7 days", "month": "This month", "last-month": "Last month", "custom": "Own dates"}


def kept_period(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters that say which days are spoken of, for addresses of other views."""
    return {name: parameters[name][:10] for name in NAMES if parameters.get(name)}


def period_tools(path: str, parameters: Mapping[str, str], periods: Periods) -> list[Component]:
    """Return the choice of the period for the head of a page.

    Args:
        path: Of the page.
        parameters: All parameters of the address that are to stay.
        periods: What is shown.
    """

    def there(**changes: str | None) -> str:
        return custom_address(path, parameters, **changes)

    # Days of one's own belong to the period of one's own.
    plain: dict[str, str | None] = {"from": None, "to": None}
    quick = [*QUICK, *([(periods.days, SHORT[periods.days])] if periods.days in SHORT else [])]
    options = [
        (there(days=days, **(plain if days != "custom" else {})), text if days != "custom" else SHORT["custom"])
        for days, text in quick
    ]
    chosen = next(href for (href, _), (days, _) in zip(options, quick, strict=True) if days == periods.days)
    opens = attrs(data_expands=PANEL, aria_expanded="false", aria_controls=PANEL)
    return [
        segments(options, chosen, "Period"),
        html.Div(
            [button("Dates", icon_name="calendar", **opens), _panel(path, parameters, periods)], className="period-more"
        ),
    ]


def period_notes(periods: Periods) -> list[Component]:
    """Return what could not be done as it was asked."""
    return [note("warn", text.partition(". ")[0].rstrip(".") + ".", text.partition(". ")[2]) for text in periods.notes]


def _panel(path: str, parameters: Mapping[str, str], periods: Periods) -> html.Div:
    def links(name: str, options: Mapping[str, str], chosen: str, dropped: tuple[str, str]) -> html.Ul:
        items = []
        for value, text in options.items():
            if value == "custom":
                continue
            changes: dict[str, str | None] = {name: value, dropped[0]: None, dropped[1]: None}
            if (name, value) == ("against", "before"):
                changes[name] = None
            current = attrs(aria_current="true" if value == chosen else None)
            href = custom_address(path, parameters, **changes)
            items.append(html.Li(dcc.Link(text, href=href, className="period-link"), **current))
        return html.Ul(items)

    def dates(legend: str, names: tuple[str, str], first: Any, last: Any) -> html.Fieldset:
        fields = [
            html.Label(
                [
                    html.Span(text, className="label"),
                    dbc.Input(type="date", value=value, class_name="text-input"),
                ],
                className="field",
                **attrs(data_period_field=name),
            )
            for text, name, value in (("First day", names[0], first), ("Last day", names[1], last))
        ]
        return html.Fieldset([html.Legend(legend), *fields], className="period-dates")

    now, before = periods.now, periods.before
    own = periods.days == "custom", periods.against == "custom"
    columns = [
        html.Div(
            [
                html.H3("Period"),
                links("days", PERIODS, periods.days, ("from", "to")),
                dates("Own dates", ("from", "to"), now.first.isoformat() if own[0] else None,
                      now.last.isoformat() if own[0] else None),
            ]
        ),
        html.Div(
            [
                html.H3("Compared with"),
                links("against", AGAINST, periods.against, ("against-from", "against-to")),
                dates("Own dates", ("against-from", "against-to"),
                      before.first.isoformat() if own[1] and before else None,
                      before.last.isoformat() if own[1] and before else None),
            ]
        ),
    ]  # fmt: skip
    said = "Last year is 52 weeks back, so that each weekday stands against the same weekday."
    foot = html.Div(
        [
            html.P(said, className="field-note"),
            button("Show these dates", small=True, **attrs(data_period_go=custom_address(path, parameters))),
        ],
        className="period-foot",
    )
    return html.Div(
        [html.Div(columns, className="period-columns"), foot], id=PANEL, hidden=True, className="period-panel"
    )
