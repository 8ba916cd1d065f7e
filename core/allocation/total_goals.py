"""Goals that search a total or a return: the best return, the least spend for a target, the most spend at a return."""

from dataclasses import dataclass

from core.allocation.constraints import NoPlanError
from core.allocation.desk import Plan
from core.allocation.goals import Best, Goal, Reached, check_money, check_positive
from core.allocation.limits import amount
from core.errors import InfeasibleError, InputError

CLOSE = 5e-7
"""Relative width at which a total that is searched counts as found."""
STEPS = 80


@dataclass(frozen=True)
class BestReturn(Goal):
    """The most outcome per unit of money, with a least total: of next to nothing, the return is often the highest.

    Attributes:
        least: Least total spend. Currency.
    """

    least: float = 0.0

    def __post_init__(self) -> None:
        check_money(self.least, "The least spend")

    def value(self, outcome: float, spent: float) -> float:
        """Return the outcome per unit of money."""
        return outcome / spent if spent > 0 else 0.0

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
        check_money(self.target, "The target")

    def value(self, outcome: float, spent: float) -> float:  # noqa: ARG002, the outcome is given
        """Return the total spend."""
        return spent

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
        check_positive(self.at_return, "The return")

    def value(self, outcome: float, spent: float) -> float:
        """Return the total spend; for a marginal return what the plan brings beyond it, which is highest there."""
        return outcome - self.at_return * spent if self.marginal else spent

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
