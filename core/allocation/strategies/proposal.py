"""What strategies have in common that only propose a split: limits, and what they lose against the best."""

from abc import ABC, abstractmethod
from dataclasses import replace

import numpy as np

from core.allocation.answer import Allocation, allocation_of, answer
from core.allocation.desk import Desk, Plan
from core.allocation.goals import Reached
from core.allocation.limits import Limits, fill
from core.allocation.nearest import nearest
from core.allocation.question import Question
from core.curves import Floats
from core.errors import InputError


class Proposal(ABC):
    """A strategy without a proof of its own.

    Attributes:
        label: What people call it.
    """

    label: str

    @abstractmethod
    def split(self, desk: Desk, question: Question, today: Floats) -> Floats:
        """Return spends that add up to the budget, near the limits; what is left to keep them is done afterwards."""

    def answer(self, desk: Desk, question: Question, today: Floats) -> Allocation:
        """Return the split brought within limits and groups, with the proved bound of the best plan beside it."""
        kept = question.constraints
        if question.goal.free or kept.at_least.any() or kept.most_active is not None:
            raise InputError(
                f"“{self.label}” splits a given total, within limits and groups. For other goals, for “nothing or at "
                "least” and for a number of campaigns, choose the best split."
            )
        best = answer(desk, question)
        demand = question.demand(question.least, question.most)
        spend = nearest(self.split(desk, question, today), demand, demand.lower, demand.upper)
        if not kept.groups:
            spend = fill(spend, Limits(demand.most, demand.lower, demand.upper))
        outcome = float(desk.curves.values(spend).sum())
        plan = Plan(spend, outcome, outcome, max(best.upper_bound, outcome), best.price, np.zeros(len(kept.groups)), 0)
        found = allocation_of(desk, question, Reached(plan, outcome, plan.bound))
        return replace(found, group_price=best.group_price)
