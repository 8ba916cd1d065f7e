"""ExperimentDesk: what the pages ask about tests: suggestions, designs, result files, readings, the registry."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from core.data import Dataset
from core.experiments.book import ExperimentBook
from core.experiments.region_room import RegionRoom
from core.memo import Memo


class ExperimentDesk:
    """Everything about tests.

    Args:
        folder: Where uploaded results are kept; made when the first one is.
        engine: Of the database.
        dataset: Returns the data set in use.
        memo: Where expensive results are shared.

    Attributes:
        book: The registry.
        regions: Tests by region or of one campaign's spend, and what they teach the model.
    """

    def __init__(self, folder: Path, engine: Engine, dataset: Callable[[], Dataset], memo: Memo) -> None:
        self._folder, self._dataset, self._memo = folder, dataset, memo
        self.book = ExperimentBook(engine)
        self.regions = RegionRoom(folder / "regions", dataset, memo)
