"""On the Budget page: what the tests in use have taught the model, as a card that can be put away."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from components.experiments_regions_words import taught_sentence
from components.format import counted
from components.icons import icon
from components.ids import Regions
from components.parts import button
from core.experiments.regions.taught import Taught


def taught_place(outcome: str) -> html.Div:
    """Return the place of the card; it comes by itself, and is empty where no test is in use."""
    return html.Div(
        [
            dcc.Store(id=Regions.LEARNED_ASK, data=outcome),
            dcc.Store(id=Regions.LEARNED_CLOSED, storage_type="local"),
            html.Div(id=Regions.LEARNED),
        ]
    )


def taught_card(found: Sequence[Taught], outcome: str, currency: str | None) -> Component:
    """Return what each test has changed."""
    items = []
    for one in found:
        name = html.B(f"{one.test.name or one.test.subject}: ")
        items.append(html.Li([name, taught_sentence(one, outcome, currency)]))
    close = button("Put away", "ghost", icon_name="close", small=True, icon_only=True, id=Regions.LEARNED_CLOSE)
    body = html.Div([html.B(f"Learned from {counted(len(found), 'test')}"), html.Ul(items)], className="grow")
    return html.Div([icon("info"), body, close], className="note note-info reg-learned")
