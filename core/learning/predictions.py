"""What is expected of cases, and what every trained model can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from core.curves import Floats
from core.learning.results import ModelCard
from core.learning.task import TaskData


@dataclass(frozen=True, eq=False)
class Predictions:
    """What is expected of cases, shape (cases,) each: chances where yes or no is predicted, else amounts.

    Attributes:
        mean: The prediction.
        lower: Lower end of the conformal interval.
        upper: Its upper end.
        unseen: For each case the columns whose value was never learned from, in words.
    """

    mean: Floats
    lower: Floats
    upper: Floats
    unseen: tuple[tuple[str, ...], ...]


class TrainedModel(Protocol):
    """A model that can be used."""

    card: ModelCard
    data: TaskData

    def predict(self, cases: pd.DataFrame) -> Predictions:
        """Return what is expected of cases; columns that are missing count as empty cells.

        Raises:
            InputError: If a cell cannot be read as what its column is.
        """
        ...
