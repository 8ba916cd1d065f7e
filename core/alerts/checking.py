"""Checks rules against data: what begins is raised once, what goes on is noted, what ends is ended."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.alerts.kept import KeptRule, kept_rule
from core.alerts.outbox import message_row
from core.alerts.rule import PACES
from core.alerts.saying import alert_text
from core.alerts.spells import Findings, Spell
from core.alerts.store import AlertStore
from core.alerts.tables import AlertRow, AlertRuleRow
from core.data import Dataset

CORRECTED = "The data were corrected: it does not show any more."
BACK = "The expected end is within the limit again."
EXPLAINED = "It is known or muted now, or the data were corrected."
OVER = "It was over by the time the data arrived."

Finder = Callable[[KeptRule], Findings]


def check_rules(store: AlertStore, dataset: Dataset, find: Finder) -> int:
    """Check all rules that are on, in one transaction, and return how many alerts were raised.

    Args:
        store: Where rules and alerts are kept.
        dataset: The data in use.
        find: Returns what a rule finds in them.
    """
    # The long part is done before anything is locked; what changed meanwhile is seen by the version.
    found = {rule.id: (rule.version, find(rule)) for rule in store.rules() if rule.active}
    if not found:
        return 0
    now, raised = store.clock(), list[tuple[KeptRule, AlertRow]]()
    with Session(store.engine) as session, session.begin():
        if store.engine.dialect.name != "sqlite":
            # In one order, so that two checks never hold what the other waits for.
            ordered = select(AlertRuleRow.id).where(AlertRuleRow.id.in_(found)).order_by(AlertRuleRow.id)
            session.execute(ordered.with_for_update()).all()
        # SQLite has no row locks: the first statement writes, so of two checks at once one waits here for the other.
        session.execute(
            update(AlertRuleRow)
            .where(AlertRuleRow.id.in_(found), AlertRuleRow.active.is_(True), AlertRuleRow.removed.is_(False))
            .values(checks=AlertRuleRow.checks + 1)
            .execution_options(synchronize_session=False)
        )
        wanted = select(AlertRuleRow).where(AlertRuleRow.id.in_(found)).order_by(AlertRuleRow.id)
        for row in session.scalars(wanted).all():
            version, findings = found[row.id]
            if row.active and not row.removed and row.version == version:
                begun = _check(session, row, findings, dataset, now)
                raised.extend((kept_rule(row), alert) for alert in begun)
        session.flush()
        _write_messages(session, raised, now)
    return len(raised)


def _check(session: Session, row: AlertRuleRow, findings: Findings, dataset: Dataset, now: datetime) -> list[AlertRow]:
    """Bring the alerts of a rule up to the data; return those that begin."""
    if row.remark != findings.remark:
        row.remark, row.changed = findings.remark, now
    if findings.last_day is None:
        return []
    rule, begun = kept_rule(row), list[AlertRow]()
    rows = session.scalars(
        select(AlertRow).where(AlertRow.rule_id == row.id, AlertRow.version == row.version).order_by(AlertRow.id)
    ).all()
    # A corrected file moves the first day of a spell; what has a day in common is the same alert.
    matched = {spell: [alert for alert in rows if _share_days(alert, spell)] for spell in findings.spells}
    for spell, alerts in matched.items():
        for alert in alerts[:1]:
            _go_on(alert, rule, spell, dataset.currency, now)
        for alert in alerts[1:]:
            _end(alert, spell.ended, CORRECTED, now)
    taken = {id(alert) for alerts in matched.values() for alert in alerts}
    for alert in rows:
        if alert.open and id(alert) not in taken and alert.since <= findings.last_day:
            _end(alert, findings.last_day, _why_gone(rule), now)
    muted = rule.is_muted(now)
    for spell, alerts in matched.items():
        is_open = spell.ended is None
        if alerts or not (is_open or _is_news(spell, row.checked_to)):
            continue
        alert = _alert(rule, spell, dataset.currency, now, quiet=muted or not is_open)
        session.add(alert)
        if not alert.quiet:
            begun.append(alert)
    if row.checked_to is None or findings.last_day > row.checked_to:
        row.checked_to = findings.last_day
    return begun


def _why_gone(rule: KeptRule) -> str:
    if rule.rule.comparison in PACES:
        return BACK
    return EXPLAINED if rule.rule.comparison == "unusual" else CORRECTED


def _is_news(spell: Spell, checked_to: date | None) -> bool:
    return checked_to is not None and spell.since > checked_to


def _share_days(alert: AlertRow, spell: Spell) -> bool:
    return alert.first_day <= spell.last and spell.first <= alert.last_day


def _go_on(alert: AlertRow, rule: KeptRule, spell: Spell, currency: str | None, now: datetime) -> None:
    """Note the newest days of an alert: without sending anything, whatever happened in between."""
    latest, is_open = alert_text(rule.rule, spell, currency), spell.ended is None
    # Older data put to use again say nothing about later days.
    if spell.last < alert.last_day and is_open:
        return
    state = (latest, is_open, spell.last, spell.ended)
    if state != (alert.latest, alert.open, alert.last_day, alert.ended):
        alert.latest, alert.open, alert.last_day, alert.ended = state
        alert.note, alert.changed = "", now


def _end(alert: AlertRow, day: date | None, note: str, now: datetime) -> None:
    if alert.open:
        alert.open, alert.ended, alert.note, alert.changed = False, day, note, now


def _alert(rule: KeptRule, spell: Spell, currency: str | None, now: datetime, quiet: bool) -> AlertRow:
    text = alert_text(rule.rule, spell, currency)
    return AlertRow(
        rule_id=rule.id,
        version=rule.version,
        rule_text=rule.text,
        subject=asdict(rule.rule.subject),
        first_day=spell.first,
        since=spell.since,
        last_day=spell.last,
        text=text,
        latest=text,
        open=spell.ended is None,
        ended=spell.ended,
        note="" if spell.ended is None else OVER,
        quiet=quiet,
        raised=now,
        changed=now,
    )


def _write_messages(session: Session, raised: Sequence[tuple[KeptRule, AlertRow]], now: datetime) -> None:
    """Write what has to be sent: one e-mail a recipient for all alerts of a check, one POST an alert and address."""
    by_email: dict[str, list[dict[str, object]]] = {}
    for rule, alert in raised:
        content = _content(rule, alert)
        for address in rule.emails:
            by_email.setdefault(address, []).append(content)
        if rule.webhook:
            session.add(message_row("webhook", rule.webhook, [content], now))
    session.add_all(message_row("email", address, content, now) for address, content in by_email.items())


def _content(rule: KeptRule, alert: AlertRow) -> dict[str, object]:
    return {
        "alert": alert.id,
        "rule_id": rule.id,
        "rule": rule.text,
        "text": alert.text,
        "subject": dict(alert.subject),
        "first_day": alert.first_day.isoformat(),
        "since": alert.since.isoformat(),
        "last_day": alert.last_day.isoformat(),
        "raised": alert.raised.isoformat(),
    }
