"""What the view Whom to target says, in sentences."""

from typing import Final

from components.format import chance, number, percent
from core.learning.results import Ranged
from core.learning.uplift import BestTarget, Target, UpliftReading

CLEARLY: Final = 0.95


def title(reading: UpliftReading, found: Target) -> str:
    """Return the finding of the page for the share that it speaks of."""
    if reading.validity.broken:
        return "The split of this campaign looks broken: do not choose people by it"
    if reading.verdict == "same":
        return "Choosing whom to contact is no better here than contacting people at random"
    if reading.verdict == "worse":
        return "Choosing by what was known is worse here than contacting people at random"
    outcome, share = reading.roles.outcome, percent(found.share, 0)
    if found.part is not None:
        return f"Contacting the {share} most persuadable brings {percent(found.part.mean, 0)} of the extra “{outcome}”"
    return (
        f"Contacting the {share} most persuadable brings about {amount(found.extra.mean)} extra “{outcome}” per 1,000"
    )


def sub(reading: UpliftReading, name: str) -> str:
    """Return the line below: file, arms, people, and the interval of the finding."""
    roles = reading.roles
    said = f"{name}: “{roles.treatment}” against “{roles.control}”, {number(reading.people)} people"
    if reading.of > reading.people:
        said += f" drawn from {number(reading.of)}"
    if reading.set_aside:
        said += f"; {number(reading.set_aside)} rows without “{roles.outcome}” set aside"
    return f"{said}. Ranges hold the truth in 95\u00a0% of campaigns."


def effect_words(reading: UpliftReading) -> str:
    """Return what contacting everybody brings, the same as the Experiments page says."""
    one, outcome = reading.effect, reading.roles.outcome
    span = f"between {signed(one.absolute_interval.lower * 1000)} and {signed(one.absolute_interval.upper * 1000)}"
    if one.absolute_interval.lower <= 0 <= one.absolute_interval.upper:
        return (
            f"Contacting everybody has no sure effect on “{outcome}”: {signed(one.absolute * 1000)} per 1,000, {span}."
        )
    verb = "brings" if one.absolute > 0 else "costs"
    return f"Contacting everybody {verb} {amount(abs(one.absolute) * 1000)} “{outcome}” per 1,000 people, {span}."


def qini_words(reading: UpliftReading) -> str:
    """Return how far choosing lies above contacting at random."""
    one, outcome = reading.qini.coefficient, reading.roles.outcome
    span = f"between {signed(one.lower * 1000)} and {signed(one.upper * 1000)}"
    if reading.verdict == "same":
        return (
            f"No better than contacting everybody at random: over all shares {signed(one.mean * 1000)} “{outcome}” per "
            f"1,000 people, {span}."
        )
    side = "more" if one.mean > 0 else "fewer"
    mean = amount(abs(one.mean) * 1000)
    return f"Over all shares, choosing brings {mean} {side} “{outcome}” per 1,000 people than chance, {span}."


def target_words(found: Target, outcome: str) -> list[str]:
    """Return what contacting a share brings."""
    people = number(round(found.share * 1000))
    said = [
        f"Contact the {people} most persuadable of 1,000 people: {signed(found.extra.mean)} “{outcome}”, "
        f"{between(found.extra)}.",
        f"As many at random bring {signed(found.random.mean)}, {between(found.random)}.",
    ]
    if found.part is not None:
        said.insert(
            1,
            f"That is {percent(found.part.mean, 0)} of what contacting everybody brings, between "
            f"{percent(max(found.part.lower, 0.0), 0)} and {percent(found.part.upper, 0)}.",
        )
    return said


def best_words(best: BestTarget) -> list[str]:
    """Return which share brings most after its cost."""
    one, whole = best.target, best.everybody.net
    if one.share == 0:
        return [
            "At this cost, contacting nobody is best: no share brings more than it costs.",
            f"Contacting everybody brings {signed(whole.mean)} after cost, {between(whole)}.",
        ]
    if one.share >= 1:
        return [
            f"At this cost, contacting everybody is best: {signed(whole.mean)} after cost per 1,000 people, "
            f"{between(whole)}."
        ]
    span = f"between {percent(best.lower, 0)} and {percent(best.upper, 0)}"
    said = [
        f"The best share is about {percent(one.share, 0)}, {span}: {signed(one.net.mean)} after cost per 1,000 people, "
        f"{between(one.net)}.",
        f"Contacting everybody brings {signed(whole.mean)}, {between(whole)}.",
    ]
    sure = "" if best.beats >= CLEARLY else ", which is not sure"
    return [*said, f"Chance that the best share beats everybody and nobody: {chance(best.beats)}{sure}."]


def between(one: Ranged) -> str:
    """Return an interval in words."""
    return f"between {signed(one.lower)} and {signed(one.upper)}"


def amount(value: float) -> str:
    """Return a figure with three digits."""
    return number(value, "tile")


def signed(value: float) -> str:
    """Return a figure with three digits and a sign."""
    return number(value, "tile", signed=True) if abs(value) >= 0.005 else "0"
