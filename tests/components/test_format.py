"""Numbers, money, shares and dates are written as people read them, with one rounding a place."""

from datetime import date, datetime

import pytest

from components.format import (
    between,
    chance,
    counted,
    currency_sign,
    date_text,
    dates_text,
    file_size,
    money,
    money_span,
    number,
    percent,
    ratio,
    time_text,
)

N = "\u00a0"  # no-break space
M = "\u2212"  # true minus


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "€0"),
        (0.456, "€0.46"),
        (2.484, "€2.48"),
        (9.996, "€10.0"),
        (20.83, "€20.8"),
        (379, "€379"),
        (999.4, "€999"),
        (999.6, f"€1.00{N}k"),
        (1_234, f"€1.23{N}k"),
        (89_449, f"€89.4{N}k"),
        (379_400, f"€379{N}k"),
        (999_400, f"€999{N}k"),
        (999_600, f"€1.00{N}M"),
        (1_334_000, f"€1.33{N}M"),
        (2_500_000_000, f"€2.50{N}bn"),
        (-21_000, f"{M}€21.0{N}k"),
    ],
)
def test_a_tile_has_three_figures(value: float, text: str) -> None:
    assert money(value, "EUR") == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "€0"),
        (0.123, "€0.12"),
        (3.44, "€3.4"),
        (47.6, "€48"),
        (136, "€140"),
        (1_649, "€1,600"),
        (11_123, "€11,100"),
        (32_661, "€32,700"),
        (71_234, "€71,200"),
        (104_900, "€105,000"),
        (1_236_000, "€1,240,000"),
    ],
)
def test_an_estimate_is_rounded_to_what_is_known(value: float, text: str) -> None:
    assert money(value, "EUR", "round") == text


@pytest.mark.parametrize(
    ("currency", "text"),
    [
        ("EUR", "€420,000"),
        ("USD", "$420,000"),
        ("GBP", "£420,000"),
        ("SEK", f"SEK{N}420,000"),
        (None, "420,000"),
        ("", "420,000"),
    ],
)
def test_known_currencies_have_signs_and_others_their_code(currency: str | None, text: str) -> None:
    assert money(420_000, currency, "full") == text


def test_full_and_exact_amounts() -> None:
    assert money(309_846.251, "EUR", "exact") == "€309,846.25"
    assert money(309_846.5, "EUR", "full") == "€309,846"
    assert money(-0.004, "EUR", "exact") == "€0.00"


def test_signs_are_shown_where_they_say_something() -> None:
    assert money(32_661, "EUR", "round", signed=True) == "+€32,700"
    assert money(-32_661, "EUR", "round", signed=True) == f"{M}€32,700"
    assert money(0, "EUR", "round", signed=True) == "€0"
    assert percent(0.062, signed=True) == f"+6.2{N}%"
    assert number(-3) == f"{M}3"


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), float("-inf")])
def test_what_is_not_known_is_a_dash(value: float | None) -> None:
    assert {money(value, "EUR"), number(value), percent(value), ratio(value), chance(value)} == {"–"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.062, f"6.2{N}%"),
        (0.0994, f"9.9{N}%"),
        (0.0999, f"10{N}%"),
        (0.28, f"28{N}%"),
        (-0.2, f"{M}20{N}%"),
        (12.4, f"1,240{N}%"),
        (-0.0001, f"0.0{N}%"),
    ],
)
def test_percent(value: float, text: str) -> None:
    assert percent(value) == text


def test_percent_with_given_places() -> None:
    assert percent(0.0000004, 2) == f"0.00{N}%"
    assert percent(0.07, 0) == f"7{N}%"


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, f"over 99{N}%"), (0.0, f"under 1{N}%"), (0.957, f"96{N}%"), (0.99, f"99{N}%")]
)
def test_nothing_is_certain(value: float, text: str) -> None:
    assert chance(value) == text


def test_counts_are_written_out_up_to_a_million() -> None:
    assert number(18_234, "tile") == "18,200"
    assert number(999_499, "tile") == "999,000"
    assert number(1_334_000, "tile") == f"1.33{N}M"
    assert number(21_840) == "21,840"
    assert counted(1, "row") == "1 row"
    assert counted(2, "day of data", "days of data") == "2 days of data"


def test_ratios() -> None:
    assert [ratio(v) for v in (0.456, 3.514, 12.34, 250.4)] == ["0.46", "3.51", "12.3", "250"]


def test_both_ends_of_an_interval_have_one_unit() -> None:
    assert money_span(1_250_000, 1_430_000, "EUR") == f"€1.25{N}–{N}1.43{N}M"
    assert money_span(900_000, 1_430_000, "EUR") == f"€0.90{N}–{N}1.43{N}M"
    assert money_span(-2_000, 4_000, "EUR") == f"{M}€2.00{N}k to €4.00{N}k"
    assert between(11_123, 53_900, "EUR") == "between €11,100 and €53,900"


def test_dates() -> None:
    assert date_text(date(2026, 11, 2)) == "2 Nov 2026"
    assert dates_text(date(2026, 11, 1), date(2026, 11, 22)) == "1 – 22 Nov 2026"
    assert dates_text(date(2026, 10, 26), date(2026, 11, 22)) == "26 Oct – 22 Nov 2026"
    assert dates_text(date(2025, 9, 1), date(2026, 11, 22)) == "1 Sep 2025 – 22 Nov 2026"
    assert dates_text(date(2026, 11, 22), date(2026, 11, 22)) == "22 Nov 2026"
    assert time_text(datetime(2026, 11, 23, 6, 8)) == "23 Nov 2026 at 06:08"


def test_currency_signs_and_file_sizes() -> None:
    assert [currency_sign(c) for c in ("EUR", "SEK", None)] == ["€", f"SEK{N}", ""]
    assert [file_size(s) for s in (83_000, 52_428_800)] == [f"81{N}kB", f"50{N}MB"]
