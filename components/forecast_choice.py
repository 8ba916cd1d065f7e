"""What the address of the Outlook asks for: measure, part, length of the horizon, and going on as today or a plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from components.period import address
from core.forecasting.series import TOTAL, Level

PATH: Final = "/forecast"
AHEAD: Final = (14, 28, 60, 90)
USUAL: Final = 28


@dataclass(frozen=True)
class OutlookChoice:
    """One question.

    Attributes:
        measure: One of ``core.data.MEASURES``.
        level: What is looked at: the total, a channel or a campaign.
        key: Which one.
        days: Length of the horizon.
        plan: Id of a scenario; empty where all goes on as today.
        usual: The measure that is not said in the address.
    """

    measure: str
    level: Level = "total"
    key: str = TOTAL
    days: int = USUAL
    plan: str = ""
    usual: str = "revenue"

    @property
    def part(self) -> str:
        """The part as the address says it: ``channel:Search``, ``campaign:c1``, or nothing for the total."""
        return "" if self.level == "total" else f"{self.level}:{self.key}"

    def href(self, **changes: str | int) -> str:
        """Return the address of this question with ``measure``, ``part``, ``days`` or ``plan`` changed."""
        asked = {"measure": self.measure, "part": self.part, "days": self.days, "plan": self.plan} | changes
        return address(
            PATH,
            measure=None if asked["measure"] == self.usual else str(asked["measure"]),
            part=str(asked["part"]) or None,
            ahead=None if asked["days"] == USUAL else str(asked["days"]),
            plan=str(asked["plan"]) or None,
        )


def read_outlook(parameters: Mapping[str, str], measured: Sequence[str], usual: str) -> OutlookChoice:
    """Return what an address asks for; what there is none of is as usual.

    Args:
        parameters: Of the address.
        measured: The measures that can be asked for.
        usual: The one where none is asked for.
    """
    measure = parameters.get("measure", "")
    level, _, key = parameters.get("part", "").partition(":")
    days = parameters.get("ahead", "")
    known: Level = "channel" if level == "channel" else "campaign" if level == "campaign" else "total"
    return OutlookChoice(
        measure=measure if measure in measured else usual,
        level=known if key else "total",
        key=key[:200] if key and known != "total" else TOTAL,
        days=int(days) if days in {str(d) for d in AHEAD} else USUAL,
        plan=parameters.get("plan", "")[:40],
        usual=usual,
    )
