"""Numbers: every format that is clear is read, currencies are noticed, and two formats are never mixed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.amounts import read_amounts
from core.errors import FileUnusableError


def read(*cells, name="spend", delimiter=",", **others):
    columns = {name: cells, **others}
    arrays = {field: np.array(values, dtype=object) for field, values in columns.items()}
    return read_amounts(arrays, {field: field for field in columns}, delimiter)[name]


def values_of(*cells, **settings):
    return [None if np.isnan(v) else v for v in read(*cells, **settings).values]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1234.56", 1234.56), ("1,234.56", 1234.56), ("1.234,56", 1234.56), ("1 234,56", 1234.56),
        ("1\u00a0234,56", 1234.56), ("1\u202f234.56", 1234.56), ("1'234.56", 1234.56), ("1’234,56", 1234.56),
        ("12,5", 12.5), ("0,123", 0.123), ("1,234,567", 1234567), ("1.234.567", 1234567), ("12,34,567.8", 1234567.8),
        ("$1,188", 1188), ("$ 980", 980), ("1.234,56\u00a0€", 1234.56), ("EUR 12.50", 12.5), ("-$5.25", -5.25),
        ("$-5.25", -5.25), ("(5.25)", -5.25), ("−5.25", -5.25), ("5.25-", -5.25), ("+7", 7), (".5", 0.5), ("5.", 5),
        ("1e3", 1000), ("1.5E-2", 0.015), (" 42 ", 42), ("0", 0), ("", 0), ("--", 0), ("-", 0), ("–", 0), (3, 3),
        (2.5, 2.5), ("abc", None), ("12%", None), ("< 10", None), ("1,2,3", None), ("1.2.3", None), ("Err:509", None),
        ("inf", None), ("nan", None), ("1e999", None), ("9" * 400, None), ("5 apples", None), ("$", None),
        ("1-2", None), (True, None), ("x" * 100_000, None), ("²", None), ("١٢", None), (1e13, None),
        (float("inf"), None),
    ],
)  # fmt: skip
def test_one_cell(cell, value):
    assert values_of(cell) == [pytest.approx(value) if value is not None else None]


def test_unknown_is_nothing_except_for_spend():
    assert values_of("n/a", "null", "3", name="clicks") == [0, 0, 3]
    assert values_of("n/a", "3", name="spend") == [None, 3]


def test_the_column_decides_what_one_cell_leaves_open():
    assert values_of("1,234", "1,234.5") == [1234, 1234.5]
    assert values_of("1,234", "12,5") == [1.234, 12.5]
    assert values_of("1.234", "12.5") == [1.234, 12.5]
    assert values_of("1.234", "12,5") == [1234, 12.5]


def test_the_other_columns_decide_what_a_column_leaves_open():
    assert values_of("1.234", name="clicks", spend=["12,5"]) == [1234]
    assert values_of("1,234", name="clicks", spend=["12.5"]) == [1234]
    assert values_of("1.234", name="revenue", spend=["12.5"]) == [1.234]


def test_without_any_sign_the_usual_meaning_is_taken():
    assert values_of("1,234", delimiter=",") == [1234]
    assert values_of("1,234", delimiter=";") == [1.234]
    assert values_of("1.234", delimiter=",") == [1.234]
    assert values_of("1.234", name="impressions") == [1234]


def test_two_formats_in_one_column_are_refused():
    with pytest.raises(FileUnusableError, match=r"“1,234\.56” and “1\.234,56”"):
        read("1,234.56", "1.234,56")


def test_currencies_are_noticed():
    assert read("$1", "€2", "3 PLN", "US$4", "5").marks == {"$", "€", "PLN", "US$"}


def written(value: float, thousands: str, decimal: str) -> str:
    return f"{value:,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", thousands)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.decimals(-9_999_999, 9_999_999, places=2, allow_nan=False).map(float), min_size=1, max_size=8),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("\u00a0", ","), ("'", "."), ("", "."), ("", ",")]),
)
def test_any_amount_in_any_format_comes_back(values, marks):
    assert values_of(*(written(v, *marks) for v in values)) == pytest.approx(values)
