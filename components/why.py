"""Why a figure changed: the sentence, the waterfall from before to now, and the table that adds up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.figures import ChartTable, Column, DashboardVisualizer, chart_body, chart_tools
from components.figures.waterfall import Effect, waterfall, waterfall_height
from components.format import money, number, ratio
from components.parts import card, dot, empty, select, table
from core.performance import Periods, Usual, Why, change_sentence, question, units_text
from core.performance.why_words import NAMES

AT_ONCE: Final = 8
"""Parts that the table names; the others are one row."""
BY: Final = {"channel": "By channel", "campaign": "By campaign"}


@dataclass(frozen=True)
class WhyIds:
    """Ids of the card on a page."""

    figure: str
    by: str
    title: str
    body: str


def why_choice(asked: Mapping[str, str], figures: Sequence[str]) -> tuple[str, str]:
    """Return the figure and the parts that an address asks for; the usual ones where it asks for none there is."""
    usual = next((name for name in ("roas", "cpa") if name in figures), figures[0] if figures else "")
    figure, by = asked.get("why", ""), asked.get("why-by", "")
    return figure if figure in figures else usual, by if by in BY else "channel"


def why_card(
    ids: WhyIds, figures: Sequence[str], figure: str, by: str, shown: tuple[str, list[Component]], parts: bool = True
) -> html.Section:
    """Return the card.

    Args:
        ids: Of its parts.
        figures: Those whose change can be split.
        figure: The one that is on.
        by: Which parts are on.
        shown: Title and body, from ``why_shown``.
        parts: Whether there are parts to choose.
    """
    choices = [
        _choice("Figure", "why", ids.figure, [(name, NAMES[name]) for name in figures], figure),
        *([_choice("Parts", "why-by", ids.by, list(BY.items()), by)] if parts else []),
    ]
    return card(
        html.Span(shown[0], id=ids.title),
        None,
        html.Div(shown[1], id=ids.body),
        tools=choices,
        class_name="why-card",
    )


def why_shown(
    found: Why, periods: Periods, usual: Usual, currency: str | None, name: str
) -> tuple[str, list[Component]]:
    """Return the title and the body of the card.

    Args:
        found: The split.
        periods: What is compared.
        usual: Of the figure, one group.
        currency: Of amounts.
        name: Of the chart on its page.
    """
    sentence = change_sentence(found, currency)
    effects = [
        Effect(
            step.label,
            units * found.unit,
            units_text(found, units, currency, signed=True),
            _tone(found, step.name, exact),
        )
        for step, units, exact in zip(found.steps, found.effects, found.exact, strict=True)
    ]
    ends = [
        (text, units * found.unit, units_text(found, units, currency))
        for text, units in (("Before", found.before), ("Now", found.now))
    ]
    figure = waterfall(DashboardVisualizer(currency), ends[0], effects, ends[1])
    said = f"{sentence} From {ends[0][2]} through {', '.join(f'{e.label} {e.text}' for e in effects)} to {ends[1][2]}."
    steps = [("Before", ends[0][1]), *((e.label, e.amount) for e in effects), ("Now", ends[1][1])]
    digits = max(0, -round(np.log10(found.unit)))
    columns = (Column("Step", "text"), Column(NAMES[found.figure], "number", digits))
    notes = [f"{periods.now.text} against {periods.against_text}.", usual_text(found, usual, currency), found.skipped]
    tools = html.Div(chart_tools(name), className="why-tools")
    body: list[Component] = [
        html.Div([html.P(" ".join(n for n in notes if n), className="soft fs-13"), tools], className="why-notes"),
        *chart_body(name, figure, said, ChartTable(columns, steps), height=waterfall_height(len(effects))),
        *([why_table(found, currency)] if len(found.parts) > 1 else []),
    ]
    return sentence, body


def why_missing(reason: str) -> tuple[str, list[Component]]:
    """Return the title and the body where nothing can be explained."""
    return "Why did it change?", [html.P(reason, className="soft fs-13")]


def usual_text(found: Why, usual: Usual, currency: str | None) -> str:
    """Return whether the change is more than usual, in a sentence."""
    chance = float(usual.chance[0])
    if not np.isfinite(chance):
        return "There is too little history to say whether such a change is usual."
    ends = [_written(found.figure, float(end[0]), currency) for end in (usual.lower, usual.upper)]
    between = f"between {ends[0]} and {ends[1]}"
    if usual.unusual[0]:
        return f"That is more than usual: nine of ten times it would be {between}."
    return f"Such a change is usual (nine of ten times {between}): do not read much into its parts."


def why_table(found: Why, currency: str | None) -> Component:
    """Return the effects by part: each column adds up to its foot, and the feet to the change."""
    rows: list[list[Any]] = []
    small = np.zeros(len(found.steps), int)
    count = 0
    for position, ((_, name, channel), units) in enumerate(zip(found.parts, found.table, strict=True)):
        if position >= AT_ONCE and len(found.parts) > AT_ONCE + 1:
            small, count = small + units, count + 1
            continue
        rows.append([html.Span([dot(channel or name), name], className="cell-name"), *_cells(found, units, currency)])
    if count:
        rows.append([f"{number(count)} others", *_cells(found, small, currency)])
    heads = [("", ""), *((step.label, "r opt") for step in found.steps), ("Change", "r")]
    foot = ["All", *_cells(found, np.array(found.effects), currency)]
    shown = table(heads, rows, foot, f"{question(found)} By part.")
    return html.Div(shown, className="why-table", tabIndex=0, role="region", **attrs(aria_label="Effects by part"))


def no_change_card(reason: str) -> html.Section:
    """Return what stands in place of the card where the data hold nothing to explain."""
    return html.Section(empty("Nothing to explain", reason, small=True), className="card")


def _choice(label: str, name: str, control_id: str, options: list[tuple[str, str]], value: str) -> html.Label:
    control = select(options, value, id=control_id)
    return html.Label([html.Span(label, className="sr"), control], **attrs(data_address=name))


def _cells(found: Why, units: Any, currency: str | None) -> list[str]:
    written = [units_text(found, int(v), currency, signed=True) for v in units]
    return [*written, units_text(found, int(np.sum(units)), currency, signed=True)]


def _tone(found: Why, step: str, amount: float) -> Literal["good", "bad", "none"]:
    # More money is neither good nor bad.
    if not amount or step == "money":
        return "none"
    return "good" if (amount > 0) != (found.figure == "cpa") else "bad"


def _written(figure: str, value: float, currency: str | None) -> str:
    if figure in ("revenue", "cpa"):
        return money(value, currency)
    return ratio(value) if figure == "roas" else number(value, "tile")
