"""Forecast, view Alerts: reads what is written, shows how it is understood, and keeps it as a rule."""

from datetime import UTC, datetime
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.alerts_rules import UNDO
from components.alerts import Shown, alerts_body, alerts_head, alerts_page
from components.alerts_list import EXAMPLE
from components.alerts_write import form_sentence, suggestions_card, understood, write_card
from components.format import NBSP
from components.ids import Alerts, Shell
from components.parts import error_note, note, toast
from core.alerts import KeptRule, nearest_sentence, suggest
from core.data import Dataset
from core.errors import InputError, NotUnderstoodError, ProductError
from core.planning import leading_measure
from core.workbench import Workbench

TITLES = ("Write a rule", "Change a rule")
SAVES = ("Keep the rule", "Keep the change")


def layout(workbench: Workbench, _parameters: dict[str, str]) -> Component:
    """Return the view."""
    desk, delivery, dataset = workbench.alerts, workbench.alerts.delivery, workbench.dataset()
    kept = {rule.text for rule in desk.store.rules()}
    found = [desk.preview(rule) for rule in suggest(dataset)]
    missing = delivery.mail_missing if delivery else "Nothing is sent from here."
    allowed = delivery.webhook_rules if delivery else ""
    suggestions = suggestions_card([one for one in found if one.text not in kept])
    return alerts_page(
        shown(workbench), write_card(desk.names(), missing, allowed, example(dataset)), suggestions, stamp(workbench)
    )


def shown(workbench: Workbench) -> Shown:
    """Return what the view shows now."""
    store, dataset = workbench.alerts.store, workbench.dataset()
    alerts = store.alerts()
    messages = workbench.alerts.outbox.about([one.id for one in alerts])
    return Shown(store.rules(), alerts, messages, datetime.now(UTC), dataset.name, dataset.last_day, example(dataset))


def example(dataset: Dataset) -> str:
    """Return a rule in words that the data could have."""
    if "spend" in dataset.measured:
        return EXAMPLE
    return f"{leading_measure(dataset).capitalize()} of all campaigns down 30{NBSP}% on the week before"


def stamp(workbench: Workbench) -> str:
    """Return a text that changes when the view would show something else."""
    news = workbench.news.now()
    return f"{news.data}-{news.alerts}"


def preview(workbench: Workbench, sentence: Any) -> Component:
    """Return how a sentence is understood, or what is not."""
    if not isinstance(sentence, str) or not sentence.strip():
        return understood(None)
    desk = workbench.alerts
    try:
        return understood(desk.preview(desk.read(sentence)))
    except NotUnderstoodError as error:
        return understood(error, nearest_sentence(sentence, desk.names(), error))
    except InputError as error:
        return understood(error)


def keep(
    workbench: Workbench, sentence: Any, emails: Any, webhook: Any, editing: Any, person: Any
) -> tuple[dict[str, Any], KeptRule]:
    """Keep a new rule, or the change of one; return the message with its undo, and the rule.

    Raises:
        ProductError: If the sentence or a recipient cannot be used.
    """
    text = sentence if isinstance(sentence, str) else ""
    if isinstance(editing, str) and editing:
        rule = workbench.alerts.change(editing[:16], text, emails, webhook)
        return toast("The rule is changed", rule.text, action="Undo", name=f"{UNDO}unchange:{rule.id}"), rule
    rule = workbench.alerts.add(text, person[:60] if isinstance(person, str) else "", emails, webhook)
    return toast("The rule is kept", rule.text, action="Undo", name=f"{UNDO}remove:{rule.id}"), rule


def tested(workbench: Workbench, kind: str, recipient: Any) -> Component:
    """Send a test message and return what came of it, in words."""
    delivery = workbench.alerts.delivery
    try:
        if delivery is None:
            raise InputError("Nothing is sent from here.")
        said = delivery.send_test(kind, recipient if isinstance(recipient, str) else "")
    except ProductError as error:
        return error_note(error)
    return note("info", "Sent.", said)


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""

    @app.callback(
        Output(Alerts.HEAD, "children"),
        Output(Alerts.BODY, "children"),
        Output(Alerts.STAMP, "data"),
        Input(Shell.NEWS, "data"),
        State(Alerts.STAMP, "data"),
        prevent_initial_call=True,
    )
    def _alerts_news(_news: Any, known: Any) -> tuple[Any, Any, str]:
        now = stamp(workbench)
        if now == known:
            raise PreventUpdate
        what = shown(workbench)
        return alerts_head(what), alerts_body(what), now

    @app.callback(Output(Alerts.UNDERSTOOD, "children"), Input(Alerts.SENTENCE, "value"), prevent_initial_call=True)
    def _alerts_preview(sentence: Any) -> Component:
        return preview(workbench, sentence)

    app.clientside_callback(
        ClientsideFunction("alerts", "use"),
        Output(Alerts.SENTENCE, "value", allow_duplicate=True),
        Input(Alerts.use(ALL), "n_clicks"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(Alerts.SENTENCE, "value", allow_duplicate=True),
        Input(Alerts.TAKE, "n_clicks"),
        State(Alerts.MEASURE, "value"),
        State(Alerts.SUBJECT, "value"),
        State(Alerts.COMPARISON, "value"),
        State(Alerts.VALUE, "value"),
        State(Alerts.DAYS, "value"),
        prevent_initial_call=True,
    )
    def _alerts_form(clicks: Any, measure: Any, subject: Any, comparison: Any, value: Any, days: Any) -> str:
        if not clicks:
            raise PreventUpdate
        return form_sentence(measure, subject, comparison, value, days)

    @app.callback(
        Output(Alerts.TESTED, "children"),
        Input(Alerts.TEST_EMAIL, "n_clicks"),
        Input(Alerts.TEST_WEBHOOK, "n_clicks"),
        State(Alerts.EMAILS, "value"),
        State(Alerts.WEBHOOK, "value"),
        prevent_initial_call=True,
    )
    def _alerts_test(_email: Any, _hook: Any, emails: Any, webhook: Any) -> Component:
        if not ctx.triggered or not ctx.triggered[0]["value"]:
            raise PreventUpdate
        if ctx.triggered_id == Alerts.TEST_WEBHOOK:
            return tested(workbench, "webhook", webhook)
        return tested(workbench, "email", emails)

    _register_writing(app, workbench)


def _register_writing(app: Dash, workbench: Workbench) -> None:
    """Register keeping, changing and cancelling: they share the fields of the card."""
    fields = (
        Output(Alerts.SENTENCE, "value", allow_duplicate=True),
        Output(Alerts.EMAILS, "value", allow_duplicate=True),
        Output(Alerts.WEBHOOK, "value", allow_duplicate=True),
        Output(Alerts.EDITING, "data", allow_duplicate=True),
        Output(Alerts.WRITE_TITLE, "children", allow_duplicate=True),
        Output(Alerts.SAVE, "children", allow_duplicate=True),
        Output(Alerts.CANCEL, "hidden", allow_duplicate=True),
        Output(Alerts.SAID, "children", allow_duplicate=True),
    )
    empty = ("", "", "", None, TITLES[0], SAVES[0], True, None)

    @app.callback(
        *fields,
        Output(Shell.TOAST, "data", allow_duplicate=True),
        Output(Shell.CHANGED, "data", allow_duplicate=True),
        Input(Alerts.SAVE, "n_clicks"),
        State(Alerts.SENTENCE, "value"),
        State(Alerts.EMAILS, "value"),
        State(Alerts.WEBHOOK, "value"),
        State(Alerts.EDITING, "data"),
        State(Shell.PERSON, "data"),
        prevent_initial_call=True,
    )
    def _alerts_keep(
        clicks: Any, sentence: Any, emails: Any, webhook: Any, editing: Any, person: Any
    ) -> tuple[Any, ...]:
        if not clicks:
            raise PreventUpdate
        try:
            said, _rule = keep(workbench, sentence, emails, webhook, editing, person)
        except ProductError as error:
            # What was written stays where it is.
            return (*[no_update] * 7, error_note(error, safe="Nothing was kept."), no_update, no_update)
        return (*empty, said, datetime.now().isoformat())

    @app.callback(*fields, Input(Alerts.edit(ALL), "n_clicks"), prevent_initial_call=True)
    def _alerts_edit(_clicks: Any) -> tuple[Any, ...]:
        if not isinstance(ctx.triggered_id, dict) or not ctx.triggered[0]["value"]:
            raise PreventUpdate
        try:
            rule = workbench.alerts.store.rule(str(ctx.triggered_id.get("rule"))[:16])
        except ProductError as error:
            return (*[no_update] * 7, html.Div(error_note(error)))
        return (rule.text, ", ".join(rule.emails), rule.webhook, rule.id, TITLES[1], SAVES[1], False, None)

    @app.callback(*fields, Input(Alerts.CANCEL, "n_clicks"), prevent_initial_call=True)
    def _alerts_cancel(clicks: Any) -> tuple[Any, ...]:
        if not clicks:
            raise PreventUpdate
        return empty
