"""What holds a plan back: the limits that bind, and what easing each would bring."""

from dataclasses import dataclass, replace

import numpy as np

from core.allocation.answer import Allocation
from core.allocation.constraints import NoPlanError
from core.allocation.desk import Desk
from core.allocation.goals import FromToday
from core.allocation.planning import Planner
from core.allocation.question import Question
from core.curves import Floats
from core.plan_words import Speech
from core.wording import money

SMALLEST = 1e-3
"""Share of the price of the budget below which easing a limit is not worth a word."""


@dataclass(frozen=True)
class Binding:
    """A limit that holds a plan back.

    Attributes:
        kind: ``budget``, ``campaign``, ``group``, ``floor`` (nothing or at least) or ``active`` (at most so many).
        about: Campaign id or name of the group; empty where it is about the whole.
        text: What it is and what easing it would bring, in one sentence.
        price: Outcome that easing it by one unit of money would bring; of ``active``, by one campaign.
    """

    kind: str
    about: str
    text: str
    price: float


def bindings(planner: Planner, desk: Desk, question: Question, plan: Allocation, spend: Floats) -> tuple[Binding, ...]:
    """Return the limits that hold a plan back, the one that costs most first; the budget comes before all.

    The price of a campaign's limit is what its next unit brings less what money brings elsewhere: the prices of the
    budget and of the groups that it is in (the multipliers of the Lagrangian).

    Args:
        planner: Names and currency.
        desk: Answers the question with one more campaign.
        question: What was asked.
        plan: The best plan.
        spend: The same in whole cents, shape (campaigns,).
    """
    speech, kept = Speech(planner), question.constraints
    found: list[Binding] = []
    elsewhere = np.full(len(spend), plan.price)
    for g, name in enumerate(kept.groups):
        price = plan.group_price.get(name, 0.0)
        elsewhere[kept.member[g]] += price
        if abs(price) > SMALLEST * plan.price:
            side = "maximum" if price > 0 else "minimum"
            text = f"{name} is at its {side}: {speech.piece} {'more' if price > 0 else 'less'} for it "
            found.append(Binding("group", name, f"{text}would bring {speech.brings(abs(price))} more.", abs(price)))
    # What today's spend holds back is the question itself, where money is only added or only taken away.
    own = not isinstance(question.goal, FromToday)
    for c, campaign in enumerate(planner.campaigns if own else ()):
        extra = float(plan.marginal[c] - elsewhere[c])
        if question.lower[c] == question.asked_upper[c] > 0:
            kind, text = (
                "campaign",
                f"{campaign.name} is locked: {speech.piece} {'more' if extra > 0 else 'less'} for it",
            )
        elif spend[c] >= question.asked_upper[c] - 0.01 and extra > 0:
            kind, text = "campaign", f"{campaign.name} is at its maximum: {speech.piece} more for it"
        elif kept.at_least[c] > 0 and 0 < spend[c] <= kept.at_least[c] + 0.01 and extra < 0:
            kind, text = "floor", f"{campaign.name} runs with the least that it may: {speech.piece} less for it"
        elif 0 < spend[c] <= question.lower[c] + 0.01 and extra < 0:
            kind, text = "campaign", f"{campaign.name} is at its minimum: {speech.piece} less for it"
        else:
            continue
        if abs(extra) > SMALLEST * plan.price:
            text = f"{text} would bring {speech.brings(abs(extra))} more."
            found.append(Binding(kind, campaign.id, text, abs(extra)))
    found.sort(key=lambda one: -one.price)
    if (fewer := _one_more(desk, question, plan)) > SMALLEST * plan.outcome:
        text = f"{kept.most_active} campaigns run, as many as may: one more would bring {speech.lost(fewer)} more."
        found.insert(0, Binding("active", "", text, fewer))
    if not question.goal.free and plan.price > 0:
        total = money(question.most, planner.currency, "full")
        text = f"The total is {total}: {speech.piece} more would bring {speech.brings(plan.price)}."
        found.insert(0, Binding("budget", "", text, plan.price))
    return tuple(found)


def _one_more(desk: Desk, question: Question, plan: Allocation) -> float:
    """Return what the goal's outcome gains where one more campaign may run; 0 where the number does not bind."""
    most = question.constraints.most_active
    if most is None or question.goal.free or int((plan.spend > 0).sum()) < most:
        return 0.0
    eased = replace(question, constraints=replace(question.constraints, most_active=most + 1))
    try:
        return desk.best(eased.demand(eased.least, eased.most)).outcome - plan.outcome
    except NoPlanError:
        return 0.0
