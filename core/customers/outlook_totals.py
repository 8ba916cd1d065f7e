"""How many customers still buy and how many purchases come, with ranges: chance, and what the model does not know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import ndtri

from core.curves import Floats
from core.customers.histories import Histories

DRAWS: Final = 24
MOST: Final = 20_000
"""Customers that ranges are worked out on; of more, evenly picked ones stand for all."""


@dataclass(frozen=True)
class Range:
    """An estimate with its range.

    Attributes:
        mean: Expected.
        lower: Lower end.
        upper: Upper end.
    """

    mean: float
    lower: float
    upper: float


def totals_of(histories: Histories, fitted: Any, weeks: float, level: float) -> tuple[Range, Range]:
    """Return how many customers still buy, and how many purchases come in the weeks ahead.

    The range takes in both kinds of doubt: the parameters (draws of their asymptotic distribution) and the chance of
    each customer given the parameters. The sum of many customers is taken to be normal.

    Args:
        histories: Of the customers.
        fitted: The model of purchases.
        weeks: Ahead.
        level: Of the ranges.
    """
    x, last, age, scale = _picked(histories)
    alive, bought = fitted.chance_alive(x, last, age), fitted.expected_purchases(weeks, x, last, age)
    drawn = [fitted.at(one) for one in fitted.draws(DRAWS)]
    actives = np.array([one.chance_alive(x, last, age).sum() for one in drawn]) * scale
    sums = np.array([one.expected_purchases(weeks, x, last, age).sum() for one in drawn]) * scale
    pairs = alive * fitted.pairs_if_alive(weeks, x, age)
    spread_active = float((alive * (1 - alive)).sum() * scale)
    spread_bought = float((pairs + bought - bought**2).sum() * scale)
    count = float(len(histories))
    active = _range(float(alive.sum()) * scale, spread_active + _variance(actives), level, count)
    return active, _range(float(bought.sum()) * scale, spread_bought + _variance(sums), level, np.inf)


def _picked(histories: Histories) -> tuple[Floats, Floats, Floats, float]:
    every = max(1, -(-len(histories) // MOST))
    # In the order of ids neighbours may be alike; in the order of histories an even pick has all kinds.
    order = np.lexsort((histories.age, histories.recency, histories.frequency))
    picked = order[every // 2 :: every]
    scale = len(histories) / len(picked)
    return histories.frequency[picked], histories.recency[picked], histories.age[picked], scale


def _variance(values: Floats) -> float:
    # A draw at an edge of the parameters must not say that nothing is known.
    low, high = np.quantile(values, [0.16, 0.84])
    return float(((high - low) / 2) ** 2)


def _range(mean: float, variance: float, level: float, most: float) -> Range:
    reach = float(ndtri((1 + level) / 2)) * float(np.sqrt(max(variance, 0.0)))
    return Range(mean, max(mean - reach, 0.0), min(mean + reach, most))
