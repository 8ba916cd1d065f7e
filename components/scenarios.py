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
from components.scenarios_address import ACTUAL, Choice
from components.scenarios_share import pinned, share_menu
from components.scenarios_words import verdict
from core.scenarios import Comparison
from core.scenarios.comparison import TODAY


def scenarios_page(
    head: Component,
    rows: Sequence[Component],
    compare: Sequence[Component],
    count: int,
    choice: Choice,
    stamps: dict[str, str],
) -> html.Div:
    """Return the page.

    Args:
        head: From ``comparison_head`` or ``plain_head``.
        rows: From ``scenario_list``.
        compare: From ``comparison_view`` or ``detail_view``, or a state.
        count: Number of scenarios that the list is made of.
        choice: The address.
        stamps: Texts that change when the list does, or what is compared.
    """
    search = html.Div(
        [
            icon("search"),
            dbc.Input(
                id=Scenarios.FIND,
                type="search",
                value=choice.find,
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
        html.Span(count_text(count, choice), id=Scenarios.COUNT),
        body=[search, html.Div(list(rows), id=Scenarios.LIST, className="slists")],
        tools=[button("New", icon_name="plus", small=True, href="/budget")],
        foot=None if choice.open or choice.archived else "Up to four side by side",
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
                className=body_class(choice),
            ),
            dcc.Store(id=Scenarios.STAMP, data=stamps),
            dcc.Download(id=Scenarios.DOWNLOAD),
        ]
    )


def body_class(choice: Choice) -> str:
    """Return the classes of what stands below the head; on a narrow screen what is opened has it to itself."""
    return "scen is-opened" if choice.open else "scen"


def count_text(count: int, choice: Choice) -> str:
    """Return the title of the list."""
    return f"{counted(count, 'scenario')} archived" if choice.archived else counted(count, "scenario")


def comparison_head(comparison: Comparison, choice: Choice) -> Component:
    """Return the head of a comparison: the finding, and the tools to judge, export and go on."""
    found, choice = verdict(comparison), pinned(choice, [s.scenario.id for s in comparison.sides])
    judge: list[Component] = []
    if all(s.scenario.settings.outcome == "revenue" for s in comparison.sides):
        if choice.by == "after_spend":
            judge.append(_margin(choice))
        after, outcome = choice.href(by="after_spend"), choice.href(by="outcome")
        chosen = after if choice.by == "after_spend" else outcome
        profit = "Profit" if choice.margin < 100 else "After ad spend"
        judge.append(segments([(after, profit), (outcome, "Revenue")], chosen, "Judge by"))
    # Where they take two lines, what the page is judged by stands below what is done with it.
    tools = [view_switch(choice), share_menu(choice)]
    best = next((s for s in comparison.sides if s.letter == found.winner), None)
    if best and found.winner != TODAY:
        href = f"/budget?scenario={best.scenario.id}"
        tools.append(button(f"Open {best.letter} in Budget", "primary", href=href))
    return page_head(found.title, found.sub, [*tools, *judge])


def plain_head(sub: str, choice: Choice) -> Component:
    """Return the head while nothing is compared."""
    return page_head("Scenarios", sub, [view_switch(choice)])


def view_switch(choice: Choice) -> Component:
    """Return the choice between scenarios side by side and the plan in force."""
    beside, actual = choice.href(view="", outcome=""), choice.href(view=ACTUAL, open="", rerun=False)
    shown = actual if choice.view == ACTUAL else beside
    return segments([(beside, "Side by side"), (actual, "Plan in force")], shown, "What is shown")


def no_scenarios(why_not: str = "") -> html.Section:
    """Return what a team sees that has not saved anything yet; ``why_not``: why the data allow no plan."""
    if why_not:
        acts = [button("Open the data", "primary", href="/data"), button("See the forecast", href="/forecast")]
        return html.Section(empty("No plan can be made with these data", why_not, acts), className="card")
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
