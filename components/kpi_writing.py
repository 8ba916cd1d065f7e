"""How a figure is written in grids and charts, and the choices of figures, groups and weeks."""

from collections.abc import Sequence
from typing import Any, Final

from dash import html

from components.attributes import attrs
from components.format import currency_sign
from components.measures import ALL_MEASURES, Measure
from components.parts import select

GROUPS: Final = {"campaign": "Campaigns", "channel": "By channel", "tag": "By tag"}
SIDES: Final = {"channel": "Channels", "objective": "Objectives", "tag": "Tags"}


def grid_format(measure: Measure, currency: str | None) -> str:
    """Return the JavaScript expression that writes a figure in a grid (assets/grid.js)."""
    sign = currency_sign(currency)
    if measure.kind == "money":
        places = 0 if measure.name in ("spend", "revenue", "profit") else 2
        return f"productMoney(params.value, '{sign}', {places})"
    if measure.kind == "percent":
        return "productPercent(params.value)"
    return f"productNumber(params.value, {2 if measure.kind == 'ratio' else 0})"


def short_format(measure: Measure, currency: str | None) -> str:
    """Return the expression that writes a figure with three significant places, for small cells."""
    if measure.kind == "money":
        return f"productShort(params.value, '{currency_sign(currency)}')"
    return "productShort(params.value, '')" if measure.kind == "count" else grid_format(measure, currency)


def hover_format(measure: Measure) -> str:
    """Return the d3 format of a figure at the pointer."""
    if measure.kind == "percent":
        return ".2%"
    whole = measure.kind == "count" or measure.name in ("spend", "revenue", "profit")
    return ",.0f" if whole else ",.2f"


def figure_choice(figures: Sequence[str], asked: str | None) -> str:
    """Return the figure that is asked for; what is usual where it is not there."""
    usual = next((name for name in ("roas", "cpa", "cpc", "spend") if name in figures), figures[0])
    return asked if asked is not None and asked in figures else usual


def choice(label: str, name: str, control_id: str, options: Sequence[tuple[str, str]], value: str) -> html.Label:
    """Return a drop-down whose choice stands in the address under ``name``."""
    control = select(options, value, id=control_id)
    return html.Label([html.Span(label, className="sr"), control], className="choice", **attrs(data_address=name))


def figures_choice(control_id: str, figures: Sequence[str], value: str) -> html.Label:
    """Return the choice of the figure."""
    ordered = [name for name in ALL_MEASURES if name in figures]
    return choice("Figure", "kpi", control_id, [(name, ALL_MEASURES[name].label) for name in ordered], value)


def number_column(field: str, title: str, width: int, written: str, **more: Any) -> dict[str, Any]:
    """Return a column of numbers of a grid."""
    return {
        "field": field,
        "headerName": title,
        "width": width,
        "valueFormatter": {"function": written},
        "type": "rightAligned",
        "filter": "agNumberColumnFilter",
        **more,
    }
