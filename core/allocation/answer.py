"""Answers: a plan for a question, with its certificate."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.allocation.constraints import NoPlanError
from core.allocation.desk import Desk, Plan
from core.allocation.goals import Reached
from core.allocation.question import Question
from core.curves import Curve, Floats


@dataclass(frozen=True, eq=False)
class Allocation:
    """A plan and its certificate.

    Attributes:
        spend: Spend by campaign, shape (campaigns,). Currency.
        outcome: Expected outcome: the sum of the mean curves at that spend.
        upper_bound: No plan within the limits that spends as much can be expected to bring more.
        value: The goal's own figure: outcome, profit, outcome per unit of money, or total spend.
        bound: The best value that any plan within the limits may have.
        gap: Relative distance of value and bound; 0 where nothing can be brought.
        marginal: What the next unit of money brings in each campaign: the derivative of its mean curve.
        price: What the next unit of the whole budget brings; 0 where it may not be spent.
        group_price: What the next unit of each group's maximum brings beyond that, by name; below 0 where its minimum
            binds.
        names: Name of each campaign.
        nodes: Number of parts that the search looked at.
    """

    spend: Floats
    outcome: float
    upper_bound: float
    value: float
    bound: float
    gap: float
    marginal: Floats
    price: float
    group_price: dict[str, float]
    names: tuple[str, ...]
    nodes: int


def desk_for(curves: Sequence[Curve], question: Question) -> Desk:
    """Return the curves, ready for the limits of a question."""
    widest = question.demand(question.least, question.most)
    return Desk(curves, widest.lower, widest.upper)


def answer(desk: Desk, question: Question) -> Allocation:
    """Return the best plan for a question.

    Args:
        desk: Curves of the campaigns, ready for the limits of the question.
        question: What is asked.

    Raises:
        InfeasibleError: As ``allocate``.
    """

    def best(least: float, most: float, price: float) -> Plan:
        return desk.best(question.demand(least, most, price))

    try:
        reached = question.goal.reach(best, question.least, question.most)
    except NoPlanError as error:
        raise question.clash() from error
    return allocation_of(desk, question, reached)


def allocation_of(desk: Desk, question: Question, reached: Reached) -> Allocation:
    """Return what was reached of a goal, with marginals and prices."""
    plan = reached.plan
    marginal = desk.curves.marginal(plan.spend)
    price = plan.price
    if question.constraints.trivial:
        room = plan.spend < question.asked_upper * (1 - 1e-12)
        price = float(marginal[room].max()) if room.any() else 0.0
    return Allocation(
        spend=plan.spend,
        outcome=plan.outcome,
        upper_bound=plan.bound + (plan.outcome - plan.value),
        value=reached.value,
        bound=reached.bound,
        gap=reached.gap,
        marginal=marginal,
        price=price,
        group_price=dict(zip(question.constraints.groups, plan.group_price.tolist(), strict=False)),
        names=question.names,
        nodes=plan.parts,
    )
