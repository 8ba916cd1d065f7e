"""Histories counted by DuckDB against those of single customers, and the parameters of many weighted customers."""

from importlib import import_module

import numpy as np
import pandas as pd
import pytest

from core.customers import CustomerRoles, CustomerSource, fit_bgnbd, histories, holdout_of, sufficient
from core.errors import NotEnoughDataError

ROLES = CustomerRoles("purchases", "customer", "day", "amount")


def source(seed=0, people=500, rows=3000) -> CustomerSource:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "customer": np.minimum(rng.integers(0, people, rows), rng.integers(0, people, rows)),
            "day": np.datetime64("2024-01-01") + rng.integers(0, 300, rows).astype("timedelta64[D]"),
            "amount": rng.gamma(4, 5, rows),
        }
    )
    return CustomerSource("key", "name", ROLES, frame)


@pytest.mark.parametrize("rows_a_part", [8_000_000, 400])
def test_counts_are_those_of_single_customers(monkeypatch, rows_a_part) -> None:
    monkeypatch.setattr(import_module("core.customers.value.sufficient"), "ROWS_A_PART", rows_a_part)
    one = source()
    known, counted = histories(one), sufficient(one)
    singles = np.column_stack([known.frequency, known.recency, known.age])
    rows, counts = np.unique(singles, axis=0, return_counts=True)
    assert np.column_stack([counted.frequency, counted.recency, counted.age]) == pytest.approx(rows)
    assert counted.weights.tolist() == counts.tolist()
    assert counted.customers == len(known)
    assert counted.purchases == known.frequency.sum()


def test_millions_of_weighted_customers_give_the_same_model() -> None:
    counted = sufficient(source())
    plain = fit_bgnbd(counted.frequency, counted.recency, counted.age, counted.weights)
    many = fit_bgnbd(counted.frequency, counted.recency, counted.age, counted.weights * 1e6)
    assert many.parameters == pytest.approx(plain.parameters, rel=1e-4)
    assert many.customers == plain.customers * 1e6


def test_a_table_of_purchases_is_checked_and_one_of_people_is_not() -> None:
    found = holdout_of(source())
    assert found.weeks == pytest.approx(21.4, abs=0.4)
    assert found.lower < found.foretold < found.upper
    people = CustomerSource("key", "name", CustomerRoles("people", "customer"), pd.DataFrame({"customer": [1]}))
    with pytest.raises(NotEnoughDataError, match="no days of purchases"):
        holdout_of(people)


def test_nobody_bought() -> None:
    frame = pd.DataFrame({"customer": [1, 2], "day": ["2024-01-01", "2024-02-01"], "amount": [0.0, -1.0]})
    with pytest.raises(NotEnoughDataError, match="no purchases"):
        sufficient(CustomerSource("key", "name", ROLES, frame))
