"""Copies of versions: for a scenario made from another, and for an old version that becomes the newest again."""

from datetime import datetime

from core.scenarios.scenario import NAME_LENGTH
from core.scenarios.tables import VersionRow, WeeksRow

COPY = "Copy of "
OWN = ("scenario_id", "version", "saved", "owner")
"""What a copy has of its own; all else is as it was."""


def copy_of(row: VersionRow, owner: str, now: datetime) -> VersionRow:
    """Return a row with the content of another, weeks included; figures and data stay those it was saved with."""
    kept = (column.key for column in VersionRow.__table__.columns if column.key not in OWN)
    copy = VersionRow(saved=now, owner=owner.strip()[:120], **{key: getattr(row, key) for key in kept})
    copy.weeks = None if row.weeks is None else WeeksRow(start=row.weeks.start, spend=row.weeks.spend)
    return copy


def copy_name(name: str) -> str:
    """Return the name of a copy; a long one is cut so that it can be kept.

    Example:
        >>> copy_name("December plan"), copy_name("Copy of December plan"), len(copy_name("x" * 80))
        ('Copy of December plan', 'Copy of December plan', 80)
    """
    copy = COPY + name.removeprefix(COPY)
    return copy if len(copy) <= NAME_LENGTH else copy[: NAME_LENGTH - 1].rstrip() + "…"
