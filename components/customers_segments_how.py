"""Customers, view Segments: how they were made, and how they change."""

import json
from collections.abc import Mapping
from typing import Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.customers_segments import FEATURES, segments_address
from components.format import counted, date_text, number, percent
from components.ids import Segments
from components.parts import Child, Children, button, card, chip, segments, table
from core.customers.segments.choosing import STABLE, Tried
from core.customers.segments.desk import SegmentsAnswer
from core.customers.segments.drift import Drift, Shift
from core.customers.segments.saying import why_this_number

METHODS: Final = (("kmeans", "K-Means"), ("mixture", "Mixture"))


def how_card(answer: SegmentsAnswer, parameters: Mapping[str, str]) -> Component:
    """Return why there are so many segments, and the choice of others."""
    choice, recipe = answer.found.choice, answer.found.recipe
    method = recipe.method
    here = {**parameters, "fresh": "1"}
    options = [(segments_address(here, method=value), text) for value, text in METHODS]
    tools = [segments(options, segments_address(here, method=method), "How customers are grouped")]
    if choice is None:
        said = "The segments were kept, so their number stays. New ones may have another."
        body: list[Child] = [html.P(said, className="soft")]
    else:
        rows = [_row(one, one.count == choice.count, here) for one in choice.tried]
        heads = [("Groups", ""), ("Agree when made again", ""), ("Further apart than chance", ""), ("", "r")]
        body = [
            html.Div(table(heads, rows, caption="What speaks for each number of groups"), className="segments-wide"),
            html.P(
                "Agreement: halves of the customers are grouped anew; 100 % is the same groups each time. Apart: mean "
                "silhouette, less that of customers without groups; from 0.05 on there are groups.",
                className="soft",
            ),
        ]
    body.append(_columns(answer))
    title = "Why this number" if choice is None else f"Why {counted(answer.found.count, 'segment')}"
    line = why_this_number(choice) if choice is not None else None
    return card(title, line, body, tools=tools, class_name="segments-how")


def _row(one: Tried, is_on: bool, parameters: Mapping[str, str]) -> list[Children]:
    apart = max(min(one.beyond / 0.4, 1.0), 0.0)
    return [
        html.B(str(one.count)) if is_on else str(one.count),
        _bar(max(one.stability, 0.0), percent(max(one.stability, 0.0), 0), one.stability >= STABLE),
        _bar(
            apart, f"{number(one.beyond, 'exact', signed=True)} (silhouette {number(one.silhouette, 'exact')})", is_on
        ),
        chip("Shown", "info")
        if is_on
        else dcc.Link(f"Show {one.count}", href=segments_address(parameters, count=str(one.count))),
    ]


def _bar(share: float, text: str, strong: bool) -> Component:
    drawn = html.Span(
        html.I(style={"--wide": f"{100 * share:.0f}%"}), className="segments-meter", **attrs(aria_hidden="true")
    )
    return html.Span([drawn, html.Span(text)], className="segments-metered" + (" is-strong" if strong else ""))


def _columns(answer: SegmentsAnswer) -> Component:
    found = answer.found.table
    counted_ones = list(dict.fromkeys(f.column for f in found.features))
    out = [name for name, why in found.left_out if why == "left out by you"]
    options = [{"value": name, "label": FEATURES.get(name, name)} for name in (*counted_ones, *out)]
    form = html.Div(
        [
            dbc.Checklist(options, counted_ones, id=Segments.COLUMNS, inline=True, className="segments-columns"),
            html.Div(button("Group by these", small=True, id=Segments.AGAIN), className="mapping-acts"),
            html.Div(id=Segments.MESSAGE),
        ]
    )
    said = f"{counted(len(counted_ones), 'column')} count" + ("s" if len(counted_ones) == 1 else "")
    return html.Details([html.Summary([html.B("Leave columns out"), " ", html.Span(said, className="soft")]), form])


def columns_address(parameters: Mapping[str, str], shown: list[str], chosen: list[str]) -> str:
    """Return the address under which only some columns count."""
    out = [name for name in shown if name not in chosen]
    plain = json.dumps(out, separators=(",", ":"), ensure_ascii=False) if out else None
    return segments_address({**parameters, "fresh": "1"}, out=plain)


def drift_card(drift: Drift, names: tuple[str, ...]) -> Component:
    """Return how segments changed by month."""
    heads = [
        ("Segment", ""),
        *((_month(m.day), "r opt" if i < len(drift.moments) - 3 else "r") for i, m in enumerate(drift.moments)),
    ]
    rows: list[list[Children]] = [[name, *(_size(m.sizes, k) for m in drift.moments)] for k, name in enumerate(names)]
    moves = sorted(
        ((n, i, j) for i, row in enumerate(drift.moved) for j, n in enumerate(row) if i != j and n), reverse=True
    )
    since = date_text(drift.since)
    title = f"{percent(drift.stayed, 0)} of the customers are in the segment they were in on {since}"
    lines = [f"{counted(n, 'customer')} moved from “{names[i]}” to “{names[j]}”." for n, i, j in moves[:4]]
    if sum(drift.new):
        most = max(range(len(names)), key=lambda k: drift.new[k])
        lines.append(f"{counted(sum(drift.new), 'customer')} are new since then; most are in “{names[most]}”.")
    return card(
        title,
        "Customers by segment at the end of each month, as the segments of today would have held them",
        [
            html.Div(table(heads, rows, caption="Sizes by month"), className="segments-wide"),
            html.Ul([html.Li(line) for line in lines], className="segments-notes"),
            shifts_line(drift.shifts, date_text(drift.moments[0].day)),
        ],
    )


def shifts_line(shifts: tuple[Shift, ...], since: str) -> Component:
    """Return which features are not what they were."""
    seen = [one for one in shifts if one.words != "hardly changed"]
    if not seen:
        return html.P(f"What customers are like has hardly changed since {since}.", className="soft")
    said = "; ".join(f"{one.feature.label} {one.words}" for one in seen[:4])
    return html.P(f"Since {since}: {said} (stability index up to {number(seen[0].index, 'exact')}).", className="soft")


def kept_drift_card(answer: SegmentsAnswer) -> Component | None:
    """Return how sizes differ from when the segments were kept; None where they are new ones."""
    kept = answer.kept
    if kept is None or not answer.is_kept:
        return None
    then, now = sum(kept.sizes), sum(answer.found.sizes)
    rows: list[list[Children]] = []
    for name, was, size in zip(answer.found.names, kept.sizes, answer.found.sizes, strict=True):
        rows.append(
            [
                name,
                f"{number(was)} ({percent(was / max(then, 1), 0)})",
                f"{number(size)} ({percent(size / max(now, 1), 0)})",
            ]
        )
    day = date_text(kept.saved.date())
    return card(
        f"Since they were kept on {day}",
        f"Made of {kept.table}",
        [
            table([("Segment", ""), ("Then", "r"), ("Now", "r")], rows, caption="Sizes then and now"),
            shifts_line(answer.shifts, day),
        ],
    )


def _size(sizes: tuple[int, ...], at: int) -> str:
    return number(sizes[at])


def _month(day: object) -> str:
    return date_text(day, year=False)  # type: ignore[arg-type]
