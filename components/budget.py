"""The Budget page: empty containers that the browser fills, the stores between browser and server, and one chart."""

from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.budget_caution import NAME as CAUTION
from components.budget_caution import SENTENCE, caution_note, caution_table
from components.budget_frontier import BLANK, NAME, frontier_table, sentence
from components.budget_taught import taught_place
from components.budget_weeks import weeks_card
from components.figures import chart_body, chart_tools
from components.format import percent
from components.ids import Budget
from components.parts import card, waiting_card
from core.allocation.planning import LEVEL

STORES: Final = (
    Budget.QUESTION,
    Budget.QUESTION_ANSWER,
    Budget.PLAN,
    Budget.FIGURES,
    Budget.OPTIMIZE,
    Budget.OPTIMIZED,
    Budget.RIVALS_ASK,
    Budget.RIVALS,
    Budget.LINK,
    Budget.LINKED,
    Budget.FRONTIER_ASK,
    Budget.CAUTION_ASK,
    Budget.WEEKS_ASK,
    Budget.WEEKS_ANSWER,
    Budget.WEEKS_BEST,
    Budget.WEEKS_BEST_ANSWER,
)
WAITING: Final = "Learning how each campaign answers to money"


def stage(search: str) -> html.Div:
    """Return the page before its campaigns are known: the outline of what comes.

    Args:
        search: The query of the address; the answer of the server depends on it.
    """
    cards = html.Div([waiting_card(WAITING, 520), waiting_card(WAITING, 260)], className="bud")
    return html.Div([dcc.Store(id=Budget.ASK, data={"search": search}), html.Div(cards, id=Budget.STAGE)])


def page(meta: dict[str, Any]) -> list[Component]:
    """Return the page. The containers stay empty here: the browser owns what is inside, Dash never writes to it.

    Args:
        meta: From ``components.budget_words.question``.
    """
    caution = html.Div(caution_card(), id=Budget.CAUTION, className="o-5", hidden=True)
    left = [
        _section(Budget.ROWS, "o-1"),
        _section(Budget.WHY, "o-3"),
        weeks_card(),
        caution,
        frontier_card(bool(meta["ranged"])),
    ]
    holds = html.Section(id=Budget.HOLDS, className="card o-2", hidden=True)
    rival = html.Section(id=Budget.RIVAL, className="card o-2", hidden=True)
    right = [_section(Budget.TOTALS, "o-2"), rival, holds, _section(Budget.CURVES, "o-4")]
    return [
        html.Div(id=Budget.HEAD, className="page-head"),
        html.Div(id=Budget.NOTE),
        taught_place(str(meta["outcome"])),
        html.Section(id=Budget.SETUP, className="card bud-setup", **attrs(aria_label="What to plan")),
        html.Div([html.Div(left, className="stack"), html.Div(right, className="stack")], className="bud"),
        html.Div(id=Budget.BAR),
        html.Div(id=Budget.DIALOG),
        *(dcc.Store(id=store) for store in STORES),
        dcc.Store(id=Budget.META, data=meta),
    ]


def frontier_card(ranged: bool) -> html.Section:
    """Return the card of the best outcome at each total; its figure arrives with the first plan.

    Args:
        ranged: Whether the curves have draws, and the line an interval.
    """
    shading = f" Shading: {percent(LEVEL, 0)} interval." if ranged else ""
    return card(
        html.Span("Best outcome at each total budget", id=Budget.FRONTIER_TITLE),
        f"The best split at each total, within your limits.{shading}",
        chart_body(NAME, BLANK, sentence(ranged), frontier_table(None, ranged), height=236),
        tools=chart_tools(NAME),
        class_name="o-5",
    )


def caution_card() -> html.Section:
    """Return the card of what caution costs; its figure arrives once a plan is asked to be cautious."""
    return card(
        html.Span("What caution costs", id=Budget.CAUTION_TITLE),
        html.Span(caution_note(), id=Budget.CAUTION_NOTE),
        chart_body(CAUTION, BLANK, SENTENCE, caution_table(None), height=220),
        tools=chart_tools(CAUTION),
    )


def _section(place: str, order: str) -> html.Section:
    return html.Section(id=place, className=f"card {order}")
