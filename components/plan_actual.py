"""The view of the plan in force: the finding, key figures, why the outcome differs, day by day, and what to do."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from components.format import counted, date_text, dates_text
from components.ids import PlanActual as Ids
from components.parts import Child, button, card, chip, empty, error_note, note, page_head, segments, small_curve
from components.plan_actual_charts import progress_chart, steps_chart
from components.plan_actual_table import plan_table
from components.plan_actual_tiles import plan_tiles
from components.plan_actual_words import (
    Speech,
    finding,
    next_steps,
    reason,
    spend_sentence,
)
from components.scenarios import view_switch
from components.scenarios_address import Choice
from core.errors import ProductError
from core.plan_actual import PlanActual
from core.scenarios import InForce


def plan_actual_page(body: Sequence[Child], choose: Child, stamp: str) -> html.Div:
    """Return the page: what is renewed when data or plans change, and the choice, which keeps what is typed."""
    return html.Div(
        [
            html.Div(list(body), id=Ids.BODY),
            html.Div(choose, className="pa-below"),
            dcc.Store(id=Ids.STAMP, data=stamp),
        ]
    )


def plan_actual_view(
    actual: PlanActual, choice: Choice, marks: Sequence[InForce], history: Sequence[InForce]
) -> list[Component]:
    """Return everything about a plan in force.

    Args:
        actual: How it goes.
        choice: What the address asks for.
        marks: What is in force, one an outcome.
        history: What was in force for the outcome, newest first.
    """
    top = [_head(actual, choice, marks), *_notes(actual)]
    if actual.total is None:
        return [*top, html.Div([_nothing_yet(actual), _about(actual, history)], className="pa")]
    lines = [part for line in actual.notes for part in (line, html.Br())][:-1]
    care = [note("info", "Read with care.", lines)] if lines else []
    side = [_next(actual), *care, _about(actual, history)]
    charts = [c for c in (steps_chart(actual), progress_chart(actual)) if c is not None]
    body = html.Div([html.Div(charts, className="stack"), html.Div(side, className="stack")], className="pa")
    return [*top, plan_tiles(actual), body, html.Div(plan_table(actual), className="pa-below")]


def no_plan_in_force(choice: Choice, saved: bool) -> list[Component]:
    """Return what stands where no plan is in force."""
    text = (
        "Make a scenario the plan in force, and each import of newer data shows here how far it is kept, and why the "
        "outcome differs: because money was spent differently, or because campaigns answered differently."
    )
    acts = [] if saved else [button("Make a plan in Budget", "primary", href="/budget")]
    return [
        page_head(
            "No plan is in force", "Plan against actual, from the first day of the period on.", [view_switch(choice)]
        ),
        html.Section(empty("Hold a plan against what happens", text, acts, small_curve()), className="card"),
    ]


def cannot_compare(error: ProductError, mark: InForce, choice: Choice) -> list[Component]:
    """Return what stands where the data in use cannot be held against the plan."""
    acts = [
        button("Open Data", small=True, href="/data"),
        button("Take out of force", small=True, id=Ids.lift(mark.outcome)),
    ]
    sub = f"In force for {dates_text(mark.start, mark.end)}."
    return [page_head("The plan in force cannot be compared", sub, [view_switch(choice)]), error_note(error, acts)]


def _head(actual: PlanActual, choice: Choice, marks: Sequence[InForce]) -> Component:
    tools: list[Component] = [view_switch(choice)]
    if len(marks) > 1:
        links = [(choice.href(outcome=mark.outcome), mark.outcome.capitalize()) for mark in marks]
        tools.append(segments(links, choice.href(outcome=actual.mark.outcome), "Outcome"))
    parts = [
        f"“{actual.name}”, version {actual.mark.version}",
        dates_text(actual.mark.start, actual.mark.end),
        f"data up to {date_text(actual.last_day)}",
    ]
    said = " ".join(text for text in (reason(actual), spend_sentence(actual)) if text)
    sub: list[Child] = [
        html.Span(said, className="pa-said"),
        f"{', '.join(parts)}. Ranges hold the truth in 80\u00a0% of cases.",
    ]
    return page_head(finding(actual), sub, tools)


def _notes(actual: PlanActual) -> list[Component]:
    mark, notes = actual.mark, []
    if actual.newest > mark.version:
        act = button(f"Switch to version {actual.newest}", small=True, id=Ids.switch(mark.scenario_id, actual.newest))
        head = f"Version {actual.newest} of this scenario was saved since."
        text = f"Version {mark.version} stays in force until you switch."
        notes.append(html.Div(note("info", head, text, [act]), className="pa-offer"))
    if actual.archived:
        notes.append(note("info", "This scenario is archived.", "It stays in force until you take it out."))
    if actual.reason:
        notes.append(note("warn", "The difference is not split.", actual.reason))
    return [html.Div(notes, className="pa-notes")] if notes else []


def _nothing_yet(actual: PlanActual) -> Component:
    starts, ends = date_text(actual.mark.start, year=False), date_text(actual.last_day, year=False)
    if actual.last_day >= actual.mark.end or actual.last_day >= actual.mark.start:
        title, text = "The data hold no day of the period", "Import data that hold it and this fills by itself."
    else:
        title = f"The plan starts on {starts}; data end on {ends}"
        text = "Import newer data and it fills by itself."
    return html.Section(
        empty(title, text, [button("Import data", "primary", href="/data")], small_curve()), className="card"
    )


def _next(actual: PlanActual) -> Component:
    steps = next_steps(actual)
    if not steps:
        text = (
            "Spend and answers are as planned, or what differs is within chance."
            if not actual.over
            else ("The period is over and nothing stands out. Plan the next one.")
        )
        acts = [button("Plan the next days", href="/budget")]
        return html.Section(empty("Nothing needs you", text, acts, small=True), className="card")
    items = [
        html.Li(
            [
                html.H3(step.action),
                html.P(step.why),
                html.Div(
                    button(step.button, "primary" if first == 0 else "", small=True, href=step.href),
                    className="rec-acts",
                ),
            ],
            className="rec",
        )
        for first, step in enumerate(steps)
    ]
    return card("What to do next", None, html.Ol(items, className="recs"), flush=True)


def _about(actual: PlanActual, history: Sequence[InForce]) -> Component:
    mark, say = actual.mark, Speech.of(actual)
    who = f" by {mark.marked_by}" if mark.marked_by else ""
    rows: list[tuple[str, Child]] = [
        ("In force", f"{dates_text(mark.start, mark.end)}, {counted(mark.days, 'day')}"),
        ("Put in force", f"{date_text(mark.marked.date())}{who}"),
        ("Saved with", f"{say.amount(actual.promised.mean)} expected, {say.span(actual.promised)}"),
    ]
    if actual.pace and actual.pace.target and not actual.reason:
        rows.append(("For these days", f"{say.amount(actual.pace.target.mean)}, {say.span(actual.pace.target)}"))
    earlier = len(history) - 1
    if earlier > 0:
        rows.append(("Before", f"{counted(earlier, 'other mark')} of a plan for {mark.outcome}"))
    facts = html.Dl([part for name, text in rows for part in (html.Dt(name), html.Dd(text))], className="pa-facts")
    text = (
        "The plan was saved at the average level of demand. Here the same model, which saw no day of the period, is "
        "asked about these very days: weekdays, season and what earlier spend leaves behind are in it."
    )
    acts = html.Div(
        [
            button("Open in Budget", small=True, href=f"/budget?scenario={mark.scenario_id}"),
            button("Take out of force", "ghost", small=True, id=Ids.lift(mark.outcome)),
        ],
        className="rec-acts",
    )
    return card(
        "The plan", None, [facts, html.P(text, className="fs-12 muted"), acts], tools=[chip("In force", "plan")]
    )
