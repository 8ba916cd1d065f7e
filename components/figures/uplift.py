"""Figures of whom to target: the Qini curve beside chance, and the effect by tenth."""

from typing import Any, Final

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer
from components.format import percent
from core.learning.uplift import Target, UpliftReading

HEIGHT: Final = 320
LIST: Final = 1_000


def qini_figure(viz: DashboardVisualizer, reading: UpliftReading, found: Target) -> dict[str, Any]:
    """Return the curve with its interval, the line of chance, and the share that the page speaks of.

    Args:
        viz: What all charts share.
        reading: All that is said.
        found: The share that is marked.
    """
    curve = reading.qini
    x = [round(float(one) * 100, 2) for one in curve.share]
    gain, lower, upper = ([round(float(v) * LIST, 4) for v in one] for one in (curve.gain, curve.lower, curve.upper))
    at_random = [0.0, gain[-1]]
    chance = viz.line([0, 100], at_random, "before", hoverinfo="skip")
    line = viz.line(x, gain, "plan", hovertemplate="%{x:.0f}\u00a0% contacted: %{y:,.3~g}<extra></extra>")
    mark = viz.point([found.share * 100], [found.extra.mean], "plan", hoverinfo="skip")
    highest, lowest = max(*upper, *at_random), min(*lower, *at_random)
    side = "left" if found.share < 0.6 else "right"
    labels = [
        viz.label(
            f"{percent(found.share, 0)} contacted",
            found.share * 100,
            found.extra.mean,
            strong=True,
            xanchor=side,
            yanchor="bottom",
            xshift=8 if side == "left" else -8,
            yshift=10,
        ),
        viz.label("at random", 72, 0.72 * gain[-1], xanchor="left", yanchor="top", yshift=-4),
    ]
    layout = viz.layout(
        height=HEIGHT,
        margin={"l": 48, "r": 16, "t": 16, "b": 28, "pad": 0},
        hovermode="closest",
        xaxis=_shares([0, 102]),
        yaxis=viz.value_axis(highest, lowest),
        annotations=labels,
    )
    return {"data": [viz.band(x, lower, upper, "plan"), chance, line, mark], "layout": layout}


def qini_table(reading: UpliftReading) -> ChartTable:
    """Return the data behind the curve."""
    curve = reading.qini
    outcome = reading.roles.outcome
    columns = (
        Column("Contacted, %"),
        Column(f"Extra {outcome} per 1,000", digits=2),
        Column("From", digits=2),
        Column("To", digits=2),
        Column("At random", digits=2),
    )
    rows = [
        (float(share) * 100, *(float(one) * LIST for one in (gain, low, high, share * curve.gain[-1])))
        for share, gain, low, high in zip(curve.share, curve.gain, curve.lower, curve.upper, strict=True)
    ]
    return ChartTable(columns, rows)


def tenths_figure(viz: DashboardVisualizer, reading: UpliftReading) -> dict[str, Any]:
    """Return the effect of each tenth with its interval, and the effect on everybody."""
    known = [one for one in reading.tenths if one.effect is not None]
    x = [one.number for one in known]
    effects = [one.effect for one in known if one.effect is not None]
    y = [one.absolute * LIST for one in effects]
    lower = [one.absolute_interval.lower * LIST for one in effects]
    upper = [one.absolute_interval.upper * LIST for one in effects]
    points = viz.point(x, y, "today", hovertemplate="Tenth %{x}: %{y:,.3~g}<extra></extra>")
    points["error_y"] = {
        "type": "data",
        "symmetric": False,
        "array": [high - mid for high, mid in zip(upper, y, strict=True)],
        "arrayminus": [mid - low for low, mid in zip(lower, y, strict=True)],
        "color": "@chart-context-1",
        "thickness": 1.5,
        "width": 0,
    }
    whole = reading.effect.absolute * LIST
    mean = viz.line([0.5, 10.5], [whole, whole], "before", hoverinfo="skip")
    highest, lowest = max([whole, 0.0, *upper]), min([0.0, *lower])
    layout = viz.layout(
        height=HEIGHT,
        margin={"l": 48, "r": 16, "t": 16, "b": 28, "pad": 0},
        hovermode="closest",
        xaxis={
            "tickmode": "array",
            "tickvals": list(range(1, 11)),
            "ticktext": ["most", *(str(n) for n in range(2, 10)), "least"],
            "range": [0.4, 10.6],
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
            "fixedrange": True,
        },
        yaxis=viz.value_axis(highest, lowest) | {"range": [1.1 * lowest, 1.06 * highest]},
        annotations=[viz.label("everybody", 10.5, whole, xanchor="right", yanchor="bottom")],
    )
    return {"data": [mean, points], "layout": layout}


def tenths_table(reading: UpliftReading) -> ChartTable:
    """Return the data behind the tenths."""
    digits = 1 if reading.is_share else 2
    columns = (
        Column("Tenth"),
        Column("People"),
        Column("Contacted, per 1,000", digits=digits),
        Column("Left alone, per 1,000", digits=digits),
        Column("Effect per 1,000", digits=digits),
        Column("From", digits=digits),
        Column("To", digits=digits),
        Column("Expected by the model", digits=digits),
    )
    rows = []
    for one in reading.tenths:
        effect = one.effect
        values: tuple[float | None, ...] = (None,) * 5
        if effect is not None:
            span = effect.absolute_interval
            values = (effect.treatment, effect.control, effect.absolute, span.lower, span.upper)
        told = (None if value is None else value * LIST for value in values)
        rows.append((one.number, one.people, *told, one.expected * LIST))
    return ChartTable(columns, rows)


def _shares(ends: list[float]) -> dict[str, Any]:
    return {
        "tickmode": "array",
        "tickvals": [0, 20, 40, 60, 80, 100],
        "ticktext": [f"{one}\u00a0%" for one in (0, 20, 40, 60, 80, 100)],
        "range": ends,
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "fixedrange": True,
    }
