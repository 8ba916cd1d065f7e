"""One test: the finding, how it went, the plan, what was decided and what we learned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.experiments_tests import PATH, VIEW, book_address, days_words, state_chip
from components.experiments_tests_facts import plan_facts, result_facts
from components.format import counted
from components.ids import AllTests
from components.parts import Child, button, card, empty, note, page_head
from components.period import address
from components.scenarios_compare import saved_text
from components.views import EXPERIMENTS, view_choice
from core.experiments.registry.book_checks import TEXT_LENGTHS
from core.experiments.registry.book_history import Change
from core.experiments.registry.record import KIND_WORDS, STATE_WORDS, TestRecord, plan_of

MOST_CHANGES: Final = 8
"""Changes that are shown before the rest is folded."""
BY_REGIONS: Final = ("geo", "holdout", "spend")
"""Kinds that are planned and read by region or by day, not by person."""
NAMELESS: Final = "Somebody"
MOVES: Final = {
    "idea": (("planned", "Plan it", ""), ("running", "Start today", "")),
    "planned": (("running", "Start today", "primary"),),
    "running": (("finished", "Finish", "primary"), ("stopped", "Stop early", "")),
    "finished": (("running", "Open it again", "ghost"),),
    "stopped": (("running", "Open it again", "ghost"),),
}
"""By state: where a test can go, the word of the button and its look."""


@dataclass(frozen=True)
class OneTest:
    """What the page of one test shows.

    Attributes:
        record: The test.
        changes: Who changed what, the newest first.
        moves: The versions that moved it on, the first one first.
        names: Names of campaigns by id.
        now: The moment of looking, in the zone of the server.
        currency: Of amounts.
    """

    record: TestRecord
    changes: Sequence[Change]
    moves: Sequence[Change]
    names: Mapping[str, str]
    now: datetime
    currency: str | None = None


def one_parts(shown: OneTest) -> dict[str, Component]:
    """Return what follows the news, by name; the fields that somebody may be typing in are not among it."""
    return {
        "head": _head(shown.record),
        "result": _result(shown.record, shown.currency),
        "plan": _plan(shown.record, shown.names),
        "way": _way(shown),
        "history": _history(shown.changes, shown.now),
    }


def one_page(shown: OneTest) -> list[Component]:
    """Return the page of one test."""

    def part(name: str) -> html.Div:
        return html.Div(parts[name], id=AllTests.part(name))

    parts, record = one_parts(shown), shown.record
    seen = {"version": record.version, "decision": record.decision, "learned": record.learned}
    return [
        part("head"),
        html.Div(
            [
                html.Div([part("result"), _words(record), part("plan")], className="un-main"),
                html.Div([part("way"), part("history")], className="un-side"),
            ],
            className="un",
        ),
        dcc.Store(id=AllTests.TEST, data=record.id),
        dcc.Store(id=AllTests.SEEN, data=seen),
        dcc.Store(id=AllTests.ONE_STAMP, data=str(record.version)),
    ]


def gone_page(removal: Change | None, name: str, now: datetime) -> list[Component]:
    """Return what stands in place of a test that is not kept: by whom it was removed, and the way back."""
    tools = [view_choice(PATH, EXPERIMENTS, VIEW)]
    all_tests = button("Show all tests", href=book_address())
    if removal is None:
        text = "The link may be incomplete. Nothing was changed."
        return [
            page_head("All tests", "This test could not be found.", tools),
            note("warn", "There is no such test.", text, [all_tests]),
        ]
    when = f"{removal.who or NAMELESS} removed it {saved_text(removal.when, now)}."
    acts = [button("Bring it back", "primary", id=AllTests.back(removal.version)), all_tests]
    return [
        page_head(name, "This test was removed.", tools),
        note("info", when, "Everything that was kept of it can come back.", acts),
    ]


def _head(record: TestRecord) -> Component:
    title = record.sentence or record.hypothesis.split("\n")[0] or record.name
    about = [
        KIND_WORDS.get(record.kind, record.kind),
        record.metric,
        record.owner and f"looked after by {record.owner}",
    ]
    sub = " · ".join(part for part in (record.name if title != record.name else "", *about) if part)
    back = dcc.Link("All tests", href=book_address(), className="tests-back")
    return html.Div([back, page_head(title, sub, [view_choice(PATH, EXPERIMENTS, VIEW)])])


def _result(record: TestRecord, currency: str | None) -> Component:
    read = address(PATH, view="read", test=record.id)
    if not record.result:
        text = (
            "Upload what was measured: one row a person, or sums by variant. "
            "It is checked first, then read in one sentence."
        )
        if record.kind in BY_REGIONS:
            acts = [
                button("Read by regions", href=address(PATH, view="regions", test=record.id)),
                button("Upload a result", href=read),
            ]
        else:
            acts = [button("Upload a result", href=read)]
        return card("Nothing was read yet", None, empty("What came out?", text, acts, small=True), flush=True)
    by_people = bool(record.file)
    again = read if by_people else address(PATH, view="regions", test=record.id)
    tools = [button("Show all of it", small=True, href=again)]
    if by_people:
        newer = address(PATH, view="read", test=record.id, new="1")
        tools.append(button("Upload newer data", small=True, icon_name="upload", href=newer))
    cells = [cell for name, value in result_facts(record.result, currency) for cell in (html.Dt(name), html.Dd(value))]
    body = (
        html.Dl(cells, className="pa-facts tests-facts")
        if cells
        else html.P("The page Result shows all of it.", className="muted")
    )
    # The sentence is the title of the page.
    return card(
        "What came out", None if record.sentence else "A result was read, without a sentence.", body, tools=tools
    )


def _words(record: TestRecord) -> Component:
    def area(name: str, label: str, ident: str, text: str, hint: str) -> html.Label:
        box = dbc.Textarea(
            id=ident,
            value=text,
            maxlength=TEXT_LENGTHS[name],
            rows=3,
            placeholder=hint,
            class_name="text-input tests-text",
        )
        return html.Label([html.Span(label, className="label"), box], className="field")

    body = [
        area(
            "decision",
            "What was decided",
            AllTests.DECISION,
            record.decision,
            "e.g. Roll out to everybody from Monday on",
        ),
        area(
            "learned",
            "What we learned",
            AllTests.LEARNED,
            record.learned,
            "What the next plan should know, also where nothing was found",
        ),
        html.Div(id=AllTests.SAID),
        html.Div(button("Save", "", id=AllTests.KEEP), className="un-buttons"),
    ]
    return card("Decision, and what we learned", None, html.Div(body, className="tests-words"))


def _plan(record: TestRecord, names: Mapping[str, str]) -> Component:
    rows: list[tuple[str, Child]] = [
        ("Hypothesis", record.hypothesis or "Not written yet"),
        ("Measured", record.metric or "Not said yet"),
        ("Days", days_words(record) or "Not set yet"),
        ("Campaigns", ", ".join(names.get(one, one) for one in record.campaign_ids) or "None named"),
        *plan_facts(record.design),
    ]
    cells = [cell for name, value in rows for cell in (html.Dt(name), html.Dd(value))]
    tools = [
        button("Change", small=True, icon_name="edit", href=book_address(test=record.id, edit="1")),
        button("Change the plan" if _is_planned(record) else "Plan it", small=True, href=_design_address(record)),
    ]
    return card("The plan", None, html.Dl(cells, className="pa-facts tests-facts"), tools=tools)


def _is_planned(record: TestRecord) -> bool:
    return "regions_view" in record.design or "form" in record.design


def _design_address(record: TestRecord) -> str:
    """The view that planned the test, filled in as it was; for a test without a plan, what is known of it."""
    if record.kind in BY_REGIONS or "regions_view" in record.design:
        return address(PATH, view="regions", test=record.id)
    return address(PATH, **{**plan_of(record), "test": record.id, "view": "design"})


def _way(shown: OneTest) -> Component:
    record = shown.record
    steps = [
        html.Li(
            [
                html.B(STATE_WORDS.get(move.state, move.state)),
                html.Span(
                    f"{saved_text(move.when, shown.now)}{f', {move.who}' if move.who else ''}", className="muted"
                ),
            ]
        )
        for move in shown.moves
    ]
    acts = [
        button(word, kind, small=True, id=AllTests.move(record.id, state, record.version))
        for state, word, kind in MOVES.get(record.state, ())
    ]
    if record.state == "running":
        acts.append(button("Watch it", small=True, href=address(PATH, view="watch", test=record.id)))
    gone = button("Remove", "ghost", icon_name="trash", small=True, icon_only=True, id=AllTests.remove(record.id))
    line = html.P([state_chip(record), html.Span(_left(record, shown.now.date()))], className="tests-line")
    body = [line, html.Ol(steps, className="tests-steps"), html.Div(acts, className="acts tests-moves")]
    return card("How it goes", None, body, tools=[gone])


def _left(record: TestRecord, today: date) -> str:
    days = days_words(record)
    if record.state == "running" and record.last:
        left = (date.fromisoformat(record.last) - today).days
        more = (
            f"{counted(left, 'day')} left"
            if left > 0
            else "the last day is today"
            if left == 0
            else "its last day is past"
        )
        return f"{days}, {more}"
    return days


def _history(changes: Sequence[Change], now: datetime) -> Component:
    def line(change: Change) -> html.Li:
        who = change.who or NAMELESS
        return html.Li(
            [html.Span(f"{who}, {saved_text(change.when, now)}", className="muted"), *(html.P(w) for w in change.words)]
        )

    first, rest = changes[:MOST_CHANGES], changes[MOST_CHANGES:]
    body: list[Component] = [html.Ol([line(one) for one in first], className="tests-history")]
    if rest:
        older = html.Ol([line(one) for one in rest], className="tests-history")
        body.append(
            html.Details([html.Summary(f"{counted(len(rest), 'older change')}"), older], className="tests-more")
        )
    return card("Who changed what", None, body)
