"""ExperimentDesk: what the pages ask about tests: suggestions, designs, result files, readings, the registry."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from core.data import Dataset
from core.experiments.book import ExperimentBook
from core.experiments.suggestion import SuggestionList
from core.experiments.suggestions import HORIZON, suggest
from core.memo import Memo
from core.response import Assumptions
from core.response.external import CurveSet


class ExperimentDesk:
    """Everything about tests.

    Args:
        folder: Where uploaded results are kept; made when the first one is.
        engine: Of the database.
        dataset: Returns the data set in use.
        memo: Where expensive results are shared.

    Attributes:
        book: The registry.
    """

    def __init__(self, folder: Path, engine: Engine, dataset: Callable[[], Dataset], memo: Memo) -> None:
        self._folder, self._dataset, self._memo = folder, dataset, memo
        self.book = ExperimentBook(engine)

    def suggestions(
        self, assumptions: Assumptions, curves: CurveSet | None, outcome: str | None = None, days: int = HORIZON
    ) -> SuggestionList:
        """Return the tests that are worth it (``core.experiments.suggestions.suggest``) on the data set in use."""
        return suggest(self._dataset(), self._memo, assumptions, curves, outcome, days)
