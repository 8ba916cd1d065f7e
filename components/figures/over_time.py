"""Outcome and spend over time: two panels on one time axis, the period before dashed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer
from components.format import date_text

HEIGHT = 308
UPPER = (0.41, 1.0)
LOWER = (0.0, 0.24)
ALONE = (0.0, 1.0)
BARS_UP_TO = 120
"""More days than this are an area: bars of one pixel are a pattern, not figures."""


@dataclass(frozen=True)
class Series:
    """One measure by day, and by day of the period before (empty where there is none)."""

    label: str
    now: Sequence[float]
    before: Sequence[float]
    is_money: bool = True


def over_time(
    viz: DashboardVisualizer,
    days: Sequence[date],
    outcome: Series,
    spend: Series | None,
    before_days: Sequence[date] = (),
) -> dict[str, Any]:
    """Return the figure: the outcome as a line above, spend as bars below.

    Args:
        viz: What all charts share.
        days: The days of the period.
        outcome: What came back.
        spend: What was spent; None where the data do not say it, and the outcome has the panel for itself.
        before_days: The days of the period before, for the pointer.
    """
    upper = UPPER if spend else ALONE
    x = [d.isoformat() for d in days]
    traces = _panel(viz, x, outcome, before_days, "y")
    if spend:
        traces += _panel(viz, x, spend, before_days, "y2", bars=True)
    layout = viz.layout(
        height=HEIGHT,
        margin={"l": 48, "r": 100 if outcome.before else 72, "t": 8, "b": 24, "pad": 0},
        xaxis=viz.time_axis(anchor="y2" if spend else "y", domain=[0, 1]),
        yaxis=viz.value_axis(max([*outcome.now, *outcome.before], default=1.0), domain=list(upper)),
        annotations=_end_labels(viz, x, outcome, spend),
    )
    if spend:
        layout["yaxis2"] = viz.value_axis(max([*spend.now, *spend.before], default=1.0), count=2, domain=list(LOWER))
    heads = [(outcome, UPPER[1], 2), *([(spend, LOWER[1], 12)] if spend else [])]
    narrow = {
        "margin": {"l": 44, "r": 8, "t": 16, "b": 24, "pad": 0},
        "annotations": [
            viz.label(
                f"{s.label} a day",
                0,
                top,
                strong=True,
                xref="paper",
                yref="paper",
                xanchor="left",
                yanchor="bottom",
                yshift=up,
            )
            for s, top, up in heads
        ],
    }
    return {"data": traces, "layout": layout, "narrow": narrow}


def over_time_table(
    days: Sequence[date], outcome: Series, spend: Series | None, unit: str, before_days: Sequence[date] = ()
) -> ChartTable:
    """Return the data behind the figure.

    Args:
        days: The days of the period.
        outcome: What came back.
        spend: What was spent, or None.
        unit: Currency for the heads, or nothing.
        before_days: The days of the period before.
    """
    series = (outcome, spend) if spend else (outcome,)
    columns = [Column("Day", "date"), *(_column(s, unit) for s in series)]
    values: list[Sequence[Any]] = [[d.isoformat() for d in days], *(s.now for s in series)]
    if before_days:
        columns += [Column("Day of the period before", "date"), *(_column(s, unit, " before") for s in series)]
        values += [[d.isoformat() for d in before_days], *(s.before for s in series)]
    return ChartTable(tuple(columns), list(zip(*values, strict=True)))


def _column(series: Series, unit: str, suffix: str = "") -> Column:
    head = f"{series.label}{suffix}" + (f", {unit}" if unit and series.is_money else "")
    return Column(head, "number", 2 if series.is_money else 0)


def _panel(
    viz: DashboardVisualizer, x: list[str], series: Series, before_days: Sequence[date], axis: str, bars: bool = False
) -> list[dict[str, Any]]:
    value = viz.money_hover() if series.is_money else "%{y:,.0f}"
    shown = {"name": series.label, "hovertemplate": f"{series.label} {value}<extra></extra>", "yaxis": axis}
    if bars and len(x) <= BARS_UP_TO:
        traces = [viz.bars(x, series.now, **shown)]
    elif bars:
        traces = [viz.line(x, series.now, fill="tozeroy", fillcolor="@chart-today-soft", **shown)]
    else:
        traces = [viz.line(x, series.now, **shown)]
    if series.before:
        was = [date_text(d) for d in before_days]
        hover = f"{series.label} before (%{{customdata}}) {value}<extra></extra>"
        before = viz.line(
            x, series.before, "before", name=f"{series.label} before", yaxis=axis, customdata=was, hovertemplate=hover
        )
        # Below the line of now: what happened is in front of what was before.
        traces = [*traces, before] if bars else [before, *traces]
    return traces


def _end_labels(viz: DashboardVisualizer, x: list[str], outcome: Series, spend: Series | None) -> list[dict[str, Any]]:
    """Labels at the ends of the lines, moved apart where the lines end close to each other."""
    end: dict[str, Any] = {"xref": "paper", "xanchor": "left", "xshift": 8, "yanchor": "middle"}
    labels = [viz.label(outcome.label, 1, outcome.now[-1], strong=True, yref="y", **end)]
    if outcome.before:
        height = UPPER if spend else ALONE
        gap = _pixels(outcome, outcome.now[-1], height) - _pixels(outcome, outcome.before[-1], height)
        apart = 0.0 if abs(gap) >= 16 else (16 - abs(gap)) / 2
        up = 1 if gap >= 0 else -1
        labels[0]["yshift"] = up * apart
        before = viz.label(f"{len(x)} days before", 1, outcome.before[-1], yref="y", **end)
        labels.append({**before, "yshift": -up * apart})
    return [*labels, viz.label(spend.label, 1, spend.now[-1], strong=True, yref="y2", **end)] if spend else labels


def _pixels(series: Series, value: float, height: tuple[float, float]) -> float:
    top = max([*series.now, *series.before], default=1.0) or 1.0
    return value / top * HEIGHT * (height[1] - height[0])
