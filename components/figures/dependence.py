"""What a prediction does with one column: a line over numbers, a mark a word, each with its range."""

from __future__ import annotations

from typing import Any, Final

from components.figures.data import ChartTable, Column
from components.figures.predictions import MEASURED, safe
from components.figures.visualizer import DashboardVisualizer, round_ticks, tick_text
from core.learning.results import Dependence

HEIGHT: Final = 168
ROW: Final = 24
MOST_WORDS: Final = 12


def is_words(one: Dependence) -> bool:
    """Return whether the places are words."""
    return any(isinstance(at, str) for at in one.at)


def dependence_height(one: Dependence) -> int:
    """Return the height of the chart in pixels."""
    return max(HEIGHT, ROW * min(len(one.at), MOST_WORDS) + 32) if is_words(one) else HEIGHT


def dependence_chart(
    viz: DashboardVisualizer, one: Dependence, scale: float, suffix: str, span: tuple[float, float]
) -> dict[str, Any]:
    """Return the mean prediction over the values of a column.

    Args:
        viz: What all charts share.
        one: The dependence.
        scale: Factor of the prediction, 100 where it is a share.
        suffix: Stands behind each prediction.
        span: Lowest and highest prediction of all panels: they share one scale.
    """
    return _words(viz, one, scale, suffix, span) if is_words(one) else _numbers(viz, one, scale, suffix, span)


def dependence_table(one: Dependence, scale: float, unit: str) -> ChartTable:
    """Return the data behind it."""
    kind = "text" if is_words(one) else "number"
    titles = [f"{title}{unit}" for title in ("Prediction", "From", "To")]
    columns = (Column(one.feature, kind, 2), *(Column(title, digits=2) for title in titles))  # type: ignore[arg-type]
    at = [str(a) if is_words(one) else a for a in one.at]
    values = [[scale * v for v in part] for part in (one.mean, one.lower, one.upper)]
    return ChartTable(columns, list(zip(at, *values, strict=True)))


def _axis(scale: float, suffix: str, span: tuple[float, float], count: int = 4) -> dict[str, Any]:
    low, high = scale * span[0], scale * span[1]
    room = (high - low) * 0.06 or 1.0
    ticks = [t for t in round_ticks(low, high, count) if low - room <= t <= high + room]
    return {
        "range": [low - room, high + room], "tickmode": "array", "tickvals": ticks,
        "ticktext": [f"{tick_text(t)}{suffix}" for t in ticks], "showgrid": True, "gridcolor": "@chart-grid",
        "zeroline": False, "ticks": "", "fixedrange": True,
    }  # fmt: skip


def _numbers(
    viz: DashboardVisualizer, one: Dependence, scale: float, suffix: str, span: tuple[float, float]
) -> dict[str, Any]:
    mean, lower, upper = ([scale * v for v in part] for part in (one.mean, one.lower, one.upper))
    at = [float(a) for a in one.at]
    line = viz.line(at, mean, hovertemplate=f"{safe(one.feature)} %{{x:,.6~g}}: %{{y:,.2f}}{suffix}<extra></extra>")
    layout = viz.layout(
        height=HEIGHT,
        margin={"l": 48, "r": 12, "t": 8, "b": 24, "pad": 0},
        hovermode="closest",
        xaxis={"showgrid": False, "zeroline": False, "ticks": "", "nticks": 4, "fixedrange": True, "tickformat": "~s"},
        yaxis=_axis(scale, suffix, span),
    )
    if max(abs(a) for a in at) < 10_000:
        layout["xaxis"]["tickformat"] = ",.6~g"
    return {"data": [viz.band(at, lower, upper), line], "layout": layout}


def _words(
    viz: DashboardVisualizer, one: Dependence, scale: float, suffix: str, span: tuple[float, float]
) -> dict[str, Any]:
    count = min(len(one.at), MOST_WORDS)
    mean, lower, upper = ([scale * v for v in part[:count]] for part in (one.mean, one.lower, one.upper))
    names = [safe(str(a), 40) for a in one.at[:count]]
    marks = {
        "type": "scatter",
        "mode": "markers",
        "x": mean,
        "y": list(range(count)),
        "marker": MEASURED,
        "error_x": {
            "type": "data", "symmetric": False, "color": "@chart-today", "thickness": 1.5, "width": 0,
            "array": [u - m for m, u in zip(mean, upper, strict=True)],
            "arrayminus": [m - w for m, w in zip(mean, lower, strict=True)],
        },
        "customdata": names,
        "hovertemplate": f"%{{customdata}}: %{{x:,.2f}}{suffix}<extra></extra>",
    }  # fmt: skip
    layout = viz.layout(
        height=dependence_height(one),
        margin={"l": 8, "r": 12, "t": 8, "b": 24, "pad": 6},
        hovermode="closest",
        xaxis=_axis(scale, suffix, span, 3),
        yaxis={
            "range": [count - 0.5, -0.5], "tickmode": "array", "tickvals": list(range(count)),
            "ticktext": [n if len(n) <= 18 else n[:17] + "…" for n in names], "showgrid": False, "zeroline": False,
            "ticks": "", "fixedrange": True, "automargin": True,
        },
    )  # fmt: skip
    return {"data": [marks], "layout": layout}
