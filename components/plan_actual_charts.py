"""The charts of the plan in force: why the outcome differs, and spend and outcome day by day."""

from dash.development.base_component import Component

from components.figures import DashboardVisualizer, chart
from components.figures.plan_progress import plan_progress, plan_progress_table
from components.figures.plan_steps import Steps, plan_steps, plan_steps_table
from components.format import dates_text
from components.plan_actual_words import Speech, needed_sentence, spend_sentence
from core.plan_actual import PlanActual


def steps_chart(actual: PlanActual) -> Component | None:
    """Return the card from the plan to what came; None where the difference is not split."""
    total, say = actual.total, Speech.of(actual)
    if total is None or not (total.expected and total.differently and total.answered):
        return None
    steps = Steps(total.expected.mean, total.differently, total.answered, total.actual)

    def text(part: str, value: float) -> str:
        return f"<b>{say.amount(value, signed=True)}</b>  {part}"

    texts = (
        say.amount(steps.expected),
        text(say.span(steps.differently, signed=True), steps.differently.mean),
        text(say.span(steps.answered, signed=True), steps.answered.mean),
        say.amount(steps.actual),
    )
    viz = DashboardVisualizer(actual.currency)
    title = "Campaigns answered differently, beyond chance" if total.beyond else "What they answered is within chance"
    spent, answered = (say.amount(one.mean, signed=True) for one in (steps.differently, steps.answered))
    sentence = (
        f"Expected of the plan to date {texts[0]}; spent differently {spent}; answered differently {answered}; "
        f"what came {texts[3]}."
    )
    unit = actual.mark.outcome.capitalize() + (f", {actual.currency}" if actual.currency else "")
    return chart(
        "plan-steps",
        plan_steps(viz, steps, texts),
        title,
        sentence,
        plan_steps_table(steps, unit),
        note=f"{unit}, {_so_far(actual)}. Lines: likely ranges, 80\u00a0%; what was answered includes chance.",
        height=232,
    )


def _so_far(actual: PlanActual) -> str:
    """Return the days of the period that are over."""
    return dates_text(actual.mark.start, min(actual.last_day, actual.mark.end))


def progress_chart(actual: PlanActual) -> Component | None:
    """Return the card day by day."""
    if actual.series is None:
        return None
    outcome, is_money = actual.mark.outcome.capitalize(), actual.mark.outcome == "revenue"
    unit = actual.currency or ""
    ahead = "" if actual.over else " Dotted: if the last days go on; shaded: its likely range, 80\u00a0%."
    return chart(
        "plan-progress",
        plan_progress(DashboardVisualizer(actual.currency), actual.series, outcome, is_money),
        (needed_sentence(actual) or spend_sentence(actual)).rstrip("."),
        f"{outcome} and spend from {dates_text(actual.mark.start, actual.mark.end)}, the plan and what came.",
        plan_progress_table(actual.series, outcome, unit),
        note=f"Totals since the start{', ' + unit if unit else ''}. Dashed: the plan.{ahead}",
    )
