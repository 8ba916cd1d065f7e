"""Histories: what each customer bought, as the sums that recency, frequency and value are counted from, by DuckDB."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.customers.source import CustomerSource
from core.customers.summary_rows import summary_view
from core.errors import NotEnoughDataError

DAYS_A_WEEK = 7.0


@dataclass(frozen=True, eq=False)
class Histories:
    """One entry a customer, in the order of ids. Time is in weeks; several purchases on a day count as one.

    Attributes:
        ids: Of the customers, texts.
        frequency: Repeat purchases: days with a purchase, less the first. x.
        recency: Weeks from the first purchase to the last. t_x.
        age: Weeks from the first purchase to the end of the observation. T.
        mean_value: Mean amount of a repeat purchase day, currency; 0 where there is none; empty where amounts are
            unknown.
        total: All amounts, currency; empty where amounts are unknown.
        first: Day of the first purchase; empty where the source is a summary.
        last: Day of the last purchase; empty likewise.
        channel: Channel of the first purchase, or None; empty where none is known.
        end: Last day of the observation; None for a summary.
    """

    ids: NDArray[np.object_]
    frequency: Floats
    recency: Floats
    age: Floats
    mean_value: Floats
    total: Floats
    first: NDArray[np.datetime64]
    last: NDArray[np.datetime64]
    channel: NDArray[np.object_]
    end: np.datetime64 | None

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def has_value(self) -> bool:
        """Whether amounts are known."""
        return len(self.mean_value) == len(self.ids) > 0


def histories(source: CustomerSource, until: date | None = None) -> Histories:
    """Return the histories of all customers.

    Args:
        source: The table.
        until: Last day of the observation, for what was known on an earlier day; that of the last contact by default.

    Raises:
        NotEnoughDataError: If nobody bought anything, or the table is no purchases and no summary.
    """
    if source.roles.shape == "summary":
        return _of_summary(source)
    if source.roles.shape != "purchases":
        raise NotEnoughDataError(
            "This table has one row a customer and says nothing of single purchases, so their value over time cannot "
            "be told. Segments can be made of it."
        )
    with source.open() as connection:
        found = connection.execute(_SUMS, [until, until]).fetchnumpy()
    if not len(found["customer"]):
        raise NotEnoughDataError("The table holds no purchases of known customers with a day and an amount above zero.")
    valued, channels = bool(source.roles.value), bool(source.roles.channel)
    nothing = np.empty(0)
    return Histories(
        ids=_filled(found["customer"]),
        frequency=np.asarray(found["x"], float),
        recency=np.asarray(found["t_x"], float) / DAYS_A_WEEK,
        age=np.asarray(found["t"], float) / DAYS_A_WEEK,
        mean_value=np.asarray(found["zbar"], float) if valued else nothing,
        total=np.asarray(found["total"], float) if valued else nothing,
        first=np.asarray(found["first"], "datetime64[D]"),
        last=np.asarray(found["last"], "datetime64[D]"),
        channel=_filled(found["channel"]) if channels else np.empty(0, object),
        end=np.asarray(found["until"], "datetime64[D]")[0],
    )


_SUMS = """
WITH days AS (
    SELECT customer, day, sum(value) AS value, any_value(channel ORDER BY channel) AS channel
    FROM purchases WHERE day <= coalesce(CAST(? AS DATE), day) GROUP BY customer, day
), per AS (
    SELECT customer, min(day) AS first, max(day) AS last, count(*) - 1 AS x, sum(value) AS total,
           arg_min(value, day) AS begun, arg_min(channel, day) AS channel
    FROM days GROUP BY customer
)
SELECT customer, x, date_diff('day', first, last) AS t_x, date_diff('day', first, until) AS t,
       CASE WHEN x > 0 THEN (total - begun) / x ELSE 0 END AS zbar, coalesce(total, 0) AS total, first, last, channel,
       until
FROM per, (SELECT coalesce(CAST(? AS DATE), max(day)) AS until FROM contacts) ORDER BY customer
"""


def _of_summary(source: CustomerSource) -> Histories:
    with source.open() as connection:
        connection.execute(summary_view(connection, source.roles))
        found = connection.execute(
            "SELECT customer, x, t_x, t, coalesce(zbar, 0) AS zbar FROM summary WHERE aside IS NULL ORDER BY position"
        ).fetchnumpy()
    if not len(found["customer"]):
        raise NotEnoughDataError("No row says how often, how recently and since when a customer bought.")
    x, t_x, t, zbar = (np.asarray(found[key], float) for key in ("x", "t_x", "t", "zbar"))
    valued, nothing, days = bool(source.roles.mean_value), np.empty(0), np.empty(0, "datetime64[D]")
    return Histories(
        ids=_filled(found["customer"]),
        frequency=x,
        recency=np.minimum(t_x, t),
        age=t,
        mean_value=zbar if valued else nothing,
        total=zbar * x if valued else nothing,
        first=days,
        last=days,
        channel=np.empty(0, object),
        end=None,
    )


def _filled(values: Any) -> NDArray[np.object_]:
    """Texts with None where nothing is known, not masked."""
    return np.asarray(np.ma.filled(np.ma.asarray(values, object), None), object)
