"""Cells, rows and heads of the sections of a comparison: a grid that reads as a table."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.icons import icon
from components.parts import Children
from core.scenarios.comparison import TODAY


def cell(content: Children, letter: str, base: bool = False, changed: bool = False) -> html.Div:
    """Return a cell.

    Args:
        content: What it shows.
        letter: Of its column; on a narrow screen it stands before the content.
        base: The column of the base.
        changed: What it shows differs from the other scenarios.
    """
    classes = " ".join(
        name for name, on in (("is-base", base), ("is-today", letter == TODAY), ("changed", changed)) if on
    )
    return html.Div(content, className=classes, role="cell", **attrs(data_l=letter))


def letter_box(letter: str) -> html.Span:
    """Return the letter of a scenario; today's split has a clock."""
    if letter == TODAY:
        return html.Span(icon("clock", small=True), className="letter is-base")
    return html.Span(letter, className="letter")


def row(label: Children, cells: Sequence[Component], note: str | None = None, class_name: str = "") -> html.Div:
    """Return a row: what it is about, then a cell a column."""
    head = [*(label if isinstance(label, (list, tuple)) else [label])]
    if note:
        head.append(html.Small(note))
    return html.Div(
        [html.Div(head, className="lab", role="rowheader"), *cells],
        className=f"cmp-row {class_name}".strip(),
        role="row",
    )


def section_head(title: str, note: str = "", tools: Sequence[Component] = ()) -> html.Div:
    """Return the head of a group of rows: title, what the marks mean, and controls between them."""
    return html.Div(
        [html.B(title), *tools, html.Span(note, className="cmp-key")], className="cmp-sec", role="presentation"
    )
