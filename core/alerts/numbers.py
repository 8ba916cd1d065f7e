"""Numbers as people write them in rules: “2.5”, “2,5”, “€1,500”, “10 %”, “5k”, “three days”."""

import re
from dataclasses import dataclass
from typing import Final

from core.errors import NotUnderstoodError
from core.wording import SIGNS

_SIGN: Final = "[" + "".join(re.escape(sign) for sign in SIGNS.values()) + "]"
_CODE: Final = r"(?:[A-Z]{3}\b)"
NUMBER: Final = rf"(?:{_SIGN}|{_CODE})?\s*[-−]?[\d][\d.,]*\s*(?:k|m)?\s*(?:%|percent|per cent|{_SIGN}|{_CODE})?"
"""Pattern of a number with what may stand around it; letters of either case are matched."""

_DAYS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
DAY_COUNT: Final = rf"(?:\d{{1,6}}|a|an|{'|'.join(_DAYS)})"

_PARTS: Final = re.compile(
    rf"^(?P<before>{_SIGN}|{_CODE})?\s*(?P<minus>[-−])?(?P<digits>[\d.,]+)\s*(?P<scale>k|m)?\s*"
    rf"(?P<after>%|percent|per cent|{_SIGN}|{_CODE})?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Written:
    """A number as it was written: whether as a share, and with which currency."""

    value: float
    percent: bool = False
    currency: str | None = None


def read_number(text: str) -> Written:
    """Return a number.

    Raises:
        NotUnderstoodError: If it is none, or below 0.

    Example:
        >>> read_number("€1,500.50").value, read_number("2,5").value, read_number("1.5k").value
        (1500.5, 2.5, 1500.0)
    """
    found = _PARTS.match(text.strip())
    if not found:
        raise NotUnderstoodError(f"“{text[:40]}” is no number.")
    if found["minus"]:
        raise NotUnderstoodError(
            f"A limit is 0 or more; “{text.strip()[:40]}” is below 0. For a fall, say “down 10 %”."
        )
    value = _digits(found["digits"]) * {"k": 1e3, "m": 1e6, "": 1.0}[(found["scale"] or "").lower()]
    around = [part for part in (found["before"], found["after"]) if part]
    percent = any(part.lower() in ("%", "percent", "per cent") for part in around)
    signs = {sign: code for code, sign in SIGNS.items()}
    money = [signs.get(part, part.upper()) for part in around if part.lower() not in ("%", "percent", "per cent")]
    return Written(value, percent, money[0] if money else None)


def _digits(text: str) -> float:
    plain = text.rstrip(".,")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d*)?", plain) or re.fullmatch(r"\d*\.?\d*", plain):
        return float(plain.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(\.\d{3})*,\d+", plain):
        return float(plain.replace(".", "").replace(",", "."))
    raise NotUnderstoodError(f"“{text[:40]}” is no number. Write it like 1,500.50.")


def day_count(count: str, unit: str) -> int:
    """Return a number of days from its words, such as ``three`` and ``weeks``."""
    word = count.strip().lower()
    number = 1 if word in ("a", "an") else _DAYS.index(word) + 1 if word in _DAYS else int(word)
    return number * (7 if unit.strip().lower().startswith("week") else 1)
