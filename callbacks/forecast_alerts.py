"""Forecast, view Alerts: reads what is written, shows how it is understood, and keeps it as a rule."""

from datetime import UTC, datetime
from typing import Any, Final

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import Message, person_of
from callbacks.alerts_rules import UNDO
from callbacks.forms import Form, Opened, register_form
from components.alerts import Shown, alerts_body, alerts_head, alerts_page
from components.alerts_list import EXAMPLE
from components.alerts_write import form_sentence, suggestions_card, understood, write_card
from components.format import NBSP
from components.ids import Alerts, Shell
from components.parts import error_note, note, toast
from core.alerts import nearest_sentence, suggest
from core.data import Dataset
from core.errors import InputError, NotUnderstoodError, ProductError
from core.planning import leading_measure
from core.workbench import Workbench

FORM: Final = Form(
    fields=(Alerts.SENTENCE, Alerts.EMAILS, Alerts.WEBHOOK),
    emptied=(Alerts.SENTENCE, Alerts.EMAILS, Alerts.WEBHOOK),
    edited=Alerts.EDITING,
    title=Alerts.WRITE_TITLE,
    save=Alerts.SAVE,
    cancel=Alerts.CANCEL,
    message=Alerts.SAID,
    edit=Alerts.edit(ALL),
    fresh=("Write a rule", "Keep the rule"),
    change="Keep the change",
)


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


def keep(workbench: Workbench, rule_id: str, form: tuple[Any, ...], person: Any) -> Message:
    """Keep a new rule, or the change of one; return the message with its undo.

    Raises:
        ProductError: If the sentence or a recipient cannot be used.
    """
    sentence, emails, webhook = form
    text = sentence if isinstance(sentence, str) else ""
    if rule_id:
        rule = workbench.alerts.change(rule_id[:16], text, emails, webhook)
        return toast("The rule is changed", rule.text, action="Undo", name=f"{UNDO}unchange:{rule.id}")
    rule = workbench.alerts.add(text, person_of(person), emails, webhook)
    return toast("The rule is kept", rule.text, action="Undo", name=f"{UNDO}remove:{rule.id}")


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

    register_form(app, FORM, lambda one: _opened(workbench, one), lambda *given: keep(workbench, *given))


def _opened(workbench: Workbench, rule_id: str) -> Opened:
    rule = workbench.alerts.store.rule(rule_id[:16])
    return (rule.text, ", ".join(rule.emails), rule.webhook), "Change a rule"
