"""Value of new customers by campaign: what a conversion is worth when what counts is whom it wins.

Of the conversions of a campaign a share wins a new customer, and each of those spends something in twelve months. The
product of both is the mean over its purchases of z, with z = 0 for one of a customer who had bought before, and what
the customer is expected to spend in twelve months for a first one. A campaign has few purchases of known customers, so
its mean is drawn towards that of its channel and of all (``core.campaigns.shrinkage``), with
Var z / E z taken as E z^2 / E z, that of a compound Poisson sum; where a campaign has none, its channel alone decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from core.allocation.planning import LEVEL
from core.campaigns.shrinkage import shrink
from core.curves import Floats
from core.customers.cohorts.cohort import new_pool, new_since
from core.customers.cohorts.curves import FEW, value_curve
from core.customers.cohorts.customer_months import customer_months
from core.customers.cohorts.orders import orders_by
from core.customers.cohorts.pace import repeat_pace
from core.customers.cohorts.year import YEAR, Amount, Year, year_by_customer, year_of, year_value
from core.customers.source import source_of_dataset
from core.data import Dataset
from core.errors import NotEnoughDataError

DRAWS = 2_000
SEED = 20_261
MOST_FACTOR = 20.0
"""Largest factor by which a draw of what is still to come may exceed its mean, against overflow."""


@dataclass(frozen=True, eq=False)
class ConversionWorth:
    """What a conversion of each campaign is worth in new customers, currency.

    Attributes:
        campaign_ids: The campaigns.
        draws: Worth of a conversion by draw and campaign, shape (draws, campaigns).
        orders: Purchases of known customers by campaign, (campaigns,).
        new: Those of them that were the first of a customer, (campaigns,).
        customers: New customers that it rests on.
        known: Share of the conversions of the same days whose customer is known.
        share: Share of the purchases of known customers that were a first one.
        value: What a new customer is expected to spend in twelve months.
        year: How that comes month by month.
        first: First day of the purchases that it rests on.
        last: Last day of them.
        settled: Whether the data begin early enough before the first day that new customers are new.
    """

    campaign_ids: tuple[str, ...]
    draws: Floats
    orders: Floats
    new: Floats
    customers: int
    known: float
    share: float
    value: Amount
    year: Year
    first: date
    last: date
    settled: bool

    @property
    def mean(self) -> Floats:
        """Expected worth of a conversion by campaign."""
        return np.asarray(self.draws.mean(axis=0))

    def interval(self, level: float = LEVEL) -> tuple[Floats, Floats]:
        """Return the ends of the interval by campaign."""
        tail = (1 - level) / 2
        lower, upper = np.quantile(self.draws, [tail, 1 - tail], axis=0)
        return lower, upper


def knows_new_customers(dataset: Dataset) -> bool:
    """Return whether a data set holds enough purchases of known customers that name a campaign."""
    contacts = dataset.interactions
    if len(contacts) < FEW or not {"spend", "conversions"} <= set(dataset.measured):
        return False
    if not dataset.daily_metrics["conversions"].sum() > 0:
        return False
    try:
        months = customer_months(source_of_dataset(dataset))
        pool = new_pool(months)[0]
        year_of(pool)
    except NotEnoughDataError:
        return False
    known = set(dataset.campaigns["campaign_id"].astype(str))
    return sum(str(one) in known for one in pool.campaign) >= FEW


def worth_of_conversions(dataset: Dataset, draws: int = DRAWS) -> ConversionWorth:
    """Return what a conversion of each campaign is worth in new customers.

    Args:
        dataset: Data with purchases of known customers.
        draws: How many draws.

    Raises:
        NotEnoughDataError: If fewer than ``FEW`` new customers are known with the campaign that won them.
    """
    source = source_of_dataset(dataset)
    months = customer_months(source)
    pool, settled = new_pool(months)
    first = new_since(months) if settled else months.since
    year = year_of(pool, lambda: repeat_pace(source, first))
    each = year_by_customer(pool, year)
    about = dataset.campaigns
    ids = tuple(str(one) for one in about["campaign_id"])
    counted = orders_by(source, "campaign", first, months.until)
    orders = np.array([counted.get(one, 0) for one in ids], float)
    places = {one: i for i, one in enumerate(ids)}
    won = np.array([places.get(str(one), -1) for one in pool.campaign])
    brought = np.bincount(won[won >= 0], each[won >= 0], len(ids))
    if int((won >= 0).sum()) < FEW:
        raise NotEnoughDataError(
            f"The data name the campaign that won a customer for {int((won >= 0).sum())} new customers; at least {FEW} "
            "are needed to tell what new customers of a campaign are worth."
        )
    scale = float((each[won >= 0] ** 2).sum() / brought.sum())
    rng = np.random.default_rng(SEED)
    shrunken = shrink(orders, brought, np.full(len(ids), scale), about["channel"].to_numpy(object), rng, draws)
    # What is still to come is common to all: one draw of it moves all campaigns together.
    rest = np.array([year.after(k) for k in range(YEAR + 1)])[np.minimum(pool.seen, YEAR)]
    part = float(rest.mean() / each.mean())
    common = np.exp(rng.standard_normal(draws) * year.spread - year.spread**2 / 2).clip(max=MOST_FACTOR)
    days = dataset.daily_metrics["date"].dt.date
    conversions = float(dataset.daily_metrics.loc[(days >= first) & (days <= months.until), "conversions"].sum())
    new = np.bincount(won[won >= 0], minlength=len(ids)).astype(float)
    return ConversionWorth(
        campaign_ids=ids,
        draws=shrunken.draws * (1 + part * (common - 1))[:, None],
        orders=orders,
        new=new,
        customers=int(new.sum()),
        known=min(float(orders.sum()) / conversions, 1.0) if conversions > 0 else 1.0,
        share=float(new.sum() / orders.sum()),
        value=year_value(value_curve(pool, min(FEW, len(pool))), year),
        year=year,
        first=first,
        last=months.until,
        settled=settled,
    )
