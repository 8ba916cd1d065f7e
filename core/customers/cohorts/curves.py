"""Curves over the age of customers: what they have spent by then, and which share of them came back in a month.

Of each month of age only those customers count for whom it is over, so that the newest customers make no curve drop.
With n_k customers for whom month k is over and m_k the mean of what they spent in it, the value of a customer after k
months is

    V(k) = m_1 + ... + m_k,

the partitioned estimator of a mean cost under censoring (Bang & Tsiatis, 2000, Biometrika 87, with all weights of a
month alike because customers are censored by the end of the table alone). Customer i adds
phi_i(k) = sum over months j up to k that are over for i of (v_ij - m_j) / n_j to its error, so by the delta method
Var V(k) = sum of phi_i(k)^2. Where all customers have the same age, that is the usual variance of a mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import betaincinv, ndtri

from core.allocation.planning import LEVEL
from core.curves import Floats
from core.customers.cohorts.customer_months import CustomerMonths, Ints

FEW: Final = 30
"""Customers below which a figure is marked: chance then says more than they do."""


@dataclass(frozen=True, eq=False)
class ValueCurve:
    """What a customer has spent by age. Entry 0 is the day of the first purchase, entry k the end of month k.

    Attributes:
        count: Customers for whom the month is over; it never rises, shape (months + 1,).
        mean: Spent up to then, currency a customer, (months + 1,).
        error: Standard error of the mean, (months + 1,).
    """

    count: Ints
    mean: Floats
    error: Floats

    @property
    def months(self) -> int:
        """Age of the last entry."""
        return len(self.mean) - 1

    def interval(self, level: float = LEVEL) -> tuple[Floats, Floats]:
        """Return the ends of the interval by age.

        It is even in the logarithm: a mean of amounts cannot be negative, and errs more upwards than downwards.
        """
        reach = np.exp(float(ndtri((1 + level) / 2)) * self.spread)
        return self.mean / reach, self.mean * reach

    @property
    def spread(self) -> Floats:
        """Standard error of the logarithm of the mean by age; 0 where the mean is 0."""
        return np.divide(self.error, self.mean, out=np.zeros(len(self.mean)), where=self.mean > 0)


@dataclass(frozen=True, eq=False)
class Retention:
    """Which share of customers bought again by month of age; entry 0 is month 1.

    Attributes:
        count: Customers for whom the month is over, shape (months,).
        again: Those of them who bought in it on a later day than their first, (months,).
    """

    count: Ints
    again: Ints

    @property
    def share(self) -> Floats:
        """Share who bought again, (months,)."""
        return self.again / np.maximum(self.count, 1)

    def interval(self, level: float = LEVEL) -> tuple[Floats, Floats]:
        """Return the ends of Jeffreys' interval (Brown, Cai & DasGupta, 2001), 0 or 1 where nobody or all came back."""
        tail = (1 - level) / 2
        back, gone = self.again + 0.5, self.count - self.again + 0.5
        lower = np.where(self.again > 0, betaincinv(back, gone, tail), 0.0)
        upper = np.where(self.again < self.count, betaincinv(back, gone, 1 - tail), 1.0)
        return lower, upper


def value_curves(months: CustomerMonths, group: Ints, least: Sequence[int]) -> list[ValueCurve]:
    """Return the value by age of each group of customers.

    Args:
        months: The customers.
        group: Group of each, shape (customers,).
        least: Of each group, for how many customers a month has to be over.
    """
    groups = len(least)
    over = over_by_month(months, group, groups)
    last = over.shape[1]
    size = np.bincount(group, minlength=groups)
    rows = (months.month <= last) & (months.month <= months.seen[months.who])
    who, month, value = months.who[rows], months.month[rows], months.value[rows]
    cell = group[who] * last + month - 1
    by_month = np.bincount(cell, value, groups * last).reshape(groups, last) / np.maximum(over, 1)
    # phi_i(k) as a running sum: what a customer spent above the mean of the month, for the months that are over.
    weighed = value / over.ravel()[cell]
    paid = np.concatenate([np.zeros((groups, 1)), np.cumsum(by_month / np.maximum(over, 1), axis=1)], axis=1)
    order = np.argsort(month.astype(np.uint8), kind="stable")
    who, weighed = who[order], weighed[order]
    ends = np.searchsorted(month[order], np.arange(1, last + 1), side="right")
    mean = np.empty((groups, last + 1))
    variance = np.empty((groups, last + 1))
    mean[:, 0] = np.bincount(group, months.first_value, groups) / np.maximum(size, 1)
    mean[:, 1:] = by_month.cumsum(axis=1)
    variance[:, 0] = _squares(group, (months.first_value - mean[group, 0]) / size[group], groups)
    summed, begin = np.zeros(len(months)), 0
    for k, end in enumerate(ends, start=1):
        # One row a customer and month: no place is written twice.
        summed[who[begin:end]] += weighed[begin:end]
        variance[:, k] = _squares(group, summed - paid[group, np.minimum(months.seen, k)], groups)
        begin = end
    counts = np.column_stack([size, over])
    return [_cut(counts[g], mean[g], np.sqrt(variance[g]), least[g]) for g in range(groups)]


def retentions(months: CustomerMonths, group: Ints, least: Sequence[int]) -> list[Retention]:
    """Return the share who bought again by month of age of each group; arguments as of ``value_curves``."""
    groups = len(least)
    over = over_by_month(months, group, groups)
    last = over.shape[1]
    rows = months.again & (months.month <= last) & (months.month <= months.seen[months.who])
    cell = group[months.who[rows]] * last + months.month[rows] - 1
    again = np.bincount(cell, minlength=groups * last).reshape(groups, last)
    reached = [int((over[g] >= max(least[g], 1)).sum()) for g in range(groups)]
    return [Retention(over[g, :end], again[g, :end]) for g, end in enumerate(reached)]


def value_curve(months: CustomerMonths, least: int = 1) -> ValueCurve:
    """Return the value by age of all customers, as far as at least ``least`` of them have come."""
    return value_curves(months, np.zeros(len(months), np.int64), [least])[0]


def retention(months: CustomerMonths, least: int = 1) -> Retention:
    """Return the share who bought again by month of age, as far as at least ``least`` customers have come."""
    return retentions(months, np.zeros(len(months), np.int64), [least])[0]


def over_by_month(months: CustomerMonths, group: Ints, groups: int) -> Ints:
    """Return for how many customers of each group each month is over, shape (groups, months)."""
    last = int(months.seen.max(initial=0))
    counts = np.bincount(group * (last + 1) + months.seen, minlength=groups * (last + 1)).reshape(groups, last + 1)
    return np.asarray(counts[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:], np.int64)


def _squares(group: Ints, values: Floats, groups: int) -> Floats:
    return np.bincount(group, values * values, groups)


def _cut(count: Ints, mean: Floats, error: Floats, least: int) -> ValueCurve:
    end = 1 + int((count[1:] >= max(least, 1)).sum())
    return ValueCurve(count[:end], mean[:end], error[:end])
