"""Outbox: what has to be sent, until it was sent or given up. Several server processes never send the same twice."""

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from core.alerts.tables import MessageRow
from core.database import make_tables
from core.short_ids import new_id

FIRST_WAIT: Final = 60.0
GROWTH: Final = 3.2
MOST_ATTEMPTS: Final = 8
"""Waits of 1, 3, 10, 33 minutes, 1.7, 5.6 and 18 hours: about a day in all."""
JITTER: Final = 0.2
LEASE: Final = timedelta(minutes=5)
"""So long one process has a message to itself; longer than a try may take."""
LONGEST_ERROR: Final = 400


@dataclass(frozen=True)
class Message:
    """Something to be sent to one recipient.

    Attributes:
        id: Number of the message.
        key: Stays the same over all tries: a receiver that has seen it can leave it.
        kind: ``email`` or ``webhook``.
        recipient: An address.
        content: The alerts that it tells of, as plain data.
        state: ``waiting``, ``sending``, ``sent`` or ``given up``.
        attempts: Tries so far.
        due: When it is tried next, in UTC.
        claim: Of the process that sends it now.
        error: What the last try failed with, in words.
        created: When it was made, in UTC.
    """

    id: int
    key: str
    kind: str
    recipient: str
    content: tuple[dict[str, Any], ...]
    state: str
    attempts: int
    due: datetime
    claim: str
    error: str
    created: datetime


def message_row(kind: str, recipient: str, content: Sequence[dict[str, Any]], now: datetime) -> MessageRow:
    """Return a message as it is kept first; the same alerts to the same recipient have the same key."""
    about = "|".join(str(one["alert"]) for one in content)
    key = hashlib.sha256(f"{kind}|{recipient}|{about}".encode()).hexdigest()
    return MessageRow(
        key=key,
        kind=kind,
        recipient=recipient,
        content=list(content),
        state="waiting",
        attempts=0,
        due=now,
        claim="",
        claimed_until=None,
        error="",
        created=now,
        changed=now,
    )


class Outbox:
    """The messages of a database.

    Args:
        engine: From ``core.database.open_database``; the table is made where it is missing.
        clock: Returns the moment, in UTC.
        chance: Spreads tries, so that many messages that failed together do not come together again.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: random.Random | None = None,
    ) -> None:
        self._engine, self._clock = engine, clock
        self._chance = chance or random.Random()  # noqa: S311 nothing secret
        make_tables(engine, MessageRow)

    def claim(self) -> Message | None:
        """Take the message that is due for longest; nobody else gets it until it is reported or its lease ends."""
        now = self._clock()
        waiting = (MessageRow.state == "waiting") & (MessageRow.due <= now)
        # A process that ended while it sent leaves its message; the key tells a receiver that it may be the second.
        left = (MessageRow.state == "sending") & (MessageRow.claimed_until < now)
        while True:
            with Session(self._engine) as session:
                one = session.scalars(
                    select(MessageRow.id).where(waiting | left).order_by(MessageRow.due, MessageRow.id).limit(1)
                ).first()
            if one is None:
                return None
            claim = new_id()
            with Session(self._engine) as session, session.begin():
                # The condition is looked at again in the same statement: of two processes, one changes the row.
                taken = session.execute(
                    update(MessageRow)
                    .where(MessageRow.id == one, waiting | left)
                    .values(
                        state="sending",
                        claim=claim,
                        claimed_until=now + LEASE,
                        attempts=MessageRow.attempts + 1,
                        changed=now,
                    )
                    .execution_options(synchronize_session=False)
                )
                if taken.rowcount == 1:  # type: ignore[attr-defined]
                    row = session.get_one(MessageRow, one)
                    return _message(row)

    def sent(self, message: Message) -> None:
        """Report that a message was sent."""
        self._report(message, state="sent", error="")

    def failed(self, message: Message, words: str, again: bool = True) -> None:
        """Report that a try failed.

        Args:
            message: As claimed.
            words: What happened, for people.
            again: Whether another try can help.
        """
        error = " ".join(words.split())[:LONGEST_ERROR]
        if not again or message.attempts >= MOST_ATTEMPTS:
            self._report(message, state="given up", error=error)
            return
        seconds = FIRST_WAIT * GROWTH ** (message.attempts - 1) * (1 + JITTER * self._chance.uniform(-1, 1))
        self._report(message, state="waiting", error=error, due=self._clock() + timedelta(seconds=seconds))

    def _report(self, message: Message, **values: Any) -> None:
        with Session(self._engine) as session, session.begin():
            session.execute(
                update(MessageRow)
                # Whoever lost the claim meanwhile has nothing to say about the message any more.
                .where(MessageRow.id == message.id, MessageRow.claim == message.claim, MessageRow.state == "sending")
                .values(claimed_until=None, changed=self._clock(), **values)
                .execution_options(synchronize_session=False)
            )

    def about(self, alert_ids: Sequence[int]) -> dict[int, list[Message]]:
        """Return the messages of the newest 500 by the alerts that they tell of."""
        wanted = set(alert_ids)
        found: dict[int, list[Message]] = {one: [] for one in wanted}
        with Session(self._engine) as session:
            rows = session.scalars(select(MessageRow).order_by(MessageRow.id.desc()).limit(500))
            for message in map(_message, rows):
                for part in message.content:
                    if part.get("alert") in wanted:
                        found[part["alert"]].append(message)
        return found

    def all(self) -> list[Message]:
        """Return all messages, oldest first."""
        with Session(self._engine) as session:
            return [_message(row) for row in session.scalars(select(MessageRow).order_by(MessageRow.id))]


def _message(row: MessageRow) -> Message:
    known = {name: getattr(row, name) for name in Message.__annotations__ if name != "content"}
    return Message(**known, content=tuple(row.content))
