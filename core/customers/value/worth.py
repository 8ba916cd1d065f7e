"""Customer value: what each customer is expected to buy in the months ahead, with intervals, and sums with theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from core.curves import Floats
from core.customers.histories import Histories
from core.customers.value.bgnbd import BgNbd, fit_bgnbd
from core.customers.value.gamma_gamma import GammaGamma, fit_gamma_gamma
from core.customers.value.pareto_nbd import ParetoNbd, fit_pareto_nbd
from core.customers.value.spread import Spread, ranges
from core.customers.value.surface import by_age
from core.errors import InputError, NotEnoughDataError

ModelName = Literal["bgnbd", "pareto_nbd"]
WEEKS_A_MONTH: Final = 365.25 / 12 / 7
FITS: Final = {"bgnbd": fit_bgnbd, "pareto_nbd": fit_pareto_nbd}
DRAWS: Final = 40
"""Draws of the parameters that totals are worked out for."""
SPREAD_DRAWS: Final = 8
"""Draws that the range of a single customer is mixed from; its own chance is far larger than what is not known."""
LEAST_ROOM: Final = 0.25
"""Where the variance of amounts does not exist (q + p x ≤ 2), it is that of the nearest shape that has one."""


@dataclass(frozen=True)
class Total:
    """The value of several customers together.

    Attributes:
        mean: Expected, currency, discounted.
        lower: Lower end of the interval.
        upper: Upper end.
        customers: How many.
    """

    mean: float
    lower: float
    upper: float
    customers: int


@dataclass(frozen=True, eq=False)
class CustomerValues:
    """What customers are worth over the months ahead; arrays have one entry a customer, in the order of ``ids``.

    Attributes:
        ids: Of the customers.
        expected_purchases: In the months ahead, not discounted.
        alive: Chance that the customer still buys.
        value: Expected amount in the months ahead, currency, discounted.
        lower: Lower end of what the customer will in fact bring, currency.
        upper: Upper end; the range holds ``level`` of the customers who are like this one. It starts at 0 where buying
            nothing has more than half of the chance outside of the range, and is 0 to 0 where the chance of nothing is
            ``level`` or more.
        nothing: Chance that the customer buys nothing.
        mean_spend: Expected amount a purchase, currency.
        total: Of all customers.
        months: Length of the time ahead.
        horizon: The same in weeks.
        discount: Yearly rate.
        level: Of the ranges.
        model: Which model of purchases.
        fitted: The model.
        spend: The model of amounts.
    """

    ids: NDArray[np.object_]
    expected_purchases: Floats
    alive: Floats
    value: Floats
    lower: Floats
    upper: Floats
    nothing: Floats
    mean_spend: Floats
    total: Total
    months: int
    horizon: float
    discount: float
    level: float
    model: ModelName
    fitted: BgNbd | ParetoNbd
    spend: GammaGamma
    parts: TotalParts

    def __len__(self) -> int:
        return len(self.ids)

    def total_of(self, chosen: Any) -> Total:
        """Return the value of some customers together.

        Args:
            chosen: True a customer who belongs, or the positions of those who do.
        """
        return self.parts.total(chosen)


@dataclass(frozen=True, eq=False)
class TotalParts:
    """What totals of any customers are summed from.

    Attributes:
        row: Which unique history each customer has.
        spent: Repeat purchases times their mean amount, customers, currency.
        value: Expected value, customers.
        variance: Of the value given the parameters, customers.
        purchases: Expected discounted purchases, unique histories × draws.
        prior: Expected amount of a purchase that does not depend on the own amounts, unique histories × draws.
        slope: What a unit of ``spent`` adds to it, unique histories × draws.
        level: Of the interval.
    """

    row: NDArray[np.intp]
    spent: Floats
    value: Floats
    variance: Floats
    purchases: NDArray[np.float32]
    prior: NDArray[np.float32]
    slope: NDArray[np.float32]
    level: float

    def total(self, chosen: Any) -> Total:
        """Return the sum over some customers: the spread of its mean over draws, and the chance of each customer."""
        row, spent = self.row[chosen], self.spent[chosen]
        mean, people = float(self.value[chosen].sum()), len(row)
        if not mean:
            return Total(0.0, 0.0, 0.0, people)
        count = np.bincount(row, minlength=len(self.purchases)).astype(np.float32)
        money = np.bincount(row, spent, len(self.purchases)).astype(np.float32)
        rows = np.flatnonzero(count)
        amounts = self.prior[rows] * count[rows, None] + self.slope[rows] * money[rows, None]
        sums = np.einsum("rd,rd->d", self.purchases[rows], amounts, dtype=float)
        variance = float(sums.var(ddof=1) + self.variance[chosen].sum())
        return Total(mean, *gamma_range(mean, variance, self.level), people)


def gamma_range(mean: float, variance: float, level: float) -> tuple[float, float]:
    """Return the range of a sum over customers: gamma with its mean and variance.

    It is never below zero, skewed for few customers, and normal for many.
    """
    shape = mean**2 / max(variance, 1e-12 * mean**2)
    lower, upper = gammaincinv(shape, np.array([(1 - level) / 2, (1 + level) / 2])) / shape * mean
    return float(lower), float(upper)


def customer_value(
    histories: Histories,
    months: int = 12,
    discount: float = 0.10,
    level: float = 0.8,
    model: ModelName = "bgnbd",
    seed: int = 0,
) -> CustomerValues:
    """Return the value of each customer over the months ahead.

    Args:
        histories: What the customers bought so far, with amounts.
        months: Length of the time ahead, 1 to 60.
        discount: Yearly rate at which later amounts count less, 0 to 1.
        level: Of the ranges, 0.5 to 0.99.
        model: ``bgnbd`` or ``pareto_nbd``.
        seed: Of the draws of parameters.

    Raises:
        InputError: If an argument is out of range.
        NotEnoughDataError: If amounts are unknown, or a model cannot be fitted; the reason is in the message.
    """
    _check(months, discount, level, model)
    if not histories.has_value:
        raise NotEnoughDataError(
            "The table says no amounts, so the value of customers in money cannot be told. Choose the column with the "
            "amounts. Who still buys, and how often, can be told without."
        )
    rows, row = _unique(histories)
    x, last, age = rows
    weights = np.bincount(row, minlength=len(x)).astype(float)
    fitted = FITS[model](x, last, age, weights)
    spend = fit_gamma_gamma(histories.frequency, histories.mean_value)
    horizon = months * WEEKS_A_MONTH

    alive = fitted.chance_alive(x, last, age)
    bought = alive * by_age(lambda f, a: fitted.expected_if_alive(horizon, f, a), x, age, fitted.shift)
    counted = alive * _discounted(fitted, x, age, months, discount)
    pairs = alive * by_age(lambda f, a: fitted.pairs_if_alive(horizon, f, a), x, age, fitted.shift)
    shorter = counted / np.maximum(bought, 1e-300)

    mean_spend = spend.expected_spend(histories.frequency, histories.mean_value)
    value = counted[row] * mean_spend
    variance = _variance(spend, histories.frequency, mean_spend, bought[row], pairs[row]) * shorter[row] ** 2
    drawn = [fitted.at(one) for one in fitted.draws(DRAWS, seed)]
    spends = [spend.at(one) for one in _finite(spend, spend.draws(DRAWS, seed + 1))]
    spread = Spread(
        [fitted, *drawn[:: DRAWS // SPREAD_DRAWS]], [spend, *spends[:: DRAWS // SPREAD_DRAWS]], horizon, level
    )
    nothing, lower, upper = ranges(spread, x, last, age)
    purchases = [one.chance_alive(x, last, age) * _discounted(one, x, age, months, discount) for one in drawn]
    prior, slope = zip(*(_linear(one, x) for one in spends), strict=True)
    parts = TotalParts(
        row=row,
        spent=histories.frequency * histories.mean_value,
        value=value,
        variance=variance,
        purchases=_stacked(purchases),
        prior=_stacked(prior),
        slope=_stacked(slope),
        level=level,
    )
    return CustomerValues(
        ids=histories.ids,
        expected_purchases=bought[row],
        alive=alive[row],
        value=value,
        lower=(lower * shorter)[row] * mean_spend,
        upper=(upper * shorter)[row] * mean_spend,
        nothing=nothing[row],
        mean_spend=mean_spend,
        total=parts.total(slice(None)),
        months=months,
        horizon=horizon,
        discount=discount,
        level=level,
        model=model,
        fitted=fitted,
        spend=spend,
        parts=parts,
    )


def _check(months: Any, discount: Any, level: Any, model: Any) -> None:
    if isinstance(months, bool) or not isinstance(months, int | np.integer) or not 1 <= months <= 60:
        raise InputError("The time ahead must be 1 to 60 whole months.")
    if not _between(discount, 0, 1):
        raise InputError("The yearly discount must lie between 0 % and 100 %.")
    if not _between(level, 0.5, 0.99):
        raise InputError("The range must hold between 50 % and 99 %.")
    if model not in FITS:
        raise InputError("The model of purchases must be bgnbd or pareto_nbd.")


def _between(value: Any, low: float, high: float) -> bool:
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    return number and bool(low <= value <= high)


def _unique(histories: Histories) -> tuple[tuple[Floats, Floats, Floats], NDArray[np.intp]]:
    """Unique histories, and which of them each customer has."""
    x, last, age = histories.frequency, histories.recency, histories.age
    order = np.lexsort((age, last, x))
    new = np.ones(len(x), bool)
    new[1:] = (np.diff(x[order]) != 0) | (np.diff(last[order]) != 0) | (np.diff(age[order]) != 0)
    row = np.empty(len(x), np.intp)
    row[order] = np.cumsum(new) - 1
    first = order[new]
    return (x[first], last[first], age[first]), row


def _discounted(model: Any, x: Floats, age: Floats, months: int, discount: float) -> Floats:
    """Expected purchases of customers who still buy, each counted by the middle of its month."""

    ends = (np.arange(months) + 1)[:, None] * WEEKS_A_MONTH
    counts = (1 + discount) ** (-(np.arange(months) + 0.5) / 12)

    def of(frequency: Floats, ages: Floats) -> Floats:
        until = model.expected_if_alive(ends, frequency, ages)
        return np.asarray(counts @ np.diff(until, axis=0, prepend=0.0))

    return by_age(of, x, age, model.shift)


def _variance(spend: GammaGamma, x: Floats, mean_spend: Floats, bought: Floats, pairs: Floats) -> Floats:
    """Variance of what a customer brings: of n purchases, (v + x z̄) times a beta prime of p n and q + p x."""
    p, shape = spend.p, spend.q + spend.p * x
    room = np.maximum(shape - 2, LEAST_ROOM)
    scale = mean_spend * (shape - 1) / p
    squares = scale**2 * (p**2 * (pairs + bought) + p * bought) / ((room + 1) * room)
    return np.asarray(np.maximum(squares - (mean_spend * bought) ** 2, 0.0))


def _finite(spend: GammaGamma, draws: Floats) -> Floats:
    """Draws of spend of which a mean exists: q not below a floor between 1 and the estimate."""
    floor = 1 + 0.25 * (spend.q - 1)
    return np.column_stack([draws[:, 0], np.maximum(draws[:, 1], floor), draws[:, 2]])


def _linear(spend: GammaGamma, x: Floats) -> tuple[Floats, Floats]:
    room = spend.p * x + spend.q - 1
    return spend.p * spend.v / room, spend.p / room


def _stacked(columns: Any) -> NDArray[np.float32]:
    return np.column_stack([np.asarray(one, np.float32) for one in columns])
