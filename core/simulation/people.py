"""Generated customers and their contacts with campaigns."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.data.schema import CUSTOMERS, INTERACTIONS

SEGMENTS = ("Families", "Professionals", "Students", "Seniors")
SEGMENT_SHARES = (0.34, 0.31, 0.20, 0.15)
SEGMENT_CONTACTS = np.array([2.2, 2.6, 1.6, 1.2])
"""Usual number of contacts after the first purchase."""
REGIONS = ("North", "South", "East", "West", "Centre")
REGION_SHARES = (0.26, 0.22, 0.14, 0.20, 0.18)
KINDS = np.array(["view", "click", "purchase"], dtype=object)
KIND_SHARES = (0.40, 0.35, 0.25)


def people(
    rng: np.random.Generator,
    customers: int,
    dates: pd.DatetimeIndex,
    campaigns: pd.DataFrame,
    spend: Floats,
    conversions: Floats,
    order_value: Floats,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the customers and interactions frames.

    Each customer was won by one campaign on a day on which it spent and converted, with a first purchase on that day;
    later contacts fall on days on which their campaign spends.

    Args:
        rng: Source of randomness.
        customers: How many.
        dates: Days in order.
        campaigns: Columns ``campaign_id`` and ``channel``, one row a campaign.
        spend: Spend, shape (days, campaigns).
        conversions: Conversions, shape (days, campaigns).
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
    order = np.lexsort((person, day[cell]))
    return _customers(rng, ids, segment, dates[day[won]], channel_of[campaign[won]]), pd.DataFrame(
        {
            "date": dates[day[cell][order]],
            "customer_id": ids[person[order]],
            "campaign_id": id_of[campaign[cell][order]],
            "channel": channel_of[campaign[cell][order]],
            "kind": KINDS[kind[order]],
            "value": value[order],
        },
        columns=list(INTERACTIONS),
    )


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
