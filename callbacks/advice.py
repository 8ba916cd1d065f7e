"""The list of advice, wherever it is shown: made again when somebody acts on it, and the acts themselves."""

import re
from dataclasses import replace
from typing import Any, Final

from dash import ALL, MATCH, Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from callbacks.acts import PERSON, TOLD, Message, Undo, person_of, pressed, told
from components.advice import AT_ONCE, advice_card
from components.format import date_text
from components.ids import Advice, Overview, Shell
from components.overview import advice_sentence
from components.parts import toast, waiting_card
from core.advice import AdviceList
from core.errors import InputError
from core.workbench import Workbench

BACK: Final = "advice-back:"
"""Begins the name of the undo of an act; the identity of the advice follows."""
SAID: Final = {"done": "Marked done", "later": "Left for later", "dismissed": "Dismissed", "open": "Put back"}
FAILED: Final = "Nothing was changed"
GONE: Final = "This button belongs to another state of the page. Reload it."
CAMPAIGNS_AT_ONCE: Final = 3
_KEY: Final = re.compile(r"[0-9a-f]{8,40}")


def advice_place(workbench: Workbench, page: str, campaign: str = "") -> html.Div:
    """Return the list of a page in its place, which follows what others do with it.

    Args:
        workbench: Knows the advice.
        page: ``overview``, ``campaigns``, or ``campaign`` for what touches one.
        campaign: Its id.
    """
    return html.Div(advice_list(workbench, page, campaign), id=Advice.place(page, campaign), className="advice-place")


def advice_later(page: str, campaign: str = "") -> html.Div:
    """Return the outline of a list that is filled by itself: the page does not wait for the plans behind advice."""
    waiting = [waiting_card("Collecting what to do", 220), dcc.Store(id=Advice.ask(page, campaign), data=True)]
    return html.Div(waiting, id=Advice.place(page, campaign), className="advice-place")


def advice_list(workbench: Workbench, page: str, campaign: str = "") -> html.Section:
    """Return the list of a page."""
    dataset, advice = workbench.dataset(), workbench.advice.current()
    # The top bar says the year; beside the chip of confidence there is no room for it.
    up_to = date_text(dataset.last_day, year=False)
    if page == "campaign":
        return advice_card(
            about(advice, campaign),
            dataset.currency,
            up_to,
            name=page,
            title="What to do about it",
            head="Nothing to do about it",
            nothing="No advice is about this campaign now.",
        )
    at_once = CAMPAIGNS_AT_ONCE if page == "campaigns" else AT_ONCE
    return advice_card(advice, dataset.currency, up_to, name=page, at_once=at_once)


def about(advice: AdviceList, campaign: str) -> AdviceList:
    """Return the advice that touches one campaign."""
    return replace(
        advice,
        open=tuple(item for item in advice.open if campaign in item.recommendation.directions),
        away=tuple(one for one in advice.away if campaign in dict(one.act.facts.get("turns") or {})),
    )


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks."""

    @app.callback(
        Output(Advice.place(ALL, ALL), "children"),
        Input(Shell.NEWS, "data"),
        State(Advice.place(ALL, ALL), "id"),
        prevent_initial_call=True,
    )
    def _advice_news(news: Any, places: Any) -> list[Any]:
        if not _acted(news) or not places:
            raise PreventUpdate
        return [_listed(workbench, place) for place in places]

    @app.callback(
        Output(Advice.place(MATCH, MATCH), "children", allow_duplicate=True),
        Input(Advice.ask(MATCH, MATCH), "data"),
        State(Advice.ask(MATCH, MATCH), "id"),
        prevent_initial_call="initial_duplicate",
    )
    def _advice_first(_asked: Any, place: Any) -> Any:
        return _listed(workbench, place)

    @app.callback(
        Output(Overview.ADVICE_SENTENCE, "children", allow_duplicate=True),
        Input(Shell.NEWS, "data"),
        prevent_initial_call=True,
    )
    def _advice_sentence(news: Any) -> str:
        if not _acted(news):
            raise PreventUpdate
        return advice_sentence(len(workbench.recommendations()))

    @app.callback(*TOLD, Input(Advice.act(ALL, ALL), "n_clicks"), PERSON, prevent_initial_call=True)
    def _advice_act(_clicks: Any, who: Any) -> tuple[Any, Any]:
        button = pressed()
        return told(FAILED, lambda: act(workbench, button.get("key"), button.get("act"), person_of(who)))


def undos(workbench: Workbench) -> dict[str, Undo]:
    """Return how what was done with a piece of advice is undone."""
    return {BACK: Undo(lambda key, who: act(workbench, key, "open", who))}


def act(workbench: Workbench, key: Any, wanted: Any, who: str) -> Message:
    """Keep what somebody did with a piece of advice and return the message.

    Raises:
        ProductError: If there is no such advice or act; nothing is changed.
    """
    if not isinstance(key, str) or not _KEY.fullmatch(key) or wanted not in SAID:
        raise InputError(GONE)
    kept = workbench.advice.act(key, wanted, who)
    if wanted == "open":
        return toast(f"{SAID[wanted]}: {kept.action}", kind="undo")
    return toast(f"{SAID[wanted]}: {kept.action}", action="Undo", name=f"{BACK}{key}")


def _listed(workbench: Workbench, place: Any) -> Any:
    """The list of a place of the page; what no page wrote is no place."""
    if not isinstance(place, dict):
        raise PreventUpdate
    return advice_list(workbench, str(place.get("page")), str(place.get("campaign")))


def _acted(news: Any) -> bool:
    changed = news.get("changed") if isinstance(news, dict) else None
    return isinstance(changed, list) and "advice" in changed
