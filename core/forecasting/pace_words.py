"""How a target goes, in words: the finding, what each day must bring, and what an even pace would have."""

from datetime import date
from typing import Final

from core.forecasting.pacing import LATELY, Pace, Target
from core.wording import between, chance, counted, date_text, dates_text, money, number, percent

MONTH_NAMES: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
ON: Final = 0.005
"""Share of the amount within which a period ends on it."""


def period_name(first: date, last: date) -> str:
    """Return the name of a period: a month by its name, else its days.

    Example:
        >>> period_name(date(2026, 6, 1), date(2026, 6, 30)), period_name(date(2026, 6, 1), date(2026, 6, 9))
        ('June', '1 – 9 Jun 2026')
    """
    whole = first.day == 1 and (first.year, first.month) == (last.year, last.month)
    if whole and date.fromordinal(last.toordinal() + 1).month != last.month:
        return MONTH_NAMES[first.month - 1]
    return dates_text(first, last)


def subject(target: Target, name: str) -> str:
    """Return what a target is about, e.g. ``June spend of Search``."""
    of = "" if target.level == "total" else f" of {name}"
    period = period_name(target.first, target.last)
    if period in MONTH_NAMES:
        return f"{period} {target.measure}{of}"
    return f"{target.measure.capitalize()}{of}, {period},"


def amount(target: Target, value: float | None, currency: str | None, style: str = "round") -> str:
    """Return an amount of the measure of a target."""
    if target.measure in ("spend", "revenue"):
        return money(value, currency, "full" if style == "full" else "round")
    return number(value, "full" if style == "full" else "round")


def goal(target: Target) -> str:
    """Return what people call the amount."""
    return "budget" if target.measure == "spend" else "target"


def beside(target: Target, value: float) -> str:
    """Return where a value lies beside the amount, e.g. ``3 % over budget``."""
    share = value / target.amount - 1.0
    if abs(share) < ON:
        return f"on {goal(target)}"
    return f"{percent(abs(share))} {'over' if share > 0 else 'under'} {goal(target)}"


def finding(pace: Pace) -> str:
    """Return how a target goes as one sentence, without a full stop."""
    target = pace.target
    what = subject(target, pace.name)
    if pace.state == "unknown":
        return f"{what} cannot be held against its {goal(target)}"
    if pace.state == "over":
        return f"{what} ended at {amount(target, pace.so_far, pace.currency, 'full')}: {beside(target, pace.so_far)}"
    if pace.state == "running" and pace.reached:
        done = "has used its budget" if target.measure == "spend" else "has reached its target"
        return f"{what} {done} with {counted(pace.left, 'day')} left"
    if pace.end is None or pace.over is None:
        so_far = f"{amount(target, pace.so_far, pace.currency)} of {amount(target, target.amount, pace.currency)}"
        return f"{what} is at {so_far}" if pace.state == "running" else f"{what} has not begun in the data"
    odds = (
        f"{chance(pace.over)} likely to be over"
        if target.measure == "spend"
        else f"{chance(pace.over)} likely to make it"
    )
    where = f"{amount(target, pace.end.mean, pace.currency)}: {beside(target, pace.end.mean)}"
    return f"{what} is heading for {where}, {odds}"


def needed(pace: Pace) -> str:
    """Return what each remaining day must bring, or may cost, beside what the last days did."""
    target = pace.target
    if pace.needed is None:
        return ""
    days = counted(pace.left, "day")
    each = amount(target, pace.needed, pace.currency)
    if pace.reached:
        return f"Nothing of the {goal(target)} is left for the {days} to come."
    may = (
        f"{each} a day can be spent on the {days} left"
        if target.measure == "spend"
        else (f"Each of the {days} left must bring {each}")
    )
    if not pace.lately:
        return f"{may}."
    share = pace.needed / pace.lately - 1.0
    same = (
        "about as much as" if abs(share) < 0.03 else f"{percent(abs(share), 0)} {'more' if share > 0 else 'less'} than"
    )
    verb = "spent" if target.measure == "spend" else "brought"
    return f"{may}, {same} the last {LATELY} days {verb} ({amount(target, pace.lately, pace.currency)} a day)."


def even_pace(pace: Pace) -> str:
    """Return what an even pace would have by now."""
    if pace.state != "running":
        return ""
    target, gap = pace.target, pace.so_far - pace.even
    way = "ahead" if gap > 0 else "behind"
    text = f"So far {amount(target, pace.so_far, pace.currency, 'full')}; an even pace would have "
    text += amount(target, pace.even, pace.currency, "full")
    close = abs(gap) < ON * target.amount
    return text + (", about the same." if close else f", so it is {amount(target, abs(gap), pace.currency)} {way}.")


def expected(pace: Pace) -> str:
    """Return the expected end with its likely range."""
    if pace.end is None:
        return ""
    target, end = pace.target, pace.end
    if target.measure in ("spend", "revenue"):
        span = between(end.lower, end.upper, pace.currency)
    else:
        span = f"between {number(end.lower, 'round')} and {number(end.upper, 'round')}"
    return f"{amount(target, end.mean, pace.currency)}, {span}"


def caveats(pace: Pace) -> list[str]:
    """Return what limits the answer, each as a sentence."""
    found = [pace.reason] if pace.reason else []
    if pace.state == "future":
        found.append(f"The data end on {date_text(pace.last_day)}, before this period begins.")
    missing = pace.elapsed - pace.held
    if pace.state != "unknown" and missing > 0:
        found.append(f"The data hold nothing for {counted(missing, 'day')} of the period, which count as nothing.")
    return found
