"""The answer of the view Design: tiles, chart, what to mind, and the way to keep it as a test."""

from dataclasses import dataclass
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.experiments_design_words import (
    answer_tiles,
    below,
    curve_title,
    effect_text,
    headline,
    waiting_words,
)
from components.figures import DashboardVisualizer, chart
from components.figures.data import ChartTable
from components.figures.smallest_effect import HEIGHT, smallest_effect, smallest_effect_table
from components.ids import Design
from components.parts import button, card, empty, field, note, page_head, text_input
from components.views import EXPERIMENTS, view_choice
from core.experiments.design.designing import DesignAnswer

EMPTY: dict[str, Any] = {"data": [], "layout": {}}
CURVE_NOTE = "Smallest effect that is seen with the chance asked for, by weeks. Dashed: the effect asked for."


@dataclass(frozen=True)
class Shown:
    """What the answer shows, part by part, so that a change of the form moves figures and not the page.

    Attributes:
        head: The head of the page.
        state: Class of the answer: whether there is one.
        tiles: The strip, or what is still needed.
        notes: What to mind.
        title: Finding of the chart.
        figure: Of the chart.
        table: The data behind it.
    """

    head: Component
    state: str
    tiles: Component
    notes: list[Component]
    title: str
    figure: dict[str, Any]
    table: ChartTable

    @property
    def store(self) -> dict[str, Any]:
        """What the store of the chart holds."""
        return {"figure": self.figure, "table": self.table.plain(), "name": Design.CURVE}


def shown(answer: DesignAnswer | None, missing: tuple[str, ...], wrong: int, reason: str = "") -> Shown:
    """Return what the answer shows.

    Args:
        answer: None where the form asks nothing that can be answered.
        missing: Fields that are still empty.
        wrong: How many fields cannot be used.
        reason: Why there is no answer although all fields can be used.
    """
    if answer is None:
        text = reason or waiting_words(missing, wrong)
        title = "Nothing is needed but a few figures" if not wrong and not reason else "No answer yet"
        waiting = html.Section(empty(title, text, small=True), className="card")
        return Shown(
            _head("Design a test", None), "design-answer is-waiting", waiting, [], "", EMPTY, ChartTable((), [])
        )
    size = effect_text(answer, answer.question.effect)
    figure = smallest_effect(DashboardVisualizer(), answer, size)
    notes: list[Component] = [note("warn", *_parted(text)) for text in answer.caveats]
    return Shown(
        _head(headline(answer), below(answer)),
        "design-answer",
        answer_tiles(answer),
        notes,
        curve_title(answer),
        figure,
        smallest_effect_table(answer),
    )


def answer_column(first: Shown, name: str, hypothesis: str, test: str = "") -> html.Div:
    """Return the column of the answer."""
    curve = chart(
        Design.CURVE,
        first.figure,
        html.Span(first.title, id=Design.CURVE_TITLE),
        "The smallest effect that the test shows falls with every day it runs. The figures stand in the table.",
        first.table,
        note=CURVE_NOTE,
        height=HEIGHT,
        class_name="design-curve",
    )
    return html.Div(
        [
            html.Div(first.tiles, id=Design.TILES),
            html.Div(first.notes, id=Design.NOTES, className="design-notes", **attrs(aria_live="polite")),
            curve,
            _keep(name, hypothesis, test),
        ],
        id=Design.ANSWER,
        className=first.state,
    )


def _keep(name: str, hypothesis: str, test: str) -> html.Section:
    fields = html.Div(
        [
            field("Name", text_input(id=Design.NAME, value=name, maxlength=120, placeholder="New headline")),
            field(
                "What do you expect, and why?",
                text_input(id=Design.HYPOTHESIS, value=hypothesis, maxlength=1000, placeholder="It says the price"),
            ),
            button("Change the plan" if test else "Keep as a test", "primary", id=Design.KEEP),
        ],
        className="design-keep",
    )
    return card(
        f"Change the plan of “{test}”" if test else "Keep this plan",
        "The test keeps its state and its history; what was planned before can be brought back."
        if test
        else "It goes to All tests with everything at the left. You can change it until it starts.",
        [fields, html.Div(id=Design.KEPT)],
        class_name="design-keeping",
    )


def _head(title: str, sub: str | None) -> Component:
    return page_head(title, sub, [view_choice("/experiments", EXPERIMENTS, "design")])


def _parted(text: str) -> tuple[str, str]:
    """The first clause as the head of a note."""
    for stop in (": ", ". "):
        head, found, rest = text.partition(stop)
        if found and len(head) < 60:
            return head + stop.strip(), rest
    return "Mind.", text


def page(first: Shown, form: Component, handed: dict[str, Any], name: str, hypothesis: str, test: str = "") -> html.Div:
    """Return the view.

    Args:
        first: The answer to the address.
        form: The form at the left.
        handed: What another view gave: ``kind`` and ``campaigns`` of the test.
        name: Name of the test to keep.
        hypothesis: Its hypothesis.
        test: Name of the kept test whose plan is changed; empty for a new one.
    """
    return html.Div(
        [
            dcc.Store(id=Design.HANDED, data=handed),
            html.Div(first.head, id=Design.HEAD),
            html.Div([form, answer_column(first, name, hypothesis, test)], className="design"),
        ]
    )
