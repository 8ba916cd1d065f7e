"""Addresses of the Predictions and What if views: a question as one parameter, a case as another."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from components.period import address
from core.learning.task import TaskSpec

PATH: Final = "/models"
PREDICT: Final = "predict"
WHATIF: Final = "whatif"
Addresser = Callable[[str, TaskSpec], str]
"""Returns the address of a question on a view, however long it is."""
_USUAL: Final = TaskSpec("behaviour").to_plain()


def question_text(spec: TaskSpec) -> str:
    """Return a question as the text of an address; what is as usual is not in it."""
    plain = {name: value for name, value in spec.to_plain().items() if name == "kind" or value != _USUAL[name]}
    return json.dumps(plain, separators=(",", ":"), ensure_ascii=False)


def question_address(view: str, spec: TaskSpec) -> str:
    """Return where the model of a question stands on a view."""
    return address(PATH, view=view, spec=question_text(spec))


def model_address(model: str, **parameters: str | None) -> str:
    """Return where a kept model stands."""
    return address(PATH, view=PREDICT, model=model, **parameters)


def read_json(text: str) -> dict[str, Any] | None:
    """Return what an address says as JSON; None where it says nothing that can be read."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def case_text(changed: Mapping[str, str]) -> str:
    """Return a case as the text of an address."""
    return json.dumps(dict(changed), separators=(",", ":"), ensure_ascii=False) if changed else ""
