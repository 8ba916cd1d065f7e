"""Recent: one answer for everybody who asks within a moment."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Recent(Generic[Answer]):
    """Keeps an answer for a moment, so that a hundred questions a second cost a few looks.

    Args:
        ask: Looks for the answer.
        seconds: For how long an answer is kept.
        clock: Seconds.
    """

    def __init__(self, ask: Callable[[], Answer], seconds: float, clock: Callable[[], float]) -> None:
        self._ask, self._seconds, self._clock = ask, seconds, clock
        self._lock = threading.Lock()
        self._kept: tuple[float, Answer] | None = None

    def __call__(self, fresh: bool = False) -> Answer:
        """Return the answer; ``fresh`` looks again at once."""
        # Who waits for the lock finds the answer of the one before. A clock that is set back keeps nothing.
        with self._lock:
            if not fresh and self._kept and 0 <= self._clock() - self._kept[0] < self._seconds:
                return self._kept[1]
            at = self._clock()
            answer = self._ask()
            self._kept = (at, answer)
            return answer

    def forget(self) -> None:
        """Look again when asked next."""
        with self._lock:
            self._kept = None
