"""Brings a split that is nearly the best to equal marginals, with the true derivatives."""

from dataclasses import dataclass

import numpy as np

from core.allocation.limits import Limits, fill
from core.allocation.mean_curves import MeanCurves, Rows
from core.curves import Floats

_LONGEST = 0.4
"""Longest step of one campaign, on the logarithm of its spend."""


@dataclass(frozen=True, eq=False)
class Settled:
    """A split before and after its marginals were made equal.

    Attributes:
        start: The split given.
        start_value: Outcome by campaign of the split given.
        spend: The split with equal marginals.
        value: Outcome by campaign of that.
        free: Campaigns that took part: in a concave part of their curve, and between their limits at the end.
        price: Their marginal, or None where fewer than two took part.
    """

    start: Floats
    start_value: Floats
    spend: Floats
    value: Floats
    free: Rows
    price: float | None


def settle(curves: MeanCurves, spend: Floats, limits: Limits, steps: int = 5, close: float = 1e-4) -> Settled:
    """Return a split with an outcome that is at least as high, where marginals between the limits are equal.

    Newton's method on the logarithms of spend and derivative, in which power laws are straight; campaigns in a convex
    part of their curve, and those with no spend, stay as they are.

    Args:
        curves: The campaigns' curves.
        spend: A split that adds up to the budget.
        limits: Budget and limits.
        steps: Most steps to take.
        close: Relative change of spend at which to stop; the error that is left is about its square.
    """
    rows = np.arange(curves.count)
    start = spend
    value, derivative, bend = curves.derivatives(rows, spend)
    start_value = value
    price = None
    free = np.zeros(curves.count, bool)
    for _ in range(steps):
        with np.errstate(invalid="ignore"):
            free = (spend > 0) & (limits.upper > limits.lower) & (derivative > 0) & (bend < -1e-6)
        if free.sum() < 2:
            break
        trial = spend.copy()
        room = limits.budget - float(spend[~free].sum())
        low, high = limits.lower[free], limits.upper[free]
        with np.errstate(divide="ignore"):
            trial[free], price = _equalize(spend[free], derivative[free], bend[free], low, high, room)
        trial_value, trial_derivative, trial_bend = curves.derivatives(rows, trial)
        # Sums differ in their last digits where the split is already the best: equal marginals decide then.
        if float(trial_value.sum()) < float(value.sum()) * (1 - 2e-15):
            break
        moved = float(np.abs(trial - spend)[free].max(initial=0.0) / spend[free].max())
        change = np.abs(trial[free] / spend[free] - 1.0).max()
        spend, value, derivative, bend = trial, trial_value, trial_derivative, trial_bend
        if change < close or moved < 1e-3 * close:
            break
    spend = fill(spend, limits) if spend is not start else spend
    free &= (spend > limits.lower) & (spend < limits.upper)
    return Settled(start, start_value, spend, value, np.flatnonzero(free), price)


def _equalize(
    spend: Floats, derivative: Floats, bend: Floats, low: Floats, high: Floats, room: float
) -> tuple[Floats, float]:
    """Return spends that add up to ``room`` where straight logarithms of the derivatives meet, and their derivative."""
    log_derivative = np.log(derivative)
    to_low, to_high = np.log(low / spend), np.log(high / spend)

    def at(log_price: float) -> tuple[Floats, float, float]:
        raw = (log_price - log_derivative) / bend
        trial = spend * np.exp(np.minimum(np.maximum(raw, -_LONGEST), _LONGEST))
        # The limit itself, not a number that differs in its last digit.
        trial = np.where(
            raw <= to_low, np.maximum(low, trial), np.where(raw >= to_high, np.minimum(high, trial), trial)
        )
        inner = (np.abs(raw) < _LONGEST) & (raw > to_low) & (raw < to_high)
        return trial, float(trial.sum()) - room, float((trial / bend)[inner].sum())

    longest = _LONGEST * float(np.abs(bend).max())
    cheap, dear = float(log_derivative.min()) - longest, float(log_derivative.max()) + longest
    price = float(log_derivative.mean())
    for _ in range(60):
        trial, over, change = at(price)
        if over > 0:
            cheap = price
        else:
            dear = price
        if abs(over) <= 1e-14 * room or dear - cheap <= 1e-15 * abs(price):
            break
        # Newton's step where it stays between the prices known to be too low and too high, and their middle elsewhere.
        price = price - over / change if change < 0 else np.inf
        if not cheap < price < dear:
            price = 0.5 * (cheap + dear)
    return trial, float(np.exp(price))
