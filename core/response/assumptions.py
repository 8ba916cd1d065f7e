"""What people bring along before the data speak: beliefs, results of lift tests, and the shapes they choose."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from core.curves import Floats
from core.errors import InputError

EVERYTHING = ""
"""Subject of a belief about all channels."""


@dataclass(frozen=True)
class Belief:
    """What a person believes of a channel or a campaign. Each range is meant to hold the truth in 90 of 100 cases.

    Attributes:
        subject: A channel's name, a campaign's name or id; ``EVERYTHING`` is all of them. A campaign's own belief goes
            before its channel's, and that before the one about everything.
        roas: Outcome per unit of money at the usual spend, lowest and highest; both above 0. None: the default.
        carry_over: Days until nine tenths of an effect have come, lowest and highest; both above 0. None: the default.

    Raises:
        InputError: If a range is not two finite numbers above 0, the first below the second.

    Example:
        >>> Belief("TV", roas=(1.0, 4.0), carry_over=(7.0, 28.0)).roas
        (1.0, 4.0)
    """

    subject: str
    roas: tuple[float, float] | None = None
    carry_over: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        whom = f"of {self.subject}" if self.subject else "of all channels"
        for label, span in (("return", self.roas), ("carry-over", self.carry_over)):
            if span is None:
                continue
            if len(span) != 2 or not all(np.isfinite(span)) or span[0] <= 0 or span[1] <= span[0]:
                raise InputError(
                    f"The {label} {whom} is said to lie between {span[0]} and {span[-1]}; "
                    "give two numbers above 0, the lower one first."
                )


@dataclass(frozen=True)
class LiftTest:
    """The result of an experiment on the spend of one campaign or channel.

    The spend that the data record for these days includes the change. What would have been spent without the test is
    that spend less ``spend_change``, taken off in equal parts a day and never below zero; in proportion to the spend of
    each day where the test took place in a share of the business (``spread_change``).

    Attributes:
        subject: The channel's name, or the campaign's name or id.
        start: First day with changed spend.
        end: Last day that was measured.
        spend_change: By how much the spend of all these days was higher (or lower: negative) than without the test.
            Currency.
        outcome_change: Measured change of the outcome over these days, in the units of the outcome.
        standard_error: Standard error of that change, above 0.
        name: What people call it.
        share: Share of the subject's whole business in which the test took place, e.g. some regions; 1 is all of it.
            Both changes are those of that share.

    Raises:
        InputError: If a number is not finite, the share is not above 0 and at most 1, nothing
            changed, the error is not above 0 or the days are the wrong way.
    """

    subject: str
    start: date
    end: date
    spend_change: float
    outcome_change: float
    standard_error: float
    name: str = ""
    share: float = 1.0

    def __post_init__(self) -> None:
        about = f"The lift test {self.name or 'of ' + self.subject}"
        numbers = (self.spend_change, self.outcome_change, self.standard_error)
        if not all(np.isfinite(numbers)):
            raise InputError(f"{about} needs a change of spend, a change of outcome and a standard error in numbers.")
        if self.spend_change == 0:
            raise InputError(f"{about} changed no spend, so it says nothing about what spend brings.")
        if not 0 < self.share <= 1:
            raise InputError(f"{about} took place in a share of the business; it has to be above 0 and at most 1.")
        if self.standard_error <= 0:
            raise InputError(f"{about} needs a standard error above 0.")
        if self.end < self.start:
            raise InputError(f"{about} ends on {self.end}, before it starts on {self.start}.")


@dataclass(frozen=True)
class Assumptions:
    """Everything about a fit that a person may choose. The same assumptions on the same data give the same fit.

    Attributes:
        adstock: Name of the adstock (``core.response.adstock.ADSTOCKS``).
        saturation: Name of the saturation (``core.response.saturation.SATURATIONS``).
        beliefs: What is believed of channels and campaigns.
        lift_tests: Results of experiments.
    """

    adstock: str = "geometric"
    saturation: str = "hill"
    beliefs: tuple[Belief, ...] = ()
    lift_tests: tuple[LiftTest, ...] = ()

    def plain(self) -> dict[str, object]:
        """Return the assumptions as plain values, for keeping and for keys."""
        return {
            "adstock": self.adstock,
            "saturation": self.saturation,
            "beliefs": [
                {
                    "subject": one.subject,
                    "roas": list(one.roas) if one.roas else None,
                    "carry_over": list(one.carry_over) if one.carry_over else None,
                }
                for one in self.beliefs
            ],
            "lift_tests": [
                {
                    "subject": one.subject,
                    "start": one.start.isoformat(),
                    "end": one.end.isoformat(),
                    "spend_change": one.spend_change,
                    "outcome_change": one.outcome_change,
                    "standard_error": one.standard_error,
                    "name": one.name,
                    # Those of the whole business read, and are keyed, as they always were.
                    **({"share": one.share} if one.share != 1 else {}),
                }
                for one in self.lift_tests
            ],
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Assumptions":
        """Return the assumptions that ``plain`` gave.

        Raises:
            InputError: If a value cannot be used.
        """
        try:
            return cls(
                adstock=str(plain["adstock"]),
                saturation=str(plain["saturation"]),
                beliefs=tuple(
                    Belief(str(one["subject"]), _span(one["roas"]), _span(one["carry_over"]))
                    for one in plain["beliefs"]
                ),
                lift_tests=tuple(
                    LiftTest(
                        str(one["subject"]),
                        date.fromisoformat(one["start"]),
                        date.fromisoformat(one["end"]),
                        float(one["spend_change"]),
                        float(one["outcome_change"]),
                        float(one["standard_error"]),
                        str(one["name"]),
                        float(one.get("share", 1.0)),
                    )
                    for one in plain["lift_tests"]
                ),
            )
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError("These assumptions cannot be read. Set them again on the Models page.") from error


def _span(values: list[float] | None) -> tuple[float, float] | None:
    return (float(values[0]), float(values[1])) if values else None


def spread_change(test: LiftTest, change: float, spent: Floats, length: Floats | None = None) -> Floats:
    """Return a change of spend that a test made, by period.

    In equal parts; where it took place in a share of the business, in proportion to what was spent. There the curve is
    asked for a change 1 / share as large. In equal parts, a holdout would seem to leave some spend on the days that
    usually have most, and where a curve is steep at first that is most of the outcome.

    Args:
        test: The test.
        change: Change in all of these periods.
        spent: What the books show, by period.
        length: How much of each period the test covers; None: all alike.

    Example:
        >>> holdout = LiftTest("TV", date(2026, 1, 5), date(2026, 1, 6), -8.0, -20.0, 1.0, share=0.5)
        >>> spread_change(holdout, -8.0, np.array([3.0, 1.0])).tolist()
        [-6.0, -2.0]
        >>> spread_change(holdout, -8.0, np.zeros(2)).tolist()
        [-4.0, -4.0]
    """
    even = np.ones(len(spent)) if length is None else length
    parts = spent * even if test.share < 1 and (spent * even).sum() > 0 else even
    found: Floats = change * parts / parts.sum()
    return found
