"""Experiments, view Suggestions: which test is worth it."""

from typing import Any

from dash import ALL, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import PERSON, TOLD, Message, person_of, pressed, text_of, texts_of, told
from callbacks.experiments_book import kept
from components.experiments_suggest import HORIZONS, TITLE, USUAL, suggest_head, suggest_page
from components.format import counted
from components.ids import Shell, Suggest
from components.parts import button, empty, waiting_card
from core.agents.ab_test_agent import headline
from core.errors import NotFoundError, ProductError
from core.experiments.registry.record import SUGGESTION
from core.experiments.worth.suggestion import Suggestion, SuggestionList
from core.workbench import Workbench

VIEW = ""


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the outline of the view; the values take a moment the first time."""
    count = len(workbench.dataset().campaigns)
    waiting = [
        suggest_head(TITLE),
        waiting_card(f"Weighing tests of {counted(count, 'campaign')}", 420),
    ]
    return html.Div(
        [
            dcc.Store(id=Suggest.ASK, data=parameters),
            dcc.Store(id=Suggest.STAMP),
            html.Div(waiting, id=Suggest.BODY, className="stack"),
        ]
    )


def horizon(parameters: dict[str, str]) -> int:
    """Return the days over which an answer counts; the usual ones where others are asked for than there are."""
    wanted = parameters.get("horizon", "")
    return next((days for days in HORIZONS if str(days) == wanted), USUAL)


def listed(workbench: Workbench, parameters: dict[str, str]) -> SuggestionList:
    """Return the tests for the parameters of an address.

    Raises:
        ProductError: If none can be weighed.
    """
    outcome = workbench.plan_outcomes()[0]
    assumed, curves = workbench.assumptions(outcome), workbench.curves.current()
    return workbench.experiments.suggestions(assumed, curves, outcome, horizon(parameters))


def body(workbench: Workbench, parameters: dict[str, str]) -> list[Component]:
    """Return the view; what cannot be weighed says why in its place."""
    days = horizon(parameters)
    try:
        found = listed(workbench, parameters)
    except ProductError as error:
        acts = [
            button("Open the data", "primary", href="/data"),
            button("Design a test", href="/experiments?view=design"),
        ]
        nothing = html.Section(empty("No test can be weighed yet", str(error), acts), className="card")
        return [suggest_head(TITLE), nothing]
    ideas = {
        str(t.design.get(SUGGESTION)): t.id for t in workbench.experiments.book.tests() if t.design.get(SUGGESTION)
    }
    return suggest_page(found, headline(found).removesuffix("."), workbench.dataset().last_day, ideas, days)


def stamp(workbench: Workbench) -> str:
    """Return a text that changes when something does that the view shows."""
    news = workbench.news.now()
    return f"{news.data}.{workbench.model_stamp()}.{workbench.experiments.book.stamp()}"


def keep(workbench: Workbench, parameters: dict[str, str], suggestion_id: str, who: object) -> Message:
    """Keep a suggestion as an idea and return the message with its undo.

    Raises:
        NotFoundError: If it is not suggested now.
    """
    one = next((s for s in listed(workbench, parameters).found if s.id == suggestion_id), None)
    if one is None:
        raise NotFoundError("This test is not suggested any more. The list shows what holds now.")
    record = workbench.experiments.book.add(idea(one), person_of(who))
    return kept(workbench, record, "Kept as an idea")


def idea(one: Suggestion) -> dict[str, Any]:
    """Return a suggestion as fields of a test of the registry."""
    plan = {SUGGESTION: one.id, "days": one.days, "design": one.design, "sample": one.sample, "smallest": one.smallest}
    return {
        "name": one.action[:120],
        "kind": one.kind,
        "state": "idea",
        "hypothesis": one.hypothesis[:1000],
        "metric": one.metric[:120],
        "campaign_ids": list(one.campaign_ids),
        "design": plan | {"settings": dict(one.settings)},
    }


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""

    @app.callback(
        Output(Suggest.BODY, "children"),
        Output(Suggest.STAMP, "data"),
        Input(Suggest.ASK, "data"),
        Input(Shell.NEWS, "data"),
        State(Suggest.STAMP, "data"),
    )
    def _suggest_body(parameters: Any, _news: Any, known: Any) -> tuple[Any, str]:
        now = stamp(workbench)
        if now == known:
            raise PreventUpdate
        return body(workbench, texts_of(parameters)), now

    @app.callback(*TOLD, Input(Suggest.keep(ALL, ALL), "n_clicks"), PERSON, prevent_initial_call=True)
    def _suggest_keep(_clicks: Any, who: Any) -> tuple[Any, Any]:
        button_id = pressed()
        wanted, asked = text_of(button_id.get("id")), {"horizon": text_of(button_id.get("horizon"))}
        return told("Not kept", lambda: keep(workbench, asked, wanted, who))
