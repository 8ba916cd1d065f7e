"""The concave hulls of envelopes within a part of all plans."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.allocation.envelope import Envelope
from core.allocation.mean_curves import Rows
from core.curves import Floats


@dataclass(frozen=True, eq=False)
class Part:
    """A part of all plans, for the search.

    Attributes:
        lower: Lowest spend by campaign; each is a point of the envelope.
        upper: Highest spend by campaign, likewise.
        floor: Least spend of a campaign that runs; one with a lower limit of 0 may get nothing instead.
        most_active: Most campaigns that run; None where any number may.
    """

    lower: Floats
    upper: Floats
    floor: Floats
    most_active: int | None


@dataclass(frozen=True, eq=False)
class Nodes:
    """Nodes of all campaigns within a part, by campaign and then by spend, those below the hull left out."""

    row: Rows
    spend: Floats
    height: Floats
    slot: Rows


class Hulls:
    """Hulls of one part after another; those of campaigns of which nothing changed are kept."""

    def __init__(self, envelope: Envelope) -> None:
        self._envelope = envelope
        self._nodes: Nodes | None = None
        self._state = np.zeros((4, 0))

    def of(self, part: Part) -> Nodes:
        """Return the nodes on the hulls within a part, by campaign and then by spend."""
        state = np.stack([part.lower, part.upper, part.floor, self._envelope.sizes])
        rows = np.arange(state.shape[1])
        if self._nodes is not None:
            rows = np.flatnonzero((state != self._state).any(axis=0))
        self._state = state
        if not len(rows) and self._nodes is not None:
            return self._nodes
        fresh = _hull_nodes(self._envelope, part, rows)
        if self._nodes is not None and len(rows) < state.shape[1]:
            changed = np.zeros(state.shape[1], bool)
            changed[rows] = True
            kept = _pick(self._nodes, ~changed[self._nodes.row])
            order = np.argsort(np.append(kept.row, fresh.row), kind="stable")
            fresh = Nodes(
                np.append(kept.row, fresh.row)[order],
                np.append(kept.spend, fresh.spend)[order],
                np.append(kept.height, fresh.height)[order],
                np.append(kept.slot, fresh.slot)[order],
            )
        self._nodes = fresh
        return fresh


def _hull_nodes(envelope: Envelope, part: Part, rows: Rows) -> Nodes:
    """Return the nodes of campaigns on their hulls, on that of running where one may get nothing instead."""
    kind, used = envelope.kind[rows], slice(envelope.used)
    low, high, floor = part.lower[rows, None], part.upper[rows, None], part.floor[rows, None]
    start, end = envelope.start[kind, used], envelope.end[kind, used]
    inside = (start >= low) & (end <= high) & np.isfinite(envelope.height[kind, used])
    inside &= (start >= floor) | (end <= 0) | (floor <= 0)
    place, slot = np.nonzero(inside)
    row, own = rows[place], kind[place]
    spend, height = envelope.spend[own, slot], envelope.height[own, slot]
    order = np.lexsort((-height, spend, row))
    row, slot, spend, height = row[order], slot[order], spend[order], height[order]
    fresh = np.append(True, (np.diff(row) > 0) | (np.diff(spend) > 0))
    nodes = Nodes(row[fresh], spend[fresh], height[fresh], slot[fresh])
    # Nothing stays in place: the edge from it depends on the price of running.
    may_rest = (part.floor > 0) & (part.lower <= 0)
    apart = may_rest[nodes.row] & (nodes.spend <= 0)
    nodes = _tangent(nodes, np.where(may_rest[nodes.row] & ~apart, nodes.row + len(may_rest), nodes.row))
    while True:
        key = np.where(may_rest[nodes.row] & (nodes.spend > 0), nodes.row + len(may_rest), nodes.row)
        below = np.zeros(len(key), bool)
        x, y = nodes.spend, nodes.height
        rise, run = np.diff(y), np.diff(x)
        below[1:-1] = (rise[:-1] * run[1:] <= rise[1:] * run[:-1]) & (key[2:] == key[1:-1]) & (key[1:-1] == key[:-2])
        if not below.any():
            return nodes
        nodes = _pick(nodes, ~below)


def from_nothing(nodes: Nodes, part: Part, running: float) -> Nodes:
    """Return the hulls with the edge from nothing, where a campaign that runs costs ``running``."""
    may_rest = (part.floor > 0) & (part.lower <= 0)
    if not may_rest.any():
        return nodes
    lowered = np.where(may_rest[nodes.row] & (nodes.spend > 0), running, 0.0)
    nodes = Nodes(nodes.row, nodes.spend, nodes.height - lowered, nodes.slot)
    return _tangent(nodes, nodes.row)


def _tangent(nodes: Nodes, key: Rows) -> Nodes:
    """Return nodes without those under the steepest line from the first node of their key to a later one."""
    start = np.flatnonzero(np.diff(key, prepend=-1) != 0)
    place = np.repeat(start, np.diff(np.append(start, len(key))))
    run = nodes.spend - nodes.spend[place]
    with np.errstate(divide="ignore", invalid="ignore"):
        steep = np.where(run > 0, (nodes.height - nodes.height[place]) / run, -np.inf)
    top = np.repeat(np.maximum.reduceat(steep, start), np.diff(np.append(start, len(key))))
    # Of several on the line the last one stays.
    at = np.where(steep >= top, np.arange(len(key)), -1)
    last = np.repeat(np.maximum.reduceat(at, start), np.diff(np.append(start, len(key))))
    index = np.arange(len(key))
    return _pick(nodes, (index == place) | (index >= last))


def _pick(nodes: Nodes, keep: NDArray[np.bool_]) -> Nodes:
    return Nodes(nodes.row[keep], nodes.spend[keep], nodes.height[keep], nodes.slot[keep])
