"""What was assumed beside what the data made of it: two ranges a row, hollow above and filled below."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer, Layout, tick_text

ROW = 34
AXIS = 28
TOP = 8
APART = 0.17
"""Distance of the two ranges from the middle of their row, in rows."""
LABEL = 22
"""So many characters of a name stand before its row; the pointer and the table say it in full."""


@dataclass(frozen=True)
class Belief:
    """One row: the assumed range and the learned one, each 90 %.

    Attributes:
        name: Campaign or channel.
        stated: Whether a person stated it; else it is the default.
        prior: Lower end, median and upper end of what was assumed.
        posterior: The same of what was learned.
    """

    name: str
    stated: bool
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]

    @property
    def learned(self) -> float:
        """Share of the assumed range, in factors, that the data have ruled out: 0 nothing, 1 all."""
        return 1 - _width(self.posterior) / max(_width(self.prior), 1e-12)


def prior_posterior(viz: DashboardVisualizer, rows: Sequence[Belief], unit: str = "") -> dict[str, Any]:
    """Return the figure, the first row on top, on an axis by factors: the ranges are factors, too.

    Args:
        viz: What all charts share.
        rows: One a campaign or channel; all values above 0.
        unit: Stands before each value for the pointer, e.g. a currency sign.
    """
    values = [v for row in rows for v in (*row.prior, *row.posterior)]
    low, high = min(values, default=1.0), max(values, default=10.0)
    layout = viz.layout(
        height=height_of(rows),
        margin={"l": 8, "r": 12, "t": TOP, "b": AXIS, "pad": 6},
        hovermode="closest",
        xaxis={
            "type": "log",
            "range": [math.log10(low) - 0.06, math.log10(high) + 0.06],
            "tickmode": "array",
            "tickvals": factor_ticks(low, high),
            "ticktext": [tick_text(t) for t in factor_ticks(low, high)],
            "showgrid": True,
            "gridcolor": "@chart-grid",
            "zeroline": False,
            "ticks": "",
            "fixedrange": True,
        },
        yaxis={
            "range": [len(rows) - 0.5, -0.5],
            "tickmode": "array",
            "tickvals": list(range(len(rows))),
            "ticktext": [_short(row) for row in rows],
            "tickfont": {"size": 12, "color": "@text-2"},
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
            "fixedrange": True,
            "automargin": True,
        },
    )
    return {"data": [_ranges(rows, unit, learned) for learned in (False, True)], "layout": layout}


def prior_posterior_table(rows: Sequence[Belief], quantity: str) -> ChartTable:
    """Return the data behind the figure."""
    numbers = ("assumed, lower", "assumed", "assumed, upper", "learned, lower", "learned", "learned, upper")
    columns = (
        Column("Name", "text"),
        Column("Assumed by", "text"),
        *(Column(f"{quantity} {n}", digits=2) for n in numbers),
    )
    return ChartTable(columns, [(r.name, "a person" if r.stated else "default", *r.prior, *r.posterior) for r in rows])


def height_of(rows: Sequence[Belief]) -> int:
    """Return the height of the figure in pixels."""
    return ROW * max(len(rows), 1) + AXIS + TOP


def factor_ticks(low: float, high: float) -> list[float]:
    """Return ticks of an axis by factors: ones, and threes too where they are few.

    Example:
        >>> factor_ticks(0.4, 20), factor_ticks(0.02, 900)
        ([1.0, 3.0, 10.0], [0.1, 1.0, 10.0, 100.0])
    """
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    steps = (1.0, 3.0) if last - first <= 3 else (1.0,)
    found = [round(step * 10.0**power, 12) for power in range(first, last + 1) for step in steps]
    inside = [tick for tick in found if low <= tick <= high]
    return inside if len(inside) > 1 else [low, high]


def _ranges(rows: Sequence[Belief], unit: str, learned: bool) -> dict[str, Any]:
    """One trace: marks with their ranges as error bars, which keep their width in pixels."""
    ranges = [row.posterior if learned else row.prior for row in rows]
    colour = "@chart-today" if learned else "@chart-context-1"
    middle = [r[1] for r in ranges]
    marker: Layout = {"color": colour, "size": 8, "line": {"color": "@surface", "width": 1.5}}
    if not learned:
        marker = {"color": "@surface", "size": 7, "line": {"color": colour, "width": 1.5}}
    texts = [
        [
            row.name,
            "The data say" if learned else "A person assumed" if row.stated else "Assumed by default",
            r[0],
            r[2],
        ]
        for row, r in zip(rows, ranges, strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": middle,
        "y": [i + (APART if learned else -APART) for i in range(len(rows))],
        "marker": marker,
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [r[2] - r[1] for r in ranges],
            "arrayminus": [r[1] - r[0] for r in ranges],
            "color": colour,
            "thickness": 2.5 if learned else 1.25,
            "width": 0,
        },
        "customdata": texts,
        "hovertemplate": "<b>%{customdata[0]}</b><br>%{customdata[1]} "
        f"{unit}%{{x:,.2f}}<br>90 % interval {unit}%{{customdata[2]:,.2f}} – %{{customdata[3]:,.2f}}<extra></extra>",
    }


def _short(row: Belief) -> str:
    name = row.name if len(row.name) <= LABEL else row.name[: LABEL - 1] + "…"
    return f"{name} ●" if row.stated else name


def _width(span: tuple[float, float, float]) -> float:
    return math.log(max(span[2], 1e-12)) - math.log(max(span[0], 1e-12))
