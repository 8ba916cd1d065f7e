"""Alerts and rules as lists: what is so now, what was, and which rules are kept."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from dash import html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import NBSP, counted, date_text, time_text
from components.icons import icon
from components.ids import Alerts
from components.parts import Child, button, card, chip, empty
from components.period import address
from core.alerts import Alert, KeptRule, Message

HISTORY_SHOWN: Final = 20
EXAMPLE: Final = "ROAS of Search below 2 for 3 days"
Rules = Mapping[str, KeptRule]
Messages = Mapping[int, Sequence[Message]]


def evidence(alert: Alert) -> str:
    """Return the address of the figures behind an alert."""
    subject = alert.subject
    if alert.rule_text.startswith("Unusual day"):
        return address("/forecast", view="unusual")
    if subject.kind == "campaign":
        return address("/campaigns", campaign=subject.key)
    if subject.kind == "channel":
        return address("/campaigns", find=subject.key)
    return address("/forecast", view="pace") if subject.kind == "target" else address("/campaigns")


def alert_row(alert: Alert, rule: KeptRule | None, now: datetime, where: str, sent: Sequence[Message] = ()) -> html.Li:
    """Return an alert: what, when, what was sent, and what can be done.

    Args:
        alert: The alert.
        rule: Its rule; None where it was removed.
        now: The moment, in UTC.
        where: Where the row stands, ``bell`` or ``page``.
        sent: The messages about it.
    """
    acts: list[Child] = [button("See the figures", small=True, href=evidence(alert))]
    if rule and rule.active:
        if not rule.is_muted(now):
            mute = Alerts.act("mute", where, rule.id)
            acts.append(button(f"Mute for 7{NBSP}days", "ghost", small=True, id=mute))
        off = Alerts.act("pause", where, rule.id)
        acts.append(button("Turn the rule off", "ghost", small=True, id=off))
    return html.Li(
        [
            html.Div([_state(alert), html.Span(_when(alert, now), className="muted")], className="al-top"),
            html.P(alert.latest if alert.open else alert.text, className="al-what"),
            html.P(_about(alert), className="al-about"),
            *_sending(sent),
            html.Div(acts, className="al-acts"),
        ],
        className="al-row",
        **attrs(data_alert=alert.id),
    )


def _state(alert: Alert) -> Component:
    if alert.open:
        return chip("Still so", "neg", "warning")
    return chip("Over")


def began(alert: Alert) -> date:
    """Return since when it is so; the pace of a target since it was seen, not since its period began."""
    return alert.since if alert.subject.kind == "target" else alert.first_day


def _when(alert: Alert, now: datetime) -> str:
    ago = now - alert.raised
    told = "Just now" if ago < timedelta(minutes=1) else time_text(alert.raised)
    return f"{told}, quietly" if alert.quiet else told


def _about(alert: Alert) -> str:
    if alert.open:
        return f"Rule: {alert.rule_text}. Still so since {date_text(began(alert))}."
    end = f" Over since {date_text(alert.ended)}." if alert.ended else ""
    return f"Rule: {alert.rule_text}.{end}" + (f" {alert.note}" if alert.note else "")


def _sending(sent: Sequence[Message]) -> list[Component]:
    """Return how sending goes: what is sent in one line, what is not in words."""
    lines: list[Component] = []
    done = [one for one in sent if one.state == "sent"]
    if done:
        lines.append(html.P([icon("check", small=True), f"Sent to {_recipients(done)}"], className="al-sent"))
    for one in sent:
        if one.state == "given up":
            text = f"Given up: {one.recipient}. {one.error}"
            lines.append(html.P([icon("warning", small=True), text], className="al-sent neg"))
        elif one.state != "sent":
            again = f"Not sent to {one.recipient} yet; next try {time_text(one.due)} UTC. {one.error}"
            text = again if one.error else f"On its way to {one.recipient}"
            lines.append(html.P([icon("clock", small=True), text], className="al-sent"))
    return lines


def _recipients(messages: Sequence[Message]) -> str:
    names = [one.recipient if one.kind == "email" else "the webhook" for one in reversed(messages)]
    return ", ".join(dict.fromkeys(names))


def current_card(alerts: Sequence[Alert], rules: Rules, now: datetime, messages: Messages) -> Component | None:
    """Return the alerts that hold now; None where none does."""
    if not alerts:
        return None
    rows = [alert_row(one, rules.get(one.rule_id), now, "page", messages.get(one.id, ())) for one in alerts]
    note = "Told once when it began; nothing is sent again while it goes on."
    title = "One figure is beyond its limit" if len(rows) == 1 else f"{len(rows)} figures are beyond their limits"
    return card(title, note, html.Ul(rows, className="al-list"), flush=True)


def history_card(alerts: Sequence[Alert], now: datetime, messages: Messages) -> Component | None:
    """Return the alerts that are over; None where there is none."""
    if not alerts:
        return None
    rows = [
        html.Li(
            [
                html.Div([_state(one), html.Span(_when(one, now), className="muted")], className="al-top"),
                html.P(one.text, className="al-what"),
                html.P(_about(one), className="al-about"),
                *_sending(messages.get(one.id, ())),
            ],
            className="al-row",
            **attrs(data_alert=one.id),
        )
        for one in alerts[:HISTORY_SHOWN]
    ]
    note = f"The newest {HISTORY_SHOWN}." if len(alerts) > HISTORY_SHOWN else None
    return card("What is over", note, html.Ul(rows, className="al-list al-past"), flush=True)


def rules_card(rules: Sequence[KeptRule], broken: set[str], now: datetime, example: str = EXAMPLE) -> Component:
    """Return the rules with what can be done with them.

    Args:
        rules: Newest first.
        broken: Ids of those that have an open alert.
        now: The moment, in UTC.
        example: A rule that the data could have.
    """
    if not rules:
        text = (
            f"A rule is a sentence, such as “{example}”. It is checked whenever data arrive, "
            "and you are told once when it begins: here, by e-mail or by webhook."
        )
        return html.Section(empty("No rules yet", [text, " Write one, or take a suggestion."]), className="card")
    on = sum(rule.active for rule in rules)
    title = f"{counted(on, 'rule')} on" + (f", {len(rules) - on} paused" if on < len(rules) else "")
    rows = [_rule_row(rule, rule.id in broken, now) for rule in rules]
    return card(title, "Checked whenever data arrive.", html.Ul(rows, className="al-list al-rules"), flush=True)


def _rule_row(rule: KeptRule, broken: bool, now: datetime) -> html.Li:
    chips: list[Component] = []
    if not rule.active:
        chips.append(chip("Paused"))
    elif rule.is_muted(now) and rule.muted_until:
        chips.append(chip(f"Muted until {date_text(rule.muted_until.date(), year=False)}", "warn", "clock"))
    if broken:
        chips.append(chip("Broken", "neg", "warning"))
    elif rule.active and rule.remark:
        chips.append(chip("Not judged", "info", "info"))
    elif rule.active and rule.checked_to:
        chips.append(chip("Within its limit", "pos", "check"))
    told = [*rule.emails, *(["a webhook"] if rule.webhook else [])]
    meta = [f"By {rule.owner}" if rule.owner else "", f"Tells {', '.join(told)}" if told else "Tells in the app"]
    if rule.checked_to:
        meta.append(f"Checked to {date_text(rule.checked_to)}")
    acts: list[Child] = [button("Edit", "ghost", icon_name="edit", small=True, id=Alerts.edit(rule.id))]
    if rule.active and rule.is_muted(now):
        acts.append(button("End the mute", "ghost", small=True, id=Alerts.act("unmute", "rules", rule.id)))
    turn = ("pause", "Pause") if rule.active else ("resume", "Turn on")
    acts.append(button(turn[1], "ghost", small=True, id=Alerts.act(turn[0], "rules", rule.id)))
    acts.append(button("Remove", "ghost", icon_name="trash", small=True, id=Alerts.act("remove", "rules", rule.id)))
    return html.Li(
        [
            html.Div([html.B(rule.text, className="al-rule"), *chips], className="al-top"),
            html.P(". ".join(part for part in meta if part), className="al-about"),
            html.P(rule.remark, className="al-about") if rule.active and rule.remark else None,
            html.Div(acts, className="al-acts"),
        ],
        className="al-row" if rule.active else "al-row is-off",
        **attrs(data_rule=rule.id),
    )
