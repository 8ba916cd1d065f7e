"""From trained models to a card: calibration, intervals, scores on held-back cases, what matters, and the verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from core.curves import Floats
from core.learning.explain import (
    absolute_errors,
    calibrate,
    calibration_bins,
    calibration_error,
    conformal_margin,
    dependence,
    importance,
    learning_curve,
    log_losses,
)
from core.learning.kinds import TITLES, Kind, Model
from core.learning.results import (
    CalibrationBin,
    Dependence,
    Importance,
    Leak,
    LearningPoint,
    ModelCard,
    ModelScore,
    Ranged,
)
from core.learning.scoring import Drawn, auc, case_losses
from core.learning.splits import Rows, Split, clusters
from core.learning.task import TaskData, TaskSpec
from core.learning.trained import Engine, Parts, Seen, floored, spread_of
from core.learning.tuning import settings_words
from core.learning.verdicts import limits_words, verdict_words

LEVEL: Final = 0.9
MOST_CASES: Final = 20_000
"""Held-back cases that scores and intervals are taken on."""
SHOWN: Final = 8
"""Columns whose dependence is shown."""
_FEW_SPREAD: Final = 200
"""Cases below which a model of how far off predictions are learns nothing."""
_CURVE_ROWS: Final = 20_000


@dataclass(frozen=True, eq=False)
class Looked:
    """What the leakage check found, and the columns that are used."""

    leaks: tuple[Leak, ...]
    used: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Scored:
    """How all kinds did on held-back cases, and what predicts.

    Attributes:
        scores: Naive first.
        parts: Of the best kind.
        best: Its name.
        calibration: Of chances.
        calibration_error: Before and after calibration.
        covered: Share of held-back cases inside their intervals.
        naive: The naive prediction of the held-back cases that scores are taken on, by row.
        notes: In words.
    """

    scores: tuple[ModelScore, ...]
    parts: Parts
    best: Kind
    calibration: tuple[CalibrationBin, ...]
    calibration_error: tuple[float, float]
    covered: float
    naive: Floats
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Explained:
    """What matters to the best model, and how."""

    importances: tuple[Importance, ...]
    dependences: tuple[Dependence, ...]


def score_all(
    spec: TaskSpec,
    data: TaskData,
    parts: Split,
    looked: Looked,
    models: Mapping[Kind, tuple[Model, float]],
    best: Kind,
    away: tuple[Rows, Floats],
) -> Scored:
    """Return how all models do on held-back cases.

    Args:
        spec: The question.
        data: The table.
        parts: How it was split.
        looked: The columns that are used.
        models: With the seconds that their training took.
        best: The kind that did best inside of the learning part.
        away: Rows of the learning part, and what its settings said of them when it had not learned from them.
    """
    used = list(looked.used)
    held = parts.held_back[:: -(-len(parts.held_back) // MOST_CASES)]
    target, calibrated_on = data.target[held], data.target[parts.calibrate]
    held_features, other = data.features[used].iloc[held], data.features[used].iloc[parts.calibrate]
    floor = 0.0 if not data.is_class and data.target[parts.learn].min() >= 0 else None
    drawn = Drawn(clusters(data, held), spec.seed)
    naive = models["naive"][0].predict(held_features)
    naive_losses = case_losses(target, naive, data.is_class)
    scores = []
    for kind, (model, seconds) in models.items():
        said = floored(model.predict(held_features), floor)
        if data.is_class and kind != "naive":
            said = calibrate(model.predict(other), calibrated_on)(said)
        words = settings_words(kind, model.settings, data.is_class)
        scores.append(_score(kind, target, said, naive_losses, drawn, data.is_class, words, seconds))
    made = _parts(data, parts, used, models[best][0], away, floor)
    engine = Engine(made)
    mean, lower, upper = engine.predict(held_features)
    notes = (_how_sure(made, engine),)
    if not data.is_class:
        inside = float(((target >= lower) & (target <= upper)).mean())
        return Scored(tuple(scores), made, best, (), (0.0, 0.0), inside, naive, notes)
    raw = models[best][0].predict(held_features)
    errors = calibration_error(np.clip(raw, 0, 1), target), calibration_error(mean, target)
    bins = calibration_bins(mean, target, level=LEVEL)
    return Scored(tuple(scores), made, best, bins, errors, _in_range(mean, lower, upper, target), naive, notes)


def _score(
    kind: Kind, target: Floats, said: Floats, naive: Floats, drawn: Drawn, is_class: bool, words: str, seconds: float
) -> ModelScore:
    losses = case_losses(target, said, is_class)
    gain = Ranged(0.0, 0.0, 0.0, LEVEL) if kind == "naive" else drawn.saved(losses, naive, LEVEL)
    if is_class:
        main = Ranged(0.5, 0.5, 0.5, LEVEL) if kind == "naive" else drawn.auc(target, said, LEVEL)
        more = (
            ("log_loss", drawn.mean(losses, LEVEL)),
            ("brier", drawn.mean((target - said) ** 2, LEVEL)),
        )
        return ModelScore(kind, TITLES[kind], "auc", main, gain, words, seconds, more)
    more = (("r2", drawn.explained(target, said, LEVEL)),)
    return ModelScore(kind, TITLES[kind], "mae", drawn.mean(losses, LEVEL), gain, words, seconds, more)


def _parts(
    data: TaskData, parts: Split, used: list[str], model: Model, away: tuple[Rows, Floats], floor: float | None
) -> Parts:
    features = data.features[used]
    dates = set(data.dates)
    learned = features.iloc[parts.learn]
    seen = tuple(Seen.of(learned[name], name in dates) for name in used)
    other = features.iloc[parts.calibrate]
    target = data.target[parts.calibrate]
    if data.is_class:
        return Parts(model, seen, scores=model.predict(other), outcome=target)
    spread, least = None, 1.0
    rows, said = away
    off = np.abs(data.target[rows] - floored(said, floor))
    if len(rows) >= _FEW_SPREAD and off.mean() > 0:
        spread = Model("boosting", False, {"rate": 0.1, "leaves": 8, "leaf": 30, "pull": 5.0}, model.seed)
        spread.fit(features.iloc[rows], off)
        # A model of how far off predictions are can come near zero.
        least = 0.1 * float(off.mean())
    mean = floored(model.predict(other), floor)
    order = None if data.order is None else data.order[parts.calibrate]
    known = spread_of(spread, least, other)
    margin = conformal_margin(target, mean, known if isinstance(known, np.ndarray) else None, level=LEVEL, order=order)
    return Parts(model, seen, spread=spread, least_spread=least, margin=margin, floor=floor)


def _how_sure(parts: Parts, engine: Engine) -> str:
    if engine.calibrator is not None:
        return engine.calibrator.words
    return parts.margin.words if parts.margin is not None and parts.margin.words else "Intervals are equally wide."


def _in_range(mean: Floats, lower: Floats, upper: Floats, target: Floats, groups: int = 10) -> float:
    """Return the share of cases in tenths whose share of yes agrees with their intervals, up to chance."""
    edges = np.unique(np.quantile(mean, np.linspace(0, 1, groups + 1)[1:-1]))
    place = np.searchsorted(edges, mean)
    inside = 0
    for one in np.unique(place):
        these = place == one
        happened, reach = target[these].mean(), 1.645 * np.sqrt((mean[these] * (1 - mean[these])).sum()) / these.sum()
        if lower[these].mean() - reach <= happened <= upper[these].mean() + reach:
            inside += int(these.sum())
    return inside / len(target)


def explained(spec: TaskSpec, data: TaskData, parts: Split, looked: Looked, scored: Scored) -> Explained:
    """Return what matters to the best model on held-back cases, and how it moves its predictions."""
    held = parts.held_back[:: -(-len(parts.held_back) // MOST_CASES)]
    features = data.features[list(looked.used)].iloc[held]
    predict = Engine(scored.parts).mean
    loss = log_losses if data.is_class else absolute_errors
    found = importance(
        predict, features, data.target[held], loss, naive=scored.naive, repeats=4, cases=2_000, seed=spec.seed
    )
    ranked = [one.feature for one in found if not one.together] or list(looked.used)
    shown = tuple(dependence(predict, features, name, cases=300, seed=spec.seed) for name in ranked[:SHOWN])
    return Explained(found, shown)


def learned_with(
    make: Callable[[], Any], share: float, spec: TaskSpec, data: TaskData, parts: Split, looked: Looked
) -> tuple[LearningPoint, ...]:
    """Return the point of the learning curve at a share of the rows learned from; none where they are too few."""
    used = list(looked.used)
    rng = np.random.default_rng(spec.seed)
    rows = parts.learn
    if len(rows) > _CURVE_ROWS:
        rows = np.sort(rng.choice(rows, _CURVE_ROWS, replace=False))
    held = parts.held_back
    features = data.features[used]
    return learning_curve(
        make,
        features.iloc[rows],
        data.target[rows],
        features.iloc[held],
        data.target[held],
        auc if data.is_class else _mean_error,
        shares=(share,),
        repeats=2,
        seed=spec.seed,
    )


def _mean_error(target: Floats, said: Floats) -> float:
    return float(np.abs(target - said).mean())


def make_card(
    spec: TaskSpec,
    data: TaskData,
    parts: Split,
    looked: Looked,
    scored: Scored,
    known: Explained,
    points: tuple[LearningPoint, ...],
    naive: str,
) -> ModelCard:
    """Return the card of a trained model."""
    best = next(one for one in scored.scores if one.name == scored.best)
    useful = best.gain.lower > 0
    return ModelCard(
        kind=spec.kind,
        target=data.title,
        unit=data.unit,
        is_class=data.is_class,
        rows=parts.counts,
        split=parts.words,
        best=scored.best,
        verdict=verdict_words(best, naive, data),
        useful=useful,
        scores=scored.scores,
        leaks=looked.leaks,
        left_out=data.left_out,
        importances=known.importances,
        dependences=known.dependences,
        calibration=scored.calibration,
        calibration_error=scored.calibration_error,
        interval_level=LEVEL,
        interval_covered=scored.covered,
        learning=points,
        base=float(data.target[parts.learn].mean()),
        limits=limits_words(spec, data, looked.leaks, useful),
        features=looked.used,
        naive=naive,
        notes=(*data.notes, *scored.notes),
    )
