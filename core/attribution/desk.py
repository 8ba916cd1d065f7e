"""AttributionDesk: what the Attribution page asks; expensive answers go through the memo."""

from collections.abc import Callable

from core.customers import CustomerSource
from core.customers.desk import CustomerDesk
from core.data import Dataset
from core.memo import Memo


class AttributionDesk:
    """Everything about paths to conversions.

    Args:
        customers: Where tables of contacts come from.
        dataset: Returns the data set in use.
        memo: Where expensive results are shared.
    """

    def __init__(self, customers: CustomerDesk, dataset: Callable[[], Dataset], memo: Memo) -> None:
        self._customers, self._dataset, self._memo = customers, dataset, memo

    def source(self, parameters: dict[str, str]) -> CustomerSource:
        """Return the contacts that an address names, else those of the data set in use.

        Raises:
            ProductError: As ``CustomerDesk.source``.
        """
        return self._customers.source(parameters)
