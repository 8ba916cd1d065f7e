"""Pace: the finding, one card a target, and the form that sets one."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.figures import DashboardVisualizer
from components.figures.card import chart_body, chart_tools
from components.figures.pace import HEIGHT, pace_figure, pace_table
from components.format import chance, counted, date_text, dates_text
from components.ids import Pacing
from components.parts import Child, button, card, chip, empty, field, note, select, text_input
from components.unusual_events import ALL, CAMPAIGN, CHANNEL, scope_options
from core.data import Dataset
from core.forecasting.pace_words import amount, beside, caveats, even_pace, expected, finding, goal, needed
from core.forecasting.pacing import Pace, Target
from core.target_book import MEASURES, month_of

MEASURE_WORDS: Final = {"spend": "Budget: spend", "revenue": "Revenue to reach", "conversions": "Conversions to reach"}
STATES: Final = ("running", "future", "over", "unknown")
LIKELY: Final = 0.8
"""Chance from which a card says that something is likely."""


def risk(pace: Pace) -> float:
    """Return the chance that a target is missed: over budget, or short of what was to be reached."""
    if pace.over is None:
        return 0.0
    return pace.over if pace.target.measure == "spend" else 1.0 - pace.over


def pace_title(paces: Sequence[Pace]) -> str:
    """Return the title: the running target that is most likely missed."""
    running = [p for p in paces if p.state in ("running", "future") and p.end is not None]
    if running:
        return finding(max(running, key=lambda p: (risk(p), p.target.amount)))
    return finding(paces[0]) if paces else "No target is set"


def pace_sub(paces: Sequence[Pace], last_day: date) -> str:
    """Return the line below the title."""
    if not paces:
        return f"Data up to {date_text(last_day)}."
    missed = sum(risk(p) >= 0.5 for p in paces if p.end is not None)
    judged = sum(p.end is not None for p in paces)
    count = f"{counted(missed, 'target')} of {judged} will more likely than not be missed. " if judged > 1 else ""
    return f"Data up to {date_text(last_day)}. {count}Expected ends are forecasts; ranges hold 80\u00a0%."


def pace_cards(paces: Sequence[Pace], offer: Component | None, measured: Sequence[str] = MEASURES) -> list[Component]:
    """Return the cards; ``measured`` are the measures that the data hold."""
    plannable = "spend" in measured
    if paces:
        # Those that are most likely missed come first; the order of states stays.
        ranked = sorted(paces, key=lambda p: (STATES.index(p.state), -risk(p)))
        return [*([offer] if offer else []), *(_card(pace) for pace in ranked)]
    text = (
        f"Set a {'budget or a ' if plannable else ''}target for a month: this page says every day where it is heading, "
        "how likely it is met, and what each remaining day must bring."
    )
    acts = [button("Make a plan", href="/budget")] if plannable else []
    if not set(MEASURES) & set(measured):
        text = "This page follows targets of spend, revenue or conversions, and the data in use hold none of them."
    card_ = html.Section(empty("No target is set yet", text, acts), className="card")
    return [*([offer] if offer else []), card_]


def plan_offer(name: str, first: date, last: date, total: str) -> Component:
    """Return the offer to take the total of the plan in force as a budget."""
    return note(
        "info",
        "A plan is in force.",
        f"“{name}” spends {total} from {dates_text(first, last)}.",
        [button("Watch it as a budget", small=True, id=Pacing.FROM_PLAN)],
    )


def _card(pace: Pace) -> html.Section:
    target = pace.target
    name = f"pace-{target.id}"
    tools: list[Child] = [
        button("Edit", "ghost", icon_name="edit", small=True, icon_only=True, id=Pacing.edit(target.id)),
        button("Remove", "ghost", icon_name="trash", small=True, icon_only=True, id=Pacing.remove(target.id)),
    ]
    body: list[Component] = []
    if pace.track is not None:
        unit = (pace.currency or "") if target.measure != "conversions" else ""
        viz = DashboardVisualizer(pace.currency)
        is_money = target.measure != "conversions"
        figure = pace_figure(viz, pace.track, target.amount, goal(target).capitalize(), is_money)
        body += chart_body(name, figure, f"{finding(pace)}.", pace_table(pace.track, unit), height=HEIGHT)
        tools = [*chart_tools(name), *tools]
    sentences = [*[s for s in (even_pace(pace), needed(pace)) if s], *caveats(pace)]
    words = html.Div([_facts(pace), *(html.P(s) for s in sentences)], className="pace-words")
    who = f", set by {target.by}" if target.by else ""
    where = "all campaigns" if target.level == "total" else pace.name
    left = f", {counted(pace.left, 'day')} left" if pace.state == "running" else ""
    about = f"{amount(target, target.amount, target.currency, 'full')} for {where}, "
    return card(
        finding(pace),
        [about, f"{dates_text(target.first, target.last)}{left}{who}"],
        html.Div([html.Div(body, className="pace-chart") if body else None, words], className="pace-card"),
        tools=tools,
        class_name="pace-target",
        **attrs(data_target=target.id),
    )


def _facts(pace: Pace) -> Component:
    target = pace.target
    rows: list[tuple[str, Child]] = []
    if pace.end is not None and pace.over is not None:
        rows.append(("Expected end", expected(pace)))
        missed = risk(pace)
        word = "Over budget" if target.measure == "spend" else "Short of target"
        kind = "neg" if missed >= LIKELY else "warn" if missed >= 0.5 else "pos"
        rows.append(("Chance", chip(f"{word}: {chance(missed)}", kind)))
    elif pace.state == "over":
        rows.append(("Ended", f"{amount(target, pace.so_far, pace.currency, 'full')}, {beside(target, pace.so_far)}"))
    cells = [cell for head, text in rows for cell in (html.Dt(head), html.Dd(text))]
    return html.Dl(cells, className="pa-facts") if cells else html.Span()


def scope_of_target(target: Target) -> str:
    """Return the choice of the form that a target has."""
    return {"total": ALL, "channel": CHANNEL + target.key, "campaign": CAMPAIGN + target.key}[target.level]


def target_form(dataset: Dataset, last_day: date) -> html.Section:
    """Return the form; it begins with the month of the day after the data."""
    first, last = month_of(date.fromordinal(last_day.toordinal() + 1))
    options = [(m, MEASURE_WORDS[m]) for m in MEASURES if m in dataset.measured]
    if not options:
        text = "Targets are for spend, revenue or conversions. The data in use hold none of them."
        acts = [button("Open the data", small=True, href="/data")]
        return html.Section(empty("No target can be set", text, acts, small=True), className="card")

    def day(label: str, name: str, value: date) -> Component:
        return field(label, dbc.Input(id=name, type="date", value=value.isoformat(), class_name="text-input"))

    unit = f"Over the whole period{', ' + dataset.currency if dataset.currency else ''}"
    body = html.Div(
        [
            field("For", select(scope_options(dataset), ALL, id=Pacing.SCOPE)),
            field("What", select(options, options[0][0] if options else None, id=Pacing.MEASURE)),
            html.Div(
                field("Amount", text_input(id=Pacing.AMOUNT, maxlength=24, inputmode="decimal"), unit),
                className="un-wide",
            ),
            day("First day", Pacing.FIRST, first),
            day("Last day", Pacing.LAST, last),
            html.Div(id=Pacing.MESSAGE, className="un-wide"),
            html.Div(
                [
                    button("Add target", "primary", id=Pacing.SAVE),
                    button("Cancel", "ghost", id=Pacing.CANCEL, hidden=True),
                ],
                className="un-wide un-buttons",
            ),
            dcc.Store(id=Pacing.EDITED, data=""),
        ],
        className="un-form",
    )
    text = "A budget is not to be exceeded; revenue and conversions are to be reached."
    if "spend" not in dataset.measured:
        text = "Revenue and conversions are to be reached. A budget needs data that hold spend."
    return card(html.Span("Set a target", id=Pacing.FORM_TITLE), text, body)
