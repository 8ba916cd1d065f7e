"""Tokens of saves: a save that arrived twice, because its answer was lost on the way, is kept once."""

import re
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base
from core.scenarios.tables import UtcDateTime

_TOKEN: Final = re.compile(r"[A-Za-z0-9-]{16,64}")


class TokenRow(Base):
    """Which version a save became. Written in the transaction of the save: both are kept, or neither."""

    __tablename__ = "scenario_save_tokens"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    scenario_id: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(Integer)
    saved: Mapped[datetime] = mapped_column(UtcDateTime)


def checked_token(token: object) -> str | None:
    """Return a token as a browser makes them, 16 to 64 letters, digits and dashes; anything else is none."""
    return token if isinstance(token, str) and _TOKEN.fullmatch(token) else None


def kept_under(session: Session, token: str) -> tuple[str, int] | None:
    """Return id and version of the scenario that was saved under a token, or None."""
    row = session.get(TokenRow, token)
    return None if row is None else (row.scenario_id, row.version)


def keep_token(session: Session, token: str | None, scenario_id: str, version: int) -> None:
    """Note the token of a save in its transaction; a second save under it fails there."""
    if token is not None:
        session.add(TokenRow(token=token, scenario_id=scenario_id, version=version, saved=datetime.now(UTC)))
