"""What is said of the plan in force: the finding, how spend and outcome stand, and what to do next."""

from dataclasses import dataclass

from components.format import MINUS, NBSP, NONE, counted, money, number, percent
from core.agents.report import Estimate
from core.plan_actual import Line, PlanActual

JOINER = "\u2060"
"""Keeps what stands before and after it on one line."""
ON_PLAN = 0.01
"""A difference below this share of the plan is no difference in words."""
OFF_SPEND = 0.05
"""From this share of the plan on, spend is off plan."""


def amount(value: float | None, outcome: str, currency: str | None, signed: bool = False) -> str:
    """Return an amount of an outcome as far as it is known: money of revenue, else a count."""
    if outcome == "revenue":
        return money(value, currency, "round", signed=signed)
    return number(value, "round", signed=signed)


def tile_amount(value: float | None, outcome: str, currency: str | None) -> str:
    """Return an amount of an outcome with three figures."""
    return money(value, currency) if outcome == "revenue" else number(value, "tile")


def span(estimate: Estimate | None, outcome: str, currency: str | None, signed: bool = False) -> str:
    """Return the interval of an estimate."""
    if estimate is None:
        return NONE
    low, high = (amount(end, outcome, currency, signed) for end in (estimate.lower, estimate.upper))
    # A sign does not stay behind at the end of a line.
    return low if low == high else f"{low} to {high}".replace(MINUS, MINUS + JOINER).replace("+", "+" + JOINER)


@dataclass(frozen=True)
class Speech:
    """How the amounts of one plan are said.

    Attributes:
        outcome: Outcome of the plan.
        currency: ISO code or None.
    """

    outcome: str
    currency: str | None

    @classmethod
    def of(cls, actual: PlanActual) -> "Speech":
        """Return how the amounts of a plan are said."""
        return cls(actual.mark.outcome, actual.currency)

    def amount(self, value: float | None, signed: bool = False) -> str:
        """Return an amount of the outcome."""
        return amount(value, self.outcome, self.currency, signed)

    def span(self, estimate: Estimate | None, signed: bool = False) -> str:
        """Return the interval of an estimate of the outcome."""
        return span(estimate, self.outcome, self.currency, signed)

    def money(self, value: float | None, signed: bool = False) -> str:
        """Return an amount of money to the unit."""
        return money(value, self.currency, "full", signed=signed)


def days_text(actual: PlanActual) -> str:
    """Return how far the period is: "12 of 30 days", or "All 30 days"."""
    if actual.over:
        return f"All {counted(actual.mark.days, 'day')}" if actual.mark.days > 1 else "The day is over"
    return f"{actual.elapsed} of {counted(actual.mark.days, 'day')}"


def finding(actual: PlanActual) -> str:
    """Return the headline: how far the period is, and the difference to the plan."""
    total, say, what = actual.total, Speech.of(actual), actual.mark.outcome
    if total is None:
        return f"“{actual.name}” is the plan in force"
    be = "is" if what == "revenue" else "are"
    if total.difference is None:
        return f"{days_text(actual)}: {say.money(total.spent)} of {say.money(total.planned)} planned is spent"
    gap = total.difference.mean
    if _near(gap, total):
        return f"{days_text(actual)}: {what} {be} on plan"
    return f"{days_text(actual)}: {what} {be} {say.amount(abs(gap))} {'below' if gap < 0 else 'above'} plan"


def reason(actual: PlanActual) -> str:
    """Return what the difference is made of, and whether it is beyond chance; empty where it is not split."""
    total, say = actual.total, Speech.of(actual)
    if total is None or total.differently is None or total.answered is None or total.difference is None:
        return ""
    spent, answered = total.differently.mean, total.answered.mean
    if _near(spent, total) and _near(answered, total):
        return f"Money was spent and campaigns answered about as planned, {chance_text(total)}."
    # Where the parts pull apart each says its direction; else the headline has said it.
    apart = spent * answered < 0 or _near(total.difference.mean, total)

    def sized(value: float) -> str:
        way = f" {'less' if value < 0 else 'more'}" if apart else ""
        return f"{say.amount(abs(value))}{way}"

    parts = [f"{sized(spent)} because {spend_reason(total)}"] if not _near(spent, total) else []
    how = "less" if answered < 0 else "more"
    parts.append(f"{sized(answered)} because campaigns answered {how} than expected, {chance_text(total)}")
    return f"{', '.join(parts)}."


def chance_text(line: Line) -> str:
    """Return whether what campaigns answered differently is beyond chance."""
    return "which is more than chance does" if line.beyond else "which is within what chance does"


def spend_reason(line: Line) -> str:
    """Return how spend differed from the plan."""
    share = line.adherence
    if share is None or share > 1 + 0.5 * OFF_SPEND:
        return "more was spent"
    return "less was spent" if share < 1 - 0.5 * OFF_SPEND else "money went to other campaigns or days"


def spend_sentence(actual: PlanActual) -> str:
    """Return how spend stands: "Spend is 6 % ahead of plan; at this rate it ends €4,100 over."."""
    total, pace, say = actual.total, actual.pace, Speech.of(actual)
    if total is None or pace is None:
        return ""
    if total.adherence is None:
        return f"The plan has no spend to date; {say.money(total.spent)} was spent."
    off, over = total.adherence - 1, pace.at_end - pace.planned
    where = "on plan" if abs(off) < ON_PLAN else f"{percent(abs(off))} {'ahead of' if off > 0 else 'behind'} plan"
    if not pace.remaining:
        ended = (
            f"{money(abs(over), actual.currency, 'round')} {'over' if over > 0 else 'under'}"
            if abs(over) >= 1
            else "on plan"
        )
        return f"Spend ended {ended}."
    way = (
        f"{money(abs(over), actual.currency, 'round')} {'over' if over > 0 else 'under'}"
        if abs(over) > ON_PLAN * pace.planned
        else "on plan"
    )
    last = "the last day" if pace.rate_days == 1 else f"the last {counted(pace.rate_days, 'day')}"
    return f"Spend is {where}; at the rate of {last} it ends {way}."


def needed_sentence(actual: PlanActual) -> str:
    """Return what to spend a day from now on to land on the plan; empty where no day is left."""
    pace, say = actual.pace, Speech.of(actual)
    if pace is None or pace.needed is None:
        return ""
    if pace.needed < 0:
        left = say.money(-pace.needed * pace.remaining)
        return f"Even if nothing more is spent, it ends {left} over."
    return f"{say.money(pace.needed)} a day for {counted(pace.remaining, 'day')} lands on the plan."


@dataclass(frozen=True)
class Step:
    """Something to do: what, why, and where.

    Attributes:
        action: A command.
        why: One sentence or two.
        href: Where it is done.
        button: Text of the link.
    """

    action: str
    why: str
    href: str
    button: str


def next_steps(actual: PlanActual) -> list[Step]:
    """Return what to do next, what matters most first, three at most."""
    total, pace, say = actual.total, actual.pace, Speech.of(actual)
    if total is None or pace is None:
        return []
    steps = []
    plan = f"/budget?scenario={actual.mark.scenario_id}"
    falls = [line for line in actual.campaigns if line.beyond and line.answered and line.answered.mean < 0]
    for line in sorted(falls, key=lambda one: one.answered.mean if one.answered else 0.0)[:1]:
        lost = say.amount(-line.answered.mean) if line.answered else NONE
        steps.append(
            Step(
                f"Find out what changed at {line.name}",
                f"It brought {lost} less than its spend lets expect, more than chance does. "
                "Look at price, stock, tracking and creatives since the start.",
                f"/campaigns?campaign={line.id}",
                "See the campaign",
            )
        )
    if pace.remaining and total.planned > 0:
        off = [line for line in actual.campaigns if line.differently and _off(line) and line.differently.mean < 0]
        for line in sorted(off, key=lambda one: one.differently.mean if one.differently else 0.0)[:1]:
            steps.append(_back_to_plan(line, pace.remaining, say, plan))
    if pace.remaining and pace.chance is not None and pace.chance_as_planned is not None and pace.chance < 0.5:
        better = pace.chance_as_planned > pace.chance + 0.05
        why = f"As it goes, the chance to reach {say.amount(pace.target.mean if pace.target else None)} is "
        why += f"{_chance(pace.chance)}; with the rest by the plan {_chance(pace.chance_as_planned)}. "
        why += "Going back to the plan helps." if better else "Keeping to the plan is not enough: plan the rest anew."
        action = "Go back to the plan" if better else "Plan the days that are left anew"
        steps.append(Step(action, why, plan, "Open in Budget"))
    return steps[:3]


def _back_to_plan(line: Line, remaining: int, say: Speech, plan: str) -> Step:
    """Return what to do about the campaign whose spend cost the most."""
    daily = (line.planned_all - line.spent) / remaining
    cost = say.amount(-line.differently.mean) if line.differently else NONE
    ask = f" {say.money(daily)} a day lands on its plan." if daily > 0 else ""
    if line.spent <= 0:
        why = f"The plan counts on it and it has not spent anything yet, which cost about {cost}.{ask}"
        return Step(f"Start {line.name}, or plan without it", why, plan, "Open the plan")
    why = f"It spent {percent(line.adherence, 0)} of its plan, which cost about {cost}.{ask}"
    return Step(f"Bring {line.name} back to its plan" if daily > 0 else f"Hold {line.name}", why, plan, "Open the plan")


def _chance(value: float) -> str:
    return f"under 1{NBSP}%" if value < 0.01 else f"over 99{NBSP}%" if value > 0.99 else percent(value, 0)


def _near(gap: float, total: Line) -> bool:
    return total.expected is not None and abs(gap) <= ON_PLAN * abs(total.expected.mean)


def _off(line: Line) -> bool:
    return line.adherence is not None and abs(line.adherence - 1) > OFF_SPEND
