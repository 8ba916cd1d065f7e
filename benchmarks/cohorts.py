"""How fast cohorts are counted, and how often their intervals hold the truth: ``python -m benchmarks.cohorts``."""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import pandas as pd

from core.allocation.planning import LEVEL
from core.customers import CustomerRoles, CustomerSource
from core.customers.cohorts import CustomerMonths, cohorts, customer_months, payback_of, retention, value_curve

PURCHASES, CUSTOMERS = 1_000_000, 300_000
TRIALS = 1_000
MONTHS, AGE = 18, 6
"""Months over which simulated customers begin, and the age at which they are looked at."""
OFTEN, SPENT = 0.15, 40.0
"""Purchases a month after the first, and the mean of an amount."""
COST = 52.0


def speed() -> None:
    """Print how long a million purchases take."""
    rng = np.random.default_rng(1)
    who = rng.integers(0, CUSTOMERS, PURCHASES)
    rows = pd.DataFrame(
        {
            "customer": who.astype(str),
            "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 730, PURCHASES), unit="D"),
            "value": rng.gamma(2.0, 20.0, PURCHASES),
            "channel": rng.choice(["Search", "Social", "Display", "Video"], CUSTOMERS)[who],
        }
    )
    roles = CustomerRoles("purchases", "customer", "date", "value", channel="channel")
    source = CustomerSource("benchmark", "Benchmark", roles, rows)
    begin = time.perf_counter()
    found = cohorts(customer_months(source))
    seconds = time.perf_counter() - begin
    print(f"{PURCHASES:,} purchases of {found.customers:,} customers, {len(found.months)} months: {seconds:.2f} s")


def simulated(rng: np.random.Generator, size: int) -> CustomerMonths:
    """Return customers who begin evenly and come back at rates of their own; what they spend is skewed."""
    seen = rng.integers(0, MONTHS + 1, size)
    rate = rng.gamma(0.7, OFTEN / 0.7, size)
    count = rng.poisson(rate[:, None] * (np.arange(MONTHS) < seen[:, None] + 1))
    taste = rng.lognormal(-0.18, 0.6, size)

    def amounts(number: np.ndarray) -> np.ndarray:
        return np.where(number > 0, rng.gamma(2.0 * np.maximum(number, 1), SPENT / 2.0), 0.0)

    first = amounts(np.ones(size, int)) * taste
    value = amounts(count) * taste[:, None]
    value[:, 0] += first
    who, month = np.nonzero(value)
    return CustomerMonths(
        start=np.zeros(size, np.int64),
        channel=np.zeros(size, np.int64),
        campaign=np.full(size, None, object),
        begun=np.full(size, np.datetime64("2024-01-01")),
        first_value=first,
        seen=seen,
        who=who,
        month=month + 1,
        value=value[who, month],
        again=count[who, month] > 0,
        channels=("Search",),
        since=date(2024, 1, 1),
        until=date(2025, 6, 30),
        valued=True,
        refused=0,
    )


def coverage(size: int) -> tuple[float, float, float]:
    """Return how often the intervals of value, of retention and of the payback time hold the truth."""
    rng = np.random.default_rng(size)
    truth = SPENT * (1 + OFTEN * AGE)
    back = 1 - (1 + OFTEN / 0.7) ** -0.7
    paid = int(np.ceil((COST / SPENT - 1) / OFTEN))
    hits = np.zeros(3)
    for _ in range(TRIALS):
        months = simulated(rng, size)
        curve, again = value_curve(months), retention(months)
        lower, upper = curve.interval()
        hits[0] += lower[AGE] <= truth <= upper[AGE]
        low, high = again.interval()
        hits[1] += low[AGE - 1] <= back <= high[AGE - 1]
        found = payback_of(curve, np.array([COST]), 1.0)
        hits[2] += (found.lower is not None and found.lower <= paid) and (found.upper is None or paid <= found.upper)
    value, share, payback = hits / TRIALS
    return float(value), float(share), float(payback)


def main() -> None:
    """Print both."""
    speed()
    print(f"Intervals of {LEVEL:.0%} that hold the truth, of {TRIALS:,} simulated tables: value, retention, payback")
    for size in (30, 100, 300, 1_000, 3_000):
        print(f"{size:>6} customers  " + "  ".join(f"{one:.1%}" for one in coverage(size)))


if __name__ == "__main__":
    main()
