"""Generated journeys: what people met before they bought, what of it made them buy, and what led to nothing.

One contact causes a purchase. Others are incidental: they come in proportion to reach and change nothing. Some of the
purchases that one campaign causes are closed by another, mostly by brand search or a coupon, which then stands in the
records; what people merely saw of the cause is not always recorded.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats

Ints = NDArray[np.int64]

REACH: Final = 0.6
"""People met grow with impressions to this power: more impressions meet more often those who were met before."""
INCIDENTAL: Final = 1.1
"""Usual number of incidental contacts before a purchase."""
AIMLESS: Final = 1.2
"""Usual number of contacts of a customer that have nothing to do with any purchase."""
MET_TWICE: Final = 0.35
"""Share of causes that were met once before."""
SPAN: Final = 30
"""Days before a purchase in which incidental contacts lie."""
CLOSERS: Final = ("brand", "coupon", "cashback", "codes", "retargeting", "reminders")
"""Words in the names of campaigns that come last three times as often as others of their channel."""


@dataclass(frozen=True)
class Manner:
    """How contacts of a channel stand in a journey.

    Attributes:
        closed: Share of the purchases that it causes which another campaign closes.
        closes: Weight with which it closes purchases that others cause.
        days: Usual days from a contact that causes a purchase to the purchase.
        early: Where its incidental contacts lie: 0 just before the purchase, 1 at the start of the span.
        recorded: Share of the causes that are recorded where another campaign closes.
        views: Share of its contacts that are views.
    """

    closed: float
    closes: float
    days: float
    early: float
    recorded: float
    views: float


MANNERS: Final = {
    "Search": Manner(0.12, 5.0, 2.0, 0.2, 1.0, 0.2),
    "Shopping": Manner(0.20, 1.5, 3.0, 0.35, 1.0, 0.3),
    "Social": Manner(0.40, 0.5, 6.0, 0.5, 0.9, 0.6),
    "Video": Manner(0.60, 0.1, 9.0, 0.65, 0.8, 0.85),
    "Display": Manner(0.45, 0.6, 7.0, 0.6, 0.8, 0.85),
    "Affiliate": Manner(0.12, 3.0, 2.0, 0.15, 1.0, 0.1),
}


@dataclass(frozen=True, eq=False)
class Journeys:
    """Contacts beyond the purchases, and who closed these. P purchases, E contacts.

    Attributes:
        closer: Campaign that stands in the records of each purchase, shape (P,).
        person: Customer of each further contact, shape (E,), as all below.
        day: Day of each, as a position.
        campaign: Campaign of each, as a position.
        viewed: Whether it is a view, otherwise a click.
    """

    closer: Ints
    person: Ints
    day: Ints
    campaign: Ints
    viewed: NDArray[np.bool_]


def journeys(
    rng: np.random.Generator,
    customers: int,
    person: Ints,
    day: Ints,
    cause: Ints,
    channels: NDArray[np.object_],
    names: NDArray[np.object_],
    impressions: Floats,
    spend: Floats,
) -> Journeys:
    """Return what happened before and beside the purchases.

    Args:
        rng: Source of randomness.
        customers: How many there are.
        person: Customer of each purchase, shape (P,), as the two below.
        day: Its day, as a position.
        cause: The campaign that causes it.
        channels: Channel of each campaign.
        names: Name of each campaign.
        impressions: By day and campaign, shape (days, campaigns).
        spend: The same of spend: without it there is no contact.
    """
    manner = [MANNERS[str(channel)] for channel in channels]
    closed, closes, lag, early, recorded, views = (
        np.array([getattr(one, name) for one in manner])
        for name in ("closed", "closes", "days", "early", "recorded", "views")
    )
    active = spend > 0
    boost = np.array([3.0 if any(word in str(name).lower() for word in CLOSERS) else 1.0 for name in names])
    days, count = len(spend), len(cause)
    reach = np.where(active, impressions, 0.0) ** REACH

    # The campaign in the records: the cause itself, or one that closes.
    closer = _drawn(rng, np.where(active, closes * boost, 0.0), day, cause)
    closer = np.where(rng.random(count) < closed[cause], closer, cause)
    other = closer != cause

    # Contacts with the cause: before the closer, or a first one before the last.
    seen = np.where(other, rng.random(count) < recorded[cause], rng.random(count) < MET_TWICE)
    when = day - rng.geometric(1 / (1 + lag[cause]))
    when = np.where((when >= 0) & active[np.maximum(when, 0), cause], when, np.where(other, day, -1))
    parts = [(person[seen], when[seen], cause[seen])]

    # Incidental contacts: each channel where it usually stands, so the day is drawn after the campaign.
    of = np.repeat(np.arange(count), rng.poisson(INCIDENTAL, count))
    met = _drawn(rng, reach, day[of], np.full(len(of), -1))
    back = rng.beta(1 + 3 * early[met], 1 + 3 * (1 - early[met])) * SPAN
    when = day[of] - back.astype(np.int64)
    parts.append((person[of], np.where((when >= 0) & active[np.maximum(when, 0), met], when, -1), met))

    # Contacts that lead to nothing, on any day.
    who = np.repeat(np.arange(customers), rng.poisson(AIMLESS, customers))
    when = rng.integers(0, days, len(who))
    parts.append((who, when, _drawn(rng, reach, when, np.full(len(who), -1))))

    who, when, met = (np.concatenate(one) for one in zip(*parts, strict=True))
    kept = (when >= 0) & active[np.maximum(when, 0), met]
    who, when, met = who[kept], when[kept], met[kept]
    return Journeys(closer, who, when, met, rng.random(len(met)) < views[met])


def _drawn(rng: np.random.Generator, weight: Floats, day: Ints, but: Ints) -> Ints:
    """Draw a campaign for each day by its weight on it.

    Args:
        rng: Source of randomness.
        weight: By day and campaign, shape (days, campaigns).
        day: Of each draw.
        but: Campaign that is not drawn, but stays where there is no other; -1 for none.
    """
    cumulated = np.cumsum(weight, axis=1)[day]
    own = np.where(but >= 0, weight[day, np.maximum(but, 0)], 0.0)
    point = rng.random(len(day)) * (cumulated[:, -1] - own)
    # What lies beyond the one left out is moved up by its weight.
    before = np.where(but >= 0, cumulated[np.arange(len(day)), np.maximum(but, 0)] - own, np.inf)
    point = np.where(point >= before, point + own, point)
    found = np.minimum((point[:, None] >= cumulated).sum(axis=1), weight.shape[1] - 1)
    none = cumulated[:, -1] - own <= 0
    return np.asarray(np.where(none, np.maximum(but, 0), found))
