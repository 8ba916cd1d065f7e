"""MLModelSuite: trains models for a question in steps that can be given up, and says what they are worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
import pandas as pd

from core.curves import Floats
from core.errors import InputError
from core.learning.carding import Looked, Scored, explained, learned_with, make_card, score_all
from core.learning.kinds import KINDS, TITLES, TREES, Kind, Model, Settings, join
from core.learning.leakage import leaks
from core.learning.predictions import Predictions, TrainedModel
from core.learning.results import LearningPoint, ModelCard
from core.learning.scoring import case_losses
from core.learning.splits import Rows, folds, sample, split
from core.learning.tables import people_data, task_data
from core.learning.task import TaskData, TaskKind, TaskSpec
from core.learning.trained import Parts, Trained
from core.learning.tuning import (
    FINALISTS,
    FIRST_ROWS,
    FOLDS,
    LAST_ROWS,
    TRIAL_TREES,
    TUNED,
    candidates,
    how_many,
)
from core.memo import DictMemo, Memo, memo_key

if TYPE_CHECKING:
    from core.data import Dataset

__all__ = ["MLModelSuite", "Predictions", "Trained", "TrainedModel"]

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Told how many steps of how many are done; it may raise to stop."""
TREES_A_STEP: Final = 25
CURVE_SHARES: Final = (0.1, 0.2, 0.4, 0.7, 1.0)
SMALL: Final = 3_000
"""Rows up to which settings are tried on all folds at once: one alone says too little."""
NAIVE_COLUMNS: Final[dict[TaskKind, tuple[str, str]]] = {
    "roi": ("ROI, 4 weeks before", "the 4 weeks before"),
    "conversions": ("Conversions, mean of 4 weeks before", "the 4 weeks before"),
    "behaviour": ("", "the average"),
}
"""What is predicted without a model: a campaign goes on as it did; of people all are alike."""


@dataclass(frozen=True, eq=False)
class Tried:
    """How settings did inside of the learning part.

    Attributes:
        settings: Them.
        loss: Mean loss of the cases scored.
        rows: The cases.
        said: What was predicted of them.
    """

    settings: Settings
    loss: float
    rows: Rows
    said: Floats


class MLModelSuite:
    """Trains all kinds of models for a question, in steps.

    Each step's result is kept in the memo under a key made of table, question and step: whoever goes on, in whatever
    process, goes on from there. Giving up is not asking for the next step. The same question gives the same models.

    Args:
        spec: The question.
        data: Its table; a data set or a frame is made into one; None: it is given to ``train``.
        memo: Where steps are kept; None: in this object.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> age = rng.uniform(20, 70, 400)
        >>> people = pd.DataFrame({"age": age, "answer": np.where(age + rng.normal(0, 10, 400) > 50, "yes", "no")})
        >>> trained = MLModelSuite.of_frame(people, target="answer", positive="yes", seconds=1).train()
        >>> trained.card.useful, bool(trained.predict(pd.DataFrame({"age": [25, 65]})).mean[1] > 0.5)
        (True, True)
    """

    def __init__(
        self, spec: TaskSpec, data: TaskData | Dataset | pd.DataFrame | None = None, memo: Memo | None = None
    ) -> None:
        self.spec = spec
        self._given = None if data is None else as_task_data(spec, data)
        self._memo: Memo = DictMemo() if memo is None else memo

    @classmethod
    def of_frame(
        cls, frame: pd.DataFrame, target: str, positive: str = "", memo: Memo | None = None, **asked: Any
    ) -> MLModelSuite:
        """Return the suite for a frame with one row a case.

        Args:
            frame: Any columns.
            target: The column that is predicted.
            positive: The value of it that counts as yes; empty: an amount, or the likelier of two values.
            memo: Where steps are kept; None: in this object.
            asked: Other fields of ``TaskSpec``: ``left_out``, ``time``, ``group``, ``seconds``, ``seed``.

        Raises:
            InputError: If the target cannot be predicted from the frame.
            NotEnoughDataError: If there are too few rows.
        """
        return cls(TaskSpec("behaviour", target=target, positive=str(positive), **asked), frame, memo)

    def train(self, data: TaskData | Dataset | pd.DataFrame | None = None, progress: Progress | None = None) -> Trained:
        """Take all steps that were not taken and return the model.

        Args:
            data: The table, where the suite was made without one.
            progress: Told how many steps of how many are done; it may raise to stop.

        Raises:
            InputError: If there is no table, or nothing can be predicted from it.
            NotEnoughDataError: If there are too few rows.
        """
        if data is not None:
            self.__dict__.pop("_plan", None)
            self.__dict__.pop("_split", None)
            self._given = as_task_data(self.spec, data)
        for number in range(self.steps):
            self.step(number)
            if progress is not None:
                progress(number + 1, self.steps)
        return self.finish()

    @property
    def data(self) -> TaskData:
        """The table.

        Raises:
            InputError: If none was given.
        """
        if self._given is None:
            raise InputError("Choose the table that is to be learned from.")
        return self._given

    @property
    def key(self) -> str:
        """Content key of the training: same table, question and release, same key."""
        return self._key("model")

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return len(self._plan)

    def doing(self, number: int) -> str:
        """Return what a step does, in words."""
        return self._plan[number][0] if 0 <= number < len(self._plan) else ""

    def step(self, number: int) -> None:
        """Take a step; what it needs of steps before it is taken as well where it was not."""
        self._plan[number][1]()

    def finish(self) -> Trained:
        """Return the model; steps that were not taken are taken."""
        card, parts = self._keep("model", self._finished)
        return Trained(card, self.data, parts)

    def _key(self, name: str) -> str:
        return memo_key("learning", data=self.data.key, spec=self.spec.to_plain(), step=name)

    def _keep(self, name: str, compute: Callable[[], T]) -> T:
        return self._memo(self._key(name), compute)

    @cached_property
    def _plan(self) -> list[tuple[str, Callable[[], object]]]:
        plan: list[tuple[str, Callable[[], object]]] = [("Looking for columns that know the answer", self._looked)]
        for kind in TUNED:
            count = self._tries(kind)
            name = TITLES[kind].lower()
            plan += [
                (f"Trying settings of the {name}: {one + 1} of {count}", lambda k=kind, n=one: self._tried(k, n))
                for one in range(count if count > 1 else 0)
            ]
            plan += [
                (f"Comparing the best settings of the {name}", lambda k=kind, n=one: self._compared(k, n))
                for one in range(min(FINALISTS, count))
            ]
        for kind in KINDS:
            if kind == "forest":
                parts = range(TREES // TREES_A_STEP)
                plan += [("Growing the random forest", lambda n=one: self._grown(n)) for one in parts]
            plan.append((f"Training: {TITLES[kind].lower()}", lambda k=kind: self._model(k)))
        plan += [
            ("Checking on held-back cases", self._scored),
            ("Asking which columns matter", self._explained),
        ]
        plan += [
            ("Asking whether more rows would help", lambda n=one: self._point(n)) for one in range(len(CURVE_SHARES))
        ]
        return [*plan, ("Writing down what the model is worth", self.finish)]

    def _tries(self, kind: Kind) -> int:
        return min(how_many(kind, self.data, self.spec.seconds), len(candidates(kind, self.data, self.spec.seed)))

    @cached_property
    def _split(self) -> Any:
        return split(self.data, self.spec.seed)

    def _looked(self) -> Looked:
        def compute() -> Looked:
            found = leaks(self.spec, self.data, self._split.learn)
            dropped = {one.column for one in found if one.dropped}
            used = tuple(str(one) for one in self.data.features.columns if one not in dropped)
            if not used:
                raise InputError(
                    "Every column that is left knows the answer, so nothing can be learned that would help with new "
                    "cases. Upload a table with columns that are known before."
                )
            return Looked(found, used)

        return self._keep("looked", compute)

    def _features(self, rows: Rows) -> pd.DataFrame:
        return self.data.features[list(self._looked().used)].iloc[rows]

    def _tried(self, kind: Kind, number: int) -> Tried:
        def compute() -> Tried:
            rows = sample(self.data, self._split.learn, FIRST_ROWS, self.spec.seed)
            pairs = folds(self.data, rows, FOLDS, self.spec.seed)
            return self._try(kind, self._settings(kind)[number], pairs if len(rows) <= SMALL else pairs[-1:])

        return self._keep(f"try-{kind}-{number}", compute)

    def _compared(self, kind: Kind, place: int) -> Tried:
        def compute() -> Tried:
            settings = self._settings(kind)
            if len(settings) > 1:
                tried = [self._tried(kind, number) for number in range(len(settings))]
                settings = [one.settings for one in sorted(tried, key=lambda one: one.loss)]
            rows = sample(self.data, self._split.learn, LAST_ROWS, self.spec.seed)
            return self._try(kind, settings[place], folds(self.data, rows, FOLDS, self.spec.seed + 1))

        return self._keep(f"compare-{kind}-{place}", compute)

    def _settings(self, kind: Kind) -> list[Settings]:
        return candidates(kind, self.data, self.spec.seed)[: self._tries(kind)]

    def _try(self, kind: Kind, settings: Settings, pairs: list[tuple[Rows, Rows]]) -> Tried:
        target, is_class = self.data.target, self.data.is_class
        said = []
        for learned, scored in pairs:
            model = Model(kind, is_class, settings, self.spec.seed, TRIAL_TREES)
            said.append(model.fit(self._features(learned), target[learned]).predict(self._features(scored)))
        rows, answers = np.concatenate([one for _, one in pairs]), np.concatenate(said)
        return Tried(settings, float(case_losses(target[rows], answers, is_class).mean()), rows, answers)

    def _chosen(self, kind: Kind) -> Tried:
        found = [self._compared(kind, one) for one in range(min(FINALISTS, self._tries(kind)))]
        return min(found, key=lambda one: one.loss)

    def _grown(self, part: int) -> tuple[Model, float]:
        def compute() -> tuple[Model, float]:
            began, rows = perf_counter(), self._split.learn
            seed = self.spec.seed * 1_000 + part
            model = Model("forest", self.data.is_class, self._chosen("forest").settings, seed, TREES_A_STEP)
            return model.fit(self._features(rows), self.data.target[rows]), perf_counter() - began

        return self._keep(f"grow-{part}", compute)

    def _model(self, kind: Kind) -> tuple[Model, float]:
        if kind == "forest":
            parts = [self._grown(one) for one in range(TREES // TREES_A_STEP)]
            return join([one for one, _ in parts]), sum(seconds for _, seconds in parts)

        def compute() -> tuple[Model, float]:
            began, rows = perf_counter(), self._split.learn
            if kind == "naive":
                column = NAIVE_COLUMNS[self.spec.kind][0]
                settings: Settings = {"column": column if column in self._looked().used else ""}
            else:
                settings = self._chosen(kind).settings
            model = Model(kind, self.data.is_class, settings, self.spec.seed)
            return model.fit(self._features(rows), self.data.target[rows]), perf_counter() - began

        return self._keep(f"train-{kind}", compute)

    @cached_property
    def _best(self) -> Kind:
        return min(TUNED, key=lambda kind: self._chosen(kind).loss)

    def _scored(self) -> Scored:
        def compute() -> Scored:
            models = {kind: self._model(kind) for kind in KINDS}
            best = self._chosen(self._best)
            away = best.rows, best.said
            return score_all(self.spec, self.data, self._split, self._looked(), models, self._best, away)

        return self._keep("scored", compute)

    def _explained(self) -> Any:
        return self._keep(
            "explained", lambda: explained(self.spec, self.data, self._split, self._looked(), self._scored())
        )

    def _point(self, number: int) -> tuple[LearningPoint, ...]:
        def compute() -> tuple[LearningPoint, ...]:
            best = self._best
            make = Model(best, self.data.is_class, self._chosen(best).settings, self.spec.seed, TRIAL_TREES)
            return learned_with(
                lambda: replace(make), CURVE_SHARES[number], self.spec, self.data, self._split, self._looked()
            )

        return self._keep(f"curve-{number}", compute)

    def _finished(self) -> tuple[ModelCard, Parts]:
        points = tuple(point for one in range(len(CURVE_SHARES)) for point in self._point(one))
        scored, naive = self._scored(), NAIVE_COLUMNS[self.spec.kind][1]
        card = make_card(self.spec, self.data, self._split, self._looked(), scored, self._explained(), points, naive)
        return card, scored.parts


def as_task_data(spec: TaskSpec, data: Any) -> TaskData:
    """Return the table of a question from a data set or a frame.

    Raises:
        InputError: If it is neither, or the question cannot be asked of it.
    """
    if isinstance(data, TaskData):
        return data
    if isinstance(data, pd.DataFrame):
        if spec.kind != "behaviour":
            raise InputError("Campaign questions are asked of a data set, not of a frame.")
        return people_data(spec, data)
    if spec.kind == "behaviour" or not hasattr(data, "daily_metrics"):
        raise InputError("A table with one row a case is needed, or a data set for campaign questions.")
    return task_data(spec, data, None)
