"""ExperimentDesk: what the pages ask about tests: suggestions, designs, result files, readings, the registry."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from core.data import Dataset
from core.experiments.book import ExperimentBook
from core.experiments.reading import Reading, read_result
from core.experiments.region_room import RegionRoom
from core.experiments.result_files import ResultFiles
from core.experiments.result_roles import Roles
from core.experiments.result_sums import Tally, tally
from core.memo import Memo, memo_key


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
        self.files = ResultFiles(folder)
        self.regions = RegionRoom(folder / "regions", dataset, memo)

    def reading(self, file_hash: str, roles: Roles) -> Reading:
        """Return what a kept file of results says.

        Args:
            file_hash: Of the file.
            roles: What its columns are, checked against the file (``result_roles.roles_of``).

        Raises:
            NotFoundError: If the file is not kept any more.
            InputError: If its counts cannot be, in words.
        """
        file, path = self.files.get(file_hash), self.files.path(file_hash)
        key = memo_key("reading", file=file_hash, roles=roles.plain())
        return self._memo(key, lambda: read_result(path, file, roles))

    def tally(self, file_hash: str, roles: Roles) -> Tally:
        """Return the sums of a kept file: by variant, by group, by day (of people's first days, so that days add up).

        Raises:
            NotFoundError: If the file is not kept any more.
            InputError: If its counts cannot be, in words.
        """
        file, path = self.files.get(file_hash), self.files.path(file_hash)
        key = memo_key("tally", file=file_hash, roles=roles.plain())
        return self._memo(key, lambda: tally(path, file, roles))
