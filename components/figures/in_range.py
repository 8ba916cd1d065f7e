"""A measure by day in the range in which it was expected, the newest day marked."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer

HEIGHT = 220
Values = Sequence[float | None]


def in_range(
    viz: DashboardVisualizer,
    days: Sequence[date],
    label: str,
    values: Values,
    expected: Values,
    lower: Values,
    upper: Values,
    is_money: bool,
) -> dict[str, Any]:
    """Return the figure.

    Args:
        viz: What all charts share.
        days: In order.
        label: Of the measure.
        values: By day; None where nothing is known, as everywhere below.
        expected: What was expected of each day from the days before it.
        lower: Lower end of the range.
        upper: Upper end.
        is_money: Whether it is an amount of money.
    """
    x = [day.isoformat() for day in days]
    value = viz.money_hover() if is_money else "%{y:,.0f}"
    traces = [viz.band(part, low, high, name="Range") for part, low, high in _stretches(x, lower, upper)]
    hover = f"Expected {value}<extra></extra>"
    traces.append(viz.line(x, expected, "before", name="Expected", hovertemplate=hover, connectgaps=False))
    traces.append(viz.line(x, values, name=label, hovertemplate=f"{label} {value}<extra></extra>", connectgaps=False))
    if values[-1] is not None:
        traces.append(viz.point(x[-1:], values[-1:], hoverinfo="skip"))
    known = [v for series in (values, upper) for v in series if v is not None]
    layout = viz.layout(
        height=HEIGHT,
        margin={"l": 48, "r": 16, "t": 8, "b": 24, "pad": 0},
        xaxis=viz.time_axis(),
        yaxis=viz.value_axis(max(known, default=1.0), count=3),
    )
    return {"data": traces, "layout": layout}


def in_range_table(
    days: Sequence[date], label: str, values: Values, expected: Values, lower: Values, upper: Values, unit: str
) -> ChartTable:
    """Return the data behind the figure; ``unit`` is the currency for the heads, or nothing."""
    of = f", {unit}" if unit else ""
    heads = (f"{label}{of}", f"Expected{of}", f"Range from{of}", f"to{of}")
    columns = (Column("Day", "date"), *(Column(head, "number", 2 if unit else 0) for head in heads))
    rows = zip([day.isoformat() for day in days], values, expected, lower, upper, strict=True)
    return ChartTable(columns, [list(row) for row in rows])


def _stretches(x: Sequence[str], lower: Values, upper: Values) -> list[tuple[list[str], list[float], list[float]]]:
    """Return the stretches of days without a gap: a band over a gap would claim what is not known."""
    found: list[tuple[list[str], list[float], list[float]]] = []
    fresh = True
    for day, low, high in zip(x, lower, upper, strict=True):
        if low is None or high is None:
            fresh = True
            continue
        if fresh:
            found.append(([], [], []))
            fresh = False
        found[-1][0].append(day)
        found[-1][1].append(low)
        found[-1][2].append(high)
    return found
