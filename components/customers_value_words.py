"""Customers, view Value: its sentences."""

from typing import Final

from core.customers.holdout import Holdout
from core.customers.outlook import Outlook
from core.customers.outlook_question import MODELS
from core.customers.outlook_totals import Range
from core.wording import DASH, between, counted, date_text, money, number, percent

TENTH: Final = f"10{chr(160)}%"


def title(found: Outlook) -> str:
    """Return the finding."""
    who = counted(found.customers, "customer")
    ahead = f"in the next {found.question.months} months"
    if found.value is None:
        times = number(found.purchases.mean, "round")
        return (
            f"{who} will likely buy about {times} times {ahead}; {best_share(found)} of it comes from the best {TENTH}"
        )
    said = f"{who} will likely bring about {money(found.value.mean, found.currency, 'round')} {ahead}"
    if found.best is None:
        return said
    return f"{said}; the best {TENTH} bring {money(found.best.mean, found.currency, 'round')} of it"


def sub(found: Outlook, name: str) -> str:
    """Return data, dates and range."""
    parts = [name]
    if found.last_day:
        parts.append(f"purchases up to {date_text(found.last_day)}")
    level = percent(found.question.level, 0)
    if found.value is not None:
        low = between(found.value.lower, found.value.upper, found.currency)
        parts.append(f"likely {low} ({level} range)")
        if found.question.discount:
            parts.append(f"later money counts {found.question.discount}{chr(160)}% less a year")
    else:
        parts.append(f"likely {between(found.purchases.lower, found.purchases.upper, None)} ({level} range)")
    return ", ".join(parts) + "."


def best_share(found: Outlook) -> str:
    """Return the share of the best tenth."""
    return percent(found.shares[10], 0)


def range_text(one: Range, currency: str | None = None, is_money: bool = False) -> str:
    """Return a range under its value.

    Example:
        >>> range_text(Range(100.0, 90.0, 110.0))
        'Likely 90 to 110'
    """
    if is_money:
        return f"Likely {money(one.lower, currency, 'round')} to {money(one.upper, currency, 'round')}"
    return f"Likely {number(one.lower, 'tile')} to {number(one.upper, 'tile')}"


def purchases_text(low: int, high: int | None, noun: str = "purchase") -> str:
    """Return a band of numbers of purchases.

    Example:
        >>> purchases_text(1, 1), purchases_text(4, 5), purchases_text(11, None)
        ('1 purchase', '4 – 5 purchases', '11 or more purchases')
    """
    if high is None:
        return f"{number(low)} or more {noun}s"
    return counted(low, noun) if low == high else f"{number(low)} {DASH} {number(high)} {noun}s"


def weeks_texts(ends: tuple[float | None, ...]) -> list[str]:
    """Return the heads of columns of weeks since the last purchase.

    Example:
        >>> weeks_texts((4.0, 8.0, None))
        ['0 – 4', '4 – 8', 'over 8']
    """
    found, start = [], 0.0
    for end in ends:
        if end is None:
            found.append(f"over {start:g}" if start else "Any")
        else:
            found.append(f"{start:g} {DASH} {end:g}")
            start = end
    return found


def holdout_title(check: Holdout) -> str:
    """Return what came of the check."""
    said = f"Foretold {number(check.foretold.mean, 'tile')}, there were {number(check.came)}"
    return f"{said}: inside the range" if check.held else f"{said}: outside the range"


def holdout_note(check: Holdout, model: str, level: float) -> str:
    """Return how the check was made."""
    low, high = (number(end, "tile") for end in (check.foretold.lower, check.foretold.upper))
    return (
        f"{MODELS.get(model, model)} learned from the days before {date_text(check.since)} and foretold the "
        f"{number(check.weeks)} weeks after, of {counted(check.customers, 'customer')} known by then. "
        f"Range ({percent(level, 0)}): {low} to {high}.{_missed(check)}"
    )


def _missed(check: Holdout) -> str:
    if check.held:
        return ""
    more, way = ("more", "low") if check.came > check.foretold.mean else ("less", "high")
    return f" Customers came back {more} than foretold, so the value above may be too {way}."
