"""What is kept of alerts, as plain data: rules with their recipients, and what they raised."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.alerts.rule import Rule, Subject, rule_of
from core.alerts.tables import AlertRow, AlertRuleRow


@dataclass(frozen=True)
class KeptRule:
    """A rule that is kept.

    Attributes:
        id: Short id.
        version: Changes with the condition: what an earlier one raised is not raised for it.
        rule: The condition.
        text: The condition in words.
        owner: Who made it; empty where nobody is known.
        emails: Addresses that get an e-mail.
        webhook: Address that gets a POST; empty for none.
        active: Whether it is checked.
        muted_until: Until then it is shown but not sent and not counted; None where it is not muted.
        checked_to: Last day of data that it was checked on.
        remark: Why the newest days could not be judged; empty where they were.
        created: When it was made, in UTC.
    """

    id: str
    version: int
    rule: Rule
    text: str
    owner: str
    emails: tuple[str, ...]
    webhook: str
    active: bool
    muted_until: datetime | None
    checked_to: date | None
    remark: str
    created: datetime

    def is_muted(self, now: datetime) -> bool:
        """Return whether it is muted at a moment."""
        return self.muted_until is not None and now < self.muted_until


@dataclass(frozen=True)
class Alert:
    """A spell that a rule raised.

    Attributes:
        id: Number of the alert; later ones are larger.
        rule_id: The rule.
        rule_text: The rule in words, as it was.
        subject: What it speaks of.
        first_day: First day that broke the limit.
        since: First day on which the rule held.
        last_day: Last day on which it held, as far as is known.
        text: What was said when it was raised.
        latest: The same with the newest days.
        open: Whether it still holds.
        ended: First day on which it did not hold any more; None while it does.
        note: Why it ended, where the data were corrected or the rule was changed.
        quiet: Whether nobody was told: it was muted, or over by the time the data arrived.
        raised: When, in UTC.
    """

    id: int
    rule_id: str
    rule_text: str
    subject: Subject
    first_day: date
    since: date
    last_day: date
    text: str
    latest: str
    open: bool
    ended: date | None
    note: str
    quiet: bool
    raised: datetime


def kept_rule(row: AlertRuleRow) -> KeptRule:
    """Return a rule of the table."""
    return KeptRule(
        row.id,
        row.version,
        rule_of(row.condition),
        row.text,
        row.owner,
        tuple(row.emails),
        row.webhook,
        row.active,
        row.muted_until,
        row.checked_to,
        row.remark,
        row.created,
    )


def kept_alert(row: AlertRow) -> Alert:
    """Return an alert of the table."""
    known: dict[str, Any] = {name: getattr(row, name) for name in Alert.__annotations__ if name != "subject"}
    return Alert(**known, subject=Subject(**row.subject))
