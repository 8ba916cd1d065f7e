"""What segments say in sentences: the finding, each segment, and why this number of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.customers.segments.choosing import Choice
from core.wording import between, counted, money, number, percent

if TYPE_CHECKING:
    from core.customers.segments.desk import SegmentsAnswer
    from core.customers.segments.profiles import Profile


def headline(answer: SegmentsAnswer) -> str:
    """Return the finding: how many groups, and which of them brings most for its size."""
    found = answer.found
    people, groups = counted(len(found.labels), "customer"), counted(found.count, "group")
    if found.choice is not None and not found.choice.grouped:
        return f"These {people} do not fall into groups; the split below cuts a continuum."
    shares = [(one.value_share if one.value_share is not None else one.spent_share, one) for one in answer.profiles]
    known = [(share, one) for share, one in shares if share is not None and one.share > 0]
    verb = "are in" if answer.is_kept else "fall into"
    if not known or found.count < 2:
        largest = max(answer.profiles, key=lambda one: one.customers)
        return f"{people} {verb} {groups}; {largest.name} is the largest with {percent(largest.share, 0)}."
    share, best = max(known, key=lambda pair: (pair[0] / pair[1].share, pair[1].customers))
    bring = "are expected to bring" if best.value_share is not None else "brought"
    of = f"of the next {answer.months} months' value" if best.value_share is not None else "of what was spent"
    return f"{people} {verb} {groups}: “{best.name}” are {percent(best.share, 0)} and {bring} {percent(share, 0)} {of}."


def segment_sentence(one: Profile, currency: str | None) -> str:
    """Return a segment in a sentence."""
    said = f"{one.name}: {counted(one.customers, 'customer')}, {percent(one.share, 0)} of all"
    if one.value is not None:
        said += f", worth about {money(one.value.mean, currency, 'round')} in 12 months"
        said += f" ({between(one.value.lower, one.value.upper, currency)})"
    elif one.spent is not None:
        said += f", spent {money(one.spent, currency, 'round')} so far"
    return f"{said}. {one.to_do.action}."


def why_this_number(choice: Choice) -> str:
    """Return why there are so many segments."""
    one = next((t for t in choice.tried if t.count == choice.count), choice.tried[0])
    steady = (
        f"grouped again from halves of the customers, {number(choice.count)} groups agree {percent(one.stability, 0)}"
    )
    apart = f"they stand {number(abs(one.beyond), 'exact')} {'further' if one.beyond > 0 else 'less'} apart"
    facts = f"{steady} beyond chance, and {apart} than groups cut out of customers without any."
    if not choice.grouped:
        return (
            "No number of groups stands clearly further apart than groups cut out of customers without any. "
            f"Of three to five, this number is the steadiest: {facts}"
        )
    if choice.asked:
        return f"You asked for {number(choice.count)}: {facts}"
    others = [t for t in choice.tried if t.count != choice.count]
    if any(t.beyond >= one.beyond for t in others):
        return (
            f"{number(choice.count)} groups are steady and about as clear as any other number, and tell more than "
            f"fewer would: {facts}"
        )
    return f"Of the numbers that are steady, {number(choice.count)} has the clearest groups: {facts}"
