"""ExperimentDesk: what the pages ask about tests: suggestions, designs, result files, readings, the registry."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import Engine

from core.data import Dataset
from core.experiments.regions.region_room import RegionRoom
from core.experiments.registry.book import ExperimentBook
from core.experiments.results.reading import Reading, read
from core.experiments.results.roles import Metric, Roles, check_roles
from core.experiments.results.sums_daily import Day, daily_sums
from core.experiments.worth.suggestion import SuggestionList
from core.experiments.worth.suggestions import HORIZON, suggest
from core.files.kept_files import KeptFiles
from core.memo import Memo, memo_key
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
        files: Uploaded results.
        regions: Tests by region or of one campaign's spend, and what they teach the model.
    """

    def __init__(self, folder: Path, engine: Engine, dataset: Callable[[], Dataset], memo: Memo) -> None:
        self._dataset, self._memo = dataset, memo
        self.book = ExperimentBook(engine)
        self.files = KeptFiles(folder)
        self.regions = RegionRoom(self.files, dataset, memo)

    def reading(self, file_hash: str, roles: Roles) -> Reading:
        """Return what a test said.

        Raises:
            NotFoundError: If the file is not kept any more.
            InputError: If the file cannot play these roles, in words.
        """
        file, path = self.files.get(file_hash), self.files.path(file_hash)
        check_roles(file, roles)
        key = memo_key("reading", file=file_hash, roles=roles.to_plain())
        return self._memo(key, lambda: read(path, file, roles))

    def daily(self, file_hash: str, roles: Roles, metric: Metric, *, cumulated: bool = True) -> tuple[Day, ...]:
        """Return the sums of a metric by day, of each alone or of all up to it.

        Raises:
            NotFoundError: If the file is not kept any more.
            InputError: If the file cannot play these roles, or no column says the day.
        """
        file, path = self.files.get(file_hash), self.files.path(file_hash)
        check_roles(file, roles)
        key = memo_key("daily-sums", file=file_hash, roles=roles.to_plain(), metric=asdict(metric), cumulated=cumulated)
        return self._memo(key, lambda: daily_sums(path, file, roles, metric, cumulated=cumulated))

    def suggestions(
        self, assumptions: Assumptions, curves: CurveSet | None, outcome: str | None = None, days: int = HORIZON
    ) -> SuggestionList:
        """Return the tests that are worth it (``core.experiments.worth``) on the data set in use."""
        return suggest(self._dataset(), self._memo, assumptions, curves, outcome, days)
