"""What can be asked of a plan: the most outcome, profit or return, the least spend for a target, and what it takes.

A goal is reached by a few demands of the kind "the most of outcome less price times spend, with a total between two
amounts", each of which is answered with a proof. So is the goal: its bound follows from theirs.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

import numpy as np

from core.allocation.constraints import NoPlanError
from core.allocation.desk import Plan
from core.allocation.limits import amount, check_amounts, check_budget
from core.curves import Floats
from core.errors import InfeasibleError, InputError

CLOSE = 5e-7
"""Relative width at which a total that is searched counts as found."""
STEPS = 80

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
        scale = max(abs(self.bound), abs(self.value), 1e-2 * self.plan.outcome if self.plan.outcome else 0.0)
        return abs(self.bound - self.value) / scale if scale > 0 else 0.0


class Goal(ABC):
    """What is asked of a plan.

    Attributes:
        free: Whether the total is part of the answer; the budget is then the most that may be spent.
    """

    free = True

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

    def limits(self, lower: Floats, upper: Floats) -> tuple[Floats, Floats, float | None]:
        """Return the limits by campaign and the total that go with the goal; None is the budget that was given."""
        return lower, upper, None

    def reach(self, best: Best, least: float, most: float) -> Reached:  # noqa: ARG002, the whole budget is spent
        """Return the best split of ``most``."""
        plan = best(most, most, 0.0)
        return Reached(plan, plan.value, plan.bound)


@dataclass(frozen=True, eq=False)
class NextMoney(MostOutcome):
    """Where additional money goes: no campaign gets less than today.

    Attributes:
        amount: Money that is added. Currency.
        today: Today's spend by campaign, shape (campaigns,).
    """

    amount: float
    today: Floats

    def __post_init__(self) -> None:
        _amount(self.amount, "The money to add")

    def limits(self, lower: Floats, upper: Floats) -> tuple[Floats, Floats, float]:
        """Return the limits by campaign and the total that go with the goal."""
        today = _spends(self.today, len(lower))
        return np.maximum(lower, today), upper, float(today.sum()) + self.amount


@dataclass(frozen=True, eq=False)
class FirstCut(MostOutcome):
    """Where money is taken away with the least harm: no campaign gets more than today.

    Attributes:
        amount: Money that is taken away. Currency.
        today: Today's spend by campaign, shape (campaigns,).
    """

    amount: float
    today: Floats

    def __post_init__(self) -> None:
        _amount(self.amount, "The money to take away")

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
        return lower, np.minimum(upper, today), max(total - self.amount, 0.0)


@dataclass(frozen=True)
class MostProfit(Goal):
    """The most profit: margin times outcome less spend.

    Attributes:
        margin: Money that the company keeps of a unit of outcome, before the spend: a share of revenue, or the value
            of a conversion. Above 0.
    """

    margin: float = 1.0

    def __post_init__(self) -> None:
        _positive(self.margin, "The margin")

    def reach(self, best: Best, least: float, most: float) -> Reached:
        """Return the plan with the highest profit; the next unit of money brings 1 / margin of outcome there."""
        plan = best(least, most, 1.0 / self.margin)
        return Reached(plan, self.margin * plan.value, self.margin * plan.bound)


@dataclass(frozen=True)
class BestReturn(Goal):
    """The most outcome per unit of money, with a least total: of next to nothing, the return is often the highest.

    Attributes:
        least: Least total spend. Currency.
    """

    least: float = 0.0

    def __post_init__(self) -> None:
        _amount(self.least, "The least spend")

    def reach(self, best: Best, least: float, most: float) -> Reached:
        """Return the plan with the highest ratio, by prices that rise to it (Dinkelbach, 1967)."""
        least = max(least, self.least)
        if least <= 0:
            raise InputError(
                "The best return of next to nothing says little. Say the least that has to be spent, above 0."
            )
        if least > most:
            raise InfeasibleError(
                f"At least {amount(least)} has to be spent, which is {amount(least - most)} more than may be."
            )
        plan = best(least, most, 0.0)
        ratio, bound = plan.outcome / plan.spent, float("inf")
        for _ in range(STEPS):
            trial = best(least, most, ratio)
            # No plan has outcome - ratio * spend above the bound, and none spends less than ``least``.
            bound = min(bound, ratio + max(trial.bound, 0.0) / least)
            fresh = trial.outcome / trial.spent
            if not fresh > ratio * (1 + 1e-10):
                break
            plan, ratio = trial, fresh
        return Reached(plan, ratio, max(bound, ratio))


@dataclass(frozen=True)
class LeastSpend(Goal):
    """The least total that is expected to bring a target.

    Attributes:
        target: Outcome to reach.
    """

    target: float

    def __post_init__(self) -> None:
        _amount(self.target, "The target")

    def reach(self, best: Best, least: float, most: float) -> Reached:
        """Return the plan with the lowest total, by the total at which the best outcome passes the target."""
        high = best(least, most, 0.0)
        if high.outcome < self.target:
            raise InfeasibleError(
                f"The target of {amount(self.target)} is out of reach: within these limits {amount(high.outcome)} can "
                "be expected at most. Lower the target, or raise the maximums or the most that may be spent."
            )
        low = _attempt(best, least, least)
        if low is not None and low.outcome >= self.target:
            return Reached(low, low.spent, low.spent)
        # Of all totals up to ``proved`` it is proved that they bring less.
        proved = below = least
        side, weight_low, weight_high = 0, (low.outcome if low else 0.0) - self.target, high.outcome - self.target
        for _ in range(STEPS):
            width = high.spent - below
            if width <= CLOSE * high.spent:
                break
            step = 0.5 * CLOSE * high.spent
            total = below + width * weight_low / (weight_low - weight_high)
            total = min(max(total, below + step), high.spent - step)
            plan = _attempt(best, least, total)
            # The Illinois rule: an end that stays twice counts half.
            if plan is not None and plan.outcome >= self.target:
                high, weight_high = plan, max(plan.outcome - self.target, 1e-300)
                weight_low *= 0.5 if side == 1 else 1.0
                side = 1
            else:
                if plan is None or plan.bound < self.target:
                    proved = max(proved, total)
                below, weight_low = total, (plan.outcome if plan else 0.0) - self.target
                weight_high *= 0.5 if side == -1 else 1.0
                side = -1
        return Reached(high, high.spent, min(proved, high.spent))


@dataclass(frozen=True)
class MostSpend(Goal):
    """The most that can be spent while money brings at least a given return.

    Attributes:
        at_return: Outcome per unit of money: a ROAS, or 1 / CPA. Above 0.
        marginal: Whether the next unit of money has to bring it, rather than the plan on average.
    """

    at_return: float
    marginal: bool = False

    def __post_init__(self) -> None:
        _positive(self.at_return, "The return")

    def reach(self, best: Best, least: float, most: float) -> Reached:
        """Return the plan with the highest total that keeps the return."""
        plan = best(least, most, self.at_return)
        if self.marginal:
            # Up to there each unit of money brings the return or more, taken together; beyond, less.
            return Reached(plan, plan.value, plan.bound)
        if plan.bound < 0:
            raise InfeasibleError(
                f"No plan within these limits brings {amount(self.at_return)} for each 1 spent. Ask for less, or lower "
                "the minimums."
            )
        if plan.value < 0:
            raise InfeasibleError(f"No plan that brings {amount(self.at_return)} for each 1 spent was found.")
        # Of all totals from ``proved`` on it is proved that they bring less.
        proved = above = most
        side, weight_low, weight_high = 0, max(plan.value, 1e-300), -1.0
        last = _attempt(best, most, most, self.at_return)
        if last is not None and last.value >= 0:
            return Reached(last, last.spent, last.spent)
        weight_high = last.value if last else -self.at_return * most
        if last is not None and last.bound >= 0:
            proved = float("inf")
        for _ in range(STEPS):
            width = above - plan.spent
            if width <= CLOSE * above:
                break
            step = 0.5 * CLOSE * above
            total = plan.spent + width * weight_low / (weight_low - weight_high)
            total = min(max(total, plan.spent + step), above - step)
            trial = _attempt(best, total, most, self.at_return)
            if trial is not None and trial.value >= 0:
                plan, weight_low = trial, max(trial.value, 1e-300)
                weight_high *= 0.5 if side == 1 else 1.0
                side = 1
            else:
                if trial is None or trial.bound < 0:
                    proved = total
                above, weight_high = total, trial.value if trial else -self.at_return * total
                weight_low *= 0.5 if side == -1 else 1.0
                side = -1
        return Reached(plan, plan.spent, max(min(proved, most), plan.spent))


def _attempt(best: Best, least: float, most: float, price: float = 0.0) -> Plan | None:
    """Return the best plan, or None where no plan has such a total."""
    try:
        return best(least, most, price)
    except NoPlanError:
        return None


def _amount(value: float, what: str) -> None:
    try:
        check_budget(value)
    except InputError as error:
        raise InputError(str(error).replace("The budget", what)) from error


def _positive(value: float, what: str) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not (isfinite(value) and value > 0):
        raise InputError(f"{what} is {value!r}, but it must be a number above 0.")


def _spends(today: Floats, count: int) -> Floats:
    """Return today's spends, checked."""
    given = np.asarray(today, float)
    if given.shape != (count,):
        raise InputError(f"Today's spend needs one amount for each of the {count} campaigns, but has {given.size}.")
    return check_amounts(given, "Today's spend", count)
