"""The memo protocol: expensive results by content key, computed once for everybody."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Memo(Protocol):
    """Returns what is stored under a key, or computes and stores it."""

    def __call__(self, key: str, compute: Callable[[], T]) -> T:
        """Return the value of ``key``; call ``compute`` (once, whoever asks) where there is none."""
        ...


class DictMemo:
    """A memo in the memory of one process, for notebooks, tests and the command line."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def __call__(self, key: str, compute: Callable[[], T]) -> T:
        """Return the stored value or compute it. Not thread-safe."""
        if key not in self._values:
            self._values[key] = compute()
        value: T = self._values[key]
        return value


class RecentMemo:
    """Keeps the last few results by content key. A ``Memo`` in the memory of one process; safe with several threads.

    What it returns is shared by everybody who asks: it must not be changed.

    Args:
        most: How many results are kept.

    Example:
        >>> recent = RecentMemo(2)
        >>> [recent(key, lambda: key.upper()) for key in ("a", "b", "c")], "a" in recent, "c" in recent
        (['A', 'B', 'C'], False, True)
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, Any] = OrderedDict()
        self._lock = Lock()

    def __call__(self, key: str, compute: Callable[[], T]) -> T:
        """Return the value of ``key``, or compute and keep it; what fails is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: T = self._kept[key]
                return found
        # Outside of the lock: two threads may compute the same, but nobody waits for another question.
        value = compute()
        with self._lock:
            kept: T = self._kept.setdefault(key, value)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return kept

    def __contains__(self, key: object) -> bool:
        """Return whether a value is kept."""
        with self._lock:
            return key in self._kept


def content_key(name: str, **parts: Any) -> str:
    """Return a key made of content: canonical JSON of plain values, hashed.

    Args:
        name: What is computed, e.g. ``"fit"``. It stays readable in the key.
        parts: Plain values (strings, numbers, booleans, None, lists and dicts of them). Content hashes stand for data.

    Raises:
        TypeError: If a part is an array, a frame or another object, whose text would not be its content.

    Example:
        >>> content_key("fit", data="a1", outcome="revenue") == content_key("fit", outcome="revenue", data="a1")
        True
    """
    canonical = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return f"{name}-{hashlib.sha256(canonical.encode()).hexdigest()[:40]}"


def memo_key(name: str, **parts: Any) -> str:
    """Return the key of a memoized result: ``content_key`` and the code that computes it.

    An update of the product must not return yesterday's answer.
    """
    return content_key(name, code=code_version(), **parts)


@cache
def code_version() -> str:
    """Return a hash of the source of ``core``: another release, another version."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for file in sorted(root.rglob("*.py")):
        digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
