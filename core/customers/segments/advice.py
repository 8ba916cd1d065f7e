"""Advice from segments: whom to win back, bring to a second purchase, or keep, and what money that is about.

What is at stake is counted from customers who were in the same segment 90 days earlier and what they did since then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from core.agents.report import Estimate, Recommendation
from core.curves import Floats
from core.customers.histories import histories
from core.customers.segments.drift import last_day
from core.customers.segments.features import FeatureTable
from core.customers.segments.grouping import Labels
from core.customers.segments.profiles import Profile
from core.customers.segments.purchase_features import purchase_table
from core.customers.segments.segmentation import Segmentation
from core.customers.source import CustomerSource
from core.errors import NotEnoughDataError
from core.memo import content_key
from core.wording import counted, money, number, percent

DAYS: Final = 90
ALIKE: Final = 20
"""With fewer customers of the same segment 90 days earlier, nothing is said of money."""
LEVEL: Final = 0.8
PAGE: Final = (("the segments", "/customers"),)


@dataclass(frozen=True, eq=False)
class Earlier:
    """Customers 90 days earlier and what they did.

    Attributes:
        labels: Segment of each then, under the recipe of today.
        before: What each spent in the 90 days up to then, currency.
        since: What each spent in the 90 days since.
    """

    labels: Labels
    before: Floats
    since: Floats


def advice(source: CustomerSource, found: Segmentation, every: tuple[Profile, ...]) -> tuple[Recommendation, ...]:
    """Return what to do for the segments that most money is at stake with, one piece of each kind.

    Args:
        source: The purchases.
        found: Customers in segments.
        every: Profiles of the segments.
    """
    if found.table.spent is None:
        return ()
    try:
        earlier = look_back(source, found)
    except NotEnoughDataError:
        return ()
    best: dict[str, Recommendation] = {}
    for one in every:
        if one.to_do.kind not in ("winback", "second", "keep"):
            continue
        given = _recommendation(source, one, earlier)
        if given is not None and given.stake is not None:
            other = best.get(one.to_do.kind)
            if other is None or other.stake is None or given.stake.mean > other.stake.mean:
                best[one.to_do.kind] = given
    return tuple(sorted(best.values(), key=lambda r: -(r.stake.mean if r.stake else 0.0)))


def look_back(source: CustomerSource, found: Segmentation) -> Earlier:
    """Return the customers of 90 days ago in the segments of today, with what they spent before and since.

    Raises:
        NotEnoughDataError: If there were too few customers then.
    """
    until = last_day(histories(source)) - timedelta(days=DAYS)
    then: FeatureTable = purchase_table(histories(source, until), found.recipe.left_out, found.model.wanted)
    return Earlier(
        found.model.labels(then.values),
        _spent(source, then, until - timedelta(days=DAYS), until),
        _spent(source, then, until, until + timedelta(days=DAYS)),
    )


def _spent(source: CustomerSource, table: FeatureTable, after: date, until: date) -> Floats:
    with source.open() as connection:
        rows = connection.execute(
            "SELECT customer, sum(value) FROM purchases WHERE day > ? AND day <= ? GROUP BY customer", [after, until]
        ).fetchall()
    spent = dict(rows)
    return np.array([float(spent.get(customer) or 0.0) for customer in table.ids])


def at_stake(each: Floats, customers: int) -> Estimate:
    """Return what so many customers are about, by what as many alike were each.

    The range holds both what is not known of the mean and what single customers happen to do: a gamma distribution with
    this mean and variance, which is never below zero.

    Args:
        each: What each customer alike was about, currency.
        customers: How many there are now.
    """
    from scipy.special import gammaincinv

    mean, variance = float(each.mean()), float(each.var(ddof=1))
    total = customers * mean
    if total <= 0:
        return Estimate(0.0, 0.0, 0.0, LEVEL)
    spread = customers**2 * variance / len(each) + customers * variance
    shape = total**2 / max(spread, 1e-12 * total**2)
    low, high = gammaincinv(shape, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) / shape * total
    return Estimate(total, float(low), float(high), LEVEL)


def _recommendation(source: CustomerSource, one: Profile, earlier: Earlier) -> Recommendation | None:
    alike = earlier.labels == one.at
    people, currency = int(alike.sum()), source.currency
    if people < ALIKE:
        return None
    since, before = earlier.since[alike], earlier.before[alike]
    bought = float((since > 0).mean())
    named = f"{number(one.customers)} customers “{one.name}”"
    spent = money(one.spent, currency, "round")
    like = f"Of {counted(people, 'customer')} like them {DAYS} days earlier"
    if one.to_do.kind == "keep":
        lost = np.where(since > 0, 0.0, before)
        action = f"Keep the {named}: service and first choice, no discounts"
        why = (
            f"They are {percent(one.share, 0)} of the customers and brought {percent(one.spent_share, 0)} of all that "
            f"was spent. {like}, {percent(1 - bought, 0)} bought nothing since. What these had spent in the {DAYS} "
            "days before is what is at stake, if as many leave again."
        )
        stake = at_stake(lost, one.customers)
    else:
        second = one.to_do.kind == "second"
        action = f"Bring the {named} to a second purchase" if second else f"Win back the {named}"
        why = (
            f"They brought {spent} so far. {like}, {percent(bought)} bought in the {DAYS} days since without anything "
            f"being done, for {money(float(since.sum()) / max(int((since > 0).sum()), 1), currency)} each. "
            "The amount is what as many again would bring: an assumption, not a promise. Write to half of them to see."
        )
        stake = at_stake(since, one.customers)
    if stake.mean <= 0:
        return None
    return Recommendation(
        id=f"{one.to_do.kind}-{content_key('', source=source.key, segment=one.name).lstrip('-')[:12]}",
        agent="CustomerSegmenter",
        action=action,
        why=why,
        effect_period=f"in {DAYS} days",
        stake=stake,
        evidence=PAGE,
    )
