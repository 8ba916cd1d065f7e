"""Database tables of data set versions: what was added, and which one is in use."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base


class VersionTable(Base):
    """One data set that somebody added. The frames are files, found by their content hash."""

    __tablename__ = "dataset_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(String(60))
    currency: Mapped[str | None] = mapped_column(String(3))
    added: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    added_by: Mapped[str] = mapped_column(String(200))
    first_day: Mapped[date]
    last_day: Mapped[date]
    campaigns: Mapped[int]
    rows: Mapped[int]
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class UseTable(Base):
    """What was put to use, in order; the newest row that was not undone is in use."""

    __tablename__ = "dataset_use"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("dataset_version.id"))
    undone: Mapped[bool] = mapped_column(default=False)
