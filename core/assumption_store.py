"""AssumptionStore: keeps what people assume, by outcome, with every version; the same for everybody."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Engine, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base, make_tables
from core.errors import NotFoundError
from core.response import Assumptions


class AssumptionTable(Base):
    """Assumptions that somebody put to use; the newest row of an outcome that was not undone is in use."""

    __tablename__ = "assumption_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(String(60), index=True)
    saved: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    saved_by: Mapped[str] = mapped_column(String(120))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    undone: Mapped[bool] = mapped_column(default=False)


@dataclass(frozen=True)
class AssumptionRecord:
    """Assumptions in use: what, since when, and who put them there.

    Attributes:
        id: Number of the version.
        assumptions: What is assumed.
        saved: When, in UTC.
        saved_by: Who; empty where nobody is known.
    """

    id: int
    assumptions: Assumptions
    saved: datetime
    saved_by: str


class AssumptionStore:
    """The assumptions of a database.

    They are kept by outcome: a return of 2 means money for one and something else for the other.

    Args:
        engine: From ``core.database.open_database``; the table is made where it is missing.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        make_tables(engine, AssumptionTable)

    def current(self, outcome: str) -> AssumptionRecord | None:
        """Return what is in use for an outcome, or None where nobody stated anything: the defaults."""
        versions = self.versions(outcome, 1)
        return versions[0] if versions else None

    def versions(self, outcome: str, most: int | None = None) -> list[AssumptionRecord]:
        """Return what was put to use and not undone, newest first."""
        wanted = select(AssumptionTable).where(AssumptionTable.outcome == outcome, AssumptionTable.undone.is_(False))
        with Session(self._engine) as session:
            rows = session.scalars(wanted.order_by(AssumptionTable.id.desc()).limit(most))
            return [_record(row) for row in rows]

    def stamp(self) -> str:
        """Return a text that changes whenever something is put to use or undone."""
        with Session(self._engine) as session:
            newest, undone = session.execute(
                select(func.coalesce(func.max(AssumptionTable.id), 0), func.count().filter(AssumptionTable.undone))
            ).one()
        return f"{newest}.{undone}"

    def use(self, outcome: str, assumptions: Assumptions, by: str = "") -> AssumptionRecord:
        """Put assumptions to use; what is in use already is no new version."""
        current = self.current(outcome)
        if current is not None and current.assumptions == assumptions:
            return current
        row = AssumptionTable(
            outcome=outcome, saved=datetime.now(UTC), saved_by=by.strip()[:120], content=assumptions.plain()
        )
        with Session(self._engine) as session:
            session.add(row)
            session.commit()
            return _record(row)

    def undo(self, outcome: str) -> AssumptionRecord | None:
        """Go back to what was in use before; None is the defaults.

        Raises:
            NotFoundError: If nothing was stated.
        """
        wanted = select(AssumptionTable).where(AssumptionTable.outcome == outcome, AssumptionTable.undone.is_(False))
        with Session(self._engine) as session:
            row = session.scalars(wanted.order_by(AssumptionTable.id.desc()).limit(1)).first()
            if row is None:
                raise NotFoundError("There are no earlier assumptions to go back to. Those in use stay.")
            row.undone = True
            session.commit()
        return self.current(outcome)


def _record(row: AssumptionTable) -> AssumptionRecord:
    record = AssumptionRecord(row.id, Assumptions.from_plain(row.content), row.saved, row.saved_by)
    # SQLite keeps no time zone.
    return replace(record, saved=record.saved.replace(tzinfo=UTC)) if record.saved.tzinfo is None else record
