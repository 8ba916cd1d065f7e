"""allocate: the best plan for a goal over response curves, with a proof of how close to the best it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from core.allocation.constraints import Group, NoPlanError
from core.allocation.desk import Desk, Plan
from core.allocation.goals import Goal, Reached
from core.allocation.limits import Limits, check_amounts, fill
from core.allocation.nearest import nearest
from core.allocation.question import Question, ask
from core.allocation.strategies import Strategy, find_strategy
from core.curves import Curve, Floats
from core.errors import InputError


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


def allocate(
    curves: Sequence[Curve],
    budget: float | None = None,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    *,
    goal: Goal | None = None,
    groups: Sequence[Group] = (),
    at_least: ArrayLike | None = None,
    most_active: int | None = None,
    strategy: str = "exact",
    today: ArrayLike | None = None,
) -> Allocation:
    """Return the plan that reaches a goal best: by default the split of a budget with the highest expected outcome.

    The expected curve of a campaign is the mean over its draws. Each is replaced by nodes that provably lie above it;
    a price of money then gives an upper bound on what any split can bring (Everett, 1963), and branch and bound decides
    where curves are S-shaped. The nodes are made denser around the answer until bound and outcome meet.

    Args:
        curves: One a campaign, known (``HillCurve``) or with posterior draws (``CurveDraws``); mixed if need be.
        budget: Total to spend in the period of the curves; where the goal leaves the total free, the most to spend.
            Currency.
        lower: Lowest spend: one amount for all, or one a campaign; None is 0.
        upper: Highest spend, likewise; None is the whole budget.
        goal: What is wanted, see ``core.allocation.goals``; None is the most outcome of the whole budget.
        groups: Limits of several campaigns together; groups may lie within each other.
        at_least: Least spend of a campaign that gets any money: one amount for all, or one a campaign.
        most_active: Most campaigns that get money.
        strategy: How to split, one of ``core.allocation.strategies``. All but ``exact`` are for comparison: their plan
            comes with the proved bound of the best one, so that ``gap`` is what they lose.
        today: Today's spend by campaign, from which some strategies start; None is equal amounts.

    Raises:
        InputError: If there are no curves, an amount is negative or not a finite number, or a group is empty or names
            a campaign that is not there.
        InfeasibleError: If no plan keeps the limits, with the smallest set of them that clash, or a target is out of
            reach.

    Example:
        >>> from core.curves import HillCurve
        >>> plan = allocate([HillCurve(900, 100, 1.0), HillCurve(400, 100, 1.0)], budget=100)
        >>> plan.spend.round(2).tolist(), round(plan.outcome, 2), plan.gap <= 1e-6
        ([80.0, 20.0], 466.67, True)
    """
    question = ask(curves, budget, lower, upper, goal, groups, at_least, most_active)
    desk = desk_for(curves, question)
    if strategy == "exact":
        return answer(desk, question)
    spent = np.ones(len(curves)) if today is None else check_amounts(today, "Today's spend", len(curves))
    return answer_by(desk, question, find_strategy(strategy), spent)


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
    return _allocation(desk, question, reached)


def answer_by(desk: Desk, question: Question, strategy: Strategy, today: Floats) -> Allocation:
    """Return the plan of a strategy, brought within the limits, with the proved bound of the best plan beside it.

    Args:
        desk: As for ``answer``.
        question: Likewise.
        strategy: How to split.
        today: Today's spend by campaign, shape (campaigns,).

    Raises:
        InputError: If the strategy does not know what is asked.
        InfeasibleError: As ``allocate``.
    """
    exact = answer(desk, question)
    if strategy.name == "exact":
        return exact
    kept = question.constraints
    if question.goal.free or kept.at_least.any() or kept.most_active is not None:
        raise InputError(
            f"“{strategy.label}” splits a given total, within limits and groups. For other goals, for “nothing or at "
            "least” and for a number of campaigns, choose the best split."
        )
    demand = question.demand(question.least, question.most)
    spend = nearest(strategy.split(desk, question, today), demand, demand.lower, demand.upper)
    if not kept.groups:
        spend = fill(spend, Limits(demand.most, demand.lower, demand.upper))
    outcome = float(desk.curves.values(spend).sum())
    plan = Plan(spend, outcome, outcome, max(exact.upper_bound, outcome), exact.price, np.zeros(len(kept.groups)), 0)
    return replace(_allocation(desk, question, Reached(plan, outcome, plan.bound)), group_price=exact.group_price)


def _allocation(desk: Desk, question: Question, reached: Reached) -> Allocation:
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
