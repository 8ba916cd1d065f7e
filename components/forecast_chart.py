"""The chart of a forecast and its card."""

from typing import Final

from dash import html

from components.figures import DashboardVisualizer, chart
from components.figures.forecast_days import HEIGHT, Ahead, forecast_days, forecast_days_table
from components.forecast_choice import OutlookChoice
from components.forecast_words import Heading, amount, span
from components.format import dates_text
from components.measures import MEASURES, money_words
from components.parts import keys
from core.forecasting.outlook import Forecasts

LEAST_BEFORE: Final = 56
"""Days before that are drawn at least; with a long horizon half as many again as that."""


def days_chart(found: Forecasts, as_today: Forecasts, one: Heading, choice: OutlookChoice) -> html.Section:
    """Return the card of one series day by day: what came, and what is ahead with both ranges.

    Args:
        found: The forecasts, under a plan where one is chosen.
        as_today: Those of going on as today.
        one: Its sum over the horizon.
        choice: What is looked at.
    """
    measure = MEASURES[found.measure]
    level, key = choice.level, choice.key
    mine = [event for event in found.events if not event.measures or found.measure in event.measures]
    if level == "campaign":
        mine = [event for event in mine if not event.campaign_ids or key in event.campaign_ids]
    shown = Ahead(
        label=measure.label,
        is_money=measure.kind == "money",
        past=found.past(level, key)[-max(3 * found.days // 2, LEAST_BEFORE) :],
        days=found.table(level, [key]),
        baseline=found.baseline_of(level, key).tolist(),
        plan=found.plan,
        as_today=as_today.mean(level, key).tolist() if found.plan else (),
        events=[(event.first, event.last, event.label) for event in mine],
        holidays=found.holidays,
    )
    unit = f"{money_words(found.currency)} a day" if shown.is_money else f"{measure.label} a day"
    what = [("today", "Came"), ("plan", "Expected under the plan")] if found.plan else [("today", "Came")]
    if not found.plan:
        what.append(("ahead", "Expected, going on as today"))
    what += [
        ("interval-plan" if found.plan else "interval-ahead", "80 % and 95 % range"),
        ("before", "Last week repeated"),
    ]
    if found.plan:
        what.append(("ahead-dots", "Going on as today"))
    first, last = shown.past.index[0].date(), found.last_day
    if any(first <= day <= last for day in shown.holidays):
        what.append(("tick", "Public holiday"))
    sentence = (
        f"{measure.label} by day: what came, and what is expected from {dates_text(found.first_day, found.last_day)}, "
        f"in all {amount(found, one.expected.mean)}, {span(found, one.expected)}."
    )
    name = f"{measure.label} by day" + (f", {one.name}" if one.name else "")
    return chart(
        "forecast-days",
        forecast_days(DashboardVisualizer(found.currency), shown),
        name,
        sentence,
        forecast_days_table(shown, found.currency or ""),
        note=[f"{unit}. ", keys(*what)],
        height=HEIGHT,
        class_name="out-chart",
    )
