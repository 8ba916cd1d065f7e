"""Learning: MLModelSuite, predictions one can trust: tasks, models, checks, explanations, registry, uplift."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from core.learning.task import TaskData, TaskSpec

if TYPE_CHECKING:
    from core.learning.suite import MLModelSuite
    from core.learning.tables import task_data
    from core.learning.trained import Trained

__all__ = ["MLModelSuite", "TaskData", "TaskSpec", "Trained", "task_data"]

_WHEN_ASKED: Final = {
    "MLModelSuite": "core.learning.suite",
    "Trained": "core.learning.trained",
    "task_data": "core.learning.tables",
}


def __getattr__(name: str) -> Any:
    if name not in _WHEN_ASKED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHEN_ASKED[name]), name)
