"""What the view of cohorts shows: the cohorts, what comes in a year, and what each channel costs and brings."""

from __future__ import annotations

from dataclasses import dataclass

from core.customers.cohorts.cohort import Cohorts, cohorts, new_pool, new_since
from core.customers.cohorts.customer_months import customer_months
from core.customers.cohorts.pace import repeat_pace
from core.customers.cohorts.payback import Paybacks, paybacks
from core.customers.cohorts.year import Year, year_of
from core.customers.source import CustomerSource
from core.data import Dataset
from core.errors import NotEnoughDataError
from core.margins import Margins


@dataclass(frozen=True, eq=False)
class CohortAnswer:
    """What is known of the customers of a table by month and channel of their first purchase.

    Attributes:
        cohorts: Who stays, and what they bring by age.
        year: What comes in the first twelve months; None where that cannot be told.
        paybacks: What new customers cost and bring by channel.
        channels: All channels of first purchases; empty where none is known.
    """

    cohorts: Cohorts
    year: Year | None
    paybacks: Paybacks
    channels: tuple[str, ...]


def cohort_answer(source: CustomerSource, channel: str, dataset: Dataset, margins: Margins) -> CohortAnswer:
    """Return what is known.

    Args:
        source: Where the purchases are.
        channel: Restricts the cohorts by month to the customers who began there; empty for all.
        dataset: The data in use, which know what channels cost.
        margins: What is kept of amounts, as people state it.

    Raises:
        NotEnoughDataError: If nothing can be said.
    """
    months = customer_months(source)
    found, (pool, settled) = cohorts(months, channel), new_pool(months)
    try:
        year = year_of(pool, lambda: repeat_pace(source, new_since(months) if settled else months.since))
    except NotEnoughDataError:
        year = None
    named = months.channels if months.has_channels else ()
    return CohortAnswer(found, year, paybacks(found, pool, source, dataset, margins, year), named)
