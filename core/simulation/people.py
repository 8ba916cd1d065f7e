"""Generated customers and their contacts with campaigns."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.data.schema import CUSTOMERS, INTERACTIONS
from core.simulation.journeys import journeys
from core.simulation.truth import CAUSES

SEGMENTS = ("Families", "Professionals", "Students", "Seniors")
SEGMENT_SHARES = (0.34, 0.31, 0.20, 0.15)
SEGMENT_CONTACTS = np.array([2.2, 2.6, 1.6, 1.2])
"""Usual number of contacts after the first purchase."""
REGIONS = ("North", "South", "East", "West", "Centre")
REGION_SHARES = (0.26, 0.22, 0.14, 0.20, 0.18)
KINDS = np.array(["view", "click", "purchase"], dtype=object)
KIND_SHARES = (0.40, 0.35, 0.25)


@dataclass(frozen=True, eq=False)
class People:
    """Customers, what happened to them, and why they bought.

    Attributes:
        customers: Columns ``CUSTOMERS``.
        interactions: Columns ``INTERACTIONS``.
        causes: One row a purchase, columns ``core.simulation.truth.CAUSES``: the campaign that caused it.
    """

    customers: pd.DataFrame
    interactions: pd.DataFrame
    causes: pd.DataFrame


def people(
    rng: np.random.Generator,
    for_journeys: np.random.Generator,
    customers: int,
    dates: pd.DatetimeIndex,
    campaigns: pd.DataFrame,
    spend: Floats,
    conversions: Floats,
    impressions: Floats,
    order_value: Floats,
) -> People:
    """Return customers, their contacts, and what caused their purchases.

    Each customer was won on a day on which campaigns spent and converted, by one of them in proportion to what they
    converted, with a first purchase on that day; later contacts fall on days on which their campaign spends. What
    people met besides, and which campaign stands in the records of a purchase, comes from a stream of its own.

    Args:
        rng: Source of randomness.
        for_journeys: Another one, for ``journeys``.
        customers: How many.
        dates: Days in order.
        campaigns: Columns ``campaign_id``, ``campaign`` and ``channel``, one row a campaign.
        spend: Spend, shape (days, campaigns).
        conversions: Conversions, shape (days, campaigns).
        impressions: Impressions, shape (days, campaigns).
        order_value: Mean order value by campaign, currency.
    """
    # Cells (day, campaign) in the order of days, so that "from this day on" is a range of positions.
    day, campaign = np.nonzero(spend > 0)
    weight = np.cumsum(conversions[day, campaign] + 1e-9)
    won = np.sort(np.searchsorted(weight, rng.uniform(0, weight[-1], customers), side="right"))
    segment = rng.choice(len(SEGMENTS), customers, p=SEGMENT_SHARES)
    contacts = rng.poisson(rng.gamma(2.0, SEGMENT_CONTACTS[segment] / 2.0))

    who = np.repeat(np.arange(customers), contacts)
    # The first cell of the day on which the customer was won; later contacts lie anywhere from there on.
    first_cell = np.searchsorted(day, day[won])
    later = rng.integers(first_cell[who], len(day))
    cell = np.concatenate([won, later])
    person = np.concatenate([np.arange(customers), who])
    kind = np.concatenate([np.full(customers, 2), rng.choice(len(KINDS), len(who), p=KIND_SHARES)])
    value = np.where(kind == 2, np.round(rng.gamma(4.0, order_value[campaign[cell]] / 4.0) + 0.01, 2), 0.0)

    ids = np.arange(1, customers + 1)
    id_of, channel_of = (campaigns[name].to_numpy(object) for name in ("campaign_id", "channel"))
    when, which, bought = day[cell], campaign[cell], kind == 2
    cause = which[bought]
    made = journeys(
        for_journeys, customers, person[bought], when[bought], cause, channel_of,
        campaigns["campaign"].to_numpy(object), impressions, spend,
    )  # fmt: skip
    which = which.copy()
    which[bought] = made.closer
    causes = _causes(dates[when[bought]], ids[person[bought]], id_of[cause], channel_of[cause], value[bought])
    # The first contact of each customer is the purchase by which they were won.
    table = _customers(rng, ids, segment, dates[day[won]], channel_of[which[:customers]])

    person, when, which, kind, value = (
        np.concatenate(pair)
        for pair in (
            (person, made.person), (when, made.day), (which, made.campaign),
            (kind, np.where(made.viewed, 0, 1)), (value, np.zeros(len(made.person))),
        )
    )  # fmt: skip
    order = np.lexsort((person, when))
    interactions = pd.DataFrame(
        {
            "date": dates[when[order]],
            "customer_id": ids[person[order]],
            "campaign_id": id_of[which[order]],
            "channel": channel_of[which[order]],
            "kind": KINDS[kind[order]],
            "value": value[order],
        },
        columns=list(INTERACTIONS),
    )
    return People(table, interactions, causes)


def _causes(
    date: pd.DatetimeIndex,
    customer: NDArray[np.int64],
    campaign: NDArray[np.object_],
    channel: NDArray[np.object_],
    value: Floats,
) -> pd.DataFrame:
    columns = dict(zip(CAUSES, (date, customer, campaign, channel, value), strict=True))
    return pd.DataFrame(columns).sort_values(["date", "customer_id", "value"], ignore_index=True)


def _customers(
    rng: np.random.Generator,
    ids: NDArray[np.int64],
    segment: NDArray[np.int64],
    acquired: pd.DatetimeIndex,
    channel: NDArray[np.object_],
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": ids,
            "segment": np.array(SEGMENTS, dtype=object)[segment],
            "region": np.array(REGIONS, dtype=object)[rng.choice(len(REGIONS), len(ids), p=REGION_SHARES)],
            "acquired": acquired,
            "channel": channel,
        },
        columns=list(CUSTOMERS),
    )
