"""The registry of strategies: a new one is one file in this folder that registers itself."""

from typing import Protocol

from core.allocation.answer import Allocation
from core.allocation.desk import Desk
from core.allocation.question import Question
from core.curves import Floats
from core.errors import InputError
from core.registry import Registry


class Strategy(Protocol):
    """A way to answer a question.

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

    def answer(self, desk: Desk, question: Question, today: Floats) -> Allocation:
        """Return a plan with the proved bound of the best one.

        Args:
            desk: The curves.
            question: What is asked.
            today: Today's spend by campaign, shape (campaigns,).

        Raises:
            InputError: If the strategy does not know what is asked.
            InfeasibleError: If no plan keeps the limits.
        """
        ...


STRATEGIES: Registry[Strategy] = Registry("core.allocation.strategies")
register = STRATEGIES.register


def strategies() -> tuple[Strategy, ...]:
    """Return all strategies in their order."""
    return tuple(sorted(STRATEGIES.known().values(), key=lambda one: (one.order, one.name)))


def find_strategy(name: str) -> Strategy:
    """Return the strategy of a name.

    Raises:
        InputError: If there is none.
    """
    known = STRATEGIES.known()
    if name not in known:
        raise InputError(f"There is no strategy “{name}”. There are {', '.join(s.name for s in strategies())}.")
    return known[name]
