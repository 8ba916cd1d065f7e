"""A target day by day: what came since the start, what is expected, and the amount to reach."""

from typing import Any, Final

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer
from core.forecasting.pacing import PaceTrack

HEIGHT: Final = 220


def pace_figure(viz: DashboardVisualizer, track: PaceTrack, amount: float, word: str, is_money: bool) -> dict[str, Any]:
    """Return the figure.

    Args:
        viz: What all charts share.
        track: Totals since the start.
        amount: To be reached, or not to be exceeded.
        word: ``Budget`` or ``Target``.
        is_money: Whether it is money.
    """
    x = [d.isoformat() for d in track.dates]
    value = viz.money_hover() if is_money else "%{y:,.0f}"
    even = viz.line(x, track.even, "before", name="Even pace", hovertemplate=f"Even pace {value}<extra></extra>")
    goal = viz.line([x[0], x[-1]], [amount, amount], "plan", hoverinfo="skip")
    goal["line"] = {**goal["line"], "dash": "6px,4px"}
    traces = [even, goal]
    known = [(d, a, b) for d, a, b in zip(x, track.lower, track.upper, strict=True) if a is not None]
    if known:
        days, lower, upper = zip(*known, strict=True)
        traces.insert(0, viz.band(days, lower, upper, "today"))
        ahead = viz.line(x, track.expected, "today", hovertemplate=f"Expected {value}<extra></extra>")
        ahead["line"] = {**ahead["line"], "dash": "2px,3px"}
        traces.append(ahead)
    traces.append(viz.line(x, track.actual, "today", hovertemplate=f"Came {value}<extra></extra>"))
    last = max((i for i, v in enumerate(track.actual) if v is not None), default=None)
    if last is not None:
        traces.append(viz.point([x[last]], [track.actual[last]], "today", hoverinfo="skip"))
    highest = max([amount, *(v for v in (*track.actual, *track.upper) if v is not None)])
    layout = viz.layout(
        height=HEIGHT,
        margin={"l": 48, "r": 12, "t": 16, "b": 24, "pad": 0},
        xaxis=viz.time_axis(range=[x[0], x[-1]] if len(x) > 1 else None),
        yaxis=viz.value_axis(highest),
        annotations=[
            viz.label(word, x[0], amount, xanchor="left", yanchor="bottom", font={"size": 12, "color": "@accent-text"})
        ],
    )
    return {"data": traces, "layout": layout}


def pace_table(track: PaceTrack, unit: str) -> ChartTable:
    """Return the data behind the figure.

    Args:
        track: Totals since the start.
        unit: Currency, or nothing.
    """
    more = f", {unit}" if unit else ""
    titles = ("Came", "Expected", "Lower end, 80\u00a0%", "Upper end, 80\u00a0%", "Even pace")
    columns = (Column("Day", "date"), *(Column(f"{title}{more}") for title in titles))
    parts = (track.actual, track.expected, track.lower, track.upper, track.even)
    return ChartTable(columns, list(zip([d.isoformat() for d in track.dates], *parts, strict=True)))
