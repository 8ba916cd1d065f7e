"""The named groups of RFM scores: who is in them, and what to do for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class RfmGroup:
    """A group of customers with a name that people know.

    Attributes:
        key: Stable name for addresses.
        name: What people call it.
        who: Who is in it, in a sentence.
        action: What to do for them.
        scores: The rule, as scores.
    """

    key: str
    name: str
    who: str
    action: str
    scores: str


GROUPS: Final = (
    RfmGroup(
        "champions",
        "Champions",
        "Bought lately, often, and for much.",
        "Thank them and let them see new things first. They need no discount; ask them to recommend you.",
        "recency 4–5, mean of frequency and amount 4.5 or more",
    ),
    RfmGroup(
        "loyal",
        "Loyal",
        "Buy often or for much, the last time not long ago.",
        "Offer what goes with what they bought, and make it worth their while to stay.",
        "recency 3–5, mean of frequency and amount 3.5 or more",
    ),
    RfmGroup(
        "promising",
        "Promising",
        "Bought lately and more than once, not often yet.",
        "Suggest the next purchase while they still think of you.",
        "recency 4–5, mean of frequency and amount below 3.5",
    ),
    RfmGroup(
        "new",
        "New",
        "Bought for the first time, lately.",
        "Welcome them, help them with the first purchase, and give a reason for the second.",
        "recency 4–5, one purchase",
    ),
    RfmGroup(
        "fading",
        "Fading",
        "Some purchases, the last a while ago.",
        "Remind them of what they liked, soon: after this they rarely come back by themselves.",
        "recency 3, mean of frequency and amount below 3.5",
    ),
    RfmGroup(
        "at_risk",
        "At risk",
        "Used to buy often or for much, but not lately.",
        "Win them back personally: ask what is missing, and offer something good. They are worth the effort.",
        "recency 1–2, mean of frequency and amount 3.5 or more",
    ),
    RfmGroup(
        "asleep",
        "Asleep",
        "Bought little, and long ago.",
        "Spend little on them: one cheap reminder, then leave them out of costly campaigns.",
        "recency 1–2, mean of frequency and amount below 3.5",
    ),
)
"""Best first. New goes before all others; without amounts, the score of frequency counts alone."""


def group_keys(
    recency: NDArray[np.int64],
    frequency: NDArray[np.int64],
    monetary: NDArray[np.int64],
    purchases: NDArray[np.float64],
) -> NDArray[np.str_]:
    """Return the key of the group of each customer.

    Args:
        recency: Scores 1 to 5, customers.
        frequency: The same.
        monetary: The same, or empty where amounts are unknown.
        purchases: Of each customer.
    """
    worth = (frequency + monetary) / 2 if len(monetary) else frequency
    lately, lapsed, much = recency >= 4, recency <= 2, worth >= 3.5
    rules = [
        (lately & (purchases == 1), "new"),
        (lately & (worth >= 4.5), "champions"),
        (lapsed & much, "at_risk"),
        (lapsed, "asleep"),
        (much, "loyal"),
        (lately, "promising"),
    ]
    return np.asarray(np.select([rule for rule, _ in rules], [key for _, key in rules], "fading"), np.str_)
