"""New against returning customers, where the data know who bought.

The first purchase of a customer in the data counts as new. Who bought before the data begin looks new at their first
purchase in them, so the share of new ones is too high in the first weeks; ``settled`` says from when on it means
something.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from core.data import Dataset
from core.performance.periods import Periods, Span

PURCHASE: Final = "purchase"
SETTLE_DAYS: Final = 90
"""Days after the first contact from which on a first purchase is taken for that of a new customer."""


@dataclass(frozen=True)
class Buyers:
    """Purchases of a period.

    Attributes:
        new: Customers whose first purchase in the data falls into the period.
        returning: Customers who bought in the period and before it.
        new_revenue: Value of the purchases of new customers in the period, currency.
        returning_revenue: Value of the others.
        orders: Purchases with a known customer.
    """

    new: int
    returning: int
    new_revenue: float
    returning_revenue: float
    orders: int

    @property
    def new_share(self) -> float | None:
        """Share of new ones among the customers who bought; None where nobody did."""
        count = self.new + self.returning
        return self.new / count if count else None


@dataclass(frozen=True)
class NewAndReturning:
    """Both periods, and what limits them.

    Attributes:
        now: Of the period.
        before: Of the period before; None where there is none.
        known: Share of the conversions of the period whose customer is known; None where there were none.
        since: First day with purchases of known customers.
        settled: Whether the data reach back far enough before both periods.
    """

    now: Buyers
    before: Buyers | None
    known: float | None
    since: date
    settled: bool


def new_and_returning(dataset: Dataset, periods: Periods, campaign_id: str | None = None) -> NewAndReturning | None:
    """Return new and returning customers, or None where the data know no purchases of customers.

    Args:
        dataset: The data.
        periods: What is compared.
        campaign_id: Purchases that this campaign brought alone; whether a customer is new is judged by all purchases.
    """
    contacts = dataset.interactions
    bought = contacts[contacts["kind"] == PURCHASE] if len(contacts) else contacts
    if bought.empty:
        return None
    first = bought.groupby("customer_id")["date"].min()
    since = bought["date"].min().date()
    own = bought if campaign_id is None else bought[bought["campaign_id"].astype(str) == campaign_id]
    now = _buyers(own, first, periods.now)
    metrics = dataset.daily_metrics
    inside = metrics["date"].between(pd.Timestamp(periods.now.first), pd.Timestamp(periods.now.last))
    if campaign_id is not None:
        inside &= metrics["campaign_id"].astype(str) == campaign_id
    total = float(metrics.loc[inside, "conversions"].sum()) if "conversions" in dataset.measured else 0.0
    earliest = min(periods.now.first, periods.before.first if periods.before else periods.now.first)
    return NewAndReturning(
        now,
        _buyers(own, first, periods.before) if periods.before else None,
        min(now.orders / total, 1.0) if total > 0 else None,
        since,
        earliest >= since + timedelta(days=SETTLE_DAYS),
    )


def _buyers(bought: pd.DataFrame, first: pd.Series, span: Span) -> Buyers:
    start, end = pd.Timestamp(span.first), pd.Timestamp(span.last)
    inside = bought[bought["date"].between(start, end)]
    is_new = inside["customer_id"].map(first) >= start
    sums = inside.groupby(is_new)["value"].sum()
    count = inside.groupby(is_new)["customer_id"].nunique()
    return Buyers(
        int(count.get(True, 0)),
        int(count.get(False, 0)),
        float(sums.get(True, 0.0)),
        float(sums.get(False, 0.0)),
        len(inside),
    )
