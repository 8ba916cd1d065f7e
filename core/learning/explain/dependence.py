"""Partial dependence: the mean prediction when one column is set to each value in turn."""

from typing import Final

import numpy as np
import pandas as pd
from scipy.special import ndtri

from core.curves import Floats
from core.learning.explain.losses import Predict
from core.learning.results import Dependence, Feature

_INNER: Final = (0.02, 0.98)
"""Quantiles between which a number is moved: beyond them hardly any case was learned from."""


def dependence(
    predict: Predict,
    features: pd.DataFrame,
    column: str,
    *,
    points: int = 20,
    cases: int = 500,
    level: float = 0.9,
    seed: int = 0,
) -> Dependence:
    """Return the mean prediction over cases when a column has each of some values (Friedman 2001).

    Args:
        predict: Of the model.
        features: Cases.
        column: The one that is set.
        points: Up to how many values: quantiles of a number, or the most common words.
        cases: Up to how many cases are averaged over.
        level: Of the intervals, over cases; they do not say how well the model itself is known.
        seed: Of the choice of cases.

    Returns:
        Numbers in rising order, words the most common first, with the share of cases at, or nearest to, each value.
        Empty cells are not set. Without any value there are no points.
    """
    grid, share = _number_grid(features[column], points)
    if not pd.api.types.is_numeric_dtype(features[column]):
        grid, share = _word_grid(features[column], points)
    if not grid:
        return Dependence(column, (), (), (), ())
    sample = features if len(features) <= cases else features.sample(cases, random_state=seed)
    stacked = sample.iloc[np.tile(np.arange(len(sample)), len(grid))].reset_index(drop=True)
    values = pd.Series(np.repeat(np.array(grid, dtype=object), len(sample)))
    stacked[column] = values.astype(features[column].dtype)
    said = np.asarray(predict(stacked), dtype=float).reshape(len(grid), len(sample))
    mean = said.mean(1)
    reach = ndtri((1 + level) / 2) * said.std(1, ddof=1 if len(sample) > 1 else 0) / np.sqrt(len(sample))
    lower, upper = mean - reach, mean + reach
    return Dependence(column, tuple(grid), _tuple(mean), _tuple(lower), _tuple(upper), _tuple(share))


def _number_grid(values: pd.Series, points: int) -> tuple[list[Feature], Floats]:
    if not pd.api.types.is_numeric_dtype(values):
        return [], np.zeros(0)
    known = values.dropna().to_numpy(float)
    known = known[np.isfinite(known)]
    if not len(known):
        return [], np.zeros(0)
    different = np.unique(known)
    grid = different if len(different) <= points else np.unique(np.quantile(known, np.linspace(*_INNER, points)))
    nearest = np.searchsorted((grid[1:] + grid[:-1]) / 2, known)
    return grid.tolist(), np.bincount(nearest, minlength=len(grid)) / len(values)


def _word_grid(values: pd.Series, points: int) -> tuple[list[Feature], Floats]:
    counts = values.value_counts(dropna=True)
    counts = counts[counts > 0].iloc[:points]
    return counts.index.tolist(), counts.to_numpy(float) / max(len(values), 1)


def _tuple(values: Floats) -> tuple[float, ...]:
    return tuple(float(one) for one in values)
