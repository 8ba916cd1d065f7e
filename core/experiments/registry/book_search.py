"""Which tests somebody looks for: by words, state, kind and owner, in an order of their choice."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from core.experiments.registry.record import KIND_WORDS, STATE_WORDS, STATES, TestRecord

ORDERS: Final = {"": "Last changed", "begin": "First day", "name": "Name", "owner": "Owner", "state": "State"}
"""By the word of the address: how people call it."""


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; what is empty narrows nothing.

    Attributes:
        find: Words that all stand somewhere in a test.
        state: One of ``STATES``.
        kind: One of ``KINDS``.
        owner: Name of the owner.
        order: One of ``ORDERS``.
    """

    find: str = ""
    state: str = ""
    kind: str = ""
    owner: str = ""
    order: str = ""


def search(tests: Iterable[TestRecord], wanted: Wanted, names: Mapping[str, str] | None = None) -> list[TestRecord]:
    """Return the tests that match, in the order that is asked for.

    Args:
        tests: What was written last first.
        wanted: What is looked for.
        names: Names of campaigns by id; campaigns are found by both.
    """
    words = _folded(wanted.find).split()
    found = [
        one
        for one in tests
        if (not wanted.state or one.state == wanted.state)
        and (not wanted.kind or one.kind == wanted.kind)
        and (not wanted.owner or one.owner == wanted.owner)
        and (not words or _holds(one, words, names or {}))
    ]
    key = _KEYS.get(wanted.order)
    return sorted(found, key=key) if key else found


def state_counts(tests: Iterable[TestRecord], wanted: Wanted, names: Mapping[str, str] | None = None) -> dict[str, int]:
    """Return how many tests of each state match everything but the state, in the order of a test's life."""
    rest = Wanted(wanted.find, "", wanted.kind, wanted.owner)
    counts = Counter(one.state for one in search(tests, rest, names))
    return {state: counts[state] for state in STATES}


def owners(tests: Iterable[TestRecord]) -> list[str]:
    """Return who looks after tests, in the order of the alphabet."""
    return sorted({one.owner for one in tests if one.owner}, key=str.casefold)


def nearest(tests: Sequence[TestRecord], find: str) -> str:
    """Return the name of a test that is written much like what is looked for; empty where none is."""
    names = {_folded(one.name): one.name for one in reversed(tests)}
    words = {word: name for folded, name in names.items() for word in folded.split() if len(word) > 3}
    wanted = _folded(find)
    close = get_close_matches(wanted, names, 1, 0.5) or get_close_matches(wanted, words, 1, 0.7)
    return names.get(close[0]) or words[close[0]] if close else ""


def texts_of(record: TestRecord, names: Mapping[str, str]) -> str:
    """Return everything of a test that can be read, as one text."""
    parts = [
        record.name,
        record.hypothesis,
        record.metric,
        record.owner,
        record.decision,
        record.learned,
        KIND_WORDS.get(record.kind, record.kind),
        STATE_WORDS.get(record.state, record.state),
        record.first,
        record.last,
        *record.campaign_ids,
        *(names.get(one, "") for one in record.campaign_ids),
        *_texts_in(record.design),
        *_texts_in(record.result),
    ]
    return "\n".join(parts)


def _holds(record: TestRecord, words: Sequence[str], names: Mapping[str, str]) -> bool:
    text = _folded(texts_of(record, names))
    return all(word in text for word in words)


def _texts_in(data: Any) -> Iterable[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for part in data.values():
            yield from _texts_in(part)
    elif isinstance(data, (list, tuple)):
        for part in data:
            yield from _texts_in(part)


def _folded(text: str) -> str:
    """A text without case and accents: whoever types "cafe" finds "Café"."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


_URGENT: Final = {"running": 0, "planned": 1, "idea": 2, "finished": 3, "stopped": 4}
_KEYS: Final[dict[str, Callable[[TestRecord], Any]]] = {
    # What has no first day yet stands at the end; of the others the latest comes first.
    "begin": lambda one: (not one.first, "".join(chr(0x10FFF - ord(c)) for c in one.first), _folded(one.name)),
    "name": lambda one: _folded(one.name),
    "owner": lambda one: (not one.owner, _folded(one.owner), _folded(one.name)),
    "state": lambda one: _URGENT.get(one.state, len(_URGENT)),
}
