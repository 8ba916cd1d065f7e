"""What customers bought, counted by DuckDB, against a table by hand and against pandas."""

import numpy as np
import pandas as pd
import pytest

from core.customers import CustomerRoles, CustomerSource, histories

ROLES = CustomerRoles("purchases", customer="id", date="day", value="amount", channel="via")


def source(frame: pd.DataFrame) -> CustomerSource:
    return CustomerSource("key", "table", ROLES, frame)


def test_a_table_by_hand() -> None:
    rows = [
        # Two purchases on the first day are one, and the first day is no repeat.
        ("a", "2026-01-01", 10.0, "Search"),
        ("a", "2026-01-01", 5.0, "Video"),
        ("a", "2026-01-15", 20.0, "Video"),
        ("a", "2026-01-22", 30.0, "Search"),
        ("b", "2026-01-08", 7.0, "Social"),
        ("c", "2026-01-29", 8.0, "Search"),
    ]
    frame = pd.DataFrame(rows, columns=["id", "day", "amount", "via"]).assign(day=lambda f: pd.to_datetime(f.day))
    found = histories(source(frame))
    assert found.ids.tolist() == ["a", "b", "c"]
    assert found.frequency.tolist() == [2, 0, 0]
    assert found.recency.tolist() == [3, 0, 0]
    assert found.age.tolist() == [4, 3, 0]
    assert found.mean_value.tolist() == [25, 0, 0]
    assert found.total.tolist() == [65, 7, 8]
    assert found.channel.tolist()[1:] == ["Social", "Search"]
    assert str(found.end) == "2026-01-29"


def test_many_rows_as_pandas_counts_them() -> None:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "id": rng.integers(0, 300, 2_000),
            "day": pd.Timestamp("2025-03-01") + pd.to_timedelta(rng.integers(0, 200, 2_000), "D"),
            "amount": rng.gamma(2, 10, 2_000).round(2) + 0.01,
            "via": "Search",
        }
    )
    found = histories(source(frame))
    days = frame.groupby(["id", "day"], as_index=False)["amount"].sum().sort_values(["id", "day"])
    repeat = days[days.duplicated("id")].groupby("id")["amount"].mean()
    by_id = dict(zip(found.ids.tolist(), found.mean_value.tolist(), strict=True))
    assert [by_id[str(one)] for one in repeat.index] == pytest.approx(repeat.tolist())
    assert (found.mean_value > 0).sum() == len(repeat)
    assert found.frequency.sum() == len(days) - days["id"].nunique()
