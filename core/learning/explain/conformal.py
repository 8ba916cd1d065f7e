"""Split conformal intervals: wide enough for new cases, whatever the model, if these are like the ones checked on."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.learning.results import Ranged

_NARROWEST: Final = 0.1
"""A spread is never smaller than this part of the median spread: a model of spreads can come near zero."""
_MOST: Final = 0.99
_TOO_FEW_LATER: Final = 20
"""Later cases below which it cannot be said whether the intervals still hold."""


@dataclass(frozen=True)
class Margin:
    """How far around a prediction the interval reaches.

    Attributes:
        reach: In the unit of the target, or in spreads where the interval adapts; infinite with too few cases.
        level: Share of new cases that should lie inside.
        words: What was done.
        held: Of cases with an order: share of the later cases inside intervals made from the earlier ones.
    """

    reach: float
    level: float
    words: str
    held: Ranged | None = None

    def around(self, mean: Floats, spread: Floats | float = 1.0) -> tuple[Floats, Floats]:
        """Return the ends of the intervals around predictions, shape (cases,) each."""
        off = self.reach * np.broadcast_to(np.asarray(spread, dtype=float), np.shape(mean))
        return np.asarray(mean - off), np.asarray(mean + off)


def conformal_margin(
    target: Floats,
    mean: Floats,
    spread: Floats | None = None,
    *,
    level: float = 0.9,
    order: NDArray[Any] | None = None,
) -> Margin:
    """Return the margin that holds ``level`` of new cases (Vovk, Gammerman and Shafer 2005; Lei et al. 2018).

    The margin is the k-th smallest ``|target - mean| / spread`` of n cases that the model did not learn from, with
    ``k = ceil((n + 1) level)``. A new case lies inside with a probability between ``level`` and ``level + 1/(n + 1)``
    if it is exchangeable with them.

    Cases in time are not: a model grows old. With ``order`` intervals made from the earlier half are tried on the
    later half; where they hold too few beyond chance, the margin is the larger of that of all cases and of later ones.

    Args:
        target: What happened, shape (cases,).
        mean: What was predicted.
        spread: How far off predictions are expected to be, above zero (see ``fit_spread``); None: all alike.
        level: Share of new cases that should lie inside.
        order: What says which cases are later; None: cases have no order.
    """
    off = np.abs(target - mean) / (1.0 if spread is None else spread)
    reach = conformal_quantile(off, level)
    unit = "The interval adapts to how far off each prediction is expected to be." if spread is not None else ""
    if order is None:
        return Margin(reach, level, unit)
    late = np.argsort(order, kind="stable")[len(off) // 2 :]
    early = np.setdiff1d(np.arange(len(off)), late)
    if len(late) < _TOO_FEW_LATER:
        words = "Too few later cases to see whether the intervals hold as time goes on."
        return Margin(reach, level, f"{unit} {words}".strip())
    inside = off[late] <= conformal_quantile(off[early], level)
    held = _share(int(inside.sum()), len(late), _MOST)
    if held.upper >= level:
        return Margin(reach, level, f"{unit} Intervals made from earlier cases held later ones.".strip(), held)
    words = (
        f"Intervals made from earlier cases held only {held.mean:.0%} of later ones instead of {level:.0%}: "
        "they were widened to what later cases need."
    )
    return Margin(max(reach, conformal_quantile(off[late], level)), level, f"{unit} {words}".strip(), held)


def conformal_shift(target: Floats, low: Floats, high: Floats, level: float = 0.9) -> float:
    """Return by how much predicted quantiles are moved apart (below zero: together) to hold ``level`` of new cases.

    Conformalised quantile regression (Romano, Patterson and Candès 2019): the k-th smallest
    ``max(low - target, target - high)``; intervals are then ``[low - shift, high + shift]``.

    Args:
        target: What happened, shape (cases,), for cases that the model did not learn from.
        low: The lower quantile that was predicted.
        high: The upper one.
        level: Share of new cases that should lie inside.
    """
    return conformal_quantile(np.maximum(low - target, target - high), level)


def conformal_quantile(scores: Floats, level: float) -> float:
    """Return the ``ceil((n + 1) level)``-th smallest of n scores; infinity where n is too small for the level.

    Example:
        >>> conformal_quantile(np.arange(1.0, 10.0), 0.9), conformal_quantile(np.arange(1.0, 9.0), 0.9)
        (9.0, inf)
    """
    rank = math.ceil((len(scores) + 1) * level - 1e-9)
    return math.inf if rank > len(scores) else float(np.partition(scores, rank - 1)[rank - 1])


def fit_spread(
    make: Callable[[], Any], features: pd.DataFrame, target: Floats, mean: Floats
) -> Callable[[pd.DataFrame], Floats]:
    """Return a model of how far off predictions are, by which intervals adapt to the case (Lei et al. 2018).

    Args:
        make: Makes an estimator with ``fit`` and ``predict``.
        features: Cases, other than those that the margin is taken from.
        target: What happened.
        mean: Predictions of models that had not learned from these cases.

    Returns:
        From features to spreads, shape (cases,), never below a tenth of the median spread.
    """
    off = np.abs(target - mean)
    model = make().fit(features, off)
    middle = float(np.median(np.asarray(model.predict(features), dtype=float)))
    floor = max(_NARROWEST * middle, _NARROWEST * float(off.mean()), np.finfo(float).tiny)
    return lambda cases: np.maximum(np.asarray(model.predict(cases), dtype=float), floor)


def covered(target: Floats, lower: Floats, upper: Floats, level: float = 0.9) -> Ranged:
    """Return the share of cases inside their intervals, with its interval (Wilson 1927) of ``level``."""
    return _share(int(((target >= lower) & (target <= upper)).sum()), len(target), level)


def _share(inside: int, cases: int, level: float) -> Ranged:
    from scipy.stats import binomtest

    if not cases:
        return Ranged(0.0, 0.0, 1.0, level)
    ends = binomtest(inside, cases).proportion_ci(level, method="wilson")
    return Ranged(inside / cases, float(ends.low), float(ends.high), level)
