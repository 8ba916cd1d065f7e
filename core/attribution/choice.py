"""What is asked of the Attribution page: by what, how far back, which measure, and which rule to compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from core.attribution.credit import RULES, Measure
from core.attribution.paths import LOOKBACKS, By

USUAL_RULE: Final = "shapley"
USUAL_LOOKBACK: Final = 30


@dataclass(frozen=True)
class Choice:
    """What is asked for; what is not asked for, or is nothing that there is, is as usual.

    Attributes:
        by: What credit goes to.
        lookback: Days before a purchase in which a contact counts.
        measure: What is divided.
        rule: The rule that is laid beside the last contact.
    """

    by: By = "channel"
    lookback: int = USUAL_LOOKBACK
    measure: Measure = "purchases"
    rule: str = USUAL_RULE

    @classmethod
    def from_address(cls, parameters: Mapping[str, str]) -> Choice:
        """Return the choice of an address."""
        by = "campaign" if parameters.get("by") == "campaign" else "channel"
        days = parameters.get("lookback", "")
        lookback = int(days) if days in map(str, LOOKBACKS) else USUAL_LOOKBACK
        measure = "value" if parameters.get("measure") == "value" else "purchases"
        rule = parameters.get("rule", "")
        rule = rule if rule in RULES and rule != "last" else USUAL_RULE
        return cls(cast(By, by), lookback, cast(Measure, measure), rule)

    def to_address(self) -> dict[str, str | None]:
        """Return the parameters that say the choice; what is as usual is None."""
        return {
            "by": None if self.by == "channel" else self.by,
            "lookback": None if self.lookback == USUAL_LOOKBACK else str(self.lookback),
            "measure": None if self.measure == "purchases" else self.measure,
            "rule": None if self.rule == USUAL_RULE else self.rule,
        }


def kept_file(parameters: Mapping[str, str]) -> dict[str, str | None]:
    """Return the parameters that name an uploaded table and what its columns are."""
    return {name: parameters.get(name) or None for name in ("file", "roles")}
