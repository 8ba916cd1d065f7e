"""Flighting with what a fit has learned: curves, carry-over, season and the spend that is still in the pipe."""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from core.allocation.weekly_response import WeeklyResponse
from core.curves import Floats
from core.errors import InputError
from core.response import ResponseFit
from core.response.adstock import LAGS, adstock
from core.response.campaign_timeline import CampaignTimeline
from core.response.mix.timeline import MixTimeline
from core.response.priors import KERNEL

YEAR_DAYS = 364
"""52 weeks: a day a year ago with the same weekday."""


def weekly_responses(
    fit: ResponseFit, weeks: int, start: date | None = None, season: ArrayLike | None = None
) -> tuple[WeeklyResponse, ...]:
    """Return how each campaign or channel of a fit answers to spend by week, for ``core.allocation.flight``.

    Curves, carry-over and season are posterior draws that belong together. The level of the curves is the averaged one
    of the fit. What was spent in the last periods of the data is in the pipe where the horizon starts right after them;
    a later start leaves as many periods without spend in between.

    Args:
        fit: The fit.
        weeks: Length of the horizon.
        start: First day of the horizon; None: the day after the data end.
        season: Multipliers, shape (weeks,) for all or (campaigns, weeks), longer where outcome after the end counts.
            None: those that the fit has learned (``season_by_week``), or 1 where it has none.

    Raises:
        InputError: If the horizon starts within the data, or the multipliers do not fit campaigns and weeks.
    """
    timeline = fit.timeline
    after = timeline.dates[-1] + pd.Timedelta(days=fit.period_days)
    first = after if start is None else pd.Timestamp(start)
    pause = -(-(first - after).days // fit.period_days)
    if pause < 0:
        last = (after - pd.Timedelta(days=1)).date()
        raise InputError(
            f"The horizon starts on {first.date()}, but the data end on {last}. Start it on a later day than that."
        )
    weights = carry_over_weights(fit)
    lags = weights.shape[2]
    spent = np.concatenate([timeline.spend[-lags:], np.zeros((min(pause, lags), len(fit.campaigns)))])
    by_week: list[Floats | None]
    if season is None:
        learned = season_by_week(fit, weeks + lags * fit.period_days // 7 + 1, first.date())
        by_week = [learned] * len(fit.campaigns)
    else:
        given = np.asarray(season, float)
        if given.ndim not in (1, 2) or (given.ndim == 2 and len(given) != len(fit.campaigns)):
            raise InputError(
                f"season has shape {given.shape}, must be multipliers by week, or by week for each of the "
                f"{len(fit.campaigns)} campaigns"
            )
        by_week = list(np.broadcast_to(given, (len(fit.campaigns), given.shape[-1])))
    return tuple(
        WeeklyResponse(curve, weights[c], by_week[c], spent[-lags:, c], fit.period_days)
        for c, curve in enumerate(fit.curves)
    )


def carry_over_weights(fit: ResponseFit) -> Floats:
    """Return the weights of the lags, shape (campaigns, draws, lags); each adds up to 1 over the lags."""
    timeline, kernel, lags = fit.timeline, adstock(fit.adstock), LAGS[fit.period_days]
    draws = fit.scale.shape[0]
    if isinstance(timeline, CampaignTimeline):
        theta = timeline.own[..., KERNEL : timeline.mean.shapes].astype(float).swapaxes(0, 1)
    elif isinstance(timeline, MixTimeline):
        theta = timeline.layout.parts(np.asarray(timeline.own, float))[3]
    else:
        raise InputError("This fit does not say how spend carries over. Give the weights of carry-over yourself.")
    return np.array(np.broadcast_to(kernel.shares(theta, lags), (len(fit.campaigns), draws, lags)))


def season_by_week(fit: ResponseFit, weeks: int, start: date) -> Floats | None:
    """Return by how much the season lifts each week against the averaged level of the curves, shape (draws, weeks).

    The season of the same weeks a year before, as learned, over its mean of the averaged days: that of the last year
    comes again. Drift is no season and stays at the level of the curves. None where the fit cannot tell: a mix, whose
    season adds to the outcome and multiplies no channel, and data of less than a year, whose curves are at the
    level of the last weeks.

    Args:
        fit: The fit.
        weeks: Number of weeks.
        start: First day of the first week.
    """
    timeline = fit.timeline
    if not isinstance(timeline, CampaignTimeline) or fit.averaged < YEAR_DAYS:
        return None
    level = np.exp(timeline.mean.season(timeline.shared).astype(float))
    days = (pd.Timestamp(start) - timeline.dates[0]).days + np.arange(7 * weeks)
    # As many years back as lead into the data.
    days -= YEAR_DAYS * np.maximum(-(-(days - len(timeline.dates) + 1) // YEAR_DAYS), 0)
    season = level[:, days].reshape(len(level), weeks, 7).mean(axis=2)
    return np.asarray(season / level[:, -fit.averaged :].mean(axis=1, keepdims=True))
