"""The address of the Scenarios page: which scenarios stand side by side, and what they are judged by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

PATH = "/scenarios"
ACTUAL = "actual"
"""Names the view of the plan in force."""
MOST = 4
"""So many scenarios stand side by side at most."""


@dataclass(frozen=True)
class Choice:
    """What the address asks for.

    Attributes:
        ids: Ids of the chosen scenarios in the order of their letters; None where the address does not name any.
        by: ``after_spend`` or ``outcome``.
        margin: Share of the revenue that is left before ad spend, in per cent, above 0 and at most 100.
        find: What the list is searched for.
        view: ``actual`` for the plan in force; nothing for scenarios side by side.
        outcome: Whose plan in force; nothing is the one that was put in force last.
    """

    ids: tuple[str, ...] | None = None
    by: str = "after_spend"
    margin: float = 100.0
    find: str = ""
    view: str = ""
    outcome: str = ""

    def href(self, **changes: Any) -> str:
        """Return the address with some things changed; what is as usual is not in it."""
        choice = replace(self, **changes)
        parts = {}
        if choice.ids is not None:
            parts["ids"] = ",".join(choice.ids)
        if choice.by != Choice.by:
            parts["by"] = choice.by
        if choice.margin != Choice.margin:
            parts["margin"] = f"{choice.margin:g}"
        if choice.find:
            parts["find"] = choice.find
        if choice.view:
            parts["view"] = choice.view
        if choice.view and choice.outcome:
            parts["for"] = choice.outcome
        return PATH + ("?" + urlencode(parts, safe=",") if parts else "")

    def search(self, **changes: Any) -> str:
        """Return the part of the address from its question mark on."""
        return self.href(**changes).removeprefix(PATH)

    def toggled(self, scenario_id: str, chosen: Sequence[str]) -> str:
        """Return the address with a scenario taken in or out of those that are chosen now."""
        ids = tuple(i for i in chosen if i != scenario_id)
        return self.href(ids=ids if scenario_id in chosen else (*ids, scenario_id))


def read_choice(search: str | None) -> Choice:
    """Return what an address asks for; what cannot be used is as if it were not there.

    Args:
        search: The part of the address from its question mark on.
    """
    given = {name: values[-1] for name, values in parse_qs((search or "").lstrip("?"), keep_blank_values=True).items()}
    ids = None
    if "ids" in given:
        ids = tuple(dict.fromkeys(part.strip() for part in given["ids"].split(",") if part.strip()))[:MOST]
    by = given.get("by", Choice.by)
    return Choice(
        ids=ids,
        by=by if by in ("after_spend", "outcome") else Choice.by,
        margin=read_margin(given.get("margin")) or Choice.margin,
        find=given.get("find", "")[:80],
        view=ACTUAL if given.get("view") == ACTUAL else "",
        outcome=given.get("for", "")[:60],
    )


def read_margin(text: str | float | None) -> float | None:
    """Return a margin in per cent, or None where the text is not one.

    Example:
        >>> read_margin("55"), read_margin("0"), read_margin("plenty")
        (55.0, None, None)
    """
    try:
        margin = float(text) if text is not None else 0.0
    except ValueError:
        return None
    return round(margin, 1) if 0.1 <= margin <= 100 else None
