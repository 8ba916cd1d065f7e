"""The table of attribution: rules across, channels or campaigns down, each share with its range."""

from collections.abc import Callable
from typing import Final

import numpy as np
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.attribution_words import change_sentence, unit
from components.format import NBSP, NONE, percent
from components.ids import Attribution as Ids
from components.parts import Children, button, card, channel_class, dot, segments, table
from core.attribution.choice import Choice
from core.attribution.credit import RULES
from core.attribution.desk import Credited
from core.attribution.response_side import ResponseSide

AT_ONCE: Final = 25
"""So many rows are shown; the file holds all."""


def rules_card(credited: Credited, choice: Choice, there: Callable[[str], str]) -> Component:
    """Return the share of each name by every rule.

    Args:
        credited: The credits.
        choice: What was asked for; its rule stands out.
        there: Returns the address with another rule.
    """
    made, judged = credited.attribution, credited.judged
    shown = range(min(AT_ONCE, len(made.names)))
    ends = {rule: made.interval(rule) for rule in made.rules}
    highest = max(
        [float(made.shares.max()), *(float(both[1].max()) for both in ends.values() if both is not None), 1e-9]
    )
    head = [html.Th("Channel" if choice.by == "channel" else "Campaign", scope="col")]
    if judged is not None:
        head.append(html.Th("Really caused", className="r attr-truth", scope="col"))
    for rule in made.rules:
        text: Children = RULES[rule] if rule == "last" else dcc.Link(RULES[rule], href=there(rule))
        head.append(html.Th(text, className=_column(rule, choice), scope="col"))
    rows = []
    for k in shown:
        cells: list[Component] = [html.Th(_name(credited, k), scope="row")]
        if judged is not None:
            cells.append(html.Td(percent(float(judged.truth[k]), 1), className="r attr-truth"))
        for rule in made.rules:
            both = ends[rule]
            span = None if both is None else (float(both[0][k]), float(both[1][k]))
            cells.append(html.Td(_share(float(made.share(rule)[k]), span, highest), className=_column(rule, choice)))
        rows.append(html.Tr(cells))
    parts: list[Component] = [html.Thead(html.Tr(head)), html.Tbody(rows)]
    if judged is not None:
        foot = [html.Th("Credit misplaced", scope="row"), html.Td(className="attr-truth")]
        foot += [html.Td(percent(judged.misplaced[rule], 1), className=_column(rule, choice)) for rule in made.rules]
        parts.append(html.Tfoot(html.Tr(foot)))
    note = (
        f"Share of the {unit(made)}. Below each share its 90 % range." if made.draws.size else f"Share of {unit(made)}."
    )
    if len(made.names) > AT_ONCE:
        note += f" The {AT_ONCE} with most by last contact of {len(made.names)}; the file holds all."
    others = [(there(rule), RULES[rule]) for rule in made.rules if rule != "last"]
    body = [
        html.Div(segments(others, there(choice.rule), "Rule beside last contact"), className="attr-narrow"),
        html.Div(html.Table(parts, className="table attr-table"), className="attr-scroll"),
    ]
    save = button(
        "Download all figures (CSV)", "ghost", icon_name="download", small=True, icon_only=True, id=Ids.SAVE_CSV
    )
    return card(
        "Who gets the credit, by every rule", note, body, tools=[save], flush=True, class_name="attr-card",
        **attrs(aria_label="Credit by rule"),
    )  # fmt: skip


def beside_card(credited: Credited, choice: Choice, side: ResponseSide | None, why_not: str) -> Component:
    """Return last contact, the chosen rule and the response model side by side.

    Args:
        credited: The credits.
        choice: What was asked for.
        side: What the response model says; None where it says nothing.
        why_not: Why it says nothing.
    """
    made, rule = credited.attribution, choice.rule if choice.rule in credited.attribution.rules else "linear"
    gap = made.difference(rule, "last")
    heads = [
        ("Channel" if choice.by == "channel" else "Campaign", ""),
        ("Last contact", "r opt"),
        (RULES[rule], "r"),
        ("Difference, points", "r"),
    ]
    if side is not None:
        heads.append(("Response model", "r"))
    rows: list[list[Children]] = []
    for k in range(min(AT_ONCE, len(made.names))):
        more = float(made.share(rule)[k] - made.share("last")[k])
        ends = None if gap is None else (float(gap[1][k]), float(gap[2][k]))
        row: list[Children] = [
            _name(credited, k),
            percent(float(made.share("last")[k]), 1),
            percent(float(made.share(rule)[k]), 1),
            _ranged(_bare(percent(more, 1, signed=True)), ends, signed=True),
        ]
        if side is not None:
            known = bool(np.isfinite(side.share[k]))
            span = (float(side.lower[k]), float(side.upper[k])) if known else None
            row.append(_ranged(percent(float(side.share[k]), 1) if known else NONE, span))
        rows.append(row)
    said = (
        "Paths only see people who clicked or were seen to look, and divide what was bought; the response model "
        "compares days with more and with less money."
    )
    note = said if side is not None else why_not
    text = html.P(note, className="attr-why")
    return card(
        change_sentence(credited, rule),
        f"Shares of the {unit(made)}; small print: 90 % range",
        [text, table(heads, rows, caption="Last contact, chosen rule and response model")],
        flush=True,
        class_name="attr-beside",
    )


def _column(rule: str, choice: Choice) -> str:
    return "attr-cell" + (" is-chosen" if rule == choice.rule else " is-last" if rule == "last" else "")


def _name(credited: Credited, k: int) -> Component:
    channel, label = credited.channels[k], credited.labels[k]
    mark = dot(channel) if channel else None
    return html.Span(
        [mark, html.Span(label, className="attr-label")],
        className=f"attr-name {channel_class(channel or label)}",
        title=label,
    )


def _share(share: float, span: tuple[float, float] | None, highest: float) -> list[Component]:
    place = {"--v": round(share / highest, 4)}
    if span:
        place |= {"--lo": round(span[0] / highest, 4), "--hi": round(span[1] / highest, 4)}
    bar = html.Span(className="attr-bar" + (" has-range" if span else ""), style=place, **attrs(aria_hidden="true"))
    return [_ranged(percent(share, 1), span), bar]


def _ranged(text: str, span: tuple[float, float] | None, signed: bool = False) -> Component:
    if span is None:
        return html.Span(text, className="attr-share")
    low, high = (_bare(percent(end, 1, signed)) for end in span)
    between = f"{low} to {high}" if signed else f"{low}{NBSP}–{NBSP}{high}"
    return html.Span([text, html.Small(between)], className="attr-share")


def _bare(text: str) -> str:
    """A percentage without its sign, where the head says the unit."""
    return text.removesuffix(f"{NBSP}%")
