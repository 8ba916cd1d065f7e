"""Permutation importance on held-back cases, alone and together with columns that say nearly the same."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pandas as pd

from core.curves import Floats
from core.learning.explain.losses import Loss, Predict
from core.learning.results import Importance, Ranged

_DRAWS: Final = 400
"""Bootstrap draws of an interval."""
_FEW: Final = 3
"""A cell of a table of two columns of words that holds fewer cases says little of how they go together."""


def importance(
    predict: Predict,
    features: pd.DataFrame,
    target: Floats,
    loss: Loss,
    *,
    naive: Floats | float | None = None,
    groups: Sequence[Sequence[str]] | None = None,
    repeats: int = 5,
    cases: int = 4_000,
    level: float = 0.9,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
) -> tuple[Importance, ...]:
    """Return how much of the gain over the naive prediction is lost when a column is shuffled among held-back cases.

    The loss of a column is ``(loss when shuffled - loss) / (naive loss - loss)`` (Breiman 2001; Fisher, Rudin and
    Dominici 2019). Columns that go together stand in for each other, so each alone seems to matter little: they are
    shuffled together as well.

    Args:
        predict: Of the model.
        features: Cases that the model did not learn from.
        target: Shape (cases,).
        loss: Of single cases.
        naive: The prediction without any model; None: the mean of ``target``.
        groups: Columns that are shuffled together besides; None: those that ``correlated_columns`` finds.
        repeats: How often each is shuffled.
        cases: Up to how many cases are used.
        level: Of the intervals, from a bootstrap over cases and repeats.
        seed: The same seed gives the same figures.
        progress: Is told the share that is done, and may raise to give up.

    Returns:
        Most important first; groups carry their columns in ``together``. Nothing if the model is no better than naive:
        then no column can be said to carry its gain.
    """
    rng = np.random.default_rng(seed)
    base = np.full(len(target), float(np.mean(target)) if naive is None else naive, dtype=float)
    if len(target) > cases:
        picked = np.sort(rng.choice(len(target), cases, replace=False))
        features, target, base = features.iloc[picked], target[picked], base[picked]
    losses = loss(target, predict(features))
    gains = loss(target, base) - losses
    if not len(target) or gains.mean() <= 0:
        return ()
    together = correlated_columns(features) if groups is None else [tuple(one) for one in groups]
    asked = [(str(one),) for one in features.columns] + [one for one in together if len(one) > 1]
    weights = rng.multinomial(len(target), np.full(len(target), 1 / len(target)), size=_DRAWS).astype(float)
    repeat_weights = rng.multinomial(repeats, np.full(repeats, 1 / repeats), size=_DRAWS) / repeats
    drawn_gains = weights @ gains / len(target)
    found = []
    for done, columns in enumerate(asked):
        rises = np.stack([loss(target, predict(_shuffled(features, columns, rng))) - losses for _ in range(repeats)])
        drawn = ((weights @ rises.T / len(target)) * repeat_weights).sum(1)
        parts = drawn[drawn_gains > 0] / drawn_gains[drawn_gains > 0]
        lower, upper = np.quantile(parts, [(1 - level) / 2, (1 + level) / 2])
        ranged = Ranged(float(rises.mean() / gains.mean()), float(lower), float(upper), level)
        found.append(Importance(_listed(columns), ranged, columns if len(columns) > 1 else ()))
        if progress:
            progress((done + 1) / len(asked))
    return tuple(sorted(found, key=lambda one: -one.loss.mean))


def correlated_columns(features: pd.DataFrame, least: float = 0.7, cases: int = 5_000) -> tuple[tuple[str, ...], ...]:
    """Return the groups of columns that go together: each pair of a group is associated by ``least`` or more.

    Numbers with numbers by Spearman's rank correlation, words with words by Cramér's V, and words with numbers by the
    correlation ratio of ranks; grouped by complete linkage.

    Args:
        features: One row a case.
        least: Association from which two columns count as saying nearly the same.
        cases: Up to how many cases are looked at.
    """
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    sample = features if len(features) <= cases else features.sample(cases, random_state=0)
    names = [str(name) for name in sample.columns if len(sample[name].unique()) > 1]
    if len(names) < 2:
        return ()
    near = np.eye(len(names))
    for first in range(len(names)):
        for second in range(first):
            near[first, second] = near[second, first] = _association(sample[names[first]], sample[names[second]])
    tree = linkage(squareform(1 - near, checks=False), method="complete")
    labels = fcluster(tree, 1 - least, criterion="distance")
    groups = [tuple(names[at] for at in np.flatnonzero(labels == label)) for label in np.unique(labels)]
    return tuple(group for group in groups if len(group) > 1)


def _association(first: pd.Series, second: pd.Series) -> float:
    """Return how much two columns go together, between 0 and 1."""
    numbers = [pd.api.types.is_numeric_dtype(one) for one in (first, second)]
    if all(numbers):
        found = first.rank().corr(second.rank())
    elif any(numbers):
        words, ranks = (second, first.rank()) if numbers[0] else (first, second.rank())
        means = ranks.groupby(words.astype(str)).transform("mean")
        spread = float(ranks.var())
        found = np.sqrt(float(means[ranks.notna()].var()) / spread) if spread > 0 else 0.0
    else:
        found = _cramer(first.astype(str), second.astype(str))
    return float(min(abs(found), 1.0)) if found == found else 0.0


def _cramer(first: pd.Series, second: pd.Series) -> float:
    """Return Cramér's V with the correction of Bergsma (2013), without which many rare words seem to go together."""
    counts = pd.crosstab(first, second).to_numpy(float)
    cases = counts.sum()
    if cases < _FEW or min(counts.shape) < 2:
        return 0.0
    expected = counts.sum(1, keepdims=True) * counts.sum(0) / cases
    rows, columns = counts.shape
    square = max(0.0, ((counts - expected) ** 2 / expected).sum() / cases - (rows - 1) * (columns - 1) / (cases - 1))
    rows_left = rows - (rows - 1) ** 2 / (cases - 1)
    columns_left = columns - (columns - 1) ** 2 / (cases - 1)
    return float(np.sqrt(square / max(min(rows_left, columns_left) - 1, 1e-12)))


def _shuffled(features: pd.DataFrame, columns: tuple[str, ...], rng: np.random.Generator) -> pd.DataFrame:
    order = rng.permutation(len(features))
    return features.assign(**{name: features[name].array[order] for name in columns})


def _listed(columns: tuple[str, ...]) -> str:
    return columns[0] if len(columns) == 1 else f"{', '.join(columns[:-1])} and {columns[-1]}"
