"""What is asked of the optimizer, checked: goal, budget, limits and constraints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from core.allocation.clash import ClashError, explain_clash
from core.allocation.constraints import Constraints, Demand, Group, check_constraints
from core.allocation.goals import Goal, MostOutcome
from core.allocation.limits import ROUNDING, amount, check_amounts, check_budget, check_curves
from core.curves import Curve, Floats
from core.errors import InputError


@dataclass(frozen=True, eq=False)
class Question:
    """What was asked, checked: limits by campaign, totals and constraints.

    Attributes:
        names: Name of each campaign.
        lower: Lowest spend by campaign.
        upper: Highest spend by campaign; finite.
        asked_upper: As asked; infinite where nothing was said.
        least: Lowest total.
        most: Highest total.
        constraints: What else has to hold.
        goal: What is wanted.
        wording: How a message writes amounts of money.
    """

    names: tuple[str, ...]
    lower: Floats
    upper: Floats
    asked_upper: Floats
    least: float
    most: float
    constraints: Constraints
    goal: Goal
    wording: Callable[[float], str] = amount

    def demand(self, least: float, most: float, price: float = 0.0) -> Demand:
        """Return a demand for the most of outcome less price times spend, with a total between two amounts."""
        # No campaign can get more than what the minimums of the others leave.
        room = max(most - float(self.lower.sum()), 0.0)
        return Demand(self.lower, np.minimum(self.upper, self.lower + room), least, most, self.constraints, price)

    def clash(self) -> ClashError:
        """Return why no plan fits: the smallest set of limits that clash, in words."""
        demand = Demand(self.lower, self.upper, self.least, self.most, self.constraints)
        return ClashError(explain_clash(self.names, demand, self.asked_upper, self.wording))


def ask(
    curves: Sequence[Curve],
    budget: float | None,
    lower: ArrayLike | None,
    upper: ArrayLike | None,
    goal: Goal | None = None,
    groups: Sequence[Group] = (),
    at_least: ArrayLike | None = None,
    most_active: int | None = None,
    wording: Callable[[float], str] = amount,
) -> Question:
    """Return a question to ``answer``, checked. Arguments and errors are those of ``allocate``."""
    names = check_curves(curves)
    count, goal = len(names), goal or MostOutcome()
    constraints = check_constraints(names, groups, at_least, most_active)
    low = check_amounts(0.0 if lower is None else lower, "A minimum", count)
    high = np.full(count, np.inf) if upper is None else check_amounts(upper, "A maximum", count)
    total = None if budget is None else check_budget(budget)
    if isinstance(goal, MostOutcome):
        low, high, given = goal.limits(low, high)
        total = given if given is not None else total
        if total is None:
            raise InputError("The budget is missing. Give one of 0 or more.")
        least = most = total
    else:
        if total is None and not np.isfinite(high).all():
            raise InputError("Give the most that may be spent: a budget, or a maximum for every campaign.")
        most = float(high.sum()) if total is None else min(total, float(high.sum()))
        least = min(float(low.sum()), most)
    # A campaign that has a minimum runs, so it gets at least what one that runs must get.
    raised = np.where(low > 0, np.maximum(low, constraints.at_least), 0.0)
    finite = np.maximum(np.minimum(high, most), raised)
    question = Question(names, raised, finite, high, least, most, constraints, goal, wording)
    clash = (low > high).any() or (raised > high * (1 + ROUNDING)).any() or raised.sum() > most * (1 + ROUNDING)
    if clash or high.sum() < least * (1 - ROUNDING):
        raise replace(question, lower=low, most=most if total is None else total).clash()
    return question
