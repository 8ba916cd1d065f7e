"""A forecast day by day: what came in ink grey, what is ahead in a hue of its own with both ranges, events marked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer
from components.format import money, number

HEIGHT = 348


@dataclass(frozen=True, eq=False)
class Ahead:
    """What the chart shows.

    Attributes:
        label: Name of the measure.
        is_money: Whether it is money.
        past: Days before, by date; not a number where the data hold nothing.
        days: ``Forecasts.table`` of one series.
        baseline: The last week repeated, by day ahead.
        plan: Name of a plan; empty where all goes on as today.
        as_today: Forecast of going on as today, by day ahead; only with a plan.
        events: First day, last day and name of each known event.
        holidays: Holidays by day.
    """

    label: str
    is_money: bool
    past: pd.Series
    days: pd.DataFrame
    baseline: Sequence[float]
    plan: str = ""
    as_today: Sequence[float] = ()
    events: Sequence[tuple[date, date, str]] = ()
    holidays: dict[date, str] = field(default_factory=dict)


def forecast_days(viz: DashboardVisualizer, shown: Ahead) -> dict[str, Any]:
    """Return the figure."""
    ahead = [d.date().isoformat() for d in shown.days["date"]]
    before = [d.date().isoformat() for d in pd.DatetimeIndex(shown.past.index)]
    came = [None if pd.isna(v) else round(float(v), 2) for v in shown.past]
    role = "plan" if shown.plan else "ahead"
    value = viz.money_hover() if shown.is_money else "%{y:,.1f}"
    means = _rounded(shown.days["mean"])
    # From the last day that is known, so that the eye finds the way from what came to what is ahead.
    joined = [before[-1], *ahead] if before and came[-1] is not None else ahead
    start = [came[-1]] if len(joined) > len(ahead) else []
    ranges = _range_texts(viz, shown)
    traces = [
        viz.band(ahead, _rounded(shown.days["lower95"]), _rounded(shown.days["upper95"]), role),
        viz.band(ahead, _rounded(shown.days["lower80"]), _rounded(shown.days["upper80"]), role),
        viz.line(
            ahead,
            _rounded(shown.baseline),
            "before",
            name="Last week repeated",
            hovertemplate=f"Last week repeated {value}<extra></extra>",
        ),
    ]
    if shown.plan:
        traces.append(
            viz.line(
                ahead,
                _rounded(shown.as_today),
                "ahead",
                name="Going on as today",
                hovertemplate=f"Going on as today {value}<extra></extra>",
            )
        )
        traces[-1]["line"] = {**traces[-1]["line"], "dash": "2px,3px", "width": 1.25}
    traces.append(viz.line(before, came, name="Came", hovertemplate=f"Came {value}<extra></extra>"))
    traces.append(viz.line(joined, [*start, *means], role, hoverinfo="skip"))
    traces.append(
        viz.line(
            ahead,
            means,
            role,
            name="Expected",
            customdata=ranges,
            hovertemplate=f"Expected {value}<br>%{{customdata}}<extra></extra>",
        )
    )
    highest = max([v for v in came if v is not None] + [float(shown.days["upper95"].max())], default=1.0)
    marks, labels = _events(viz, shown)
    ticks = [day for day in shown.holidays if before and before[0] <= day.isoformat() <= ahead[-1]]
    if ticks:
        traces.append(_holiday_ticks(ticks, shown.holidays))
    layout = viz.layout(
        height=HEIGHT,
        margin={"l": 48, "r": 12, "t": 24, "b": 24, "pad": 0},
        xaxis=viz.time_axis(range=[before[0] if before else ahead[0], ahead[-1]]),
        yaxis=viz.value_axis(highest or 1.0),
        shapes=[
            *marks,
            {
                "type": "line",
                "x0": ahead[0],
                "x1": ahead[0],
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": "@chart-context-1", "width": 1, "dash": "2px,3px"},
                "layer": "below",
            },
        ],
        annotations=[
            *labels,
            viz.label("Ahead", ahead[0], 1, yref="paper", yanchor="bottom", xanchor="left", yshift=3, strong=True),
            viz.label("Came", ahead[0], 1, yref="paper", yanchor="bottom", xanchor="right", yshift=3, xshift=-8),
        ],
    )
    return {"data": traces, "layout": layout}


def forecast_days_table(shown: Ahead, unit: str) -> ChartTable:
    """Return the data behind the figure: days that came, then days ahead.

    Args:
        shown: What the chart shows.
        unit: Currency, or nothing.
    """
    digits = 2 if shown.is_money else 1
    of = f", {unit}" if unit and shown.is_money else ""
    heads = ["Came", "Expected", "From, 80 %", "To, 80 %", "From, 95 %", "To, 95 %", "Last week repeated"]
    heads += ["Going on as today"] if shown.plan else []
    columns = (
        Column("Day", "date"),
        *(Column(f"{head}{of}", "number", digits) for head in heads),
        Column("Holiday", "text"),
    )
    empty: list[Any] = [None] * (len(heads) - 1)
    rows: list[list[Any]] = [
        [d.date().isoformat(), None if pd.isna(v) else float(v), *empty, shown.holidays.get(d.date())]
        for d, v in zip(pd.DatetimeIndex(shown.past.index), shown.past, strict=True)
    ]
    for at, day in enumerate(shown.days.to_dict("records")):
        values = [*(day[name] for name in ("mean", "lower80", "upper80", "lower95", "upper95")), shown.baseline[at]]
        values += [shown.as_today[at]] if shown.plan else []
        on = day["date"].date()
        rows.append([on.isoformat(), None, *(float(v) for v in values), shown.holidays.get(on)])
    return ChartTable(columns, rows)


def _rounded(values: Any) -> list[float]:
    return [round(float(v), 2) for v in values]


def _range_texts(viz: DashboardVisualizer, shown: Ahead) -> list[str]:
    def text(value: float) -> str:
        return money(value, viz.currency, "tile") if shown.is_money else number(value, "tile")

    return [
        f"80 %: {text(d['lower80'])} to {text(d['upper80'])}<br>95 %: {text(d['lower95'])} to {text(d['upper95'])}"
        for d in shown.days.to_dict("records")
    ]


def _events(viz: DashboardVisualizer, shown: Ahead) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return a shade for each known event that is in sight, and its name above it."""
    if not len(shown.past):
        return [], []
    first, last = shown.past.index[0].date(), shown.past.index[-1].date()
    marks, labels = [], []
    for begin, end, name in shown.events:
        if end < first or begin > last:
            continue
        x0, x1 = pd.Timestamp(max(begin, first)) - pd.Timedelta(hours=12), pd.Timestamp(end) + pd.Timedelta(hours=12)
        marks.append(
            {
                "type": "rect",
                "x0": x0.isoformat(),
                "x1": x1.isoformat(),
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "fillcolor": "@chart-context-2",
                "opacity": 0.35,
                "line": {"width": 0},
                "layer": "below",
            }
        )
        short = name if len(name) <= 28 else f"{name[:27]}…"
        # Plotly reads markup in labels; a name is text.
        safe = short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        labels.append(viz.label(safe, x0.isoformat(), 0.99, yref="paper", xanchor="left", yanchor="top", xshift=2))
    return marks, labels


def _holiday_ticks(days: Sequence[date], names: dict[date, str]) -> dict[str, Any]:
    """Return a small mark at zero for each holiday."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [day.isoformat() for day in days],
        "y": [0.0] * len(days),
        "customdata": [names[day].replace("<", "&lt;") for day in days],
        "marker": {
            "symbol": "line-ns-open",
            "size": 10,
            "color": "@chart-today",
            "line": {"width": 2, "color": "@chart-today"},
        },
        "hovertemplate": "Holiday: %{customdata}<extra></extra>",
        "cliponaxis": False,
    }
