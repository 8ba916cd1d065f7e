"""Checks the responses of a flight and says in plain words which campaign cannot be used, and why."""

from collections.abc import Sequence
from numbers import Integral

import numpy as np

from core.allocation.limits import check_curves, label
from core.allocation.weekly_response import WeeklyResponse
from core.errors import InputError
from core.weeks import WEEK_DAYS

MOST_WEEKS = 104


def check_weeks(weeks: int) -> int:
    """Return the number of weeks.

    Raises:
        InputError: If it is no whole number from 1 to 104.
    """
    if isinstance(weeks, bool) or not isinstance(weeks, Integral) or not 1 <= weeks <= MOST_WEEKS:
        raise InputError(f"The horizon is {weeks!r} weeks, but it must be a whole number from 1 to {MOST_WEEKS}.")
    return int(weeks)


def check_last_days(days: int) -> int:
    """Return the days of the last week.

    Raises:
        InputError: If they are no whole number from 1 to 7.
    """
    if isinstance(days, bool) or not isinstance(days, Integral) or not 1 <= days <= WEEK_DAYS:
        raise InputError(f"The last week has {days!r} days, but it must be a whole number from 1 to {WEEK_DAYS}.")
    return int(days)


def check_responses(responses: Sequence[WeeklyResponse], weeks: int) -> tuple[str, ...]:
    """Return the names of the campaigns.

    Raises:
        InputError: If there is no campaign, or a curve, weights of carry-over, multipliers of season or earlier spends
            cannot be used.
    """
    names = check_curves([response.curve for response in responses])
    for position, response in enumerate(responses):
        who = label(names[position], position)
        draws = {len(response.curve.parameters[0])}
        if response.period_days not in (1, 7):
            raise InputError(f"A period of {who} has {response.period_days!r} days, but it must have 1 or 7.")
        for what, values, most in (
            ("The carry-over", response.carry_over, 2),
            ("The season", response.season, 2),
            ("The spend before the horizon", response.before, 1),
        ):
            if values is None:
                continue
            given = np.asarray(values, float)
            if not 1 <= given.ndim <= most or (given.size == 0 and what != "The spend before the horizon"):
                raise InputError(f"{what} of {who} has the shape {given.shape}, but it must be a row of numbers.")
            if not (np.isfinite(given).all() and (given >= 0).all()):
                wrong = given[~(np.isfinite(given) & (given >= 0))].flat[0]
                raise InputError(f"{what} of {who} holds {wrong:,}, but it must be numbers of 0 or more.")
            if what == "The season" and given.shape[-1] < weeks:
                raise InputError(
                    f"The season of {who} has {given.shape[-1]} weeks, but the horizon has {weeks}. "
                    "Give one multiplier for each week."
                )
            if what == "The carry-over" and not (given.sum(axis=-1) > 0).all():
                raise InputError(f"The carry-over of {who} adds up to 0, so that no spend would have an effect.")
            if given.ndim == 2:
                draws.add(len(given))
        if len(draws - {1}) > 1:
            raise InputError(
                f"Curve, carry-over and season of {who} have {', '.join(map(str, sorted(draws)))} draws, but must have "
                "equally many, or one."
            )
    return names
