"""The plan in force day by day: outcome and spend since the start, the plan dashed, and where the last days lead."""

from collections.abc import Sequence
from typing import Any

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer
from core.plan_actual import Series

HEIGHT = 308
UPPER = (0.46, 1.0)
LOWER = (0.0, 0.32)


def plan_progress(viz: DashboardVisualizer, series: Series, outcome: str, is_money: bool) -> dict[str, Any]:
    """Return the figure.

    Args:
        viz: What all charts share.
        series: Totals from the start to each day.
        outcome: What the outcome is called.
        is_money: Whether it is money.
    """
    x = [d.isoformat() for d in series.dates]
    value = viz.money_hover() if is_money else "%{y:,.0f}"
    traces = [
        *_band(viz, x, series),
        *_panel(viz, x, (series.expected, series.brought, series.ahead), value, "y"),
        *_panel(viz, x, (series.planned, series.spent, series.spend_ahead), viz.money_hover(), "y2"),
    ]
    above = [v for part in (series.expected, series.brought, series.upper) for v in part if v is not None]
    below = [v for part in (series.planned, series.spent, series.spend_ahead) for v in part if v is not None]
    heads = [(f"{outcome} since the start", UPPER[1]), ("Spend since the start", LOWER[1])]
    layout = viz.layout(
        height=HEIGHT,
        margin={"l": 48, "r": 12, "t": 20, "b": 24, "pad": 0},
        xaxis=viz.time_axis(anchor="y2", domain=[0, 1], range=[x[0], x[-1]]),
        yaxis=viz.value_axis(max(above, default=1.0), min(above, default=0.0), domain=list(UPPER)),
        yaxis2=viz.value_axis(max(below, default=1.0), count=3, domain=list(LOWER)),
        annotations=[
            viz.label(
                text,
                0,
                top,
                strong=True,
                xref="paper",
                yref="paper",
                xanchor="left",
                yanchor="bottom",
                yshift=4,
            )
            for text, top in heads
        ],
    )
    return {"data": traces, "layout": layout}


def plan_progress_table(series: Series, outcome: str, unit: str) -> ChartTable:
    """Return the data behind the figure.

    Args:
        series: Totals from the start to each day.
        outcome: What the outcome is called.
        unit: Currency, or nothing.
    """
    money = f", {unit}" if unit else ""
    titles = ("Planned spend", "Spend", "Spend if the last days go on")
    columns = [Column("Day", "date"), *(Column(f"{title}{money}") for title in titles)]
    columns += [Column(f"{outcome}: {what}") for what in ("plan", "came", "if the last days go on", "lower", "upper")]
    spend: list[Sequence[float | None]] = [series.planned, series.spent, series.spend_ahead]
    values = [*spend, series.expected, series.brought, series.ahead, series.lower, series.upper]
    return ChartTable(tuple(columns), list(zip([d.isoformat() for d in series.dates], *values, strict=True)))


def _panel(
    viz: DashboardVisualizer, x: list[str], parts: tuple[Sequence[float | None], ...], value: str, axis: str
) -> list[dict[str, Any]]:
    plan, came, ahead = parts

    def hover(name: str) -> dict[str, Any]:
        return {"name": name, "yaxis": axis, "hovertemplate": f"{name} {value}<extra></extra>"}

    lines = [viz.line(x, plan, "plan", **hover("Plan"))]
    lines[0]["line"] = {**lines[0]["line"], "dash": "6px,4px"}
    if any(v is not None for v in ahead):
        onward = viz.line(x, ahead, "today", **hover("If it goes on"))
        onward["line"] = {**onward["line"], "dash": "2px,3px"}
        lines.append(onward)
    lines.append(viz.line(x, came, "today", **hover("Came")))
    last = max((i for i, v in enumerate(came) if v is not None), default=None)
    if last is not None:
        lines.append(viz.point([x[last]], [came[last]], "today", yaxis=axis, hoverinfo="skip"))
    return lines


def _band(viz: DashboardVisualizer, x: list[str], series: Series) -> list[dict[str, Any]]:
    known = [(d, a, b) for d, a, b in zip(x, series.lower, series.upper, strict=True) if a is not None]
    if not known:
        return []
    days, lower, upper = zip(*known, strict=True)
    return [viz.band(days, lower, upper, "today", yaxis="y")]
