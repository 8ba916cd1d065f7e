"""Orders: how many purchases of known customers each channel or campaign brought, by DuckDB."""

from __future__ import annotations

from datetime import date
from typing import Literal

from core.customers.source import CustomerSource


def orders_by(source: CustomerSource, part: Literal["channel", "campaign"], first: date, last: date) -> dict[str, int]:
    """Return the purchases by channel or campaign; several on a day of one customer through the same count as one.

    Args:
        source: Where the purchases are.
        part: What they are counted by; those that name none are not counted.
        first: First day.
        last: Last day.
    """
    with source.open() as connection:
        found = connection.execute(
            f"SELECT {part}, count(DISTINCT (customer, day)) FROM purchases "
            f"WHERE {part} IS NOT NULL AND day BETWEEN ? AND ? GROUP BY {part}",
            [first, last],
        ).fetchall()
    return {str(name): int(count) for name, count in found}
