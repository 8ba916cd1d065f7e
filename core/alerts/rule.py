"""Rule: what is watched, of what, against which limit, and for how many days."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, get_args

from core.errors import InputError

Unit = Literal["money", "count", "percent", "ratio"]
Kind = Literal["all", "channel", "campaign", "target"]
Comparison = Literal["below", "above", "none", "up", "down", "changed", "over", "under", "unusual"]
Baseline = Literal["", "week", "four weeks"]
Window = Literal["each", "sum"]

MOST_DAYS: Final = 60
MOST_DAYS_OF_CHANGE: Final = 7
"""Longer than a week, the days of a change would overlap with those that they are held against."""
LARGEST: Final = 1e12
PLACES: Final = 4
"""Decimals of a limit: what is written in words and read again is the same number."""

CHANGES: Final = ("up", "down", "changed")
LIMITS: Final = ("below", "above")
PACES: Final = ("over", "under")
ANY: Final = "any"
"""The figure of a rule about unusual days that names none."""


@dataclass(frozen=True)
class Measure:
    """A figure that rules can watch.

    Attributes:
        key: A measure of ``core.data.MEASURES`` or a ratio of ``core.data.kpis.RATIOS``.
        name: As it stands in a sentence.
        unit: What a limit is given in. Percent are 100 times the ratio.
        words: Other words that people use for it.
    """

    key: str
    name: str
    unit: Unit
    words: tuple[str, ...] = ()

    @property
    def scale(self) -> float:
        """What the ratio is multiplied by to have the unit of a limit."""
        return 100.0 if self.unit == "percent" else 1.0


MEASURES: Final = {
    one.key: one
    for one in (
        Measure("spend", "spend", "money", ("cost", "costs", "spending", "ad spend")),
        Measure("impressions", "impressions", "count", ("views",)),
        Measure("clicks", "clicks", "count"),
        Measure("conversions", "conversions", "count", ("orders", "conversion", "order")),
        Measure("revenue", "revenue", "money", ("sales", "turnover", "income")),
        Measure("roas", "ROAS", "ratio", ("return on ad spend", "return")),
        Measure("cpa", "CPA", "money", ("cost per conversion", "cost per order", "cost per acquisition")),
        Measure("ctr", "CTR", "percent", ("click rate", "click-through rate", "clickthrough rate")),
        Measure("cpc", "CPC", "money", ("cost per click", "price per click")),
        Measure("cpm", "CPM", "money", ("cost per thousand impressions", "cost per mille")),
        Measure("conversion_rate", "conversion rate", "percent", ("conversions per click", "cvr")),
        Measure("aov", "order value", "money", ("average order value", "aov", "value per order")),
    )
}
"""What rules can watch, by key."""


@dataclass(frozen=True)
class Subject:
    """What a rule speaks of.

    Attributes:
        kind: ``all`` campaigns, a ``channel``, a ``campaign``, or a ``target`` whose pace is watched.
        key: Name of the channel, id of the campaign or of the target; empty for all.
        name: What people call it.
    """

    kind: Kind = "all"
    key: str = ""
    name: str = ""


ALL: Final = Subject()


@dataclass(frozen=True)
class Rule:
    """A condition on the days of a data set.

    Attributes:
        measure: Key of ``MEASURES``; ``pace`` for targets; ``any`` for unusual days of whatever figure.
        subject: What it speaks of.
        comparison: ``below`` or ``above`` the value; ``none`` of it at all; ``up``, ``down`` or ``changed`` (either
            way) by more than the value, %, against the baseline; ``over`` or ``under`` the pace by more than the value,
            %; ``unusual`` for a day that stands out.
        value: The limit, 0 or more, in the unit of the measure or in %.
        baseline: For changes: the same days of the ``week`` before, or the mean of the ``four weeks`` before.
        days: Number of days.
        window: Whether ``each`` of the days breaks the limit, or their ``sum``.
        currency: ISO code of a limit of money; None where the source of the data did not say.

    Raises:
        InputError: If the parts do not fit together.
    """

    measure: str
    subject: Subject
    comparison: Comparison
    value: float = 0.0
    baseline: Baseline = ""
    days: int = 1
    window: Window = "each"
    currency: str | None = None

    def __post_init__(self) -> None:
        if self.comparison not in get_args(Comparison) or self.window not in get_args(Window):
            raise InputError("A rule compares by below, above, none, up, down, changed, over, under or unusual.")
        if (self.subject.kind == "target") != (self.comparison in PACES):
            raise InputError("Only the pace of a target can be over or under. Say above or below for other figures.")
        any_figure = self.comparison == "unusual" and self.measure == ANY
        if self.comparison not in PACES and not any_figure and self.measure not in MEASURES:
            raise InputError(f"“{self.measure}” is no figure. Choose one of {', '.join(MEASURES)}.")
        if self.comparison == "none" and self.measure not in COUNTED:
            raise InputError("Only sums can be none at all: spend, impressions, clicks, conversions or revenue.")
        if (self.comparison in CHANGES) != bool(self.baseline) or self.baseline not in get_args(Baseline):
            raise InputError("A change is against the week before or the four weeks before.")
        value = self.value
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise InputError("The limit is not a number.")
        if not 0 <= value <= LARGEST:
            raise InputError("A limit is a number from 0 to a million millions.")
        if round(value, PLACES) != value:
            raise InputError(f"A limit can have {PLACES} decimals. Round it.")
        most = MOST_DAYS_OF_CHANGE if self.comparison in CHANGES else MOST_DAYS
        if type(self.days) is not int or not 1 <= self.days <= most:
            raise InputError(f"A rule of this kind looks at 1 to {most} days.")
        if self.days == 1 and self.window == "sum":
            raise InputError("One day is its own sum.")
        if self.comparison in ("unusual", *PACES) and self.days != 1:
            raise InputError("A rule of this kind looks at the newest day.")

    def plain(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)


COUNTED: Final = ("spend", "impressions", "clicks", "conversions", "revenue")


def rule_of(plain: Mapping[str, Any]) -> Rule:
    """Return a rule from what ``Rule.plain`` gave."""
    return Rule(**(dict(plain) | {"subject": Subject(**plain["subject"])}))
