"""The parts that pages are made of: heads, cards, chips, notes, states, buttons, fields and tables."""

import zlib
from collections.abc import Sequence
from typing import Any, Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.drawings import draw as draw
from components.drawings import key as key
from components.drawings import keys as keys
from components.drawings import small_curve as small_curve
from components.icons import icon
from core.errors import ProductError

Child = Component | str | None
Children = Child | Sequence[Child]

CHANNELS: Final = ("search", "shopping", "social", "video", "display", "affiliate")
"""Channels with a hue of their own."""


def channel_class(channel: str) -> str:
    """Return the class that gives a channel its hue, the same for the same name everywhere."""
    name = channel.lower()
    for known in CHANNELS:
        if known in name:
            return f"c-{known}"
    return f"c-{CHANNELS[zlib.crc32(name.encode()) % len(CHANNELS)]}"


def dot(channel: str) -> html.Span:
    """Return the dot of a channel. Its name stands beside it."""
    return html.Span(className=f"dot {channel_class(channel)}", **attrs(aria_hidden="true"))


def page_head(title: Children, sub: Children = None, tools: Sequence[Child] = ()) -> html.Div:
    """Return the head of a page: the finding, then dates, data and interval, and the tools at the right."""
    text = html.Div([html.H1(title), html.P(sub, className="sub") if sub else None])
    return html.Div([text, html.Div(list(tools), className="page-tools") if tools else None], className="page-head")


def card(
    title: Children,
    note: Children = None,
    body: Children = None,
    *,
    tools: Sequence[Child] = (),
    foot: Children = None,
    flush: bool = False,
    class_name: str = "",
    **attributes: Any,
) -> html.Section:
    """Return a card.

    Args:
        title: A finding where there is one.
        note: One line: unit, dates, what the shading means.
        body: What the card shows.
        tools: Controls at the right of the title.
        foot: A last line below a hairline.
        flush: Whether the body goes to the edges, as tables and lists do.
        class_name: Further classes.
        attributes: Id and ARIA attributes of the section.
    """
    head = html.Div(
        [
            html.Div([html.H2(title), html.P(note) if note else None]),
            html.Div(list(tools), className="card-tools") if tools else None,
        ],
        className="card-head",
    )
    parts = [head, body if flush else html.Div(body, className="card-body")]
    if foot:
        parts.append(html.Div(foot, className="card-foot"))
    return html.Section(_flat(parts), className=f"card {class_name}".strip(), **attributes)


def chip(text: str, kind: str = "", icon_name: str | None = None) -> html.Span:
    """Return a word or two about state or confidence. ``kind`` is pos, neg, warn, info, plan, line or nothing."""
    classes = "chip" + (f" chip-{kind}" if kind else "")
    return html.Span([icon(icon_name) if icon_name else None, text], className=classes)


def certificate(text: str) -> html.Span:
    """Return the proof of an optimum, in words."""
    return html.Span([icon("check-circle"), text], className="certificate")


def button(
    text: Children,
    kind: str = "",
    *,
    icon_name: str | None = None,
    small: bool = False,
    icon_only: bool = False,
    href: str | None = None,
    class_name: str = "",
    **attributes: Any,
) -> html.Button | dcc.Link:
    """Return a button, or a link that looks like one.

    Args:
        text: A verb. With ``icon_only`` it becomes the accessible name.
        kind: ``primary`` (one a view), ``ghost``, ``danger`` or nothing.
        icon_name: Icon before the text.
        small: 28 px high.
        icon_only: Show the icon alone.
        href: Address inside the product; makes it a link.
        class_name: Further classes.
        attributes: Id, data and ARIA attributes.
    """
    classes = (
        "btn" + (f" btn-{kind}" if kind else "") + (" btn-s" if small else "") + (" btn-icon" if icon_only else "")
    )
    classes = f"{classes} {class_name}".strip()
    label = html.Span(text, className="sr") if icon_only else text
    content = _flat([icon(icon_name) if icon_name else None, label])
    if icon_only:
        attributes.setdefault("title", text)
    if href is not None:
        return dcc.Link(content, href=href, className=classes, **attributes)
    return html.Button(content, className=classes, type="button", **attributes)


def segments(options: Sequence[tuple[str, str]], chosen: str, label: str) -> html.Div:
    """Return a choice of few, as links: each choice is an address.

    Args:
        options: Address and text of each choice.
        chosen: The address of the one that is on.
        label: What is chosen, for screen readers.
    """
    links = [
        html.Span(dcc.Link(text, href=href, className="seg-on" if href == chosen else ""), role="listitem")
        for href, text in options
    ]
    return html.Div(links, className="seg", role="list", **attrs(aria_label=label))


def field(label: str, control: Component, note: Children = None) -> html.Label:
    """Return a control with its label above and an optional note below."""
    return html.Label(
        [html.Span(label, className="label"), control, html.Span(note, className="field-note") if note else None],
        className="field",
    )


def text_input(**attributes: Any) -> dbc.Input:
    """Return a text field in the look of the product."""
    return dbc.Input(className="text-input", autocomplete="off", **attributes)


def select(options: Sequence[tuple[str, str]], value: str | None, **attributes: Any) -> dbc.Select:
    """Return a native drop-down of (value, text) options."""
    return dbc.Select(
        options=[{"value": v, "label": t} for v, t in options], value=value, className="select", **attributes
    )


def note(kind: str, head: str, text: Children, acts: Sequence[Child] = (), **attributes: Any) -> html.Div:
    """Return a note in place.

    Args:
        kind: ``neg`` for a failure, ``warn`` for a limit, ``info`` for what is good to know.
        head: What happened, one short sentence.
        text: What is safe and what to do.
        acts: The fix as buttons, where there is one.
        attributes: Id and the like.
    """
    icons = {"neg": "warning", "warn": "clock", "info": "info"}
    body = [html.B(head), " ", *(text if isinstance(text, (list, tuple)) else [text])]
    if acts:
        body.append(html.Div(list(acts), className="acts"))
    role = attrs(role={"neg": "alert", "warn": "status"}.get(kind))
    return html.Div([icon(icons[kind]), html.Div(body)], className=f"note note-{kind}", **role, **attributes)


def error_note(error: ProductError, acts: Sequence[Child] = (), safe: str = "") -> html.Div:
    """Return the note of an error that a person may see; its first sentence is the head.

    Args:
        error: What happened.
        acts: The fix as buttons.
        safe: What has not changed, e.g. "The data set in use has not changed."
    """
    text = str(error)
    head, stop, rest = text.partition(". ")
    return note("neg", head + stop.strip(), f"{rest} {safe}".strip(), acts)


def empty(
    title: str, text: Children, acts: Sequence[Child] = (), drawing: Child = None, small: bool = False
) -> html.Div:
    """Return what stands where nothing is yet: what this is, why it is good, one action and one alternative."""
    parts = [drawing, html.H2(title), html.P(text)]
    if acts:
        parts.append(html.Div(list(acts), className="acts"))
    return html.Div(_flat(parts), className="empty empty-s" if small else "empty")


def skeleton(width: str = "100%", height: int = 12, gap: int = 8) -> html.Span:
    """Return the outline of something that comes. The width is a CSS length."""
    return html.Span(className="sk", style={"width": width, "height": f"{height}px", "marginTop": f"{gap}px"})


def waiting_card(what: str, height: int = 148) -> html.Section:
    """Return the outline of a card; after two seconds it says what is being done.

    Args:
        what: What is being done, e.g. "Learning how 12 campaigns answer to money".
        height: Height of the body that comes, in pixels.
    """
    head = html.Div(
        html.Div([skeleton("220px", 16, 2), skeleton("min(320px, 80%)", 12, 6)], className="grow"),
        className="card-head",
    )
    body = html.Div([skeleton("100%", height, 0), waiting_line(what)], className="card-body")
    return html.Section([head, body], className="card", **attrs(aria_busy="true"))


def waiting_page() -> list[Component]:
    """Return the outline of a page that is being made."""
    lines = [skeleton("min(460px, 90%)", 20, 4), skeleton("min(620px, 100%)", 12, 8)]
    return [
        html.Div(lines, className="page-head-wait"),
        waiting_card("Learning how the campaigns answer to money", 320),
    ]


def waiting_line(what: str) -> html.Div:
    """Return a line that appears after two seconds and says what is being done."""
    return html.Div([html.Span(className="wait-bar"), what], className="wait-line", role="status")


def table(
    heads: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[Children]],
    foot: Sequence[Children] | None = None,
    caption: str | None = None,
) -> html.Table:
    """Return a plain table.

    Args:
        heads: Title and classes of each column: ``r`` right, ``opt`` dropped on narrow screens, ``soft``.
        rows: Cells by row.
        foot: Cells of the total row.
        caption: What the table shows, for screen readers.
    """

    def line(cells: Sequence[Children]) -> html.Tr:
        return html.Tr([html.Td(cell, className=classes) for cell, (_, classes) in zip(cells, heads, strict=True)])

    head = html.Tr([html.Th(title, className=classes.replace("soft", ""), scope="col") for title, classes in heads])
    parts = [
        html.Caption(caption, className="sr") if caption else None,
        html.Thead(head),
        html.Tbody([line(r) for r in rows]),
        html.Tfoot(line(foot)) if foot else None,
    ]
    return html.Table(_flat(parts), className="table")


def toast(
    text: str,
    detail: str | None = None,
    kind: str = "done",
    *,
    action: str | None = None,
    href: str | None = None,
    name: str | None = None,
) -> dict[str, str | None]:
    """Return a message for the store ``Shell.TOAST``: one line, one action, gone after six seconds; failures stay.

    Args:
        text: What was done or what failed.
        detail: A second, smaller line.
        kind: ``done``, ``undo`` or ``failed``.
        action: Text of the button.
        href: Where the button goes; without it ``Shell.TOAST_ACTION`` gets ``name``.
        name: Name of the action.
    """
    return {"text": text, "detail": detail, "kind": kind, "action": action, "href": href, "name": name}


def _flat(parts: Sequence[Children]) -> list[Child]:
    flat: list[Child] = []
    for part in parts:
        if isinstance(part, (list, tuple)):
            flat.extend(p for p in part if p is not None)
        elif part is not None:
            flat.append(part)  # type: ignore[arg-type]
    return flat
