"""Daily noise: how far a day lies from what its spend lets expect, of each campaign and of all together.

The noise of a day is taken from the day a week before it, which has the same weekday and nearly the same season: the
difference of two independent days has twice the variance of one. Days that repeat each other are no independent ones;
``core.response.repetition`` says by how much.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.allocation.planning import Planner
from core.curves import Floats, mean_curve
from core.data import Dataset
from core.response.repetition import variance_inflation

DAYS = 182
"""Days before the end of the data that are looked at."""
LEAST = 21
"""Days with spend below which the noise of a campaign is not known."""
FAR = 4.0
"""Robust standard deviations at which a difference counts no more: one absurd day must not spoil a test."""
_WEEK = 7


@dataclass(frozen=True, eq=False)
class DailyNoise:
    """Standard deviation of a day, repetition of days counted, in the unit of the outcome.

    Attributes:
        own: By campaign of the planner at today's spend, shape (campaigns,); NaN where too few days are known.
        total: Of all campaigns of the data together; NaN where too few days are known.
        outcome: Expected outcome a day of each campaign at today's spend.
        days: Days with spend behind each.
    """

    own: Floats
    total: float
    outcome: Floats
    days: Floats


def daily_noise(dataset: Dataset, planner: Planner, covers: Sequence[Sequence[str]]) -> DailyNoise:
    """Return the noise of the outcome of a planner.

    Args:
        dataset: The data.
        planner: Campaigns and curves.
        covers: The campaign ids of the data behind each campaign of the planner.
    """
    spend, outcome = (_wide(dataset, name) for name in ("spend", planner.outcome))
    owners = [[i for i in ids if i in spend.columns] for ids in covers]
    x = np.column_stack([spend[ids].sum(axis=1).to_numpy(float) for ids in owners])
    y = np.column_stack([outcome[ids].sum(axis=1).to_numpy(float) for ids in owners])
    days = planner.days
    expected = np.column_stack([mean_curve(curve, x[:, c] * days) / days for c, curve in enumerate(planner.curves)])
    today = np.array([float(mean_curve(c, t)) / days for c, t in zip(planner.curves, planner.today, strict=True)])
    ratio, counted = _ratios(y, expected, x > 0)
    # Of all together the records say it, whether or not a curve covers them.
    whole, seen = outcome.sum(axis=1).to_numpy(float), (spend.sum(axis=1).to_numpy(float) > 0)
    level = float(whole[seen][-28:].mean()) if seen.any() else 0.0
    all_ratio, all_counted = _ratios(whole[:, None], np.where(seen, level, 0.0)[:, None], seen[:, None])
    ratios, both = np.column_stack([ratio, all_ratio]), np.column_stack([counted, all_counted])
    size = np.array([_noise(ratios[:, c], both[:, c]) for c in range(ratios.shape[1])])
    centred = np.where(both, ratios - _weekday_means(ratios, both), 0.0)
    inflation = variance_inflation(centred / np.maximum(np.nan_to_num(size), 1e-9), both)
    size = size * np.sqrt(inflation)
    return DailyNoise(size[:-1] * today, float(size[-1] * level), today, counted.sum(axis=0).astype(float))


def _wide(dataset: Dataset, name: str) -> pd.DataFrame:
    metrics = dataset.daily_metrics
    table = metrics.pivot_table(index="date", columns="campaign_id", values=name, aggfunc="sum", fill_value=0.0)
    table.columns = table.columns.astype(str)
    whole = table.reindex(pd.date_range(dataset.first_day, dataset.last_day, freq="D"), fill_value=0.0)
    return whole.iloc[-DAYS:]


def _ratios(y: Floats, expected: Floats, active: np.ndarray) -> tuple[Floats, np.ndarray]:
    """Outcome over what the spend lets expect, about 1, and the days that count; 0 where they do not."""
    counted = active & (expected > 1e-9 * np.maximum(expected.max(axis=0), 1e-300))
    ratio = np.where(counted, y / np.where(counted, expected, 1.0), np.nan)
    # Season and drift are no noise: a day is held against the four weeks around it.
    middle = pd.DataFrame(ratio).rolling(28, min_periods=_WEEK, center=True).median().to_numpy()
    usual = np.minimum(ratio, np.where(np.nan_to_num(middle) > 0, FAR * middle, np.inf))
    around = pd.DataFrame(usual).rolling(28, min_periods=_WEEK, center=True).mean().to_numpy()
    counted = counted & (np.nan_to_num(around) > 0)
    return np.where(counted, np.nan_to_num(ratio) / np.where(counted, around, 1.0), 0.0), counted


def _noise(ratio: Floats, counted: np.ndarray) -> float:
    pairs = counted[_WEEK:] & counted[:-_WEEK]
    if counted.sum() < LEAST or pairs.sum() < _WEEK:
        return float("nan")
    away = (ratio[_WEEK:] - ratio[:-_WEEK])[pairs] / np.sqrt(2.0)
    edge = FAR * 1.4826 * float(np.median(np.abs(away)))
    return float(np.sqrt((np.clip(away, -edge, edge) ** 2).mean())) if edge > 0 else float(away.std())


def _weekday_means(ratio: Floats, counted: np.ndarray) -> Floats:
    means = np.zeros_like(ratio)
    for day in range(_WEEK):
        own = counted[day::_WEEK]
        means[day::_WEEK] = (ratio[day::_WEEK] * own).sum(axis=0) / np.maximum(own.sum(axis=0), 1)
    return means
