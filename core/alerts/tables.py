"""The tables of alerts: rules, what they raised, and what has to be sent of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base
from core.scenarios.tables import UtcDateTime


class AlertRuleRow(Base):
    """A rule, as it is now. ``changes`` locks it while a check writes, so that two checks come one after the other."""

    __tablename__ = "alert_rules"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    versions: Mapped[int] = mapped_column(Integer)
    condition: Mapped[dict[str, Any]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(60))
    emails: Mapped[list[str]] = mapped_column(JSON)
    webhook: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(Boolean)
    removed: Mapped[bool] = mapped_column(Boolean)
    muted_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    checked_to: Mapped[date | None]
    remark: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    changed: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    checks: Mapped[int] = mapped_column(Integer)


class AlertRow(Base):
    """A spell that a rule raised. The constraint keeps two processes from raising the same one."""

    __tablename__ = "alerts"
    __table_args__ = (UniqueConstraint("rule_id", "version", "first_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[str] = mapped_column(String(16), index=True)
    version: Mapped[int] = mapped_column(Integer)
    rule_text: Mapped[str] = mapped_column(Text)
    subject: Mapped[dict[str, Any]] = mapped_column(JSON)
    first_day: Mapped[date]
    since: Mapped[date]
    last_day: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    latest: Mapped[str] = mapped_column(Text)
    open: Mapped[bool] = mapped_column(Boolean, index=True)
    ended: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text)
    quiet: Mapped[bool] = mapped_column(Boolean)
    raised: Mapped[datetime] = mapped_column(UtcDateTime)
    changed: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class MessageRow(Base):
    """Something to be sent to one recipient. ``key`` is made of what it says and to whom: nothing is sent twice."""

    __tablename__ = "alert_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    recipient: Mapped[str] = mapped_column(Text)
    content: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), index=True)
    attempts: Mapped[int] = mapped_column(Integer)
    due: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    claim: Mapped[str] = mapped_column(String(16))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    changed: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
