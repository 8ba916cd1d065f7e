"""Days and amounts of a column as SQL, whatever the column holds: days, moments, whole numbers or texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from core.files import duck
from core.files.file_types import DAY_FIRST, MONTH_FIRST, OTHER_DATES, amount_choices

if TYPE_CHECKING:
    import duckdb

    from core.files import FileColumn

EARLIEST: Final = "1971-01-01"
"""Days before it are what programs write where no day is known."""

_COMPACT: Final = (19_000_101, 21_001_231)
_SECONDS: Final = (10**8, 5 * 10**9)
_NUMBER_OF_DAY: Final = (20_000, 80_000)
"""Days since 30 December 1899, as spreadsheets count them: 1954 to 2119."""
_SAMPLE: Final = 5_000


def looks_like_days(column: FileColumn) -> bool:
    """Return whether a column can say days: as days, as whole numbers such as 19970101, or as texts with digits."""
    if column.kind == "date":
        return True
    if column.kind == "whole" and column.low is not None and column.high is not None:
        spans = (_COMPACT, _SECONDS, (1000 * _SECONDS[0], 1000 * _SECONDS[1]), _NUMBER_OF_DAY)
        return any(low <= column.low and column.high <= high for low, high in spans)
    return column.kind == "text" and bool(re.search(r"\d{1,4}[-./ ]\w{1,9}[-./ ]\d{1,4}|^\d{8}$", column.example))


def day_sql(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> str:
    """Return the SQL of the day of a cell; null where it says none.

    Args:
        connection: The database with the table.
        table: Its name.
        column: Of the days.
    """
    named, kind = duck.name(column), kind_of(connection, table, column)
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return f"CAST({named} AS DATE)"
    if kind in ("BIGINT", "INTEGER", "DOUBLE", "HUGEINT"):
        whole = f"TRY_CAST({named} AS BIGINT)"
        seconds = f"CAST(make_timestamp(({whole}) * 1000000) AS DATE)"
        return (
            f"CASE WHEN {_within(whole, _COMPACT)} THEN CAST(try_strptime(CAST({whole} AS VARCHAR), '%Y%m%d') AS DATE) "
            f"WHEN {_within(whole, _NUMBER_OF_DAY)} THEN DATE '1899-12-30' + CAST({whole} AS INTEGER) "
            f"WHEN {_within(whole, _SECONDS)} THEN {seconds} "
            f"WHEN {_within(whole, (1000 * _SECONDS[0], 1000 * _SECONDS[1]))} "
            f"THEN CAST(make_timestamp(({whole}) * 1000) AS DATE) END"
        )
    if kind != "VARCHAR":
        return "CAST(NULL AS DATE)"
    bare = f"trim({named})"
    plain = f"TRY_CAST({bare} AS DATE), CAST(TRY_CAST({bare} AS TIMESTAMP) AS DATE)"
    compact = f"CAST(CASE WHEN regexp_full_match({bare}, '\\d{{8}}') THEN try_strptime({bare}, '%Y%m%d') END AS DATE)"
    formats = _by_fit(connection, table, bare, [*DAY_FIRST, *MONTH_FIRST, *OTHER_DATES])
    others = "".join(f", CAST(try_strptime({bare}, {duck.text(one)}) AS DATE)" for one in formats)
    return f"coalesce({plain}, {compact}{others})"


def amount_sql(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> str:
    """Return the SQL of the amount of a cell; null where it says none. Texts are read as most of them can be."""
    named, kind = duck.name(column), kind_of(connection, table, column)
    if kind != "VARCHAR":
        return f"TRY_CAST({named} AS DOUBLE)" if kind != "DATE" else "CAST(NULL AS DOUBLE)"
    choices = amount_choices(column)
    parts = ", ".join(f"count({one})" for one in choices)
    counts = connection.execute(f"SELECT {parts} FROM (SELECT {named} FROM {table} LIMIT {_SAMPLE})").fetchone() or (0,)
    return choices[max(range(len(choices)), key=lambda i: (counts[i], -i))]


def id_sql(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> str:
    """Return the SQL of an id as text; null where it is empty, whole numbers without decimals."""
    named, kind = duck.name(column), kind_of(connection, table, column)
    if kind == "DOUBLE":
        whole = f"{named} = floor({named}) AND abs({named}) < 9007199254740992"
        return f"CASE WHEN {whole} THEN CAST(CAST({named} AS BIGINT) AS VARCHAR) ELSE CAST({named} AS VARCHAR) END"
    if kind != "VARCHAR":
        return f"CAST({named} AS VARCHAR)"
    bare = f"trim({named})"
    return f"CASE WHEN lower({bare}) NOT IN ('', 'nan', 'null', 'none', 'n/a', '-') THEN {bare} END"


def key_sql(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> str:
    """Return the SQL of a number that tells ids apart: whole numbers themselves, else a hash of 64 bits.

    That any two of five million texts have one hash has a chance below one in a million.
    """
    if kind_of(connection, table, column) in ("BIGINT", "INTEGER"):
        return duck.name(column)
    return f"hash({id_sql(connection, table, column)})"


def kind_of(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> str:
    """Return the type of a column, as the database names it; empty where there is no such column."""
    described = connection.execute(f"DESCRIBE {table}").fetchall()
    return next((str(row[1]) for row in described if row[0] == column), "")


def _within(value: str, span: tuple[int, int]) -> str:
    return f"{value} BETWEEN {span[0]} AND {span[1]}"


def _by_fit(connection: duckdb.DuckDBPyConnection, table: str, bare: str, formats: list[str]) -> list[str]:
    """Return the formats that read any of the first cells, those that read most first; of day and month one order."""
    parts = ", ".join(f"count(try_strptime({bare}, {duck.text(one)}))" for one in formats)
    counts = connection.execute(f"SELECT {parts} FROM (SELECT * FROM {table} LIMIT {_SAMPLE})").fetchone() or ()
    fits = sorted((-count, i) for i, count in enumerate(counts) if count)
    best = [formats[i] for _, i in fits]
    first = next((one for one in best if one in DAY_FIRST or one in MONTH_FIRST), None)
    refused = () if first is None else MONTH_FIRST if first in DAY_FIRST else DAY_FIRST
    return [one for one in best if one not in refused]
