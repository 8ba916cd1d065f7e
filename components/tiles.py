"""The strip of key figures."""

from collections.abc import Sequence
from typing import Literal

from dash import html

from components.attributes import attrs
from components.format import percent
from components.measures import MEASURES, Measure, change
from components.parts import Children, draw
from core.data import Comparison

MOST = 6


def tiles(items: Sequence[html.Div], label: str = "Key figures") -> html.Section:
    """Return a strip of tiles, divided by hairlines."""
    # The number of columns is data: it is how many figures were measured.
    style = {"--tiles": len(items)}
    return html.Section(list(items), className="card tiles", style=style, **attrs(aria_label=label))


def tile(
    label: str,
    value: str,
    delta: html.Div | None = None,
    basis: Children = None,
    values: Sequence[float | None] | None = None,
) -> html.Div:
    """Return one tile: label, value, change, likely range or "Measured", sparkline."""
    parts = [
        html.Div(label, className="tile-label"),
        html.Div(value, className="tile-value"),
        delta,
        html.Div(basis, className="tile-delta") if basis else None,
        draw("spark", {"values": [None if v is None else round(v, 4) for v in values]}) if values else None,
    ]
    return html.Div([p for p in parts if p is not None], className="tile")


def delta(now: float | None, before: float | None, was: str, good: Literal["up", "down"] | None) -> html.Div | None:
    """Return the change against the period before, judged by what is good for the measure."""
    if now is None or before is None or not before:
        return None
    moved = change(now, before)
    if now == before or (moved is not None and abs(moved) < 0.0005):
        return html.Div(["Unchanged from ", was], className="tile-delta")
    up = now > before
    tone = "muted" if good is None else "pos" if up == (good == "up") else "neg"
    # The arrow says the direction to the eye; a screen reader hears the word.
    arrow = [
        html.Span("▲ " if up else "▼ ", **attrs(aria_hidden="true")),
        html.Span("up " if up else "down ", className="sr"),
    ]
    # Across zero, and among losses, a share means nothing: a loss that doubled is not "up 100 %".
    by = percent(abs(moved)) if moved is not None and now >= 0 else ""
    return html.Div([html.B([*arrow, by], className=tone), f" from {was}"], className="tile-delta")


def measure_tile(measure: Measure, comparison: Comparison, currency: str | None) -> html.Div | None:
    """Return the tile of a measure over a period, or None where it was not measured."""
    now = measure.value(comparison.now)
    if now is None:
        return None
    before = measure.value(comparison.before) if comparison.before else None
    return tile(
        measure.label,
        measure.text(now, currency),
        delta(now, before, measure.text(before, currency), measure.good),
        basis_words(measure, comparison),
        measure.series(comparison.daily),
    )


def basis_words(measure: Measure, comparison: Comparison) -> str:
    """Return where a figure comes from; data without spend are not a report of ad platforms."""
    return "Platform-reported" if measure.reported and "spend" in comparison.now.measured else "Measured"


def measure_tiles(comparison: Comparison, currency: str | None) -> html.Section:
    """Return the strip of the measures that the data hold, at most six."""
    items = [t for m in MEASURES.values() if (t := measure_tile(m, comparison, currency)) is not None]
    return tiles(items[:MOST])
