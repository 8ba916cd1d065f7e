"""Small multiples: one figure over time by group, panels of one form, each with a scale of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer

PANEL = 116
COLUMNS = 2
ACROSS, DOWN = 0.06, 52
"""Room between panels: share of the width, pixels of the height."""
ABOVE, BELOW = 24, 24
"""Room for the name of the first row and the days of the last one, pixels."""
LONGEST, LONGEST_NARROW = 36, 12
"""Longest name beside its value."""


@dataclass(frozen=True)
class Panel:
    """One panel: its name, what stands beside it, and the values; None where undefined."""

    name: str
    said: str
    values: Sequence[float | None]


def multiples_height(panels: int) -> int:
    """Return the height of the figure in pixels."""
    return _area(panels) + ABOVE + BELOW


def small_multiples(
    viz: DashboardVisualizer, days: Sequence[str], panels: Sequence[Panel], written: str
) -> dict[str, Any]:
    """Return the figure.

    Args:
        viz: What all charts share.
        days: First day of each point, ISO text.
        panels: In reading order.
        written: d3 format of the values at the pointer, e.g. ``,.2f``.
    """
    traces, names = [], []
    for position, panel in enumerate(panels):
        axis = "" if position == 0 else str(position + 1)
        names.append(axis)
        hover = f"{panel.name}: %{{y:{written}}}<extra></extra>"
        traces.append(viz.line(days, panel.values, xaxis=f"x{axis}", yaxis=f"y{axis}", hovertemplate=hover))
        known = [(day, v) for day, v in zip(days, panel.values, strict=True) if v is not None]
        if known:
            traces.append(
                viz.point([known[-1][0]], [known[-1][1]], xaxis=f"x{axis}", yaxis=f"y{axis}", hoverinfo="skip")
            )
    layout = viz.layout(
        height=multiples_height(len(panels)),
        margin={"l": 44, "r": 12, "t": ABOVE, "b": BELOW, "pad": 0},
        hovermode="closest",
        **_places(viz, panels, names, LONGEST),
    )
    narrow = {"margin": {"l": 36, "r": 8, "t": ABOVE, "b": BELOW, "pad": 0}}
    narrow |= {"annotations": _places(viz, panels, names, LONGEST_NARROW)["annotations"]}
    return {"data": traces, "layout": layout, "narrow": narrow}


def multiples_table(days: Sequence[str], panels: Sequence[Panel], unit: str, digits: int) -> ChartTable:
    """Return the data behind the figure."""
    columns = [Column("From", "date"), *(Column(f"{p.name}{unit}", "number", digits) for p in panels)]
    rows = [[day, *(p.values[i] for p in panels)] for i, day in enumerate(days)]
    return ChartTable(tuple(columns), rows)


def _area(panels: int) -> int:
    rows = max(1, -(-panels // COLUMNS))
    return rows * PANEL + (rows - 1) * DOWN


def _places(viz: DashboardVisualizer, panels: Sequence[Panel], names: Sequence[str], most: int) -> dict[str, Any]:
    """Axes and titles of the panels."""
    columns = min(COLUMNS, len(panels))
    height = float(_area(len(panels)))
    width = (1 - ACROSS * (columns - 1)) / max(columns, 1)
    parts: dict[str, Any] = {"annotations": []}
    for position, (panel, axis) in enumerate(zip(panels, names, strict=True)):
        row, column = divmod(position, columns)
        left = column * (width + ACROSS)
        top = 1 - row * (PANEL + DOWN) / height
        bottom = top - PANEL / height
        known = [v for v in panel.values if v is not None]
        low, high = min([0.0, *known]), max([0.0, *known]) or 1.0
        parts[f"xaxis{axis}"] = viz.time_axis(
            domain=[round(left, 4), round(left + width, 4)], anchor=f"y{axis}", nticks=3
        )
        parts[f"yaxis{axis}"] = viz.value_axis(
            high, low, 3, domain=[round(max(bottom, 0.0), 4), round(top, 4)], anchor=f"x{axis}", automargin=False
        )
        parts["annotations"].append(
            viz.label(
                f"<b>{_safe(panel.name, most)}</b> {panel.said}",
                round(left, 4),
                round(top, 4),
                xref="paper",
                yref="paper",
                xanchor="left",
                yanchor="bottom",
                yshift=4,
            )
        )
    return parts


def _safe(text: str, most: int) -> str:
    """Plotly reads a few tags in labels: a name is shown as text."""
    short = text if len(text) <= most else text[: most - 1] + "…"
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
