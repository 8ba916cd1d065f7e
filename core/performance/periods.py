"""Periods: which days a page speaks about and which it compares them with, from what an address asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.wording import counted, date_text, dates_text

PERIODS: Final = {
    "7": "Last 7 days",
    "28": "Last 28 days",
    "90": "Last 90 days",
    "month": "This month",
    "last-month": "Last month",
    "all": "All days",
    "custom": "Own dates",
}
"""What can be asked for, and what it is called."""
AGAINST: Final = {
    "before": "The period before",
    "year": "The same days last year",
    "custom": "Own dates",
    "none": "Nothing",
}
"""What a period can be compared with."""
USUAL: Final = "28"
YEAR_DAYS: Final = 364
"""A year is 52 weeks here, so that each Monday stands against a Monday: weekdays differ more than dates do."""


@dataclass(frozen=True)
class Span:
    """Days in a row, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def text(self) -> str:
        """In words."""
        return dates_text(self.first, self.last)


@dataclass(frozen=True)
class Periods:
    """A period and what it is compared with.

    Attributes:
        days: Which one of ``PERIODS``.
        against: Which one of ``AGAINST``.
        now: The days that are spoken of.
        before: The days that they are compared with; None where there are none.
        notes: What could not be done as it was asked, in sentences.
    """

    days: str
    against: str
    now: Span
    before: Span | None
    notes: tuple[str, ...] = ()

    @property
    def against_text(self) -> str:
        """What the period is compared with, in words; empty where with nothing."""
        if self.before is None:
            return ""
        if self.against == "before" and self.days not in ("month", "last-month"):
            return f"the {counted(self.before.days, 'day')} before"
        if self.against == "year":
            return f"the same days last year, {self.before.text}"
        return self.before.text


def periods_of(asked: Mapping[str, str], first: date, last: date) -> Periods:
    """Return the periods that an address asks for. What cannot be had is replaced by what is usual, and said.

    Args:
        asked: ``days`` (one of ``PERIODS``), ``from`` and ``to`` for own dates, ``against`` (one of ``AGAINST``),
            ``against-from`` and ``against-to``; dates as 2026-11-22. All may be missing or nonsense.
        first: First day of the data.
        last: Last day of the data.

    Example:
        >>> found = periods_of({"days": "7", "against": "year"}, date(2025, 1, 1), date(2026, 11, 22))
        >>> found.now.text, found.before.text
        ('16 – 22 Nov 2026', '17 – 23 Nov 2025')
    """
    held, notes = Span(first, last), []
    days = asked.get("days", "")
    days = days if days in PERIODS else USUAL
    now = None
    if days == "custom":
        now, said = _own(asked.get("from", ""), asked.get("to", ""), held, "These dates")
        notes += said
        days = days if now else USUAL
    now = now or _now(days, held)
    against = asked.get("against", "")
    against = against if against in AGAINST else "before"
    before = None
    if against == "custom":
        before, said = _own(
            asked.get("against-from", ""), asked.get("against-to", ""), held, "The dates to compare with"
        )
        notes += said
        against = against if before else "before"
    if against != "none" and before is None:
        before = _before(days, against, now)
        if before.first < first:
            if asked.get("against") in AGAINST:
                notes.append(f"The data begin on {date_text(first)}: there is nothing to compare {now.text} with.")
            before = None
    if before and before.days != now.days:
        notes.append(
            f"{counted(now.days, 'day')} stand against {counted(before.days, 'day')}: compare ratios, not sums."
        )
    return Periods(days, against, now, before, tuple(notes))


def _now(days: str, held: Span) -> Span:
    if days == "all":
        return held
    month = held.last.replace(day=1)
    if days == "month":
        return Span(max(month, held.first), held.last)
    if days == "last-month":
        end = month - timedelta(days=1)
        if end < held.first:
            return held
        return Span(max(end.replace(day=1), held.first), end)
    return Span(max(held.last - timedelta(days=int(days) - 1), held.first), held.last)


def _before(days: str, against: str, now: Span) -> Span:
    if against == "year":
        year = timedelta(days=YEAR_DAYS)
        return Span(now.first - year, now.last - year)
    end = now.first - timedelta(days=1)
    if days == "last-month" and now.first.day == 1:
        return Span(end.replace(day=1), end)
    if days == "month" and now.first.day == 1:
        # As far as this month has come, or as far as the month before went.
        return Span(end.replace(day=1), min(end.replace(day=1) + timedelta(days=now.days - 1), end))
    return Span(end - timedelta(days=now.days - 1), end)


def _own(start: str, end: str, held: Span, what: str) -> tuple[Span | None, list[str]]:
    """The dates that a person typed, as far as the data hold them, and what is to be said of them."""
    first, last = _date(start), _date(end)
    if first is None or last is None:
        return None, [f"{what} are not complete: give a first and a last day."]
    notes = []
    if first > last:
        first, last = last, first
        notes.append(f"{what} were the wrong way round; {dates_text(first, last)} is shown.")
    if last < held.first or first > held.last:
        return None, [f"The data hold {held.text}; {dates_text(first, last)} lies outside. What is usual is shown."]
    cut = Span(max(first, held.first), min(last, held.last))
    if (cut.first, cut.last) != (first, last):
        notes.append(f"The data hold {held.text}; of {dates_text(first, last)} it is {cut.text} that is shown.")
    return cut, notes


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
