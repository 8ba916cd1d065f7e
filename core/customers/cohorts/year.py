"""Year: what customers are expected to spend in their first twelve months, of which the table has seen some.

Months that are seen are counted as they were. Later ones go on from the last months that are seen, at the pace at
which customers come back according to a model of repeat buying where there is one, else unchanged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.special import ndtri

from core.allocation.planning import LEVEL
from core.curves import Floats
from core.customers.cohorts.curves import FEW, ValueCurve, value_curve
from core.customers.cohorts.customer_months import CustomerMonths
from core.errors import NotEnoughDataError

YEAR: Final = 12
"""Months over which a customer is valued."""
LAST: Final = 3
"""Last months seen from which later ones go on."""
UNSEEN: Final = 0.25
"""Standard error of what is expected of months that nobody has seen yet, as a share of it: an assumption."""


@dataclass(frozen=True, eq=False)
class Year:
    """What comes after the first purchase, month by month.

    Attributes:
        repeat: What a customer is expected to spend in each month beyond the first purchase day, currency, (YEAR,).
        seen: Months of it that the table has seen of at least ``FEW`` customers, at most ``YEAR``.
        spread: Standard error of all of it together as a share of it; 0 where nothing comes after the first purchase.
        modelled: Whether a model of repeat buying says how the later months go on.
    """

    repeat: Floats
    seen: int
    spread: float
    modelled: bool

    def after(self, months: int) -> float:
        """Return what is still to come after that many months."""
        return float(self.repeat[months:].sum())


@dataclass(frozen=True)
class Amount:
    """An amount with its interval, currency."""

    mean: float
    lower: float
    upper: float


def year_of(months: CustomerMonths, pace: Callable[[], Floats | None] | None = None) -> Year:
    """Return what new customers are expected to spend in their first twelve months.

    Args:
        months: Customers who can be taken for new ones.
        pace: Returns the purchases that a new customer is expected to make in each of the twelve months, by a model of
            repeat buying, or None; only their proportions matter, and it is asked only where months are not seen.

    Raises:
        NotEnoughDataError: If amounts are unknown, or not one month is over for enough customers.
    """
    if not months.valued:
        raise NotEnoughDataError("The table does not say what was paid, so customers cannot be valued.")
    curve = value_curve(_repeats(months), min(FEW, len(months)))
    seen = min(curve.months, YEAR)
    if not seen:
        raise NotEnoughDataError(
            f"No month has passed yet since the first purchase of {FEW} customers, so what they are worth over twelve "
            "cannot be told. Bring a longer table."
        )
    repeat = np.empty(YEAR)
    repeat[:seen] = np.diff(curve.mean[: seen + 1])
    begin = max(seen - LAST, 0)
    level, later = float(repeat[begin:seen].mean()), np.ones(YEAR - seen)
    expected = pace() if pace is not None and seen < YEAR else None
    usual = 0.0 if expected is None else float(expected[begin:seen].mean())
    modelled = bool(expected is not None and np.isfinite(expected).all() and usual > 0)
    if modelled:
        later = np.asarray(expected)[seen:] / usual
    repeat[seen:] = level * later
    total, unseen = float(repeat.sum()), float(repeat[seen:].sum())
    error = np.hypot(float(curve.error[seen]), UNSEEN * unseen)
    return Year(repeat, seen, float(error / total) if total > 0 else 0.0, modelled)


def year_value(curve: ValueCurve, year: Year, level: float = LEVEL) -> Amount:
    """Return what some customers are expected to spend in twelve months: what is seen of them, and what comes then.

    Args:
        curve: What is seen of them.
        year: What comes after it, of all new customers together.
        level: Of the interval.
    """
    seen = min(curve.months, YEAR)
    rest = year.after(seen)
    mean, error = float(curve.mean[seen]) + rest, float(np.hypot(curve.error[seen], rest * year.spread))
    reach = float(np.exp(ndtri((1 + level) / 2) * error / mean)) if mean > 0 else 1.0
    return Amount(mean, mean / reach, mean * reach)


def year_by_customer(months: CustomerMonths, year: Year) -> Floats:
    """Return what each customer is expected to spend in twelve months, shape (customers,).

    What they spent in the months that are over for them counts as it was, the rest as it is expected of all alike.
    """
    repeats = _repeats(months)
    counted = (repeats.month <= np.minimum(months.seen, YEAR)[repeats.who]) & (repeats.month <= YEAR)
    spent = np.bincount(repeats.who[counted], repeats.value[counted], len(months))
    rest = np.concatenate([year.repeat[::-1].cumsum()[::-1], [0.0]])
    return np.asarray(months.first_value + spent + rest[np.minimum(months.seen, YEAR)])


def _repeats(months: CustomerMonths) -> CustomerMonths:
    """The same customers without what they spent on the day of their first purchase."""
    first = np.where(months.month == 1, months.first_value[months.who], 0.0)
    return replace(months, value=months.value - first, first_value=np.zeros(len(months)))
