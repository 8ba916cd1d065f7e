"""ResponseModel: learns how each campaign answers to money, with posterior draws."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.interpolate import BSpline

from core.curves import CurveDraws, Floats, hill, slope_draws
from core.errors import InputError
from core.response.likelihood import RARE, estimate_dispersion, variance_inflation
from core.response.panel import TODAY_DAYS, Panel, make_panel
from core.response.posterior import SHAPE, Mode, Problem, find_mode, laplace_draws
from core.response.priors import Prior
from core.response.refine import refine_draws

MODEL_VERSION = "campaign-2"
"""Part of every memo key: a change of the model must not return yesterday's answer."""

KNOT_DAYS = 28
DRIFT_DAYS = 42
LEAST_DRIFT, MOST_DRIFT = 0.02, 0.5
"""Bounds of a step of drift, in log: hardly anything, and a factor of 1.6 in six weeks."""
YEAR = 365


@dataclass(frozen=True, eq=False)
class ResponseFit:
    """What was learned: posterior draws of each campaign's response. Campaigns are in the order of their ids.

    Attributes:
        outcome: ``revenue`` or ``conversions``.
        campaign_ids: Ids, and ``campaigns`` their names, ``channels`` their channels.
        today: Today's spend per day (mean of the last 28 active days), shape (campaigns,).
        scale: Ceiling of the outcome per day at the averaged level of weekday and season (``averaged_days``), (draws,
            campaigns).
        half_saturation: Spend per day at half of the ceiling, (draws, campaigns).
        slope: Hill slope, (draws, campaigns).
        decay: Share of an effect carried over to the next day, (draws, campaigns).
        seen: Lowest and highest weekly mean of daily spend in the data, (campaigns, 2).
        inflation: By how much neighbouring days repeat each other, (campaigns,).
        noise: Coefficient of variation of a day at the usual spend, (campaigns,).
        lowered: Days whose outcome was beyond what is plausible and was lowered, by campaign.
        acceptance: Share of refined draws that were accepted; low where the posterior is far from normal.
        converged: Whether the mode was found.
        left_out: Name and reason of campaigns without a curve.
        averaged: Over how many of the last days the level of weekday, season and drift is averaged.
    """

    outcome: str
    campaign_ids: tuple[str, ...]
    campaigns: tuple[str, ...]
    channels: tuple[str, ...]
    today: Floats
    scale: Floats
    half_saturation: Floats
    slope: Floats
    decay: Floats
    seen: Floats
    inflation: Floats
    noise: Floats
    lowered: Floats
    acceptance: Floats
    converged: bool
    left_out: tuple[tuple[str, str], ...]
    averaged: int

    @cached_property
    def curves(self) -> tuple[CurveDraws, ...]:
        """One curve a campaign: outcome per day at steady spend per day."""
        return tuple(
            CurveDraws(
                name,
                self.scale[:, c],
                self.half_saturation[:, c],
                self.slope[:, c],
                (float(self.seen[c, 0]), float(self.seen[c, 1])),
            )
            for c, name in enumerate(self.campaigns)
        )

    def predict(self, spend: ArrayLike) -> Floats:
        """Return the outcome per day at steady spend per day, at the averaged level of weekday and season.

        Args:
            spend: Currency per day, one number a campaign in the order of ``campaign_ids``, or one for all.

        Returns:
            Array (draws, campaigns).

        Raises:
            InputError: If the number of spends is wrong or one is negative or not finite.
        """
        x = np.asarray(spend, float)
        if x.ndim > 1 or (x.ndim == 1 and len(x) != len(self.campaigns)):
            raise InputError(f"spend has shape {x.shape}, must be one number or {len(self.campaigns)}")
        if not np.all(np.isfinite(x)) or np.any(x < 0):
            raise InputError("spend must be numbers of 0 or more")
        return self.scale * hill(x, self.half_saturation, self.slope)

    def roas(self, level: float = 0.9) -> pd.DataFrame:
        """Return outcome per unit of money at today's spend: campaign_id, campaign, mean, lower, upper."""
        return self._summary(self.predict(self.today) / self.today, level)

    def marginal_roas(self, level: float = 0.9) -> pd.DataFrame:
        """Return what the next unit of money brings at today's spend: campaign_id, campaign, mean, lower, upper."""
        slopes = [slope_draws(curve, x) for curve, x in zip(self.curves, self.today, strict=True)]
        return self._summary(np.column_stack(slopes), level)

    def _summary(self, draws: Floats, level: float) -> pd.DataFrame:
        tail = (1 - level) / 2
        lower, upper = np.quantile(draws, [tail, 1 - tail], axis=0)
        return pd.DataFrame(
            {
                "campaign_id": self.campaign_ids,
                "campaign": self.campaigns,
                "mean": draws.mean(axis=0),
                "lower": lower,
                "upper": upper,
            }
        )


class ResponseModel:
    """Learns response curves from daily metrics.

    Args:
        mode: ``campaign``: each campaign's own outcome answers to its own spend.
        prior: What is believed before the data are seen.
        draws: Number of posterior draws.
        seed: Seed of the draws; the same data and seed give the same fit in every process.

    Raises:
        InputError: If the mode is unknown.
    """

    def __init__(self, mode: str = "campaign", prior: Prior | None = None, draws: int = 400, seed: int = 0) -> None:
        if mode != "campaign":
            raise InputError(f"mode == {mode!r}, must be 'campaign'")
        self.prior = prior or Prior()
        self.draws = draws
        self.seed = seed

    def fit(self, daily_metrics: pd.DataFrame, outcome: str = "revenue") -> ResponseFit:
        """Return the fit of one outcome.

        Raises:
            InputError: If the outcome or a column is unknown.
            NotEnoughDataError: If no campaign has both spend and outcome.
        """
        panel = make_panel(daily_metrics, outcome)
        problem, mode, lowered = self._find(panel)
        rng = np.random.default_rng(self.seed)
        own, shared, conditional, means = laplace_draws(mode, self.draws, rng)
        own, acceptance = refine_draws(problem, mode, own, shared, conditional, means, rng)

        factor = averaged_factor(problem, own, shared, averaged_days(len(panel.dates)))
        level, bend, slope = own[..., 0], own[..., 1], np.exp(own[..., 2])
        return ResponseFit(
            outcome=outcome,
            campaign_ids=panel.ids,
            campaigns=panel.names,
            channels=panel.channels,
            today=panel.today,
            scale=np.exp(level) * problem.usual * (1 + np.exp(bend)) * factor,
            half_saturation=problem.usual * np.exp(bend / slope),
            slope=slope,
            decay=1 / (1 + np.exp(-own[..., 3])),
            seen=panel.seen,
            inflation=variance_inflation(_residual(problem, mode), panel.counted),
            noise=np.sqrt(
                problem.dispersion.variance(mu := np.exp(mode.own[:, 0]) * problem.usual),
            )
            / mu,
            lowered=lowered,
            acceptance=acceptance,
            converged=mode.converged,
            left_out=panel.left_out,
            averaged=averaged_days(len(panel.dates)),
        )

    def _find(self, panel: Panel) -> tuple[Problem, Mode, Floats]:
        """Return problem and mode: noise, implausible days and repetition are estimated in turn with the mode."""
        shared, precision = shared_design(panel.dates, self.prior)
        counted = panel.counted
        channel = np.unique(panel.channels, return_inverse=True)[1]
        # A start that one absurd day can't spoil: rare days at most ten times the upper quartile of their campaign.
        cap = np.array([_cap(panel.outcome[counted[:, c], c]) for c in range(len(panel.ids))])
        outcome = np.minimum(panel.outcome, cap)
        flat = np.maximum(np.where(counted, outcome, 0).sum(0) / np.maximum(counted.sum(0), 1), 1e-12)
        drift, steps = drift_design(len(panel.dates))
        problem = Problem(
            spend=panel.spend,
            outcome=outcome,
            weight=counted.astype(float),
            usual=panel.usual,
            shared=shared,
            shared_precision=precision,
            drift=drift,
            drift_precision=drift_precision(steps, self.prior.drift),
            channel=channel,
            base=float(np.log(outcome[counted].sum() / panel.spend[counted].sum())),
            prior=self.prior,
            dispersion=estimate_dispersion(outcome, np.broadcast_to(flat, outcome.shape), counted),
        )
        mode = find_mode(problem)
        spent = SHAPE + shared.shape[1] / len(panel.ids)
        for last in (False, False, True):
            mu = np.exp(problem.log_mean(mode.own, mode.shared))
            outcome = problem.dispersion.plausible(panel.outcome, mu, counted)
            dispersion = estimate_dispersion(outcome, mu, counted, spent)
            wander = drift_scale(mode, steps, self.prior.drift)
            problem = replace(
                problem, outcome=outcome, dispersion=dispersion, drift_precision=drift_precision(steps, wander)
            )
            if last:
                inflation = variance_inflation(_residual(problem, mode), counted)
                problem = replace(problem, weight=counted / inflation)
            mode = find_mode(problem, mode)
        lowered = (counted & (outcome < panel.outcome)).sum(axis=0).astype(float)
        return problem, mode, lowered


def drift_design(days: int) -> tuple[Floats, Floats]:
    """Return the design of a campaign's own slow changes, shape (days, knots), and the steps between its knots.

    Broken lines with a knot every six weeks, each column with mean zero over the days, so that the level stays the
    campaign's own. Without them a campaign that gets worse while its budget falls would pass for one that needs more
    money. In less than six weeks there is no telling, and no column.
    """
    pieces = round(days / DRIFT_DAYS)
    if pieces < 1:
        return np.zeros((days, 0)), np.zeros((0, 0))
    at = np.linspace(0, days - 1, pieces + 1)
    design = np.column_stack([np.interp(np.arange(days), at, unit) for unit in np.eye(pieces + 1)])
    return design - design.mean(axis=0), np.diff(np.eye(pieces + 1), axis=0)


def drift_precision(steps: Floats, scale: float) -> Floats:
    """Return the prior precision of a random walk with steps of ``scale``; its overall height is of no effect."""
    return steps.T @ steps / scale**2 + np.eye(steps.shape[1]) * 0.25


def drift_scale(mode: Mode, steps: Floats, before: float) -> float:
    """Return the size of a step that all campaigns together show (a step of EM), within bounds on the wide side."""
    if not len(steps):
        return before
    knots, covariance = mode.own[:, SHAPE:], np.linalg.inv(mode.blocks)[:, SHAPE:, SHAPE:]
    moved = (knots @ steps.T) ** 2 + np.einsum("ij,cjk,ik->ci", steps, covariance, steps)
    return float(np.clip(np.sqrt(moved.mean()), LEAST_DRIFT, MOST_DRIFT))


def averaged_factor(problem: Problem, own: Floats, shared: Floats, days: int) -> Floats:
    """Return the mean over the last days of what weekday, season and drift multiply in, shape (draws, campaigns)."""
    season = shared @ problem.shared[-days:].T
    last = problem.drift[-days:].T
    # One campaign at a time: draws x days x campaigns would not fit where there are many.
    return np.column_stack([np.exp(season + own[:, c, SHAPE:] @ last).mean(axis=1) for c in range(own.shape[1])])


def _residual(problem: Problem, mode: Mode) -> Floats:
    mu = np.exp(problem.log_mean(mode.own, mode.shared))
    return (problem.outcome - mu) / np.sqrt(problem.dispersion.variance(mu))


def _cap(outcome: Floats) -> float:
    if not len(outcome):
        return 0.0
    return max(10 * float(np.quantile(outcome, 0.75)), float(np.quantile(outcome, 1 - RARE, method="lower")))


def averaged_days(days: int) -> int:
    """Return over how many of the last days the level of weekday and season is averaged.

    A year of data holds every season once, and its mean is what a steady plan meets on the whole. In less, season and
    trend cannot be told apart: what holds now is the level of the last four weeks, not the mean of another season.
    """
    return YEAR if days >= YEAR else min(TODAY_DAYS, days)


def shared_design(dates: pd.DatetimeIndex, prior: Prior) -> tuple[Floats, Floats]:
    """Return the design of weekday and season, shape (days, columns), and the prior precision of its coefficients.

    Weekdays are six contrasts that add up to zero; the season is a cubic spline with a knot every 28 days whose
    coefficients are a random walk (Lang and Brezger, 2004). Both have mean zero over the days, so the level is the
    campaigns' own.
    """
    days = len(dates)
    contrast = np.vstack([np.eye(6), -np.ones(6)])
    weekday = contrast[dates.dayofweek.to_numpy()] if days >= 14 else np.zeros((days, 0))
    pieces = round(days / KNOT_DAYS) if days >= 2 * KNOT_DAYS else 0
    if pieces:
        knots = np.linspace(0, days - 1, pieces + 1)
        step = knots[1]
        padded = np.concatenate([knots[0] - step * np.arange(3, 0, -1), knots, knots[-1] + step * np.arange(1, 4)])
        spline = BSpline.design_matrix(np.arange(days, dtype=float), padded, 3, extrapolate=True).toarray()
        steps = np.diff(np.eye(spline.shape[1]), axis=0)
        walk = steps.T @ steps / prior.season**2 + np.eye(spline.shape[1]) / 4
        spline = spline - spline.mean(axis=0)
    else:
        spline, walk = np.zeros((days, 0)), np.zeros((0, 0))
    precision = np.zeros((weekday.shape[1] + spline.shape[1],) * 2)
    precision[: weekday.shape[1], : weekday.shape[1]] = np.eye(weekday.shape[1]) / prior.weekday**2
    precision[weekday.shape[1] :, weekday.shape[1] :] = walk
    return np.hstack([weekday, spline]), precision
