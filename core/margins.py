"""Margins: what is left of revenue before the ads are paid, as people state it; every statement is kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import isfinite

from sqlalchemy import DateTime, Engine, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base, make_tables
from core.errors import InputError, NotFoundError

MOST = 2_000
"""Most channels or campaigns with a margin of their own."""


@dataclass(frozen=True)
class Margins:
    """Shares of revenue that are left before the ads are paid: 0.4 is 40 %.

    Attributes:
        overall: For everything that has none of its own; None where nothing is stated.
        channels: By channel.
        campaigns: By campaign id; comes before that of the channel.
    """

    overall: float | None = None
    channels: Mapping[str, float] = field(default_factory=dict)
    campaigns: Mapping[str, float] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing is stated."""
        return self.overall is None and not self.channels and not self.campaigns

    def share(self, campaign_id: str, channel: str) -> float | None:
        """Return the margin of a campaign: its own, else its channel's, else that of all.

        Example:
            >>> Margins(0.4, {"Search": 0.3}).share("c1", "Search"), Margins(0.4).share("c1", "Search")
            (0.3, 0.4)
        """
        return self.campaigns.get(campaign_id, self.channels.get(channel, self.overall))

    def plain(self) -> str:
        """Return the content as JSON, the same for the same margins."""
        parts = {"overall": self.overall, "channels": dict(self.channels), "campaigns": dict(self.campaigns)}
        return json.dumps(parts, sort_keys=True, ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True)
class MarginRecord:
    """Margins in use: which, since when, and who stated them. ``id`` is the number of the statement."""

    id: int
    margins: Margins
    saved: datetime
    saved_by: str


class MarginRow(Base):
    """Margins that somebody stated, all of them at once; the newest row that was not undone is in use."""

    __tablename__ = "margin_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    saved: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    saved_by: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    undone: Mapped[bool] = mapped_column(default=False)


class MarginStore:
    """The margins of a database.

    Args:
        engine: From ``core.database.open_database``; the table is made where it is missing.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        make_tables(engine, MarginRow)

    def current(self) -> MarginRecord | None:
        """Return what is in use, or None where nobody stated anything."""
        with Session(self._engine) as session:
            row = session.scalars(_in_use().limit(1)).first()
            return None if row is None else _record(row)

    def margins(self) -> Margins:
        """Return the margins in use; empty ones where nobody stated any."""
        record = self.current()
        return Margins() if record is None else record.margins

    def stamp(self) -> str:
        """Return a text that changes whenever margins are stated or taken back."""
        with Session(self._engine) as session:
            newest, undone = session.execute(
                select(func.coalesce(func.max(MarginRow.id), 0), func.count().filter(MarginRow.undone))
            ).one()
        return f"{newest}.{undone}"

    def use(self, margins: Margins, by: str = "") -> MarginRecord:
        """Put margins to use; what is in use already is no new statement.

        Raises:
            InputError: If a share is no number from 0 to 1, or there are too many.
        """
        checked = _checked(margins)
        current = self.current()
        if current is not None and current.margins == checked:
            return current
        row = MarginRow(saved=datetime.now(UTC), saved_by=by.strip()[:120], content=checked.plain())
        with Session(self._engine) as session:
            session.add(row)
            session.commit()
            return _record(row)

    def undo(self, record_id: int | None = None) -> Margins:
        """Go back to what was in use before.

        Args:
            record_id: The statement that is taken back; None is the newest. Nothing happens where another one is in
                use by now.

        Raises:
            NotFoundError: If nothing was stated, or something else was stated since.
        """
        with Session(self._engine) as session:
            row = session.scalars(_in_use().limit(1)).first()
            if row is None:
                raise NotFoundError("No margin was stated, so there is none to take back.")
            if record_id is not None and row.id != record_id:
                raise NotFoundError("The margins were changed again since. Those in use stay.")
            row.undone = True
            session.commit()
        return self.margins()


def _in_use():  # type: ignore[no-untyped-def]
    return select(MarginRow).where(MarginRow.undone.is_(False)).order_by(MarginRow.id.desc())


def _record(row: MarginRow) -> MarginRecord:
    plain = json.loads(row.content)
    record = MarginRecord(
        row.id, Margins(plain["overall"], plain["channels"], plain["campaigns"]), row.saved, row.saved_by
    )
    # SQLite keeps no time zone.
    return replace(record, saved=record.saved.replace(tzinfo=UTC)) if record.saved.tzinfo is None else record


def _checked(margins: Margins) -> Margins:
    overall = None if margins.overall is None else _share(margins.overall, "all")
    parts = []
    for shares in (margins.channels, margins.campaigns):
        if len(shares) > MOST:
            raise InputError(f"Margins can be stated for {MOST:,} channels or campaigns. Nothing was changed.")
        parts.append({str(name)[:300]: _share(share, str(name)[:60]) for name, share in shares.items()})
    return Margins(overall, *parts)


def _share(value: object, name: str) -> float:
    number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else float("nan")
    if not isfinite(number) or not 0 <= number <= 1:
        raise InputError(f"The margin of {name} must lie between 0 % and 100 % of revenue. Nothing was changed.")
    return number
