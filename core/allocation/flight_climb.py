"""Climbs from a plan by week to a local best: Newton steps within all limits, each a quadratic programme."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.allocation.flight_limits import FlightLimits
from core.curves import Floats

Derivatives = Callable[[Floats], tuple[float, Floats, Floats]]
"""Takes weekly spends (campaigns, weeks); returns outcome, gradient and Hessian (campaigns, weeks, weeks)."""

_EXACT = 1e-13
"""Mean complementarity of a row at which a quadratic programme counts as solved to the last digits."""
_RIDGE = 1e-15
"""Share of a system's trace that is added to its diagonal."""
_FIXED = 1e12
"""Curvature that holds a spend in place where its limits leave no room."""


@dataclass(frozen=True, eq=False)
class Climb:
    """Where a climb ended.

    Attributes:
        spend: Weekly spends, shape (campaigns, weeks).
        outcome: Outcome there.
        price: What the next unit of each total brings, shape (totals,).
    """

    spend: Floats
    outcome: float
    price: Floats


def climb(
    derivatives: Derivatives, limits: FlightLimits, start: Floats, reach: Floats, steps: int, close: float = 1e-9
) -> Climb:
    """Return a plan at least as good as the start, the local best if the steps suffice.

    A sequence of quadratic programmes in a box around the plan (trust region; Conn, Gould and Toint, 2000). Curvature
    upwards, where a curve is convex, is taken as none: the box bounds the step, and the climb follows the slope.

    Args:
        derivatives: Outcome, gradient and Hessian.
        limits: Totals and limits.
        start: A plan that keeps them.
        reach: Weekly spend at half of the ceiling by campaign, the measure of the first box, shape (campaigns,).
        steps: Most steps.
        close: Share of the outcome that a step must promise, or the climb ends.
    """
    unit = max(float(limits.totals.sum()) / (1 if limits.by_week else limits.lower.shape[1]), 1e-300)
    unit = unit / limits.lower.shape[1] if limits.by_week else unit
    matrix, side = limits.rows()
    weeks = limits.lower.shape[1]
    spend, price = start, np.zeros(len(limits.totals))
    outcome, gradient, hessian = derivatives(spend)
    size = max(abs(outcome), 1e-300)
    box = 2.0
    for _ in range(steps):
        width = box * np.maximum(np.minimum(reach, unit)[:, None], 0.5 * spend) / unit
        room = side / unit - (matrix @ (spend / unit)[..., None])[..., 0]
        room = np.maximum(room, 0.0)
        room[:, :weeks] = np.minimum(room[:, :weeks], width)
        room[:, weeks : 2 * weeks] = np.minimum(room[:, weeks : 2 * weeks], width)
        bend, turn = np.linalg.eigh(-hessian * (unit * unit / size))
        bend = (turn * np.maximum(bend, 1e-12)[:, None, :]) @ turn.swapaxes(1, 2)
        slope = gradient * (unit / size)
        missing = (limits.totals - limits.gather(spend)) / unit
        step, dual = quadratic_programme(bend, slope, matrix, room, limits, missing, max(1e-4 * close, _EXACT))
        promised = float((slope * step).sum() - 0.5 * np.einsum("cv,cvw,cw->", step, bend, step))
        if promised <= close:
            price = dual * (size / unit)
            break
        trial = settle_totals(spend + unit * step, limits)
        value, trial_gradient, trial_hessian = derivatives(trial)
        gained = (value - outcome) / size
        if gained > 0.0:
            spend, outcome, gradient, hessian = trial, value, trial_gradient, trial_hessian
            price = dual * (size / unit)
        if gained < 0.25 * promised:
            box *= 0.25
        elif gained > 0.7 * promised:
            box *= 2.5
        if box < 1e-7:
            break
    return Climb(spend, outcome, price)


def quadratic_programme(
    bend: Floats,
    slope: Floats,
    matrix: Floats,
    room: Floats,
    limits: FlightLimits,
    missing: Floats,
    enough: float = _EXACT,
) -> tuple[Floats, Floats]:
    """Return the step d that maximises slope d - d bend d / 2 within matrix d <= room, and what a unit of total brings.

    A primal-dual interior point method with predictor and corrector (Mehrotra, 1992). Campaigns meet in the totals
    alone, so that each step solves one small system a campaign and one of the size of the totals.

    Args:
        bend: Shape (campaigns, weeks, weeks), positive definite.
        slope: Shape (campaigns, weeks).
        matrix: Limits of each campaign, shape (campaigns, rows, weeks): highest and least spend first.
        room: Right sides of 0 or more, shape (campaigns, rows).
        limits: Says which totals there are.
        missing: What the step has to add to each total, shape (totals,).
        enough: Mean complementarity of a row at which to stop.
    """
    weeks = slope.shape[1]
    fixed = room[:, :weeks] + room[:, weeks : 2 * weeks] <= 1e-12
    bend = bend + np.where(fixed, _FIXED, 0.0)[:, :, None] * np.eye(weeks)
    slope = np.where(fixed, 0.0, slope)
    room = room + 1e-11
    room[:, :weeks][fixed] = room[:, weeks : 2 * weeks][fixed] = 1.0
    across = matrix.swapaxes(1, 2)
    step, price = np.zeros(slope.shape), np.zeros(len(limits.totals))
    slack = np.maximum(room, 1e-3)
    dual = np.full(room.shape, max(float(np.abs(slope).mean()), 1e-6)) / np.maximum(slack / slack.mean(), 1.0)
    diagonal = np.arange(weeks)
    best, solution = np.inf, (step, price)
    for _ in range(60):
        off_slope = _times(bend, step) - slope + _times(across, dual) + price
        off_room = _times(matrix, step) + slack - room
        off_total = limits.gather(step) - missing
        gap = float(np.vdot(slack, dual)) / slack.size
        worst = max(gap, *(float(np.abs(off).max()) for off in (off_slope, off_room, off_total)))
        if worst < best:
            best, solution = worst, (step, price)
        # In a corner without room digits run out: what was best until then is the answer.
        if (gap < enough and worst < max(enough, 1e-10)) or (best < 1e-7 and worst > 100.0 * best):
            break
        weight = np.minimum(dual / slack, _FIXED)
        system = bend + (across * weight[:, None, :]) @ matrix
        # Limits that meet in a corner weigh so much more than all else that the last digits need a floor.
        ridge = _RIDGE * np.trace(system, axis1=1, axis2=2)
        system[:, diagonal, diagonal] += ridge[:, None]
        inverse = np.linalg.inv(system)
        newton = _Newton(limits, matrix, across, inverse, weight, slack, dual, off_slope, off_room, off_total)
        _, _, d_slack, d_dual = newton.solve(slack * dual)
        ahead = _longest(slack, d_slack), _longest(dual, d_dual)
        left = float(np.vdot(slack + ahead[0] * d_slack, dual + ahead[1] * d_dual)) / slack.size / gap
        d_step, d_price, d_slack, d_dual = newton.solve(slack * dual + d_slack * d_dual - left**3 * gap)
        along = min(0.995 * _longest(slack, d_slack), 0.995 * _longest(dual, d_dual), 1.0)
        if not np.isfinite(along) or along < 1e-10:
            break
        step, slack = step + along * d_step, slack + along * d_slack
        price, dual = price + along * d_price, dual + along * d_dual
    return np.where(fixed, 0.0, solution[0]), solution[1]


@dataclass(frozen=True, eq=False)
class _Newton:
    """One step's linear system: the inverse of each campaign's part, and what is still off."""

    limits: FlightLimits
    matrix: Floats
    across: Floats
    inverse: Floats
    weight: Floats
    slack: Floats
    dual: Floats
    off_slope: Floats
    off_room: Floats
    off_total: Floats

    def solve(self, product: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Return changes of step, price, slack and dual that take slack times dual down by ``product``."""
        meet = self.inverse.sum(axis=0) if self.limits.by_week else self.inverse.sum().reshape(1, 1)
        right = -self.off_slope - _times(self.across, self.weight * self.off_room - product / self.slack)
        d_price = np.linalg.solve(meet, self.limits.gather(_times(self.inverse, right)) + self.off_total)
        d_step = _times(self.inverse, right - d_price)
        d_slack = -self.off_room - _times(self.matrix, d_step)
        return d_step, d_price, d_slack, -(product + self.dual * d_slack) / self.slack


def nearest(plan: Floats, limits: FlightLimits) -> Floats:
    """Return the plan within all limits that is nearest to a plan, in proportion to each campaign's spend."""
    unit = max(float(limits.totals.mean()), 1e-300)
    plan = limits.within(plan)
    matrix, side = limits.rows()
    room = np.maximum(side / unit - (matrix @ (plan / unit)[..., None])[..., 0], 0.0)
    weight = 1.0 / np.maximum(plan / unit, 1e-2)
    missing = (limits.totals - limits.gather(plan)) / unit
    step, _ = quadratic_programme(weight[..., None] * np.eye(plan.shape[1]), 0 * plan, matrix, room, limits, missing)
    return settle_totals(plan + unit * step, limits)


def settle_totals(spend: Floats, limits: FlightLimits) -> Floats:
    """Return a plan within the limits whose totals hold to the last digits, from one that nearly is."""
    for _ in range(6):
        spend = limits.within(spend)
        rest = limits.totals - limits.gather(spend)
        if np.all(np.abs(rest) <= 1e-12 * limits.totals):
            break
        low, high = _room(spend, limits)
        room = np.where(rest > 0, high, low)
        share = rest / np.maximum(limits.gather(room), 1e-300)
        spend = spend + room * np.clip(share, -1.0, 1.0)
    return _last_digits(limits.within(spend), limits)


def _last_digits(spend: Floats, limits: FlightLimits) -> Floats:
    """Return the plan with what its totals still miss added in proportion to spend: far below a cent."""
    rest = limits.totals - limits.gather(spend)
    total = limits.gather(spend)
    return np.asarray(spend * (1.0 + np.where(total > 0, rest / np.maximum(total, 1e-300), 0.0)))


def _room(spend: Floats, limits: FlightLimits) -> tuple[Floats, Floats]:
    """Return by how much each spend alone may fall and rise, shape (campaigns, weeks) each."""
    down, up = spend - limits.lower, limits.upper - spend
    if spend.shape[1] > 1 and np.isfinite(limits.change).any():
        rise = np.where(np.isfinite(limits.change), 1.0 + limits.change, np.inf)[:, None]
        fall = np.maximum(1.0 - limits.change, 0.0)[:, None]
        with np.errstate(invalid="ignore", divide="ignore"):
            before, after = spend[:, :-1], spend[:, 1:]
            rise, fall = rise * limits.grows, fall * limits.grows
            up[:, 1:] = np.minimum(up[:, 1:], np.where(np.isfinite(rise), rise * before - after, np.inf))
            down[:, 1:] = np.minimum(down[:, 1:], after - fall * before)
            up[:, :-1] = np.minimum(up[:, :-1], np.where(fall > 0, after / fall - before, np.inf))
            down[:, :-1] = np.minimum(down[:, :-1], before - after / rise)
    return np.maximum(down, 0.0), np.maximum(up, 0.0)


def _times(matrices: Floats, vectors: Floats) -> Floats:
    return np.asarray((matrices @ vectors[..., None])[..., 0])


def _longest(values: Floats, change: Floats) -> float:
    """Return the longest step, at most 1, that keeps all values, which are above 0, at 0 or more."""
    fastest = -float((change / values).min())
    return 1.0 / fastest if fastest > 1.0 else 1.0
