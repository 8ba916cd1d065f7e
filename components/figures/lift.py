"""A test against what would have been: the course, the change so far, and what earlier stretches showed."""

from typing import Any, Final

import numpy as np

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer
from core.experiments.regions.lift import LiftResult

HEIGHT: Final = 280
SHOWN_BEFORE: Final = 8
"""Lengths of the test that are shown before it."""


def lift_course(viz: DashboardVisualizer, result: LiftResult, is_money: bool) -> dict[str, Any]:
    """Return the outcome against what would have been, with its range in the days of the test."""
    start, shown = _start(result), _shown(result)
    days = [d.isoformat() for d in result.days]
    value = viz.money_hover() if is_money else "%{y:,.0f}"
    traces = [
        viz.band(days[start:], _plain(result.lower[start:]), _plain(result.upper[start:]), "plan"),
        viz.line(
            days[shown:],
            _plain(result.expected[shown:]),
            "plan",
            name="Without the change",
            hovertemplate=f"Would have been {value}<extra></extra>",
        ),
        viz.line(days[shown:], _plain(result.actual[shown:]), "today", hovertemplate=f"Came {value}<extra></extra>"),
    ]
    traces[1]["line"] = {**traces[1]["line"], "dash": "5px,3px"}
    highest = float(max(result.actual[shown:].max(), result.upper[start:].max()))
    layout = viz.layout(
        height=HEIGHT,
        margin={"l": 48, "r": 12, "t": 24, "b": 24, "pad": 0},
        xaxis=viz.time_axis(range=[days[shown], days[-1]]),
        yaxis=viz.value_axis(highest or 1.0),
        shapes=[_mark(days[start])],
        annotations=[viz.label("Test", days[start], 1, yref="paper", yanchor="bottom", xanchor="left", strong=True)],
    )
    return {"data": traces, "layout": layout}


def lift_total(viz: DashboardVisualizer, result: LiftResult, is_money: bool) -> dict[str, Any]:
    """Return the change since the test began, with its range."""
    days = [d.isoformat() for d in result.days[_start(result) :]]
    value = viz.money_hover() if is_money else "%{y:,.0f}"
    low, high = result.cumulative_lower, result.cumulative_upper
    traces = [
        viz.band(days, _plain(low), _plain(high), "today"),
        viz.line(days, _plain(result.cumulative), "today", hovertemplate=f"So far {value}<extra></extra>"),
    ]
    axis = viz.value_axis(max(float(high.max()), 0.0), min(float(low.min()), 0.0))
    axis["range"] = [min(axis["range"][0], float(low.min())), max(axis["range"][1], float(high.max()))]
    layout = viz.layout(height=220, xaxis=viz.time_axis(), yaxis=axis)
    return {"data": traces, "layout": layout}


def lift_placebos(viz: DashboardVisualizer, result: LiftResult, is_money: bool) -> dict[str, Any]:
    """Return what earlier stretches without a test showed as a histogram, and the test as a mark on it."""
    counts, edges = np.histogram(result.placebos, bins=min(24, max(len(result.placebos) // 4, 6)))
    middle = (edges[:-1] + edges[1:]) / 2
    value = viz.money_hover("x") if is_money else "%{x:,.0f}"
    bars = viz.bars(_plain(middle), counts.tolist(), "today", hovertemplate=f"%{{y}} near {value}<extra></extra>")
    bars["width"] = float(edges[1] - edges[0]) * 0.9
    top = float(counts.max())
    reach = max(float(np.abs(edges).max()), abs(result.outcome_change)) * 1.12
    point = viz.point([result.outcome_change], [top * 1.06], "plan", hovertemplate=f"The test {value}<extra></extra>")
    layout = viz.layout(
        height=220,
        hovermode="closest",
        xaxis={
            "range": [-reach, reach],
            "showgrid": False,
            "zeroline": True,
            "zerolinecolor": "@chart-axis",
            "ticks": "",
            "nticks": 5,
            "tickformat": "~s",
        },
        yaxis=viz.value_axis(top * 1.25),
        annotations=[viz.label("The test", result.outcome_change, top * 1.06, yanchor="bottom", yshift=6, strong=True)],
    )
    return {"data": [bars, point], "layout": layout}


def lift_table(result: LiftResult, unit: str) -> ChartTable:
    """Return the data behind the course."""
    start = _start(result)
    titles = ("Came", "Would have been", "From", "To", "Change so far")
    columns = (Column("Day", "date"), *(Column(f"{title}{f', {unit}' if unit else ''}") for title in titles))
    total = [None] * start + _plain(result.cumulative)
    parts = (_plain(result.actual), _plain(result.expected), _plain(result.lower), _plain(result.upper), total)
    return ChartTable(columns, list(zip([d.isoformat() for d in result.days], *parts, strict=True)))


def total_table(result: LiftResult, unit: str) -> ChartTable:
    """Return the data behind the change so far."""
    more = f", {unit}" if unit else ""
    columns = (Column("Day", "date"), *(Column(f"{title}{more}") for title in ("Change so far", "From", "To")))
    days = [d.isoformat() for d in result.days[_start(result) :]]
    parts = (_plain(result.cumulative), _plain(result.cumulative_lower), _plain(result.cumulative_upper))
    return ChartTable(columns, list(zip(days, *parts, strict=True)))


def placebo_table(result: LiftResult, unit: str) -> ChartTable:
    """Return the data behind the placebos."""
    columns = (Column("Stretch before the test", "text"), Column(f"Change{f', {unit}' if unit else ''}"))
    rows: list[list[float | int | str | None]] = [
        [f"Stretch {n}", float(v)] for n, v in enumerate(result.placebos, start=1)
    ]
    return ChartTable(columns, [*rows, ["The test", float(result.outcome_change)]])


def _start(result: LiftResult) -> int:
    return len(result.days) - len(result.cumulative)


def _shown(result: LiftResult) -> int:
    return max(_start(result) - SHOWN_BEFORE * len(result.cumulative), 0)


def _plain(values: Any) -> list[float | None]:
    return [round(float(v), 2) if np.isfinite(v) else None for v in values]


def _mark(day: str) -> dict[str, Any]:
    line = {"color": "@chart-context-1", "width": 1, "dash": "2px,3px"}
    return {"type": "line", "x0": day, "x1": day, "yref": "paper", "y0": 0, "y1": 1, "line": line, "layer": "below"}
