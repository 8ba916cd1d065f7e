"""The best split there is, with a proof."""

from core.allocation.answer import Allocation, answer
from core.allocation.desk import Desk
from core.allocation.question import Question
from core.allocation.strategies.registry import register
from core.curves import Floats


class Exact:
    """Envelopes and branch and bound; the only one that knows all goals and rules."""

    name = "exact"
    label = "Best split, proved"
    description = "Finds the best split there is and proves how close to it the plan comes."
    order = 0

    def answer(self, desk: Desk, question: Question, today: Floats) -> Allocation:  # noqa: ARG002, others start from it
        """Return the best plan."""
        return answer(desk, question)


register(Exact())
