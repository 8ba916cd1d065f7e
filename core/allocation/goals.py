"""What can be asked of a plan: the most outcome, profit or return, the least spend for a target, and what it takes.

A goal is reached by a few demands of the kind "the most of outcome less price times spend, with a total between two
amounts", each of which is answered with a proof. So is the goal: its bound follows from theirs.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

import numpy as np

from core.allocation.desk import Plan
from core.allocation.limits import amount, check_amounts, check_budget
from core.curves import Floats
from core.errors import InfeasibleError, InputError

Best = Callable[[float, float, float], Plan]
"""Answers a demand: lowest total, highest total, price."""


@dataclass(frozen=True, eq=False)
class Reached:
    """A plan, how far it reaches the goal, and how far any plan could.

    Attributes:
        plan: The plan.
        value: The goal's own figure: outcome, profit, outcome per unit of money, or total spend.
        bound: The best that any plan may have.
    """

    plan: Plan
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """Relative distance of value and bound."""
        return gap_of(self.value, self.bound, self.plan.outcome)


def gap_of(value: float, bound: float, outcome: float) -> float:
    """Return the distance of value and bound relative to them, or to a hundredth of the outcome where that is more.

    A profit may be next to nothing beside the outcome that it is made of.
    """
    scale = max(abs(bound), abs(value), 1e-2 * outcome)
    return abs(bound - value) / scale if scale > 0 else 0.0


class Goal(ABC):
    """What is asked of a plan.

    Attributes:
        free: Whether the total is part of the answer; the budget is then the most that may be spent.
    """

    free = True

    @abstractmethod
    def value(self, outcome: float, spent: float) -> float:
        """Return the goal's own figure of a plan with some outcome and total spend."""

    @abstractmethod
    def reach(self, best: Best, least: float, most: float) -> Reached:
        """Return the plan that reaches the goal best.

        Args:
            best: Answers demands.
            least: Lowest total that the limits allow. Currency.
            most: Highest total, likewise.

        Raises:
            InfeasibleError: If no plan can.
        """


@dataclass(frozen=True)
class MostOutcome(Goal):
    """The most expected outcome for a budget that is spent whole."""

    free = False

    def value(self, outcome: float, spent: float) -> float:  # noqa: ARG002, the total is given
        """Return the outcome."""
        return outcome

    def limits(self, lower: Floats, upper: Floats) -> tuple[Floats, Floats, float | None]:
        """Return the limits by campaign and the total that go with the goal; None is the budget that was given."""
        return lower, upper, None

    def reach(self, best: Best, least: float, most: float) -> Reached:  # noqa: ARG002, the whole budget is spent
        """Return the best split of ``most``."""
        plan = best(most, most, 0.0)
        return Reached(plan, plan.value, plan.bound)


@dataclass(frozen=True, eq=False)
class FromToday(MostOutcome):
    """A change of today's total that leaves the rest of today's split in place.

    Attributes:
        amount: Money that is added or taken away. Currency.
        today: Today's spend by campaign, shape (campaigns,).
    """

    amount: float
    today: Floats

    def __post_init__(self) -> None:
        check_money(self.amount, "The money to add or to take away")

    @property
    @abstractmethod
    def total(self) -> float:
        """What is spent in all."""


class NextMoney(FromToday):
    """Where additional money goes: no campaign gets less than today."""

    @property
    def total(self) -> float:
        """What is spent in all."""
        return float(np.sum(self.today)) + self.amount

    def limits(self, lower: Floats, upper: Floats) -> tuple[Floats, Floats, float]:
        """Return the limits by campaign and the total that go with the goal."""
        return np.maximum(lower, _spends(self.today, len(lower))), upper, self.total


class FirstCut(FromToday):
    """Where money is taken away with the least harm: no campaign gets more than today."""

    @property
    def total(self) -> float:
        """What is spent in all."""
        return max(float(np.sum(self.today)) - self.amount, 0.0)

    def limits(self, lower: Floats, upper: Floats) -> tuple[Floats, Floats, float]:
        """Return the limits by campaign and the total that go with the goal.

        Raises:
            InfeasibleError: If more is to be taken away than is spent.
        """
        today = _spends(self.today, len(lower))
        total = float(today.sum())
        if self.amount > total * (1 + 1e-12):
            raise InfeasibleError(
                f"{amount(self.amount)} cannot be taken away: only {amount(total)} is spent today. Cut less."
            )
        return lower, np.minimum(upper, today), self.total


@dataclass(frozen=True)
class MostProfit(Goal):
    """The most profit: margin times outcome less spend.

    Attributes:
        margin: Money that the company keeps of a unit of outcome, before the spend: a share of revenue, or the value
            of a conversion. Above 0.
    """

    margin: float = 1.0

    def __post_init__(self) -> None:
        check_positive(self.margin, "The margin")

    def value(self, outcome: float, spent: float) -> float:
        """Return the profit."""
        return self.margin * outcome - spent

    def reach(self, best: Best, least: float, most: float) -> Reached:
        """Return the plan with the highest profit; the next unit of money brings 1 / margin of outcome there."""
        plan = best(least, most, 1.0 / self.margin)
        return Reached(plan, self.margin * plan.value, self.margin * plan.bound)


def check_money(value: float, what: str) -> None:
    """Refuse what is no amount of money; ``what`` begins the sentence."""
    try:
        check_budget(value)
    except InputError as error:
        raise InputError(str(error).replace("The budget", what)) from error


def check_positive(value: float, what: str) -> None:
    """Refuse what is no number above 0; ``what`` begins the sentence."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not (isfinite(value) and value > 0):
        raise InputError(f"{what} is {value!r}, but it must be a number above 0.")


def _spends(today: Floats, count: int) -> Floats:
    """Return today's spends, checked."""
    given = np.asarray(today, float)
    if given.shape != (count,):
        raise InputError(f"Today's spend needs one amount for each of the {count} campaigns, but has {given.size}.")
    return check_amounts(given, "Today's spend", count)
