"""How one campaign answers to money: the curve, its interval, and where it stands today."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer
from components.format import money, number

POINTS = 61


@dataclass(frozen=True)
class Response:
    """The response of a campaign at steady spends of a period.

    Attributes:
        spend: Spends, rising.
        mean: Expected outcome at each.
        lower: Lower ends of the interval.
        upper: Upper ends.
        today: Today's spend.
        expected_today: Expected outcome at it.
        seen: Highest spend that the data hold; above it the curve is extrapolated.
        days: Length of the period.
    """

    spend: Sequence[float]
    mean: Sequence[float]
    lower: Sequence[float]
    upper: Sequence[float]
    today: float
    expected_today: float
    seen: float
    days: int


def response_figure(viz: DashboardVisualizer, response: Response, outcome: str) -> dict[str, Any]:
    """Return the figure: a line as far as the data go, dashed beyond, the interval, and today as a ring."""
    inside = [i for i, x in enumerate(response.spend) if x <= response.seen]
    edge = inside[-1] if inside else 0
    value = viz.money_hover() if outcome == "revenue" else "%{y:,.0f}"
    hover = f"Spend {viz.money_hover('x')}<br>{outcome.capitalize()} {value}<extra></extra>"
    known = viz.line(response.spend[: edge + 1], response.mean[: edge + 1], "context", hovertemplate=hover)
    beyond = viz.line(response.spend[edge:], response.mean[edge:], "before", hovertemplate=hover)
    today = viz.point([response.today], [response.expected_today], hovertemplate=f"Today<br>{hover}")
    high = max(response.upper, default=1.0)
    label = viz.label(
        "Today",
        response.today,
        response.expected_today,
        strong=True,
        xanchor="left",
        yanchor="top",
        xshift=8,
        yshift=-4,
    )
    notes = [label]
    shapes = []
    if response.seen < response.spend[-1]:
        line = {"color": "@chart-context-1", "width": 1, "dash": "2px,3px"}
        shapes = [
            {
                "type": "line",
                "x0": response.seen,
                "x1": response.seen,
                "y0": 0,
                "y1": 1,
                "yref": "y domain",
                "line": line,
            }
        ]
        notes.append(
            viz.label(
                "most spent so far",
                response.seen,
                0,
                yref="y domain",
                xanchor="left",
                yanchor="bottom",
                xshift=5,
                yshift=2,
            )
        )
    layout = viz.layout(
        height=280,
        margin={"l": 48, "r": 16, "t": 12, "b": 28, "pad": 0},
        hovermode="closest",
        xaxis=viz.value_axis(
            response.spend[-1], count=6, showgrid=False, zeroline=False, automargin=False, range=[0, response.spend[-1]]
        ),
        yaxis=viz.value_axis(high),
        annotations=notes,
        shapes=shapes,
    )
    band = viz.band(response.spend, response.lower, response.upper, "plan")
    return {"data": [band, known, beyond, today], "layout": layout}


def response_table(response: Response, outcome: str, unit: str) -> ChartTable:
    """Return the data behind the figure."""
    suffix = f", {unit}" if unit else ""
    money_suffix = suffix if outcome == "revenue" else ""
    name = outcome.capitalize()
    columns = (
        Column(f"Spend in {response.days} days{suffix}", digits=0),
        *(Column(f"{name}{t}{money_suffix}", digits=0) for t in (", expected", ", lower (80 %)", ", upper (80 %)")),
    )
    rows = zip(response.spend, response.mean, response.lower, response.upper, strict=True)
    return ChartTable(columns, [tuple(round(v, 2) for v in row) for row in rows])


def response_sentence(name: str, response: Response, outcome: str, currency: str | None) -> str:
    """Return what the figure shows, for screen readers."""
    brings = (
        money(response.expected_today, currency, "round") if outcome == "revenue" else number(response.expected_today)
    )
    return (
        f"Expected {outcome} of {name} over spend in {response.days} days. "
        f"Today's {money(response.today, currency)} bring about {brings}."
    )
