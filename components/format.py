"""Numbers, money and dates as people read them: one wording for pages, agents and the command line.

The functions live in ``core.wording``, because agents and the command line speak too; change them there.
"""

from core.wording import (
    DASH,
    MINUS,
    NBSP,
    NONE,
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

__all__ = [
    "DASH",
    "MINUS",
    "NBSP",
    "NONE",
    "between",
    "chance",
    "counted",
    "currency_sign",
    "date_text",
    "dates_text",
    "file_size",
    "money",
    "money_span",
    "number",
    "percent",
    "ratio",
    "time_text",
]
