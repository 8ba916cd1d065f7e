"""CustomerMonths: when each customer first bought, and what they spent in each month since, by DuckDB.

Months are counted from the day of the first purchase of each customer: month 1 begins on that day and ends before the
same day of the next calendar month. So every customer of an age has had the same time, whatever day of a month the
first purchase fell on, and a month counts for a customer only once it is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.customers.source import NO_AMOUNT, PURCHASE, RETURN, CustomerSource
from core.errors import NotEnoughDataError

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST_MONTHS: Final = 36
"""Months of age that are looked at; later purchases are left aside."""
UNKNOWN: Final = "Unknown"
"""Channel of a first purchase that names none."""


@dataclass(frozen=True, eq=False)
class CustomerMonths:
    """Customers in any order, and one row for each of their months with a purchase.

    Attributes:
        start: Calendar month of the first purchase, counted from year 0 (1997-03 is 1997 * 12 + 2), shape (customers,).
        channel: Index into ``channels`` of the channel of the first purchase, (customers,).
        campaign: Campaign of the first purchase, None where unknown, (customers,).
        begun: Day of the first purchase, (customers,).
        first_value: What was spent on that day, currency; 0 where amounts are unknown, (customers,).
        seen: Months of each customer that are over, at most ``MOST_MONTHS``, (customers,).
        who: Customer of each row, (rows,).
        month: Month of age of each row, 1 the first, (rows,).
        value: What was spent in that month, the first purchase included, currency, (rows,).
        again: Whether something was bought in it on a later day than the first, (rows,).
        channels: Names of the channels; one, ``UNKNOWN``, where none is known.
        since: First day of the table.
        until: Last day of the table.
        valued: Whether amounts are known.
        refused: Purchases with an amount of 0 or less, or none, which count for nothing.
    """

    start: Ints
    channel: Ints
    campaign: NDArray[np.object_]
    begun: NDArray[np.datetime64]
    first_value: Floats
    seen: Ints
    who: Ints
    month: Ints
    value: Floats
    again: Bools
    channels: tuple[str, ...]
    since: date
    until: date
    valued: bool
    refused: int

    def __len__(self) -> int:
        return len(self.seen)

    @property
    def has_channels(self) -> bool:
        """Whether the channel of any first purchase is known."""
        return any(one != UNKNOWN for one in self.channels)

    def of(self, chosen: Bools) -> CustomerMonths:
        """Return some of the customers alone.

        Args:
            chosen: Shape (customers,).
        """
        place = np.cumsum(chosen) - 1
        kept = chosen[self.who]
        per_customer = {name: getattr(self, name)[chosen] for name in _PER_CUSTOMER}
        per_row = {name: getattr(self, name)[kept] for name in ("month", "value", "again")}
        same = {name: getattr(self, name) for name in ("channels", "since", "until", "valued", "refused")}
        return CustomerMonths(**per_customer, **per_row, **same, who=place[self.who[kept]])


_PER_CUSTOMER: Final = ("start", "channel", "campaign", "begun", "first_value", "seen")


def customer_months(source: CustomerSource) -> CustomerMonths:
    """Return the months of all customers.

    Raises:
        NotEnoughDataError: If nobody bought anything, or the table does not hold single purchases.
    """
    if source.roles.shape != "purchases":
        raise NotEnoughDataError(
            "This table has one row a customer and no single purchases with their days, so it cannot be told who came "
            "back when. Drop a table with one row a purchase: who, when, and how much."
        )
    with source.open() as connection:
        connection.execute(_TOLD)
        connection.execute(_BEGUN)
        connection.execute(_DATED)
        since, until, refused = connection.execute(_AROUND).fetchone() or (None, None, 0)
        people = connection.execute(_PEOPLE, [until]).fetchnumpy()
        if not len(people["start"]):
            raise NotEnoughDataError(
                "The table holds no purchases of known customers with a day and an amount above zero, so there are no "
                "customers to follow. Check which column says what."
            )
        rows = connection.execute(_ROWS).fetchnumpy()
    channel, channels = pd.factorize(_texts(people["channel"], UNKNOWN), sort=True)
    return CustomerMonths(
        start=np.asarray(people["start"], np.int64),
        channel=channel.astype(np.int64),
        campaign=np.asarray(np.ma.filled(np.ma.asarray(people["campaign"], object), None), object),
        begun=np.asarray(people["begun"], "datetime64[D]"),
        first_value=_numbers(people["first_value"]),
        seen=np.asarray(people["seen"], np.int64),
        who=np.asarray(rows["i"], np.int64),
        month=np.asarray(rows["month"], np.int64),
        value=_numbers(rows["value"]),
        again=np.asarray(rows["again"], bool),
        channels=tuple(str(one) for one in channels),
        since=since,
        until=until,
        valued=bool(source.roles.value),
        refused=int(refused),
    )


def month_text(start: int) -> str:
    """Return a calendar month as people write it.

    Example:
        >>> month_text(1997 * 12 + 2)
        'Mar 1997'
    """
    return f"{date(start // 12, start % 12 + 1, 1):%b %Y}"


# Months that are over between two days: a month is over on the same day of the next one. Who begins on the 31st ends a
# month on the 1st after a shorter one.
_AGE = """(year({late}) - year({early})) * 12 + month({late}) - month({early})
    - CAST(day({late}) < day({early}) AS INTEGER)"""

# One pass over the rows: what is parsed of them is not parsed again.
_TOLD = f"""
CREATE TEMP TABLE told AS
SELECT customer, day, value, channel, campaign, kind = '{PURCHASE}' AS bought,
       kind = '{PURCHASE}' AND aside IS NULL AS counts
FROM marked WHERE aside IS NULL OR aside IN ('{NO_AMOUNT}', '{RETURN}')
"""
_BEGUN = """
CREATE TEMP TABLE begun AS
SELECT *, row_number() OVER (ORDER BY customer) - 1 AS i FROM (
    SELECT customer, min(day) AS first FROM told WHERE counts GROUP BY customer
)
"""
_DATED = f"""
CREATE TEMP TABLE dated AS
SELECT i, first, day > first AS later, {_AGE.format(late="day", early="first")} + 1 AS month, value, channel, campaign
FROM told JOIN begun USING (customer) WHERE counts
"""
_PEOPLE = f"""
SELECT year(first) * 12 + month(first) - 1 AS start, first AS begun, channel, campaign, first_value,
       LEAST({_AGE.format(late="over", early="first")}, {MOST_MONTHS}) AS seen
FROM (SELECT i, any_value(first) AS first, coalesce(sum(value), 0) AS first_value,
             arg_min(channel, (channel, campaign)) AS channel, arg_min(campaign, (channel, campaign)) AS campaign
      FROM dated WHERE NOT later GROUP BY i),
     (SELECT CAST(CAST(? AS DATE) + INTERVAL 1 DAY AS DATE) AS over)
ORDER BY i
"""
_ROWS = f"""
SELECT i, month, coalesce(sum(value), 0) AS value, bool_or(later) AS again
FROM dated WHERE month <= {MOST_MONTHS} GROUP BY i, month
"""
_AROUND = "SELECT min(day), max(day), count(*) FILTER (bought AND NOT counts) FROM told"


def _texts(values: Any, missing: str) -> NDArray[np.object_]:
    return np.asarray(np.ma.filled(np.ma.asarray(values, object), missing), object)


def _numbers(values: Any) -> Floats:
    return np.asarray(np.ma.filled(np.ma.asarray(values, float), 0.0), float)
