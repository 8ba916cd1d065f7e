"""Forecast, view Unusual days: lists them, mutes them, and makes them known events."""

from typing import Any, Final

from dash import ALL, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import PERSON, TOLD, Message, Undo, number_of, person_of, pressed, text_of, texts_of, told
from callbacks.forms import Form, Opened, register_form
from components.format import counted
from components.ids import Shell, Unusual
from components.parts import empty, page_head, toast, waiting_card
from components.unusual import EVERY, UnusualChoice, unusual_list, unusual_sub, unusual_title
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
FORM: Final = Form(
    fields=(Unusual.FIRST, Unusual.LAST, Unusual.LABEL, Unusual.SCOPE, Unusual.MEASURES),
    emptied=(Unusual.LABEL,),
    edited=Unusual.EDITED,
    title=Unusual.FORM_TITLE,
    save=Unusual.SAVE,
    cancel=Unusual.CANCEL,
    message=Unusual.MESSAGE,
    edit=Unusual.edit(ALL),
    fresh=("Note a day that you know of", "Add event"),
)


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


def mute(workbench: Workbench, anomaly_id: object, who: object) -> Message:
    """Mute an alarm; return the message with its undo."""
    anomaly = workbench.anomalies.get(text_of(anomaly_id))
    kept = workbench.events.mute(anomaly, person_of(who))
    return toast("This alarm is not shown again", headline(anomaly), action="Undo", name=f"{UNDO_MUTE}{kept.version}")


def unmute(workbench: Workbench, anomaly_id: object, who: object) -> Message:
    """Show an alarm again; return the message with its undo."""
    kept = workbench.events.unmute(text_of(anomaly_id), person_of(who))
    return toast("The alarm is shown again", action="Undo", name=f"{UNDO_MUTE}{kept.version}")


def mark(workbench: Workbench, anomaly_id: object, label: object, who: object) -> Message:
    """Make an unusual day a known event; return the message with its undo."""
    kept = workbench.events.mark(workbench.anomalies.get(text_of(anomaly_id)), label, person_of(who))
    text = f"“{kept.content['label']}” is a known event"
    return toast(text, "It does not train forecasts", action="Undo", name=f"{UNDO_EVENT}{kept.version}")


def remove(workbench: Workbench, event_id: object, who: object) -> Message:
    """Remove a known event; return the message with its undo."""
    kept = workbench.events.remove(text_of(event_id), person_of(who))
    return toast(f"“{kept.content['label']}” was removed", action="Undo", name=f"{UNDO_EVENT}{kept.version}")


def save(workbench: Workbench, event_id: str, form: tuple[object, ...], who: object) -> Message:
    """Keep what the form holds, as a new event or in place of the one that was edited; return the message."""
    first, last, label, scope, measures = form
    chosen = scope if isinstance(scope, str) else ""
    channel = chosen.removeprefix(CHANNEL) if chosen.startswith(CHANNEL) else ""
    ids: tuple[str, ...] = (chosen.removeprefix(CAMPAIGN),) if chosen.startswith(CAMPAIGN) else ()
    table = workbench.dataset().campaigns
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


def undos(workbench: Workbench) -> dict[str, Undo]:
    """Return how acts on known events and on alarms are undone."""

    def undo_event(version: str, who: str) -> Message:
        workbench.events.undo(number_of(version), who)
        return toast("Undone: the known events are as before", kind="undo")

    def undo_mute(version: str, who: str) -> Message:
        workbench.events.undo_mute(number_of(version), who)
        return toast("Undone: the alarms are as before", kind="undo")

    return {UNDO_EVENT: Undo(undo_event), UNDO_MUTE: Undo(undo_mute)}


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
        head, listed = body(workbench, texts_of(parameters))
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
    register_form(app, FORM, lambda one: _opened(workbench, one), lambda *given: save(workbench, *given))


def _register_acts(app: Dash, workbench: Workbench) -> None:
    @app.callback(*TOLD, Input(Unusual.mute(ALL), "n_clicks"), PERSON, prevent_initial_call=True)
    def _unusual_mute(_clicks: Any, who: Any) -> tuple[Any, Any]:
        anomaly = pressed()["id"]
        return told("Not muted", lambda: mute(workbench, anomaly, who))

    @app.callback(*TOLD, Input(Unusual.unmute(ALL), "n_clicks"), PERSON, prevent_initial_call=True)
    def _unusual_unmute(_clicks: Any, who: Any) -> tuple[Any, Any]:
        anomaly = pressed()["id"]
        return told("Not shown again", lambda: unmute(workbench, anomaly, who))

    @app.callback(
        *TOLD,
        Input(Unusual.mark(ALL), "n_clicks"),
        State(Unusual.name(ALL), "value"),
        State(Unusual.name(ALL), "id"),
        PERSON,
        prevent_initial_call=True,
    )
    def _unusual_mark(_clicks: Any, labels: Any, ids: Any, who: Any) -> tuple[Any, Any]:
        anomaly = pressed()["id"]
        named = zip(labels, ids, strict=False) if isinstance(labels, list) and isinstance(ids, list) else ()
        label = next((text for text, one in named if isinstance(one, dict) and one.get("id") == anomaly), "")
        return told("Not marked", lambda: mark(workbench, anomaly, label, who))

    @app.callback(*TOLD, Input(Unusual.remove(ALL), "n_clicks"), PERSON, prevent_initial_call=True)
    def _unusual_remove(_clicks: Any, who: Any) -> tuple[Any, Any]:
        event = pressed()["id"]
        return told("Not removed", lambda: remove(workbench, event, who))


def _opened(workbench: Workbench, event_id: str) -> Opened:
    entry = next((e for e in workbench.events.entries() if e.id == event_id), None)
    if entry is None:
        raise NotFoundError("This known event is not kept any more. Somebody may have removed it.")
    days = (entry.first.isoformat(), entry.last.isoformat())
    return (*days, entry.label, scope_of(entry), measures_of(entry)), f"Change “{entry.label}”"


def _head(title: str, sub: str | None = None) -> Component:
    return page_head(title, sub, [view_choice("/forecast", FORECAST, "unusual")])
