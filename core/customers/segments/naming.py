"""Names of segments in everyday words, made of what sets each apart; no two are the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.customers.segments.differences import SEEN, Difference
from core.customers.segments.purchase_features import AMOUNT, PURCHASES, SINCE, TENURE
from core.customers.segments.words import quality

MOST_PARTS: Final = 3
LONGEST: Final = 72
TELLING: Final = {"count": 0.85, "days": 0.85, "category": 1.1, "few": 1.1, "age": 1.1}
"""What kinds of features say of people in a name: who they are before how often they did what."""
ORDINARY: Final = "Ordinary customers"


def purchase_name(found: Sequence[Difference]) -> str:
    """Return the name of a segment of buyers: how recent, how often, how much.

    Args:
        found: By what it differs from the rest.
    """
    of = {one.feature.column: one for one in found if not one.feature.value}
    once = PURCHASES.column in of and of[PURCHASES.column].mean < 1.3
    often = _size(of, PURCHASES.column) > SEEN and not once
    recent, lapsed = _size(of, SINCE.column) < -SEEN, _size(of, SINCE.column) > SEEN
    big, small = _size(of, AMOUNT.column) > SEEN, _size(of, AMOUNT.column) < -SEEN
    new, old = _size(of, TENURE.column) < -SEEN, _size(of, TENURE.column) > SEEN
    if once:
        noun = "first-timers" if recent and new else "one-time buyers"
        noun = f"{noun} who spent {'much' if big else 'little'}" if big or small else noun
    elif big or small:
        noun = "big spenders" if big else "small spenders"
    else:
        noun = "buyers" if often else "repeat buyers" if PURCHASES.column in of else "customers"
    words = ["lapsed" if lapsed else "", "frequent" if often else ""]
    if recent and not often:
        words[0] = "recent"
    if not any(words) and not (big or small or once):
        words = ["long-standing" if old else "new" if new else "occasional"]
    return _sentence(" ".join([*filter(None, words), noun]))


def people_name(found: Sequence[Difference]) -> str:
    """Return the name of a segment of people: the few things by which it differs most.

    Args:
        found: By what it differs from the rest, the largest difference first.
    """
    parts: list[tuple[str, str]] = []
    columns: set[str] = set()
    for one in sorted(found, key=lambda d: -abs(d.size) * TELLING.get(d.feature.kind, 1.0)):
        if len(parts) == MOST_PARTS or abs(one.size) < SEEN:
            break
        adjective, noun = quality(one.feature, one.size > 0, one.mean)
        # Of a column with several values the one that it has more of says enough.
        if one.feature.column in columns or (one.feature.kind in ("category", "share") and one.size < 0):
            continue
        columns.add(one.feature.column)
        if len(_joined([*parts, (adjective, noun)])) <= LONGEST:
            parts.append((adjective, noun))
    if not parts:
        return ORDINARY
    return _sentence(_joined(parts))


def unique_names(names: Sequence[str], found: Sequence[Sequence[Difference]]) -> tuple[str, ...]:
    """Return names of which no two are the same: where two would be, what differs between them is added.

    Args:
        names: Of the segments.
        found: By what each differs from the rest.
    """
    given: list[str] = []
    for at, name in enumerate(names):
        twins = [k for k, other in enumerate(names) if other == name]
        chosen = name
        if len(twins) > 1:
            more = _between(found[at], [found[k] for k in twins if k != at])
            longer = f"{name}, {more}"
            # What the name says already would be said twice.
            chosen = longer if len(longer) <= LONGEST and more.lower() not in name.lower() else name
        number = 2
        base = chosen
        while chosen in given:
            chosen, number = f"{base} {number}", number + 1
        given.append(chosen)
    return tuple(given)


def _between(own: Sequence[Difference], others: Sequence[Sequence[Difference]]) -> str:
    """By what a segment differs most from others of the same name."""
    sizes = {one.feature.name: one.size for one in own}
    mean = {name: sum(d.size for o in others for d in o if d.feature.name == name) / len(others) for name in sizes}
    most = max(own, key=lambda one: abs(one.size - mean[one.feature.name]))
    adjective, noun = quality(most.feature, most.size > mean[most.feature.name], most.mean)
    return f"{adjective} {noun}".strip()


def _size(of: dict[str, Difference], column: str) -> float:
    return of[column].size if column in of else 0.0


def _joined(parts: Sequence[tuple[str, str]]) -> str:
    """Adjectives that follow each other are said once: "much wine and meat, no children"."""
    runs: list[tuple[str, list[str]]] = []
    for adjective, noun in parts:
        run = next((one for one in runs if one[0] == adjective and noun), None)
        if run:
            run[1].append(noun)
        else:
            runs.append((adjective, [noun]))
    return ", ".join(f"{adjective} {_listed([n for n in nouns if n])}".strip() for adjective, nouns in runs)


def _listed(nouns: Sequence[str]) -> str:
    return f"{', '.join(nouns[:-1])} and {nouns[-1]}" if len(nouns) > 1 else "".join(nouns)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:][: LONGEST - 1]
