"""The plan in force by campaign: planned, spent, what it let expect, what came, and why that differs."""

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import NONE, percent
from components.parts import card, chip, dot
from components.plan_actual_words import Speech
from core.agents.report import Estimate
from core.plan_actual import Line, PlanActual

HEADS = (
    ("Campaign", ""),
    ("Planned", "r opt"),
    ("Spent", "r"),
    ("Of plan", "pa-share"),
    ("Expected", "r opt"),
    ("Brought", "r opt"),
    ("Spent differently", "r"),
    ("Answered differently", "r"),
    ("", "pa-chip"),
)
MOST_SHARE = 10
"""From ten times the plan on, the share is no figure that helps anybody."""
STATES = {"new": ("Not in the plan", "line"), "silent": ("No row in the data", "warn")}


def plan_table(actual: PlanActual) -> Component:
    """Return the card with one row a campaign under its channel, the largest differences first."""
    say = Speech.of(actual)
    rows: list[Component] = []
    for channel in sorted(actual.channels, key=_weight):
        members = sorted((c for c in actual.campaigns if c.channel == channel.name), key=_weight)
        if len(members) > 1:
            rows.append(_row(channel, say, "pa-channel"))
        rows += [_row(c, say, "" if len(members) > 1 else "pa-alone") for c in members]
    foot = html.Tfoot(_row(actual.total, say, "")) if actual.total else None
    head = html.Thead(html.Tr([html.Th(text, className=c, scope="col") for text, c in HEADS]))
    table = html.Table(
        [
            html.Caption("Plan and actual by campaign", className="sr"),
            head,
            html.Tbody(rows),
            *([foot] if foot else []),
        ],
        className="table pa-table",
    )
    unit = f"{actual.mark.outcome.capitalize()}" + (f" and spend in {actual.currency}" if actual.currency else "")
    note = (
        f"{unit}, to date. Ranges hold the truth in 80 % of cases. “Beyond chance”: chance alone makes as much in one "
        "campaign or channel less than once in 100 times."
    )
    return card(
        "Campaign by campaign", note.replace(" %", "\u00a0%"), html.Div(table, className="pa-scroll"), flush=True
    )


def _row(line: Line, say: Speech, class_name: str) -> html.Tr:
    name: list[Component | str] = [line.name]
    if line.id:
        name = [dot(line.channel), html.Span(line.name, title=line.channel)]
    cells = [
        html.Td(html.Span(name, className="pa-name")),
        html.Td(say.money(line.planned), className="r opt"),
        html.Td(
            [say.money(line.spent), html.Small(f"of {say.money(line.planned)}", className="pa-narrow")],
            className="r",
            **attrs(data_l="Spent"),
        ),
        html.Td(_share(line), className="pa-share"),
        html.Td(say.amount(line.expected.mean) if line.expected else NONE, className="r opt"),
        html.Td(say.amount(line.actual), className="r opt"),
        html.Td(_part(line.differently, say), className="r", **attrs(data_l="By spending")),
        html.Td(
            NONE if line.state == "new" and line.id else _part(line.answered, say),
            className="r",
            **attrs(data_l="By answers"),
        ),
        html.Td(_chip(line), className="pa-chip"),
    ]
    return html.Tr(cells, className=class_name)


def _share(line: Line) -> list[Component] | str:
    """Return spend as a share of the plan's, with a bar: the tick is the plan."""
    share = line.adherence
    if share is None:
        return NONE if line.spent <= 0 else "no plan"
    bar = html.I(className="pa-bar", style={"--v": min(share, 2.0) / 2}, **attrs(aria_hidden="true"))
    return [html.Span(percent(share, 0) if share < MOST_SHARE else "far over"), bar]


def _part(part: Estimate | None, say: Speech) -> list[Component] | str:
    if part is None:
        return NONE
    text = say.amount(part.mean, signed=True)
    # What carries over from spend of long ago is next to nothing, and no figure.
    if abs(part.mean) < 0.5 and max(abs(part.lower), abs(part.upper)) < 0.5:
        return NONE
    tone = "pos" if part.mean > 0 else "neg"
    clear = part.lower > 0 or part.upper < 0
    return [html.B(text, className=tone if clear else "regular"), html.Small(say.span(part, signed=True))]


def _chip(line: Line) -> Component | None:
    if line.state in STATES:
        return chip(*STATES[line.state])
    return chip("Beyond chance", "warn") if line.beyond else None


def _weight(line: Line) -> tuple[float, float]:
    gap = abs(line.difference.mean) if line.difference else abs(line.spent - line.planned)
    return -gap, -line.planned
