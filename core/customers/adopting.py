"""Putting an uploaded table of purchases into the data set in use: all pages then speak of its customers."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd

from core.customers.source import CustomerSource
from core.data import Dataset
from core.data.schema import CUSTOMERS, INTERACTIONS
from core.errors import InputError, NotEnoughDataError
from core.files import duck

MOST_CONTACTS: Final = 1_000_000
"""More would make every page wait: each process holds all contacts in memory, and checks them when it reads them."""


def with_customers(dataset: Dataset, source: CustomerSource) -> Dataset:
    """Return the data set with the customers and contacts of a table in place of its own, the rest unchanged.

    A customer has neither a segment nor a region; the day and the channel of acquisition are those of the first
    purchase. Campaigns are matched by id, else by name, whatever their case; a campaign that the data set does not
    have stays empty. Purchases with an amount of zero or below are left out, as everywhere on the page.

    Args:
        dataset: The data set in use.
        source: A table of purchases.

    Raises:
        InputError: If the table is none of purchases, in another currency than the data set, or too large.
        NotEnoughDataError: If it holds no purchases.
    """
    if source.roles.shape != "purchases":
        raise InputError("Only a table with one row a purchase can be used for everybody. This one has none.")
    if source.currency and dataset.currency and source.currency != dataset.currency:
        raise InputError(
            f"The amounts are in {source.currency}, the data in use are in {dataset.currency}. They cannot stand "
            "beside each other: convert the amounts first."
        )
    with source.open() as connection:
        ((contacts,),) = connection.execute(f"SELECT count(*) FROM ({_KEPT})").fetchall()
        if contacts > MOST_CONTACTS:
            raise InputError(
                f"The table has {contacts:,} contacts; up to {MOST_CONTACTS:,} can be used for everybody. Leave out "
                "older ones or contacts that are no purchases. On this page all of them can be read."
            )
        connection.register("campaigns", _names(dataset))
        interactions = connection.execute(_INTERACTIONS).df()
        customers = connection.execute(_CUSTOMERS).df()
    if not len(customers):
        raise NotEnoughDataError("The table holds no purchases of known customers, so there is nothing to use.")
    return replace(dataset, customers=_as(customers, CUSTOMERS), interactions=_as(interactions, INTERACTIONS))


def _names(dataset: Dataset) -> pd.DataFrame:
    """Each way to write a campaign, in small letters, and its id; an id comes before a name, and a name is of one."""
    frame = dataset.campaigns[["campaign_id", "campaign"]].astype(str)
    pairs = [(name.strip().lower(), key) for name, key in zip(frame["campaign_id"], frame["campaign_id"], strict=True)]
    named = frame[~frame["campaign"].str.lower().duplicated(keep=False)]
    pairs += [(name.strip().lower(), key) for name, key in zip(named["campaign"], named["campaign_id"], strict=True)]
    known: dict[str, str] = {}
    for name, key in pairs:
        known.setdefault(name, key)
    return pd.DataFrame({"written": list(known), "id": list(known.values())}, dtype=object)


_KEPT: Final = "SELECT * FROM marked WHERE aside IS NULL"
_INTERACTIONS: Final = f"""
SELECT CAST(day AS TIMESTAMP) AS date, customer AS customer_id, coalesce(id, '') AS campaign_id,
       coalesce(channel, '') AS channel, kind, coalesce(value, 0.0) AS value
FROM ({_KEPT}) LEFT JOIN campaigns ON lower(campaign) = written
ORDER BY ALL
"""
_CUSTOMERS: Final = f"""
SELECT customer AS customer_id, '' AS segment, '' AS region, CAST(min(day) AS TIMESTAMP) AS acquired,
       coalesce(arg_min(channel, day), '') AS channel
FROM (SELECT customer, day, min(channel) AS channel FROM ({_KEPT}) WHERE kind = {duck.text("purchase")}
      GROUP BY customer, day)
GROUP BY customer ORDER BY customer
"""


def _as(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """The frame as data sets hold it: the same types whatever the version of the database."""
    tidy = frame[list(columns)].copy()
    for column in tidy.columns:
        if pd.api.types.is_datetime64_any_dtype(tidy[column]):
            tidy[column] = tidy[column].astype("datetime64[ns]")
        elif not pd.api.types.is_numeric_dtype(tidy[column]):
            tidy[column] = tidy[column].astype(object)
    return tidy
