"""The real cases that are most like a case, in a space of numbers and words."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats


@dataclass(frozen=True, eq=False)
class NearCases:
    """Real cases, nearest first.

    Attributes:
        rows: Positions among the cases, shape (k,).
        distance: Between 0 (the same) and 1 (differs in everything), shape (k,).
    """

    rows: NDArray[np.int64]
    distance: Floats


def nearest_cases(
    features: pd.DataFrame, case: Mapping[str, object], k: int = 5, weights: Mapping[str, float] | None = None
) -> NearCases:
    """Return the real cases nearest to a case by Gower's distance (1971), so that their outcomes can be looked at.

    A column of numbers differs by ``|a - b|`` over the range of its middle 90 %, at most 1; one of words by 0 or 1;
    two empty cells are alike, an empty and a filled one differ by 1.

    Args:
        features: Real cases: numbers as float, words as categories or texts.
        case: Value by column; columns that are missing count as empty.
        k: Up to how many.
        weights: How much a column counts, e.g. its importance; None: all alike.
    """
    total, sum_of_weights = np.zeros(len(features)), 0.0
    for name in features.columns:
        weight = 1.0 if weights is None else max(float(weights.get(name, 0.0)), 0.0)
        if weight > 0:
            total += weight * _apart(features[name], case.get(name))
            sum_of_weights += weight
    distance = total / sum_of_weights if sum_of_weights else total
    k = min(max(k, 0), len(distance))
    # A stable sort of the few: of equal distances the earlier row comes first, for everyone.
    few = np.argpartition(distance, k - 1)[:k] if 0 < k < len(distance) else np.arange(len(distance))[:k]
    if 0 < k < len(distance):
        few = np.flatnonzero(distance <= distance[few].max())
    rows = few[np.argsort(distance[few], kind="stable")][:k]
    return NearCases(rows.astype(np.int64), distance[rows])


def _apart(column: pd.Series, value: object) -> Floats:
    missing = column.isna().to_numpy()
    if value is None or value != value or value == "":
        return np.where(missing, 0.0, 1.0)
    if not pd.api.types.is_numeric_dtype(column):
        return np.where(missing, 1.0, (column.astype(object) != value).to_numpy(float))
    numbers = column.to_numpy(float)
    known = numbers[~missing]
    try:
        at = float(str(value))
    except ValueError:
        return np.ones(len(column))
    if not len(known):
        return np.ones(len(column))
    low, high = np.quantile(known, [0.05, 0.95])
    if high <= low:
        low, high = known.min(), known.max()
    scale = high - low
    apart = np.abs(numbers - at) / scale if scale > 0 else (numbers != at).astype(float)
    return np.where(missing, 1.0, np.minimum(apart, 1.0))
