"""StatedStore: keeps what people state, such as known events, mutes and targets; every version, so that undo undoes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Engine, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base, make_tables
from core.errors import ConflictError, InputError, NotFoundError
from core.scenarios.tables import UtcDateTime
from core.short_ids import new_id

MOST: Final = 1_000
"""Things of a kind that can be kept at once."""


class StatedTable(Base):
    """One row a version; the newest of a thing says what it is, or that it was removed. Rows are only ever added."""

    __tablename__ = "stated"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    thing: Mapped[str] = mapped_column(String(16), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    removed: Mapped[bool] = mapped_column(Boolean, default=False)
    saved: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by: Mapped[str] = mapped_column(String(120))


@dataclass(frozen=True)
class Stated:
    """What is stated of one thing.

    Attributes:
        thing: Id of the thing, the same in all versions.
        version: Number of the version; undo goes back to the one before it.
        content: Plain data.
        saved: When, in UTC.
        saved_by: Who; empty where nobody is known.
        removed: Whether it was removed.
    """

    thing: str
    version: int
    content: dict[str, Any]
    saved: datetime
    saved_by: str
    removed: bool = False


class StatedStore:
    """The statements of one kind in a database.

    Args:
        engine: From ``core.database.open_database``; the table is made where it is missing.
        kind: What is kept, e.g. ``event``.
        word: What people call one of them.
    """

    def __init__(self, engine: Engine, kind: str, word: str) -> None:
        self._engine, self._kind, self._word = engine, kind, word
        make_tables(engine, StatedTable)

    def current(self) -> list[Stated]:
        """Return what is stated now, what was stated last first."""
        newest = select(func.max(StatedTable.id)).where(StatedTable.kind == self._kind).group_by(StatedTable.thing)
        query = select(StatedTable).where(StatedTable.id.in_(newest), StatedTable.removed.is_(False))
        with Session(self._engine) as session:
            return [_stated(row) for row in session.scalars(query.order_by(StatedTable.id.desc()))]

    def find(self, thing: str) -> Stated | None:
        """Return what is stated of one thing, also where that is that it was removed; None where nothing ever was."""
        return self._newest(thing)

    def versions(self, thing: str) -> list[Stated]:
        """Return all versions of a thing, the newest first; none where nothing was ever stated of it."""
        query = select(StatedTable).where(StatedTable.kind == self._kind, StatedTable.thing == thing)
        with Session(self._engine) as session:
            return [_stated(row) for row in session.scalars(query.order_by(StatedTable.id.desc()))]

    def stamp(self) -> str:
        """Return a text that changes whenever something is stated or removed."""
        with Session(self._engine) as session:
            return str(session.scalar(select(func.max(StatedTable.id)).where(StatedTable.kind == self._kind)) or 0)

    def add(self, content: dict[str, Any], by: str = "") -> Stated:
        """State something new.

        Raises:
            InputError: If there are too many already.
        """
        with Session(self._engine) as session:
            newest = select(func.max(StatedTable.id)).where(StatedTable.kind == self._kind).group_by(StatedTable.thing)
            kept = select(func.count()).where(StatedTable.id.in_(newest), StatedTable.removed.is_(False))
            if (session.scalar(kept) or 0) >= MOST:
                raise InputError(f"{MOST:,} {self._word}s are kept already. Remove one first. Nothing was added.")
        return self._write(new_id(), content, by)

    def change(self, thing: str, content: dict[str, Any], by: str = "", after: int | None = None) -> Stated:
        """State something else of a thing.

        Args:
            thing: Its id.
            content: Plain data.
            by: Who does it.
            after: The version that is changed; None changes whichever is the newest.

        Raises:
            NotFoundError: If there is no such thing, or it was removed.
            ConflictError: If ``after`` is not the newest version any more, also where that happens at this moment.
        """
        now = self._newest(thing)
        if now is None or now.removed:
            raise self._missing()
        if after is not None and now.version != after:
            raise self._changed()
        return now if now.content == content else self._write(thing, content, by, after=after)

    def put(self, thing: str, content: dict[str, Any], by: str = "") -> Stated:
        """State something of a thing that there is one of, whether or not anything was stated of it before."""
        now = self._newest(thing)
        if now is not None and not now.removed and now.content == content:
            return now
        return self._write(thing, content, by)

    def remove(self, thing: str, by: str = "") -> Stated:
        """Remove a thing.

        Raises:
            NotFoundError: If there is no such thing, or it was removed.
        """
        now = self._newest(thing)
        if now is None or now.removed:
            raise self._missing()
        return self._write(thing, now.content, by, removed=True)

    def undo(self, version: int, by: str = "") -> Stated:
        """Go back to what was so before a version.

        Args:
            version: Of the act that is undone.
            by: Who does it.

        Raises:
            NotFoundError: If there is no such version, or it is not the newest of its thing any more.
        """
        with Session(self._engine) as session:
            row = session.get(StatedTable, version) if 0 < version < 2**31 else None
            if row is None or row.kind != self._kind:
                raise self._missing()
            done = _stated(row)
            earlier = select(StatedTable).where(
                StatedTable.kind == self._kind, StatedTable.thing == done.thing, StatedTable.id < version
            )
            found = session.scalars(earlier.order_by(StatedTable.id.desc()).limit(1)).first()
            before = None if found is None else _stated(found)
        newest = self._newest(done.thing)
        if newest is None or newest.version != version:
            raise NotFoundError(f"This {self._word} was changed again in between. Nothing was undone.")
        if before is None:
            return self._write(done.thing, done.content, by, removed=True)
        return self._write(done.thing, before.content, by, removed=before.removed)

    def _newest(self, thing: str) -> Stated | None:
        wanted = select(StatedTable).where(StatedTable.kind == self._kind, StatedTable.thing == str(thing)[:16])
        with Session(self._engine) as session:
            row = session.scalars(wanted.order_by(StatedTable.id.desc()).limit(1)).first()
            return None if row is None else _stated(row)

    def _write(
        self, thing: str, content: dict[str, Any], by: str, removed: bool = False, after: int | None = None
    ) -> Stated:
        row = StatedTable(
            kind=self._kind,
            thing=thing,
            content=content,
            removed=removed,
            saved=datetime.now(UTC),
            saved_by=str(by or "").strip()[:120],
        )
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            if after is not None:
                # Changes nothing: whoever else follows this version waits here, and then sees what was written.
                session.execute(
                    update(StatedTable).where(StatedTable.id == after).values(removed=StatedTable.removed),
                    execution_options={"synchronize_session": False},
                )
                newest = select(func.max(StatedTable.id)).where(
                    StatedTable.kind == self._kind, StatedTable.thing == thing
                )
                if session.scalar(newest) != after:
                    raise self._changed()
            session.add(row)
        return _stated(row)

    def _missing(self) -> NotFoundError:
        return NotFoundError(f"This {self._word} is not kept any more. Somebody may have removed it.")

    def _changed(self) -> ConflictError:
        return ConflictError(f"Somebody changed this {self._word} in between. Nothing was overwritten.")


def _stated(row: StatedTable) -> Stated:
    return Stated(row.thing, row.id, dict(row.content), row.saved, row.saved_by, row.removed)
