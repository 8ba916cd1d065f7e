"""Sentences about forecasts: where it is heading, how sure that is, how it went on past days, what it knows."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from components.format import NBSP, between, counted, date_text, dates_text, money, number, percent
from components.measures import MEASURES, change
from core.agents.report import Estimate
from core.forecasting.backtest import Backtest
from core.forecasting.outlook import Forecasts
from core.forecasting.series import Level

STATES = {
    "paused": ("Paused", "warn"),
    "ended": ("Ended", ""),
    "empty": ("Nothing yet", ""),
    "short": ("New", "info"),
    "sparse": ("Few days", ""),
    "flat": ("Even", ""),
}
"""Chip of each state that is worth a word: text and kind."""


@dataclass(frozen=True)
class Heading:
    """One series over the horizon.

    Attributes:
        name: What people call it; empty for the total.
        expected: Sum over the horizon, 80 % interval.
        wide: The same with the 95 % interval.
        before: Sum of as many days before; None where the data do not hold so many.
        days: Length of the horizon.
    """

    name: str
    expected: Estimate
    wide: Estimate
    before: float | None
    days: int

    @property
    def moved(self) -> float | None:
        """Change against as many days before."""
        return change(self.expected.mean, self.before)


def heading(found: Forecasts, level: Level, key: str) -> Heading:
    """Return one series over the horizon."""
    name = "" if level == "total" else found.names[key]
    return Heading(name, found.sum(level, key), found.sum(level, key, 0.95), before_sum(found, level, key), found.days)


def before_sum(found: Forecasts, level: Level, key: str) -> float | None:
    """Return the sum of as many days before; None where the data do not hold so many, or hold gaps among them."""
    past = found.past(level, key)[-found.days :]
    return None if len(past) < found.days or past.isna().any() else float(past.sum())


def amount(found: Forecasts, value: float | None, style: str = "tile") -> str:
    """Return a value of the measure as people write it."""
    if MEASURES[found.measure].kind == "money":
        return money(value, found.currency, style)  # type: ignore[arg-type]
    return number(value, style)  # type: ignore[arg-type]


def span(found: Forecasts, estimate: Estimate) -> str:
    """Return an interval in words."""
    low, high = max(estimate.lower, 0.0), max(estimate.upper, 0.0)
    if MEASURES[found.measure].kind == "money" and high < 1e6:
        return between(low, high, found.currency)
    return f"between {amount(found, low)} and {amount(found, high)}"


def ends(found: Forecasts, estimate: Estimate) -> str:
    """Return an interval where there is little room."""
    return " to ".join(amount(found, max(end, 0.0)) for end in (estimate.lower, estimate.upper))


def outlook_title(found: Forecasts, one: Heading) -> str:
    """Return the finding: where this is heading, against as many days before."""
    label = MEASURES[found.measure].label
    of = f" of {one.name}" if one.name else ""
    verb = "is" if found.measure in ("spend", "revenue") else "are"
    length = f"the next {counted(one.days, 'day')}"
    if not one.expected.mean:
        return f"No {label.lower()}{of} {verb} expected in {length}."
    value = amount(found, one.expected.mean)
    if found.plan:
        start = f"Under “{found.plan}”, {label.lower()}{of} would come to about {value} in {length}"
    else:
        start = f"{label}{of} {verb} heading to about {value} in {length}"
    return f"{start}, {span(found, one.expected)}{_against(one)}."


def outlook_sub(found: Forecasts, one: Heading) -> str:
    """Return which days, and what the interval means."""
    text = f"{dates_text(found.first_day, found.last_day)}."
    if found.plan:
        kept = "" if found.plan_days >= found.days else f" for {counted(found.plan_days, 'day')}, then as today"
        text += f" By the plan{kept}, with the change that Budget says of it."
    if not one.expected.mean or one.expected.upper - one.expected.lower < 0.01:
        return text
    return f"{text} The range holds the sum in 8 of 10 cases; in 19 of 20 it is {span(found, one.wide)}."


def backtest_title(check: Backtest) -> str:
    """Return how the forecast went on past days."""
    if not check.checks:
        return "Too short to check"
    better = check.against_baseline
    checks = f"In {counted(check.checks, 'check')} on past days"
    if better is None:
        return f"{checks} nothing came, and nothing was forecast by repeating the last week"
    if abs(better) < 0.01:
        return f"{checks} it missed by as much as repeating the last week"
    side = "less" if better < 0 else "more"
    return f"{checks} it missed by {percent(abs(better), 0)} {side} than repeating the last week"


def backtest_note(check: Backtest) -> str:
    """Return what the checks were, or why there are none."""
    if not check.checks:
        return (
            "A check needs four weeks of days before two weeks to be forecast. Until then the range is that of other "
            "forecasts of its kind."
        )
    return (
        f"Each check forecast {check.days} days from the days before them alone. Its ranges were drawn without knowing "
        "what came."
    )


def covered_text(share: float | None, level: int) -> str:
    """Return how many days were within a range, against how many should be."""
    return "–" if share is None else f"{percent(share, 0)} of days, should be {level}{NBSP}%"


def state_words(found: Forecasts, key: str) -> str:
    """Return since when a campaign brings nothing; empty for one that runs."""
    state, since = found.states["campaign"][key], found.since.get(key)
    if state in ("paused", "ended") and since is not None:
        # A campaign that sells nothing may still spend: only of spend it is said that it was paused or has ended.
        label = MEASURES[found.measure].label.lower()
        what = STATES[state][0] if found.measure == "spend" else f"No {label}"
        return f"{what} since {date_text(since + timedelta(days=1))}"
    return "" if state in ("running", "flat") else STATES[state][0]


def holiday_words(found: Forecasts) -> str:
    """Return what is made of public holidays."""
    if not found.country:
        return "No public holidays are reckoned with. Choose whose count."
    effect, held = found.holiday_effect
    ahead = [day for day in found.holidays if found.first_day <= day <= found.last_day]
    coming = f"{counted(len(ahead), 'holiday')} ahead" if ahead else "none ahead"
    if effect == 1.0:
        return (
            f"{counted(held, 'holiday')} in the history, {coming}: too few to say what they do, so they move nothing."
        )
    side = "less" if effect < 1 else "more"
    return (
        f"On {counted(held, 'holiday')} in the history, days brought {percent(abs(1 - effect), 0)} {side} than their "
        f"weekday; {coming}."
    )


def event_words(found: Forecasts) -> str:
    """Return which known events were left out of learning."""
    if not found.events:
        return "No known events. Days marked as known under Unusual days do not teach the forecast."
    first, last = found.history.index[0].date(), found.history.index[-1].date()
    named = [f"{event.label} ({days_of(event.first, event.last)})" for event in found.events if event.first <= last]
    more = f" and {len(named) - 3} more" if len(named) > 3 else ""
    held = [event for event in found.events if event.last >= first]
    return f"{counted(len(held), 'known event')} left out of learning: {', '.join(named[:3])}{more}."


def days_of(first: date, last: date) -> str:
    """Return one day or a stretch of days."""
    return date_text(first) if first == last else dates_text(first, last)


def gap_words(history: pd.DataFrame) -> str:
    """Return how many days the data hold nothing for; empty where none."""
    gaps = int(history.isna().all(axis=1).sum())
    return f"{counted(gaps, 'day')} without data were filled from the same weekday around them." if gaps else ""


def _against(one: Heading) -> str:
    moved = one.moved
    if moved is None:
        return ""
    if abs(moved) < 0.005:
        return f", as in the last {one.days}"
    return f", {percent(abs(moved), 0)} {'above' if moved > 0 else 'below'} the last {one.days}"
