"""Customers, view Segments: who are they?"""

import json
from typing import Any, Final

from dash import ALL, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import PERSON, TOLD, Message, Undo, moment, number_of, person_of, pressed, texts_of
from callbacks.customers_source import source_bar, unread
from components.customers_segments import (
    ASKED,
    answer_head,
    head,
    notes_card,
    segments_address,
    segments_page,
)
from components.customers_segments_how import columns_address, drift_card, how_card, kept_drift_card
from components.ids import Segments, Shell
from components.parts import error_note, toast, waiting_card
from core.customers import CustomerSource
from core.customers.segments.book import SegmentBook
from core.customers.segments.desk import SegmentsAnswer, ids_csv
from core.customers.segments.recipe import Recipe, make_recipe
from core.errors import InputError, ProductError
from core.stated_store import Stated
from core.workbench import Workbench

TITLE: Final = "Who are the customers?"
UNDO: Final = "segments:"
"""Begins the name of an undo; the number of the version follows."""


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the outline of the view until the segments are known."""
    return html.Div(
        [
            dcc.Store(id=Segments.ASK, data=parameters),
            dcc.Store(id=Segments.STAMP),
            dcc.Download(id=Segments.DOWNLOAD),
            html.Div(head(TITLE, None, parameters), id=Segments.HEAD),
            html.Div(
                [
                    source_bar(workbench, parameters, ""),
                    html.Div(waiting_card("Finding groups of customers", 320), id=Segments.BODY, className="stack"),
                ],
                className="stack",
            ),
        ]
    )


def recipe_of(parameters: dict[str, str]) -> Recipe | None:
    """Return the recipe that an address asks for; None where it asks for none.

    Raises:
        InputError: If it cannot be used.
    """
    if not any(parameters.get(name) for name in ASKED):
        return None
    try:
        out = json.loads(parameters.get("out") or "[]")
    except (ValueError, RecursionError) as error:
        raise InputError("Which columns are left out cannot be read from the address. Choose them again.") from error
    if not isinstance(out, list) or not all(isinstance(one, str) for one in out):
        raise InputError("Which columns are left out cannot be read from the address. Choose them again.")
    return make_recipe(parameters.get("method") or "kmeans", parameters.get("count") or 0, tuple(out[:300]))


def asked_for(
    workbench: Workbench, book: SegmentBook, parameters: dict[str, str]
) -> tuple[CustomerSource, SegmentsAnswer]:
    """Return table and segments of an address.

    Raises:
        ProductError: If the table cannot be read, or no segments can be made of it.
    """
    source = workbench.customers.source(parameters)
    answer = workbench.customers.segments.answer(source, recipe_of(parameters), book.kept(source))
    return source, answer


def undos(workbench: Workbench) -> dict[str, Undo]:
    """Return how keeping and renaming is undone."""

    def undo(version: str, who: str) -> Message:
        workbench.customers.kept_segments.undo(number_of(version), who)
        return toast("Undone: the kept segments are as before", kind="undo")

    return {UNDO: Undo(undo, renew=True)}


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""
    book = workbench.customers.kept_segments
    desk = workbench.customers.segments

    def shown(parameters: dict[str, str]) -> tuple[Component, list[Component]]:
        try:
            source, answer = asked_for(workbench, book, parameters)
        except ProductError as error:
            return head(TITLE, None, parameters), unread(workbench, parameters, error)
        parts = [
            *segments_page(answer, source.currency, parameters),
            kept_drift_card(answer),
            html.Div(id=Segments.DRIFT) if source.roles.shape == "purchases" else None,
            how_card(answer, parameters),
            notes_card(answer),
        ]
        return answer_head(answer, source.name, parameters), [part for part in parts if part is not None]

    @app.callback(
        Output(Segments.HEAD, "children"),
        Output(Segments.BODY, "children"),
        Output(Segments.STAMP, "data"),
        Input(Segments.ASK, "data"),
        Input(Shell.NEWS, "data"),
        State(Segments.STAMP, "data"),
    )
    def _segments_body(ask: Any, _news: Any, known: Any) -> tuple[Component, list[Component], str]:
        now = f"{workbench.news.now().data}.{book.stamp()}"
        if now == known:
            raise PreventUpdate
        return *shown(texts_of(ask)), now

    @app.callback(Output(Segments.DRIFT, "children"), Input(Segments.DRIFT, "id"), State(Segments.ASK, "data"))
    def _segments_drift(_id: Any, ask: Any) -> Component | None:
        try:
            source, answer = asked_for(workbench, book, texts_of(ask))
            return drift_card(desk.drift(source, answer.found), answer.found.names)
        except ProductError:
            # Without an earlier month there is nothing to compare with.
            return None

    @app.callback(
        Output(Segments.DOWNLOAD, "data"),
        Input(Segments.export(ALL), "n_clicks"),
        State(Segments.ASK, "data"),
        prevent_initial_call=True,
    )
    def _segments_export(_clicks: Any, ask: Any) -> dict[str, Any]:
        at = pressed().get("at")
        try:
            found = asked_for(workbench, book, texts_of(ask))[1].found
            content = ids_csv(found, at if isinstance(at, int) else -1)
        except ProductError as error:
            raise PreventUpdate from error
        name = "".join(c if c.isalnum() else "-" for c in found.names[int(str(at))].lower())
        return {"content": content, "filename": f"{name}.csv"}

    @app.callback(
        *TOLD,
        Output(Shell.LOCATION, "href", allow_duplicate=True),
        Output(Shell.RENEW, "data", allow_duplicate=True),
        Input(Segments.KEEP, "n_clicks"),
        State(Segments.ASK, "data"),
        PERSON,
        prevent_initial_call=True,
    )
    def _segments_keep(clicks: Any, ask: Any, who: Any) -> tuple[Any, ...]:
        if not clicks:
            raise PreventUpdate
        parameters = texts_of(ask)

        def keep() -> Stated:
            source, answer = asked_for(workbench, book, parameters)
            return book.keep(source, answer.found, person_of(who))

        return _kept(keep, "The segments are kept", parameters)

    @app.callback(
        *TOLD,
        Output(Shell.LOCATION, "href", allow_duplicate=True),
        Output(Shell.RENEW, "data", allow_duplicate=True),
        Input(Segments.rename(ALL), "n_clicks"),
        State(Segments.name(ALL), "value"),
        State(Segments.name(ALL), "id"),
        State(Segments.ASK, "data"),
        PERSON,
        prevent_initial_call=True,
    )
    def _segments_rename(_clicks: Any, names: Any, ids: Any, ask: Any, who: Any) -> tuple[Any, ...]:
        at, parameters = pressed().get("at"), texts_of(ask)
        given = next(
            (name for name, one in zip(names, ids, strict=False) if isinstance(one, dict) and one.get("at") == at), None
        )

        def rename() -> Stated:
            source, answer = asked_for(workbench, book, parameters)
            return book.rename(source, answer.found, at, given, person_of(who))

        return _kept(rename, "Renamed, and the segments are kept", parameters)

    @app.callback(
        Output(Segments.MESSAGE, "children"),
        Output(Shell.LOCATION, "href", allow_duplicate=True),
        Input(Segments.AGAIN, "n_clicks"),
        State(Segments.COLUMNS, "value"),
        State(Segments.COLUMNS, "options"),
        State(Segments.ASK, "data"),
        prevent_initial_call=True,
    )
    def _segments_again(clicks: Any, chosen: Any, options: Any, ask: Any) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        shown = [str(one.get("value")) for one in options or [] if isinstance(one, dict)] if _listed(options) else []
        counting = [one for one in chosen if isinstance(one, str)] if _listed(chosen) else []
        if not counting:
            return error_note(InputError("At least one column must count. Tick one.")), no_update
        return None, columns_address(texts_of(ask), shown, counting)

    def _kept(work: Any, said: str, parameters: dict[str, str]) -> tuple[Any, ...]:
        """Do something with the kept segments, then show them; what is refused says why."""
        try:
            kept: Stated = work()
        except ProductError as error:
            return toast("Nothing was kept", str(error), "failed"), no_update, no_update, no_update
        message = toast(said, kept.content["table"], action="Undo", name=f"{UNDO}{kept.version}")
        there = segments_address(parameters, **dict.fromkeys(ASKED))
        fresh = any(parameters.get(name) for name in ASKED)
        return message, moment(), there if fresh else no_update, no_update if fresh else moment()


def _listed(value: object) -> bool:
    return isinstance(value, list)
