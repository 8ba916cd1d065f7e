"""The best split of a budget over envelopes instead of curves: an upper bound, and a split to start from."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.allocation.envelope import Envelope
from core.allocation.mean_curves import Rows
from core.curves import Floats

_CLOSE = 1e-11
"""Relative distance to the lowest bound at which the search for the price stops."""


@dataclass(frozen=True, eq=False)
class Family:
    """Campaigns that are much alike, each with the spend from which it counts as switched on.

    How many of a family are on is decided before which ones: with many equal campaigns the second question alone would
    be asked again and again for splits of equal worth.
    """

    members: Rows
    threshold: Floats


@dataclass(frozen=True, eq=False)
class Region:
    """A part of all splits.

    Attributes:
        lower: Lowest spend by campaign; each is a point of the envelope.
        upper: Highest spend by campaign, likewise.
        switched_on: Lowest and highest number of members that are on, for each family.
    """

    lower: Floats
    upper: Floats
    switched_on: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The answer over envelopes: at ``price`` some campaigns have two best nodes, and a mix of them spends the budget.

    Attributes:
        bound: No split of the region can bring more (before rounding).
        price: Outcome per unit of money at which the bound holds.
        spend: Spend by campaign; adds up to the budget, or to less where the envelopes are flat from there on.
        height: Height by campaign of the mix of its two nodes.
        dear: The node by campaign where more is spent in all than the budget.
        cheap: The node by campaign where no more is spent in all than the budget.
        mix: Share of ``dear`` in the mix.
    """

    bound: float
    price: float
    spend: Floats
    height: Floats
    dear: Rows
    cheap: Rows
    mix: float


@dataclass(frozen=True, eq=False)
class _Choice:
    """The best nodes at one price: value of the dual function, its spend above the minimums, and the nodes."""

    price: float
    value: float
    spent: float
    slots: Rows


def relax(
    envelope: Envelope, families: tuple[Family, ...], region: Region, budget: float, price: float | None = None
) -> Relaxed:
    """Return the lowest Lagrangian bound of a region over the envelopes.

    For any price the outcome of a split is at most price * budget plus the sum over campaigns of the highest of
    height - price * spend (Everett, 1963), also when the number of family members that are on is given: then the
    members with the highest gain from being on are on. That sum is convex in the price; its lowest value is searched
    with supporting lines (Kelley, 1960) and secants in turn.

    Args:
        envelope: Nodes above the curves.
        families: Campaigns counted together.
        region: Where to look.
        budget: Total to spend. Currency.
        price: A guess of the price.
    """
    room = max(budget - float(region.lower.sum()), 0.0)
    choose = _chooser(envelope, families, region, room)
    free = choose(0.0)
    if free.spent <= room:
        # The envelopes are flat from here on: the rest of the budget brings nothing and may go anywhere.
        return _mixed(envelope, free, free, 0.0, free)
    dear, cheap = _bracket(choose, free, room, price)
    if cheap.spent > room:
        # At no price is less spent: the minimums take it all, and more by a rounding.
        return _mixed(envelope, cheap, cheap, 0.0, dear)
    best = min((free, dear, cheap), key=_value)
    for turn in range(120):
        over, under = dear.spent - room, room - cheap.spent
        meeting = (dear.value - cheap.value + under * cheap.price + over * dear.price) / (over + under)
        line = dear.value - over * (meeting - dear.price)
        if best.value - line <= _CLOSE * abs(best.value) or not dear.price < meeting < cheap.price:
            break
        trial = meeting
        if turn % 2 and dear.price > 0:
            way = over / (over + under) if turn % 4 == 1 else 0.5
            trial = dear.price * (cheap.price / dear.price) ** way
            if not dear.price < trial < cheap.price:
                trial = meeting
        choice = choose(trial)
        best = min(best, choice, key=_value)
        if choice.spent > room:
            dear = choice
        else:
            cheap = choice
    return _mixed(envelope, dear, cheap, (room - cheap.spent) / (dear.spent - cheap.spent), best)


def _value(choice: _Choice) -> float:
    return choice.value


def _mixed(envelope: Envelope, dear: _Choice, cheap: _Choice, mix: float, best: _Choice) -> Relaxed:
    rows = envelope.kind
    dear_spend, cheap_spend = envelope.spend[rows, dear.slots], envelope.spend[rows, cheap.slots]
    dear_height, cheap_height = envelope.height[rows, dear.slots], envelope.height[rows, cheap.slots]
    spend = cheap_spend + mix * (dear_spend - cheap_spend)
    height = cheap_height + mix * (dear_height - cheap_height)
    return Relaxed(best.value, best.price, spend, height, dear.slots, cheap.slots, mix)


def _bracket(
    choose: Callable[[float], _Choice], free: _Choice, room: float, price: float | None
) -> tuple[_Choice, _Choice]:
    """Return a choice that spends more than there is and one that does not, from a guess outwards."""
    trial, step = (price, 1.02) if price else (free.value / max(room, 1e-300), 8.0)
    trial = min(max(trial, 1e-290), 1e290)
    first = choice = choose(trial)
    rising = first.spent > room
    dear = free
    # The step grows, so some twenty trials span all prices that a number can hold.
    while (choice.spent > room) == rising and 1e-300 < trial < 1e300:
        if rising:
            dear = choice
        else:
            first = choice
        trial = min(max(trial * step if rising else trial / step, 1e-300), 1e300)
        step = min(step * step, 1e30)
        choice = choose(trial)
    if rising:
        return (first if choice.spent > room else dear), choice
    return (choice, first) if choice.spent > room else (free, choice)


def _chooser(
    envelope: Envelope, families: tuple[Family, ...], region: Region, room: float
) -> Callable[[float], _Choice]:
    """Return the function that finds the best nodes of a region at a price."""
    low, high = region.lower[:, None], region.upper[:, None]
    kind = envelope.kind
    used = slice(envelope.used)
    inside = (envelope.start[kind, used] >= low) & (envelope.end[kind, used] <= high)
    height = np.where(inside, envelope.height[kind, used], -np.inf)
    spend = np.where(inside, envelope.spend[kind, used] - low, 0.0)
    net = np.empty_like(height)
    rows = np.arange(len(height))
    counted = [
        _counter(envelope, family, region, height, limits)
        for family, limits in zip(families, region.switched_on, strict=True)
        if limits[0] > 0 or limits[1] < len(family.members)
    ]

    def choose(price: float) -> _Choice:
        np.multiply(spend, -price, out=net)
        np.add(net, height, out=net)
        slots = net.argmax(axis=1)
        for count in counted:
            count(net, slots)
        value = float(net[rows, slots].sum()) + price * room
        return _Choice(price, value, float(spend[rows, slots].sum()), slots)

    return choose


def _counter(
    envelope: Envelope, family: Family, region: Region, height: Floats, limits: tuple[int, int]
) -> Callable[[Floats, Rows], None]:
    """Return the function that mends the best nodes so that the number of members that are on is within limits."""
    decided_on = region.lower[family.members] >= family.threshold
    decided_off = region.upper[family.members] <= family.threshold
    least, most = (limit - int(decided_on.sum()) for limit in limits)
    open_ = ~decided_on & ~decided_off
    members, threshold = family.members[open_], family.threshold[open_, None]
    kind, used = envelope.kind[members], slice(envelope.used)
    usable = np.isfinite(height[members])
    on = usable & (envelope.start[kind, used] >= threshold)
    off = usable & (envelope.end[kind, used] <= threshold)
    places = np.arange(len(members))

    def count(net: Floats, slots: Rows) -> None:
        own = net[members]
        best_on = np.where(on, own, -np.inf).argmax(axis=1)
        best_off = np.where(off, own, -np.inf).argmax(axis=1)
        gain = own[places, best_on] - own[places, best_off]
        wanted = int(np.clip((gain > 0).sum(), least, most))
        switched = np.zeros(len(members), bool)
        switched[np.argsort(-gain, kind="stable")[:wanted]] = True
        slots[members] = np.where(switched, best_on, best_off)

    return count
