"""Comments: what people say about a scenario. They are added, and their author can take them back; never changed."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, ForeignKey, Index, Integer, String, Text, delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, make_tables
from core.errors import InputError, NotFoundError
from core.scenarios.rows import readable
from core.scenarios.tables import UtcDateTime

COMMENT_LENGTH = 2_000
"""Longest comment, in characters."""
AUTHOR_LENGTH = 120


class CommentRow(Base):
    """One comment. Numbers are never given twice, so count and highest number tell whether anything changed."""

    __tablename__ = "scenario_comments"
    __table_args__ = (Index("ix_scenario_comments_scenario_id", "scenario_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    scenario_id: Mapped[str] = mapped_column(String(16), ForeignKey("scenarios.id"))
    author: Mapped[str] = mapped_column(String(AUTHOR_LENGTH))
    text: Mapped[str] = mapped_column(Text)
    written: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Comment:
    """What somebody said about a scenario.

    Attributes:
        id: Its number.
        scenario_id: What it is about.
        author: Who wrote it, as they call themselves; empty where no name was given.
        text: In the words of its author.
        written: When, in UTC.
    """

    id: int
    scenario_id: str
    author: str
    text: str
    written: datetime


class Comments:
    """The comments on all scenarios.

    Args:
        engine: Of a database that holds the table of scenarios. The own table is made where it is missing.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        make_tables(engine, CommentRow)

    def of(self, scenario_id: str) -> list[Comment]:
        """Return the comments on a scenario, the first one first."""
        columns = (CommentRow.id, CommentRow.scenario_id, CommentRow.author, CommentRow.text, CommentRow.written)
        query = select(*columns).where(CommentRow.scenario_id == scenario_id).order_by(CommentRow.id)
        with self._engine.connect() as connection:
            return [Comment(*row) for row in connection.execute(query)]

    def add(self, scenario_id: str, author: str, text: str) -> Comment:
        """Keep a comment.

        Raises:
            InputError: If it says nothing, or is too long.
            NotFoundError: If there is no such scenario.
        """
        text, author = checked_comment(text), readable(author)[:AUTHOR_LENGTH]
        now = datetime.now(UTC)
        values = {"scenario_id": scenario_id, "author": author, "text": text, "written": now}
        try:
            with self._engine.begin() as connection:
                key = connection.execute(insert(CommentRow).values(**values)).inserted_primary_key
        except IntegrityError as error:
            raise NotFoundError(f"There is no scenario “{str(scenario_id)[:20]}”. See the list.") from error
        return Comment(key[0] if key else 0, scenario_id, author, text, now)

    def delete(self, comment_id: int, author: str) -> Comment:
        """Take a comment back and return it.

        Args:
            comment_id: Its number.
            author: Who asks; only the author may, as far as names can be trusted.

        Raises:
            InputError: If somebody else wrote it.
            NotFoundError: If it is gone already.
        """
        columns = (CommentRow.id, CommentRow.scenario_id, CommentRow.author, CommentRow.text, CommentRow.written)
        with self._engine.begin() as connection:
            row = connection.execute(select(*columns).where(CommentRow.id == comment_id)).first()
            if row is None:
                raise NotFoundError("This comment is gone already.")
            comment = Comment(*row)
            if comment.author != readable(author)[:AUTHOR_LENGTH]:
                raise InputError(f"Only {comment.author or 'its author'} can delete this comment.")
            connection.execute(delete(CommentRow).where(CommentRow.id == comment_id))
        return comment

    def stamp(self) -> tuple[int, int]:
        """Return what changes whenever a comment is added or taken back: how many there are, and the newest number."""
        with self._engine.connect() as connection:
            count, last = connection.execute(select(func.count(), func.max(CommentRow.id))).one()
        return count, last or 0


def checked_comment(text: str) -> str:
    """Return a comment without spaces around it.

    Raises:
        InputError: If it says nothing, or is too long.
    """
    text = readable(text)
    if not text:
        raise InputError("The comment is empty. Write something first.")
    if len(text) > COMMENT_LENGTH:
        raise InputError(f"The comment has {len(text):,} characters; it can have {COMMENT_LENGTH:,}. Shorten it.")
    return text
