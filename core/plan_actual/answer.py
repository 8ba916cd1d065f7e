"""What is said of a plan in force: by campaign, by channel and in total, day by day, and where it ends."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.agents.report import Estimate
from core.scenarios.in_force import InForce

State = Literal["", "new", "silent", "unknown"]
BEYOND_TOTAL = 0.05
"""A total difference is called beyond chance where chance makes one as large less often than this."""
BEYOND_CAMPAIGN = 0.01
"""The same of one campaign or channel: stricter, because of a dozen one in twenty is nearly always there."""


@dataclass(frozen=True)
class Line:
    """One campaign, one channel or all together, over the days of the period that the data hold.

    Outcome expected + ``differently`` + ``answered`` = outcome that came, for the means and in each posterior draw.

    Attributes:
        id: Campaign id; empty for a channel and for all together.
        name: Name of the campaign or channel.
        channel: Channel name; empty for all together.
        planned: Spend of the plan to date. Currency.
        spent: Spend to date, as the data have it.
        planned_all: Spend of the plan over the whole period.
        at_end: Spend at the end of the period if the last days go on.
        actual: Outcome to date.
        expected: Outcome that the plan let expect to date; None where the model of the plan cannot be asked.
        likely: Outcome that the same model lets expect at what was really spent.
        differently: ``likely`` - ``expected``: what spending differently changed.
        answered: ``actual`` - ``likely``: what campaigns answered more or less, with the chance of these days.
        difference: ``actual`` - ``expected``.
        surprise: How often chance alone makes a difference from ``likely`` at least as large, 0 to 1.
        beyond: Whether ``answered`` is beyond what chance does.
        state: ``new``: not in the plan, or not known to its model, so all it brought counts as spent differently.
            ``silent``: in the plan, and the data have no row of it in the period. ``unknown``: no model to ask.
    """

    id: str
    name: str
    channel: str
    planned: float
    spent: float
    planned_all: float
    at_end: float
    actual: float
    expected: Estimate | None = None
    likely: Estimate | None = None
    differently: Estimate | None = None
    answered: Estimate | None = None
    difference: Estimate | None = None
    surprise: float | None = None
    beyond: bool = False
    state: State = ""

    @property
    def adherence(self) -> float | None:
        """Spend as a share of the plan's to date; None where the plan has none."""
        return self.spent / self.planned if self.planned > 0 else None


@dataclass(frozen=True)
class Pace:
    """Where the period ends.

    Attributes:
        remaining: Days that are left after the last one that the data hold.
        rate: Spend a day of the last days.
        rate_days: How many days that is.
        planned: Spend of the plan over the whole period.
        at_end: Spend at the end if the last days go on.
        needed: Spend a day from now on that lands on the plan; negative where more than the plan is spent already,
            None where no day is left.
        target: Outcome that the plan let expect over the whole period; None where it is not known.
        going_on: Outcome at the end if spend goes on as in the last days, with ``chance`` to reach the target.
        as_planned: Outcome at the end if the rest goes by the plan, with ``chance_as_planned``.
        chance: Between 0 and 1; None where it cannot be said.
        chance_as_planned: The same for ``as_planned``.
    """

    remaining: int
    rate: float
    rate_days: int
    planned: float
    at_end: float
    needed: float | None
    target: Estimate | None = None
    going_on: Estimate | None = None
    as_planned: Estimate | None = None
    chance: float | None = None
    chance_as_planned: float | None = None


@dataclass(frozen=True)
class Series:
    """Totals from the start to each day of the period; None before or after what is known.

    Attributes:
        dates: The days.
        planned: Spend of the plan.
        spent: Spend in the data.
        spend_ahead: Spend if the last days go on, from the last day of the data on.
        expected: Outcome that the plan lets expect.
        brought: Outcome in the data.
        ahead: Outcome if the last days go on, with ``lower`` and ``upper``.
        lower: Lower end of its interval.
        upper: Upper end.
    """

    dates: tuple[date, ...]
    planned: tuple[float, ...]
    spent: tuple[float | None, ...]
    spend_ahead: tuple[float | None, ...]
    expected: tuple[float, ...]
    brought: tuple[float | None, ...]
    ahead: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]


@dataclass(frozen=True)
class PlanActual:
    """The plan in force against what happened.

    Attributes:
        mark: What is in force.
        name: Name of the scenario.
        currency: ISO code or None.
        newest: Newest version of the scenario; above the one in force where somebody saved one since.
        archived: Whether the scenario was put away.
        elapsed: Days from the start to the last one that the data hold; 0 where they hold none of the period.
        held: Days of the period that the data hold.
        last_day: Last day of the data in use.
        total: All together; None where the data hold no day of the period.
        campaigns: By campaign.
        channels: By channel.
        pace: Where the period ends; None where the data hold no day of it.
        series: Day by day; None where the data hold no day of the period.
        promised: Outcome of the whole period as the scenario was saved with.
        reason: Why the difference is not split, in words; empty where it is.
        notes: What to know about the figures, in sentences.
    """

    mark: InForce
    name: str
    currency: str | None
    newest: int
    archived: bool
    elapsed: int
    held: int
    last_day: date
    promised: Estimate
    total: Line | None = None
    campaigns: tuple[Line, ...] = ()
    channels: tuple[Line, ...] = ()
    pace: Pace | None = None
    series: Series | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        """Whether the data hold the period up to its end."""
        return self.elapsed >= self.mark.days
