"""Mode "campaign": each campaign's own outcome answers to its own spend, day by day."""

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.interpolate import BSpline

from core.curves import Floats
from core.response.assumptions import Assumptions
from core.response.campaign_timeline import CampaignTimeline
from core.response.fit import Computation, ResponseFit
from core.response.likelihood import RARE, estimate_dispersion, variance_inflation
from core.response.panel import TODAY_DAYS, Panel, make_panel
from core.response.posterior import SHAPE, Mode, Problem, find_mode, laplace_draws
from core.response.prior_table import prior_table
from core.response.priors import Prior
from core.response.refine import refine_draws

KNOT_DAYS = 28
DRIFT_DAYS = 42
LEAST_DRIFT, MOST_DRIFT = 0.02, 0.5
"""Bounds of a step of drift, in log: hardly anything, and a factor of 1.6 in six weeks."""
YEAR = 365


def fit_campaigns(
    daily_metrics: pd.DataFrame,
    outcome: str,
    assumptions: Assumptions,
    prior: Prior,
    draws: int,
    seed: int,
    hold_out: int = 0,
) -> ResponseFit:
    """Return the fit of one outcome, one curve a campaign.

    Raises:
        InputError: If the outcome or a column is unknown.
        NotEnoughDataError: If no campaign has both spend and outcome.
    """
    panel = make_panel(daily_metrics, outcome, hold_out)
    problem, mode, lowered = find(panel, prior)
    rng = np.random.default_rng(seed)
    own, shared, conditional, means = laplace_draws(mode, draws, rng)
    own, acceptance, k_hat = refine_draws(problem, mode, own, shared, conditional, means, rng)

    averaged = averaged_days(panel.learned)
    factor = averaged_factor(problem, own, shared, slice(panel.learned - averaged, panel.learned))
    level, bend, slope = own[..., 0], own[..., 1], np.exp(own[..., 2])
    mu = np.exp(mode.own[:, 0]) * problem.usual
    decay = 1 / (1 + np.exp(-own[..., 3]))
    inflation = variance_inflation(_residual(problem, mode), panel.counted)
    return ResponseFit(
        mode="campaign",
        outcome=outcome,
        period_days=1,
        campaign_ids=panel.ids,
        campaigns=panel.names,
        channels=panel.channels,
        today=panel.today,
        saturation=assumptions.saturation,
        form="hill",
        scale=np.exp(level) * problem.usual * (1 + np.exp(bend)) * factor,
        half_saturation=problem.usual * np.exp(bend / slope),
        slope=slope,
        adstock=assumptions.adstock,
        carry_over=np.log(0.1) / np.log(decay),
        seen=panel.seen,
        inflation=inflation,
        noise=np.sqrt(problem.dispersion.variance(mu)) / mu,
        lowered=lowered,
        left_out=panel.left_out,
        averaged=averaged,
        computation=Computation("normal approximation, refined", mode.converged, acceptance, k_hat),
        timeline=CampaignTimeline(
            dates=panel.dates,
            campaign_ids=panel.ids,
            campaigns=panel.names,
            observed=panel.outcome,
            counted=panel.counted,
            mean=problem.mean,
            own=own.astype(np.float32),
            shared=shared.astype(np.float32),
            dispersion=problem.dispersion,
            inflation=inflation,
        ),
        prior_table=prior_table(panel, problem, own),
    )


def find(panel: Panel, prior: Prior) -> tuple[Problem, Mode, Floats]:
    """Return problem and mode: noise, implausible days and repetition are estimated in turn with the mode."""
    shared, precision = shared_design(panel.dates, prior)
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
        drift_precision=drift_precision(steps, prior.drift),
        channel=channel,
        base=float(np.log(outcome[counted].sum() / panel.spend[counted].sum())),
        prior=prior,
        dispersion=estimate_dispersion(outcome, np.broadcast_to(flat, outcome.shape), counted),
    )
    mode = find_mode(problem)
    spent = SHAPE + shared.shape[1] / len(panel.ids)
    for last in (False, False, True):
        mu = np.exp(problem.log_mean(mode.own, mode.shared))
        outcome = problem.dispersion.plausible(panel.outcome, mu, counted)
        dispersion = estimate_dispersion(outcome, mu, counted, spent)
        wander = drift_scale(mode, steps, prior.drift)
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


def averaged_factor(problem: Problem, own: Floats, shared: Floats, days: slice) -> Floats:
    """Return the mean over some days of what weekday, season and drift multiply in, shape (draws, campaigns)."""
    season = shared @ problem.shared[days].T
    last = problem.drift[days].T
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
