"""What is known of trained models that are kept: a model, its versions, and how to find one by words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from core.errors import NotFoundError
from core.learning.results import ModelCard
from core.learning.task import TaskSpec

State = Literal["in use", "kept", "retired"]


@dataclass(frozen=True)
class KeptVersion:
    """A version in the list of its model.

    Attributes:
        number: From 1.
        key: Content key of the training.
        saved: When, in UTC, ISO.
        saved_by: Who; empty where nobody is known.
        retired: Whether nobody should use it any more.
        verdict: What its card says in a sentence.
        useful: Whether it beats the naive prediction beyond chance.
        best: The kind of model, in words.
        measure: Of the score.
        score: On held-back cases: mean, lower and upper end.
        rows: Cases in all.
    """

    number: int
    key: str
    saved: str
    saved_by: str
    retired: bool
    verdict: str
    useful: bool
    best: str
    measure: str
    score: tuple[float | None, float | None, float | None]
    rows: int


@dataclass(frozen=True)
class KeptModel:
    """A model with its versions.

    Attributes:
        id: The same over all acts.
        act: Number of the act that was done last with it, for undo.
        name: What people call it.
        target: What it predicts, in words.
        kind: The task.
        data: Name of the table that it was learned from first.
        in_use: Number of the version that is in use; 0 where none is.
        versions: The newest first.
    """

    id: str
    act: int
    name: str
    target: str
    kind: str
    data: str
    in_use: int
    versions: tuple[KeptVersion, ...]

    def state(self, version: KeptVersion) -> State:
        """Return how it is with a version."""
        return "retired" if version.retired else "in use" if version.number == self.in_use else "kept"

    def version(self, number: int) -> KeptVersion:
        """Return a version.

        Raises:
            NotFoundError: If there is none with this number.
        """
        found = next((one for one in self.versions if one.number == number), None)
        if found is None:
            raise NotFoundError(f"“{self.name}” has no version {str(number)[:9]}. Choose one from the list.")
        return found


@dataclass(frozen=True)
class KeptTable:
    """The table that a version was made of: what people call it, and the hash of its content."""

    name: str
    rows: str


@dataclass(frozen=True)
class TrainedVersion:
    """All that is known of one version.

    Attributes:
        model: Id of its model.
        name: Of its model.
        kept: What its list says.
        spec: The question; with the same table it makes the same model again.
        card: What was said of it.
        data: Name of the table.
        rows: Content hash of the table.
        libraries: Versions of the libraries that made it.
    """

    model: str
    name: str
    kept: KeptVersion
    spec: TaskSpec
    card: ModelCard
    data: str
    rows: str
    libraries: dict[str, str]


def find_models(models: Iterable[KeptModel], words: str) -> list[KeptModel]:
    """Return the models in whose name, target, table or people all words stand."""
    wanted = folded(words).split()

    def text(one: KeptModel) -> str:
        people = [version.saved_by for version in one.versions]
        return folded(" ".join([one.name, one.target, one.kind, one.data, *people]))

    return [one for one in models if all(word in text(one) for word in wanted)]


def folded(text: str) -> str:
    """Return a text as it is compared: neither case nor the way an accent is written matter."""
    return unicodedata.normalize("NFKD", text).casefold()
