"""AdviceMemory: what people did with advice, by its identity. Rows are only ever added; the newest says what holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import JSON, Engine, Float, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base, make_tables
from core.errors import InputError
from core.scenarios.tables import UtcDateTime

ACTS: Final = ("done", "dismissed", "later", "open")
"""What can be done with advice; ``open`` puts it back."""
MOST_PEOPLE: Final = 120


class AdviceActTable(Base):
    """One row for each time that somebody did something with a piece of advice."""

    __tablename__ = "advice_acts"

    id: Mapped[int] = mapped_column(primary_key=True)
    identity: Mapped[str] = mapped_column(String(40), index=True)
    act: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person: Mapped[str] = mapped_column(String(MOST_PEOPLE))
    agent: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(Text)
    worth: Mapped[float | None] = mapped_column(Float)
    data_day: Mapped[date]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)


@dataclass(frozen=True)
class Act:
    """What somebody did with a piece of advice.

    Attributes:
        identity: Of the advice.
        act: ``done``, ``dismissed``, ``later`` or ``open``.
        at: When, in UTC.
        person: Who; empty where nobody is known.
        agent: Who gave the advice.
        action: What it said then.
        worth: What it was about then, money; None where nobody could say.
        data_day: The last day of the data then.
        facts: ``turns`` by campaign id, ``shifts`` (currency), ``days`` that these are for, ``spend`` a day then, and
            ``currency`` of that data.
    """

    identity: str
    act: str
    at: datetime
    person: str
    agent: str
    action: str
    worth: float | None
    data_day: date
    facts: Mapping[str, Any]


class AdviceMemory:
    """The acts of a database.

    Args:
        engine: From ``core.database.open_database``; the table is made where it is missing.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        make_tables(engine, AdviceActTable)

    def add(self, act: Act) -> None:
        """Keep an act.

        Raises:
            InputError: If there is no such act.
        """
        if act.act not in ACTS:
            raise InputError("This button belongs to another state of the page. Reload it.")
        with Session(self._engine) as session, session.begin():
            session.add(
                AdviceActTable(
                    identity=act.identity,
                    act=act.act,
                    at=act.at,
                    person=printable(act.person)[:MOST_PEOPLE],
                    agent=act.agent[:MOST_PEOPLE],
                    action=printable(act.action),
                    worth=act.worth,
                    data_day=act.data_day,
                    facts=dict(act.facts),
                )
            )

    def newest(self) -> dict[str, Act]:
        """Return the newest act by identity."""
        newest = select(func.max(AdviceActTable.id)).group_by(AdviceActTable.identity)
        query = select(AdviceActTable).where(AdviceActTable.id.in_(newest)).order_by(AdviceActTable.id.desc())
        with Session(self._engine) as session:
            return {row.identity: _read(row) for row in session.scalars(query)}

    def stamp(self) -> str:
        """Return a text that changes with every act."""
        with Session(self._engine) as session:
            return str(session.scalar(select(func.max(AdviceActTable.id))) or 0)


def printable(text: str) -> str:
    """Return a text without the signs that databases refuse."""
    return "".join(sign for sign in text if sign.isprintable() and not "\ud800" <= sign <= "\udfff")


def utc_now() -> datetime:
    """Return now, in UTC."""
    return datetime.now(UTC)


def _read(row: AdviceActTable) -> Act:
    return Act(
        row.identity,
        row.act,
        row.at,
        row.person,
        row.agent,
        row.action,
        row.worth,
        row.data_day,
        row.facts or {},
    )
