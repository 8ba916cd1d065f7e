"""What the view Whom to target says, in sentences."""

from typing import Final

from components.format import MINUS, chance, number, percent
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


def sub(reading: UpliftReading, name: str, found: Target) -> str:
    """Return the line below: the interval of the finding, file, arms and people."""
    roles = reading.roles
    span = ""
    if reading.verdict == "better" and not reading.validity.broken:
        one = found.part
        ends = (percent(max(one.lower, 0.0), 0), percent(one.upper, 0)) if one else _ends(found.extra)
        span = f"Between {ends[0]} and {ends[1]}. "
    said = f"{span}{name}: “{roles.treatment}” against “{roles.control}”, {number(reading.people)} people"
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
            f"No better than contacting people at random: over all shares {signed(one.mean * 1000)} “{outcome}” per "
            f"1,000 people, {span}."
        )
    side = "more" if one.mean > 0 else "fewer"
    mean = amount(abs(one.mean) * 1000)
    return f"Over all shares, choosing brings {mean} {side} “{outcome}” per 1,000 people than chance, {span}."


def target_words(found: Target, outcome: str) -> list[str]:
    """Return what contacting a share brings."""
    people = number(round(found.share * 1000))
    if found.share >= 1:
        # There is nobody to choose, so there is nothing to compare with.
        return [
            f"Contact everybody: about {amount(found.extra.mean)} extra “{outcome}” per 1,000, {between(found.extra)}."
        ]
    said = [
        f"Contact the {people} most persuadable of 1,000 people: about {amount(found.extra.mean)} extra "
        f"“{outcome}”, {between(found.extra)}.",
        f"As many at random bring about {amount(found.random.mean)}, {between(found.random)}.",
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


def _ends(one: Ranged) -> tuple[str, str]:
    return signed(one.lower), signed(one.upper)


def between(one: Ranged) -> str:
    """Return an interval in words."""
    lower, upper = _ends(one)
    return f"between {lower} and {upper}"


def amount(value: float) -> str:
    """Return a figure: whole from 10 on, two digits below.

    Example:
        >>> amount(38.4), amount(6.47), amount(0.3986), amount(-1234.5)
        ('38', '6.5', '0.4', '−1,234')
    """
    return f"{value:,.0f}".replace("-", MINUS) if abs(value) >= 9.95 else f"{value:.2g}".replace("-", MINUS)


def signed(value: float) -> str:
    """Return a figure with its sign.

    Example:
        >>> signed(38.4), signed(-0.44), signed(0.001)
        ('+38', '−0.44', '0')
    """
    if abs(value) < 0.005:
        return "0"
    return ("+" if value > 0 else "") + amount(value)
