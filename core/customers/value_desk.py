"""ValueDesk: what the pages ask about the value of customers; expensive answers go through the memo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.customers.holdout import Holdout, holdout
from core.customers.outlook import Expected, Outlook, expected, outlook
from core.customers.outlook_question import OutlookQuestion
from core.customers.outlook_rows import ValueRow, value_rows
from core.customers.source import CustomerSource
from core.memo import Memo, memo_key

if TYPE_CHECKING:
    from core.customers.desk import CustomerDesk


class ValueDesk:
    """What customers are worth.

    Args:
        desk: Knows their histories.
        memo: Where expensive results are shared.
    """

    def __init__(self, desk: CustomerDesk, memo: Memo) -> None:
        self._desk, self._memo = desk, memo

    def expected(self, source: CustomerSource, question: OutlookQuestion) -> Expected:
        """Return what each customer is expected to do.

        Raises:
            NotEnoughDataError: If the table holds no purchases, or how customers come back cannot be learned.
        """
        key = memo_key("expected", source=source.key, question=question.to_plain())
        return self._memo(key, lambda: expected(self._desk.histories(source), question))

    def outlook(self, source: CustomerSource, question: OutlookQuestion) -> Outlook:
        """Return what the page says; errors are those of ``expected``."""
        key = memo_key("outlook", source=source.key, question=question.to_plain())
        return self._memo(
            key,
            lambda: outlook(self._desk.histories(source), question, self.expected(source, question), source.currency),
        )

    def holdout(self, source: CustomerSource, question: OutlookQuestion) -> Holdout:
        """Return the check against the last part of the data.

        Raises:
            NotEnoughDataError: If it cannot be made; the reason is in the message.
        """
        key = memo_key("value-holdout", source=source.key, model=question.model, level=question.level)
        return self._memo(key, lambda: holdout(source, question.model, question.level))

    def rows(self, source: CustomerSource, question: OutlookQuestion, most: int) -> tuple[ValueRow, ...]:
        """Return the customers, not more than ``most``, the most valuable first; errors are those of ``expected``."""
        histories, told = self._desk.histories(source), self.expected(source, question)
        worth = told.purchases if told.values is None else told.values.value
        order = np.argsort(-worth, kind="stable")
        return value_rows(histories, told.alive, told.purchases, told.values, order[:most])
