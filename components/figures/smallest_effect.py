"""The smallest effect that a test shows, by how long it runs, with the effect asked for and the days that it takes."""

import math
from typing import Any, Final

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer
from core.experiments.design.designing import DesignAnswer
from core.experiments.design.duration import WEEK

HEIGHT: Final = 300
STEPS: Final = (1, 2, 4, 8, 13, 26, 52, 104)
"""Weeks between two ticks."""
ROOM: Final = 4.0
"""The panel ends at so many times the effect asked for: what the first days show is far above it."""


def percents(answer: DesignAnswer) -> bool:
    """Return whether effects are told in percent, or in points of a share: both are drawn times a hundred."""
    return answer.relative or answer.question.texts["measure"] == "share"


def smallest_effect(viz: DashboardVisualizer, answer: DesignAnswer, asked: str) -> dict[str, Any]:
    """Return the figure.

    Args:
        viz: What all charts share.
        answer: With its curve.
        asked: The effect asked for, in words.
    """
    days, values = _points(answer)
    factor = 100.0 if percents(answer) else 1.0
    wanted = abs(answer.told(answer.question.effect)) * factor
    top = max(ROOM * wanted, 1.25 * (values[-1] if values else wanted))
    last = answer.curve_days[-1]
    unit = "%{y:,.3~g}" + ("\u00a0%" if answer.relative else "\u00a0points" if percents(answer) else "")
    line = viz.line(days, values, "today", hovertemplate=f"Day %{{x}}: {unit}<extra></extra>", cliponaxis=True)
    goal = viz.line([1, last], [wanted, wanted], "plan", hoverinfo="skip")
    goal["line"] = {**goal["line"], "dash": "6px,4px"}
    traces = [goal, line]
    notes = [
        viz.label(
            f"Asked for: {asked}",
            last,
            wanted,
            xanchor="right",
            yanchor="bottom",
            font={"size": 12, "color": "@accent-text"},
        )
    ]
    shapes: list[dict[str, Any]] = []
    if answer.days is not None and answer.run is not None:
        traces.append(viz.point([answer.days], [wanted], "plan", hoverinfo="skip"))
        shapes.append(
            {
                "type": "line",
                "x0": answer.run,
                "x1": answer.run,
                "y0": 0,
                "y1": top,
                "line": {"color": "@chart-context-1", "width": 1, "dash": "2px,3px"},
            }
        )
        weeks = f"{answer.weeks} whole week" + ("s" if (answer.weeks or 0) > 1 else "")
        side = "left" if answer.run < 0.6 * last else "right"
        shift = 6 if side == "left" else -6
        notes.append(viz.label(weeks, answer.run, top, xanchor=side, yanchor="top", xshift=shift))
    step = next(weeks for weeks in STEPS if last / WEEK / weeks <= 7)
    ticks = [WEEK * at for at in range(step, last // WEEK + 1, step)]
    axis = {
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [f"{at // WEEK} wk" for at in ticks],
        "range": [0, last * 1.02],
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
    }
    layout = viz.layout(
        height=HEIGHT,
        margin={"l": 48, "r": 12, "t": 16, "b": 24, "pad": 0},
        hovermode="closest",
        xaxis=axis,
        yaxis=viz.value_axis(top, **_ticks(viz, top, "\u00a0%" if answer.relative else "")) | {"range": [0, top]},
        shapes=shapes,
        annotations=notes,
    )
    return {"data": traces, "layout": layout}


def smallest_effect_table(answer: DesignAnswer) -> ChartTable:
    """Return the data behind the figure: what each duration shows, and among how many people."""
    factor = 100.0 if percents(answer) else 1.0
    unit = ", %" if answer.relative else ", points" if percents(answer) else ""
    columns = (Column("Days"), Column("People in the test"), Column(f"Smallest effect{unit}", digits=2))
    people = answer.question.reach.people(answer.curve_days)
    rows = [
        (day, round(float(many)), None if math.isnan(one) else one * factor)
        for day, many, one in zip(answer.curve_days, people, answer.curve, strict=True)
    ]
    return ChartTable(columns, rows)


def _points(answer: DesignAnswer) -> tuple[list[int], list[float]]:
    factor = 100.0 if percents(answer) else 1.0
    pairs = zip(answer.curve_days, answer.curve, strict=True)
    found = [(day, abs(one) * factor) for day, one in pairs if not math.isnan(one)]
    return [day for day, _ in found], [one for _, one in found]


def _ticks(viz: DashboardVisualizer, top: float, unit: str) -> dict[str, Any]:
    values = viz.value_axis(top, count=5)["tickvals"]
    return {"tickvals": values, "ticktext": [f"{one:,.3g}{unit}" for one in values]}
