"""Reasons: why a campaign brings more or less for its money than the rest of its channel, in words.

What a unit of money brings is a product: clicks for money, conversions a click, revenue a conversion. So the ratio of
two campaigns is exactly the product of the ratios of these, and their logs add up. A part is named where it differs by
a tenth or more and beyond its own chance.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.campaigns.days import CampaignDays, Floats
from core.wording import percent

TELLING = 0.1
"""A part that differs by less than a tenth is no reason."""
SURE = 1.64
UNLIKELY = 0.05
_CHAIN = ("spend", "clicks", "conversions", "revenue")
_WORDS = {
    "clicks": ("its clicks are {} cheaper", "its clicks are {} dearer", "its clicks are {} times as dear"),
    "conversions": (
        "{} more of its clicks buy",
        "{} fewer of its clicks buy",
        "{} times as many of its clicks buy",
    ),
    "revenue": ("its orders are {} larger", "its orders are {} smaller", "its orders are {} times as large"),
    "spend>conversions": (
        "a conversion costs {} less",
        "a conversion costs {} more",
        "a conversion costs {} times as much",
    ),
    "spend>revenue": (
        "it sells {} more for its money",
        "it sells {} less for its money",
        "it sells {} times as much for its money",
    ),
    "clicks>revenue": ("a click brings {} more", "a click brings {} less", "a click brings {} times as much"),
}
"""How a link is said: better, worse, and several times as much."""
PRICES = ("clicks", "spend>conversions")
"""Links that people say as a price: the inverse."""
SEVERAL = 2.5


@dataclass(frozen=True)
class Reasons:
    """How campaigns differ from the rest of their channel, or of all where a channel has nobody else.

    Attributes:
        links: The links of the chain, e.g. ``("clicks", "conversions", "revenue")``.
        logs: Log of own over rest by link, shape (links, campaigns); not a number where it cannot be said.
        whole: Log of own over rest of what money brings: the sum of ``logs``.
        against: What each is compared with, in words.
        texts: The reason of each in words; empty where nothing tells.
    """

    links: tuple[str, ...]
    logs: Floats
    whole: Floats
    against: tuple[str, ...]
    texts: tuple[str, ...]


def reasons(days: CampaignDays, outcome: str, scatter: Floats) -> Reasons:
    """Return why campaigns differ, over the days that each is judged by.

    Args:
        days: All campaigns.
        outcome: ``revenue`` or ``conversions``.
        scatter: Overdispersion of conversions by campaign: how much wider than a count its chance is.
    """
    chain = _CHAIN[: _CHAIN.index(outcome) + 1]
    held = [name for name in chain if name in days.measured and (days.recent(name).sum() > 0)]
    if "spend" not in held or outcome not in held:
        empty = np.full((0, len(days.ids)), np.nan)
        return Reasons((), empty, np.full(len(days.ids), np.nan), ("",) * len(days.ids), ("",) * len(days.ids))
    sums = {name: days.recent(name) for name in held}
    rest, against = _rest(sums, days)
    links = tuple(held[1:])
    logs = np.full((len(links), len(days.ids)), np.nan)
    sure = np.zeros_like(logs, dtype=bool)
    for k, (under, over) in enumerate(pairwise(held)):
        parts = (sums[over], sums[under], rest[over], rest[under])
        known = np.all([p > 0 for p in parts], axis=0)
        logs[k, known] = np.log(parts[0][known] / parts[1][known]) - np.log(parts[2][known] / parts[3][known])
        # The chance of a ratio of counts in log; an order's value is taken to vary by as much as itself.
        events = sums["conversions"] if "conversions" in sums and over != "clicks" else sums[over]
        others = rest["conversions"] if "conversions" in rest and over != "clicks" else rest[over]
        error = np.sqrt(scatter / np.maximum(events, 1e-9) + scatter / np.maximum(others, 1e-9))
        sure[k] = np.abs(np.nan_to_num(logs[k])) > np.maximum(np.log1p(TELLING), SURE * error)
    whole = logs.sum(axis=0)
    names = [_name(under, over) for under, over in pairwise(held)]
    # No conversion is a reason only where some were to be expected.
    rate = np.divide(rest[outcome], rest["spend"], out=np.zeros_like(rest["spend"]), where=rest["spend"] > 0)
    size = np.ones(len(days.ids))
    if outcome == "revenue" and "conversions" in sums:
        size = np.divide(rest["revenue"], rest["conversions"], out=size * np.inf, where=rest["conversions"] > 0)
    silent = np.exp(-sums["spend"] * rate / size / scatter) < UNLIKELY
    texts = tuple(
        _text(sums, i, names, logs[:, i], sure[:, i], against[i], bool(silent[i])) for i in range(len(days.ids))
    )
    return Reasons(links, logs, whole, against, texts)


def _rest(sums: dict[str, Floats], days: CampaignDays) -> tuple[dict[str, Floats], tuple[str, ...]]:
    """Sums of the others that run in the same channel, or of all others where there is none."""
    channels, at = np.unique(np.array(days.channels, dtype=object), return_inverse=True)
    counted = days.running & (sums["spend"] > 0)
    own = counted.astype(float)
    inside = np.bincount(at, weights=own, minlength=len(channels))[at] - own
    alone = inside < 1
    rest = {}
    for name, values in sums.items():
        weighed = np.where(counted, values, 0.0)
        channel = np.bincount(at, weights=weighed, minlength=len(channels))[at] - weighed
        rest[name] = np.where(alone, weighed.sum() - weighed, channel)
    words = tuple(
        "all others" if lonely else f"the rest of {c}" for lonely, c in zip(alone, days.channels, strict=True)
    )
    return rest, words


def _name(under: str, over: str) -> str:
    """Which words speak of a link: its own where it is whole, else those of the step that leaves links out."""
    whole = _CHAIN[_CHAIN.index(over) - 1] == under
    return over if whole else f"{under}>{over}"


def _text(
    sums: dict[str, Floats],
    i: int,
    names: list[str],
    logs: Floats,
    sure: NDArray[np.bool_],
    against: str,
    silent: bool,
) -> str:
    if sums["spend"][i] <= 0:
        return ""
    if "conversions" in sums and sums["conversions"][i] <= 0:
        clicks = "clicks" in sums and sums["clicks"][i] > 0
        return ("people click, nobody buys" if clicks else "nobody buys") if silent else ""
    whole = np.nansum(logs)
    # What explains the difference comes first, the largest of it before the others.
    order = sorted(np.flatnonzero(sure), key=lambda k: (logs[k] * whole < 0, -abs(logs[k])))
    text, direction = "", None
    for k in order:
        better = bool(logs[k] > 0)
        joint = "" if direction is None else " and " if better == direction else ", though "
        text, direction = f"{text}{joint}{_said(names[k], float(logs[k]))}", better
    if not text:
        return ""
    return f"compared with {against}, {text}"


def _said(name: str, log: float) -> str:
    more, less, several = _WORDS[name]
    change = float(np.exp(-log if name in PRICES else log))
    if change >= SEVERAL:
        return several.format(f"{change:.1f}" if change < 10 else f"{change:.0f}")
    return (more if log > 0 else less).format(percent(abs(change - 1), 0))
