"""How the value spreads over customers: the share that the best ones bring."""

from typing import Any, Final

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer
from core.customers.outlook import Outlook

HEIGHT: Final = 316
MARKS: Final = (10, 20, 50)


def concentration(found: Outlook, what: str) -> dict[str, Any]:
    """Return the curve of the share of all that the best customers bring, against equal shares.

    Args:
        found: The answer.
        what: Whose share it is, e.g. "value".
    """
    viz = DashboardVisualizer(found.currency)
    x = list(range(len(found.shares)))
    y = [round(100 * share, 2) for share in found.shares]
    hover = f"The best %{{x}}\u00a0% bring %{{y:.0f}}\u00a0% of the {what}<extra></extra>"
    equal = viz.line([0, 100], [0, 100], "before", hoverinfo="skip")
    curve = viz.line(x, y, "plan", hovertemplate=hover)
    fill = viz.band(x, [0.0] * len(x), y, "plan")
    marks = viz.point(list(MARKS), [y[at] for at in MARKS], "plan", hoverinfo="skip")
    labels = [
        viz.label(f"{y[at]:.0f}\u00a0%", at, y[at], strong=True, xanchor="left", yanchor="top", xshift=8, yshift=-2)
        for at in MARKS
    ]
    labels.append(viz.label("all alike", 72, 72, xanchor="left", yanchor="top", xshift=4, yshift=-2))
    axis = {"showgrid": False, "zeroline": False, "showline": False, "ticks": "", "fixedrange": True}
    layout = viz.layout(
        height=HEIGHT,
        hovermode="closest",
        margin={"l": 48, "r": 16, "t": 12, "b": 28, "pad": 0},
        xaxis={**axis, "range": [0, 101], **_percents((0, 20, 40, 60, 80, 100))},
        yaxis=viz.value_axis(100, **_percents((0, 25, 50, 75, 100))),
        annotations=labels,
    )
    return {"data": [fill, equal, curve, marks], "layout": layout}


def concentration_table(found: Outlook, what: str) -> ChartTable:
    """Return the data behind the curve."""
    columns = (Column("Best customers, %"), Column(f"Share of the {what}, %", digits=1))
    return ChartTable(columns, [(at, round(100 * share, 4)) for at, share in enumerate(found.shares)])


def _percents(values: tuple[int, ...]) -> dict[str, Any]:
    return {"tickmode": "array", "tickvals": list(values), "ticktext": [f"{value}\u00a0%" for value in values]}
