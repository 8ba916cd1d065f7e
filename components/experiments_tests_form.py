"""The form that keeps a test by hand, or changes one."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.experiments_tests import PATH, VIEW, book_address
from components.format import counted
from components.ids import AllTests
from components.parts import button, card, field, page_head, select, text_input
from components.views import EXPERIMENTS, view_choice
from core.experiments.registry.book_checks import METRIC_LENGTH, NAME_LENGTH, OWNER_LENGTH, TEXT_LENGTHS
from core.experiments.registry.record import KIND_WORDS, KINDS, STATE_WORDS, STATES, TestRecord

FIELDS: Final = ("name", "kind", "state", "owner", "hypothesis", "metric", "first", "last", "campaign_ids")
"""Fields of a test that the form holds, in their order."""


def form_page(record: TestRecord | None, campaigns: Sequence[tuple[str, str]]) -> list[Component]:
    """Return the head and the form.

    Args:
        record: What is changed; None for a new test.
        campaigns: Id and name of each campaign in the data in use.
    """
    held: Mapping[str, Any] = {name: getattr(record, name) for name in FIELDS} if record else {"kind": "a/b"}
    title = f"Change “{record.name}”" if record else "Add a test"
    back = book_address(test=record.id) if record else book_address()
    text = "Only the name is needed; the rest can be filled in later."
    edited = {"id": record.id, "version": record.version} if record else {}
    body = html.Div(
        [
            _wide(field("Name", _line("name", held, NAME_LENGTH, "e.g. Shorter checkout"))),
            field("Kind", select([(k, KIND_WORDS[k]) for k in KINDS], held.get("kind"), id=AllTests.field("kind"))),
            field(
                "State",
                select([(s, STATE_WORDS[s]) for s in STATES], held.get("state", "idea"), id=AllTests.field("state")),
            ),
            _wide(field("Hypothesis", _text(held), "What you believe, and why: “… sells more, because …”")),
            field("What is measured", _line("metric", held, METRIC_LENGTH, "e.g. orders a visitor")),
            field("Who looks after it", _line("owner", held, OWNER_LENGTH, "You, where it is empty")),
            field("First day", _day("first", held)),
            field("Last day", _day("last", held)),
            _wide(_campaigns(held.get("campaign_ids", ()), campaigns)),
            _wide(html.Div(id=AllTests.MESSAGE)),
            _wide(
                html.Div(
                    [
                        button("Save changes" if record else "Keep this test", "primary", id=AllTests.SAVE),
                        button("Cancel", "ghost", href=back),
                    ],
                    className="un-buttons",
                )
            ),
            dcc.Store(id=AllTests.EDITED, data=edited),
        ],
        className="un-form",
    )
    tools = [view_choice(PATH, EXPERIMENTS, VIEW)]
    return [page_head(title, text, tools), card("The test", None, body, class_name="tests-form")]


def _wide(part: Component) -> html.Div:
    return html.Div(part, className="un-wide")


def _line(name: str, held: Mapping[str, Any], most: int, hint: str) -> dbc.Input:
    return text_input(id=AllTests.field(name), value=held.get(name, ""), maxlength=most, placeholder=hint)


def _text(held: Mapping[str, Any]) -> dbc.Textarea:
    return dbc.Textarea(
        id=AllTests.field("hypothesis"),
        value=held.get("hypothesis", ""),
        maxlength=TEXT_LENGTHS["hypothesis"],
        rows=3,
        class_name="text-input tests-text",
    )


def _day(name: str, held: Mapping[str, Any]) -> dbc.Input:
    return dbc.Input(id=AllTests.field(name), type="date", value=held.get(name, ""), class_name="text-input")


def _campaigns(chosen: Sequence[str], campaigns: Sequence[tuple[str, str]]) -> html.Details:
    known = {one for one, _ in campaigns}
    # What a test names and the data in use do not have stays on it.
    options = [*campaigns, *((one, f"{one}, not in the data in use") for one in chosen if one not in known)]
    boxes = dbc.Checklist(
        id=AllTests.field("campaign_ids"),
        options=[{"label": name, "value": one} for one, name in options],
        value=list(chosen),
        class_name="tests-campaigns",
    )
    word = f"Campaigns: {counted(len(chosen), 'campaign')} chosen" if chosen else "Campaigns that it touches"
    return html.Details([html.Summary(word), boxes], open=bool(chosen), className="tests-more")
