"""The best plan over the concave hulls of envelopes under nested groups: an upper bound, and a plan to start from.

Nested limits over concave curves need no linear programme: a group's own curve is the merge of its members' edges from
steep to flat, and its limits say how many of them have to be, and may be, taken (Federgruen and Groenevelt, 1986).
"""

from dataclasses import dataclass

import numpy as np

from core.allocation.hulls import Hulls, Nodes, Part, from_nothing
from core.allocation.mean_curves import Rows
from core.allocation.nest import Nest
from core.curves import Floats

_CLOSE = 1e-12
"""Relative distance to the lowest bound at which the search for the price of running stops."""

_WHOLE = 1e-9
"""By how much a number of campaigns may be missed: rounding, as shares of running add up to it."""

SLACK = 1e-9
"""Share of the money at hand by which sums of limits may be missed: rounding, not a contradiction."""


@dataclass(frozen=True, eq=False)
class Filled:
    """The answer over hulls. All arrays have the shape (campaigns,) unless said otherwise.

    Attributes:
        bound: No plan of the part brings more, less price times spend (before rounding).
        spend: Spend by campaign.
        height: Height of the hull there.
        cheap: The node at the lower end of the edge that the campaign stands on.
        dear: The node at the upper end; the same where it stands on a node.
        on: Share of running: 1 for a campaign that runs, less where it is on the edge from nothing.
        block: The smallest group with a limit that binds, by campaign; the whole where none does.
        total: Spend of each block, shape (groups,); infinite for the whole where it does not bind.
        price: What the next unit of money brings in each block, shape (groups,).
        running: Price of a campaign that runs.
    """

    bound: float
    spend: Floats
    height: Floats
    cheap: Rows
    dear: Rows
    on: Floats
    block: Rows
    total: Floats
    price: Floats
    running: float = 0.0


def relax_nested(
    hulls: Hulls, nest: Nest, part: Part, price: float, running: float = 0.0, enough: float = -np.inf
) -> Filled | None:
    """Return the best plan of a part over the hulls, or None where no plan fits or none brings more than ``enough``.

    Where a number of campaigns may run at most, running has a price, and the lowest bound over that price is searched
    with supporting lines (Kelley, 1960).

    Args:
        hulls: Hulls of the nodes above the curves.
        nest: Limits of the groups and of the whole.
        part: Where to look.
        price: Outcome that a unit of money has to bring.
        running: A guess of the price of running.
        enough: Outcome of the best plan that is known.
    """
    nodes = hulls.of(part)
    free = fill_hulls(nodes, nest, part, price, 0.0)
    most = part.most_active
    if free is None or most is None or float(free.on.sum()) <= most + _WHOLE:
        return free
    worth = max(abs(free.bound), float(np.abs(free.height).sum()))
    low, high, trial = free, None, running or 1e-2 * worth / len(part.lower)
    for _ in range(200):
        choice = fill_hulls(nodes, nest, part, price, trial)
        if choice is None:
            return None
        if float(choice.on.sum()) > most + _WHOLE:
            # A bound at any price: what is not above the best plan need not be looked at.
            if choice.bound <= enough or trial > 1e9 * worth:
                return None
            low = choice
            if high is None:
                trial *= 4.0
                continue
        else:
            high = choice
        if high is None:
            continue
        over, under = float(low.on.sum()) - most, max(most - float(high.on.sum()), 0.0)
        meeting = (low.bound - high.bound + over * low.running + under * high.running) / (over + under)
        line = low.bound - over * (meeting - low.running)
        lowest = min(low.bound, high.bound)
        if lowest - line <= _CLOSE * worth or not low.running < meeting < high.running:
            break
        trial = meeting
    if high is None:
        return None
    return _mixed(low, high, most)


def _mixed(low: Filled, high: Filled, most: int) -> Filled:
    """Return the mix of two answers in which as many campaigns run as may."""
    over, under = float(low.on.sum()) - most, max(most - float(high.on.sum()), 0.0)
    mix = under / (over + under)
    best = low if low.bound < high.bound else high
    lower = low.spend <= high.spend
    return Filled(
        bound=best.bound,
        spend=high.spend + mix * (low.spend - high.spend),
        height=high.height + mix * (low.height - high.height),
        cheap=np.where(lower, low.cheap, high.cheap),
        dear=np.where(lower, high.dear, low.dear),
        on=high.on + mix * (low.on - high.on),
        block=high.block,
        total=high.total,
        price=high.price,
        running=best.running,
    )


def fill_hulls(nodes: Nodes, nest: Nest, part: Part, price: float, running: float) -> Filled | None:
    """Return the best plan where each campaign that runs costs ``running``, or None where no plan fits."""
    nodes = from_nothing(nodes, part, running)
    start: Rows = np.flatnonzero(np.diff(nodes.row, prepend=-1) != 0)
    inner = np.flatnonzero(np.diff(nodes.row) == 0)
    width = nodes.spend[inner + 1] - nodes.spend[inner]
    slope = (nodes.height[inner + 1] - nodes.height[inner]) / width
    order = np.argsort(-slope, kind="stable")
    edge, width, slope = inner[order], width[order], slope[order]
    row = nodes.row[edge]
    base = nodes.spend[start]
    taken = _take(nest, base, row, width, slope, price)
    if taken is None:
        return None

    spend = base + np.bincount(row, taken, minlength=len(base))
    gained = np.bincount(row, taken * slope, minlength=len(base))
    cheap, dear = nodes.slot[start], nodes.slot[start]
    touched = np.flatnonzero(taken > 0)
    # Edges of a campaign come from steep to flat, so the last one written is the one that it stands on.
    dear[row[touched]] = nodes.slot[edge[touched] + 1]
    full = touched[taken[touched] >= width[touched]]
    cheap[row[full]] = nodes.slot[edge[full] + 1]
    may_rest = (part.floor > 0) & (part.lower <= 0)
    first = may_rest[row] & (nodes.spend[edge] <= 0)
    on = np.where(may_rest, 0.0, (part.upper > 0).astype(float))
    on[row[first]] = taken[first] / width[first]
    block, total = _blocks(nest, spend)
    bound = float(nodes.height[start].sum() + gained.sum() - price * spend.sum())
    if part.most_active is not None:
        # Heights of campaigns that run were lowered by the price, which all that may run give back.
        bound += running * (part.most_active - float((~may_rest & (part.upper > 0)).sum()))
    return Filled(
        bound,
        spend,
        nodes.height[start] + gained + running * np.where(may_rest, on, 0.0),
        cheap,
        dear,
        on,
        block,
        total,
        _prices(len(nest.lower), block, row, slope, width - taken, price),
        running,
    )


def _take(nest: Nest, base: Floats, row: Rows, width: Floats, slope: Floats, price: float) -> Floats | None:
    """Return how much of each edge, from steep to flat, the best plan takes; None where no plan fits."""
    least, most = np.zeros_like(width), width.copy()
    unit = float(base.sum() + width.sum())
    for member, lower, upper in zip(nest.member, nest.lower, nest.upper, strict=True):
        own = np.flatnonzero(member[row])
        low, spare = least[own], most[own] - least[own]
        spent, possible = float(base[member].sum() + low.sum()), float(spare.sum())
        slack = SLACK * (max(spent + possible, upper) if np.isfinite(upper) else unit)
        if lower > spent + possible + slack or upper < spent - slack:
            return None
        must = _steepest(spare, lower - spent)
        least[own] = low + must
        most[own] = low + np.maximum(must, _steepest(spare, upper - spent))
    return np.where(slope > price, most, least)


def _steepest(spare: Floats, amount: float) -> Floats:
    """Return how much of each of the spare widths goes into an amount, the first ones first."""
    sums = np.cumsum(spare)
    return np.clip(amount - (sums - spare), 0.0, spare)


def _blocks(nest: Nest, spend: Floats) -> tuple[Rows, Floats]:
    """Return the smallest group with a limit that binds by campaign, and the spend of each block."""
    groups = len(nest.lower)
    sums = np.array([float(spend[member].sum()) for member in nest.member])
    near = 1e-11 * max(float(spend.sum()), 1e-300)
    # A minimum of nothing holds nobody back.
    low = (nest.lower > 0) & (np.abs(sums - nest.lower) <= near)
    binding = low | (np.abs(sums - nest.upper) <= near)
    block = np.full(len(spend), groups - 1)
    for group in range(groups - 2, -1, -1):
        if binding[group]:
            block[nest.member[group]] = group
    total = np.array([float(spend[block == group].sum()) for group in range(groups)])
    limits = np.where(low, nest.lower, nest.upper)
    for group in np.flatnonzero(binding).tolist():
        inside = nest.member[group] & (block != group)
        if (block == group).any():
            total[group] = max(limits[group] - float(spend[inside].sum()), 0.0)
    if not binding[-1]:
        total[-1] = np.inf
    return block, total


def _prices(groups: int, block: Rows, row: Rows, slope: Floats, left: Floats, price: float) -> Floats:
    """Return the slope of the steepest edge with something left in each block, or ``price`` where there is none."""
    prices = np.full(groups, price)
    open_ = left > 0
    if not open_.any():
        return prices
    best = np.full(groups, -np.inf)
    np.maximum.at(best, block[row[open_]], slope[open_])
    return np.where(np.isfinite(best), np.maximum(best, price), price)
