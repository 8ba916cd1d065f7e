"""Agreement: of advice that contradicts itself, one piece stands; the other is set aside and its reason kept.

Two pieces contradict each other where one wants more money for a campaign and the other wants less, or wants it checked
or mended first: figures that may be wrong, and ads that tire, are no ground for more money. Less money and a check go
together: the check is said beside it.

Which stands: a check or a repair before a change of money; of two changes of money the one that is about more money
(``core.advice.worth``); of equal ones the first by agent and identity, so that everybody reads the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.advice.identity import identity
from core.agents.report import Recommendation


@dataclass(frozen=True)
class SetAside:
    """Advice that does not stand.

    Attributes:
        advice: What was given.
        because: The piece that stands instead.
        campaign_id: The campaign that they disagree about.
        reason: In words.
    """

    advice: Recommendation
    because: Recommendation
    campaign_id: str
    reason: str


@dataclass(frozen=True)
class Agreed:
    """Advice without contradictions.

    Attributes:
        standing: What stands, in the order in which it was given; ``why`` tells of what was set aside for it.
        aside: What does not.
    """

    standing: tuple[Recommendation, ...]
    aside: tuple[SetAside, ...]


def contradiction(one: Recommendation, other: Recommendation) -> str | None:
    """Return the id of a campaign about which two pieces of advice contradict each other, or None.

    Example:
        >>> more = Recommendation("a-1", "A", "", "", turns={"c": 1})
        >>> less = Recommendation("b-1", "B", "", "", turns={"c": -1})
        >>> check = Recommendation("c-1", "C", "", "", campaign_ids=("c",))
        >>> contradiction(more, less), contradiction(check, more), contradiction(less, check)
        ('c', 'c', None)
    """
    theirs = other.directions
    for campaign, asked in sorted(one.directions.items()):
        if campaign in theirs and asked != theirs[campaign] and 1 in (asked, theirs[campaign]):
            return campaign
    return None


def agree(found: Sequence[tuple[Recommendation, float | None]]) -> Agreed:
    """Return what stands of advice.

    Args:
        found: Advice with its worth, in the order in which it is to be read.
    """

    def first(at: int) -> tuple[bool, float, str, str]:
        advice, worth = found[at]
        checks = 0 in advice.directions.values()
        return not checks, -(worth if worth is not None else -1.0), advice.agent, identity(advice)

    stands: list[int] = []
    aside: list[SetAside] = []
    for at in sorted(range(len(found)), key=first):
        advice = found[at][0]
        clash = next(((k, c) for k in stands if (c := contradiction(found[k][0], advice)) is not None), None)
        if clash is None:
            stands.append(at)
        else:
            standing, campaign = found[clash[0]][0], clash[1]
            aside.append(SetAside(advice, standing, campaign, _reason(standing, advice, campaign)))
    return Agreed(tuple(_told(found[at][0], found, stands, aside) for at in sorted(stands)), tuple(aside))


def _reason(standing: Recommendation, advice: Recommendation, campaign: str) -> str:
    if standing.directions[campaign] == 0:
        return f"This waits until the other is done: “{standing.action}”."
    if advice.directions[campaign] == 0:
        return f"“{standing.action}” comes first."
    return f"“{standing.action}” asks for the opposite and is about more money."


def _told(
    advice: Recommendation,
    found: Sequence[tuple[Recommendation, float | None]],
    stands: Sequence[int],
    aside: Sequence[SetAside],
) -> Recommendation:
    """A piece of advice that tells of what was set aside for it, and of a check that comes with it."""
    said = []
    for one in aside:
        if one.because is advice:
            waits = advice.directions[one.campaign_id] == 0
            then = "waits until this is done" if waits else "is set aside for this"
            said.append(f"“{one.advice.action}” {then}.")
    lowers = [campaign for campaign, asked in advice.directions.items() if asked < 0]
    for at in stands:
        other = found[at][0]
        if other is not advice and any(other.directions.get(campaign) == 0 for campaign in lowers):
            said.append(f"First: “{other.action}”.")
    if not said:
        return advice
    return replace(advice, why=" ".join([advice.why.rstrip(), *said]))
