"""The card of response curves from elsewhere: bringing them, what was read, and the way back to the own model."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.format import counted, file_size, number, time_text
from components.ids import Models
from components.parts import button, card, chip, note, table
from components.upload import drop_zone
from core.curves_in_use import CurveRecord

SAFE = "The curves in use have not changed."
OWN = "Plans are made with the product's own model."
FORMS = {"hill": "Hill", "tanh": "Tanh", "root": "Root"}
KINDS = {"campaign": "Campaign of the data", "channel": "Channel of the data", "new": "Not in the data"}
MOST_LISTED = 8


def curves_card(record: CurveRecord | None, limit: int, broken: str = "") -> html.Section:
    """Return the card.

    Args:
        record: The curves in use; None where the own model makes all plans.
        limit: Largest file, bytes.
        broken: Why the curves in use cannot be read.
    """
    limits = (
        f"Own format, Robyn, Meridian or PyMC-Marketing, up to {file_size(limit)}. What is in use stays until the file "
        "was read."
    )
    zone = drop_zone(
        Models.CURVES_UPLOAD,
        Models.CURVES_FILE,
        Models.CURVES_READING,
        what="Drop a CSV or JSON file here",
        limits=limits,
        limit=limit,
        lean=True,
    )
    # Hidden, not left out: the server listens to it.
    drop = button(
        "Use the product's own model again",
        icon_name="undo",
        small=True,
        id=Models.CURVES_DROP,
        hidden=record is None and not broken,
    )
    parts: list[Any] = [*([note("neg", "These curves cannot be used now.", broken)] if broken else []), *_read(record)]
    parts += [
        html.Div(drop, className="curves-acts"),
        zone,
        html.Div(id=Models.CURVES_MESSAGE, className="curves-message"),
    ]
    title = f"Plans are made with curves from {record.name}" if record else "Curves from elsewhere"
    sub = (
        f"{record.source[:1].upper()}{record.source[1:]}, {_who(record)}. The same for everybody."
        if record
        else (f"{OWN} Curves that another model found can take its place.")
    )
    return card(title, sub, parts, class_name="curves is-used" if record else "curves")


def brought_note(record: CurveRecord | None) -> Component | None:
    """Return what has to be said at the top of a page that speaks of the own model while others plan."""
    if record is None:
        return None
    text = (
        f"Budgets for {record.outcome} are planned with them. Everything on this page, the card and the decomposition "
        "too, is about the product's own model."
    )
    return note("info", f"Curves from {record.name} are in use.", text)


def _who(record: CurveRecord) -> str:
    return f"brought on {time_text(record.when)} UTC by {record.by or 'someone'}"


def _read(record: CurveRecord | None) -> list[Any]:
    """What was read of the file."""
    if record is None:
        return []
    found = len(record.campaigns)
    matched = sum(one.kind != "new" for one in record.campaigns)
    sure = f"{number(record.draws)} draws each" if record.draws > 1 else "One best estimate each, without a range"
    period = {1.0: "a day", 7.0: "a week"}.get(record.period_days, f"{record.period_days:g} days")
    facts: list[tuple[str, Any]] = [
        ("Curves", f"{counted(found, 'curve')}, {number(matched)} of them found in the data in use"),
        ("Form", f"{', '.join(FORMS[form] for form in record.forms)}, of {period}"),
        ("How sure", sure),
        ("Outcome", f"{record.outcome.capitalize()}{f' in {record.currency}' if record.currency else ''}"),
        ("Not planned", _names(record.without) if record.without else None),
    ]
    rows: list[list[Any]] = [
        [
            [name, html.Small(one.name) if one.name != name else None],
            chip(KINDS[one.kind], "pos" if one.covers else "warn"),
        ]
        for name, one in zip(record.names, record.campaigns, strict=True)
    ]
    listed = table([("In the file", ""), ("What it is", "r")], rows, caption="What each curve is of")
    return [
        *([note("neg", "Curves and data do not go together.", record.problem)] if record.problem else []),
        html.Dl([html.Div([html.Dt(k), html.Dd(v)]) for k, v in facts if v], className="facts"),
        html.Details([html.Summary("Which curve is of what"), listed], className="assume-more", open=matched < found),
        html.Ul([html.Li(["– ", html.Span(text)]) for text in record.notes], className="curves-notes"),
    ]


def _names(names: Sequence[str]) -> str:
    more = len(names) - MOST_LISTED
    return ", ".join(names[:MOST_LISTED]) + (f" and {counted(more, 'other')}" if more > 0 else "")
