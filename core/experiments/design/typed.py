"""Numbers as people type them: shares with or without their sign, counts with thousands, splits."""

import re
from typing import Final

from core.assumptions import typed_number
from core.errors import InputError, ProductError
from core.wording import counted, percent

LARGEST: Final = 1e12
MOST_VARIANTS: Final = 10
_THOUSANDS: Final = re.compile(r"\d{1,3}([.,'\u2019\u00a0\u202f ]\d{3})+")


def typed_share(text: str) -> float | None:
    """Return a share or a change that somebody typed; None where nothing stands.

    With its sign it is in percent. Without, a number below 1 is a share and another one is in percent.

    Raises:
        InputError: If it is no number.

    Example:
        >>> typed_share("5 %"), typed_share("0,05"), typed_share("5"), typed_share("0.4 %"), typed_share("120%")
        (0.05, 0.05, 0.05, 0.004, 1.2)
    """
    bare = text.replace("%", "").strip()
    value = _number(bare)
    if value is None:
        if text.strip():
            raise InputError(f"“{text.strip()[:40]}” is not a number.")
        return None
    return value / 100 if "%" in text or abs(value) >= 1 else value


def typed_count(text: str) -> float | None:
    """Return a count that somebody typed, also with separators of thousands; None where nothing stands.

    Raises:
        InputError: If it is no number, or not above zero.

    Example:
        >>> typed_count("1,200"), typed_count("1.200"), typed_count("12 500")
        (1200.0, 1200.0, 12500.0)
    """
    bare = text.strip()
    value = float(re.sub(r"\D", "", bare)) if _THOUSANDS.fullmatch(bare) else _number(bare)
    if value is None:
        return None
    if value <= 0:
        raise InputError("This must be above zero.")
    if value > LARGEST:
        raise InputError("This is more than a trillion. Type a smaller number.")
    return value


def typed_value(text: str) -> float | None:
    """Return an amount or a figure that somebody typed; None where nothing stands.

    Raises:
        InputError: If it is no number, or a huge one.
    """
    value = _number(text)
    if value is not None and abs(value) > LARGEST:
        raise InputError("This is more than a trillion. Type a smaller number.")
    return value


def typed_split(text: str) -> tuple[float, ...]:
    """Return the weights of the variants, the control first.

    Raises:
        InputError: If these are no weights, in words.

    Example:
        >>> typed_split("50 / 50"), typed_split("34/33/33"), typed_split("80:20")
        ((50.0, 50.0), (34.0, 33.0, 33.0), (80.0, 20.0))
    """
    parts = [part for part in re.split(r"[/:;|]|\s+-\s+|\s+", text.replace("%", " ").strip()) if part]
    try:
        weights = tuple(typed_number(part[:40]) or 0.0 for part in parts[: MOST_VARIANTS + 1])
    except ProductError:
        raise InputError(
            "Type the shares with a stroke between them, such as 50 / 50. The control comes first."
        ) from None
    if len(weights) < 2:
        raise InputError("A test needs two variants or more: the control and what is tested, such as 50 / 50.")
    if len(parts) > MOST_VARIANTS:
        raise InputError(f"{MOST_VARIANTS} variants at most, the control among them.")
    if min(weights) <= 0 or max(weights) > LARGEST:
        raise InputError("Each variant needs a share above zero.")
    return weights


def one_in(share: float) -> str:
    """Return a share in words that show how it was read.

    Example:
        >>> one_in(0.05), one_in(0.00042), one_in(0.37)
        ('5.0\\xa0%: 50 of 1,000 people', '0.042\\xa0%: 42 of 100,000 people', '37\\xa0%: 37 of 100 people')
    """
    of = 100
    while share * of < 10 and of < 10**9:
        of *= 10
    digits = 1 if 0.01 <= share < 0.1 else 0 if share >= 0.1 else 3
    return f"{percent(share, digits)}: {round(share * of):,} of {counted(of, 'person', 'people')}"


def _number(text: str) -> float | None:
    try:
        return typed_number(text[:60])
    except ProductError:
        raise InputError(f"“{text.strip()[:40]}” is not a number.") from None
