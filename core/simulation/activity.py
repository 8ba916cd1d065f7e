"""When generated campaigns run and what they spend by day."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats

TAIL = 14
"""Days after the end of a campaign in which conversions may still arrive."""


@dataclass(frozen=True, eq=False)
class Activity:
    """Activity by day and campaign.

    Attributes:
        running: Days on which the campaign spends, shape (days, campaigns).
        listed: Days of which the data hold a row: first to last day of spend and the tail after it.
        spend: Spend, currency, shape (days, campaigns).
        cut: First and last day of the budget cut as positions, or None where the span is too short for one.
    """

    running: NDArray[np.bool_]
    listed: NDArray[np.bool_]
    spend: Floats
    cut: tuple[int, int] | None


def activity(rng: np.random.Generator, dates: pd.DatetimeIndex, base: Floats) -> Activity:
    """Return when campaigns run and what they spend.

    Args:
        rng: Source of randomness; nothing of it is shared with demand.
        dates: Days in order.
        base: Usual spend a day by campaign, currency, shape (campaigns,).
    """
    days, campaigns = len(dates), len(base)
    running, last = _running(rng, days, campaigns)
    first = running.argmax(axis=0)
    position = np.arange(days)[:, None]
    cut = _cut(rng, days)
    spend = base * running * _weekday_budgets(rng, dates, campaigns) * _weekly_changes(rng, days, campaigns)
    spend *= np.exp(rng.normal(0, 0.08, (days, campaigns)))
    if cut:
        spend[cut[0] : cut[1] + 1] *= rng.uniform(0.4, 0.5)
    return Activity(running, (position >= first) & (position <= last + TAIL), np.round(spend, 2), cut)


def _running(rng: np.random.Generator, days: int, campaigns: int) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Days on which each campaign runs, and its last one. One in twelve starts late, one pauses, one ends early."""
    running = np.ones((days, campaigns), bool)
    last = np.full(campaigns, days - 1)
    some = max(1, round(campaigns / 12))
    if campaigns < 6 or days < 56:
        return running, last
    late, paused, ended = rng.permutation(campaigns)[: 3 * some].reshape(3, some)
    for campaign in late:
        running[: rng.integers(days // 10, days // 2), campaign] = False
    for campaign in paused:
        length = int(rng.integers(14, min(43, days // 3)))
        start = rng.integers(days // 5, days - length - days // 8)
        running[start : start + length, campaign] = False
    for campaign in ended:
        last[campaign] = rng.integers(days * 6 // 10, days - days // 8)
        running[last[campaign] + 1 :, campaign] = False
    return running, last


def _cut(rng: np.random.Generator, days: int) -> tuple[int, int] | None:
    length = min(21, days // 10)
    if length < 5:
        return None
    start = int(rng.integers(days // 2, days * 7 // 10))
    return start, start + length - 1


def _weekday_budgets(rng: np.random.Generator, dates: pd.DatetimeIndex, campaigns: int) -> Floats:
    """Factors of the budget by weekday: each campaign has its own, most spend less at the weekend."""
    pattern = np.exp(rng.normal(0, 0.06, (7, campaigns)))
    pattern[5:] *= rng.uniform(0.65, 1.05, campaigns)
    return (pattern / pattern.mean(axis=0))[dates.dayofweek.to_numpy()]


def _weekly_changes(rng: np.random.Generator, days: int, campaigns: int) -> Floats:
    """Factors of the budget by week: in two weeks of three it is 30 to 50 % up or the same factor down."""
    weeks = days // 7 + 2
    size = np.log(1 + rng.uniform(0.3, 0.5, (weeks, campaigns)))
    way = rng.choice([-1.0, 0.0, 1.0], (weeks, campaigns))
    # Each campaign has its own day of the week on which budgets change.
    week = (np.arange(days)[:, None] + rng.integers(0, 7, campaigns)) // 7
    return np.exp(size * way)[week, np.arange(campaigns)]
