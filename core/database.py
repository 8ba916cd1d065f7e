"""The database behind workspaces, data set versions and scenarios: SQLite in WAL mode, or what the URL names."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.schema import CreateIndex, CreateTable


class Base(DeclarativeBase):
    """Base of all tables."""


def open_database(url: str) -> Engine:
    """Return an engine; for a SQLite file its folder is made and WAL is switched on, so that readers never wait."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        if engine.url.database and engine.url.database != ":memory:":
            Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)

        @event.listens_for(engine, "connect")
        def _pragmas(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA busy_timeout=10000")
            connection.execute("PRAGMA foreign_keys=ON")

    return engine


def make_tables(engine: Engine, *rows: type[Base]) -> None:
    """Make tables and their indexes where they are missing.

    Args:
        engine: Of the database.
        rows: The classes of their rows; what a table refers to comes before it.
    """
    with engine.begin() as connection:
        for row in rows:
            table = Base.metadata.tables[row.__tablename__]
            # "If not exists", because several server processes start at the same moment.
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))
