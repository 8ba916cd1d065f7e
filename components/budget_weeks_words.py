"""The weeks of a plan in words: what they are called, and the finding of their chart."""

from typing import Any, Final

import numpy as np

from components.format import date_text, money, number
from core.data.schema import MONEY_OUTCOMES
from core.week_plans import BROUGHT_CURVES, WeekFigures
from core.weeks import WEEK_DAYS, Week

NOTICED: Final = 0.02
"""Share by which the spend a day of a week must lie above the even one to be named."""
LITTLE: Final = 0.0005
"""Below this share of the outcome, how a plan is spread over the weeks changes nothing that matters."""


def weeks_plain(weeks: tuple[Week, ...]) -> dict[str, Any]:
    """Return the weeks of a horizon for the browser, and what to say where their outcome is not known."""
    rows = [
        {
            "first": week.first.isoformat(),
            "days": week.days,
            "label": date_text(week.first, year=False),
            "until": _until(week),
            "name": f"week of {date_text(week.first, year=False)}",
        }
        for week in weeks
    ]
    return {"weeks": rows, "weeks_unknown": f"{BROUGHT_CURVES} Amounts by week can be planned and saved all the same."}


def finding(figures: WeekFigures, outcome: str, currency: str | None) -> str:
    """Return the title of the chart: what the spread brings against an even one.

    Args:
        figures: Of the plan.
        outcome: One of ``core.data.OUTCOMES``.
        currency: ISO code or None.
    """

    def text(value: float) -> str:
        return money(value, currency, "round") if outcome in MONEY_OUTCOMES else number(value, "round")

    what = "" if outcome in MONEY_OUTCOMES else f" {outcome}"
    if figures.chance is None:
        return f"Spread evenly over {horizon(figures.weeks)}"
    if abs(figures.gain) <= LITTLE * abs(figures.total):
        return "Spreading the plan this way brings about as much as an even spread"
    more = "more" if figures.gain > 0 else "less"
    low, high = figures.gain_lower, figures.gain_upper
    if figures.gain < 0:
        low, high = -high, -low
    # The interval is of what the title says, more or less; an end on the other side is named.
    if low < 0:
        other = "less" if more == "more" else "more"
        span = f"between {text(-low)} {other} and {text(high)} {more}"
    else:
        span = f"between {text(low)} and {text(high)}"
    return f"{_where(figures)} brings about {text(abs(figures.gain))}{what} {more} than an even spread ({span})"


def horizon(weeks: tuple[Week, ...]) -> str:
    """Return how long the weeks are together, e.g. ``4 weeks and 2 days``."""
    whole, part = (len(weeks), 0) if weeks[-1].days == WEEK_DAYS else (len(weeks) - 1, weeks[-1].days)
    parts = [f"{n} {noun if n == 1 else noun + 's'}" for n, noun in ((whole, "week"), (part, "day")) if n]
    return " and ".join(parts)


def total_words(figures: WeekFigures, outcome: str, currency: str | None, seasonal: bool) -> str:
    """Return what the weeks bring together and what of it the totals of the page do not count, or count otherwise.

    Args:
        figures: Of the plan.
        outcome: One of ``core.data.OUTCOMES``.
        currency: ISO code or None.
        seasonal: Whether the season of the weeks is known.
    """
    total = outcome_text(figures.total, outcome, currency)
    parts = ["the season of these weeks"] if seasonal else []
    parts.append("what earlier spend still brings")
    if figures.after_end is not None:
        parts.append("what carries over after the end")
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"About {total} in all, with {listed}; the totals of the plan are those of steady spend at average demand."


def outcome_text(value: float, outcome: str, currency: str | None) -> str:
    """Return an outcome as it is known, with its name where it is no money."""
    return money(value, currency, "round") if outcome in MONEY_OUTCOMES else f"{number(value, 'round')} {outcome}"


def _until(week: Week) -> str:
    if week.days < WEEK_DAYS:
        return "1 day" if week.days == 1 else f"{week.days} days"
    return f"to {date_text(week.last, year=False)}"


def _where(figures: WeekFigures) -> str:
    """Return which weeks get more, where few words say it."""
    pace = figures.spend / np.maximum(figures.even_spend, 1e-9) - 1.0
    above = [int(week) for week in np.flatnonzero(pace > NOTICED)]
    runs: list[list[int]] = []
    for week in above:
        if runs and week == runs[-1][-1] + 1:
            runs[-1].append(week)
        else:
            runs.append([week])
    if not 1 <= len(runs) <= 3:
        return "Spreading the plan this way"
    named: list[str] = []
    for run in runs:
        # Two weeks in a row are named each: "2 and 3" reads better than "2 to 3".
        named += [f"{w + 1}" for w in run] if len(run) < 3 else [f"{run[0] + 1} to {run[-1] + 1}"]
    words = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f"Spending more in {'week' if len(above) == 1 else 'weeks'} {words}"
