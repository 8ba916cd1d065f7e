"""What a plan can aim at, in words: the choices of the Budget page and the line that names what was chosen."""

from dataclasses import dataclass
from typing import Any, Final

from components.format import counted, currency_sign, money, number, percent, ratio
from core.allocation import strategies
from core.allocation.planning import GOALS, PlanSettings
from core.data.schema import MONEY_OUTCOMES

FREE: Final = ("profit", "roi", "least_spend", "average", "marginal")
"""Goals that leave the total free: the total of the page is then the most that may be spent."""


@dataclass(frozen=True)
class Goal:
    """One goal in words.

    Attributes:
        title: The choice.
        note: What it means, in a sentence.
        short: What was chosen, with ``{target}``, ``{amount}`` and ``{margin}`` to fill in.
        asks: What has to be said beside it, name and label of each field: ``margin``, ``reach`` (an outcome),
            ``ratio`` (what money has to bring), ``amount`` or ``least`` (money).
    """

    title: str
    note: str
    short: str
    asks: tuple[tuple[str, str], ...] = ()


def goals(outcome: str, currency: str | None) -> dict[str, Goal]:
    """Return the goals by name, in the order in which they are offered.

    Args:
        outcome: One of ``core.data.OUTCOMES``.
        currency: ISO code or None.
    """
    is_money, one, single = outcome in MONEY_OUTCOMES, money(1, currency, "full"), outcome.removesuffix("s")
    each = f"an {single}" if single[0] in "aeiou" else f"a {single}"
    kept = ("margin", f"Kept of {one} of {outcome}" if is_money else f"Value of one {single}")
    earns = f"what the company keeps of the {outcome}" if is_money else f"what the {outcome} are worth"
    worth = "at a margin of {margin}" if is_money else f"at {{margin}} {each}"
    return {
        "outcome": Goal(
            "Spend the total as well as possible",
            f"The most {outcome} that the total can bring.",
            f"Most {outcome} for the total",
        ),
        "next": Goal(
            "Add money: where does it go?",
            "More money on top of today's split, where it brings most.",
            "Where to put {amount} more",
            (("amount", "Money to add"),),
        ),
        "cut": Goal(
            "Cut money: where does it hurt least?",
            f"Money taken from today's split, where the least {outcome} {'is' if is_money else 'are'} lost.",
            "Where to take {amount} away",
            (("amount", "Money to take away"),),
        ),
        "profit": Goal("Most profit", f"The most of {earns}, less the spend.", f"Most profit {worth}", (kept,)),
        "roi": Goal(
            "Best return",
            f"The most {outcome} for each {one} of all that is spent.",
            "Best return, spending {amount} or more",
            (("least", "Spend at least"),),
        ),
        "least_spend": Goal(
            "Reach a target for the least money",
            f"The smallest total that can be expected to bring the {outcome}.",
            f"Reach {{target}}{'' if is_money else f' {outcome}'} for the least money",
            (("reach", f"Target {outcome}"),),
        ),
        "average": Goal(
            "Spend as much as a return allows" if is_money else f"Spend as much as a cost per {single} allows",
            f"The most {outcome}, as long as all spend together "
            + (f"brings that much back for each {one}." if is_money else f"costs no more for each {single}."),
            "Spend the most at a return of {target} or more" if is_money else f"Spend the most at {{target}} {each}",
            (("ratio", "Return of at least" if is_money else f"Cost per {single} of at most"),),
        ),
        "marginal": Goal(
            f"Spend as long as the next {one} brings enough"
            if is_money
            else "Spend as long as the next is cheap enough",
            f"Money goes wherever the next {one} still brings that much."
            if is_money
            else f"Money goes wherever the next {single} still costs no more than that.",
            f"Spend while the next {one} brings {{target}}" if is_money else "Spend while the next costs {target}",
            (("ratio", f"The next {one} brings at least" if is_money else f"The next {single} costs at most"),),
        ),
    }


def goals_plain(outcome: str, currency: str | None) -> list[dict[str, Any]]:
    """Return the goals for the browser."""
    return [
        {
            "name": name,
            "title": goal.title,
            "note": goal.note,
            "short": goal.short,
            "asks": [list(field) for field in goal.asks],
            "free": name in FREE,
        }
        for name, goal in goals(outcome, currency).items()
    ]


def goal_short(settings: PlanSettings, currency: str | None) -> str:
    """Return what was aimed at, e.g. "Reach €800,000 for the least money"."""
    words = goals(settings.outcome, currency)
    goal = words.get(settings.goal, words[GOALS[0]])
    return goal.short.format(
        target=_target(settings, currency),
        amount=money(settings.amount or 0.0, currency, "full"),
        margin=percent(settings.margin, 0) if settings.outcome in MONEY_OUTCOMES else _cost(settings.margin, currency),
    )


def caution_short(settings: PlanSettings) -> str:
    """Return what counts, e.g. "Bad 10 % of cases, weight 50 %"."""
    if not settings.caution:
        return "Expected outcome"
    bad = f"bad {percent(settings.tail, 0)} of cases"
    return f"B{bad[1:]} alone" if settings.caution == 1 else f"B{bad[1:]}, weight {percent(settings.caution, 0)}"


def groups_short(settings: PlanSettings, currency: str | None) -> list[str]:
    """Return each group with its limits, e.g. "Search: at most €50,000, 40 % of the total"."""
    lines = []
    for group in settings.groups:
        parts = []
        if group.lower:
            parts.append(f"at least {money(group.lower, currency, 'full')}")
        if group.upper is not None:
            parts.append(f"at most {money(group.upper, currency, 'full')}")
        if group.share is not None:
            parts.append(f"at most {percent(group.share, 0)} of the total")
        lines.append(f"{group.name}: {', '.join(parts) or 'no limit'}")
    return lines


def floors_short(settings: PlanSettings, currency: str | None) -> str:
    """Return "nothing or at least", e.g. "At least €5,000 if at all (12 campaigns)"."""
    amounts = sorted(set(settings.at_least.values()))
    if not amounts:
        return "None"
    low, high = (money(a, currency, "full") for a in (amounts[0], amounts[-1]))
    span = low if low == high else f"{low} to {high}"
    return f"Nothing or at least {span} ({counted(len(settings.at_least), 'campaign')})"


def active_short(settings: PlanSettings) -> str:
    """Return how many campaigns may run."""
    return "Any number" if settings.most_active is None else f"At most {settings.most_active}"


def strategy_short(settings: PlanSettings) -> str:
    """Return how the plan was searched for, as people call it."""
    return {s.name: s.label for s in strategies()}.get(settings.strategy, settings.strategy)


def _target(settings: PlanSettings, currency: str | None) -> str:
    target, is_money = settings.target, settings.outcome in MONEY_OUTCOMES
    if target is None:
        return "–"
    if settings.goal == "least_spend":
        return money(target, currency, "full") if is_money else number(target, "full")
    if is_money:
        return ratio(target) if settings.goal == "average" else money(target, currency, "exact")
    return _cost(1 / target, currency) if target > 0 else "–"


def _cost(value: float, currency: str | None) -> str:
    """Return a cost of one; that of an impression is less than a cent."""
    return money(value, currency, "exact") if value >= 0.1 else f"{currency_sign(currency)}{value:.2g}"
