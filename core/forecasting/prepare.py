"""Prepare the days of a series for learning: gaps and known events are filled from the same weekdays around them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.forecasting.series import WEEK, State, state_of

MOST_DAYS = 730
"""Older days teach no more about the next three months."""
WEEKS_AROUND = 4
"""A day that is left out is filled from the same weekday of so many weeks before and after it."""
IDLE: frozenset[State] = frozenset({"paused", "ended", "empty"})
"""States in which nothing is expected to come."""


@dataclass(frozen=True, eq=False)
class Training:
    """The days that one series is learned from.

    Attributes:
        values: By day, from the first day that it brought anything (at most the last ``MOST_DAYS``); shape (days,).
            Never negative, always numbers.
        filled: Which of them were filled; they neither teach the spread nor count in checks.
        state: What state the series is in.
    """

    values: Floats
    filled: NDArray[np.bool_]
    state: State

    @property
    def idle(self) -> bool:
        """Whether nothing is expected of it."""
        return self.state in IDLE


def prepare(values: Floats, left_out: NDArray[np.bool_]) -> Training:
    """Return the days to learn from.

    Amounts below zero are corrections of earlier days, so they count as nothing on theirs.

    Args:
        values: By day up to the last one, shape (days,); not a number where the data hold nothing.
        left_out: Days that must not teach: known events; shape (days,).
    """
    cleaned = np.where(left_out, np.nan, np.maximum(values, 0.0))
    state = state_of(cleaned)
    active = np.flatnonzero(np.nan_to_num(cleaned) > 0)
    if not len(active):
        return Training(np.zeros(0), np.zeros(0, bool), "empty")
    lived = cleaned[max(int(active[0]), len(cleaned) - MOST_DAYS) :]
    missing = np.isnan(lived)
    return Training(fill(lived), missing, state)


def fill(values: Floats) -> Floats:
    """Return the values with each missing day replaced by the median of its weekday in the weeks around it.

    Where none of these is known, the median of all known days stands in.
    """
    filled = values.copy()
    whole = float(np.nanmedian(values)) if np.isfinite(values).any() else 0.0
    reach = WEEKS_AROUND * WEEK
    for day in np.flatnonzero(np.isnan(values)):
        first = max(day % WEEK, day - reach)
        same = values[first : day + reach + 1 : WEEK]
        known = same[np.isfinite(same)]
        filled[day] = np.median(known) if len(known) else whole
    return filled
