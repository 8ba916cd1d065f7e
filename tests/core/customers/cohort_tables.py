"""Makes tables of purchases for tests of cohorts."""

from pathlib import Path

import numpy as np
import pandas as pd

from core.customers import CustomerRoles, CustomerSource

ROLES = CustomerRoles("purchases", "customer", "date", "value", channel="channel", campaign="campaign")


def source(rows: pd.DataFrame, roles: CustomerRoles = ROLES, key: str = "made") -> CustomerSource:
    """A table as a source."""
    return CustomerSource(key, "Made", roles, rows, "EUR")


def table(*rows: tuple) -> pd.DataFrame:
    """Rows of customer, date, value, and where given channel and campaign."""
    filled = [(*row, *(None,) * (5 - len(row))) for row in rows]
    frame = pd.DataFrame(filled, columns=["customer", "date", "value", "channel", "campaign"])
    frame["date"] = pd.to_datetime(frame["date"])
    frame["value"] = frame["value"].astype(float)
    for name in ("channel", "campaign"):
        frame[name] = frame[name].astype(object)
    return frame


def random_table(customers: int, days: int, seed: int = 0, begin: str = "2024-01-01") -> pd.DataFrame:
    """Customers who begin evenly over the days and buy again at their own rate, ends of months included."""
    rng = np.random.default_rng(seed)
    first = rng.integers(0, days, customers)
    often = rng.poisson(rng.gamma(1.0, 0.012, customers) * (days - first))
    who = np.repeat(np.arange(customers), often)
    day = np.concatenate([first, [rng.integers(first[i], days) for i in who]])
    person = np.concatenate([np.arange(customers), who])
    home = rng.choice(["Search", "Social", "Display"], customers)
    return pd.DataFrame(
        {
            "customer": [f"c{i:05}" for i in person],
            "date": pd.Timestamp(begin) + pd.to_timedelta(day, unit="D"),
            "value": np.round(rng.gamma(2.0, 25.0, len(day)) + 0.01, 2),
            "channel": home[person],
            "campaign": home[person],
        }
    )


def parquet(rows: pd.DataFrame, path: Path) -> CustomerSource:
    """A table in a file as a source."""
    rows.to_parquet(path)
    return CustomerSource("kept", "Kept", ROLES, path, "EUR")
