"""CurveStore: keeps the files of response curves that people brought, and which one is in use, if any."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import DateTime, Engine, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base, make_tables
from core.errors import ProductError


class CurveUseTable(Base):
    """What was put to use, in order; the newest row holds. One without a hash took the curves out of use."""

    __tablename__ = "curve_use"

    id: Mapped[int] = mapped_column(primary_key=True)
    content_hash: Mapped[str | None] = mapped_column(String(32))
    filename: Mapped[str] = mapped_column(String(300))
    added: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    added_by: Mapped[str] = mapped_column(String(120))


@dataclass(frozen=True)
class CurveFile:
    """The file of curves in use: number of the use, hash of its bytes, name, when it was put to use (UTC), by whom."""

    id: int
    content_hash: str
    filename: str
    added: datetime
    added_by: str


class CurveStore:
    """The files of curves of a folder and a database, the same for everybody.

    Args:
        folder: Where the files are.
        engine: From ``core.database.open_database``; the table is made where it is missing.
    """

    def __init__(self, folder: Path, engine: Engine) -> None:
        self._folder = folder
        self._engine = engine
        make_tables(engine, CurveUseTable)

    def use(self, content: bytes, filename: str, by: str = "") -> None:
        """Keep a file and put it to use."""
        content_hash = hashlib.sha256(content).hexdigest()[:32]
        self._folder.mkdir(parents=True, exist_ok=True)
        # The file appears whole or not at all.
        partial = self._folder / f".{uuid4().hex}"
        partial.write_bytes(content)
        partial.replace(self._folder / content_hash)
        self._append(content_hash, filename, by)

    def drop(self, by: str = "") -> None:
        """Take the curves out of use; the file stays."""
        if self.current() is not None:
            self._append(None, "", by)

    def current(self) -> CurveFile | None:
        """Return the file in use, or None."""
        with Session(self._engine) as session:
            row = session.scalars(select(CurveUseTable).order_by(CurveUseTable.id.desc()).limit(1)).first()
            if row is None or row.content_hash is None:
                return None
            # SQLite keeps no time zone.
            return CurveFile(row.id, row.content_hash, row.filename, row.added.replace(tzinfo=UTC), row.added_by)

    def content(self, content_hash: str) -> bytes:
        """Return the bytes of a kept file.

        Raises:
            ProductError: If it is missing or damaged.
        """
        try:
            content = (self._folder / content_hash).read_bytes()
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest()[:32] != content_hash:
            raise ProductError(
                "The file of the curves in use is missing or damaged on the disk. Bring it again, or use the product's "
                "own model on the Models page."
            )
        return content

    def _append(self, content_hash: str | None, filename: str, by: str) -> None:
        row = CurveUseTable(
            content_hash=content_hash, filename=filename[:300], added=datetime.now(UTC), added_by=by.strip()[:120]
        )
        with Session(self._engine) as session, session.begin():
            session.add(row)
