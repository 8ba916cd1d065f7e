"""Sufficient statistics: how many customers have each history (x, t_x, T), counted by DuckDB, ids stay there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from core.curves import Floats
from core.customers.histories import DAYS_A_WEEK, histories
from core.customers.source import CustomerSource
from core.errors import NotEnoughDataError

MEMORY: Final = "1GB"
ROWS_A_PART: Final = 8_000_000
"""Customers are counted in parts, so that one part's days of purchase fit into memory."""
MOST_PARTS: Final = 64


@dataclass(frozen=True, eq=False)
class Sufficient:
    """All that models of purchases need; one entry a distinct history, time in weeks.

    Attributes:
        frequency: Repeat purchases. x.
        recency: Weeks from the first purchase to the last. t_x.
        age: Weeks from the first purchase to the end of the observation. T.
        weights: Customers with this history.
    """

    frequency: Floats
    recency: Floats
    age: Floats
    weights: Floats

    def __len__(self) -> int:
        return len(self.frequency)

    @property
    def customers(self) -> int:
        """All of them."""
        return int(self.weights.sum())

    @property
    def purchases(self) -> int:
        """Repeat purchases of all customers."""
        return int(self.weights @ self.frequency)


def sufficient(source: CustomerSource) -> Sufficient:
    """Return how many customers have each history.

    Customers are told apart by numbers, which take half of the memory of texts (``core.customers.days.key_sql``).

    Raises:
        NotEnoughDataError: If nobody bought anything, or the table is no purchases and no summary.
    """
    if source.roles.shape != "purchases":
        known = histories(source)
        return _counted(known.frequency, known.recency, known.age)
    with source.open() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        until, rows = connection.execute("SELECT max(day), count(*) FROM contacts").fetchall()[0]
        parts = min(MOST_PARTS, max(1, -(-rows // ROWS_A_PART)))
        connection.execute("CREATE TEMP TABLE counted (x BIGINT, t_x BIGINT, t BIGINT, customers BIGINT)")
        for part in range(parts):
            connection.execute(_COUNT, {"until": until, "parts": parts, "part": part})
        found = connection.execute(
            "SELECT x, t_x, t, sum(customers)::BIGINT AS customers FROM counted GROUP BY x, t_x, t ORDER BY x, t_x, t"
        ).fetchnumpy()
    if not len(found["x"]):
        raise NotEnoughDataError("The table holds no purchases of known customers with a day and an amount above zero.")
    x, t_x, t, customers = (np.asarray(found[name], float) for name in ("x", "t_x", "t", "customers"))
    return Sufficient(x, t_x / DAYS_A_WEEK, t / DAYS_A_WEEK, customers)


_COUNT: Final = """
INSERT INTO counted
WITH days AS (SELECT DISTINCT key, day FROM purchases WHERE abs(key % $parts) = $part),
per AS (SELECT min(day) AS first, max(day) AS last, count(*) - 1 AS x FROM days GROUP BY key)
SELECT x, last - first, CAST($until AS DATE) - first, count(*) FROM per GROUP BY ALL
"""


def _counted(x: Floats, last: Floats, age: Floats) -> Sufficient:
    rows, weights = np.unique(np.column_stack([x, last, age]), axis=0, return_counts=True)
    return Sufficient(rows[:, 0], rows[:, 1], rows[:, 2], weights.astype(float))
