"""AlertStore: keeps rules and what they raised."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from core.alerts.kept import Alert, KeptRule, kept_alert, kept_rule
from core.alerts.rule import Rule
from core.alerts.tables import AlertRow, AlertRuleRow, MessageRow
from core.alerts.words import rule_text
from core.database import make_tables
from core.errors import InputError, NotFoundError
from core.short_ids import new_id

MOST_RULES: Final = 200
GONE: Final = "This rule is not there any more. Reload the page."
MUTE_DAYS: Final = 7


class AlertStore:
    """The rules and alerts of a database.

    Args:
        engine: From ``core.database.open_database``; the tables are made where they are missing.
        clock: Returns the moment, in UTC.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.engine, self.clock = engine, clock
        make_tables(engine, AlertRuleRow, AlertRow)

    def rules(self) -> list[KeptRule]:
        """Return the rules that are not removed, newest first."""
        wanted = select(AlertRuleRow).where(AlertRuleRow.removed.is_(False))
        with Session(self.engine) as session:
            rows = session.scalars(wanted.order_by(AlertRuleRow.created.desc(), AlertRuleRow.id))
            return [kept_rule(row) for row in rows]

    def rule(self, rule_id: str) -> KeptRule:
        """Return a rule.

        Raises:
            NotFoundError: If there is none, or it was removed.
        """
        with Session(self.engine) as session:
            return kept_rule(_known(session, rule_id))

    def add(self, rule: Rule, owner: str = "", emails: Sequence[str] = (), webhook: str = "") -> KeptRule:
        """Keep a new rule.

        Raises:
            InputError: If it is there already, or there are too many.
        """
        now, text = self.clock(), rule_text(rule)
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            known = session.scalars(select(AlertRuleRow).where(AlertRuleRow.removed.is_(False))).all()
            self._refuse(rule, text, known)
            if len(known) >= MOST_RULES:
                raise InputError(f"There are {MOST_RULES} rules. Remove one that nobody needs first.")
            row = AlertRuleRow(
                id=new_id(),
                version=1,
                versions=1,
                condition=rule.plain(),
                text=text,
                owner=owner[:60],
                emails=list(emails),
                webhook=webhook,
                active=True,
                removed=False,
                muted_until=None,
                before=None,
                checked_to=None,
                remark="",
                created=now,
                changed=now,
                checks=0,
            )
            session.add(row)
        return kept_rule(row)

    def change(self, rule_id: str, rule: Rule, emails: Sequence[str] = (), webhook: str = "") -> KeptRule:
        """Change a rule; a new condition begins anew, and what the old one raised has ended.

        Raises:
            NotFoundError: If it is not there any more.
            InputError: If another rule says the same.
        """
        text = rule_text(rule)
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            row = _known(session, rule_id)
            others = select(AlertRuleRow).where(AlertRuleRow.removed.is_(False), AlertRuleRow.id != rule_id)
            self._refuse(rule, text, session.scalars(others).all())
            before = {name: getattr(row, name) for name in ("version", "condition", "text", "emails", "webhook")}
            row.before = before
            if rule.plain() != row.condition:
                row.versions += 1
                self._begin(session, row, row.versions, "The rule was changed.")
            row.condition, row.text = rule.plain(), text
            row.emails, row.webhook = list(emails), webhook
            row.changed = self.clock()
        return kept_rule(row)

    def undo_change(self, rule_id: str) -> KeptRule:
        """Take back the last change of a rule.

        Raises:
            NotFoundError: If it is not there any more, or was not changed.
        """
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            row = _known(session, rule_id)
            if row.before is None:
                raise NotFoundError("What this rule said before is not known any more.")
            before: dict[str, Any] = row.before
            if before["version"] != row.version:
                self._begin(session, row, before["version"], "The rule was changed.")
            row.condition, row.text, row.before = before["condition"], before["text"], None
            row.emails, row.webhook = before["emails"], before["webhook"]
            row.changed = self.clock()
        return kept_rule(row)

    def switch(self, rule_id: str, active: bool) -> KeptRule:
        """Pause a rule, or let it go on. While it is paused, its alerts are not open.

        Raises:
            NotFoundError: If it is not there any more.
        """
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            row = _known(session, rule_id)
            row.active, row.remark = bool(active), ""
            if not active:
                self._begin(session, row, row.version, "The rule was paused.")
            row.changed = self.clock()
        return kept_rule(row)

    def remove(self, rule_id: str, removed: bool = True) -> KeptRule:
        """Remove a rule, or bring it back. What it raised stays in the history.

        Raises:
            NotFoundError: If there is no such rule.
        """
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            row = session.get(AlertRuleRow, rule_id[:16])
            if row is None:
                raise NotFoundError(GONE)
            row.removed = bool(removed)
            if removed:
                self._begin(session, row, row.version, "The rule was removed.")
            row.changed = self.clock()
        return kept_rule(row)

    def mute(self, rule_id: str, days: int = MUTE_DAYS) -> KeptRule:
        """Send nothing of a rule for some days; 0 ends that.

        Raises:
            NotFoundError: If it is not there any more.
        """
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            row = _known(session, rule_id)
            row.muted_until = self.clock() + timedelta(days=days) if days else None
            row.changed = self.clock()
        return kept_rule(row)

    def alerts(self, open_only: bool = False, most: int = 100) -> list[Alert]:
        """Return what was raised, newest first."""
        wanted = select(AlertRow).order_by(AlertRow.id.desc()).limit(most)
        if open_only:
            wanted = wanted.where(AlertRow.open.is_(True))
        with Session(self.engine) as session:
            return [kept_alert(row) for row in session.scalars(wanted)]

    def stamp(self) -> str:
        """Return a text that changes whenever a rule, an alert or a message does."""
        with Session(self.engine) as session:
            looks = [
                session.execute(select(func.count(), func.max(table.changed))).one()
                for table in (AlertRuleRow, AlertRow, MessageRow)
            ]
        return ".".join(f"{count}:{newest.timestamp() if newest else 0:.6f}" for count, newest in looks)

    def _begin(self, session: Session, row: AlertRuleRow, version: int, note: str) -> None:
        """End what a rule has open, and let it be checked anew."""
        rows = session.scalars(select(AlertRow).where(AlertRow.rule_id == row.id, AlertRow.open.is_(True)))
        for alert in rows:
            alert.open, alert.note, alert.changed = False, note, self.clock()
        row.version, row.checked_to, row.remark = version, None, ""

    @staticmethod
    def _refuse(rule: Rule, text: str, known: Sequence[AlertRuleRow]) -> None:
        if any(row.condition == rule.plain() for row in known):
            raise InputError(f"There is a rule that says “{text}” already.")


def _known(session: Session, rule_id: str) -> AlertRuleRow:
    row = session.get(AlertRuleRow, rule_id[:16]) if isinstance(rule_id, str) and "\0" not in rule_id else None
    if row is None or row.removed:
        raise NotFoundError(GONE)
    return row
