"""Where the money moves: givers at the left, takers at the right, and bands between them."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from components.figures.data import ChartTable, Column
from components.figures.visualizer import DashboardVisualizer, Layout, Trace
from components.format import counted, money
from core.scenarios.flows import Flow, Move, Party

MOST = 6
"""So many givers and takers have a name of their own; the rest stands together."""
ROOM = 36
"""Pixels beside a bar for its two lines of text."""
BARS = 150
"""Pixels that all bars of a side take together."""
WIDE, NARROW = (168, 26), (104, 15)
"""Margin in pixels and characters of a name, on wide and on narrow screens."""
STEPS = 24
THICK = 0.014


@dataclass(frozen=True)
class _Slot:
    """A party with the place of its bar, in pixels from the top."""

    party: Party
    top: float
    height: float


def flows(viz: DashboardVisualizer, flow: Flow) -> dict[str, Any]:
    """Return the figure.

    Args:
        viz: What all charts share.
        flow: With at least one move.
    """
    gives, takes = picture_parties(flow.gives), picture_parties(flow.takes)
    height = flows_height(flow)
    total = max(sum(p.amount for p in side) for side in (gives, takes))
    left, right = (_slots(side, total, height) for side in (gives, takes))
    traces = _bands(viz, left, right, total)
    axis = {"visible": False, "fixedrange": True}

    def labels(cut: int) -> list[Layout]:
        return [
            *(_label(viz, slot, 0, "right", cut) for slot in left),
            *(_label(viz, slot, 1, "left", cut) for slot in right),
        ]

    layout = viz.layout(
        height=height,
        margin={"l": WIDE[0], "r": WIDE[0], "t": 0, "b": 0, "pad": 0},
        hovermode="closest",
        dragmode=False,
        xaxis={**axis, "range": [0, 1]},
        yaxis={**axis, "range": [height, 0]},
        annotations=labels(WIDE[1]),
        shapes=[
            *(_bar(slot, 0.0, "@chart-today" if slot.party.id else "@chart-context-1") for slot in left),
            *(_bar(slot, 1.0 - THICK, "@chart-plan" if slot.party.id else "@chart-context-1") for slot in right),
        ],
    )
    narrow = {"margin": {"l": NARROW[0], "r": NARROW[0], "t": 0, "b": 0, "pad": 0}, "annotations": labels(NARROW[1])}
    return {"data": traces, "layout": layout, "narrow": narrow}


def flows_height(flow: Flow) -> int:
    """Return the height of the figure in pixels."""
    most = max(len(picture_parties(side)) for side in (flow.gives, flow.takes))
    return BARS + ROOM * most


def picture_parties(parties: Sequence[Party]) -> list[Party]:
    """Return the parties of the picture: the largest, the rest together, and what is no campaign."""
    # Less than half a unit would be a label that says 0.
    parties = [p for p in parties if p.amount >= 0.5] or list(parties)
    named = [p for p in parties if p.id]
    if len(named) > MOST + 1:
        rest = named[MOST:]
        others = Party("others", counted(len(rest), "other"), "", sum(p.amount for p in rest))
        named = [*named[:MOST], others]
    return [*named, *(p for p in parties if not p.id)]


def flows_table(flow: Flow, source: str, target: str, unit: str = "") -> ChartTable:
    """Return the data behind the figure: what each gives (below zero) or takes.

    Args:
        flow: The moves.
        source: Name of the split that they start from.
        target: Name of the split that they lead to.
        unit: Currency.
    """
    head = "Channel" if flow.by == "channel" else "Campaign"
    changes = [replace(p, amount=-p.amount) for p in flow.gives] + list(reversed(flow.takes))
    columns = (
        Column(head, "text"),
        Column("Channel", "text"),
        Column(f"Change from {source} to {target}" + (f", {unit}" if unit else ""), digits=2),
    )
    # What is not spent leaves the plan, and new money comes into it: both are the other way round for the total.
    rows = [(p.name, p.channel, round(p.amount, 2)) for p in changes]
    if flow.by == "channel":
        return ChartTable((columns[0], columns[2]), [(name, amount) for name, _, amount in rows])
    return ChartTable(columns, rows)


def _slots(parties: Sequence[Party], total: float, height: float) -> list[_Slot]:
    bars = [BARS * p.amount / total for p in parties]
    top = (height - sum(bars) - ROOM * len(parties)) / 2
    slots = []
    for party, bar in zip(parties, bars, strict=True):
        slots.append(_Slot(party, top + ROOM / 2, bar))
        top += bar + ROOM
    return slots


def _bands(viz: DashboardVisualizer, left: Sequence[_Slot], right: Sequence[_Slot], total: float) -> list[Trace]:
    """One band a pair: each giver's money goes to all takers in proportion, as in ``core.scenarios.flows``."""
    bands = []
    ends = {id(slot): slot.top for slot in right}
    for giver in left:
        start = giver.top
        for taker in right:
            move = Move(giver.party, taker.party, giver.party.amount * taker.party.amount / total)
            thick = BARS * move.amount / total
            end = ends[id(taker)]
            bands.append(_band(viz, move, start, end, thick))
            start += thick
            ends[id(taker)] += thick
    return bands


def _band(viz: DashboardVisualizer, move: Move, start: float, end: float, thick: float) -> Trace:
    steps = [i / STEPS for i in range(STEPS + 1)]
    x = [THICK + (1 - 2 * THICK) * t for t in steps]
    y = [start + (end - start) * (3 * t * t - 2 * t**3) for t in steps]
    whole = bool(move.giver.id and move.taker.id)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*x, *reversed(x)],
        "y": [*y, *(v + thick for v in reversed(y))],
        "fill": "toself",
        "fillcolor": "@chart-plan-soft" if whole else "@chart-today-soft",
        "line": {"width": 0.5, "color": "@surface"},
        "hoveron": "fills",
        "hoverinfo": "text",
        "text": f"{html.escape(move.giver.name, quote=False)} → {html.escape(move.taker.name, quote=False)}: "
        f"{money(move.amount, viz.currency, 'full')}",
    }


def _bar(slot: _Slot, x: float, colour: str) -> Layout:
    bottom = slot.top + max(slot.height, 1.0)
    ends = {"x0": x, "x1": x + THICK, "y0": slot.top, "y1": bottom}
    return {"type": "rect", "line": {"width": 0}, "fillcolor": colour, **ends}


def _label(viz: DashboardVisualizer, slot: _Slot, x: int, anchor: str, cut: int) -> Layout:
    name = slot.party.name if len(slot.party.name) <= cut else slot.party.name[: cut - 1].rstrip() + "…"
    # The chart library reads a little markup, and a name is text.
    text = f"{html.escape(name, quote=False)}<br><b>{money(slot.party.amount, viz.currency, 'full')}</b>"
    shift = -8 if anchor == "right" else 8
    side: dict[str, Any] = {"xanchor": anchor, "align": anchor, "xshift": shift, "yanchor": "middle"}
    return viz.label(text, x, slot.top + slot.height / 2, **side)
