"""What the addresses of the Predictions and What if views ask for: a question, or a version that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from components.models_predict_address import PATH, Addresser, question_address, question_text, read_json
from components.period import address
from core.errors import InputError, NotFoundError
from core.learning.kept_models import TrainedVersion
from core.learning.steps import Advance
from core.learning.suite import TrainedModel
from core.learning.task import TaskSpec
from core.workbench import Workbench

LINK: Final = "models"
LONGEST: Final = 1_200
"""Characters of a question above which a link stands for it: servers refuse long addresses."""


@dataclass(frozen=True)
class Asked:
    """What an address asks for.

    Attributes:
        spec: The question.
        version: The kept version that is meant; None where the question itself is.
    """

    spec: TaskSpec
    version: TrainedVersion | None = None


def names_model(parameters: Mapping[str, str]) -> bool:
    """Return whether an address asks for a model at all."""
    return any(parameters.get(name) for name in ("spec", "link", "model"))


def asked_for(workbench: Workbench, parameters: Mapping[str, str]) -> Asked:
    """Return what an address asks for.

    Raises:
        ProductError: If it cannot be read, or the version is not kept.
    """
    if parameters.get("model"):
        version = workbench.learning.registry.version(parameters["model"][:16], number_of(parameters.get("number", "")))
        return Asked(version.spec, version)
    text = parameters.get("spec", "")
    if parameters.get("link"):
        text = workbench.links.get(LINK, parameters["link"][:16]).get("spec", "")
    plain = read_json(text)
    if plain is None:
        raise InputError("The address does not say what is to be foretold. Choose it again.")
    return Asked(TaskSpec.from_plain(plain))


def number_of(text: str) -> int:
    """Return the number of a version in an address; 0 where it says none.

    Raises:
        NotFoundError: If it says something else.
    """
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise NotFoundError("There is no such version. Choose one from the list.")
    return int(text)


def advance(workbench: Workbench, asked: Asked) -> Advance:
    """Take the next steps towards the model; one that is kept is there at once.

    Raises:
        ProductError: If it can be neither found nor made.
    """
    if asked.version is not None:
        try:
            workbench.learning.of_version(asked.version)
        except NotFoundError:
            if not workbench.learning.has_rows(asked.version):
                raise
        else:
            return Advance(1, 1, "")
    return workbench.learning.advance(asked.spec)


def model_of(workbench: Workbench, asked: Asked) -> TrainedModel:
    """Return the model; ``advance`` must have said that it is ready, or it is trained now.

    Raises:
        ProductError: If it can be neither found nor made.
    """
    if asked.version is not None:
        try:
            return workbench.learning.of_version(asked.version)
        except NotFoundError:
            if not workbench.learning.has_rows(asked.version):
                raise
    return workbench.learning.trained(asked.spec)


def addresser(workbench: Workbench) -> Addresser:
    """Return what makes the address of a question: a link stands for one that is too long."""

    def to(view: str, spec: TaskSpec) -> str:
        text = question_text(spec)
        if len(text) <= LONGEST:
            return question_address(view, spec)
        return address(PATH, view=view, link=workbench.links.keep(LINK, {"spec": text}))

    return to
