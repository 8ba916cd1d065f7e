"""Efficiency against volume: what each campaign brings for its money, over how much it spends."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer, Layout
from components.format import money, ratio

LABELS = 6
HEIGHT = 400


@dataclass(frozen=True)
class Spot:
    """One campaign: its spend a day, what a unit of money brings, and the likely range of that."""

    name: str
    channel: str
    spend: float
    mean: float
    lower: float
    upper: float


def efficiency(viz: DashboardVisualizer, spots: Sequence[Spot]) -> dict[str, Any]:
    """Return the figure: a ring a campaign with its interval; the extremes carry their names."""
    spent, back = max((s.spend for s in spots), default=1.0), max((s.upper for s in spots), default=1.0)
    rings = viz.point(
        [s.spend for s in spots],
        [s.mean for s in spots],
        customdata=[[s.name, s.channel, ratio(s.lower), ratio(s.upper), money(s.spend, viz.currency)] for s in spots],
        hovertemplate="<b>%{customdata[0]}</b> · %{customdata[1]}<br>%{customdata[4]} a day, brings %{y:.2f}"
        "<br>80 % interval %{customdata[2]} – %{customdata[3]}<extra></extra>",
    )
    rings["error_y"] = {
        "type": "data",
        "symmetric": False,
        "array": [s.upper - s.mean for s in spots],
        "arrayminus": [s.mean - s.lower for s in spots],
        "color": "@chart-context-1",
        "thickness": 1.25,
        "width": 0,
    }
    even = money(1, viz.currency, "full")
    one = viz.label(
        f"{even} back for {even}", 0, 1, xref="paper", xanchor="left", yanchor="bottom", xshift=4, font=_small()
    )
    layout = viz.layout(
        height=HEIGHT,
        margin={"l": 40, "r": 16, "t": 16, "b": 28, "pad": 0},
        hovermode="closest",
        xaxis=viz.value_axis(
            spent * 1.04, count=6, showgrid=False, zeroline=False, automargin=False, range=[0, spent * 1.1]
        ),
        yaxis=viz.value_axis(back),
        shapes=[{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 1, "y1": 1, **_dotted()}],
        annotations=[one, *_names(viz, spots)],
    )
    return {"data": [rings], "layout": layout}


def efficiency_table(spots: Sequence[Spot], unit: str) -> ChartTable:
    """Return the data behind the figure."""
    head = f"Spend a day, {unit}" if unit else "Spend a day"
    columns = (
        Column("Campaign", "text"),
        Column("Channel", "text"),
        Column(head, digits=2),
        *(Column(t, digits=3) for t in ("Brings for one", "Lower (80 %)", "Upper (80 %)")),
    )
    return ChartTable(columns, [(s.name, s.channel, s.spend, s.mean, s.lower, s.upper) for s in spots])


def efficiency_title(spots: Sequence[Spot]) -> str:
    """Return how many campaigns surely bring less than they cost, or else more."""
    losing = [s for s in spots if s.upper < 1]
    winning = [s for s in spots if s.lower > 1]
    if losing:
        names = f"{losing[0].name} costs" if len(losing) == 1 else f"{len(losing)} of {len(spots)} campaigns cost"
        return f"{names} more than {'it sells' if len(losing) == 1 else 'they sell'}"
    if len(winning) == len(spots) > 1:
        return f"All {len(spots)} campaigns sell more than they cost"
    return f"{len(winning)} of {len(spots)} campaigns surely sell more than they cost"


def _names(viz: DashboardVisualizer, spots: Sequence[Spot]) -> list[Layout]:
    by_return = sorted(spots, key=lambda s: -s.mean)
    by_spend = sorted(spots, key=lambda s: -s.spend)
    named = list(dict.fromkeys([*by_return[:2], *by_return[-2:], *by_spend[:2]]))[:LABELS]
    right = 0.6 * by_spend[0].spend if by_spend else 0.0
    # Names of campaigns at the right edge stand left of their ring, so that nothing is cut off.
    sides: dict[bool, Layout] = {True: {"xanchor": "right", "xshift": -9}, False: {"xanchor": "left", "xshift": 9}}
    top = max(s.upper for s in spots)

    def beside(s: Spot) -> Layout:
        # Off the line at 1, where the two would cross.
        side = "middle" if abs(s.mean - 1) > 0.04 * top else "bottom" if s.mean >= 1 else "top"
        off: Layout = {"yanchor": side}
        return viz.label(s.name, s.spend, s.mean, **sides[s.spend > right], **off)

    return [beside(s) for s in named]


def _small() -> Layout:
    return {"size": 12, "color": "@chart-label"}


def _dotted() -> Layout:
    return {"layer": "below", "line": {"color": "@chart-context-1", "width": 1, "dash": "2px,3px"}}
