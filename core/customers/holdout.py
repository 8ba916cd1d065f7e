"""The check of the model: fitted on the first part of the data, it foretells the purchases of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from scipy.special import ndtri

from core.customers.histories import DAYS_A_WEEK
from core.customers.outlook_totals import DRAWS, Range
from core.customers.source import CustomerSource
from core.customers.value.worth import FITS
from core.errors import NotEnoughDataError

FEWEST_WEEKS: Final = 8
PART: Final = 1 / 3
"""Of the observation, at its end, that is foretold."""
BANDS: Final = ((0, 0), (1, 1), (2, 2), (3, 4), (5, None))


@dataclass(frozen=True)
class HoldoutBand:
    """Customers who had come back equally often before the check begins.

    Attributes:
        low: Fewest repeat purchases.
        high: Most; None where there is no end.
        customers: How many.
        foretold: Mean purchases that were foretold.
        came: Mean purchases that came.
    """

    low: int
    high: int | None
    customers: int
    foretold: float
    came: float


@dataclass(frozen=True)
class Holdout:
    """What came of the check.

    Attributes:
        since: First day that was foretold.
        weeks: How many weeks.
        customers: Who had bought before.
        foretold: Purchases that were foretold, with the range.
        came: Purchases that came.
        bands: By how often customers had come back.
    """

    since: date
    weeks: float
    customers: int
    foretold: Range
    came: int
    bands: tuple[HoldoutBand, ...]

    @property
    def held(self) -> bool:
        """Whether what came lies in the range."""
        return self.foretold.lower <= self.came <= self.foretold.upper


def holdout(source: CustomerSource, model: str, level: float) -> Holdout:
    """Return the check on the last third of the data.

    Raises:
        NotEnoughDataError: If days are unknown, or the data too short.
    """
    if source.roles.shape != "purchases":
        raise NotEnoughDataError("A summary says nothing of single days, so the model cannot be checked against them.")
    with source.open() as connection:
        first, last = connection.execute(
            "SELECT (SELECT min(day) FROM purchases), (SELECT max(day) FROM contacts)"
        ).fetchone() or (None, None)
        days = (last - first).days if first and last else 0
        if days * (1 - PART) < FEWEST_WEEKS * DAYS_A_WEEK:
            raise NotEnoughDataError(f"The data span {days} days, too few to hold a part back and check against it.")
        cut = np.datetime64(last, "D") - round(days * PART)
        found = connection.execute(_SUMS, {"cut": str(cut)}).fetchnumpy()
    x, last_weeks, age, n, later = (np.asarray(found[key], float) for key in ("x", "t_x", "t", "n", "later"))
    weeks = float((np.datetime64(last, "D") - cut).astype(int) / DAYS_A_WEEK)
    fitted = FITS[model](x, last_weeks / DAYS_A_WEEK, age / DAYS_A_WEEK, n)
    each = fitted.expected_purchases(weeks, x, last_weeks / DAYS_A_WEEK, age / DAYS_A_WEEK)
    total = _total(fitted, weeks, (x, last_weeks / DAYS_A_WEEK, age / DAYS_A_WEEK), n, each, level)
    since = (cut + 1).astype(object)
    return Holdout(since, weeks, int(n.sum()), total, int(later.sum()), _bands(x, n, each, later))


_SUMS: Final = """
WITH days AS (SELECT DISTINCT customer, day FROM purchases), per AS (
    SELECT customer, min(day) AS first, max(day) FILTER (day <= CAST($cut AS DATE)) AS last,
           count(*) FILTER (day <= CAST($cut AS DATE)) - 1 AS x, count(*) FILTER (day > CAST($cut AS DATE)) AS later
    FROM days GROUP BY customer HAVING min(day) <= CAST($cut AS DATE)
)
SELECT x, date_diff('day', first, last) AS t_x, date_diff('day', first, CAST($cut AS DATE)) AS t,
       count(*) AS n, sum(later) AS later
FROM per GROUP BY ALL ORDER BY ALL
"""


def _total(fitted: Any, weeks: float, rows: tuple[Any, Any, Any], n: Any, each: Any, level: float) -> Range:
    x, last, age = rows
    sums = np.array([fitted.at(one).expected_purchases(weeks, x, last, age) @ n for one in fitted.draws(DRAWS)])
    pairs = fitted.chance_alive(x, last, age) * fitted.pairs_if_alive(weeks, x, age)
    low, high = np.quantile(sums, [0.16, 0.84])
    variance = float(((high - low) / 2) ** 2 + (pairs + each - each**2) @ n)
    mean, reach = float(each @ n), float(ndtri((1 + level) / 2) * np.sqrt(variance))
    return Range(mean, max(mean - reach, 0.0), mean + reach)


def _bands(x: Any, n: Any, each: Any, later: Any) -> tuple[HoldoutBand, ...]:
    found = []
    for low, high in BANDS:
        inside = (x >= low) & (x <= (np.inf if high is None else high))
        people = float(n[inside].sum())
        if people:
            foretold, came = float(each[inside] @ n[inside]) / people, float(later[inside].sum()) / people
            found.append(HoldoutBand(low, high, int(people), foretold, came))
    return tuple(found)
