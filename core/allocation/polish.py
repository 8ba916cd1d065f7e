"""Brings a split that is nearly the best to equal marginals, with the true derivatives."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.allocation.limits import Limits, fill
from core.allocation.mean_curves import MeanCurves, Rows
from core.curves import Floats

_LONGEST = 0.4
"""Longest step of one campaign, on the logarithm of its spend."""


@dataclass(frozen=True, eq=False)
class Block:
    """Campaigns whose spend together is given, or that spend while the next unit of money brings its price.

    Attributes:
        rows: The campaigns.
        total: Their spend; infinite where the price alone decides.
    """

    rows: Rows
    total: float


@dataclass(frozen=True, eq=False)
class Settled:
    """A split before and after its marginals were made equal. Arrays by campaign have the shape (campaigns,).

    Attributes:
        start: The split given.
        start_value: Outcome by campaign of the split given.
        spend: The split with equal marginals.
        value: Outcome by campaign of that.
        free: Campaigns that took part: in a concave part of their curve, and between their limits at the end.
        price: The marginal of their block; 0 for campaigns of a block in which none took part.
    """

    start: Floats
    start_value: Floats
    spend: Floats
    value: Floats
    free: Rows
    price: Floats


def settle(curves: MeanCurves, spend: Floats, limits: Limits, steps: int = 5, close: float = 1e-4) -> Settled:
    """Return a split with an outcome that is at least as high, where marginals between the limits are equal.

    See ``settle_blocks``; all campaigns share the budget.
    """
    blocks = [Block(np.arange(curves.count), limits.budget)]
    settled = settle_blocks(curves, spend, limits.lower, limits.upper, blocks, 0.0, steps, close)
    if settled.spend is spend:
        return settled
    return replace(settled, spend=fill(settled.spend, limits))


def settle_blocks(
    curves: MeanCurves,
    spend: Floats,
    lower: Floats,
    upper: Floats,
    blocks: Sequence[Block],
    price: float,
    steps: int = 5,
    close: float = 1e-4,
) -> Settled:
    """Return a split that is at least as good, where marginals between the limits are equal within each block.

    Newton's method on the logarithms of spend and derivative, in which power laws are straight; campaigns in a convex
    part of their curve, and those with no spend, stay as they are.

    Args:
        curves: The campaigns' curves.
        spend: A split that adds up to the total of each block.
        lower: Lowest spend by campaign.
        upper: Highest spend by campaign.
        blocks: Every campaign is in one.
        price: Outcome that a unit of money has to bring.
        steps: Most steps to take.
        close: Relative change of spend at which to stop; the error that is left is about its square.
    """
    rows = np.arange(curves.count)
    start = spend
    value, derivative, bend = curves.derivatives(rows, spend)
    start_value = value
    prices = np.zeros(curves.count)
    free = np.zeros(curves.count, bool)
    for _ in range(steps):
        with np.errstate(invalid="ignore"):
            free = (spend > 0) & (upper > lower) & (derivative > 0) & (bend < -1e-6)
        trial, prices = spend.copy(), np.zeros(curves.count)
        for block in blocks:
            own = block.rows[free[block.rows]]
            fixed = np.isfinite(block.total)
            if len(own) < (2 if fixed else 1):
                continue
            room = block.total - float(spend[block.rows].sum() - spend[own].sum())
            with np.errstate(divide="ignore"):
                straight = _Straight(spend[own], derivative[own], bend[own], lower[own], upper[own])
                trial[own], prices[block.rows] = straight.adding_up_to(room) if fixed else (straight.at(price), price)
        free &= prices > 0
        if not free.any():
            break
        trial_value, trial_derivative, trial_bend = curves.derivatives(rows, trial)
        # Sums differ in their last digits where the split is already the best: equal marginals decide then.
        before, after = (float(v.sum() - price * x.sum()) for v, x in ((value, spend), (trial_value, trial)))
        if after < before - 2e-15 * float(value.sum()):
            break
        moved = float(np.abs(trial - spend)[free].max(initial=0.0) / spend[free].max())
        change = np.abs(trial[free] / spend[free] - 1.0).max()
        spend, value, derivative, bend = trial, trial_value, trial_derivative, trial_bend
        if change < close or moved < 1e-3 * close:
            break
    free &= (spend > lower) & (spend < upper)
    return Settled(start, start_value, spend, value, np.flatnonzero(free), prices)


class _Straight:
    """Campaigns with straight lines in the place of the logarithms of their derivatives over that of spend."""

    def __init__(self, spend: Floats, derivative: Floats, bend: Floats, low: Floats, high: Floats) -> None:
        self._spend, self._bend, self._low, self._high = spend, bend, low, high
        self._log_derivative = np.log(derivative)
        self._to_low, self._to_high = np.log(low / spend), np.log(high / spend)

    def at(self, price: float) -> Floats:
        """Return the spends at which the derivatives are ``price``."""
        return self._move(float(np.log(max(price, 1e-300))))[0]

    def adding_up_to(self, room: float) -> tuple[Floats, float]:
        """Return spends that add up to ``room`` where the lines meet, and their derivative."""
        longest = _LONGEST * float(np.abs(self._bend).max())
        cheap, dear = float(self._log_derivative.min()) - longest, float(self._log_derivative.max()) + longest
        price = float(self._log_derivative.mean())
        for _ in range(60):
            trial, change = self._move(price)
            over = float(trial.sum()) - room
            if over > 0:
                cheap = price
            else:
                dear = price
            if abs(over) <= 1e-13 * room or dear - cheap <= 1e-15 * abs(price):
                break
            # Newton's step where it stays between the prices known to be too low and too high, their middle elsewhere.
            price = price - over / change if change < 0 else np.inf
            if not cheap < price < dear:
                price = 0.5 * (cheap + dear)
        return trial, float(np.exp(price))

    def _move(self, log_price: float) -> tuple[Floats, float]:
        """Return the spends at a price, and how fast their sum changes with its logarithm."""
        raw = (log_price - self._log_derivative) / self._bend
        trial = self._spend * np.exp(np.minimum(np.maximum(raw, -_LONGEST), _LONGEST))
        # The limit itself, not a number that differs in its last digit.
        below, above = raw <= self._to_low, raw >= self._to_high
        trial = np.where(below, np.maximum(self._low, trial), np.where(above, np.minimum(self._high, trial), trial))
        inner = (np.abs(raw) < _LONGEST) & ~below & ~above
        return trial, float((trial / self._bend)[inner].sum())
