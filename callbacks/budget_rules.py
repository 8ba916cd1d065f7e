"""Goal, rules and caution of a plan as the browser asks them, checked: nothing is believed until it is read here."""

import math
from collections.abc import Collection
from typing import Any

from components.budget_goals import goals
from components.budget_words import MOST_AMOUNT
from core.allocation.planning import GOALS, GroupLimit, Planner
from core.data.schema import MONEY_OUTCOMES
from core.errors import InputError

MOST_GROUPS = 50
NAME_LENGTH = 80
MOST_TAIL = 0.5
NEEDS_TARGET = ("least_spend", "average", "marginal")
NEEDS_AMOUNT = ("next", "cut")


def read_rules(fields: dict[str, Any], planner: Planner, strategies: Collection[str]) -> dict[str, Any]:
    """Return goal, rules, caution and strategy under the names of ``PlanSettings``; what is not named is as usual.

    Args:
        fields: What arrived.
        planner: Knows the campaigns.
        strategies: Names of those that can be asked for.

    Raises:
        InputError: If anything cannot be asked, in a sentence that says how it can.
    """
    goal = fields.get("goal", GOALS[0])
    if not isinstance(goal, str) or goal not in GOALS:
        raise InputError(f"{short(goal)} is not a goal of this page. Choose one from the list.")
    strategy = fields.get("strategy", "exact")
    if not isinstance(strategy, str) or strategy not in strategies:
        raise InputError(f"{short(strategy)} is not a way to search for the plan. Choose one from the list.")
    return {
        "goal": goal,
        **_read_goal(goal, fields, planner),
        "groups": _read_groups(fields.get("groups", []), planner),
        "at_least": _read_floors(fields.get("at_least", {}), planner),
        "most_active": _read_active(fields.get("most_active")),
        "caution": _read_share(fields.get("caution", 0.0), "The caution", 1.0),
        "tail": _read_tail(fields.get("tail", 0.1)),
        "strategy": strategy,
    }


def read_number(raw: Any, what: str, kind: str = "a number", most: float = MOST_AMOUNT) -> float:
    """Return a number from 0 to ``most``.

    Raises:
        InputError: If it is none, not finite, negative, or larger.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(_bounded(raw)):
        raise InputError(f"{what} is {short(raw)}, but it must be {kind} of 0 or more.")
    if raw < 0:
        raise InputError(f"{what} is {short(raw)}, but it must be {kind} of 0 or more.")
    if raw > most:
        raise InputError(f"{what} is {short(raw)}, more than can be planned. Use {most:,.10g} at most.")
    return float(raw)


def short(raw: Any) -> str:
    """Return what arrived as a short quotation."""
    text = str(raw) if isinstance(raw, str) else repr(raw)
    return f"“{text[:40]}”"


def _read_goal(goal: str, fields: dict[str, Any], planner: Planner) -> dict[str, Any]:
    """What goes with a goal: only what it asks for, so that two requests that mean the same are the same."""
    labels = dict(goals(planner.outcome, planner.currency)[goal].asks)
    read: dict[str, Any] = {}
    if goal in NEEDS_TARGET:
        what = labels["reach" if goal == "least_spend" else "ratio"]
        read["target"] = _read_positive(fields.get("target"), what)
    if goal in NEEDS_AMOUNT:
        read["amount"] = _read_positive(fields.get("amount"), labels["amount"])
    if goal == "roi":
        read["amount"] = _read_positive(fields.get("amount"), labels["least"])
    if goal == "profit":
        most = 1.0 if planner.outcome in MONEY_OUTCOMES else MOST_AMOUNT
        read["margin"] = _read_positive(fields.get("margin"), labels["margin"], most)
    return read


def _read_positive(raw: Any, label: str, most: float = MOST_AMOUNT) -> float:
    if raw is None:
        raise InputError(f"“{label}” is empty. Say it under Goal, then optimize again.")
    value = read_number(raw, f"“{label}”", most=most)
    if value <= 0:
        raise InputError(f"“{label}” is 0, but this goal needs more than 0. Say it under Goal, then optimize again.")
    return value


def _read_groups(raw: Any, planner: Planner) -> tuple[GroupLimit, ...]:
    if not isinstance(raw, list):
        raise InputError("The groups are no list. Reload the page.")
    if len(raw) > MOST_GROUPS:
        raise InputError(f"There are {len(raw)} groups, but a plan can have {MOST_GROUPS}. Remove some.")
    groups = tuple(_read_group(one, planner) for one in raw)
    names = [group.name for group in groups]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"Two groups are called “{twice}”. Give one of them another name.")
    return groups


def _read_group(raw: Any, planner: Planner) -> GroupLimit:
    if not isinstance(raw, dict):
        raise InputError("A group holds no campaigns. Reload the page.")
    name = " ".join(raw["name"].split()) if isinstance(raw.get("name"), str) else ""
    if not 0 < len(name) <= NAME_LENGTH:
        raise InputError(f"A group needs a name of 1 to {NAME_LENGTH} characters. Give it one.")
    campaigns, known = raw.get("campaigns"), {c.id for c in planner.campaigns}
    if not isinstance(campaigns, list) or not campaigns:
        raise InputError(f"The group “{name}” holds no campaigns. Choose at least one, or remove the group.")
    for one in campaigns:
        if not isinstance(one, str) or one not in known:
            raise InputError(f"There is no campaign {short(one)} in this plan. Reload the page.")
    if len(set(campaigns)) < len(campaigns):
        raise InputError(f"The group “{name}” names a campaign twice. Choose its campaigns again.")
    lower = read_number(raw.get("lower", 0.0), f"The minimum of {name}", "an amount of money")
    upper = raw.get("upper")
    upper = None if upper is None else read_number(upper, f"The maximum of {name}", "an amount of money")
    share = raw.get("share")
    share = None if share is None else _read_share(share, f"The share of {name}", 1.0)
    if upper is not None and lower > upper:
        raise InputError(f"The minimum of {name} is above its maximum. Lower the one or raise the other.")
    return GroupLimit(name, tuple(campaigns), lower, upper, share)


def _read_floors(raw: Any, planner: Planner) -> dict[str, float]:
    if not isinstance(raw, dict):
        raise InputError("“Nothing or at least” is not given by campaign. Reload the page.")
    names = {c.id: c.name for c in planner.campaigns}
    floors = {}
    for campaign_id, amount in raw.items():
        if campaign_id not in names:
            raise InputError(f"There is no campaign {short(campaign_id)} in this plan. Reload the page.")
        floors[campaign_id] = read_number(amount, f"The least of {names[campaign_id]}", "an amount of money")
    return floors


def _read_active(raw: Any) -> int | None:
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int) or not 1 <= raw <= MOST_AMOUNT:
        raise InputError(f"{short(raw)} is not a number of campaigns that may run. Use a whole number of 1 or more.")
    return raw


def _read_tail(raw: Any) -> float:
    tail = _read_share(raw, "The share of bad cases", MOST_TAIL)
    if tail <= 0:
        raise InputError("The share of bad cases is 0, but it must be more than 0. Use 10 %, for example.")
    return tail


def _read_share(raw: Any, what: str, most: float) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 <= raw <= most:
        raise InputError(f"{what} is {short(raw)}, but it must be from 0 % to {most:.0%}.".replace(" %", "\u00a0%"))
    return float(raw)


def _bounded(raw: int | float) -> float:
    # A whole number beyond the range of floats cannot be converted.
    return 2 * MOST_AMOUNT if isinstance(raw, int) and abs(raw) > MOST_AMOUNT else float(raw)
