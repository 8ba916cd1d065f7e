"""What contacting a share of the people brings, with a cost a contact and a value an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from core.curves import Floats
from core.errors import InputError
from core.learning.results import Ranged
from core.learning.uplift.qini import LEVEL, Qini

LIST: Final = 1_000
"""People of a list that figures are given for."""
SHARES: Final = tuple(round(0.1 * n, 1) for n in range(1, 10))
"""Shares among which one is proposed where nobody says a cost."""
LARGEST: Final = 1e9


@dataclass(frozen=True)
class Target:
    """What contacting the most persuadable share of a list of 1,000 people brings.

    Attributes:
        share: Of the list that is contacted.
        extra: Extra outcomes.
        part: Of the extra outcomes of contacting everybody; None where those are not surely above zero.
        random: Extra outcomes of contacting as many at random.
        net: Value less cost, in the unit that a person typed.
    """

    share: float
    extra: Ranged
    part: Ranged | None
    random: Ranged
    net: Ranged


@dataclass(frozen=True)
class BestTarget:
    """The share that brings most after its cost.

    Attributes:
        target: What it brings.
        lower: Lower end of the interval of the best share.
        upper: Its upper end.
        everybody: What contacting everybody brings.
        beats: Chance that the best share brings more than everybody and more than nobody.
        net: Value less cost by share of the list, shape (points,).
    """

    target: Target
    lower: float
    upper: float
    everybody: Target
    beats: float
    net: tuple[float, ...]


def amount(given: Any, what: str, unless: float, largest: float = LARGEST) -> float:
    """Return a number that a person typed; ``unless`` where nothing is typed.

    Raises:
        InputError: If it is no number from 0 to ``largest``.
    """
    text = str("" if given is None else given).strip().rstrip("%").strip().replace(",", ".")[:400]
    if not text:
        return unless
    try:
        found = float(text)
    except ValueError as error:
        raise InputError(f"Type {what} as a number, e.g. 0.5.") from error
    if not 0 <= found <= largest:
        raise InputError(f"Type {what} as a number from 0 to {largest:,.0f}.")
    return found


def target(curve: Qini, share: float, cost: float = 0.0, value: float = 1.0, level: float = LEVEL) -> Target:
    """Return what contacting the most persuadable share of a list brings.

    Args:
        curve: The Qini curve.
        share: Between 0 and 1; the nearest point of the curve is taken.
        cost: Of a contact.
        value: Of an outcome, in the unit of the cost.
        level: Of the intervals.
    """
    at = int(np.argmin(np.abs(curve.share - share)))
    share = float(curve.share[at])
    gain, drawn, everybody = curve.gain[at], curve.draws[:, at].astype(float), curve.draws[:, -1].astype(float)
    part = None
    if curve.effect.lower > 0:
        whole = np.maximum(everybody, np.finfo(float).tiny)
        part = _ranged(gain / curve.gain[-1], drawn / whole, level)
    return Target(
        share,
        _ranged(gain * LIST, drawn * LIST, level),
        part,
        _ranged(share * curve.gain[-1] * LIST, share * everybody * LIST, level),
        _ranged((gain * value - share * cost) * LIST, (drawn * value - share * cost) * LIST, level),
    )


def best_target(curve: Qini, cost: float, value: float, level: float = LEVEL) -> BestTarget:
    """Return the share of a list that brings most after its cost, with the interval of that share.

    The best of many estimates is a little too good: what people drawn anew say of the share that was best among them,
    less what the curve says of it, is taken off (bootstrap correction of the optimism, Efron 1983).
    """
    net = (curve.gain * value - curve.share * cost) * LIST
    drawn = (curve.draws.astype(float) * value - curve.share * cost) * LIST
    at = int(np.argmax(net))
    picks = np.argmax(drawn, axis=1)
    optimism = max(float((drawn.max(axis=1) - net[picks]).mean()), 0.0)
    ends = np.quantile(curve.share[picks], [(1 - level) / 2, (1 + level) / 2])
    found = target(curve, float(curve.share[at]), cost, value, level)
    corrected = Ranged(found.net.mean - optimism, found.net.lower - optimism, found.net.upper - optimism, level)
    best = Target(found.share, found.extra, found.part, found.random, corrected if 0 < at < len(net) - 1 else found.net)
    rivals = np.maximum(drawn[:, -1], 0.0) if 0 < at < len(net) - 1 else np.zeros(len(drawn))
    beats = float((drawn[:, at] > rivals).mean()) if at else 0.0
    everybody = target(curve, 1.0, cost, value, level)
    return BestTarget(best, float(ends[0]), float(ends[1]), everybody, beats, tuple(net.tolist()))


def proposed_share(curve: Qini) -> float:
    """Return the tenth at which choosing is farthest above contacting at random: a share to begin with."""
    above = curve.above_random()[0]
    return max(SHARES, key=lambda one: float(np.interp(one, curve.share, above)))


def _ranged(mean: float, drawn: Floats, level: float) -> Ranged:
    lower, upper = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Ranged(float(mean), float(lower), float(upper), level)
