"""Forecast, view Unusual days: lists them, mutes them, and makes them known events."""

from datetime import datetime
from typing import Any, Final

from dash import ALL, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.forecast_acts import person_of, pressed, text_of
from components.format import counted
from components.ids import Shell, Unusual
from components.parts import empty, page_head, toast, waiting_card
from components.unusual import EVERY, UnusualChoice, unusual_failed, unusual_list, unusual_sub, unusual_title
from components.unusual_events import (
    CAMPAIGN,
    CHANNEL,
    OUTCOMES,
    SPEND,
    event_form,
    event_list,
    measures_of,
    scope_of,
)
from components.views import FORECAST, view_choice
from core.errors import InputError, NotFoundError, ProductError
from core.event_book import OUTCOME_MEASURES
from core.forecasting.unusual_words import headline
from core.workbench import Workbench

UNDO_EVENT: Final = "known-event:"
UNDO_MUTE: Final = "muted-alarm:"


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the outline of the view; the list takes a moment the first time."""
    dataset = workbench.dataset()
    waiting = [
        _head("Unusual days"),
        waiting_card(f"Judging the days of {counted(len(dataset.campaigns), 'campaign')}", 420),
    ]
    side = html.Div(
        [html.Div(events(workbench), id=Unusual.EVENTS), event_form(dataset, dataset.last_day)], className="un-side"
    )
    return html.Div(
        [
            dcc.Store(id=Unusual.ASK, data=parameters),
            dcc.Store(id=Unusual.STAMP),
            html.Div(waiting[0], id=Unusual.HEAD),
            html.Div([html.Div(waiting[1], id=Unusual.BODY, className="un-main"), side], className="un"),
        ]
    )


def body(workbench: Workbench, parameters: dict[str, str]) -> tuple[Component, Component]:
    """Return head and list for the parameters of an address; what cannot be shown says why."""
    choice, dataset = UnusualChoice.read(parameters), workbench.dataset()
    try:
        days = workbench.anomalies.days()
    except ProductError as error:
        failed = html.Section(empty("Nothing can be judged here", str(error)), className="card")
        return _head("Unusual days"), failed
    title = "Unusual days" if days.found.too_short else unusual_title(days.shown, dataset.last_day)
    head = _head(title, unusual_sub(days.found, len(days.found.anomalies), dataset.last_day))
    return head, unusual_list(days.shown, days.muted, choice, days.found, dataset.currency)


def events(workbench: Workbench) -> Component:
    """Return the card with the known events."""
    table = workbench.dataset().campaigns
    names = dict(zip(table["campaign_id"].astype(str), table["campaign"].astype(str), strict=True))
    return event_list(workbench.events.entries(), names)


def stamp(workbench: Workbench) -> str:
    """Return a text that changes when something does that the view shows."""
    news = workbench.news.now()
    return f"{news.data}.{workbench.events.stamp()}"


def mute(workbench: Workbench, anomaly_id: object, who: object) -> dict[str, Any]:
    """Mute an alarm; return the message with its undo."""
    anomaly = workbench.anomalies.get(text_of(anomaly_id))
    kept = workbench.events.mute(anomaly, person_of(who))
    return toast("This alarm is not shown again", headline(anomaly), action="Undo", name=f"{UNDO_MUTE}{kept.version}")


def unmute(workbench: Workbench, anomaly_id: object, who: object) -> dict[str, Any]:
    """Show an alarm again; return the message with its undo."""
    kept = workbench.events.unmute(text_of(anomaly_id), person_of(who))
    return toast("The alarm is shown again", action="Undo", name=f"{UNDO_MUTE}{kept.version}")


def mark(workbench: Workbench, anomaly_id: object, label: object, who: object) -> dict[str, Any]:
    """Make an unusual day a known event; return the message with its undo."""
    kept = workbench.events.mark(workbench.anomalies.get(text_of(anomaly_id)), label, person_of(who))
    text = f"“{kept.content['label']}” is a known event"
    return toast(text, "It does not train forecasts", action="Undo", name=f"{UNDO_EVENT}{kept.version}")


def remove(workbench: Workbench, event_id: object, who: object) -> dict[str, Any]:
    """Remove a known event; return the message with its undo."""
    kept = workbench.events.remove(text_of(event_id), person_of(who))
    return toast(f"“{kept.content['label']}” was removed", action="Undo", name=f"{UNDO_EVENT}{kept.version}")


def save(workbench: Workbench, edited: object, form: tuple[object, ...], who: object) -> dict[str, Any]:
    """Keep what the form holds, as a new event or in place of the one that was edited; return the message."""
    first, last, label, scope, measures = form
    chosen = scope if isinstance(scope, str) else ""
    channel = chosen.removeprefix(CHANNEL) if chosen.startswith(CHANNEL) else ""
    ids: tuple[str, ...] = (chosen.removeprefix(CAMPAIGN),) if chosen.startswith(CAMPAIGN) else ()
    table = workbench.dataset().campaigns
    event_id = text_of(edited)
    before = next((e for e in workbench.events.entries() if e.id == event_id), None)
    if before is not None and scope_of(before) == chosen:
        # The form shows the first of several campaigns; unless somebody chose another, all of them stay.
        channel, ids = before.channel, before.campaign_ids
    elif (ids and ids[0] not in set(table["campaign_id"].astype(str))) or (
        channel and channel not in set(table["channel"].astype(str))
    ):
        raise InputError("This campaign or channel is not in the data in use. Choose one from the list.")
    touched: tuple[str, ...] = {OUTCOMES: OUTCOME_MEASURES, SPEND: (SPEND,)}.get(str(measures), ())
    parts = (first, last, label, channel, ids, touched, person_of(who))
    kept = workbench.events.change(event_id, *parts) if event_id else workbench.events.add(*parts)
    text = f"“{kept.content['label']}” was {'changed' if event_id else 'added'}"
    return toast(text, action="Undo", name=f"{UNDO_EVENT}{kept.version}")


def undo(workbench: Workbench, name: str, who: object) -> dict[str, Any]:
    """Undo an act by the name that its message gave; return the message."""
    kind = UNDO_EVENT if name.startswith(UNDO_EVENT) else UNDO_MUTE
    number = name.removeprefix(kind)
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotFoundError("What is to be undone is not known. Reload the page.")
    if kind == UNDO_EVENT:
        workbench.events.undo(int(number), person_of(who))
        return toast("Undone: the known events are as before", kind="undo")
    workbench.events.undo_mute(int(number), person_of(who))
    return toast("Undone: the alarms are as before", kind="undo")


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""

    @app.callback(
        Output(Unusual.HEAD, "children"),
        Output(Unusual.BODY, "children"),
        Output(Unusual.EVENTS, "children"),
        Output(Unusual.STAMP, "data"),
        Input(Unusual.ASK, "data"),
        Input(Shell.NEWS, "data"),
        State(Unusual.STAMP, "data"),
    )
    def _unusual_body(parameters: Any, _news: Any, known: Any) -> tuple[Any, Any, Any, str]:
        now = stamp(workbench)
        if now == known:
            raise PreventUpdate
        asked = {k: v for k, v in parameters.items() if isinstance(v, str)} if isinstance(parameters, dict) else {}
        head, listed = body(workbench, asked)
        return head, listed, events(workbench), now

    @app.callback(
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Input(Unusual.CHANNEL, "value"),
        State(Unusual.ASK, "data"),
        prevent_initial_call=True,
    )
    def _unusual_channel(channel: Any, parameters: Any) -> str:
        choice = UnusualChoice.read(parameters if isinstance(parameters, dict) else {})
        wanted = channel if isinstance(channel, str) and channel != EVERY else ""
        if wanted == choice.channel:
            raise PreventUpdate
        return "?" + choice.at(channel=wanted, show="").partition("?")[2]

    _register_acts(app, workbench)
    _register_form(app, workbench)


def _register_acts(app: Dash, workbench: Workbench) -> None:
    told = (
        Output(Shell.TOAST, "data", allow_duplicate=True),
        Output(Shell.CHANGED, "data", allow_duplicate=True),
    )
    person = State(Shell.PERSON, "data")

    def act(failed: str, work: Any) -> tuple[Any, Any]:
        try:
            return work(), datetime.now().isoformat()
        except ProductError as error:
            return toast(failed, str(error), "failed"), datetime.now().isoformat()

    @app.callback(*told, Input(Unusual.mute(ALL), "n_clicks"), person, prevent_initial_call=True)
    def _unusual_mute(_clicks: Any, who: Any) -> tuple[Any, Any]:
        anomaly = pressed()["id"]
        return act("Not muted", lambda: mute(workbench, anomaly, who))

    @app.callback(*told, Input(Unusual.unmute(ALL), "n_clicks"), person, prevent_initial_call=True)
    def _unusual_unmute(_clicks: Any, who: Any) -> tuple[Any, Any]:
        anomaly = pressed()["id"]
        return act("Not shown again", lambda: unmute(workbench, anomaly, who))

    @app.callback(
        *told,
        Input(Unusual.mark(ALL), "n_clicks"),
        State(Unusual.name(ALL), "value"),
        State(Unusual.name(ALL), "id"),
        person,
        prevent_initial_call=True,
    )
    def _unusual_mark(_clicks: Any, labels: Any, ids: Any, who: Any) -> tuple[Any, Any]:
        anomaly = pressed()["id"]
        label = next((text for text, one in zip(labels, ids, strict=False) if one["id"] == anomaly), "")
        return act("Not marked", lambda: mark(workbench, anomaly, label, who))

    @app.callback(*told, Input(Unusual.remove(ALL), "n_clicks"), person, prevent_initial_call=True)
    def _unusual_remove(_clicks: Any, who: Any) -> tuple[Any, Any]:
        event = pressed()["id"]
        return act("Not removed", lambda: remove(workbench, event, who))

    # An id never changes: it tells this undo apart from those of other pages, and triggers nothing. It has to be of
    # something that is on all pages, since a message outlives the page that it was written on.
    apart = Input(Shell.PEOPLE, "id")

    @app.callback(*told, Input(Shell.TOAST_ACTION, "data"), apart, person, prevent_initial_call=True)
    def _unusual_undo(action: Any, _apart: Any, who: Any) -> tuple[Any, Any]:
        name = action.get("name") if isinstance(action, dict) else None
        if not isinstance(name, str) or not name.startswith((UNDO_EVENT, UNDO_MUTE)):
            raise PreventUpdate
        return act("Not undone", lambda: undo(workbench, name, who))


def _register_form(app: Dash, workbench: Workbench) -> None:
    fields = (Unusual.FIRST, Unusual.LAST, Unusual.LABEL, Unusual.SCOPE, Unusual.MEASURES)
    heads = (
        Output(Unusual.EDITED, "data", allow_duplicate=True),
        Output(Unusual.FORM_TITLE, "children", allow_duplicate=True),
        Output(Unusual.SAVE, "children", allow_duplicate=True),
        Output(Unusual.CANCEL, "hidden", allow_duplicate=True),
        Output(Unusual.MESSAGE, "children", allow_duplicate=True),
    )
    fresh = ("", "Note a day that you know of", "Add event", True, None)

    @app.callback(
        *(Output(name, "value", allow_duplicate=True) for name in fields),
        *heads,
        Input(Unusual.edit(ALL), "n_clicks"),
        prevent_initial_call=True,
    )
    def _unusual_edit(_clicks: Any) -> tuple[Any, ...]:
        event = pressed()["id"]
        entry = next((e for e in workbench.events.entries() if e.id == event), None)
        if entry is None:
            raise PreventUpdate
        values = (entry.first.isoformat(), entry.last.isoformat(), entry.label, scope_of(entry), measures_of(entry))
        return *values, entry.id, f"Change “{entry.label}”", "Save changes", False, None

    @app.callback(
        Output(Unusual.LABEL, "value", allow_duplicate=True),
        *heads,
        Input(Unusual.CANCEL, "n_clicks"),
        prevent_initial_call=True,
    )
    def _unusual_cancel(clicks: Any) -> tuple[Any, ...]:
        if not clicks:
            raise PreventUpdate
        return "", *fresh

    @app.callback(
        Output(Shell.TOAST, "data", allow_duplicate=True),
        Output(Shell.CHANGED, "data", allow_duplicate=True),
        Output(Unusual.LABEL, "value", allow_duplicate=True),
        *heads,
        Input(Unusual.SAVE, "n_clicks"),
        State(Unusual.EDITED, "data"),
        *(State(name, "value") for name in fields),
        State(Shell.PERSON, "data"),
        prevent_initial_call=True,
    )
    def _unusual_save(clicks: Any, edited: Any, *given: Any) -> tuple[Any, ...]:
        if not clicks:
            raise PreventUpdate
        *form, who = given
        try:
            message = save(workbench, edited, tuple(form), who)
        except ProductError as error:
            # What was typed stays.
            return no_update, no_update, no_update, *(no_update,) * 4, unusual_failed(str(error))
        return message, datetime.now().isoformat(), "", *fresh


def _head(title: str, sub: str | None = None) -> Component:
    return page_head(title, sub, [view_choice("/forecast", FORECAST, "unusual")])
