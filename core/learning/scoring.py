"""Scores on held-back cases, with intervals from drawing cases (or persons, or weeks) again and again."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import ndtri, stdtrit

from core.curves import Floats
from core.learning.explain.losses import absolute_errors, log_losses
from core.learning.results import Ranged
from core.learning.splits import Rows

DRAWS: Final = 400


def case_losses(target: Floats, said: Floats, is_class: bool) -> Floats:
    """Return the log loss of chances, or the absolute error of amounts, of each case."""
    return log_losses(target, said) if is_class else absolute_errors(target, said)


def auc(target: Floats, said: Floats, weights: Floats | None = None) -> float:
    """Return the chance that a yes is ranked above a no, ties half (Mann and Whitney 1947)."""
    drawn = np.ones((1, len(target))) if weights is None else weights[None, :]
    return float(_aucs(target, said, drawn)[0])


class Drawn:
    """How often each case is in each of many samples drawn with replacement, whole clusters at a time.

    Args:
        clusters: Number of the cluster of each case, shape (cases,).
        seed: The same seed gives the same samples.
    """

    def __init__(self, clusters: Rows, seed: int) -> None:
        count = int(clusters.max()) + 1
        rng = np.random.default_rng(seed)
        drawn = rng.multinomial(count, np.full(count, 1 / count), size=DRAWS).astype(np.float32)
        self.weights = drawn[:, clusters]
        # With few clusters samples vary too little, and the normal is too narrow (Cameron, Gelbach and Miller 2008).
        z = float(ndtri(0.95))
        self._wider = float(stdtrit(count - 1, 0.95)) / z * np.sqrt(count / (count - 1)) if count > 1 else 1.0

    def mean(self, values: Floats, level: float = 0.9) -> Ranged:
        """Return a mean over cases with its interval."""
        sums = self.weights.sum(axis=1)
        return self.ranged(float(values.mean()), self.weights @ values / sums, level)

    def saved(self, losses: Floats, naive: Floats, level: float = 0.9) -> Ranged:
        """Return the part of the naive losses that is saved, with its interval."""
        base = self.weights @ naive
        known = base > 0
        drawn = 1 - (self.weights @ losses)[known] / base[known]
        return self.ranged(float(1 - losses.sum() / naive.sum()) if naive.sum() > 0 else 0.0, drawn, level)

    def auc(self, target: Floats, said: Floats, level: float = 0.9) -> Ranged:
        """Return the area under the curve with its interval."""
        return self.ranged(auc(target, said), _aucs(target, said, self.weights), level)

    def explained(self, target: Floats, said: Floats, level: float = 0.9) -> Ranged:
        """Return the share of the variance that is explained, with its interval."""
        off = (target - said) ** 2
        sums = self.weights.sum(axis=1)
        means = self.weights @ target / sums
        spread = self.weights @ target**2 / sums - means**2
        known = spread > 0
        drawn = 1 - (self.weights @ off)[known] / sums[known] / spread[known]
        whole = float(np.var(target))
        return self.ranged(float(1 - off.mean() / whole) if whole > 0 else 0.0, drawn, level)

    def ranged(self, value: float, drawn: Floats, level: float) -> Ranged:
        """Return a figure with the interval of its draws, widened for few clusters."""
        known = drawn[np.isfinite(drawn)]
        if not len(known):
            return Ranged(value, value, value, level)
        lower, upper = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
        reach = self._wider
        below, above = max(value - float(lower), 0.0), max(float(upper) - value, 0.0)
        return Ranged(value, float(value - reach * below), float(value + reach * above), level)


def _aucs(target: Floats, said: Floats, weights: Floats) -> Floats:
    order = np.argsort(said, kind="stable")
    values, yes = said[order], target[order] > 0.5
    ends = np.flatnonzero(np.append(values[1:] != values[:-1], True))
    found = np.empty(len(weights))
    for row, one in enumerate(weights):
        drawn = one[order].astype(float)
        above, below = np.cumsum(np.where(yes, drawn, 0.0))[ends], np.cumsum(np.where(yes, 0.0, drawn))[ends]
        ties, lower = np.diff(above, prepend=0.0), np.append(0.0, below[:-1])
        total = above[-1] * below[-1]
        found[row] = (ties * (lower + below) / 2).sum() / total if total > 0 else np.nan
    return found
