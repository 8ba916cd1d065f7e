"""Numbers, money, shares and dates as people read them: true minus, no-break spaces, one rounding a place."""

import math
from collections.abc import Callable
from datetime import date, datetime
from typing import Final, Literal, TypeGuard

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"
DASH: Final = "–"
NONE: Final = DASH
"""Shown where there is no value."""

SIGNS: Final = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "ILS": "₪", "VND": "₫"}
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SCALES: Final = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))

Style = Literal["tile", "full", "exact", "round"]


def currency_sign(currency: str | None) -> str:
    """Return what stands before an amount: a sign, the ISO code with a space, or nothing where it is not known."""
    if not currency:
        return ""
    return SIGNS.get(currency, currency + NBSP)


def money(value: float | None, currency: str | None, style: Style = "tile", signed: bool = False) -> str:
    """Return an amount of money.

    Args:
        value: The amount; None and not-a-number are shown as a dash.
        currency: ISO code, or None where the source does not say.
        style: ``tile`` three significant figures with k and M; ``full`` whole units; ``exact`` two decimals;
            ``round`` what an estimate is known to (hundreds, thousands).
        signed: Whether a gain shows its plus.

    Example:
        >>> money(1_334_000, "EUR"), money(-21_000, "EUR", "full"), money(2.48, None, "exact")
        ('€1.33\\xa0M', '−€21,000', '2.48')
    """
    if not _known(value):
        return NONE
    return _signed(float(value), lambda v: currency_sign(currency) + _body(v, style), signed)


def number(value: float | None, style: Style = "full", signed: bool = False) -> str:
    """Return a count. Counts have no decimals, except that ``tile`` and ``round`` keep three figures of small ones.

    Example:
        >>> number(18_234), number(18_234, "tile"), number(1_334_000, "tile")
        ('18,234', '18,200', '1.33\\xa0M')
    """
    if not _known(value):
        return NONE
    return _signed(float(value), lambda v: _count(v, style), signed)


def percent(value: float | None, digits: int | None = None, signed: bool = False) -> str:
    """Return a share or a change; one decimal below 10 %, none above, unless ``digits`` says otherwise.

    Example:
        >>> percent(0.062), percent(-0.2), percent(0.28), percent(0.00003, 2)
        ('6.2\\xa0%', '−20\\xa0%', '28\\xa0%', '0.00\\xa0%')
    """
    if not _known(value):
        return NONE

    def body(v: float) -> str:
        places = digits if digits is not None else int(round(v * 100, 1) < 10)
        return f"{v * 100:,.{places}f}{NBSP}%"

    return _signed(float(value), body, signed)


def chance(value: float | None) -> str:
    """Return a probability without claiming certainty.

    Example:
        >>> chance(0.957), chance(0.9999), chance(0.001)
        ('96\\xa0%', 'over 99\\xa0%', 'under 1\\xa0%')
    """
    if not _known(value):
        return NONE
    if value > 0.99:
        return f"over 99{NBSP}%"
    return f"under 1{NBSP}%" if value < 0.01 else percent(value, 0)


def ratio(value: float | None, signed: bool = False) -> str:
    """Return a ratio such as the return on ad spend: two decimals, three figures from 10 on.

    Example:
        >>> ratio(3.514), ratio(12.34)
        ('3.51', '12.3')
    """
    if not _known(value):
        return NONE
    return _signed(float(value), lambda v: f"{v:,.{2 if v < 9.995 else 1 if v < 99.95 else 0}f}", signed)


def money_span(lower: float, upper: float, currency: str | None) -> str:
    """Return an interval of money with one unit for both ends.

    Example:
        >>> money_span(1_250_000, 1_430_000, "EUR")
        '€1.25\\xa0–\\xa01.43\\xa0M'
    """
    if lower < 0 or upper < 0:
        return f"{money(lower, currency)} to {money(upper, currency)}"
    scale, unit = _scale(upper)
    low, high = _figures(lower / scale), _figures(upper / scale)
    return currency_sign(currency) + f"{low}{NBSP}{DASH}{NBSP}{high}" + (NBSP + unit if unit else "")


def between(lower: float, upper: float, currency: str | None) -> str:
    """Return an interval of money in words.

    Example:
        >>> between(11_123, 53_900, "EUR")
        'between €11,100 and €53,900'
    """
    return f"between {money(lower, currency, 'round')} and {money(upper, currency, 'round')}"


def date_text(day: date | None, year: bool = True) -> str:
    """Return a date as people write it.

    Example:
        >>> date_text(date(2026, 11, 22)), date_text(date(2026, 11, 22), year=False)
        ('22 Nov 2026', '22 Nov')
    """
    if day is None:
        return NONE
    return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


def dates_text(first: date, last: date) -> str:
    """Return a span of days; what both ends share is said once.

    Example:
        >>> dates_text(date(2026, 11, 1), date(2026, 11, 22)), dates_text(date(2025, 9, 1), date(2026, 11, 22))
        ('1 – 22 Nov 2026', '1 Sep 2025 – 22 Nov 2026')
    """
    if first == last:
        return date_text(last)
    if first.year != last.year:
        return f"{date_text(first)} {DASH} {date_text(last)}"
    start = str(first.day) if first.month == last.month else date_text(first, year=False)
    return f"{start} {DASH} {date_text(last)}"


def time_text(moment: datetime) -> str:
    """Return a moment.

    Example:
        >>> time_text(datetime(2026, 11, 23, 6, 8))
        '23 Nov 2026 at 06:08'
    """
    return f"{date_text(moment.date())} at {moment:%H:%M}"


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """Return a count with its noun.

    Example:
        >>> counted(1, "row"), counted(21_840, "row")
        ('1 row', '21,840 rows')
    """
    return f"{number(count)} {noun if count == 1 else plural or noun + 's'}"


def file_size(size: int) -> str:
    """Return the size of a file.

    Example:
        >>> file_size(83_000), file_size(52_428_800)
        ('81\\xa0kB', '50\\xa0MB')
    """
    return f"{size / 1024:,.0f}{NBSP}kB" if size < 1024**2 else f"{size / 1024**2:,.0f}{NBSP}MB"


def _known(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value)


def _signed(value: float, body: Callable[[float], str], signed: bool) -> str:
    text = body(abs(value))
    # A value that rounds to nothing has no sign: "−0.0 %" would claim a direction that the figure does not show.
    if not any(c in "123456789" for c in text):
        return text
    return (MINUS if value < 0 else "+" if signed else "") + text


def _body(value: float, style: Style) -> str:
    if style == "exact":
        return f"{value:,.2f}"
    if style == "full":
        return f"{value:,.0f}"
    if style == "round":
        return _rounded(value)
    scale, unit = _scale(value)
    return _figures(value / scale) + (NBSP + unit if unit else "")


def _count(value: float, style: Style) -> str:
    if style == "tile":
        # People count in full numbers up to a million.
        return _body(value, "tile") if value >= 999_500 else f"{_significant(value, 3):,.0f}"
    return _rounded(value) if style == "round" else f"{value:,.{2 if style == 'exact' else 0}f}"


def _scale(value: float) -> tuple[float, str]:
    for scale, unit in SCALES:
        # 999,600 is "1.00 M" and not "1,000 k".
        if value >= scale * 0.9995:
            return scale, unit
    return 1.0, ""


def _figures(value: float) -> str:
    """Three significant figures without a power of ten; nothing after the point but two places."""
    if value == 0:
        return "0"
    return f"{value:,.{2 if value < 9.995 else 1 if value < 99.95 else 0}f}"


def _significant(value: float, figures: int) -> float:
    if value == 0:
        return 0.0
    return round(value, figures - 1 - math.floor(math.log10(value)))


def _rounded(value: float) -> str:
    """An estimate: hundreds from a thousand on, three figures from 100,000 on, two figures below a thousand."""
    if value < 1000:
        known = _significant(value, 2)
        return f"{known:,.0f}" if known >= 10 or known == 0 else f"{known:,.1f}" if known >= 1 else f"{known:,.2f}"
    step = max(100.0, 10.0 ** (math.floor(math.log10(value)) - 2))
    return f"{round(value / step) * step:,.0f}"
