"""What a campaign brings week by week: response curve, carry-over and season, with exact derivatives."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.curve_forms import Form, form_of
from core.curves import Curve, Floats
from core.weeks import WEEK_DAYS

_NOTHING = 1e-12
"""Weight of a lag that is left out where no draw gives more."""
_FLOOR = 1e-9
"""Share of the half-saturation at which the derivative of a smaller adstock is taken: at zero it may be infinite."""
_TANGENT_STEPS = 14
"""Halvings of where the straight line of an envelope touches the curve; any place found gives a true bound."""


@dataclass(frozen=True, eq=False)
class WeeklyResponse:
    """How one campaign answers to spend by week. A period is a day or a week.

    Attributes:
        curve: Outcome a period at adstocked spend a period, known or as posterior draws; season at 1.
        carry_over: Weight of each lag in periods, shape (lags,) or (draws, lags), lag 0 the period itself; they add up
            to 1 where the curve is one of steady spend. None: no carry-over.
        season: Multiplier of the outcome of each week, shape (weeks,) or (draws, weeks), longer where outcome after the
            end counts; beyond its length its last multiplier holds. None: 1 throughout.
        before: Spend of the periods before the horizon, the latest last, shape (periods,). Currency a period.
        period_days: 1 or 7.
    """

    curve: Curve
    carry_over: Floats | None = None
    season: Floats | None = None
    before: Floats | None = None
    period_days: int = 1


class CarriedCurve:
    """Expected outcome of one campaign as a function of its weekly spends, mean over the draws.

    With even spend within a week the adstock of period d in week w is linear in the weekly spends x:
    a[w, d] = sum over j of k[j, d] x[w - j] + what earlier spend has left in the pipe.

    Args:
        response: Curve, carry-over and season.
        weeks: Length of the horizon.
        after_end: Whether what carry-over brings after the end counts.
        most_draws: Draws that are kept, a part of all that stands for them; None is all, in their order.
        last_days: Days of the last week; its spend is spread over these alone, and the horizon ends with them.
    """

    def __init__(
        self,
        response: WeeklyResponse,
        weeks: int,
        after_end: bool,
        most_draws: int | None = None,
        last_days: int = WEEK_DAYS,
    ) -> None:
        self.weeks = weeks
        self.form: Form = form_of(response.curve.form)
        scale, half, slope, weights, season = _draws_of(response)
        steps = 7 // response.period_days
        chosen = _stratified(self.form, scale, half, slope, most_draws)
        scale, half, slope, weights, season = (one[chosen] for one in (scale, half, slope, weights, season))
        last = int(np.flatnonzero(weights.max(axis=0) > _NOTHING).max(initial=0))
        self.lag_weeks = (last + steps - 1) // steps + 1
        self.rows = weeks + (self.lag_weeks - 1 if after_end else 0)
        # Lag of the first and of the last period of week w - j, seen from period d of week w.
        furthest = np.arange(self.lag_weeks)[:, None] * steps + np.arange(steps)
        kernel = _up_to(weights, furthest) - _up_to(weights, furthest - steps)
        self._kernel = kernel.swapaxes(0, 1).reshape(self.lag_weeks, -1) / steps
        self._pipe = _pipe(weights, response.before, self.rows, steps)
        self._half, self._slope = np.repeat(half, steps), np.repeat(slope, steps)
        column = np.minimum(np.arange(self.rows), season.shape[1] - 1)
        weight = (scale / len(scale))[:, None] * season[:, column]
        self._weight = np.repeat(weight.T, steps, axis=1)
        self._steps = steps
        self._counted = steps
        self._part: Floats | None = None
        if last_days < WEEK_DAYS:
            self._part = self._shorten(weights, last_days, after_end)[: self.rows - weeks + 1]
        self._log_half = np.log(self._half)
        self._floor = _FLOOR * self._half
        self._rise_at_floor = self.form.shares(np.full(self._half.shape, np.log(_FLOOR)), self._slope)[1]
        self._line: tuple[Floats, Floats, Floats] | None = None
        self.season = season.mean(axis=0)[np.minimum(np.arange(weeks), season.shape[1] - 1)]
        self.reach = float(half.mean()) * steps
        self._places = np.arange(self.rows)[:, None] - np.arange(self.lag_weeks) + self.lag_weeks - 1
        # Of two weeks of spend that meet in a day; one half of the symmetric matrix.
        one, other = np.triu_indices(self.lag_weeks)
        self._pairs = np.ascontiguousarray((self._kernel[one] * self._kernel[other]).T)
        size = self.lag_weeks - 1 + self.rows
        self._pair_places = (self._places[:, one] * size + self._places[:, other]).ravel()

    def _shorten(self, weights: Floats, days: int, after_end: bool) -> Floats:
        """Make the last week one of a few days, later ones being after the end; return the weights of its spend."""
        steps = self._steps
        if steps == 1:
            # A period of a week, of which a part passes: spend at its pace, and the part of the outcome.
            kernel = self._kernel.copy()
            kernel[0] *= WEEK_DAYS / days
            self._weight[self.weeks - 1] *= days / WEEK_DAYS
            return kernel
        self._counted = days
        furthest = np.arange(self.lag_weeks)[:, None] * steps + np.arange(steps)
        kernel = _up_to(weights, furthest) - _up_to(weights, furthest - days)
        if not after_end:
            late = np.tile(np.arange(steps) >= days, len(self._half) // steps)
            self._weight[self.weeks - 1, late] = 0.0
        return np.asarray(kernel.swapaxes(0, 1).reshape(self.lag_weeks, -1) / days)

    def values(self, plans: Floats) -> Floats:
        """Return the expected outcome of each plan, shape (plans,), of weekly spends (plans, weeks)."""
        share = self._shares(self._adstock(plans))[0]
        return np.asarray(np.einsum("prk,rk->p", share, self._weight))

    def by_week(self, spend: Floats) -> Floats:
        """Return the expected outcome of each week and, where it counts, of those after the end, shape (rows,)."""
        return np.asarray(self.draws_by_week(spend).mean(axis=0))

    def draws_by_week(self, spend: Floats) -> Floats:
        """Return the outcome of each week and, where it counts, of those after the end, shape (draws, rows).

        Draws are in the order of the response's, so that those of all campaigns belong together, unless some were left
        out. What follows the days of a shorter last week is after the end.
        """
        share = self._shares(self._adstock(spend[None]))[0]
        by_period = (share[0] * self._weight).reshape(self.rows, -1, self._steps)
        found = by_period.sum(axis=2)
        if self.rows > self.weeks and self._counted < self._steps:
            late = by_period[self.weeks - 1, :, self._counted :].sum(axis=1)
            found[self.weeks - 1] -= late
            found[self.weeks] += late
        return np.asarray(found.T * found.shape[1])

    def derivatives(self, spend: Floats) -> tuple[float, Floats, Floats]:
        """Return outcome, gradient (weeks,) and Hessian (weeks, weeks) by weekly spend, shape (weeks,)."""
        adstock = self._adstock(spend[None])[0]
        share, rise, left = self._shares(adstock)
        small = adstock < self._floor
        at = np.where(small, self._floor, adstock)
        first = np.where(small, self._rise_at_floor, rise)
        first /= at
        first *= self._weight
        second = self.form.elasticity(left, share, self._slope) * first
        second /= at
        if self._line is not None:
            touch, intercept, slope = self._line
            on_line = adstock < touch
            share = np.where(on_line, intercept + slope * adstock, share)
            first = np.where(on_line, slope * self._weight, first)
            second[on_line] = 0.0
        value = float(np.vdot(share, self._weight))
        gradient = np.bincount(self._places.ravel(), (first @ self._kernel.T).ravel(), self.lag_weeks - 1 + self.rows)
        size = self.lag_weeks - 1 + self.rows
        half = np.bincount(self._pair_places, (second @ self._pairs).ravel(), size * size).reshape(size, size)
        own = slice(self.lag_weeks - 1, self.lag_weeks - 1 + self.weeks)
        upper = half[own, own]
        slopes = np.asarray(gradient[own], float)
        bends = np.asarray(upper + upper.T - np.diag(np.diag(upper)), float)
        if self._part is not None:
            self._of_part(self._part, first, second, slopes, bends)
        return value, slopes, bends

    def _of_part(self, part: Floats, first: Floats, second: Floats, slopes: Floats, bends: Floats) -> None:
        """Put in what belongs to a shorter last week, whose spend has weights of its own."""
        last = self.weeks - 1
        slopes[last] = np.vdot(first[last : last + len(part)], part)
        bent = second[last : last + len(part)] * part
        meets = bent @ self._kernel.T
        column = np.zeros(self.weeks)
        for later in range(len(part)):
            lag = last + later - np.arange(last)
            near = lag < self.lag_weeks
            column[:last][near] += meets[later, lag[near]]
        column[last] = np.vdot(bent, part)
        bends[last], bends[:, last] = column, column

    def put_envelope(self, lower: Floats, upper: Floats) -> None:
        """Replace each draw by a concave curve that lies above it wherever spend is within the limits.

        Up to where a line through the curve at the least adstock touches it, the line; from there on, the curve. The
        line is the tangent at a point not before the touching one, or the chord where the greatest adstock comes first.

        Args:
            lower: Least weekly spends, shape (weeks,).
            upper: Highest weekly spends, shape (weeks,).
        """
        place, _ = self.form.inflection(self._half, self._slope)
        if not place.any():
            return
        low, high = self._adstock(np.stack([lower, upper]))
        least = self._plain(low)[0]
        # A tangent there is, if the one at the far end passes above the near end; else the chord takes its place.
        tangent = self._above(high, low, least)
        near, far = np.minimum(np.maximum(low, place), high), high
        for _ in range(_TANGENT_STEPS):
            middle = np.sqrt(near * far)
            above = self._above(middle, low, least)
            far, near = np.where(above, middle, far), np.where(above, near, middle)
        height, rise = self._plain(far)
        chord = (self._plain(high)[0] - least) / np.maximum(high - low, 1e-300)
        slope = np.where(tangent, rise / np.maximum(far, 1e-300), chord)
        intercept = np.where(tangent, height - rise, least - chord * low)
        bent = (low < place) & (high > low)
        self._line = (np.where(bent, np.where(tangent, far, np.inf), -np.inf), intercept, slope)

    def _above(self, at: Floats, low: Floats, least: Floats) -> NDArray[np.bool_]:
        """Return where the tangent at an adstock is at ``low`` not below the curve."""
        share, rise = self._plain(at)
        return np.asarray(share - rise * (1.0 - low / np.maximum(at, 1e-300)) >= least)

    def _adstock(self, plans: Floats) -> Floats:
        padded = np.zeros((len(plans), self.lag_weeks - 1 + self.rows))
        padded[:, self.lag_weeks - 1 : self.lag_weeks - 1 + self.weeks] = plans
        if self._part is not None:
            padded[:, self.lag_weeks + self.weeks - 2] = 0.0
        stock = padded[:, self._places] @ self._kernel
        if self._part is not None:
            part = self._part
            stock[:, self.weeks - 1 : self.weeks - 1 + len(part)] += plans[:, -1, None, None] * part
        stock += self._pipe
        return np.asarray(stock)

    def _shares(self, adstock: Floats) -> tuple[Floats, Floats, Floats]:
        u = np.log(np.maximum(adstock, 1e-300))
        u -= self._log_half
        share, rise = self.form.shares(u, self._slope)
        return share, rise, u

    def _plain(self, adstock: Floats) -> tuple[Floats, Floats]:
        share, rise, _ = self._shares(adstock)
        return share, rise


def _draws_of(response: WeeklyResponse) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return scale, half-saturation, slope, weights of lags and season with as many draws as the one with the most."""
    scale, half, slope = (np.asarray(p, float)[:, None] for p in response.curve.parameters)
    weights = np.atleast_2d(np.ones(1) if response.carry_over is None else np.asarray(response.carry_over, float))
    season = np.atleast_2d(np.ones(1) if response.season is None else np.asarray(response.season, float))
    draws = max(len(scale), len(weights), len(season))
    scale, half, slope, weights, season = (
        np.broadcast_to(one, (draws, one.shape[1])) for one in (scale, half, slope, weights, season)
    )
    return scale[:, 0], half[:, 0], slope[:, 0], weights, season


def _stratified(form: Form, scale: Floats, half: Floats, slope: Floats, most: int | None) -> NDArray[np.intp]:
    """Return which draws to keep: the middles of equal parts, in the order of what they bring at a usual spend."""
    if most is None or len(scale) <= most:
        return np.arange(len(scale))
    brought = scale * form.shares(np.log(half.mean() / half), slope)[0]
    return np.argsort(brought, kind="stable")[((np.arange(most) + 0.5) * len(scale) / most).astype(int)]


def _up_to(weights: Floats, lag: NDArray[np.intp]) -> Floats:
    """Return the sum of the weights up to and with a lag, shape (draws, *lag.shape)."""
    total = np.concatenate([np.zeros((len(weights), 1)), np.cumsum(weights, axis=1)], axis=1)
    return np.asarray(total[:, np.clip(lag + 1, 0, weights.shape[1])])


def _pipe(weights: Floats, before: Floats | None, rows: int, steps: int) -> Floats:
    """Return the adstock that spend before the horizon leaves in it, shape (rows, draws * steps)."""
    lags = weights.shape[1]
    past = np.zeros(0) if before is None else np.asarray(before, float)[::-1][: lags - 1]
    left = np.zeros((len(weights), rows * steps))
    for period in range(min(rows * steps, lags - 1)):
        later = weights[:, period + 1 : period + 1 + len(past)]
        left[:, period] = later @ past[: later.shape[1]]
    return left.reshape(len(weights), rows, steps).swapaxes(0, 1).reshape(rows, -1)
