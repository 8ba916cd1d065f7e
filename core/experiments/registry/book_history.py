"""Who changed what of a test, and when, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from core.experiments.registry.record import KIND_WORDS, STATE_WORDS
from core.stated_store import Stated
from core.wording import counted, date_text

SHORT: Final = 60
"""Letters of a text that are quoted."""
_TEXTS: Final = {"hypothesis": "hypothesis", "decision": "decision", "learned": "what we learned"}
_LINES: Final = {"name": "name", "metric": "metric", "owner": "owner"}
_DAYS: Final = {"first": "First day", "last": "Last day"}


@dataclass(frozen=True)
class Change:
    """What one version did.

    Attributes:
        version: Its number.
        when: In UTC.
        who: Empty where nobody is known.
        words: What was done, a sentence without a full stop each; the first says the most.
        state: The state that the test moved to; empty where it stayed.
        removed: Whether the test was removed by it.
    """

    version: int
    when: datetime
    who: str
    words: tuple[str, ...]
    state: str = ""
    removed: bool = False


def history(versions: Sequence[Stated]) -> list[Change]:
    """Return what each version changed.

    Args:
        versions: Of one test, the newest first, as ``ExperimentBook.versions`` returns them.

    Returns:
        The newest first; a version that changed nothing that people see is left out.
    """
    before: Stated | None = None
    found = []
    for now in reversed(versions):
        change = _change(before, now)
        if change.words:
            found.append(change)
        before = now
    return found[::-1]


def moved_on(versions: Sequence[Stated]) -> list[Change]:
    """Return the versions that moved a test to another state, the first one first."""
    return [change for change in reversed(history(versions)) if change.state]


def _change(before: Stated | None, now: Stated) -> Change:
    state = str(now.content.get("state", "idea"))
    if before is None or (before.removed and not now.removed):
        word = "Added it" if before is None else "Brought it back"
        ahead = "" if state == "idea" else f" as {STATE_WORDS.get(state, state).lower()}"
        return Change(now.version, now.saved, now.saved_by, (f"{word}{ahead}",), state)
    if now.removed:
        return Change(now.version, now.saved, now.saved_by, ("Removed it",), "", True)
    old, new = before.content, now.content
    words = _state_words(old, new) + _result_words(old, new) + _text_words(old, new) + _other_words(old, new)
    was = str(old.get("state", "idea"))
    return Change(now.version, now.saved, now.saved_by, tuple(words), state if state != was else "")


def _state_words(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    was, now = (str(one.get("state", "idea")) for one in (old, new))
    if was == now:
        return []
    return [f"{STATE_WORDS.get(was, was)} → {STATE_WORDS.get(now, now).lower()}"]


def _result_words(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    words = []
    if old.get("result", {}) != new.get("result", {}):
        sentence = (new.get("result") or {}).get("sentence")
        words.append(f"Read the result: {_short(str(sentence))}" if sentence else "Changed the result")
    if old.get("file", "") != new.get("file", ""):
        words.append("Gave it a file of results" if new.get("file") else "Took its file of results off")
    elif old.get("roles", {}) != new.get("roles", {}):
        words.append("Chose what the columns of the file are")
    return words


def _text_words(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    words = []
    for field, word in _TEXTS.items():
        was, now = old.get(field, ""), new.get(field, "")
        if was != now:
            act = "Took out the" if not now else "Wrote the" if not was else "Changed the"
            act = act.removesuffix(" the") if word.startswith("what") else act
            words.append(f"{act} {word}" + (f": “{_short(now)}”" if now else ""))
    return words


def _other_words(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    words = []
    for field, word in _LINES.items():
        was, now = old.get(field, ""), new.get(field, "")
        if was != now:
            words.append(f"New {word}: “{_short(now)}”" if now else f"Took out the {word}")
    for field, word in _DAYS.items():
        was, now = old.get(field, ""), new.get(field, "")
        if was != now:
            words.append(f"{word}: {_day(was)} → {_day(now)}" if was else f"{word}: {_day(now)}")
    was, now = str(old.get("kind", "a/b")), str(new.get("kind", "a/b"))
    if was != now:
        words.append(f"New kind: {KIND_WORDS.get(now, now)}")
    if old.get("campaign_ids", []) != new.get("campaign_ids", []):
        count = len(new.get("campaign_ids", []))
        words.append(f"Chose {counted(count, 'campaign')}" if count else "Took out the campaigns")
    if old.get("design", {}) != new.get("design", {}):
        words.append("Changed the plan" if old.get("design") else "Made a plan")
    return words


def _day(text: str) -> str:
    return date_text(date.fromisoformat(text)) if text else "open"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT else f"{line[: SHORT - 1].rstrip()}…"
