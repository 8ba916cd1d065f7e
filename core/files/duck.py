"""DuckDB for kept files: one small database in memory a question, with a limit, and names that are safe in SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import duckdb

MEMORY: Final = "500MB"
"""What one question may hold in memory; more goes to disk."""
THREADS: Final = 2


@contextmanager
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty database in memory that spills into a folder of its own, and close both afterwards."""
    import duckdb

    with TemporaryDirectory(prefix="question-") as spill:
        connection = duckdb.connect(
            config={
                "memory_limit": MEMORY,
                "threads": THREADS,
                "temp_directory": spill,
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        # A query of some seconds would draw its progress onto standard output, into the log of a server.
        connection.execute("SET enable_progress_bar = false")
        try:
            yield connection
        finally:
            connection.close()


def name(column: str) -> str:
    """Return the name of a column as SQL takes it.

    Example:
        >>> print(name('the "net" spend'))
        "the ""net"" spend"
    """
    return '"' + column.replace('"', '""') + '"'


def text(value: str | Path) -> str:
    """Return a text as SQL takes it.

    Example:
        >>> text("No E-Mail's")
        "'No E-Mail''s'"
    """
    return "'" + str(value).replace("'", "''") + "'"
