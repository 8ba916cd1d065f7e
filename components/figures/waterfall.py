"""From a figure before to the figure now, one effect after the other, each beginning where the last one ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from components.figures.visualizer import DashboardVisualizer, round_ticks, tick_text

ROW_HEIGHT = 38
WRAP = 14
"""Labels longer than this take two lines."""


@dataclass(frozen=True)
class Effect:
    """One effect: what it is called, how much, how that is written, and whether it is good."""

    label: str
    amount: float
    text: str
    tone: Literal["good", "bad", "none"]


def waterfall_height(effects: int) -> int:
    """Return the height of the figure in pixels."""
    return ROW_HEIGHT * (effects + 2) + 36


def waterfall(
    viz: DashboardVisualizer, before: tuple[str, float, str], effects: Sequence[Effect], now: tuple[str, float, str]
) -> dict[str, Any]:
    """Return the figure, rows from the top down.

    Args:
        viz: What all charts share.
        before: Label, value and text of the figure before.
        effects: In order; they lead from before to now.
        now: Label, value and text of the figure now.
    """
    count = len(effects) + 2
    places, running = [before[1]], before[1]
    traces: list[dict[str, Any]] = []
    colours = {"good": "@positive", "bad": "@negative", "none": "@chart-today"}
    for position, effect in enumerate(effects, start=1):
        row, end = count - 1 - position, running + effect.amount
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "y": [row],
                "base": [running],
                "x": [effect.amount],
                "width": 0.5,
                "marker": {"color": colours[effect.tone], "opacity": 0.6, "cornerradius": 1},
                "hovertemplate": f"{effect.label}: {effect.text}<extra></extra>",
            }
        )
        places.append(max(running, end))
        traces.append(
            viz.line(
                [running, running],
                [row + 1, row],
                hoverinfo="skip",
                line={"color": "@chart-context-1", "width": 1, "dash": "2px,3px"},
            )
        )
        running = end
    traces.append(
        viz.line(
            [running, running],
            [1, 0],
            hoverinfo="skip",
            line={"color": "@chart-context-1", "width": 1, "dash": "2px,3px"},
        )
    )
    traces.append(viz.point([before[1]], [count - 1], hovertemplate=f"{before[0]}: {before[2]}<extra></extra>"))
    traces.append(viz.point([now[1]], [0], hovertemplate=f"{now[0]}: {now[2]}<extra></extra>"))
    places.append(now[1])
    lows = [before[1], now[1], *places, *_lows(before[1], effects)]
    low, high = min(lows), max(lows)
    room = max(high - low, 1e-9 + 0.02 * abs(high))
    labels = [before[0], *(e.label for e in effects), now[0]]
    texts = [before[2], *(e.text for e in effects), now[2]]
    ticks = [t for t in round_ticks(low - 0.1 * room, high + 0.1 * room, 4) if low - 0.12 * room <= t]
    axis = {name: value for name, value in viz.value_axis(1.0).items() if name != "automargin"}
    layout = viz.layout(
        height=waterfall_height(len(effects)),
        hovermode="closest",
        dragmode=False,
        margin={"l": 148, "r": 12, "t": 8, "b": 24, "pad": 0},
        xaxis={
            **axis,
            "range": [low - 0.12 * room, high + 0.35 * room],
            "tickvals": ticks,
            "ticktext": [tick_text(t) for t in ticks],
            "zeroline": False,
        },
        yaxis={
            "tickmode": "array",
            "tickvals": list(range(count)),
            "ticktext": list(reversed(labels)),
            "range": [-0.6, count - 0.4],
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
            "fixedrange": True,
        },
        annotations=[
            viz.label(text, x, count - 1 - i, strong=i in (0, count - 1), xanchor="left", xshift=10, yanchor="middle")
            for i, (text, x) in enumerate(zip(texts, places, strict=True))
        ],
    )
    narrow_axis = {**layout["yaxis"], "ticktext": [_wrapped(label) for label in reversed(labels)]}
    narrow_x = {**layout["xaxis"], "range": [low - 0.12 * room, high + 0.75 * room]}
    narrow = {"yaxis": narrow_axis, "xaxis": narrow_x, "margin": {"l": 104, "r": 4, "t": 8, "b": 24, "pad": 0}}
    return {"data": traces, "layout": layout, "narrow": narrow}


def _lows(start: float, effects: Sequence[Effect]) -> list[float]:
    ends, running = [], start
    for effect in effects:
        running += effect.amount
        ends.append(running)
    return ends


def _wrapped(label: str) -> str:
    if len(label) <= WRAP:
        return label
    words, half = label.split(" "), len(label) / 2
    for position in range(1, len(words)):
        if len(" ".join(words[:position])) >= half - 3:
            return f"{' '.join(words[:position])}<br>{' '.join(words[position:])}"
    return label
