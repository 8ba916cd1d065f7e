"""Limits of a flight: totals by week or over the horizon, limits by campaign and week, change from week to week."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.allocation.limits import ROUNDING, amount, label
from core.curves import Floats
from core.errors import InfeasibleError, InputError


@dataclass(frozen=True, eq=False)
class FlightLimits:
    """What weekly spends have to fulfil; every bound can be reached by a campaign on its own.

    Attributes:
        totals: Total of each week, shape (weeks,), or of the horizon, (1,). Currency.
        by_week: Whether there is a total a week.
        lower: Least spend, shape (campaigns, weeks). Currency a week.
        upper: Highest spend, likewise.
        change: Share by which a campaign's spend a day may differ from its week before, shape (campaigns,); infinite:
            any.
        length: Length of each week as a share of a whole one, shape (weeks,): the last may be shorter.
    """

    totals: Floats
    by_week: bool
    lower: Floats
    upper: Floats
    change: Floats
    length: Floats

    @property
    def grows(self) -> Floats:
        """By how much each week is longer than the one before, shape (weeks - 1,)."""
        return np.asarray(self.length[1:] / self.length[:-1])

    def gather(self, spend: Floats) -> Floats:
        """Return the totals of weekly spends (..., campaigns, weeks), shape (..., totals)."""
        by_week = spend.sum(axis=-2)
        return by_week if self.by_week else by_week.sum(axis=-1, keepdims=True)

    def within(self, plans: Floats, at: int | slice = slice(None)) -> Floats:
        """Return weekly spends (..., weeks) of campaigns brought within their limits, week after week.

        No total is looked at. Bounds were tightened so that each week leaves room for the next.
        """
        plans, lower, upper, change = np.array(plans, float), self.lower[at], self.upper[at], self.change[at]
        plans[..., 0] = np.clip(plans[..., 0], lower[..., 0], upper[..., 0])
        for week in range(1, plans.shape[-1]):
            least, most = _reach(plans[..., week - 1] * self.grows[week - 1], change)
            plans[..., week] = np.clip(
                plans[..., week], np.maximum(lower[..., week], least), np.minimum(upper[..., week], most)
            )
        return plans

    def rows(self) -> tuple[Floats, Floats]:
        """Return matrix (campaigns, rows, weeks) and right side (campaigns, rows) of all that one campaign must keep.

        Matrix times weekly spends is at most the right side: highest and least spend first, then rise and fall.
        """
        count, weeks = self.lower.shape
        one = np.eye(weeks)
        parts, sides = [np.tile(one, (count, 1, 1)), np.tile(-one, (count, 1, 1))], [self.upper, -self.lower]
        if weeks > 1 and np.isfinite(self.change).any():
            # A campaign without such a limit has rows of zeros, at most 1.
            limited = np.isfinite(self.change)
            share = np.where(limited, self.change, 0.0)[:, None, None]
            before = self.grows[:, None] * one[:-1]
            rise = one[1:] - (1.0 + share) * before
            fall = (1.0 - share) * before - one[1:]
            parts += [rise * limited[:, None, None], fall * limited[:, None, None]]
            sides += [np.tile(np.where(limited, 0.0, 1.0)[:, None], weeks - 1)] * 2
        return np.concatenate(parts, axis=1), np.concatenate(sides, axis=1)


def check_flight(
    names: Sequence[str],
    weeks: int,
    total: float | None,
    weekly_totals: ArrayLike | None,
    lower: ArrayLike | None,
    upper: ArrayLike | None,
    most_change: ArrayLike | None,
    week_before: ArrayLike | None,
    last_days: int = 7,
) -> FlightLimits:
    """Return the limits of a flight, checked; of weekly totals with a limit on change ``check_path`` has the last word.

    Raises:
        InputError: If a number cannot be used, or not exactly one of ``total`` and ``weekly_totals`` is given.
        InfeasibleError: If no plan fits.
    """
    count = len(names)
    if (total is None) == (weekly_totals is None):
        raise InputError("Give either one total for the whole horizon or a total for each week, not both or neither.")
    by_week = weekly_totals is not None
    totals = (
        _numbers(weekly_totals, "A weekly total", [(weeks,)], f"one amount for each of the {weeks} weeks")
        if by_week
        else _numbers(total, "The total", [()], "one amount").reshape(1)
    )
    each = f"one amount for all, or one for each of the {count} campaigns, or a row of {weeks} weeks for each campaign"
    shapes = [(), (count,), (count, weeks)]
    low = _by_campaign(_numbers(0.0 if lower is None else lower, "A minimum", shapes, each), count, weeks)
    high = np.broadcast_to(totals, (count, weeks)).astype(float)
    if upper is not None:
        asked = _by_campaign(_numbers(upper, "A maximum", shapes, each), count, weeks)
        for c, week in np.argwhere(low > asked).tolist():
            raise InfeasibleError(
                f"The minimum of {label(names[c], c)} in week {week + 1} is {amount(low[c, week])}, which is "
                f"{amount(low[c, week] - asked[c, week])} above its maximum of {amount(asked[c, week])}. "
                "Lower the minimum or raise the maximum."
            )
        high = np.minimum(high, asked)
    length = np.ones(weeks)
    length[-1] = last_days / 7
    _check_sums(totals, by_week, low, high)
    high = np.maximum(high, low)
    change = np.full(count, np.inf)
    if most_change is not None:
        shares = f"one share for all, or one for each of the {count} campaigns"
        change = np.broadcast_to(_numbers(most_change, "The most change a week", shapes[:2], shares), count) * 1.0
    before = None
    if week_before is not None:
        amounts = f"one amount for each of the {count} campaigns"
        before = _numbers(week_before, "The spend of the week before", [(count,)], amounts)
    if np.isfinite(change).any():
        low, high = _tightened(names, low, high, change, before, length)
        _check_sums(totals, by_week, low, high, " and the limit on change from week to week")
    return FlightLimits(totals, by_week, low, high, change, length)


def even(limits: FlightLimits) -> tuple[FlightLimits, Floats] | None:
    """Return the limits of plans in which a campaign has the same share of every week, and the pattern of the weeks.

    Such a plan is a level by campaign, as if there were one week, times the pattern, shape (weeks,), which has mean 1.
    None where no such plan fits.
    """
    weeks = limits.lower.shape[1]
    total = float(limits.totals.sum()) / weeks
    pattern = limits.totals / total if limits.by_week and total > 0 else limits.length / limits.length.mean()
    if (limits.lower[:, pattern == 0.0] > 0).any():
        return None
    change = limits.change[:, None]
    if np.isfinite(change).any():
        least, most = _reach(np.tile(pattern[:-1] * limits.grows, (len(change), 1)), change)
        if (pattern[1:] < least * (1 - ROUNDING)).any() or (pattern[1:] > most * (1 + ROUNDING)).any():
            return None
    on = pattern > 0
    low = (limits.lower[:, on] / pattern[on]).max(axis=1)
    high = (limits.upper[:, on] / pattern[on]).min(axis=1)
    fits = (low <= high * (1 + ROUNDING)).all() and low.sum() <= total * (1 + ROUNDING)
    if not fits or high.sum() < total * (1 - ROUNDING):
        return None
    high = np.maximum(high, low)
    free = np.full(len(low), np.inf)
    return FlightLimits(np.array([total]), False, low[:, None], high[:, None], free, np.ones(1)), pattern


def _check_sums(totals: Floats, by_week: bool, low: Floats, high: Floats, beside: str = "") -> None:
    least, most = (one.sum(axis=0) if by_week else one.sum(keepdims=True).ravel() for one in (low, high))
    for place, asked in enumerate(totals.tolist()):
        where = f"week {place + 1}" if by_week else f"{low.shape[1]} weeks"
        if least[place] > asked * (1 + ROUNDING):
            raise InfeasibleError(
                f"The minimums{beside} ask for at least {amount(least[place])} in {where}, which is "
                f"{amount(least[place] - asked)} more than the total of {amount(asked)}. "
                "Raise the total or lower a minimum."
            )
        if most[place] < asked * (1 - ROUNDING):
            raise InfeasibleError(
                f"The maximums{beside} allow at most {amount(most[place])} in {where}, which is "
                f"{amount(asked - most[place])} less than the total of {amount(asked)}. "
                "Lower the total or raise a maximum."
            )


def _tightened(
    names: Sequence[str], low: Floats, high: Floats, change: Floats, before: Floats | None, length: Floats
) -> tuple[Floats, Floats]:
    """Return bounds that the limit on change lets each campaign reach.

    What one week allows bounds its neighbours. Spends within bounds and change are closed under minimum and maximum, so
    least and highest spends of all weeks are plans themselves, and one pass there and one back finds them.
    """
    low, high = low.copy(), high.copy()
    weeks = low.shape[1]
    if before is not None:
        least, most = _reach(before * length[0], change)
        low[:, 0], high[:, 0] = np.maximum(low[:, 0], least), np.minimum(high[:, 0], most)
    grows = length[1:] / length[:-1]
    for week in range(1, weeks):
        low[:, week] = np.maximum(low[:, week], _reach(low[:, week - 1] * grows[week - 1], change)[0])
        high[:, week] = np.minimum(high[:, week], _reach(high[:, week - 1] * grows[week - 1], change)[1])
    for week in range(weeks - 1, 0, -1):
        low[:, week - 1] = np.maximum(low[:, week - 1], low[:, week] / grows[week - 1] / (1.0 + change))
        with np.errstate(divide="ignore", invalid="ignore"):
            most = np.where(change < 1, high[:, week] / grows[week - 1] / (1.0 - change), np.inf)
        high[:, week - 1] = np.minimum(high[:, week - 1], most)
    for c, week in np.argwhere(low > high * (1 + ROUNDING)).tolist():
        raise InfeasibleError(
            f"With a change of at most {100 * change[c]:g} % from week to week, {label(names[c], c)} would need at "
            f"least {amount(low[c, week])} and at most {amount(high[c, week])} in week {week + 1}. "
            "Let it change more from week to week, or bring its limits closer together."
        )
    return low, np.maximum(low, high)


def _reach(spend: Floats, change: Floats) -> tuple[Floats, Floats]:
    """Return least and highest spend of the week after."""
    with np.errstate(invalid="ignore"):
        most = np.where(np.isfinite(change), (1.0 + change) * spend, np.inf)
    return spend * np.maximum(1.0 - change, 0.0), most


def _by_campaign(values: Floats, count: int, weeks: int) -> Floats:
    return np.broadcast_to(values[:, None] if values.ndim == 1 else values, (count, weeks)).astype(float)


def _numbers(values: ArrayLike | None, what: str, shapes: list[tuple[int, ...]], form: str) -> Floats:
    try:
        given = np.asarray(values, float)
    except (TypeError, ValueError) as error:
        raise InputError(f"{what} is not a number: {values!r}.") from error
    if given.shape not in shapes:
        held = " x ".join(str(n) for n in given.shape) or "1"
        raise InputError(f"{what} has to be {form}, but there are {held} values.")
    for value in given.flat:
        if not (np.isfinite(value) and value >= 0):
            raise InputError(f"{what} is {value:,}, but it must be a number of 0 or more.")
    return given
