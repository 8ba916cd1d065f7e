"""LinkStore: keeps states of pages that are too long for an address, each under a short id made of its content."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import DateTime, Engine, String, Text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database import Base, make_tables
from core.errors import InputError, NotFoundError
from core.short_ids import ALPHABET

ID_LENGTH = 10
MOST_BYTES = 200_000
"""Largest state that is kept, as JSON in UTF-8: some 4,000 campaigns with amounts and limits."""
MOST_PARTS = 100

State = dict[str, str]


class LinkRow(Base):
    """A state of a page. Rows are only ever added: what a link opens never changes."""

    __tablename__ = "links"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    page: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(DateTime)


class LinkStore:
    """The links of a database.

    Args:
        engine: From ``core.database.open_database``. The table is made where it is missing.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        make_tables(engine, LinkRow)

    def keep(self, page: str, state: Mapping[str, str]) -> str:
        """Keep a state and return its id; the same state of the same page has the same id, whoever asks.

        Args:
            page: The page that it belongs to, e.g. ``budget``.
            state: What the address would hold: texts by name.

        Raises:
            InputError: If it is no texts by name, or more than can be kept. Nothing is kept.
        """
        content = _canonical(state)
        # Two contents of one id are next to impossible by chance, but not on purpose: then the next id is tried.
        for attempt in range(8):
            link_id = _id(page, content, attempt)
            kept = self._add(link_id, page, content)
            if (kept.page, kept.state) == (page, content):
                return link_id
        raise InputError("No link can be made of this state. Change anything in it and try again.")

    def get(self, page: str, link_id: str) -> State:
        """Return the state behind an id.

        Raises:
            NotFoundError: If there is none for this page.
        """
        with Session(self._engine) as session:
            row = session.get(LinkRow, link_id) if _usable(link_id) else None
        if row is None or row.page != page:
            raise NotFoundError(f"There is no link “{link_id[:20]}”. It may be incomplete; ask for it again.")
        state: State = json.loads(row.state)
        return state

    def _add(self, link_id: str, page: str, content: str) -> LinkRow:
        """Add a row where there is none, and return the one that is there."""
        now = datetime.now(UTC).replace(tzinfo=None)
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                row = session.get(LinkRow, link_id)
                if row is None:
                    row = LinkRow(id=link_id, page=page, state=content, created=now)
                    session.add(row)
                return row
        except IntegrityError:
            # Somebody kept the same state at the same moment.
            with Session(self._engine) as session:
                return session.get_one(LinkRow, link_id)


def _canonical(state: Mapping[str, str]) -> str:
    """Return a state as JSON that is the same for the same content."""
    if not isinstance(state, Mapping) or not state:
        raise InputError("This request holds no state of a page. Reload the page.")
    if len(state) > MOST_PARTS:
        raise InputError(f"A link can hold {MOST_PARTS} settings, but these are {len(state)}. Nothing was kept.")
    for name, text in state.items():
        if not isinstance(name, str) or not isinstance(text, str):
            raise InputError("A link holds texts only. Nothing was kept. Reload the page.")
        # Databases refuse the one or the other; neither is text that a person writes.
        if "\0" in name + text or any("\ud800" <= sign <= "\udfff" for sign in name + text):
            raise InputError("A text of this link holds signs that cannot be kept. Nothing was kept.")
    content = json.dumps(dict(state), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    size = len(content.encode())
    if size > MOST_BYTES:
        raise InputError(
            f"This state has {size:,} bytes; a link can hold {MOST_BYTES:,}. Save it as a scenario instead."
        )
    return content


def _id(page: str, content: str, attempt: int) -> str:
    digest = hashlib.sha256(f"{page}\0{attempt}\0{content}".encode()).digest()
    number, letters = int.from_bytes(digest, "big"), []
    for _ in range(ID_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def _usable(link_id: str) -> bool:
    return len(link_id) == ID_LENGTH and set(link_id) <= set(ALPHABET)
