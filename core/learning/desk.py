"""LearningDesk: what the pages ask about predictions; training goes in steps that are kept."""

from collections.abc import Callable

from sqlalchemy import Engine

from core.data import Dataset
from core.files import KeptFiles
from core.learning.uplift import UpliftDesk
from core.memo import Memo


class LearningDesk:
    """Everything about predictions.

    Args:
        files: Uploaded tables about people, shared with the Customers page.
        engine: Of the database.
        dataset: Returns the data set in use.
        memo: Where expensive results are shared.

    Attributes:
        files: The uploaded tables.
        uplift: Whom to contact.
    """

    def __init__(self, files: KeptFiles, engine: Engine, dataset: Callable[[], Dataset], memo: Memo) -> None:
        self.files, self._engine, self._dataset, self._memo = files, engine, dataset, memo
        self.uplift = UpliftDesk(files, memo)
