"""Payback: what it costs to win a customer through each channel, and when and how often that comes back.

The cost of a new customer is the spend of a channel over the new customers it won in the same days. Where not every
conversion names its customer, the new ones are counted on: conversions of the channel times the share of first ones
among its purchases of known customers, with Jeffreys' interval of that share. A channel has paid back in the first
month of age k with margin x V(k) of at least the cost. V(k) has the lognormal error of its interval, the share of new
ones a beta, both are independent, so the chance that it has by month k is

    P_k = E [ Phi( (log V(k) - log(cost / margin)) / s_k ) ]

over draws of the cost. The interval of the payback time runs from the first month with P_k of at least the lower tail
to the first with at least the upper one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from scipy.special import betaincinv, ndtr, ndtri

from core.allocation.planning import LEVEL
from core.curves import Floats
from core.customers.cohorts.cohort import Cohorts
from core.customers.cohorts.curves import ValueCurve
from core.customers.cohorts.customer_months import CustomerMonths
from core.customers.cohorts.orders import orders_by
from core.customers.cohorts.year import Amount, Year, year_value
from core.customers.source import CustomerSource
from core.data import Dataset
from core.margins import Margins

POINTS: Final = 400
"""Quantiles of the cost that stand for its distribution."""
ALL_KNOWN: Final = 0.95
"""Share of the conversions from which on all customers count as known."""


@dataclass(frozen=True)
class Payback:
    """In which month of age the cost has come back.

    Attributes:
        month: The month; 0 is the first purchase itself, None not within the months seen.
        lower: First end of the interval, likewise.
        upper: Last end.
        seen: Months seen.
        chance: Chance that it has come back within them.
    """

    month: int | None
    lower: int | None
    upper: int | None
    seen: int
    chance: float


@dataclass(frozen=True)
class ChannelPayback:
    """What one channel's new customers cost and bring.

    Attributes:
        channel: As the purchases name it.
        known: New customers known.
        won: New customers that it won, those with an unknown purchase counted on.
        counted_on: Whether they were.
        spend: Of the channel in the same days, currency.
        cost: Of one new customer.
        to_date: What one has spent on average in the months seen.
        seen: Those months.
        year: What one is expected to spend in twelve months; None where that cannot be told.
        margin: Share of the amounts that is kept; None where none is stated, and amounts count in full.
        ratio: ``year`` times the margin over the cost; None without ``year``.
        payback: When the cost comes back.
    """

    channel: str
    known: int
    won: float
    counted_on: bool
    spend: float
    cost: Amount
    to_date: Amount
    seen: int
    year: Amount | None
    margin: float | None
    ratio: Amount | None
    payback: Payback


@dataclass(frozen=True)
class Paybacks:
    """All channels, or why there are none.

    Attributes:
        channels: The one that pays back first, first.
        missing: Why there are none, in words; empty where there are.
        left_out: Channel and reason of each that is not in ``channels``.
        first: First day of spend and purchases that are compared.
        last: Last day.
        known: Share of the conversions of these days whose customer is known; None where no conversions are measured.
    """

    channels: tuple[ChannelPayback, ...] = ()
    missing: str = ""
    left_out: tuple[tuple[str, str], ...] = ()
    first: date | None = None
    last: date | None = None
    known: float | None = None


def paybacks(
    found: Cohorts,
    pool: CustomerMonths,
    source: CustomerSource,
    dataset: Dataset,
    margins: Margins,
    year: Year | None = None,
) -> Paybacks:
    """Return what new customers cost and bring by channel.

    Args:
        found: The cohorts of the source.
        pool: The customers that its cohorts by channel hold.
        source: Where the purchases are.
        dataset: The data in use, which know what channels cost.
        margins: What is kept of amounts, as people state it.
        year: What comes after the months seen; None where that cannot be told.
    """
    missing = _missing(found, source, dataset)
    if missing:
        return Paybacks(missing=missing)
    start = found.since if found.early_counted else found.settled_since
    first, last = max(start, dataset.first_day), min(found.until, dataset.last_day)
    if first > last:
        return Paybacks(
            missing="The purchases and the campaign data in use are of different days, so what it cost to win these "
            "customers is not known. Use data of the same time."
        )
    spent = _sums(dataset, first, last)
    orders = orders_by(source, "channel", first, last)
    kept = _margin_by_channel(dataset, margins, first, last)
    began = (pool.begun >= np.datetime64(first)) & (pool.begun <= np.datetime64(last))
    counts = np.bincount(pool.channel[began], minlength=len(pool.channels))
    new = dict(zip(pool.channels, counts.tolist(), strict=True))
    rows: list[ChannelPayback] = []
    left_out: list[tuple[str, str]] = []
    for one in found.channels:
        place = one.name.strip().lower()
        spend, conversions = spent.get(place, (0.0, 0.0))
        if spend <= 0 or one.value is None:
            left_out.append((one.name, "the data in use hold no spend for it"))
        elif not new[one.name]:
            left_out.append((one.name, "nobody began there in the days of both"))
        elif not one.value.months:
            left_out.append((one.name, "no month has passed yet since the first purchases"))
        else:
            cost = _Cost(spend, conversions, new[one.name], orders.get(one.name, 0))
            rows.append(_row(one.name, one.value, cost, kept.get(place), year))
    if not rows:
        return Paybacks(
            missing="No channel of these purchases is one of the campaign data in use with spend, so what it cost to "
            "win these customers is not known.",
            left_out=tuple(left_out),
        )
    total = sum(conversions for _, conversions in spent.values())
    known = min(sum(orders.values()) / total, 1.0) if total > 0 else None
    rows.sort(key=lambda one: (np.inf if one.payback.month is None else one.payback.month, -one.payback.chance))
    return Paybacks(tuple(rows), "", tuple(left_out), first, last, known)


def payback_of(curve: ValueCurve, costs: Floats, margin: float, level: float = LEVEL) -> Payback:
    """Return when a cost comes back.

    Args:
        curve: What a customer has spent by age.
        costs: Equally likely costs of one, positive, shape (draws,).
        margin: Share of the amounts that is kept.
        level: Of the interval.
    """
    mean, spread = curve.mean * margin, np.maximum(curve.spread, 1e-9)
    with np.errstate(divide="ignore"):
        far = (np.log(mean)[:, None] - np.log(costs)[None, :]) / spread[:, None]
    # What has come back stays so: a later month with a wider error does not take it back.
    chances = np.maximum.accumulate(ndtr(far).mean(axis=1))
    tail = (1 - level) / 2

    def first(hit: np.ndarray) -> int | None:
        return int(np.argmax(hit)) if hit.any() else None

    return Payback(
        first(mean >= float(np.median(costs))),
        first(chances >= tail),
        first(chances >= 1 - tail),
        curve.months,
        float(chances[-1]),
    )


@dataclass(frozen=True)
class _Cost:
    """What a channel cost and won: spend, conversions, known new customers and known purchases of the same days."""

    spend: float
    conversions: float
    known: int
    orders: int

    @property
    def counted_on(self) -> bool:
        return self.conversions > 0 and 0 < self.orders < ALL_KNOWN * self.conversions

    @property
    def won(self) -> float:
        share = min(self.known / self.orders, 1.0) if self.counted_on else 0.0
        return self.conversions * share if self.counted_on else float(self.known)

    def draws(self) -> Floats:
        """Equally likely costs of a new customer; one where all are known."""
        if not self.counted_on:
            return np.array([self.spend / self.won])
        new = min(self.known, self.orders)
        shares = betaincinv(new + 0.5, self.orders - new + 0.5, (np.arange(POINTS) + 0.5) / POINTS)
        return np.asarray(self.spend / (self.conversions * shares))


def _row(name: str, curve: ValueCurve, of: _Cost, margin: float | None, year: Year | None) -> ChannelPayback:
    costs, cost = of.draws(), of.spend / of.won
    kept = 1.0 if margin is None else margin
    lower, upper = curve.interval()
    expected = None if year is None else year_value(curve, year)
    return ChannelPayback(
        channel=name,
        known=of.known,
        won=of.won,
        counted_on=of.counted_on,
        spend=of.spend,
        cost=_amount(cost, costs),
        to_date=Amount(float(curve.mean[-1]), float(lower[-1]), float(upper[-1])),
        seen=curve.months,
        year=expected,
        margin=margin,
        ratio=None if expected is None else _ratio(expected, cost, costs, kept),
        payback=payback_of(curve, costs, kept),
    )


def _amount(mean: float, draws: Floats) -> Amount:
    tail = (1 - LEVEL) / 2
    lower, upper = np.quantile(draws, [tail, 1 - tail])
    return Amount(mean, float(lower), float(upper))


def _ratio(value: Amount, cost: float, costs: Floats, margin: float) -> Amount:
    """The ratio of two independent amounts with errors that are even in the logarithm."""
    reach = float(ndtri((1 + LEVEL) / 2))
    of_value = np.log(value.upper / value.mean) / reach if value.mean > 0 else 0.0
    both = np.exp(reach * float(np.hypot(of_value, np.log(costs).std())))
    mean = margin * value.mean / cost
    return Amount(float(mean), float(mean / both), float(mean * both))


def _missing(found: Cohorts, source: CustomerSource, dataset: Dataset) -> str:
    if not found.named:
        return (
            "These purchases do not say which channel they came through, so what it cost to win a customer cannot be "
            "told. Add a column with the channel, and say so under the columns."
        )
    if not found.valued:
        return "These purchases do not say what was paid, so it cannot be told when a cost comes back."
    if "spend" not in dataset.measured or not dataset.daily_metrics["spend"].sum() > 0:
        return (
            "The data in use hold no spend, so what it cost to win a customer is not known. Import daily figures of "
            "campaigns with their spend on the Data page."
        )
    if source.currency and dataset.currency and source.currency != dataset.currency:
        return (
            f"The purchases are in {source.currency} and the campaign data in use in {dataset.currency}. They cannot "
            "be held against each other."
        )
    return ""


def _sums(dataset: Dataset, first: date, last: date) -> dict[str, tuple[float, float]]:
    """Spend and conversions of each channel in some days, by its name in small letters."""
    rows = _within(dataset, first, last)
    sums = rows.groupby(rows["channel"].astype(str).str.strip().str.lower())[["spend", "conversions"]].sum()
    counted = "conversions" in dataset.measured
    return {
        str(name): (float(spend), float(conversions) if counted else 0.0)
        for name, spend, conversions in sums.itertuples()
    }


def _margin_by_channel(dataset: Dataset, margins: Margins, first: date, last: date) -> dict[str, float]:
    """The margin of each channel that has one for all of its campaigns, weighed by their revenue."""
    if margins.empty:
        return {}
    rows = _within(dataset, first, last)
    found = {}
    for channel, own in rows.groupby(rows["channel"].astype(str)):
        earned = own.groupby(own["campaign_id"].astype(str))["revenue"].sum()
        shares = [margins.share(str(one), str(channel)) for one in earned.index]
        if all(one is not None for one in shares):
            weights = earned.to_numpy(float) if earned.sum() > 0 else np.ones(len(earned))
            found[str(channel).strip().lower()] = float(np.average(np.array(shares, float), weights=weights))
    return found


def _within(dataset: Dataset, first: date, last: date) -> pd.DataFrame:
    metrics = dataset.daily_metrics
    return metrics[metrics["date"].between(pd.Timestamp(first), pd.Timestamp(last))]
