"""What the outcome was made of over time: one layer a channel on top of the baseline, and the observed line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer

HEIGHT = 320


@dataclass(frozen=True)
class Layer:
    """One part of the outcome.

    Attributes:
        name: Channel, or what would have come without advertising.
        hue: Token of its colour.
        values: What it brought by period.
        lower: Lower ends of the 90 % interval by period.
        upper: Upper ends.
    """

    name: str
    hue: str
    values: Sequence[float]
    lower: Sequence[float] = ()
    upper: Sequence[float] = ()

    @property
    def total(self) -> float:
        """What it brought in all periods."""
        return float(sum(self.values))


def decomposition(
    viz: DashboardVisualizer,
    days: Sequence[date],
    layers: Sequence[Layer],
    observed: Sequence[float],
    is_money: bool = True,
) -> dict[str, Any]:
    """Return the figure.

    Args:
        viz: What all charts share.
        days: First day of each period.
        layers: From the bottom up.
        observed: What was observed in each period.
        is_money: Whether the outcome is money.
    """
    x = [d.isoformat() for d in days]
    value = viz.money_hover() if is_money else "%{y:,.0f}"
    traces: list[dict[str, Any]] = [
        {
            "type": "bar",
            "x": x,
            "y": list(layer.values),
            # Softer than the dots: areas of a full hue would shout over everything else on the page.
            "marker": {"color": layer.hue, "opacity": 0.72, "line": {"color": "@surface", "width": 0.75}},
            "name": layer.name,
            "hovertemplate": f"{layer.name} {value}<extra></extra>",
        }
        for layer in layers
    ]
    traces.append(viz.line(x, observed, name="Observed", hovertemplate=f"Observed {value}<extra></extra>"))
    stacked = [sum(parts) for parts in zip(*(layer.values for layer in layers), strict=True)] or [0.0]
    layout = viz.layout(
        height=HEIGHT,
        barmode="stack",
        bargap=0.12,
        margin={"l": 48, "r": 12, "t": 8, "b": 24, "pad": 0},
        xaxis=viz.time_axis(),
        yaxis=viz.value_axis(max([*stacked, *observed], default=1.0)),
    )
    return {"data": traces, "layout": layout}


def decomposition_table(
    days: Sequence[date], layers: Sequence[Layer], observed: Sequence[float], unit: str = ""
) -> ChartTable:
    """Return the data behind the figure, with intervals where they are known."""
    suffix, digits = (f", {unit}", 2) if unit else ("", 0)
    columns = [Column("From", "date"), Column(f"Observed{suffix}", digits=digits)]
    values: list[Sequence[Any]] = [[d.isoformat() for d in days], observed]
    for layer in layers:
        columns.append(Column(f"{layer.name}{suffix}", digits=digits))
        values.append(layer.values)
        if layer.lower and layer.upper:
            columns += [Column(f"{layer.name}, {end} (90 %)", digits=digits) for end in ("lower", "upper")]
            values += [layer.lower, layer.upper]
    return ChartTable(tuple(columns), list(zip(*values, strict=True)))
