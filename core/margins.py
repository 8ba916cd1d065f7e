"""Margins: what is left of revenue before the ads are paid, as people state it; every statement is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from typing import Any, Final

from sqlalchemy import Engine

from core.errors import InputError
from core.stated_store import Stated, StatedStore

THING: Final = "all"
"""Margins are stated all at once, so there is one thing of their kind."""
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

    def plain(self) -> dict[str, Any]:
        """Return the content as plain data."""
        return {"overall": self.overall, "channels": dict(self.channels), "campaigns": dict(self.campaigns)}


@dataclass(frozen=True)
class MarginRecord:
    """Margins in use: which, since when, and who stated them. ``id`` is the number of the statement."""

    id: int
    margins: Margins
    saved: datetime
    saved_by: str


class MarginStore:
    """The margins of a database, all of them stated at once.

    Args:
        engine: From ``core.database.open_database``; the table is made where it is missing.
    """

    def __init__(self, engine: Engine) -> None:
        self._store = StatedStore(engine, "margins", "statement of margins")

    def current(self) -> MarginRecord | None:
        """Return what is in use, or None where nobody stated anything."""
        stated = self._store.current()
        return _record(stated[0]) if stated else None

    def margins(self) -> Margins:
        """Return the margins in use; empty ones where nobody stated any."""
        record = self.current()
        return Margins() if record is None else record.margins

    def stamp(self) -> str:
        """Return a text that changes whenever margins are stated or taken back."""
        return self._store.stamp()

    def use(self, margins: Margins, by: str = "") -> MarginRecord:
        """Put margins to use; what is in use already is no new statement.

        Raises:
            InputError: If a share is no number from 0 to 1, or there are too many.
        """
        return _record(self._store.put(THING, _checked(margins).plain(), by))

    def undo(self, record_id: int, by: str = "") -> Margins:
        """Go back to what was in use before a statement.

        Raises:
            NotFoundError: If there is no such statement, or something else was stated since.
        """
        self._store.undo(record_id, by)
        return self.margins()


def _record(stated: Stated) -> MarginRecord:
    plain = stated.content
    margins = Margins(plain["overall"], plain["channels"], plain["campaigns"])
    return MarginRecord(stated.version, margins, stated.saved, stated.saved_by)


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
