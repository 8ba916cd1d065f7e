"""Mode "campaign": each campaign's own outcome answers to its own spend, day by day."""

from dataclasses import replace

import numpy as np
import pandas as pd

from core.curves import Floats
from core.response.adstock import adstock
from core.response.assumptions import Assumptions
from core.response.campaign_designs import averaged_days, drift_design, drift_precision, shared_design
from core.response.campaign_timeline import CampaignTimeline
from core.response.daily_mean import DailyMean, Singles
from core.response.fit import Computation, ResponseFit
from core.response.incrementality import incrementality
from core.response.likelihood import RARE, estimate_dispersion
from core.response.panel import Panel, make_panel
from core.response.posterior import Mode, Problem, find_mode
from core.response.prior_table import prior_table
from core.response.priors import KERNEL, Prior, own_prior
from core.response.refine import posterior_draws
from core.response.repetition import variance_inflation
from core.response.saturation import saturation
from core.response.stated import Subject, carry_over_days, subjects_of_tests
from core.response.threads import one_blas_thread

LEAST_DRIFT, MOST_DRIFT = 0.02, 0.5
"""Bounds of a step of drift, in log: hardly anything, and a factor of 1.6 in six weeks."""


@one_blas_thread()
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
        InputError: If the outcome, a column, or the subject or the days of a belief or lift test are unknown.
        NotEnoughDataError: If no campaign has both spend and outcome.
    """
    panel = make_panel(daily_metrics, outcome, hold_out)
    about = subjects_of_tests(assumptions.lift_tests, subjects(panel))
    problem, mode, lowered = find(panel, prior, assumptions)
    sample = posterior_draws(problem, mode, draws, seed)
    lift = incrementality(assumptions.lift_tests, about, panel, problem.mean, sample, np.random.default_rng([seed, 2]))
    own = np.take_along_axis(sample.own, lift.index[..., None], axis=0) if any(lift.tested) else sample.own

    averaged = averaged_days(panel.learned)
    factor = averaged_factor(problem, own, sample.shared, slice(panel.learned - averaged, panel.learned)) * lift.share
    shape, kernel = saturation(assumptions.saturation), adstock(assumptions.adstock)
    level, bend, steepness = (own[..., i].astype(float) for i in range(KERNEL))
    scale, half, slope = shape.curve(level, bend, steepness, panel.usual)
    mu = np.exp(mode.own[:, 0]) * panel.usual

    def carried(c: int) -> Floats:
        days = carry_over_days(kernel, own[:, c, KERNEL : problem.shapes].astype(float), 1)
        return np.broadcast_to(days, len(own))

    carry_over = np.column_stack(problem.mean.each(carried))
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
        form=shape.form,
        scale=scale * panel.usual * factor,
        half_saturation=half,
        slope=slope,
        adstock=assumptions.adstock,
        carry_over=carry_over,
        seen=panel.seen,
        inflation=inflation,
        noise=np.sqrt(problem.dispersion.variance(mu)) / mu,
        lowered=lowered,
        left_out=panel.left_out,
        averaged=averaged,
        computation=Computation(
            "normal approximation, refined",
            mode.converged,
            sample.acceptance,
            sample.k_hat,
            fallback=_slower([name for name, safer in zip(panel.names, sample.safer, strict=True) if safer]),
        ),
        timeline=CampaignTimeline(
            dates=panel.dates,
            campaign_ids=panel.ids,
            campaigns=panel.names,
            observed=panel.outcome,
            counted=panel.counted,
            mean=problem.mean,
            own=own,
            shared=sample.shared.astype(np.float32),
            dispersion=problem.dispersion,
            inflation=inflation,
            share=lift.share if any(lift.tested) else None,
        ),
        prior_table=prior_table(panel, problem, own, carry_over, lift),
        incremental=lift.tested,
    )


def subjects(panel: Panel) -> tuple[Subject, ...]:
    """Return what beliefs and lift tests can be about."""
    return tuple(Subject(*one) for one in zip(panel.ids, panel.names, panel.channels, strict=True))


def find(panel: Panel, prior: Prior, assumptions: Assumptions | None = None) -> tuple[Problem, Mode, Floats]:
    """Return problem and mode: noise, implausible days and repetition are estimated in turn with the mode."""
    assumptions = assumptions or Assumptions()
    shared, precision = shared_design(panel.dates, prior)
    counted = panel.counted
    # A start that one absurd day can't spoil: rare days at most ten times the upper quartile of their campaign.
    cap = np.array([_cap(panel.outcome[counted[:, c], c]) for c in range(len(panel.ids))])
    outcome = np.minimum(panel.outcome, cap)
    flat = np.maximum(np.where(counted, outcome, 0).sum(0) / np.maximum(counted.sum(0), 1), 1e-12)
    drift, steps = drift_design(len(panel.dates))
    base = float(np.log(outcome[counted].sum() / panel.spend[counted].sum()))
    shape, kernel = assumptions.saturation, assumptions.adstock
    problem = Problem(
        mean=DailyMean(panel.spend, panel.usual, shared, drift, shape, kernel),
        outcome=outcome,
        weight=counted.astype(float),
        shared_precision=precision,
        drift_precision=drift_precision(steps, prior.drift),
        channel=np.unique(panel.channels, return_inverse=True)[1],
        prior=own_prior(prior, base, shape, kernel, subjects(panel), assumptions.beliefs),
        dispersion=estimate_dispersion(outcome, np.broadcast_to(flat, outcome.shape), counted),
    )
    # Until noise and repetition are known, about the mode is near enough.
    mode = find_mode(problem, steps=12, enough=1.0)
    spent = problem.shapes + shared.shape[1] / len(panel.ids)
    for last in (False, False, True):
        mu = np.exp(problem.log_mean(mode.own, mode.shared)).T
        outcome = problem.dispersion.plausible(panel.outcome, mu, counted)
        dispersion = estimate_dispersion(outcome, mu, counted, spent)
        wander = drift_scale(problem, mode, steps, prior.drift)
        problem = replace(
            problem, outcome=outcome, dispersion=dispersion, drift_precision=drift_precision(steps, wander)
        )
        if last:
            inflation = variance_inflation(_residual(problem, mode), counted)
            problem = replace(problem, weight=counted / inflation)
        mode = find_mode(problem, mode) if last else find_mode(problem, mode, steps=12, enough=0.1)
    lowered = (counted & (outcome < panel.outcome)).sum(axis=0).astype(float)
    return problem, mode, lowered


def drift_scale(problem: Problem, mode: Mode, steps: Floats, before: float) -> float:
    """Return the size of a step that all campaigns together show (a step of EM), within bounds on the wide side."""
    if not len(steps):
        return before
    knots, covariance = mode.own[:, problem.shapes :], np.linalg.inv(mode.blocks)[:, problem.shapes :, problem.shapes :]
    moved = (knots @ steps.T) ** 2 + np.einsum("ij,cjk,ik->ci", steps, covariance, steps, optimize=True)
    return float(np.clip(np.sqrt(moved.mean()), LEAST_DRIFT, MOST_DRIFT))


def averaged_factor(problem: Problem, own: Singles, shared: Floats, days: slice) -> Floats:
    """Return the mean over some days of what weekday, season and drift multiply in, shape (draws, campaigns)."""
    season = (shared @ problem.mean.shared[days].T).astype(np.float32)
    design = problem.mean.drift[days].T.astype(np.float32)

    def one(c: int) -> Floats:
        return np.exp(season + own[:, c, problem.shapes :] @ design).mean(axis=1, dtype=float)

    return np.column_stack(problem.mean.each(one))


def _slower(names: list[str]) -> str:
    """Return what the card says of campaigns whose draws took more steps; empty where there are none."""
    return f"more steps were taken for {', '.join(names)}" if names else ""


def _residual(problem: Problem, mode: Mode) -> Floats:
    mu = np.exp(problem.log_mean(mode.own, mode.shared)).T
    return (problem.outcome - mu) / np.sqrt(problem.dispersion.variance(mu))


def _cap(outcome: Floats) -> float:
    if not len(outcome):
        return 0.0
    return max(10 * float(np.quantile(outcome, 0.75)), float(np.quantile(outcome, 1 - RARE, method="lower")))
