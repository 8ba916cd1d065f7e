"""The registry of strategies: a new one is one file in this folder that registers itself."""

import importlib
import pkgutil
from functools import cache
from pathlib import Path
from typing import Protocol

from core.allocation.desk import Desk
from core.allocation.question import Question
from core.curves import Floats
from core.errors import InputError


class Strategy(Protocol):
    """A way to split a budget.

    Attributes:
        name: Its name in settings.
        label: What people call it.
        description: What it does, in one sentence.
        order: Place in a list; ``exact`` is first.
    """

    name: str
    label: str
    description: str
    order: int

    def split(self, desk: Desk, question: Question, today: Floats) -> Floats:
        """Return spends that add up to the budget, near the limits; what is left to keep them is done afterwards.

        Args:
            desk: The curves.
            question: What was asked, with the whole budget to spend.
            today: Today's spend by campaign, shape (campaigns,).
        """
        ...


_STRATEGIES: dict[str, Strategy] = {}


def register(strategy: Strategy) -> Strategy:
    """Add a strategy under its name; returns it."""
    _STRATEGIES[strategy.name] = strategy
    return strategy


@cache
def _load() -> None:
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        importlib.import_module(f"core.allocation.strategies.{module.name}")


def strategies() -> tuple[Strategy, ...]:
    """Return all strategies in their order."""
    _load()
    return tuple(sorted(_STRATEGIES.values(), key=lambda one: (one.order, one.name)))


def find_strategy(name: str) -> Strategy:
    """Return the strategy of a name.

    Raises:
        InputError: If there is none.
    """
    _load()
    if name not in _STRATEGIES:
        raise InputError(f"There is no strategy “{name}”. There are {', '.join(s.name for s in strategies())}.")
    return _STRATEGIES[name]
