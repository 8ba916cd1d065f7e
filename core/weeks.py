"""The weeks of a horizon: from its first day on, the last one as long as what is left of it."""

from dataclasses import dataclass
from datetime import date, timedelta

WEEK_DAYS = 7


@dataclass(frozen=True)
class Week:
    """One week of a horizon; the last may have fewer than seven days."""

    first: date
    days: int

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=self.days - 1)


def weeks_of(start: date, days: int) -> tuple[Week, ...]:
    """Return the weeks of a horizon; days that fill no week are a last, shorter one.

    Example:
        >>> [week.days for week in weeks_of(date(2026, 11, 28), 30)]
        [7, 7, 7, 7, 2]
    """
    return tuple(Week(start + timedelta(days=day), min(WEEK_DAYS, days - day)) for day in range(0, days, WEEK_DAYS))
