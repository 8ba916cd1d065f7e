"""Small drawings and the marks that explain them. The browser draws them: ``assets/draw.js``."""

import json
from typing import Any

from dash import html

from components.attributes import attrs


def draw(kind: str, values: Any, label: str | None = None, class_name: str = "") -> html.Div:
    """Return a small drawing that the browser makes: ``assets/draw.js`` says what each kind takes.

    Args:
        kind: ``spark``, ``interval``, ``odds``, ``pair``, ``mix`` or ``curve``.
        values: Plain data of the drawing.
        label: Sentence for screen readers; without it the drawing is decoration to them.
        class_name: Further classes.
    """
    spoken = attrs(role="img", aria_label=label) if label else attrs(aria_hidden="true")
    data = attrs(data_draw=kind, data_values=json.dumps(values, separators=(",", ":")))
    return html.Div(className=f"draw draw-{kind} {class_name}".strip(), **data, **spoken)


def key(kind: str, text: str) -> html.Span:
    """Return one entry of a key row: ``today``, ``plan``, ``best``, ``interval`` or ``limits``."""
    return html.Span([html.I(className=f"mark mark-{kind}", **attrs(aria_hidden="true")), text], className="key")


def keys(*kinds: tuple[str, str]) -> html.Div:
    """Return a key row of (kind, text) entries."""
    return html.Div([key(kind, text) for kind, text in kinds], className="keys")


def small_curve() -> html.Div:
    """Return the small drawing of a curve with today and plan, for empty states about plans."""
    return draw("curve", {})
