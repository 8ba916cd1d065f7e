"""What may be kept of a test: every field checked, with a sentence for what cannot be used."""

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from core.errors import InputError
from core.event_book import day_of
from core.experiments.registry.record import KIND_WORDS, KINDS, STATE_WORDS, STATES
from core.wording import date_text

NAME_LENGTH: Final = 120
METRIC_LENGTH: Final = 120
OWNER_LENGTH: Final = 60
TEXT_LENGTHS: Final = {"hypothesis": 1_000, "decision": 2_000, "learned": 4_000}
MOST_CAMPAIGNS: Final = 500
LONGEST: Final = 1_096
"""Days of a test."""
LARGEST: Final = 100_000
"""Characters of a plan, of roles or of a result, written as JSON."""
DEEPEST: Final = 12
SENTENCE_LENGTH: Final = 1_000
_FILE: Final = re.compile(r"[A-Za-z0-9._-]{0,128}")
_SAFE: Final = "Nothing was kept."


def checked(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields of a test as they can be kept; only those that are given.

    Raises:
        InputError: If one of them cannot be used, or there is no such field.
    """
    if strange := next((name for name in content if name not in _CHECKS), None):
        raise InputError(f"A test has no field “{str(strange)[:40]}”. {_SAFE}")
    return {name: _CHECKS[name](value) for name, value in content.items()}


def check_whole(content: Mapping[str, Any]) -> None:
    """Refuse a test whose fields do not go together.

    Raises:
        InputError: If it has no name, or its days are in the wrong order.
    """
    if not content.get("name"):
        raise InputError(f"Give the test a name of 1 to {NAME_LENGTH} letters. {_SAFE}")
    first, last = content.get("first"), content.get("last")
    if first and last:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
        if end < begin:
            raise InputError(f"The last day ({date_text(end)}) lies before the first ({date_text(begin)}). {_SAFE}")
        if (end - begin).days >= LONGEST:
            raise InputError(f"A test can last {LONGEST:,} days at most. Choose a later first day. {_SAFE}")


def one_line(value: object) -> str:
    """Return a text as one line that every database can keep."""
    return " ".join(_readable(value).split())


def _readable(value: object) -> str:
    """A text without control characters and halves of signs. What is left is text, also where it looks like markup."""
    text = value if isinstance(value, str) else ""
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def _limited(text: str, field: str, most: int) -> str:
    if len(text) > most:
        raise InputError(f"The {field} has {len(text):,} letters; {most:,} can be kept. Shorten it. {_SAFE}")
    return text


def _line(field: str, most: int) -> Callable[[object], str]:
    def check(value: object) -> str:
        _is_text(value, field)
        return _limited(one_line(value), field, most)

    return check


def _text(field: str, most: int) -> Callable[[object], str]:
    words = "text of what we learned" if field == "learned" else field

    def check(value: object) -> str:
        _is_text(value, words)
        return _limited(_readable(value), words, most)

    return check


def _is_text(value: object, field: str) -> None:
    if value is not None and not isinstance(value, str):
        raise InputError(f"The {field} is no text. {_SAFE}")


def _one_of(field: str, options: tuple[str, ...], words: Mapping[str, str]) -> Callable[[object], str]:
    def check(value: object) -> str:
        if value not in options:
            named = ", ".join(words[one].lower() if field == "state" else words[one] for one in options)
            raise InputError(f"“{str(value)[:40]}” is no {field} of a test. Choose one of: {named}. {_SAFE}")
        return str(value)

    return check


def _day(which: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        return "" if value is None or value == "" else day_of(value, which).isoformat()

    return check


def _campaigns(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise InputError(f"The campaigns of a test are a list. {_SAFE}")
    ids = list(dict.fromkeys(one_line(str(one))[:200] for one in value))
    if len(ids) > MOST_CAMPAIGNS:
        raise InputError(f"A test can name {MOST_CAMPAIGNS} campaigns; these are {len(ids):,}. {_SAFE}")
    return [one for one in ids if one]


def _file(value: object) -> str:
    # It becomes part of a path where results are kept.
    if value is None or (isinstance(value, str) and _FILE.fullmatch(value) and not value.startswith(".")):
        return value or ""
    raise InputError(f"The name of the result file is not one that this product gives. {_SAFE}")


def _data(field: str) -> Callable[[object], dict[str, Any]]:
    def check(value: object) -> dict[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise InputError(f"The {field} of a test is a table of names and values. {_SAFE}")
        kept = plain(value, field)
        if (size := len(json.dumps(kept, ensure_ascii=False))) > LARGEST:
            raise InputError(
                f"The {field} takes {size:,} signs; {LARGEST:,} can be kept. Leave out rows or groups. {_SAFE}"
            )
        return dict(kept)

    return check


def _result(value: object) -> dict[str, Any]:
    kept = _data("result")(value)
    if "sentence" in kept:
        kept["sentence"] = _text("sentence of the result", SENTENCE_LENGTH)(kept["sentence"])
    return kept


def plain(value: object, field: str = "result", depth: int = 0) -> Any:
    """Return data as every database keeps them: texts, finite numbers, lists and tables.

    Numbers of NumPy become plain ones, days become ISO text, tuples become lists, and what is infinite or not a number
    becomes None: an end of a range that nothing bounds.

    Raises:
        InputError: If there is something else in them, or they are nested too deeply.
    """
    if depth > DEEPEST:
        raise InputError(f"The {field} is nested too deeply. {_SAFE}")
    if hasattr(value, "item") and not isinstance(value, (str, bytes)) and getattr(value, "shape", None) == ():
        value = value.item()
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _readable(value)
    if isinstance(value, int):
        # Beyond 64 bits no reader of JSON agrees with another.
        return value if abs(value) < 2**63 else float(value) if abs(value) < 10**300 else None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {_readable(str(k))[:200]: plain(part, field, depth + 1) for k, part in value.items()}
    parts = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(parts, (list, tuple, set, frozenset)):
        return [plain(part, field, depth + 1) for part in parts]
    raise InputError(f"The {field} holds something that cannot be kept ({type(value).__name__}). {_SAFE}")


_CHECKS: Final[dict[str, Callable[[object], Any]]] = {
    "name": _line("name", NAME_LENGTH),
    "kind": _one_of("kind", KINDS, KIND_WORDS),
    "state": _one_of("state", STATES, STATE_WORDS),
    "hypothesis": _text("hypothesis", TEXT_LENGTHS["hypothesis"]),
    "metric": _line("metric", METRIC_LENGTH),
    "owner": _line("owner", OWNER_LENGTH),
    "first": _day("first"),
    "last": _day("last"),
    "campaign_ids": _campaigns,
    "design": _data("design"),
    "file": _file,
    "roles": _data("roles"),
    "result": _result,
    "decision": _text("decision", TEXT_LENGTHS["decision"]),
    "learned": _text("learned", TEXT_LENGTHS["learned"]),
}
"""By field: returns what is kept, or refuses."""
