"""The Scenarios page: head, list and comparison, each in its own place so that one can be renewed alone."""

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import counted
from components.icons import icon
from components.ids import Scenarios
from components.parts import button, card, empty, page_head, segments, small_curve
from components.scenarios_address import Choice
from components.scenarios_words import verdict
from core.scenarios import Comparison
from core.scenarios.comparison import TODAY

EVERY = 5_000
"""Milliseconds between two looks at what others saved."""


def scenarios_page(
    head: Component, rows: Sequence[Component], compare: Sequence[Component], count: int, find: str, stamp: str
) -> html.Div:
    """Return the page.

    Args:
        head: From ``comparison_head`` or ``plain_head``.
        rows: From ``scenario_list``.
        compare: From ``comparison_view``, or a state.
        count: Number of scenarios; without any the list is hidden.
        find: What the list is searched for.
        stamp: Text that changes when a scenario or the data do.
    """
    search = html.Div(
        [
            icon("search"),
            dbc.Input(
                id=Scenarios.FIND,
                type="search",
                value=find,
                placeholder="Find a scenario",
                maxlength=80,
                autocomplete="off",
                class_name="search-input",
            ),
        ],
        className="search",
        **attrs(data_address="find"),
    )
    listing = card(
        html.Span(counted(count, "scenario"), id=Scenarios.COUNT),
        body=[search, html.Div(list(rows), id=Scenarios.LIST, className="slists")],
        tools=[button("New", icon_name="plus", small=True, href="/budget")],
        foot="Up to four side by side",
        flush=True,
        class_name="scen-list",
        **attrs(aria_label="Scenarios"),
    )
    return html.Div(
        [
            html.Div(head, id=Scenarios.HEAD),
            html.Div(
                [listing, html.Div(list(compare), id=Scenarios.COMPARE)],
                id=Scenarios.BODY,
                className=body_class(count),
            ),
            dcc.Store(id=Scenarios.STAMP, data=stamp),
            dcc.Interval(id=Scenarios.TICK, interval=EVERY),
            dcc.Download(id=Scenarios.DOWNLOAD),
        ]
    )


def body_class(count: int) -> str:
    """Return the classes of what stands below the head."""
    return "scen" if count else "scen is-empty"


def comparison_head(comparison: Comparison, choice: Choice) -> Component:
    """Return the head of a comparison: the finding, and the tools to judge, export and go on."""
    found = verdict(comparison)
    tools: list[Component] = []
    if all(s.scenario.settings.outcome == "revenue" for s in comparison.sides):
        if choice.by == "after_spend":
            tools.append(_margin(choice))
        after, outcome = choice.href(by="after_spend"), choice.href(by="outcome")
        chosen = after if choice.by == "after_spend" else outcome
        profit = "Profit" if choice.margin < 100 else "After ad spend"
        tools.append(segments([(after, profit), (outcome, "Revenue")], chosen, "Judge by"))
    tools.append(button("Export", icon_name="download", id=Scenarios.EXPORT))
    best = next((s for s in comparison.sides if s.letter == found.winner), None)
    if best and found.winner != TODAY:
        href = f"/budget?scenario={best.scenario.id}"
        tools.append(button(f"Open {best.letter} in Budget", "primary", href=href))
    return page_head(found.title, found.sub, tools)


def plain_head(sub: str) -> Component:
    """Return the head while nothing is compared."""
    return page_head("Scenarios", sub)


def no_scenarios() -> html.Section:
    """Return what a team sees that has not saved anything yet."""
    text = (
        "A scenario is a split of the budget that you can name, share and compare. Make one on the Budget page: "
        "move the sliders or let the optimizer propose a split, then save it."
    )
    acts = [button("Make one in Budget", "primary", href="/budget")]
    return html.Section(empty("No scenarios yet", text, acts, small_curve()), className="card")


def none_chosen() -> html.Section:
    """Return what stands in place of the comparison while nothing is chosen."""
    text = "Pick two to four in the list. Today’s split stands beside them as the base."
    return html.Section(empty("Choose what to compare", text, drawing=small_curve()), className="card")


def _margin(choice: Choice) -> Component:
    control = dbc.Input(
        id=Scenarios.MARGIN,
        type="number",
        value=choice.margin,
        min=0.1,
        max=100,
        step="any",
        debounce=True,
        className="margin-input",
    )
    return html.Label(
        [html.Span("Margin", className="soft fs-13"), control, html.Span("%", className="soft fs-13")],
        className="margin",
    )
