"""A model made by hand, whose predictions can be counted on fingers, and a training of three steps."""

import numpy as np
import pandas as pd

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
from core.learning.suite import Predictions
from core.learning.task import TaskData, TaskSpec

SPEC = TaskSpec("behaviour", file="a" * 32, target="y", positive="yes", seconds=10)


def ranged(mean: float, half: float = 0.02) -> Ranged:
    return Ranged(mean, mean - half, mean + half)


def made_card(leak: bool = False, useful: bool = True, best: float = 0.8, rows: int = 300, **parts) -> ModelCard:
    scores = (
        ModelScore("naive", "The average", "auc", ranged(0.5, 0.0), ranged(0.0, 0.0), "", 0.0),
        ModelScore("linear", "Weighted sum", "auc", ranged(0.75), ranged(0.12), "strength 1", 0.4),
        ModelScore("forest", "Random forest", "auc", ranged(best), ranged(0.21), "300 trees", 4.2),
    )
    given = {
        "kind": "behaviour", "target": "y is yes", "unit": "yes", "is_class": True, "rows": (rows * 2, rows, rows),
        "split": "A random fifth was held back", "best": "forest", "useful": useful, "scores": scores,
        "verdict": "Responses can be foretold: it finds 3 of 4 responders in the best fifth. Use it for the order."
        if useful else "No better than the average: do not use it.",
        "leaks": (Leak("duration", 0.94, "It alone tells nearly all.", False),) if leak else (),
        "left_out": (("id", "It names a person."),),
        "importances": (Importance("age", ranged(0.6, 0.1)), Importance("job", ranged(0.2, 0.05))),
        "dependences": (
            Dependence("age", (20.0, 40.0, 60.0), (0.1, 0.2, 0.4), (0.05, 0.15, 0.3), (0.15, 0.25, 0.5)),
            Dependence("job", ("clerk", "<b>boss</b>"), (0.1, 0.3), (0.05, 0.2), (0.15, 0.4)),
        ),
        "calibration": (CalibrationBin(0.1, ranged(0.11, 0.03), 120), CalibrationBin(0.4, ranged(0.5, 0.05), 60)),
        "calibration_error": (0.08, 0.02), "interval_covered": 0.91,
        "learning": (LearningPoint(100, ranged(0.7), 0.95), LearningPoint(600, ranged(best), 0.9)),
        "base": 0.2, "limits": ("Other countries",), "features": ("age", "job"),
    }  # fmt: skip
    return ModelCard(**(given | parts))


def made_data(rows: int = 200, seed: int = 0) -> TaskData:
    rng = np.random.default_rng(seed)
    age = rng.integers(20, 61, rows).astype(float)
    age[0] = np.nan
    job = np.where(rng.random(rows) < 0.7, "clerk", "<b>boss</b>")
    target = (rng.random(rows) < chance(age, job)).astype(float)
    features = pd.DataFrame({"job": pd.Categorical(job), "age": age})
    return TaskData("made", features, target, True, "yes", None, np.array([f"P{n}" for n in range(rows)], object))


def chance(age, job):
    """What the made model says: 1 % a year of age over 20, and 20 % more for a boss."""
    return 0.01 * (np.nan_to_num(np.asarray(age, float), nan=40.0) - 20) + 0.2 * (np.asarray(job) == "<b>boss</b>")


class MadeModel:
    def __init__(self, card: ModelCard | None = None, data: TaskData | None = None) -> None:
        self.card, self.data = card or made_card(), data or made_data()

    def predict(self, cases: pd.DataFrame) -> Predictions:
        job = cases["job"].astype(object) if "job" in cases else pd.Series(["clerk"] * len(cases))
        mean = np.asarray(chance(cases["age"] if "age" in cases else np.full(len(cases), np.nan), job), float)
        return Predictions(mean, mean - 0.05, mean + 0.05, ((),) * len(cases))


class MadeTraining:
    """Three steps, each kept; ``taken`` counts those that were really taken."""

    steps = 3

    def __init__(self, key: str, memo, model: MadeModel, taken: list[int]) -> None:
        self._key, self._memo, self._model, self._taken = key, memo, model, taken

    def doing(self, step: int) -> str:
        return ("Looking for leaks", "Tuning the forest", "Checking")[step]

    def step(self, number: int) -> None:
        def take() -> int:
            self._taken.append(number)
            return number

        self._memo(f"{self._key}-step-{number}", take)

    def finish(self) -> MadeModel:
        for number in range(self.steps):
            self.step(number)
        return self._model
