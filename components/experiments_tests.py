"""All tests: the list, what narrows it, and what stands there while nothing is kept."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import counted, date_text, dates_text
from components.icons import icon
from components.ids import AllTests
from components.parts import Child, button, card, chip, draw, empty, page_head, select
from components.period import address
from components.views import EXPERIMENTS, view_choice
from core.experiments.registry.book_search import ORDERS, Wanted, nearest, owners, state_counts
from core.experiments.registry.record import KIND_WORDS, KINDS, OVER, STATE_WORDS, STATES, TestRecord

PATH: Final = "/experiments"
VIEW: Final = "tests"
ANY: Final = "any"
"""Value of a choice that narrows nothing: a native choice shows no option whose value is empty."""
STATE_KINDS: Final = {"idea": "line", "planned": "plan", "running": "info", "finished": "pos", "stopped": "warn"}
"""The colour of the chip of a state; its word stands on it."""


def book_address(wanted: Wanted | None = None, **parameters: str) -> str:
    """Return the address of the view: narrowed to what is looked for, or of one test."""
    asked = wanted or Wanted()
    kept = {"find": asked.find, "state": asked.state, "kind": asked.kind, "owner": asked.owner, "order": asked.order}
    return address(PATH, view=VIEW, **{**kept, **parameters})


def wanted_of(parameters: Mapping[str, str]) -> Wanted:
    """Return what an address looks for; what there is not narrows nothing."""
    state, kind, order = (parameters.get(name, "") for name in ("state", "kind", "order"))
    return Wanted(
        parameters.get("find", "")[:80],
        state if state in STATES else "",
        kind if kind in KINDS else "",
        parameters.get("owner", "")[:60],
        order if order in ORDERS else "",
    )


def state_chip(record: TestRecord) -> html.Span:
    """Return the state of a test as a chip."""
    return chip(STATE_WORDS.get(record.state, record.state), STATE_KINDS.get(record.state, "line"))


def days_words(record: TestRecord) -> str:
    """Return when a test runs, in words; empty where no day is known."""
    first = date.fromisoformat(record.first) if record.first else None
    last = date.fromisoformat(record.last) if record.last else None
    if first and last:
        return dates_text(first, last)
    if first:
        return f"{'since' if record.state == 'running' else 'from'} {date_text(first)}"
    return f"until {date_text(last)}" if last else ""


def head(tests: Sequence[TestRecord]) -> Component:
    """Return the head: what runs, and what waits for a decision."""
    tools: list[Child] = [view_choice(PATH, EXPERIMENTS, VIEW)]
    if not tests:
        return page_head("No test is kept yet", None, tools)
    running = sum(one.state == "running" for one in tests)
    waiting = sum(one.state in OVER and not one.decision for one in tests)
    title = f"{counted(running, 'test')} {'runs' if running == 1 else 'run'}" if running else "No test runs"
    if waiting:
        title += f", {counted(waiting, 'test')} that ended {'waits' if waiting == 1 else 'wait'} for a decision"
    learned = sum(bool(one.learned) for one in tests)
    return page_head(title, f"{counted(len(tests), 'test')} kept. We learned something from {learned} of them.", tools)


def list_page(tests: Sequence[TestRecord], rows: Sequence[Component], wanted: Wanted) -> list[Component]:
    """Return the list with what narrows it.

    Args:
        tests: All tests.
        rows: From ``list_rows``.
        wanted: What the address looks for.
    """
    field = dbc.Input(
        id=AllTests.FIND, type="search", value=wanted.find, placeholder="Find in names, hypotheses, results, decisions",
        maxlength=80, autocomplete="off", class_name="search-input",
    )  # fmt: skip
    search = html.Label(
        [icon("search"), html.Span("Find a test", className="sr"), field],
        className="search tests-search",
        **attrs(data_address="find"),
    )
    kinds = [(ANY, "All kinds"), *((kind, KIND_WORDS[kind]) for kind in KINDS)]
    people = [(ANY, "All owners"), *((one, one) for one in owners(tests))]
    if wanted.owner and (wanted.owner, wanted.owner) not in people:
        people.append((wanted.owner, wanted.owner))
    orders = [(order or ANY, f"By {word.lower()}") for order, word in ORDERS.items()]
    tools = html.Div(
        [
            search,
            _choice("Kind", kinds, wanted.kind, AllTests.KIND),
            _choice("Owner", people, wanted.owner, AllTests.OWNER),
            _choice("Order", orders, wanted.order, AllTests.ORDER),
        ],
        className="tests-tools",
    )
    acts: list[Child] = [
        button("CSV", small=True, icon_name="download", id=AllTests.CSV, title="The tests in sight, as CSV"),
        button(
            "Workbook", small=True, icon_name="table", id=AllTests.WORKBOOK, title="With everything that was changed"
        ),
        button("Add a test", "primary", small=True, icon_name="plus", href=book_address(add="1")),
    ]
    note = "What was asked, by whom, what came out, what was decided and learned."
    body = [tools, html.Div(list(rows), id=AllTests.LIST)]
    return [
        html.Div(card("All tests", note, body, tools=acts, flush=True), id=AllTests.CARD, className=card_class(tests))
    ]


def _choice(label: str, options: Sequence[tuple[str, str]], value: str, ident: str) -> html.Label:
    return html.Label([html.Span(label, className="sr"), select(options, value or ANY, id=ident)])


def card_class(tests: Sequence[TestRecord]) -> str:
    """Return the class of what holds the list; while nothing is kept there is nothing to search in."""
    return "tests-card" if tests else "tests-card is-empty"


def list_rows(
    tests: Sequence[TestRecord], found: Sequence[TestRecord], wanted: Wanted, names: Mapping[str, str]
) -> list[Component]:
    """Return the states to choose from and the rows, or what stands where nothing matches.

    Args:
        tests: All tests.
        found: Those that match, in their order.
        wanted: What is looked for.
        names: Names of campaigns by id.
    """
    if not tests:
        return [_nothing_yet()]
    states = _states(state_counts(tests, wanted, names), wanted)
    if not found:
        return [states, _no_match(tests, wanted)]
    return [states, html.Ul([_row(one) for one in found], className="tests-rows")]


def _states(counts: Mapping[str, int], wanted: Wanted) -> html.Div:
    options = [("", "All", sum(counts.values())), *((s, STATE_WORDS[s], n) for s, n in counts.items())]
    links = [
        dcc.Link(
            [text, html.Span(f" {count}", className="tests-count")],
            href=book_address(wanted, state=state),
            className="tag is-on" if state == wanted.state else "tag",
        )
        for state, text, count in options
        if count or state in ("", wanted.state)
    ]
    return html.Div(links, className="tags tests-states", role="group", **attrs(aria_label="State"))


def _row(one: TestRecord) -> html.Li:
    about = [KIND_WORDS.get(one.kind, one.kind), one.owner, days_words(one)]
    came = html.P(one.sentence) if one.sentence else html.P(one.hypothesis or "No hypothesis yet", className="muted")
    learned = one.decision or one.learned
    label = "Decided" if one.decision else "Learned"
    waits = "Waits for a decision" if one.state in OVER else ""
    decided = [html.Span(label, className="label"), html.Span(learned)] if learned else [chip(waits, "warn")]
    return html.Li(
        [
            html.Div(
                [
                    dcc.Link(html.B(one.name), href=book_address(test=one.id), className="tests-pick"),
                    html.Small(" · ".join(part for part in about if part)),
                ],
                className="tests-name",
            ),
            html.Div(state_chip(one), className="tests-state"),
            html.Div(came, className="tests-came"),
            html.Div(decided if learned or waits else None, className="tests-decided"),
        ],
        **attrs(data_test=one.id),
    )


def _no_match(tests: Sequence[TestRecord], wanted: Wanted) -> Component:
    asked = [f"“{wanted.find}”"] if wanted.find else []
    asked += [STATE_WORDS[wanted.state].lower()] if wanted.state else []
    asked += [KIND_WORDS[wanted.kind]] if wanted.kind else []
    asked += [f"owner {wanted.owner}"] if wanted.owner else []
    text: list[Component | str] = [
        "Names, hypotheses, results, decisions, what was learned and campaigns were searched."
    ]
    if near := nearest(tests, wanted.find) if wanted.find else "":
        text = ["Did you mean ", dcc.Link(near, href=book_address(find=near)), "?"]
    acts = [button("Show all tests", small=True, href=book_address())]
    return empty(f"No test matches {', '.join(asked) or 'this'}", text, acts, small=True)


def _nothing_yet() -> Component:
    drawing = html.Div(
        [
            draw("interval", {"low": 0.4, "mid": 1.6, "high": 2.8, "from": -3, "to": 3, "role": "plan"}),
            draw("interval", {"low": -1.9, "mid": -0.2, "high": 1.4, "from": -3, "to": 3, "role": "today"}),
            draw("interval", {"low": -2.6, "mid": -1.7, "high": -0.8, "from": -3, "to": 3, "role": "today"}),
        ],
        className="tests-drawing",
        **attrs(aria_hidden="true"),
    )
    text = (
        "This is the memory of your team: what was asked, by whom, what came out, what was decided and what was "
        "learned. Nobody runs the same test twice, and each answer makes the next plan better."
    )
    acts = [
        button("See which test is worth it", "primary", href=PATH),
        button("Add a test by hand", href=book_address(add="1")),
    ]
    return empty("No tests yet", text, acts, drawing)
