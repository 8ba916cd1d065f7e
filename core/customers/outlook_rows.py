"""The customers one by one: what each bought, and what is expected of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.customers.histories import Histories
from core.customers.value import CustomerValues
from core.sheets import Cell, csv_text


@dataclass(frozen=True)
class ValueRow:
    """A customer.

    Attributes:
        customer: The id.
        purchases: Days with a purchase so far.
        last: Day of the last one; None where days are unknown.
        weeks_since: Weeks since the last one.
        alive: Chance that the customer still buys.
        expected: Purchases expected in the time ahead.
        spent: Amounts so far, currency; None where unknown.
        value: Expected value in the time ahead, currency; None where unknown.
        lower: Lower end of its range.
        upper: Upper end.
    """

    customer: str
    purchases: int
    last: date | None
    weeks_since: float
    alive: float
    expected: float
    spent: float | None
    value: float | None
    lower: float | None
    upper: float | None


def value_rows(
    histories: Histories, alive: Floats, purchases: Floats, values: CustomerValues | None, chosen: NDArray[np.intp]
) -> tuple[ValueRow, ...]:
    """Return the rows of some customers, in the order of their positions."""
    since = (histories.age - histories.recency)[chosen]
    days = histories.last[chosen].astype("datetime64[D]").tolist() if len(histories.last) else [None] * len(chosen)
    spent = histories.total[chosen].tolist() if histories.has_value else [None] * len(chosen)
    money: list[list[float | None]] = [[None] * len(chosen)] * 3
    if values is not None:
        money = [one[chosen].tolist() for one in (values.value, values.lower, values.upper)]
    bought = (histories.frequency[chosen] + 1).astype(int).tolist()
    columns = (histories.ids[chosen].tolist(), bought, days, since.tolist(), alive[chosen].tolist())
    return tuple(
        ValueRow(str(one[0]), *one[1:]) for one in zip(*columns, purchases[chosen].tolist(), spent, *money, strict=True)
    )


def rows_csv(rows: tuple[ValueRow, ...]) -> str:
    """Return rows as CSV; texts that a spreadsheet would run are quoted."""
    heads = [field.name for field in fields(ValueRow)]
    return csv_text([heads, *([_cell(getattr(row, head)) for head in heads] for row in rows)])


def _cell(value: Cell) -> Cell:
    return float(f"{value:.6g}") if isinstance(value, float) else value
