"""The address of the Scenarios page: what stands side by side, against what, and what the list shows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from core.scenarios import MOST_TAGS
from core.scenarios.comparison import LETTERS, TODAY
from core.scenarios.spending import CAMPAIGN, CHANNEL, WEEK

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
        tags: The list shows what has all of these tags.
        archived: The list shows what was put away.
        open: Id of the scenario whose detail is shown in place of the comparison; empty where none is.
        rerun: The detail shows new figures beside the old ones.
        base: What the others are compared with: ``TODAY`` or a letter.
        split: Whether the split is shown by ``campaign``, ``channel`` or ``week``.
        flow: To which split the picture of moves leads, a letter or ``TODAY``; empty for the one that stands best.
        printed: As a page to print.
    """

    ids: tuple[str, ...] | None = None
    by: str = "after_spend"
    margin: float = 100.0
    find: str = ""
    view: str = ""
    outcome: str = ""
    tags: tuple[str, ...] = ()
    archived: bool = False
    open: str = ""
    rerun: bool = False
    base: str = TODAY
    split: str = CAMPAIGN
    flow: str = ""
    printed: bool = False

    def href(self, **changes: Any) -> str:
        """Return the address with some things changed; what is as usual is not in it.

        A base stays the same scenario where others are taken in or out, though its letter may be another one then.
        """
        if "ids" in changes:
            followed = {
                "base": self._letter(self.base, changes["ids"]),
                "flow": self._letter(self.flow, changes["ids"]),
            }
            changes = {"base": followed["base"] or TODAY, "flow": followed["flow"], **changes}
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
        if choice.tags:
            parts["tags"] = ",".join(choice.tags)
        if choice.archived:
            parts["archived"] = "1"
        if choice.open:
            parts["open"] = choice.open
            if choice.rerun:
                parts["rerun"] = "1"
        if choice.base != Choice.base:
            parts["base"] = choice.base
        if choice.split != Choice.split:
            parts["split"] = choice.split
        if choice.flow:
            parts["flow"] = choice.flow
        if choice.printed:
            parts["print"] = "1"
        return PATH + ("?" + urlencode(parts, safe=",") if parts else "")

    def search(self, **changes: Any) -> str:
        """Return the part of the address from its question mark on."""
        return self.href(**changes).removeprefix(PATH)

    def toggled(self, scenario_id: str, chosen: Sequence[str]) -> str:
        """Return the address with a scenario taken in or out of those that are chosen now."""
        ids = tuple(i for i in chosen if i != scenario_id)
        pinned = replace(self, ids=tuple(chosen))
        return pinned.href(ids=ids if scenario_id in chosen else (*ids, scenario_id))

    def _letter(self, letter: str, ids: Sequence[str] | None) -> str:
        """The letter that a scenario has among other ids; empty where it is not among them."""
        if letter in ("", TODAY) or self.ids is None or ids is None:
            return letter
        place = LETTERS.index(letter)
        known = place < len(self.ids) and self.ids[place] in ids[:MOST]
        return LETTERS[list(ids).index(self.ids[place])] if known else ""

    def opened(self, scenario_id: str) -> str:
        """Return the address with the detail of a scenario; empty goes back to the comparison."""
        return self.href(open=scenario_id, rerun=False)

    def tagged(self, tag: str) -> str:
        """Return the address with a tag added to those that the list is narrowed by, or taken from them."""
        tags = tuple(t for t in self.tags if t != tag)
        return self.href(tags=tags if tag in self.tags else (*tags, tag))


def read_choice(search: str | None) -> Choice:
    """Return what an address asks for; what cannot be used is as if it were not there.

    Args:
        search: The part of the address from its question mark on.
    """
    # A callback that somebody posted by hand may hold anything here.
    query = search.lstrip("?") if isinstance(search, str) else ""
    given = {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}
    ids = None
    if "ids" in given:
        ids = tuple(dict.fromkeys(part.strip() for part in given["ids"].split(",") if part.strip()))[:MOST]
    by = given.get("by", Choice.by)
    # What cannot be an id is shown as one that does not exist, and never reaches the database.
    opened = "".join(c for c in given.get("open", "") if c.isascii() and c.isalnum())[:16]
    return Choice(
        ids=ids,
        by=by if by in ("after_spend", "outcome") else Choice.by,
        margin=read_margin(given.get("margin")) or Choice.margin,
        find=given.get("find", "")[:80],
        view=ACTUAL if given.get("view") == ACTUAL else "",
        outcome=given.get("for", "")[:60],
        tags=tuple(dict.fromkeys(t for t in given.get("tags", "").split(",") if t))[:MOST_TAGS],
        archived=given.get("archived") == "1",
        open=opened,
        rerun=bool(opened) and given.get("rerun") == "1",
        base=_read_letter(given.get("base"), TODAY),
        split=given["split"] if given.get("split") in (CHANNEL, WEEK) else CAMPAIGN,
        flow=_read_letter(given.get("flow"), ""),
        printed=given.get("print") == "1",
    )


def read_margin(text: str | float | None) -> float | None:
    """Return a margin in per cent, or None where the text is not one.

    Example:
        >>> read_margin("55"), read_margin("0"), read_margin("plenty")
        (55.0, None, None)
    """
    try:
        margin = float(text) if text is not None else 0.0
    except (ValueError, TypeError, OverflowError):
        return None
    return round(margin, 1) if 0.1 <= margin <= 100 else None


def _read_letter(text: str | None, usual: str) -> str:
    known = {name.casefold(): name for name in (*LETTERS, TODAY)}
    return known.get((text or "").casefold(), usual)
