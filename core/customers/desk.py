"""CustomerDesk: what the pages ask about customers; expensive answers go through the memo."""

import json
from collections.abc import Callable, Mapping

from sqlalchemy import Engine

from core.customers.adopting import with_customers
from core.customers.checks import SourceReport, source_report
from core.customers.cohorts import CohortAnswer, cohort_answer
from core.customers.histories import Histories, histories
from core.customers.role_check import check_customer_roles
from core.customers.role_guess import guess_customer_roles
from core.customers.roles import CustomerRoles
from core.customers.segments.book import SegmentBook
from core.customers.segments.desk import SegmentDesk
from core.customers.source import CustomerSource, source_of_dataset, source_of_file
from core.customers.value_desk import ValueDesk
from core.data import Dataset
from core.errors import InputError
from core.files import KeptFiles
from core.margins import Margins
from core.memo import Memo, memo_key


class CustomerDesk:
    """Everything about customers.

    Args:
        files: Uploaded tables about people, shared with the predictions of the Models page.
        engine: Of the database.
        dataset: Returns the data set in use.
        memo: Where expensive results are shared.
        keep: Puts a data set to use for everybody, and notes who did; None where that cannot be done.

    Attributes:
        files: The uploaded tables.
        value: What customers are worth.
        segments: Customers in groups with names.
        kept_segments: The segmentations that people keep.
    """

    def __init__(
        self,
        files: KeptFiles,
        engine: Engine,
        dataset: Callable[[], Dataset],
        memo: Memo,
        keep: Callable[[Dataset, str], object] | None = None,
    ) -> None:
        self.files, self._dataset, self._memo, self._keep = files, dataset, memo, keep
        self.value = ValueDesk(self, memo)
        self.segments = SegmentDesk(self.histories, memo)
        self.kept_segments = SegmentBook(engine)

    def source(self, parameters: Mapping[str, str]) -> CustomerSource:
        """Return the table that an address names by ``file`` and ``roles``, else the data set in use.

        Raises:
            NotFoundError: If the file is not kept any more.
            InputError: If the roles cannot be read, or are none of this file.
            NotEnoughDataError: If no file is named, and the data in use hold no customers.
        """
        if not parameters.get("file"):
            return source_of_dataset(self._dataset())
        file = self.files.get(parameters["file"])
        roles = self.roles(parameters)
        check_customer_roles(file, roles)
        return source_of_file(file, self.files.path(file.hash), roles)

    def report(self, source: CustomerSource) -> SourceReport:
        """Return what was read of a table and what was set aside."""
        return self._memo(memo_key("source-report", source=source.key), lambda: source_report(source))

    def use_for_everybody(self, source: CustomerSource, by: str = "") -> Dataset:
        """Put the customers of an uploaded table into the data set in use; returns that.

        Raises:
            InputError: If the table cannot be used; the reason is in the message.
            NotEnoughDataError: If it holds no purchases.
        """
        if self._keep is None:
            raise InputError("Customers cannot be put to use here.")
        dataset = with_customers(self._dataset(), source)
        self._keep(dataset, by)
        return dataset

    def roles(self, parameters: Mapping[str, str]) -> CustomerRoles:
        """Return the roles that an address says for its file, else the guess.

        Raises:
            NotFoundError: If the file is not kept any more.
            InputError: If the roles cannot be read.
        """
        if not parameters.get("roles"):
            return guess_customer_roles(self.files.get(parameters["file"]))
        try:
            return CustomerRoles.from_plain(json.loads(parameters["roles"]))
        except (ValueError, RecursionError) as error:
            raise InputError("What the columns are cannot be read from the address. Choose them again.") from error

    def histories(self, source: CustomerSource) -> Histories:
        """Return what each customer bought.

        Raises:
            NotEnoughDataError: If the table holds no purchases.
        """
        return self._memo(memo_key("histories", source=source.key), lambda: histories(source))

    def cohorts(self, source: CustomerSource, channel: str, margins: Margins) -> CohortAnswer:
        """Return who stays and what pays back; arguments and errors are those of ``cohort_answer``."""
        dataset = self._dataset()
        asked = {"channel": channel, "margins": margins.plain(), "data": dataset.content_hash}
        key = memo_key("cohorts", source=source.key, **asked)
        return self._memo(key, lambda: cohort_answer(source, channel, dataset, margins))
