"""The learning curve: what more rows to learn from would bring."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd

from core.curves import Floats
from core.learning.results import LearningPoint, Ranged
from core.wording import counted

Score: TypeAlias = Callable[[Floats, Floats], float]
"""From target and prediction to one figure."""
SHARES: Final = (0.1, 0.2, 0.4, 0.7, 1.0)
_DRAWS: Final = 100
_FEWEST: Final = 20
"""Rows below which a model learns nothing worth a point."""


def learning_curve(
    make: Callable[[], Any],
    features: pd.DataFrame,
    target: Floats,
    held_features: pd.DataFrame,
    held_target: Floats,
    score: Score,
    *,
    shares: Sequence[float] = SHARES,
    repeats: int = 3,
    cases: int = 3_000,
    level: float = 0.9,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
) -> tuple[LearningPoint, ...]:
    """Return the score on held-back cases by the number of rows learned from.

    Args:
        make: Makes an estimator with ``fit``, and ``predict_proba`` where a chance is predicted or ``predict``.
        features: Rows to learn from, in the order in which they would have come; drawn at random.
        target: Shape (rows,).
        held_features: Cases that are never learned from.
        held_target: Their target.
        score: E.g. the area under the curve or the mean absolute error.
        shares: Of the rows that are learned from, in turn.
        repeats: How many samples of rows are learned from for each share below 1.
        cases: Up to how many cases scores are taken on.
        level: Of the intervals, from a bootstrap over held-back cases and repeats.
        seed: The same seed gives the same curve.
        progress: Is told the share that is done, and may raise to give up.

    Returns:
        Points with rising rows; those with fewer than 20 rows, or rows of one answer only, are left out.
    """
    rng = np.random.default_rng(seed)
    held = rng.permutation(len(held_target))[:cases]
    held_features, held_target = held_features.iloc[held], held_target[held]
    points = []
    for share in shares:
        rows = round(share * len(target))
        if rows >= _FEWEST:
            said, learned = [], []
            for _ in range(repeats if share < 1 else 1):
                picked = rng.permutation(len(target))[:rows]
                if len(np.unique(target[picked])) > 1:
                    model = make().fit(features.iloc[picked], target[picked])
                    said.append(_said(model, held_features))
                    seen = picked[:cases]
                    learned.append(score(target[seen], _said(model, features.iloc[seen])))
            if said:
                points.append(
                    LearningPoint(rows, _ranged(said, held_target, score, level, rng), float(np.mean(learned)))
                )
        if progress:
            progress(share / max(shares))
    return tuple(points)


def more_rows_words(points: Sequence[LearningPoint], higher_is_better: bool) -> str:
    """Return in words whether more rows would help, from the last two points of a learning curve."""
    if len(points) < 2:
        return "Too few rows to say whether more of them would help."
    before, last = points[-2], points[-1]
    sign = 1 if higher_is_better else -1
    step = sign * (last.held_back.mean - before.held_back.mean)
    reach = (last.held_back.upper - last.held_back.lower) / 2
    apart = sign * (last.learned - last.held_back.mean)
    if step > 0.5 * reach:
        return f"More rows would help: the score still rises up to the {counted(last.rows, 'row')} learned from."
    if apart > 4 * reach:
        return (
            "More rows would help a little at most: the score has levelled off, though the model knows the rows it "
            "learned from much better than new ones."
        )
    return f"More rows would hardly help: the score has levelled off by {counted(last.rows, 'row')}. New columns might."


def _said(model: Any, features: pd.DataFrame) -> Floats:
    if hasattr(model, "predict_proba"):
        return np.asarray(model.predict_proba(features), dtype=float)[:, 1]
    return np.asarray(model.predict(features), dtype=float)


def _ranged(said: list[Floats], target: Floats, score: Score, level: float, rng: np.random.Generator) -> Ranged:
    mean = float(np.mean([score(target, one) for one in said]))
    drawn = []
    for _ in range(_DRAWS):
        cases = rng.integers(len(target), size=len(target))
        if len(np.unique(target[cases])) > 1:
            drawn.append(score(target[cases], said[int(rng.integers(len(said)))][cases]))
    lower, upper = np.quantile(drawn or [mean], [(1 - level) / 2, (1 + level) / 2])
    return Ranged(mean, float(lower), float(upper), level)
