"""LearningDesk: what the pages ask about predictions; training goes in steps that are kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from core.curves import Floats
from core.data import Dataset
from core.errors import InputError, NotEnoughDataError, NotFoundError, ProductError
from core.files import KeptFiles
from core.learning.explain import drift as drift_of_columns
from core.learning.kept_models import KeptModel, KeptTable, KeptVersion, TrainedVersion
from core.learning.newer import NewerCheck, check_newer
from core.learning.registry import ModelRegistry, library_versions
from core.learning.steps import A_REQUEST, Advance, Pace, Training
from core.learning.suite import TrainedModel
from core.learning.tables import task_data
from core.learning.task import SECONDS, TaskData, TaskSpec
from core.learning.uplift import UpliftDesk
from core.memo import Memo, RecentMemo, content_key, memo_key
from core.wording import date_text

KEPT = 3
"""Trained models, and tables, kept in memory; a forest of 100,000 rows takes some 50 MB."""


class LearningDesk:
    """Everything about predictions.

    Args:
        files: Uploaded tables about people, shared with the Customers page.
        engine: Of the database.
        dataset: Returns the data set in use.
        memo: Where expensive results are shared.

    Attributes:
        files: The uploaded tables.
        uplift: Whom to contact.
        registry: The trained models that are kept, with their versions.
    """

    def __init__(self, files: KeptFiles, engine: Engine, dataset: Callable[[], Dataset], memo: Memo) -> None:
        self.files, self._engine, self._dataset, self._memo = files, engine, dataset, memo
        self.uplift = UpliftDesk(files, memo)
        self.registry = ModelRegistry(engine)
        self._recent, self._tables, self._pace = RecentMemo(KEPT), RecentMemo(KEPT), Pace()

    def table(self, spec: TaskSpec) -> TaskData:
        """Return the table of a question.

        Raises:
            ProductError: If the file is gone, or the question cannot be asked of it, in words.
        """
        asked = replace(spec, seconds=SECONDS, seed=0).to_plain()
        key = content_key("table", rows=self.rows(spec), spec=asked)
        return self._tables(key, lambda: task_data(spec, self._dataset, self.files))

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
        return memo_key("trained", rows=self.rows(spec), spec=_same(spec).to_plain(), libraries=library_versions())

    def rows(self, spec: TaskSpec) -> str:
        """Return the content hash of the table of a question: of an uploaded file, or of the data in use."""
        return spec.file if spec.kind == "behaviour" else self._dataset().content_hash

    def advance(self, spec: TaskSpec, seconds: float = A_REQUEST) -> Advance:
        """Take the next steps of a training for a short while; each step is kept for everybody.

        Raises:
            ProductError: If the question cannot be asked, in words.
        """
        key = self.key(spec)
        if key in self._recent:
            return Advance(1, 1, "")
        went = self._pace.advance(key, self._training(spec), seconds)
        if went.ready:
            self.trained(spec)
        return went

    def trained(self, spec: TaskSpec) -> TrainedModel:
        """Return the trained model of a question; where it is not kept any more, it is trained now.

        Raises:
            ProductError: If the question cannot be asked, in words.
        """
        key = self.key(spec)
        return self._recent(key, lambda: self._memo(key, lambda: self._training(spec).finish()))

    def of_version(self, version: TrainedVersion) -> TrainedModel:
        """Return the model of a kept version without making it: as it was, or as it was trained again of the same rows.

        Raises:
            NotFoundError: If it is not kept any more; its figures are.
        """

        def gone() -> TrainedModel:
            raise NotFoundError(
                f"The model of version {version.kept.number} is not kept any more, only its figures are. "
                "Train it again from its table."
            )

        keys = [version.kept.key, *([self.key(version.spec)] if self.has_rows(version) else [])]
        for key in keys[:-1]:
            with suppress(NotFoundError):
                return self._recent(key, lambda key=key: self._memo(key, gone))  # type: ignore[misc]
        return self._recent(keys[-1], lambda: self._memo(keys[-1], gone))

    def has_rows(self, version: TrainedVersion) -> bool:
        """Return whether the rows that a version was made of are still there, so that it can be trained again."""
        try:
            self.table_name(version.spec)
        except ProductError:
            return False
        return version.rows == self.rows(version.spec)

    def is_same(self, version: TrainedVersion) -> bool:
        """Return whether training now would make the model that was kept: same rows, code and libraries."""
        return self.has_rows(version) and self.key(version.spec) == version.kept.key

    def drift(self, version: TrainedVersion, file: str = "") -> NewerCheck:
        """Return whether a version still fits newer data.

        Args:
            version: The version.
            file: Of people: hash of the newer table. Campaigns are checked on the data in use.

        Raises:
            ProductError: If the model is not kept any more, or the newer data cannot be read.
        """
        model, spec = self.of_version(version), replace(version.spec, file=file)
        key = memo_key("newer", version=version.kept.key, rows=self.rows(spec))
        return self._memo(key, lambda: check_newer(model, *self._newer(model, spec), drift_of_columns))

    def _newer(self, model: TrainedModel, spec: TaskSpec) -> tuple[pd.DataFrame, Floats | None]:
        """The cases of newer data, and what happened to them where they say so."""
        try:
            data = self.table(spec)
        except (InputError, NotEnoughDataError):
            # Newer people whose answer is not known yet: their columns can be compared all the same.
            if spec.kind != "behaviour":
                raise
            return pd.read_parquet(self.files.path(spec.file)), None
        if spec.kind == "behaviour":
            return data.features, data.target
        known = set(model.data.labels.tolist())
        fresh = np.array([label not in known for label in data.labels.tolist()], dtype=bool)
        if not fresh.any():
            raise NotEnoughDataError("The data in use hold no week that it was not learned from. Import newer data.")
        return data.features[fresh], data.target[fresh]

    def keep(self, spec: TaskSpec, name: str, by: str = "") -> tuple[KeptModel, KeptVersion]:
        """Keep the trained model of a question as a version.

        Raises:
            ProductError: If it cannot be trained, or the name cannot be used.
        """
        model = self.trained(spec)
        table = KeptTable(self.table_name(spec), self.rows(spec))
        return self.registry.keep(self.key(spec), spec, table, model.card, name, by)

    def kept_as(self, spec: TaskSpec) -> tuple[KeptModel, KeptVersion] | None:
        """Return the model and version that a question was kept as; None where it was not."""
        return self.registry.of_training(self.key(spec))

    def _training(self, spec: TaskSpec) -> Training:
        from core.learning.suite import MLModelSuite

        # Steps hold models, too: what other versions of the libraries wrote is not read.
        made_by = content_key("by", **library_versions())
        return MLModelSuite(_same(spec), self.table(spec), lambda key, compute: self._memo(f"{key}-{made_by}", compute))


def _same(spec: TaskSpec) -> TaskSpec:
    """Return a question as an address gives it back: 10 and 10.0 seconds are one question."""
    return TaskSpec.from_plain(spec.to_plain())
