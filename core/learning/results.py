"""What the suite says of its models: plain data, for pages and for the registry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Feature = str | float
"""A place on the axis of a feature: a number, or a word."""


@dataclass(frozen=True)
class Ranged:
    """A figure with its interval."""

    mean: float
    lower: float
    upper: float
    level: float = 0.9


@dataclass(frozen=True)
class Leak:
    """A column that knows the answer: it alone predicts nearly everything, or is known only afterwards.

    Attributes:
        column: Its name.
        score: What it reaches alone: area under the curve, or share of the variance that is explained.
        why: In words.
        dropped: Whether it was left out because of that.
    """

    column: str
    score: float
    why: str
    dropped: bool


@dataclass(frozen=True)
class ModelScore:
    """How well one kind of model predicts cases that it has not seen.

    Attributes:
        name: ``naive``, ``linear``, ``forest``, ``boosting``, ``kmeans``.
        title: In words.
        measure: ``auc``, ``log_loss``, ``brier``, ``mae`` or ``r2``.
        score: On held-back cases, with its interval.
        gain: Part of the naive error that it saves (log loss or absolute error), with its interval; 0 for naive.
        settings: Chosen settings, in words.
        seconds: What its training took.
        more: Other measures with their intervals, e.g. ``log_loss`` and ``brier`` beside ``auc``.
    """

    name: str
    title: str
    measure: str
    score: Ranged
    gain: Ranged
    settings: str
    seconds: float
    more: tuple[tuple[str, Ranged], ...] = ()


@dataclass(frozen=True)
class Importance:
    """What is lost on held-back cases when a column is shuffled: part of the model's gain over naive.

    Attributes:
        feature: The column, or columns that say nearly the same, in words.
        loss: The part, with its interval.
        together: Columns that were shuffled together; empty for a column alone.
    """

    feature: str
    loss: Ranged
    together: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dependence:
    """The mean prediction when a column is set to each value in turn (partial dependence)."""

    feature: str
    at: tuple[Feature, ...]
    mean: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    share: tuple[float, ...] = ()


@dataclass(frozen=True)
class CalibrationBin:
    """Cases with about the same predicted chance: what was said, what happened, in how many."""

    said: float
    happened: Ranged
    cases: int


@dataclass(frozen=True)
class LearningPoint:
    """The score with so many rows to learn from, on cases held back and on those learned from."""

    rows: int
    held_back: Ranged
    learned: float


@dataclass(frozen=True)
class ModelCard:
    """Everything that is said of a trained model.

    Attributes:
        kind: The task.
        target: What is predicted, in words.
        unit: Of the target.
        is_class: Whether yes or no is predicted.
        rows: Cases: learned from, calibrated on, held back.
        split: How cases were held back, in words.
        best: Name of the model that is used.
        verdict: One sentence: how much better than naive, or "no better than the average".
        useful: Whether it is better than naive beyond chance.
        scores: By model, naive first.
        leaks: Columns that know the answer.
        left_out: Other columns that are not used, and why.
        importances: Most important first.
        dependences: Of the most important columns.
        calibration: Where a chance is predicted.
        calibration_error: Mean distance of said and happened, before and after calibration.
        interval_level: Level of the conformal intervals.
        interval_covered: Share of held-back cases inside them.
        learning: The learning curve.
        base: Mean of the target: the naive prediction.
        limits: What it must not be used for, in words.
        features: Columns that are used.
        naive: What the naive prediction is, in words.
        notes: What was done with the rows, and how chances and intervals were made, in words.
    """

    kind: str
    target: str
    unit: str
    is_class: bool
    rows: tuple[int, int, int]
    split: str
    best: str
    verdict: str
    useful: bool
    scores: tuple[ModelScore, ...]
    leaks: tuple[Leak, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    importances: tuple[Importance, ...] = ()
    dependences: tuple[Dependence, ...] = ()
    calibration: tuple[CalibrationBin, ...] = ()
    calibration_error: tuple[float, float] = (0.0, 0.0)
    interval_level: float = 0.9
    interval_covered: float = 0.0
    learning: tuple[LearningPoint, ...] = ()
    base: float = 0.0
    limits: tuple[str, ...] = ()
    features: tuple[str, ...] = field(default_factory=tuple)
    naive: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drift:
    """How far a column of new cases is from those learned from.

    Attributes:
        feature: The column; empty for the prediction itself.
        distance: Population stability index.
        state: ``same``, ``moved`` or ``far``.
        words: In words.
    """

    feature: str
    distance: float
    state: Literal["same", "moved", "far"]
    words: str
