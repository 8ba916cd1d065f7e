"""Spend by week: how a plan is spread over its days, to the cent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from core.scenarios.scenario import Scenario
from core.weeks import Week, weeks_of

Span = tuple[date, date]
"""First and last day of a week; the last week of a plan may be shorter than seven days."""


@dataclass(frozen=True)
class Weeks:
    """Spend by week. The weeks of a campaign add up to its spend, to the cent.

    Attributes:
        spans: First and last day of each week.
        spend: Amounts by week, by campaign id.
        even: Nobody spread the plan over its weeks, so each day gets the same.
    """

    spans: tuple[Span, ...]
    spend: dict[str, tuple[float, ...]]
    even: bool

    @property
    def totals(self) -> tuple[float, ...]:
        """Spend of all campaigns by week."""
        return tuple(round(sum(weeks[i] for weeks in self.spend.values()), 2) for i in range(len(self.spans)))


def scenario_weeks(scenario: Scenario) -> Weeks:
    """Return the weeks of a scenario: as they were kept, otherwise even from the day after its data on."""
    start, days, weekly = first_day(scenario), scenario.settings.days, scenario.weekly
    if weekly is None:
        return even_weeks(scenario.spend, start, days)
    by_id = {key: to_cents(weeks, scenario.spend[key]) for key, weeks in weekly.spend.items()}
    return Weeks(_spans(weeks_of(start, days)), by_id, even=False)


def first_day(scenario: Scenario) -> date:
    """Return the first day of a scenario."""
    return scenario.weekly.start if scenario.weekly else scenario.last_day + timedelta(days=1)


def even_weeks(spend: Mapping[str, float], start: date, days: int) -> Weeks:
    """Return weeks of which each day has the same spend.

    Args:
        spend: Over all days, by campaign id.
        start: First day of the first week.
        days: Length of the plan; the last week holds what is left of it.
    """
    weeks = weeks_of(start, days)
    lengths = [week.days for week in weeks]
    return Weeks(_spans(weeks), {key: to_cents(lengths, amount) for key, amount in spend.items()}, even=True)


def to_cents(shares: Sequence[float], total: float) -> tuple[float, ...]:
    """Return a total split in proportion to shares, in cents that add up to the total in cents.

    The running sum is rounded, not the parts: each part is off by less than a cent and none is negative.

    Example:
        >>> to_cents([7, 7, 7, 7, 2], 100)
        (23.33, 23.34, 23.33, 23.33, 6.67)
    """
    whole = sum(shares)
    if whole <= 0:
        return (0.0,) * len(shares)
    ends = [round(100 * total * part / whole) for part in accumulate(shares)]
    ends[-1] = round(100 * total)
    return tuple((end - start) / 100 for start, end in zip([0, *ends], ends, strict=False))


def _spans(weeks: Sequence[Week]) -> tuple[Span, ...]:
    return tuple((week.first, week.last) for week in weeks)
