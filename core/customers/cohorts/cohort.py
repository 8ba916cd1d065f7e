"""Cohorts: customers by month of their first purchase, by channel, or both, with retention and value by age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from core.customers.cohorts.curves import FEW, Retention, ValueCurve, retentions, value_curves
from core.customers.cohorts.customer_months import Bools, CustomerMonths, Ints, month_text
from core.errors import NotEnoughDataError
from core.performance.customers import SETTLE_DAYS

MOST_COHORTS: Final = 36
"""Months of first purchase that are shown, the newest ones."""


@dataclass(frozen=True, eq=False)
class Cohort:
    """Some customers who began alike.

    Attributes:
        name: Month or channel.
        channel: Of the first purchase; empty where all are in it.
        start: Calendar month of the first purchase, counted from year 0; None where several are in it.
        size: Customers.
        retention: By month of age, months alone that are over for all of them (by channel: for at least ``FEW``).
        value: Likewise; None where amounts are unknown.
        settled: Whether the table begins early enough that they are new customers.
        whole: Whether the calendar month of the first purchase lies in the table with all of its days.
    """

    name: str
    channel: str
    start: int | None
    size: int
    retention: Retention
    value: ValueCurve | None
    settled: bool = True
    whole: bool = True

    @property
    def few(self) -> bool:
        """Whether chance says more than its figures."""
        return self.size < FEW


@dataclass(frozen=True, eq=False)
class Cohorts:
    """All cohorts of a table.

    Attributes:
        months: By month of first purchase, the oldest first.
        channels: By channel, the largest first; empty where no channel is known.
        everyone: All customers who can be taken for new ones; all of them where those are fewer than ``FEW``.
        customers: All customers.
        purchases_again: Customers who bought again at any time.
        early: Customers whose first purchase lies in the first ``SETTLE_DAYS``: they may be old ones.
        early_counted: Whether ``everyone`` and ``channels`` hold them, because there are too few others.
        hidden: Older months of first purchase that are not in ``months``.
        since: First day of the table.
        until: Last day of the table.
        valued: Whether amounts are known.
        refused: Purchases with an amount of 0 or less, which count for nothing.
        channel: The one channel whose customers ``months`` holds; empty for all.
        named: Whether any channel is known.
    """

    months: tuple[Cohort, ...]
    channels: tuple[Cohort, ...]
    everyone: Cohort
    customers: int
    purchases_again: int
    early: int
    early_counted: bool
    hidden: int
    since: date
    until: date
    valued: bool
    refused: int
    channel: str
    named: bool

    @property
    def settled_since(self) -> date:
        """First day from which on a first purchase is taken for that of a new customer."""
        return self.since + timedelta(days=SETTLE_DAYS)


def cohorts(months: CustomerMonths, channel: str = "") -> Cohorts:
    """Return the cohorts of a table.

    Args:
        months: Its customers.
        channel: Restricts the cohorts by month to the customers who began there; empty for all.

    Raises:
        NotEnoughDataError: If no customer began in that channel, or not one month is over for anybody.
    """
    if not (months.seen > 0).any():
        raise NotEnoughDataError(
            "The table holds less than a month since the first purchase of anybody, so nothing can be said about who "
            "stays. Bring a longer one."
        )
    if channel and channel not in months.channels:
        raise NotEnoughDataError(f"Nobody’s first purchase came through “{channel[:60]}”. Choose another channel.")
    pool, enough = new_pool(months)
    shown = months.of(months.channel == months.channels.index(channel)) if channel else months
    starts = np.unique(shown.start)
    return Cohorts(
        months=tuple(_by_month(shown, starts)[-MOST_COHORTS:]),
        channels=tuple(_by_channel(pool)) if months.has_channels else (),
        everyone=_cohorts(pool, np.zeros(len(pool), np.int64), ["All"], FEW)[0],
        customers=len(months),
        purchases_again=int(np.count_nonzero(np.bincount(months.who[months.again]))),
        early=int((~new_customers(months)).sum()),
        early_counted=not enough,
        hidden=max(len(starts) - MOST_COHORTS, 0),
        since=months.since,
        until=months.until,
        valued=months.valued,
        refused=months.refused,
        channel=channel,
        named=months.has_channels,
    )


def new_customers(months: CustomerMonths) -> Bools:
    """Return which customers can be taken for new ones: the table begins long enough before their first purchase."""
    return np.asarray(months.begun >= np.datetime64(new_since(months)))


def new_since(months: CustomerMonths) -> date:
    """Return the first day from which on a first purchase is taken for that of a new customer."""
    return months.since + timedelta(days=SETTLE_DAYS)


def new_pool(months: CustomerMonths) -> tuple[CustomerMonths, bool]:
    """Return the new customers, or all where too few are surely new, and whether they are surely new."""
    new = new_customers(months)
    enough = int(new.sum()) >= FEW and int((months.seen[new] > 0).sum()) >= FEW
    return (months.of(new) if enough else months), enough


def _by_month(shown: CustomerMonths, starts: Ints) -> list[Cohort]:
    group = np.searchsorted(starts, shown.start)
    found = _cohorts(shown, group, [month_text(int(start)) for start in starts], None)
    dated = []
    for one, start in zip(found, starts.tolist(), strict=True):
        first, following = date(start // 12, start % 12 + 1, 1), start + 1
        last = date(following // 12, following % 12 + 1, 1) - timedelta(days=1)
        settled = first >= shown.since + timedelta(days=SETTLE_DAYS)
        dated.append(replace(one, start=start, settled=settled, whole=shown.since <= first and last <= shown.until))
    return dated


def _by_channel(pool: CustomerMonths) -> list[Cohort]:
    held, group = np.unique(pool.channel, return_inverse=True)
    found = _cohorts(pool, group, [pool.channels[i] for i in held], FEW)
    return sorted((replace(one, channel=one.name) for one in found), key=lambda one: -one.size)


def _cohorts(own: CustomerMonths, group: Ints, names: Sequence[str], least: int | None) -> list[Cohort]:
    """Cohorts of groups, by the months that are over for ``least`` customers of a group; None: for all of them."""
    size = np.bincount(group, minlength=len(names)).tolist()
    # Of a handful of customers there is no month that 30 of them have behind them.
    wanted = [one if least is None else min(least, one) for one in size]
    back = retentions(own, group, wanted)
    values: Sequence[ValueCurve | None] = value_curves(own, group, wanted) if own.valued else [None] * len(names)
    return [Cohort(n, "", None, s, r, v) for n, s, r, v in zip(names, size, back, values, strict=True)]
