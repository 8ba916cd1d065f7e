"""The learner: how much more a person does if contacted, always learned from other people."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats

FOLDS: Final = 5
"""Parts of the people. The first is only learned from: what is said is measured on the others."""


def folds(treated: NDArray[np.bool_], outcome: Floats, seed: int = 0) -> NDArray[np.int64]:
    """Return the fold of each person, alike in arms and in who did it, shape (people,)."""
    rng = np.random.default_rng(seed)
    # By arm and outcome in a random order of equals, dealt out like cards.
    order = np.lexsort((rng.random(len(outcome)), outcome, treated))
    fold = np.empty(len(outcome), dtype=np.int64)
    fold[order] = np.arange(len(outcome)) % FOLDS
    return fold


def fold_scores(
    features: pd.DataFrame,
    treated: NDArray[np.bool_],
    outcome: Floats,
    fold: NDArray[np.int64],
    number: int,
    seed: int = 0,
) -> Floats:
    """Return how much more each person of one fold is expected to do if contacted, learned from the folds before it.

    Not from all others, as is usual: then each pair of folds is used twice, once to learn and once to measure, and
    noise that two folds share counts twice, which calls far too many campaigns persuadable that are not. In a row each
    measurement is new to all that was learned before it (a martingale; Luedtke and van der Laan 2016). The first fold,
    which is not measured on, is scored from all others.

    DR-learner (Kennedy 2023) with the chance of being contacted known from the randomisation: the people learned from
    are halved; on each half two models learn what people do if contacted and if not, and give every person of the other
    half ``m1 - m0 + t (y - m1) / e - (1 - t) (y - m0) / (1 - e)``, whose mean is the effect; a last model learns that
    from what was known before. All are scikit-learn's histogram gradient boosting.

    Args:
        features: What was known before, one row a person.
        treated: Who was contacted, shape (people,).
        outcome: What they did.
        fold: Fold of each person.
        number: The fold that is asked for.
        seed: The same seed gives the same scores.

    Returns:
        Shape (people of the fold,), in their order; unit of the outcome a person.
    """
    from threadpoolctl import threadpool_limits

    others = np.flatnonzero(fold < number if number else fold > 0)
    # Many short fits: threads that wait for each other cost more than they bring, above all on a busy machine.
    with threadpool_limits(1):
        values = pseudo_effects(features.iloc[others], treated[others], outcome[others], seed + number)
        model = _boosting(len(others), leaves=4, rounds=40, seed=seed + number)
        model.fit(features.iloc[others], values)
        scores: Floats = np.asarray(model.predict(features.iloc[np.flatnonzero(fold == number)]), dtype=float)
    return scores


def pseudo_effects(features: pd.DataFrame, treated: NDArray[np.bool_], outcome: Floats, seed: int = 0) -> Floats:
    """Return one value a person whose mean, for people alike, is the effect, shape (people,)."""
    half = np.random.default_rng(seed).permutation(len(outcome)) % 2
    chance = float(treated.mean())
    values = np.empty(len(outcome))
    for side in (0, 1):
        here, there = np.flatnonzero(half == side), np.flatnonzero(half != side)
        said = []
        for arm in (True, False):
            learn = there[treated[there] == arm]
            model = _boosting(len(learn), leaves=8, rounds=30, seed=seed).fit(features.iloc[learn], outcome[learn])
            said.append(np.asarray(model.predict(features.iloc[here]), dtype=float))
        yes, no = said
        contacted = treated[here]
        values[here] = (
            yes
            - no
            + np.where(contacted, outcome[here] - yes, 0.0) / chance
            - np.where(contacted, 0.0, outcome[here] - no) / (1 - chance)
        )
    return values


def ranked(scores: Floats, fold: NDArray[np.int64], seed: int = 0) -> Floats:
    """Return the place of each person among their fold, the most persuadable near 0, the least near 1.

    Within folds: the levels of different models are not comparable, and a fold in which the campaign did well by chance
    is one whose model, learned from the others, says less. Equal scores are ordered by chance.
    """
    chance = np.random.default_rng(seed).random(len(scores))
    place = np.empty(len(scores))
    for number in np.unique(fold):
        inside = np.flatnonzero(fold == number)
        order = np.lexsort((chance[inside], -scores[inside]))
        place[inside[order]] = (np.arange(len(inside)) + 0.5) / len(inside)
    return place


def _boosting(people: int, leaves: int, rounds: int, seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingRegressor

    # Effects are small beside the noise: few leaves with many people each.
    return HistGradientBoostingRegressor(
        learning_rate=0.1,
        max_iter=rounds,
        max_leaf_nodes=leaves,
        min_samples_leaf=max(10, people // 60),
        l2_regularization=1.0,
        max_bins=64,
        categorical_features="from_dtype",
        early_stopping=False,
        random_state=seed % 2**31,
    )
