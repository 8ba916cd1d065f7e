"""What the page on the value of customers says, small enough to be kept: totals, shares, tables, the best customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from core.curves import Floats
from core.customers.chance_table import ChanceTable, chance_table
from core.customers.histories import Histories
from core.customers.outlook_question import OutlookQuestion
from core.customers.outlook_rows import ValueRow, value_rows
from core.customers.outlook_totals import Range, totals_of
from core.customers.value import CustomerValues, Rfm, customer_value, rfm
from core.customers.value.worth import FITS, WEEKS_A_MONTH
from core.errors import NotEnoughDataError

MOST_LISTED: Final = 200
SHARES: Final = 100
"""Points of the curve of concentration."""


@dataclass(frozen=True, eq=False)
class Expected:
    """What each customer is expected to do; arrays in the order of the histories.

    Attributes:
        alive: Chance that the customer still buys.
        purchases: Expected in the time ahead.
        fitted: The model of purchases.
        values: Values in money; None where amounts are unknown or cannot be learned from.
        problem: Why there are none, in words; empty where there are.
    """

    alive: Floats
    purchases: Floats
    fitted: Any
    values: CustomerValues | None
    problem: str


@dataclass(frozen=True)
class GroupRow:
    """A group of the RFM scores.

    Attributes:
        name: What people call it.
        who: Who is in it.
        action: What to do for them.
        scores: Its rule.
        customers: How many.
        purchases: Mean purchases expected of each in the time ahead.
        value: Expected value of all together, currency; None where no money is known.
        spent: What they spent so far, currency; None likewise.
    """

    name: str
    who: str
    action: str
    scores: str
    customers: int
    purchases: float
    value: float | None
    spent: float | None


@dataclass(frozen=True, eq=False)
class Outlook:
    """The answer.

    Attributes:
        question: What was asked.
        customers: How many.
        repeat_buyers: How many of them bought more than once.
        active: How many still buy, with its range.
        active_again: How many of those who bought more than once still buy.
        purchases: How many purchases come, with its range.
        value: What they bring, currency, discounted; None where no money is known.
        best: What the best tenth brings; None likewise.
        best_count: How many customers that is.
        nothing: Share of the customers who are expected to buy nothing: the mean of their chances of that; None where
            no money is known.
        problem: Why no money is known, in words.
        shares: Share of the value (or purchases) that the best customers bring, at each hundredth of them.
        chances: Chance that customers still buy, by how often and how recently they bought.
        rows: The best customers.
        rfm: Cut-offs and bands; None where they cannot be told.
        groups: The groups, best first.
        parameters: Name and value of each parameter of the model of purchases.
        log_likelihood: At its maximum.
        edges: Parameters that the data do not bound.
        spend: Name and value of each parameter of the model of amounts; empty where there is none.
        spend_words: Whether its assumption holds, in words.
        last_day: Of the observation; None for a summary.
        currency: Of amounts, or None.
    """

    question: OutlookQuestion
    customers: int
    repeat_buyers: int
    active: Range
    active_again: float
    purchases: Range
    value: Range | None
    best: Range | None
    best_count: int
    nothing: float | None
    problem: str
    shares: tuple[float, ...]
    chances: ChanceTable
    rows: tuple[ValueRow, ...]
    rfm: Rfm | None
    groups: tuple[GroupRow, ...]
    parameters: tuple[tuple[str, float], ...]
    log_likelihood: float
    edges: tuple[str, ...]
    spend: tuple[tuple[str, float], ...]
    spend_words: str
    last_day: date | None
    currency: str | None


def expected(histories: Histories, question: OutlookQuestion) -> Expected:
    """Return what each customer is expected to do.

    Raises:
        NotEnoughDataError: If how customers come back cannot be learned.
    """
    problem = ""
    if histories.has_value:
        try:
            values = customer_value(histories, question.months, question.discount / 100, question.level, question.model)
        except NotEnoughDataError as error:
            problem = str(error)
        else:
            return Expected(values.alive, values.expected_purchases, values.fitted, values, "")
    unique, row, count = np.unique(
        np.column_stack([histories.frequency, histories.recency, histories.age]),
        axis=0,
        return_inverse=True,
        return_counts=True,
    )
    row, (x, last, age) = row.reshape(-1), unique.T
    # Where purchases themselves cannot be foretold, this says why; else only money is missing.
    fitted = FITS[question.model](x, last, age, count)
    problem = problem or (
        "The table holds no amounts, so what customers will bring in money cannot be told. Purchases can. Bring a "
        "table with amounts to see their value."
    )
    purchases = fitted.expected_purchases(question.months * WEEKS_A_MONTH, x, last, age)
    return Expected(fitted.chance_alive(x, last, age)[row], purchases[row], fitted, None, problem)


def outlook(histories: Histories, question: OutlookQuestion, told: Expected, currency: str | None = None) -> Outlook:
    """Return the answer of the page.

    Args:
        histories: What the customers bought so far.
        question: What is asked.
        told: What each is expected to do.
        currency: Of amounts.
    """
    values = told.values
    worth = told.purchases if values is None else values.value
    order = np.argsort(-worth, kind="stable")
    best_count = max(1, round(len(histories) / 10))
    active, purchases = totals_of(histories, told.fitted, question.months * WEEKS_A_MONTH, question.level)
    best = values.total_of(np.sort(order[:best_count])) if values is not None else None
    scored = _scored(histories)
    return Outlook(
        question=question,
        customers=len(histories),
        repeat_buyers=int((histories.frequency > 0).sum()),
        active=active,
        active_again=float(told.alive[histories.frequency > 0].sum()),
        purchases=purchases,
        value=Range(values.total.mean, values.total.lower, values.total.upper) if values is not None else None,
        best=Range(best.mean, best.lower, best.upper) if best is not None else None,
        best_count=best_count,
        nothing=float(np.mean(values.nothing)) if values is not None else None,
        problem=told.problem,
        shares=_shares(worth[order]),
        chances=chance_table(histories, told.alive),
        rows=value_rows(histories, told.alive, told.purchases, values, order[:MOST_LISTED]),
        rfm=scored,
        groups=_groups(histories, told, scored),
        parameters=tuple(zip(told.fitted.names, map(float, told.fitted.parameters), strict=True)),
        log_likelihood=float(told.fitted.log_likelihood),
        edges=told.fitted.edges,
        spend=tuple(zip(values.spend.names, map(float, values.spend.parameters), strict=True)) if values else (),
        spend_words=values.spend.independence if values is not None else "",
        last_day=histories.end.astype(object) if histories.end is not None else None,
        currency=currency,
    )


def _shares(ordered: Floats) -> tuple[float, ...]:
    total = float(ordered.sum())
    if total <= 0:
        return tuple(np.linspace(0, 1, SHARES + 1))
    sums = np.concatenate([[0.0], np.cumsum(ordered)]) / total
    at = np.linspace(0, len(ordered), SHARES + 1)
    return tuple(float(one) for one in np.interp(at, np.arange(len(sums)), sums))


def _scored(histories: Histories) -> Rfm | None:
    try:
        return rfm(histories)
    except NotEnoughDataError:
        return None


def _groups(histories: Histories, told: Expected, scored: Rfm | None) -> tuple[GroupRow, ...]:
    rows = []
    for group in scored.groups if scored is not None else ():
        inside = scored.of_group(group.key)  # type: ignore[union-attr]
        value = float(told.values.value[inside].sum()) if told.values is not None else None
        spent = float(histories.total[inside].sum()) if histories.has_value else None
        count, purchases = int(inside.sum()), float(told.purchases[inside].mean())
        rows.append(GroupRow(group.name, group.who, group.action, group.scores, count, purchases, value, spent))
    return tuple(rows)
