"""The tables of scenarios: one row a scenario, one a version and its weeks; rows of versions are only ever added."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Base


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept as UTC without a zone, because SQLite forgets the zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment in UTC, without its zone."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment with its zone."""
        return None if value is None else value.replace(tzinfo=UTC)


class ScenarioRow(Base):
    """What all versions of a scenario share. ``version`` is the newest; it is the lock of concurrent saves."""

    __tablename__ = "scenarios"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(Integer)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    archived: Mapped[bool] = mapped_column(Boolean, default=False)


class VersionRow(Base):
    """One version. The primary key forbids two versions of one number, whoever writes."""

    __tablename__ = "scenario_versions"

    scenario_id: Mapped[str] = mapped_column(String(16), ForeignKey("scenarios.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    saved: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    owner: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text)
    dataset_hash: Mapped[str] = mapped_column(String(64))
    dataset_name: Mapped[str] = mapped_column(Text)
    last_day: Mapped[date]
    currency: Mapped[str | None] = mapped_column(String(8))
    planner_key: Mapped[str] = mapped_column(String(120))
    model_version: Mapped[str] = mapped_column(String(40))
    # JSON, not JSONB: the text is kept as written, so every float comes back with the same bits.
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    spend: Mapped[dict[str, float]] = mapped_column(JSON)
    today: Mapped[dict[str, float]] = mapped_column(JSON)
    campaigns: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    certificate: Mapped[str | None] = mapped_column(Text)
    gap: Mapped[float | None] = mapped_column(Float(53))
    weeks: Mapped["WeeksRow | None"] = relationship(lazy="joined", uselist=False)


class WeeksRow(Base):
    """The weeks of a version whose spend is not even. A table of its own: versions without weeks have no row."""

    __tablename__ = "scenario_weeks"

    scenario_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    start: Mapped[date]
    spend: Mapped[dict[str, list[float]]] = mapped_column(JSON)

    __table_args__ = (
        ForeignKeyConstraint(
            ["scenario_id", "version"], ["scenario_versions.scenario_id", "scenario_versions.version"]
        ),
    )
