"""The same amount for everybody."""

import numpy as np

from core.allocation.desk import Desk
from core.allocation.question import Question
from core.allocation.strategies.proposal import Proposal
from core.allocation.strategies.registry import register
from core.curves import Floats


class Equal(Proposal):
    """No campaign is more than another."""

    name = "equal"
    label = "Equal amounts"
    description = "Every campaign gets the same amount."
    order = 2

    def split(self, desk: Desk, question: Question, today: Floats) -> Floats:  # noqa: ARG002, it knows no curves
        """Return equal amounts."""
        return np.full(len(today), question.most / len(today))


register(Equal())
