"""LearningDesk: what the pages ask about predictions; training goes in steps that are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from sqlalchemy import Engine

from core.data import Dataset
from core.errors import InputError, NotFoundError
from core.files import KeptFiles
from core.learning.kept_models import KeptModel, KeptVersion, TrainedVersion
from core.learning.registry import ModelRegistry, library_versions
from core.learning.suite import TrainedModel
from core.learning.task import TaskData, TaskSpec
from core.memo import Memo, RecentMemo, memo_key
from core.wording import date_text

A_REQUEST = 1.5
"""Seconds after which a request of a page begins no further step."""
KEPT = 3
"""Trained models kept in memory; a forest of 100,000 rows takes some 50 MB."""


@dataclass(frozen=True)
class Advance:
    """How far a training is: ``done`` of ``steps``, what comes next in words, and seconds left where that is known."""

    done: int
    steps: int
    doing: str
    left: float | None = None

    @property
    def ready(self) -> bool:
        """Whether the model can be had at once."""
        return self.done >= self.steps


class Training(Protocol):
    """The training of models for a question in steps, each of which is kept under the key of the training."""

    @property
    def steps(self) -> int:
        """How many steps there are."""
        ...

    def doing(self, step: int) -> str:
        """Return what a step does, in words."""
        ...

    def left(self, step: int) -> float:
        """Return about how many seconds it takes from the beginning of a step to the end."""
        ...

    def step(self, number: int) -> None:
        """Take a step; those before it must have been taken, or are taken as well."""
        ...

    def make(self) -> TrainedModel:
        """Return the trained model, from the steps that are kept."""
        ...


class LearningDesk:
    """Everything about predictions.

    Args:
        files: Uploaded tables about people, shared with the Customers page.
        engine: Of the database.
        dataset: Returns the data set in use.
        memo: Where expensive results are shared.

    Attributes:
        files: The uploaded tables.
        registry: The trained models that are kept, with their versions.
    """

    def __init__(self, files: KeptFiles, engine: Engine, dataset: Callable[[], Dataset], memo: Memo) -> None:
        self.files, self._engine, self._dataset, self._memo = files, engine, dataset, memo
        self.registry = ModelRegistry(engine)
        self._recent = RecentMemo(KEPT)

    def table(self, spec: TaskSpec) -> TaskData:
        """Return the table of a question.

        Raises:
            ProductError: If the file is gone, or the question cannot be asked of it, in words.
        """
        raise NotImplementedError

    def table_name(self, spec: TaskSpec) -> str:
        """Return what people call the table of a question.

        Raises:
            NotFoundError: If its file is not kept any more.
        """
        if spec.kind == "behaviour":
            return self.files.get(spec.file).name
        dataset = self._dataset()
        return f"{dataset.name}, up to {date_text(dataset.last_day)}"

    def key(self, spec: TaskSpec) -> str:
        """Return the key of a training: same rows, question, code and libraries, same key.

        Raises:
            InputError: If people are asked about and no table is named.
        """
        if spec.kind == "behaviour" and not (spec.file and spec.target):
            raise InputError("Choose a table and the column that is predicted, then train again.")
        rows = spec.file if spec.kind == "behaviour" else self._dataset().content_hash
        return memo_key("trained", rows=rows, spec=spec.to_plain(), libraries=library_versions())

    def advance(self, spec: TaskSpec, seconds: float = A_REQUEST) -> Advance:
        """Take the next steps of a training for a short while; each step is kept for everybody.

        Raises:
            ProductError: If the question cannot be asked, in words.
        """
        key = self.key(spec)
        if key in self._recent:
            return Advance(1, 1, "")
        training, started = self._training(spec, key), monotonic()
        for step in range(training.steps):
            training.step(step)
            if monotonic() - started > seconds and step + 1 < training.steps:
                return Advance(step + 1, training.steps, training.doing(step + 1), training.left(step + 1))
        self.trained(spec)
        return Advance(training.steps, training.steps, "")

    def trained(self, spec: TaskSpec) -> TrainedModel:
        """Return the trained model of a question; where it is not kept any more, it is trained now.

        Raises:
            ProductError: If the question cannot be asked, in words.
        """
        key = self.key(spec)
        return self._recent(key, lambda: self._memo(key, lambda: self._training(spec, key).make()))

    def is_same(self, version: TrainedVersion) -> bool:
        """Return whether training now would make the model that was kept: same rows, code and libraries.

        Raises:
            ProductError: If its table is gone, in words.
        """
        self.table_name(version.spec)
        return self.key(version.spec) == version.kept.key

    def keep(self, spec: TaskSpec, name: str, by: str = "") -> tuple[KeptModel, KeptVersion]:
        """Keep the trained model of a question as a version.

        Raises:
            ProductError: If it cannot be trained, or the name cannot be used.
        """
        model = self.trained(spec)
        return self.registry.keep(self.key(spec), spec, model.data, self.table_name(spec), model.card, name, by)

    def kept_as(self, spec: TaskSpec) -> tuple[KeptModel, KeptVersion] | None:
        """Return the model and version that a question was kept as; None where it was not."""
        return self.registry.of_training(self.key(spec))

    def _training(self, spec: TaskSpec, key: str) -> Training:
        raise NotFoundError("No model can be trained yet.")
