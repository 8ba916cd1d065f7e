"""Presence: who is here now, and what they look at. A row a browser tab, gone seconds after its last sign of life."""

import hashlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import JSON, Engine, Float, String, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base, make_tables
from core.recent import Recent

GONE_AFTER: Final = 8.0
"""Seconds without a sign of life after which a tab is gone: it was closed, hidden, or lost its connection."""
WRITE_EVERY: Final = 3.0
"""Seconds between two writes about a tab that shows the same: signs of life come more often than they need keeping."""
FRESH: Final = 0.25
"""Seconds for which one look at the table answers everybody in this process."""
MOST_PEOPLE: Final = 50
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class PresenceRow(Base):
    """A browser tab that is open and in sight."""

    __tablename__ = "presence"

    tab: Mapped[str] = mapped_column(String(40), primary_key=True)
    person: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(60))
    path: Mapped[str] = mapped_column(String(80))
    scenarios: Mapped[list[str]] = mapped_column(JSON)
    seen: Mapped[float] = mapped_column(Float(53))


@dataclass(frozen=True)
class Place:
    """What a tab shows: the path of the page, and the ids of the scenarios in it."""

    path: str
    scenarios: tuple[str, ...] = ()


State = tuple[str, str, Place]
"""Person, name and place of a tab, as last written."""
Tab = tuple[str, Place]
"""Name and place of a tab, as read."""


@dataclass(frozen=True)
class Person:
    """Somebody who is here.

    Attributes:
        key: Stable for a name, and for a browser without one; tells nobody's ids.
        name: What they call themselves; “Guest” with a letter of its own for a browser without a name.
        named: Whether they gave the name.
        places: What their tabs show, each place once.
    """

    key: str
    name: str
    named: bool
    places: tuple[Place, ...]


def person_key(name: str, browser: str) -> str:
    """Return who a tab belongs to: all tabs of a name are one person, and all of a browser without a name."""
    # There is no sign-in yet: the name is all that tells people apart on several devices.
    text = f"name:{name.casefold()}" if name else f"browser:{browser}"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


class Presence:
    """Who is here, for all server processes of a database.

    Args:
        engine: From ``core.database.open_database``; the table is made where it is missing.
        clock: Seconds since 1970. Hosts that share a database have to agree within a few seconds.
    """

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine, self._clock = engine, clock
        self._written: dict[str, tuple[State, float]] = {}
        self._lock = threading.Lock()
        self._swept = 0.0
        self._people: Recent[tuple[Person, ...]] = Recent(self._read, FRESH, clock)
        make_tables(engine, PresenceRow)

    def beat(self, tab: str, browser: str, name: str, place: Place) -> str:
        """Note that a tab is open and in sight.

        Args:
            tab: Random id of the tab, at most 40 characters.
            browser: Random id of the browser.
            name: What the person calls themselves; may be empty.
            place: What the tab shows.

        Returns:
            The key of the person, to tell them from the others.
        """
        person, now = person_key(name, browser), self._clock()
        state = (person, name, place)
        with self._lock:
            known = self._written.get(tab)
            if known and known[0] == state and 0 <= now - known[1] < WRITE_EVERY:
                return person
            self._written[tab] = (state, now)
            if len(self._written) > 20 * MOST_PEOPLE:
                self._written = {key: one for key, one in self._written.items() if now - one[1] < GONE_AFTER}
            sweep = now - self._swept > GONE_AFTER
            if sweep:
                self._swept = now
        values = {"person": person, "name": name, "path": place.path, "scenarios": list(place.scenarios), "seen": now}
        self._write(tab, values)
        if sweep:
            with self._engine.begin() as connection:
                connection.execute(delete(PresenceRow).where(PresenceRow.seen < now - GONE_AFTER))
        return person

    def leave(self, tab: str) -> None:
        """Forget a tab that was closed."""
        with self._lock:
            self._written.pop(tab, None)
        with self._engine.begin() as connection:
            connection.execute(delete(PresenceRow).where(PresenceRow.tab == tab))
        self._people.forget()

    def here(self, but: str = "") -> tuple[Person, ...]:
        """Return who is here by name, without the person of a key; at most ``MOST_PEOPLE``."""
        return tuple(person for person in self._people() if person.key != but)[:MOST_PEOPLE]

    def _write(self, tab: str, values: dict[str, object]) -> None:
        changed = update(PresenceRow).where(PresenceRow.tab == tab).values(**values)
        with self._engine.begin() as connection:
            if connection.execute(changed).rowcount:
                return
        try:
            with Session(self._engine) as session, session.begin():
                session.add(PresenceRow(tab=tab, **values))
        except IntegrityError:
            # Another process wrote the first row of this tab at the same moment.
            with self._engine.begin() as connection:
                connection.execute(changed)

    def _read(self) -> tuple[Person, ...]:
        row = PresenceRow
        wanted = select(row.person, row.name, row.path, row.scenarios).where(row.seen >= self._clock() - GONE_AFTER)
        # Columns, not objects: making objects of a hundred rows would cost more than reading them.
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.order_by(row.seen.desc()).limit(20 * MOST_PEOPLE)).all()
        by_person: dict[str, list[Tab]] = {}
        for person, name, path, scenarios in rows:
            by_person.setdefault(person, []).append((name, Place(path, tuple(scenarios))))
        people = (_person(key, tabs) for key, tabs in by_person.items())
        return tuple(sorted(people, key=lambda p: (not p.named, p.name.casefold(), p.key)))


def _person(key: str, tabs: Sequence[Tab]) -> Person:
    name, places = tabs[0][0], dict.fromkeys(place for _, place in tabs)
    return Person(key, name or f"Guest {_LETTERS[int(key, 16) % len(_LETTERS)]}", bool(name), tuple(places))
