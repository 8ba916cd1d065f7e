"""From the plan to what came, in two steps with their likely ranges: spent differently, answered differently."""

from dataclasses import dataclass
from typing import Any

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer, round_ticks, tick_text
from core.agents.report import Estimate

HEIGHT = 232
ROWS = ("What came", "Answered<br>differently", "Spent<br>differently", "Expected<br>of the plan")
"""From the bottom up, as Plotly numbers them."""


@dataclass(frozen=True)
class Steps:
    """The steps of a plan: expected + differently + answered = actual."""

    expected: float
    differently: Estimate
    answered: Estimate
    actual: float


def plan_steps(viz: DashboardVisualizer, steps: Steps, texts: tuple[str, str, str, str]) -> dict[str, Any]:
    """Return the figure.

    Args:
        viz: What all charts share.
        steps: The amounts.
        texts: What stands beside the plan, the two steps and what came.
    """
    middle = steps.expected + steps.differently.mean
    ends = [
        (2, steps.expected, middle, steps.differently, steps.expected),
        (1, middle, steps.actual, steps.answered, middle),
    ]
    values = [steps.expected, middle, steps.actual]
    values += [base + end for _, _, _, e, base in ends for end in (e.lower, e.upper)]
    low, high = min(values), max(values)
    room = max(high - low, 1e-9 + 0.02 * abs(high))
    traces: list[dict[str, Any]] = []
    for row, start, end, estimate, base in ends:
        colour = "@positive" if end >= start else "@negative"
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "y": [row],
                "base": [start],
                "x": [end - start],
                "width": 0.44,
                "marker": {"color": colour, "opacity": 0.55, "cornerradius": 1},
                "hovertemplate": f"{texts[3 - row]}<extra></extra>",
            }
        )
        traces.append(
            viz.line(
                [base + estimate.lower, base + estimate.upper],
                [row, row],
                hoverinfo="skip",
                line={"color": "@chart-today", "width": 1.75},
            )
        )
    # Each step begins where the one before it ended.
    for (upper, lower), x in zip(((3, 2), (2, 1), (1, 0)), (steps.expected, middle, steps.actual), strict=True):
        traces.append(
            viz.line(
                [x, x],
                [upper, lower],
                hoverinfo="skip",
                line={"color": "@chart-context-1", "width": 1, "dash": "2px,3px"},
            )
        )
    traces.append(viz.point([steps.expected], [3], "plan", hovertemplate=f"{texts[0]}<extra></extra>"))
    traces.append(viz.point([steps.actual], [0], "today", hovertemplate=f"{texts[3]}<extra></extra>"))
    ticks = [t for t in round_ticks(low - 0.1 * room, high + 0.1 * room, 4) if low - 0.2 * room <= t]
    places = [(3, steps.expected), (2, _far(ends[0])), (1, _far(ends[1])), (0, steps.actual)]
    axis = viz.value_axis(1.0)
    layout = viz.layout(
        height=HEIGHT,
        hovermode="closest",
        dragmode=False,
        margin={"l": 92, "r": 12, "t": 8, "b": 24, "pad": 0},
        xaxis={
            **{name: value for name, value in axis.items() if name != "automargin"},
            "range": [low - 0.12 * room, high + 0.75 * room],
            "tickvals": ticks,
            "ticktext": [tick_text(t) for t in ticks],
            "zeroline": False,
        },
        yaxis={
            "tickmode": "array",
            "tickvals": [0, 1, 2, 3],
            "ticktext": list(ROWS),
            "range": [-0.6, 3.6],
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
            "fixedrange": True,
        },
        annotations=[
            viz.label(text, x, row, strong=row in (0, 3), xanchor="left", xshift=10, yanchor="middle")
            for (row, x), text in zip(places, texts, strict=True)
        ],
    )
    # On a phone the ranges stand in the table and the lines; beside the steps there is room for the amounts alone.
    short = [{**one, "text": one["text"].split("  ")[0]} for one in layout["annotations"]]
    narrow = {"annotations": short, "margin": {"l": 84, "r": 4, "t": 8, "b": 24, "pad": 0}}
    return {"data": traces, "layout": layout, "narrow": narrow}


def plan_steps_table(steps: Steps, unit: str) -> ChartTable:
    """Return the data behind the figure."""
    columns = (Column("Step", "text"), Column(unit), Column("Lower"), Column("Upper"))
    rows: list[list[float | str | None]] = [
        ["Expected of the plan", steps.expected, None, None],
        ["Spent differently", steps.differently.mean, steps.differently.lower, steps.differently.upper],
        ["Answered differently", steps.answered.mean, steps.answered.lower, steps.answered.upper],
        ["What came", steps.actual, None, None],
    ]
    return ChartTable(columns, rows)


def _far(step: tuple[int, float, float, Estimate, float]) -> float:
    _, start, end, estimate, base = step
    return max(start, end, base + estimate.upper)
