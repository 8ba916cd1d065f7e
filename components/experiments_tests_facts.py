"""The figures of a plan and of a result that everybody understands; the views that made them show the rest."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from components.experiments_regions_words import amount
from components.format import chance, counted, date_text, money, number, percent, ratio

MOST_EFFECTS: Final = 6
"""Comparisons that are shown of a result; the view Result shows all."""


def result_facts(result: Mapping[str, Any], currency: str | None) -> list[tuple[str, str]]:
    """Return what came out, by what it is about: of tests by people each comparison, of others the change in all."""
    if isinstance(result.get("effects"), list):
        people = result.get("people")
        counts = [n for n in people.values() if _is_number(n)] if isinstance(people, Mapping) else []
        said = [("People", number(sum(counts)))] if counts else []
        return [*said, *_effects(result["effects"])]
    outcome = result.get("outcome")
    facts = []
    if isinstance(outcome, str) and _is_number(result.get("change")):
        values: list[Any] = [result.get(name) for name in ("change", "lower", "upper")]
        change, low, high = values
        unit = "" if outcome.lower() == "revenue" else f" {outcome}"
        text = f"{amount(change, outcome, currency, True)}{unit}"
        if _is_number(low) and _is_number(high):
            text += (
                f", likely between {amount(low, outcome, currency, True)} and {amount(high, outcome, currency, True)}"
            )
        facts.append(("Brought" if unit else "Revenue", text))
    if _is_number(result.get("relative_effect")):
        facts.append(
            ("Change", percent(result["relative_effect"], signed=True) + _span(result.get("relative_interval")))
        )
    if _is_number(result.get("spend_change")):
        facts.append(("Spend", money(result["spend_change"], currency, "round", True)))
    return facts


def _effects(effects: list[Any]) -> list[tuple[str, str]]:
    known = [one for one in effects if isinstance(one, Mapping) and isinstance(one.get("variant"), str)]
    facts = []
    for one in known[:MOST_EFFECTS]:
        text = _effect(one)
        if not text:
            continue
        win: Any = one.get("chance_to_win")
        if _is_number(win) and 0 <= win <= 1:
            text += f"; better with a chance of {chance(win)}"
        facts.append((f"{one['variant']}, {one.get('metric', '')}".rstrip(", "), text))
    if len(known) > MOST_EFFECTS:
        facts.append(("More", f"{counted(len(known) - MOST_EFFECTS, 'comparison')} on the page Result"))
    return facts


def _effect(one: Mapping[str, Any]) -> str:
    """One comparison: relative to the control where that is known, else in the unit of the metric."""
    if _is_number(one.get("relative")):
        pair = (one.get("relative_lower"), one.get("relative_upper"))
        return percent(one["relative"], signed=True) + _span(pair)
    if not _is_number(one.get("absolute")):
        return ""
    ends = [ratio(v, signed=True) if _is_number(v) else "open" for v in (one.get("lower"), one.get("upper"))]
    return f"{ratio(one['absolute'], signed=True)}, likely between {ends[0]} and {ends[1]}"


def _span(value: Any) -> str:
    """A range in per cent; empty where there is none."""
    pair = (value.get("lower"), value.get("upper")) if isinstance(value, Mapping) else value
    if not isinstance(pair, (list, tuple)) or len(pair) != 2:
        return ""
    ends = [percent(one, signed=True) if _is_number(one) else "open" for one in pair]
    return f", likely between {ends[0]} and {ends[1]}"


def plan_facts(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The figures of a plan or a result that everybody understands; the views that made them show the rest."""
    found = []
    for name, (label, words) in _LABELS.items():
        value = data.get(name)
        if value is None or value == "":
            continue
        try:
            found.append((label, words(value)))
        except (TypeError, ValueError, AttributeError):
            # Another view, or an older version of one, kept something else under this name: that view shows it.
            continue
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _count(value: Any) -> str:
    if not _is_number(value):
        raise TypeError
    return number(value)


def _share(value: Any) -> str:
    if not _is_number(value):
        raise TypeError
    return percent(value, signed=True)


def _sum(value: Any) -> str:
    return number(sum(value)) if isinstance(value, (list, tuple)) else _count(value)


def _names(value: Any) -> str:
    if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
        raise TypeError
    return ", ".join(value)


_WATCH: Final = {
    "any time": "At any time, without harm to the answer",
    "looks": "At planned looks only",
    "fixed": "At the end only",
    "": "At the end only",
}
_LABELS: Final[dict[str, tuple[str, Callable[[Any], str]]]] = {
    "people": ("People", _sum),
    "days": ("Length", lambda v: counted(round(v), "day")),
    "relative": ("Smallest effect worth seeing", _share),
    "watch": ("May be looked at", lambda v: _WATCH[v] if v in _WATCH else _names(None)),
    "test_regions": ("Regions with the change", _names),
    "control_regions": ("Regions without it", _names),
    "decided_on": ("Decided on", lambda v: date_text(date.fromisoformat(v))),
}
"""By the name that a view keeps it under: how it is called, and how it is said."""
