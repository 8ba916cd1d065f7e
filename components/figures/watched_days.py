"""A running test by day: the difference, the range that may be looked at daily, and the one for a single look."""

import math
from typing import Any, Final

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer
from core.experiments.compare.effect import Interval
from core.experiments.sequential.running import WatchedDay, WatchedVariant

HEIGHT: Final = 320
ROOM: Final = 2.2
"""The panel ends at so many times the last safe range: what the first days show is far beyond it."""


def watched_days(one: WatchedVariant, relative: bool, smallest: float | None) -> dict[str, Any]:
    """Return the figure.

    Args:
        one: The variant.
        relative: Whether differences are shares of the control.
        smallest: Smallest useful difference, in the same unit; drawn as a line.
    """
    viz = DashboardVisualizer()
    scale = 100.0 if relative else 1.0
    unit = "\u00a0%" if relative else ""
    days = [day for day in one.days if math.isfinite(day.estimate)]
    x = [day.day.isoformat() for day in days]
    low, high = _frame(days, smallest)

    def cut(value: float) -> float:
        return round(scale * min(max(value, low), high), 6)

    def text(value: float) -> str:
        return "no limit" if math.isinf(value) else f"{scale * value:+,.3g}{unit}".replace("-", "−")

    hover = [f"{text(day.safe.lower)} to {text(day.safe.upper)}" for day in days]
    once = [f"{text(day.fixed.lower)} to {text(day.fixed.upper)}" for day in days]
    traces = [
        viz.band(x, [cut(day.safe.lower) for day in days], [cut(day.safe.upper) for day in days]),
        *(
            viz.line(x, [cut(getattr(day.fixed, end)) for day in days], "before", hoverinfo="skip")
            for end in ("lower", "upper")
        ),
        viz.line(
            x,
            [cut(day.estimate) for day in days],
            customdata=list(zip(hover, once, [text(day.estimate) for day in days], strict=True)),
            hovertemplate=(
                "Difference %{customdata[2]}<br>Safe range %{customdata[0]}<br>"
                "For one look only %{customdata[1]}<extra></extra>"
            ),
        ),
    ]
    looks = [day for day in days if day.bound is not None and math.isfinite(day.bound.upper)]
    traces += [_look(day, cut) for day in looks]
    shapes, notes = [], []
    if smallest:
        shapes.append(
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": scale * smallest,
                "y1": scale * smallest,
                "line": {"color": "@chart-plan", "width": 1, "dash": "6px,4px"},
            }
        )
        notes.append(
            viz.label(
                "Useful from here",
                1,
                scale * smallest,
                xref="paper",
                xanchor="right",
                yanchor="bottom",
                font={"size": 12, "color": "@accent-text"},
            )
        )
    axis = viz.value_axis(scale * high, scale * low, count=5)
    axis |= {
        "range": [scale * low, scale * high],
        "ticktext": [_tick(one, unit) for one in axis["tickvals"]],
    }
    layout = viz.layout(
        height=HEIGHT,
        margin={"l": 56, "r": 12, "t": 16, "b": 24, "pad": 0},
        xaxis=viz.time_axis(nticks=5, **({} if len(days) > 1 else {"tickvals": x})),
        yaxis=axis,
        shapes=shapes,
        annotations=notes,
    )
    return {"data": traces, "layout": layout}


def watched_table(one: WatchedVariant, relative: bool) -> ChartTable:
    """Return the data behind the figure."""
    scale, unit = (100.0, ", %") if relative else (1.0, "")
    heads = (
        "Difference",
        "Safe from",
        "Safe to",
        "One look from",
        "One look to",
        "Planned look from",
        "Planned look to",
    )
    columns = (
        Column("Day", "date"),
        Column("People"),
        *(Column(f"{head}{unit}", "number", 2) for head in heads),
    )

    def ends(interval: Interval | None) -> tuple[float | None, float | None]:
        if interval is None:
            return None, None
        return _plain(scale * interval.lower), _plain(scale * interval.upper)

    rows = [
        (
            day.day.isoformat(),
            day.people,
            _plain(scale * day.estimate),
            *ends(day.safe),
            *ends(day.fixed),
            *ends(day.bound),
        )
        for day in one.days
    ]
    return ChartTable(columns, rows)


def _frame(days: list[WatchedDay], smallest: float | None) -> tuple[float, float]:
    """Return the ends of the panel: wide enough for today's safe range, not for that of the first days."""
    ends = [one.safe for one in days if math.isfinite(one.safe.lower) and math.isfinite(one.safe.upper)]
    last = [ends[-1].lower, ends[-1].upper] if ends else [-1.0, 1.0]
    middle = (last[0] + last[1]) / 2
    reach = ROOM * max((last[1] - last[0]) / 2, 1e-9)
    return min(middle - reach, 0.0), max(middle + reach, 0.0, 1.1 * (smallest or 0.0))


def _look(day: WatchedDay, cut: Any) -> dict[str, Any]:
    """A planned look: its range as an upright line with a mark at the difference."""
    bound = day.bound or day.safe
    at = day.day.isoformat()
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [at, at, at],
        "y": [cut(bound.lower), cut(day.estimate), cut(bound.upper)],
        "line": {"color": "@chart-plan", "width": 1.75},
        "marker": {"color": "@chart-plan", "size": [1, 10, 1], "line": {"color": "@surface", "width": [0, 1.5, 0]}},
        "hoverinfo": "skip",
    }


def _tick(value: float, unit: str) -> str:
    return f"0{unit}" if value == 0 else f"{value:+,.3g}{unit}".replace("-", "−")


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
