"""RFM: how recently, how often and how much each customer bought, scored 1 to 5 by cut-offs that are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.customers.histories import Histories
from core.customers.value.checking import FEWEST_CUSTOMERS
from core.customers.value.rfm_groups import GROUPS, RfmGroup, group_keys
from core.errors import NotEnoughDataError

Measure = Literal["recency", "frequency", "monetary"]
Scores = NDArray[np.int64]
TOP: Final = 5


@dataclass(frozen=True)
class Band:
    """The customers of one score in one measure.

    Attributes:
        score: 1, the worst fifth, to 5, the best.
        lowest: Smallest value among them.
        highest: Largest.
        customers: How many.
    """

    score: int
    lowest: float
    highest: float
    customers: int


@dataclass(frozen=True, eq=False)
class Rfm:
    """Scores and groups of customers; arrays have one entry a customer, in the order of ``ids``.

    Attributes:
        ids: Of the customers.
        since: Weeks since the last purchase.
        purchases: Days with a purchase, the first included.
        spent: All amounts, currency; empty where amounts are unknown.
        recency: Score of ``since``: 5 for the shortest.
        frequency: Score of ``purchases``.
        monetary: Score of ``spent``; empty where amounts are unknown.
        group: Key of the named group of each customer.
        cuts: By measure the four cut-offs, from low to high: the values below or at which a fifth, two, three and four
            fifths of the customers lie.
        bands: By measure what each score stands for, best first; a score that no customer has is not in it.
        groups: The named groups that somebody is in, best first.
    """

    ids: NDArray[np.object_]
    since: Floats
    purchases: Floats
    spent: Floats
    recency: Scores
    frequency: Scores
    monetary: Scores
    group: NDArray[np.str_]
    cuts: dict[Measure, tuple[float, ...]]
    bands: dict[Measure, tuple[Band, ...]]
    groups: tuple[RfmGroup, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def of_group(self, key: str) -> NDArray[np.bool_]:
        """Return who belongs to a group."""
        return np.asarray(self.group == key)


def rfm(histories: Histories) -> Rfm:
    """Return the scores and groups of all customers.

    A cut-off is the value of a customer (quantile without interpolation), and whoever has the same value gets the same
    score; so where many are alike, fifths are uneven and a score can be missing.

    Raises:
        NotEnoughDataError: If there are fewer than ten customers, or all are the same.
    """
    if len(histories) < FEWEST_CUSTOMERS:
        raise NotEnoughDataError(
            f"There are {len(histories):,} customers. Fifths of them say nothing below {FEWEST_CUSTOMERS}."
        )
    since = np.asarray(histories.age - histories.recency, float)
    purchases = np.asarray(histories.frequency + 1, float)
    spent = np.asarray(histories.total, float) if histories.has_value else np.empty(0)
    measures: dict[Measure, Floats] = {"recency": since, "frequency": purchases}
    if len(spent):
        measures["monetary"] = spent
    if all(values.max() - values.min() <= 1e-9 * max(1.0, abs(values.max())) for values in measures.values()):
        raise NotEnoughDataError(
            "All customers bought the same, just as often and as recently: nothing sets them apart."
        )
    cuts = {name: cut_offs(values) for name, values in measures.items()}
    scores = {name: scored(values, cuts[name], name == "recency") for name, values in measures.items()}
    monetary = scores.get("monetary", np.empty(0, np.int64))
    group = group_keys(scores["recency"], scores["frequency"], monetary, purchases)
    return Rfm(
        ids=histories.ids,
        since=since,
        purchases=purchases,
        spent=spent,
        recency=scores["recency"],
        frequency=scores["frequency"],
        monetary=monetary,
        group=group,
        cuts=cuts,
        bands={name: _bands(values, scores[name]) for name, values in measures.items()},
        groups=tuple(one for one in GROUPS if (group == one.key).any()),
    )


def cut_offs(values: Floats) -> tuple[float, ...]:
    """Return the values below or at which one, two, three and four fifths lie.

    Example:
        >>> cut_offs(np.arange(1.0, 11.0))
        (2.0, 4.0, 6.0, 8.0)
    """
    shares = np.arange(1, TOP) / TOP
    return tuple(float(one) for one in np.quantile(values, shares, method="inverted_cdf"))


def scored(values: Floats, cuts: Any, low_is_good: bool = False) -> Scores:
    """Return scores 1 to 5; equal values get equal scores.

    Example:
        >>> scored(np.array([1.0, 2.0, 3.0, 9.0]), (2.0, 4.0, 6.0, 8.0)).tolist()
        [1, 1, 2, 5]
        >>> scored(np.array([1.0, 2.0, 3.0, 9.0]), (2.0, 4.0, 6.0, 8.0), low_is_good=True).tolist()
        [5, 5, 4, 1]
    """
    above = np.searchsorted(np.asarray(cuts), values, side="left")
    return np.asarray(TOP - above if low_is_good else 1 + above, np.int64)


def _bands(values: Floats, scores: Scores) -> tuple[Band, ...]:
    found = []
    for score in range(TOP, 0, -1):
        inside = values[scores == score]
        if len(inside):
            found.append(Band(score, float(inside.min()), float(inside.max()), len(inside)))
    return tuple(found)
