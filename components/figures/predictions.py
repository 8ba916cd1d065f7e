"""What a trained model is worth, as charts: said against happened, what matters, and what more rows would bring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer, round_ticks, tick_text
from core.learning.results import CalibrationBin, Importance, LearningPoint

ROW: Final = 28
AXIS: Final = 24
LABEL: Final = 22
"""So many characters of a name stand before its row; the pointer and the table say it in full."""
MEASURED: Final = {"color": "@surface", "size": 9, "line": {"color": "@chart-today", "width": 1.75}}


def calibration_chart(viz: DashboardVisualizer, bins: Sequence[CalibrationBin]) -> dict[str, Any]:
    """Return what was said against what happened: rings on the dashed line are as they should be."""
    said = [100 * one.said for one in bins]
    happened = [100 * one.happened.mean for one in bins]
    most = min(max([*said, *(100 * one.happened.upper for one in bins), 1.0]) * 1.04, 100.0)
    ideal = viz.line([0, most], [0, most], "before", hoverinfo="skip")
    rings = {
        "type": "scatter",
        "mode": "markers",
        "x": said,
        "y": happened,
        "marker": MEASURED,
        "error_y": _bars([one.happened for one in bins], 100.0),
        "customdata": [[one.cases, 100 * one.happened.lower, 100 * one.happened.upper] for one in bins],
        "hovertemplate": "Said %{x:.1f} %, happened %{y:.1f} %<br>between %{customdata[1]:.1f} and "
        "%{customdata[2]:.1f} %, in %{customdata[0]:,} cases<extra></extra>",
    }
    ticks = [t for t in round_ticks(0, most, 5) if t <= most]
    axis = {
        "range": [0, most], "tickmode": "array", "tickvals": ticks, "ticktext": [f"{t:g} %" for t in ticks],
        "ticks": "", "fixedrange": True, "zeroline": True, "zerolinecolor": "@chart-axis",
    }  # fmt: skip
    layout = viz.layout(
        hovermode="closest",
        xaxis={**axis, "showgrid": False, "title": {"text": "Said", "font": {"size": 12}, "standoff": 4}},
        yaxis={**axis, "showgrid": True, "gridcolor": "@chart-grid", "automargin": True},
        margin={"l": 44, "r": 12, "t": 12, "b": 40, "pad": 0},
        annotations=[
            viz.label("Happened", 0, 1, xref="x", yref="paper", xanchor="left", yanchor="top", xshift=6),
            viz.label("as said", most, most, xanchor="right", yanchor="top", xshift=-14, yshift=-2),
        ],
    )
    return {"data": [ideal, rings], "layout": layout}


def calibration_table(bins: Sequence[CalibrationBin]) -> ChartTable:
    """Return the data behind it."""
    titles = ("Said, %", "Happened, %", "From, %", "To, %")
    rows = [
        (100 * b.said, 100 * b.happened.mean, 100 * b.happened.lower, 100 * b.happened.upper, b.cases) for b in bins
    ]
    return ChartTable((*(Column(title, digits=1) for title in titles), Column("Cases")), rows)


def importance_height(count: int) -> int:
    """Return the height of the chart of so many features, pixels."""
    return ROW * max(count, 1) + AXIS + 12


def importance_chart(viz: DashboardVisualizer, found: Sequence[Importance]) -> dict[str, Any]:
    """Return what is lost without each column, in percent of what the model gains over the naive prediction."""
    values = [100 * one.loss.mean for one in found]
    low = min(0.0, *(100 * one.loss.lower for one in found))
    high = max(1.0, *(100 * one.loss.upper for one in found))
    bars = viz.bars(
        values,
        list(range(len(found))),
        "today",
        orientation="h",
        error_x=_bars([one.loss for one in found], 100.0),
        customdata=[[safe(one.feature), 100 * one.loss.lower, 100 * one.loss.upper] for one in found],
        hovertemplate="<b>%{customdata[0]}</b><br>%{x:.1f} % lost, between %{customdata[1]:.1f} and "
        "%{customdata[2]:.1f} %<extra></extra>",
    )
    ticks = round_ticks(low, high, 5)
    layout = viz.layout(
        height=importance_height(len(found)),
        margin={"l": 8, "r": 16, "t": 4, "b": AXIS, "pad": 6},
        hovermode="closest",
        xaxis={
            "range": [min(low * 1.05, 0), high * 1.04], "tickmode": "array", "tickvals": ticks,
            "ticktext": [f"{t:,g}\u00a0%" for t in ticks], "showgrid": True, "gridcolor": "@chart-grid",
            "zeroline": True, "zerolinecolor": "@chart-axis", "ticks": "", "fixedrange": True,
        },
        yaxis=_names([named(one, LABEL) for one in found]),
    )  # fmt: skip
    return {"data": [bars], "layout": layout}


def named(one: Importance, most: int) -> str:
    """Return the name of a column; of several that go together the first, and how many are like it.

    Example:
        >>> from core.learning.results import Ranged
        >>> together = ("Clicks, week before", "Clicks, mean of 4 weeks before")
        >>> named(Importance(" and ".join(together), Ranged(0.2, 0.1, 0.3), together), 22)
        'Clicks, wee… + 1 alike'
    """
    more = f" + {len(one.together) - 1} alike" if one.together else ""
    name = one.together[0] if one.together else one.feature
    room = most - len(more)
    return f"{name if len(name) <= room else name[: room - 1].rstrip(', ') + '…'}{more}"


def importance_table(found: Sequence[Importance]) -> ChartTable:
    """Return the data behind it."""
    rows = [(one.feature, 100 * one.loss.mean, 100 * one.loss.lower, 100 * one.loss.upper) for one in found]
    columns = (Column("Column", "text"), *(Column(title, digits=1) for title in ("Lost, %", "From, %", "To, %")))
    return ChartTable(columns, rows)


def learning_chart(viz: DashboardVisualizer, points: Sequence[LearningPoint], digits: int) -> dict[str, Any]:
    """Return the score by the number of rows learned from, on cases held back (with range) and on those learned."""
    rows = [one.rows for one in points]
    held = [one.held_back for one in points]
    values = [*(h.lower for h in held), *(h.upper for h in held), *(one.learned for one in points)]
    low, high = min(values), max(values)
    room = (high - low) * 0.08 or 0.05
    ticks = [t for t in round_ticks(low - room, high + room, 4) if low - room <= t <= high + room]
    places = f",.{digits}f"
    held_line = viz.line(
        rows,
        [h.mean for h in held],
        mode="lines+markers",
        marker=MEASURED,
        hovertemplate=f"Held back: %{{y:{places}}}<extra></extra>",
    )
    learned = viz.line(
        rows, [one.learned for one in points], "before", hovertemplate=f"Learned from: %{{y:{places}}}<extra></extra>"
    )
    # The upper line is named above, the lower one below: the other way round two near ends overprint.
    above = points[-1].learned > held[-1].mean
    layout = viz.layout(
        margin={"l": 48, "r": 16, "t": 20, "b": 24, "pad": 0},
        xaxis={
            "showgrid": False, "zeroline": False, "ticks": "", "fixedrange": True, "tickmode": "array",
            "tickvals": rows[-4:], "ticktext": [tick_text(r) if r >= 10_000 else f"{r:,}" for r in rows[-4:]],
            "hoverformat": ",.0f", "ticksuffix": " rows",
        },
        yaxis={
            "range": [low - room, high + room], "tickmode": "array", "tickvals": ticks, "showgrid": True,
            "gridcolor": "@chart-grid", "zeroline": False, "ticks": "", "fixedrange": True, "automargin": True,
        },
        annotations=[
            viz.label("On rows learned from", rows[-1], points[-1].learned, xanchor="right",
                      yanchor="bottom" if above else "top", yshift=6 if above else -6),
            viz.label(
                "On rows held back", rows[-1], held[-1].mean, xanchor="right", yanchor="top" if above else "bottom",
                yshift=-6 if above else 6, strong=True,
            ),
        ],
    )  # fmt: skip
    band = viz.band(rows, [h.lower for h in held], [h.upper for h in held])
    return {"data": [band, learned, held_line], "layout": layout}


def learning_table(points: Sequence[LearningPoint], digits: int) -> ChartTable:
    """Return the data behind it."""
    titles = ("Held back", "From", "To", "Learned from")
    rows = [(p.rows, p.held_back.mean, p.held_back.lower, p.held_back.upper, p.learned) for p in points]
    return ChartTable((Column("Rows"), *(Column(title, digits=digits) for title in titles)), rows)


def safe(text: str, most: int = 60) -> str:
    """Return a name as plain text for a chart: Plotly reads a few tags in labels."""
    short = text if len(text) <= most else text[: most - 1] + "…"
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _bars(ranges: Sequence[Any], scale: float) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [scale * (r.upper - r.mean) for r in ranges],
        "arrayminus": [scale * (r.mean - r.lower) for r in ranges],
        "color": "@chart-today",
        "thickness": 1.5,
        "width": 0,
    }


def _names(names: Sequence[str]) -> dict[str, Any]:
    return {
        "range": [len(names) - 0.5, -0.5], "tickmode": "array", "tickvals": list(range(len(names))),
        "ticktext": [safe(name, LABEL) for name in names], "tickfont": {"size": 12, "color": "@text-2"},
        "showgrid": False, "zeroline": False, "ticks": "", "fixedrange": True, "automargin": True,
    }  # fmt: skip
