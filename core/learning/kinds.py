"""The kinds of models behind one small interface: fit on a frame, then predict chances or amounts."""

from __future__ import annotations

import warnings
from contextlib import AbstractContextManager
from copy import copy
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from core.curves import Floats

Kind = Literal["naive", "linear", "forest", "boosting", "kmeans"]
KINDS: Final[tuple[Kind, ...]] = ("naive", "linear", "forest", "boosting", "kmeans")
TITLES: Final[dict[Kind, str]] = {
    "naive": "The average for everybody",
    "linear": "Linear model",
    "forest": "Random forest",
    "boosting": "Gradient boosting",
    "kmeans": "Segments (K-Means)",
}
Settings = dict[str, Any]
TREES: Final = 100
TREE_ROWS: Final = 10_000
"""Rows that each tree of a forest learns from at most: more make it slow and hardly better."""
_SEGMENT_PULL: Final = 10.0
"""Cases of the average that are added to each segment, so that a small one does not stand out by chance."""


@dataclass(eq=False)
class Model:
    """A model that is fitted on frames whose columns are floats and categories. It follows scikit-learn's manners.

    Attributes:
        kind: What it is.
        is_class: Whether the chance of yes is predicted, or an amount.
        settings: What was chosen, see ``DEFAULTS``.
        seed: The same seed gives the same model.
        trees: Of a forest.
    """

    kind: Kind
    is_class: bool
    settings: Settings = field(default_factory=dict)
    seed: int = 0
    trees: int = TREES
    fitted: Any = None

    def fit(self, features: pd.DataFrame, target: Floats) -> Model:
        """Learn; returns itself.

        Args:
            features: One row a case.
            target: 1 or 0, or amounts, shape (cases,).
        """
        # What scikit-learn warns of here (a solver that stopped early, an empty column of a fold) needs no action.
        with warnings.catch_warnings(), one_thread():
            warnings.simplefilter("ignore")
            self.fitted = _FIT[self.kind](self, features, target)
        return self

    def predict(self, features: pd.DataFrame) -> Floats:
        """Return chances of yes or amounts, shape (cases,)."""
        with one_thread():
            return self._predict(features)

    def _predict(self, features: pd.DataFrame) -> Floats:
        if self.kind == "naive":
            column = self.settings.get("column")
            known = features[column].to_numpy(float) if column else np.full(len(features), np.nan)
            return np.where(np.isfinite(known), known, float(self.fitted))
        if self.kind == "kmeans":
            pipeline, means = self.fitted
            found: Floats = means[pipeline.predict(matrix(features))]
            return found
        given = matrix(features)
        return np.asarray(self.fitted.predict_proba(given)[:, 1] if self.is_class else self.fitted.predict(given))


def one_thread() -> AbstractContextManager[Any]:
    """Return what keeps scikit-learn from using several threads for tables that are done in an instant.

    Threads that wait for each other on a busy machine take a hundred times as long as one alone.
    """
    return _pools().limit(limits=1)


@cache
def _pools() -> Any:
    import sklearn.ensemble  # noqa: F401  its libraries must be loaded before they are looked for
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def matrix(features: pd.DataFrame) -> Floats:
    """Return a frame as floats: words by the number of their category, empty cells not a number."""
    made = np.empty((len(features), features.shape[1]), order="F")
    for place, name in enumerate(features.columns):
        values = features[name]
        if isinstance(values.dtype, pd.CategoricalDtype):
            codes = values.cat.codes.to_numpy(float)
            made[:, place] = np.where(codes < 0, np.nan, codes)
        else:
            made[:, place] = values.to_numpy(float)
    return made


def join(parts: list[Model]) -> Model:
    """Return one forest of several that learned from the same rows with other seeds."""
    from sklearn.pipeline import Pipeline

    first = parts[0]
    # A copy: the parts are kept, and shared with everybody.
    forest = copy(first.fitted.steps[-1][1])
    forest.estimators_ = [tree for one in parts for tree in one.fitted.steps[-1][1].estimators_]
    forest.n_estimators = len(forest.estimators_)
    fitted = Pipeline([*first.fitted.steps[:-1], (first.fitted.steps[-1][0], forest)])
    return Model(first.kind, first.is_class, first.settings, first.seed, forest.n_estimators, fitted=fitted)


def _places(features: pd.DataFrame) -> tuple[list[int], list[int]]:
    words = [isinstance(dtype, pd.CategoricalDtype) for dtype in features.dtypes]
    return [i for i, one in enumerate(words) if not one], [i for i, one in enumerate(words) if one]


def _scaled(features: pd.DataFrame) -> Any:
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers, words = _places(features)
    filled = SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True)
    parts: list[tuple[str, Any, list[int]]] = [("numbers", make_pipeline(filled, StandardScaler()), numbers)]
    if words:
        # Empty cells, and words that were never seen, are no category: all zeros.
        known = [np.arange(len(features.iloc[:, one].cat.categories), dtype=float) for one in words]
        encoder = OneHotEncoder(categories=known, handle_unknown="ignore", sparse_output=False)
        parts.append(("words", encoder, words))
    return ColumnTransformer(parts)


def _naive(_model: Model, _features: pd.DataFrame, target: Floats) -> Any:
    return float(np.mean(target))


def _linear(model: Model, features: pd.DataFrame, target: Floats) -> Any:
    from sklearn.linear_model import ElasticNet, LogisticRegression, Ridge
    from sklearn.pipeline import make_pipeline

    pull = float(model.settings.get("pull", 1.0))
    last: Any
    if model.is_class:
        last = LogisticRegression(C=1 / pull, max_iter=200)
    elif model.settings.get("sparse"):
        # The pull is in the unit of a standardised target.
        last = ElasticNet(alpha=pull * float(np.std(target)) / 100, l1_ratio=0.7, max_iter=2_000)
    else:
        last = Ridge(alpha=pull)
    return make_pipeline(_scaled(features), last).fit(matrix(features), target)


def _forest(model: Model, features: pd.DataFrame, target: Floats) -> Any:
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import TargetEncoder

    numbers, words = _places(features)
    # Learned on other rows than those that are encoded, so that no row finds its own answer in its word.
    encoder = TargetEncoder(target_type="binary" if model.is_class else "continuous", cv=3, random_state=model.seed)
    encoded = ColumnTransformer([("numbers", "passthrough", numbers), ("words", encoder, words)])
    make = RandomForestClassifier if model.is_class else RandomForestRegressor
    forest = make(
        n_estimators=model.trees,
        min_samples_leaf=int(model.settings.get("leaf", 5)),
        max_features=model.settings.get("features", "sqrt" if model.is_class else 0.5),
        max_samples=min(TREE_ROWS, len(target)),
        n_jobs=2,
        random_state=model.seed,
    )
    fitted = make_pipeline(encoded if words else "passthrough", forest).fit(matrix(features), target)
    # Threads cost more than they bring where some thousand cases are predicted.
    forest.n_jobs = 1
    return fitted


def _boosting(model: Model, features: pd.DataFrame, target: Floats) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    make = HistGradientBoostingClassifier if model.is_class else HistGradientBoostingRegressor
    loss = {} if model.is_class or not model.settings.get("poisson") else {"loss": "poisson"}
    return make(
        learning_rate=float(model.settings.get("rate", 0.1)),
        max_leaf_nodes=int(model.settings.get("leaves", 15)),
        min_samples_leaf=int(model.settings.get("leaf", 20)),
        l2_regularization=float(model.settings.get("pull", 1.0)),
        max_iter=200,
        early_stopping=len(target) >= 200,
        validation_fraction=0.15,
        n_iter_no_change=10,
        categorical_features=_places(features)[1] or None,
        random_state=model.seed,
        **loss,
    ).fit(matrix(features), target)


def _kmeans(model: Model, features: pd.DataFrame, target: Floats) -> Any:
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.pipeline import make_pipeline

    count = min(int(model.settings.get("segments", 6)), len(target))
    groups = MiniBatchKMeans(count, n_init=3, batch_size=2_048, random_state=model.seed)
    pipeline = make_pipeline(_scaled(features), groups).fit(matrix(features))
    place = pipeline.predict(matrix(features))
    cases = np.bincount(place, minlength=count)
    sums = np.bincount(place, weights=target, minlength=count)
    return pipeline, (sums + _SEGMENT_PULL * target.mean()) / (cases + _SEGMENT_PULL)


_FIT: Final = {"naive": _naive, "linear": _linear, "forest": _forest, "boosting": _boosting, "kmeans": _kmeans}
