"""The address of the Budget page: a plan as texts by name, written by ``assets/budget-address.js``, checked here.

Nothing in an address is believed: what cannot be used is left out and said, the rest opens as it was.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs, unquote

from callbacks.budget_rules import read_number, read_rules
from callbacks.budget_weeks import read_change
from components.budget_words import MOST_AMOUNT
from components.format import counted
from core.allocation import strategies
from core.allocation.planning import GOALS, Planner
from core.data.schema import MONEY_OUTCOMES
from core.errors import InputError
from core.planning import LONGEST

PAGE: Final = "budget"
"""Under this name long states are kept by ``core.links.LinkStore``."""
LABEL: Final = "Open link"
AMOUNTS: Final = {"spend": "spend", "min": "lower", "max": "upper"}
VALUES: Final = ("reach", "average", "marginal", "amount", "least", "margin")
PLAN: Final = (
    *AMOUNTS, "lock", "keep", "take", "goal", "total", *VALUES, "groups", "floor", "active", "caution", "tail",
    "strategy", "chance", "weeks",
)  # fmt: skip
"""Names that belong to the plan; any of them makes an address one that holds a plan."""
LONGEST_SEARCH: Final = 250_000
NAMED: Final = 3
DAYS_A_WEEK: Final = 7
MODES: Final = {"proportion": "proportion", "next": "next"}


@dataclass
class Reading:
    """What was found in an address so far.

    Attributes:
        planner: Knows the campaigns.
        plan: What the browser opens: amounts by campaign id, rules, goal.
        unknown: Campaigns that the data in use do not hold.
        unread: What could not be used, in words.
    """

    planner: Planner
    plan: dict[str, Any] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)

    def attempt(self, what: str, read: Callable[[], Any]) -> Any:
        """Return what ``read`` returns, or None where it cannot; then ``what`` is noted."""
        try:
            return read()
        except (InputError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self.unread.append(what)
            return None


def parts(search: str) -> dict[str, str]:
    """Return an address as texts by name; of repeated ones the first."""
    given = parse_qs(search[:LONGEST_SEARCH].lstrip("?"), errors="replace")
    return {name: values[0] for name, values in given.items()}


def holds_plan(given: Mapping[str, str]) -> bool:
    """Return whether an address holds a plan of its own."""
    return any(name in given for name in PLAN)


def stamp(planner: Planner) -> str:
    """Return what an address carries of the data and the model that it was made with."""
    return f"{planner.dataset_hash[:8]}-{planner.key[-8:]}"


def read_days(text: str) -> int:
    """Return a horizon.

    Raises:
        ValueError: If it cannot be planned.
    """
    days = int(text)
    if not 1 <= days <= LONGEST:
        raise ValueError(text)
    return days


def read_address(given: Mapping[str, str], planner: Planner) -> Reading:
    """Return the plan of an address, as far as it can be used.

    Args:
        given: Texts by name.
        planner: Campaigns and curves of its question.
    """
    reading = Reading(planner, {"label": LABEL})
    for name, amounts in AMOUNTS.items():
        reading.plan[amounts] = _amounts(reading, name, given.get(name, ""))
    _drop_crossing(reading)
    _locks(reading, given.get("lock", ""))
    reading.plan["keep"] = given.get("keep") != "no"
    reading.plan["mode"] = MODES.get(given.get("take", ""), "next")
    reading.plan["asked"] = _rules(reading, given)
    reading.plan["values"] = _values(reading, given)
    if "chance" in given:
        reading.plan["reach"] = reading.attempt("the target of the chance", lambda: _money(given["chance"], "It"))
    if "weeks" in given:
        reading.plan["weeks"] = reading.attempt("the spread over the weeks", lambda: _weeks(reading, given["weeks"]))
    return reading


def address_note(given: Mapping[str, str], reading: Reading, aside: Sequence[str] = ()) -> dict[str, str] | None:
    """Return what to say about an address that was opened; None where all of it is as it was made.

    Args:
        given: Texts by name.
        reading: What was found in it.
        aside: More sentences about what could not be used.
    """
    planner, said = reading.planner, [sentence for text in aside for sentence in text.split(". ", 1)]
    said = [sentence if sentence.endswith(".") else f"{sentence}." for sentence in said]
    if "part" in given:
        said.append("This address holds only part of the plan, which was too long for it.")
        said.append("Ask for a link made with “Copy link”: it holds all of it.")
    if reading.unknown:
        verb = "is" if len(reading.unknown) == 1 else "are"
        said.append(f"{counted(len(reading.unknown), 'campaign')} of this link {verb} not in the data in use.")
    if reading.unread:
        rest = len(reading.unread) - NAMED
        names = ", ".join(reading.unread[:NAMED]) + (f" and {rest} more" if rest > 0 else "")
        said.append(f"Part of this link could not be used: {names}.")
    if reading.unknown or reading.unread:
        said.append("The rest is as it was made.")
    made = given.get("made", "")
    if made and made != stamp(planner):
        moved = made.partition("-")[0] != planner.dataset_hash[:8]
        what = "The data have" if moved else "What the model assumes has"
        said.append(f"{what} moved on since this link was made.")
        said.append(
            f"Its amounts are as they were; the figures here use {'the data' if moved else 'the model'} of now."
        )
    return {"kind": "warn", "head": said[0], "text": " ".join(said[1:])} if said else None


def _amounts(reading: Reading, name: str, text: str) -> dict[str, float]:
    """Read ``id:amount,id:amount``."""
    names = {c.id: c.name for c in reading.planner.campaigns}
    found = {}
    for entry in filter(None, text.split(",")):
        written, _, amount = entry.rpartition(":")
        campaign_id = unquote(written)
        if campaign_id not in names:
            reading.unknown.add(campaign_id)
            continue
        value = reading.attempt(f"an amount of {names[campaign_id]}", partial(_money, amount, name))
        if value is not None:
            found[campaign_id] = value
    return found


def _drop_crossing(reading: Reading) -> None:
    """Leave the usual limits to campaigns whose minimum is above their maximum."""
    lower, upper = reading.plan["lower"], reading.plan["upper"]
    for c in reading.planner.campaigns:
        # The browser allows today's spend whatever the usual maximum is.
        if lower.get(c.id, c.lower) > upper.get(c.id, max(c.upper, c.today)) + 0.01:
            lower.pop(c.id, None)
            upper.pop(c.id, None)
            reading.unread.append(f"the limits of {c.name}, whose minimum is above its maximum")


def _locks(reading: Reading, text: str) -> None:
    today, spend = {c.id: c.today for c in reading.planner.campaigns}, reading.plan["spend"]
    ids = [unquote(one) for one in text.split(",") if one]
    reading.unknown |= set(ids) - set(today)
    reading.plan["locked"] = {i: spend.get(i, today[i]) for i in ids if i in today}


def _rules(reading: Reading, given: Mapping[str, str]) -> dict[str, Any]:
    """Rules and caution under the names of ``PlanSettings``."""
    found: dict[str, Any] = {}

    def take(name: str, text: str, what: str, read: Callable[[str], Any]) -> None:
        if text in given:
            value = reading.attempt(what, lambda: _rule(reading.planner, name, read(given[text])))
            if value is not None:
                found[name] = value

    take("most_active", "active", "how many may run", int)
    take("caution", "caution", "the caution", float)
    take("tail", "tail", "the share of bad cases", float)
    take("strategy", "strategy", "how to split", str)
    found["at_least"] = _amounts(reading, "floor", given.get("floor", ""))
    found["groups"] = _groups(reading, given.get("groups", ""))
    return found


def _rule(planner: Planner, name: str, value: Any) -> Any:
    return read_rules({name: value}, planner, [s.name for s in strategies()])[name]


def _groups(reading: Reading, text: str) -> list[dict[str, Any]]:
    """Read the groups one by one: one that cannot be used takes none of the others with it."""
    if not text:
        return []
    raw = reading.attempt("the groups", lambda: _list(text)) or []
    known = {c.id for c in reading.planner.campaigns}
    found: list[dict[str, Any]] = []
    for one in raw:
        kept = reading.attempt("a group", partial(_group, reading, one, known))
        if kept is None or kept.name in {group["name"] for group in found}:
            continue
        limits = {"lower": kept.lower, "upper": kept.upper, "share": kept.share}
        found.append({"name": kept.name, "campaigns": list(kept.campaigns), **limits})
    return found


def _list(text: str) -> list[Any]:
    raw = json.loads(text)
    if not isinstance(raw, list):
        raise TypeError(text[:20])
    return raw


def _group(reading: Reading, one: dict[str, Any], known: set[str]) -> Any:
    named = [i for i in one["campaigns"] if isinstance(i, str)]
    reading.unknown |= set(named) - known
    return _rule(reading.planner, "groups", [{**one, "campaigns": [i for i in named if i in known]}])[0]


def _weeks(reading: Reading, text: str) -> dict[str, Any]:
    """Read the spread over the weeks as ``assets/budget-weeks-state.js`` keeps it, in cents; checked here."""
    raw, known = json.loads(text), {c.id for c in reading.planner.campaigns}
    count = -(-reading.planner.days // DAYS_A_WEEK)

    def row(cents: list[Any], held: bool) -> list[int | None]:
        if len(cents) != count or (not held and not any(cents)):
            raise ValueError(text[:20])
        return [None if held and c is None else _cents(c) for c in cents]

    found: dict[str, Any] = {"change": read_change(raw.get("change")), "after": raw.get("after") is not False}
    for kind in ("shares", "held"):
        rows = raw.get(kind, {})
        reading.unknown |= set(rows) - known
        found[kind] = {key: row(cents, kind == "held") for key, cents in rows.items() if key in known}
    return found


def _cents(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw <= 100 * MOST_AMOUNT:
        raise ValueError(str(raw)[:20])
    return raw


def _values(reading: Reading, given: Mapping[str, str]) -> dict[str, Any]:
    """The goal and all that was typed for any goal, as the browser keeps them; the total is in cents there."""
    found: dict[str, Any] = {}
    if "goal" in given:
        if given["goal"] in GOALS:
            found["goal"] = given["goal"]
        else:
            reading.unread.append("the goal")
    if "total" in given:
        total = reading.attempt("the total", lambda: _money(given["total"], "The total"))
        found |= {} if total is None else {"base": round(total * 100)}
    for name in VALUES:
        if name in given:
            most = 1.0 if name == "margin" and reading.planner.outcome in MONEY_OUTCOMES else MOST_AMOUNT
            value = reading.attempt(f"a value of the goal ({name})", partial(_value, given[name], name, most))
            found |= {} if value is None else {name: value}
    return found


def _value(text: str, name: str, most: float) -> float:
    value = _money(text, name, most)
    if value <= 0 and name != "least":
        raise ValueError(text[:20])
    return value


def _money(text: str, what: str, most: float = MOST_AMOUNT) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text[:20])
    return read_number(value, what, most=most)
