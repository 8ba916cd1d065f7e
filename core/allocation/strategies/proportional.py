"""Today's split at another total."""

import numpy as np

from core.allocation.desk import Desk
from core.allocation.question import Question
from core.allocation.strategies.proposal import Proposal
from core.allocation.strategies.registry import register
from core.curves import Floats


class Proportional(Proposal):
    """Every campaign keeps its share."""

    name = "proportional"
    label = "As today, in proportion"
    description = "Every campaign keeps its share of today's spend."
    order = 1

    def split(self, desk: Desk, question: Question, today: Floats) -> Floats:  # noqa: ARG002, it knows no curves
        """Return today's shares of the budget; equal ones where nothing is spent today."""
        total = float(today.sum())
        share = today / total if total > 0 else np.full(len(today), 1.0 / len(today))
        return share * question.most


register(Proportional())
