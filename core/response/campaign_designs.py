"""Designs of what changes slowly: weekday and season, shared by all campaigns, and each campaign's own drift."""

import numpy as np
import pandas as pd

from core.curves import Floats
from core.response.panel import TODAY_DAYS
from core.response.priors import Prior

KNOT_DAYS = 28
DRIFT_DAYS = 42
YEAR = 365


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
        spline = _cubic_spline(days, pieces)
        steps = np.diff(np.eye(spline.shape[1]), axis=0)
        walk = steps.T @ steps / prior.season**2 + np.eye(spline.shape[1]) / 4
        spline = spline - spline.mean(axis=0)
    else:
        spline, walk = np.zeros((days, 0)), np.zeros((0, 0))
    precision = np.zeros((weekday.shape[1] + spline.shape[1],) * 2)
    precision[: weekday.shape[1], : weekday.shape[1]] = np.eye(weekday.shape[1]) / prior.weekday**2
    precision[weekday.shape[1] :, weekday.shape[1] :] = walk
    return np.hstack([weekday, spline]), precision


def _cubic_spline(days: int, pieces: int) -> Floats:
    """Return the cubic B-splines of equal pieces at each day, shape (days, pieces + 3) (de Boor, 1978)."""
    x = np.abs(np.arange(days)[:, None] * (pieces / (days - 1)) + 1 - np.arange(pieces + 3))
    return np.where(x < 1, (4 - 6 * x**2 + 3 * x**3) / 6, np.where(x < 2, (2 - np.minimum(x, 2)) ** 3 / 6, 0.0))


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


def averaged_days(days: int) -> int:
    """Return over how many of the last days the level of weekday and season is averaged.

    A year of data holds every season once, and its mean is what a steady plan meets on the whole. In less, season and
    trend cannot be told apart: what holds now is the level of the last four weeks, not the mean of another season.
    """
    return YEAR if days >= YEAR else min(TODAY_DAYS, days)
