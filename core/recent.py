"""Recent: a small memo in the memory of one process, for what is quicker to keep than to read from a shared one."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class Recent:
    """Keeps the last few results by content key. A ``core.memo.Memo``; safe with several threads.

    What it returns is shared by everybody who asks: it must not be changed.

    Args:
        most: How many results are kept.

    Example:
        >>> recent = Recent(2)
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
