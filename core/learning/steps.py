"""Training in steps for a short while at a time: what is done, what comes next, and about how long it still takes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Final, Protocol

from core.learning.suite import TrainedModel

A_REQUEST: Final = 1.5
"""Seconds after which a request of a page begins no further step."""
MOST: Final = 100
"""Trainings whose pace is remembered."""
SURE: Final = 3
"""Steps after which something is said of how long it takes."""


@dataclass(frozen=True)
class Advance:
    """How far a training is: ``done`` of ``steps``, what comes next in words, and seconds left where that is known."""

    done: int
    steps: int
    doing: str
    left: float | None = None

    @property
    def ready(self) -> bool:
        """Whether the model can be had at once."""
        return self.done >= self.steps


class Training(Protocol):
    """The training of models for a question in steps, each of which is kept for everybody."""

    @property
    def steps(self) -> int:
        """How many steps there are."""
        ...

    def doing(self, number: int) -> str:
        """Return what a step does, in words."""
        ...

    def step(self, number: int) -> None:
        """Take a step; what it needs of steps before it is taken as well where it was not."""
        ...

    def finish(self) -> TrainedModel:
        """Return the model; steps that were not taken are taken."""
        ...


class Pace:
    """Which steps of trainings this process has seen taken, and how long they took. Safe with several threads."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = Lock()

    def advance(self, key: str, training: Training, seconds: float) -> Advance:
        """Take the next steps for a short while; the last one is taken when nothing else is left.

        Args:
            key: Of the training.
            training: The training.
            seconds: After which no further step is begun.
        """
        began, steps = monotonic(), training.steps
        # Steps that were taken are kept outside of this process; reading all of them again would take longer than one.
        done = min(self._done(key), steps - 1)
        for number in range(done, steps):
            started = monotonic()
            training.step(number)
            self._add(key, number + 1, monotonic() - started)
            if monotonic() - began > seconds and number + 1 < steps:
                left = self._left(key, steps)
                return Advance(number + 1, steps, training.doing(number + 1), left)
        return Advance(steps, steps, "")

    def _done(self, key: str) -> int:
        with self._lock:
            return self._seen.get(key, (0, 0.0))[0]

    def _add(self, key: str, done: int, seconds: float) -> None:
        with self._lock:
            before, spent = self._seen.get(key, (0, 0.0))
            self._seen[key] = max(before, done), spent + seconds
            self._seen.move_to_end(key)
            while len(self._seen) > MOST:
                self._seen.popitem(last=False)

    def _left(self, key: str, steps: int) -> float | None:
        with self._lock:
            done, spent = self._seen.get(key, (0, 0.0))
        return spent / done * (steps - done) if done >= SURE else None
