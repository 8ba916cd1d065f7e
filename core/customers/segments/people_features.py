"""Features of people from a table with one row each: numbers, counts, days as age, categories, yes and no."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.customers.segments.features import Feature, FeatureTable, Wanted, check_enough, cleaned
from core.customers.segments.words import is_birth_year, kind_of, label_of
from core.customers.source import CustomerSource
from core.errors import InputError
from core.files import duck

if TYPE_CHECKING:
    import duckdb

MOST_VALUES: Final = 60
"""A column of texts with more values says who somebody is rather than of what kind."""
SHOWN_VALUES: Final = 8
RARE: Final = 0.02
"""Categories with a smaller share are put together."""
MOST_CELLS: Final = 60_000_000
_ID: Final = re.compile(r"(^|[ _])(id|uuid|guid|key)$|^(id|uuid)|[a-z]Id$|ID$|e-?mail|phone", re.IGNORECASE)
_ALIKE: Final = ("it is empty", "it is the same for everybody", "none of its values is common")
_CHANNEL: Final = re.compile(r"^(channel|source|medium|acquisition.*)$", re.IGNORECASE)


def people_table(source: CustomerSource, left_out: tuple[str, ...] = (), wanted: Wanted | None = None) -> FeatureTable:
    """Return the features of a table with one row a person.

    Args:
        source: The table.
        left_out: Columns that a person left out.
        wanted: What an earlier segmentation needs.

    Raises:
        NotEnoughDataError: If there are too few people, or nothing tells them apart.
        InputError: If the table is too large, or something that is wanted is not in it.
    """
    with source.open() as connection:
        # Rows without an id are named by their number, which is that of the file only in its order.
        connection.execute("SET preserve_insertion_order = true")
        described = [(row[0], row[1]) for row in connection.execute("DESCRIBE given").fetchall()]
        (rows,) = connection.execute("SELECT count(*) FROM given").fetchone() or (0,)
        check_enough(rows)
        if rows * len(described) > MOST_CELLS:
            raise InputError(
                f"{rows:,} people with {len(described)} columns are more than can be grouped at once. Upload fewer "
                "columns, or a sample of the people."
            )
        customer = source.roles.customer if source.roles.customer in dict(described) else ""
        ids = _ids(connection, customer)
        columns: list[tuple[Feature, Floats]] = []
        aside: list[tuple[str, str]] = []
        notes: list[str] = []
        channel: NDArray[np.object_] | None = None
        for column, sql_type in described:
            if column == customer:
                aside.append((column, "it is the id"))
            elif column in left_out:
                aside.append((column, "left out by you"))
            else:
                columns += _read(connection, column, sql_type, rows, aside, notes, wanted)
            if _CHANNEL.match(column) and sql_type == "VARCHAR":
                channel = _texts(connection, column)
    features, values = cleaned(columns, aside, notes, wanted)
    spent, said = _spent(features, values)
    return FeatureTable(ids, features, values, tuple(aside), tuple(notes), spent, said, channel)


def _read(
    connection: duckdb.DuckDBPyConnection,
    column: str,
    sql_type: str,
    rows: int,
    aside: list[tuple[str, str]],
    notes: list[str],
    wanted: Wanted | None,
) -> list[tuple[Feature, Floats]]:
    named, label = duck.name(column), label_of(column)
    if sql_type in ("DATE", "TIMESTAMP") or sql_type.startswith("TIMESTAMP"):
        days = _numbers(connection, f"date_diff('day', {named}, (SELECT max({named}) FROM given))")
        notes.append(f"{column} counts as days before its latest day.")
        return [(Feature(column, f"days since {label}", "days"), days)]
    if sql_type == "VARCHAR":
        return _categories(connection, column, rows, aside, notes, wanted)
    numbers = _numbers(connection, named)
    different = np.unique(numbers[np.isfinite(numbers)])
    if len(different) == rows and (_ID.search(column) or _counts_rows(different, rows)):
        aside.append((column, "it is another for everybody, like an id"))
        return []
    if len(different) == 2 and set(different) == {0.0, 1.0}:
        return [(Feature(column, label, "yes-no"), numbers)]
    if len(different) and different.min() == 0 and different.max() <= 3 and set(different) <= {0.0, 1.0, 2.0, 3.0}:
        return [(Feature(column, label, "few"), numbers)]
    if is_birth_year(column):
        notes.append(f"{column} counts as age in its latest year.")
        return [(Feature(column, "age", "age"), different.max() - numbers if len(different) else numbers)]
    return [(Feature(column, label, kind_of(column)), numbers)]


def _categories(
    connection: duckdb.DuckDBPyConnection,
    column: str,
    rows: int,
    aside: list[tuple[str, str]],
    notes: list[str],
    wanted: Wanted | None,
) -> list[tuple[Feature, Floats]]:
    asked = [f.value for f in wanted.features if f.column == column] if wanted else []
    if asked:
        cells = _texts(connection, column)
        return [(_is(column, value), (cells == value).astype(float)) for value in asked]
    named = duck.name(column)
    counted: list[tuple[str, int]] = connection.execute(
        f"SELECT {named}, count(*) AS n FROM given WHERE {named} IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1 "
        f"LIMIT {MOST_VALUES + 1}"
    ).fetchall()
    if len(counted) > MOST_VALUES:
        (count,) = connection.execute(f"SELECT count(DISTINCT {named}) FROM given").fetchone() or (0,)
        reason = "it is another for everybody, like an id" if count == rows else f"it has {count:,} different values"
        aside.append((column, reason))
        return []
    if len(counted) == rows:
        aside.append((column, "it is another for everybody, like an id"))
        return []
    common = [value for value, n in counted if n >= RARE * rows][:SHOWN_VALUES]
    if len(counted) < 2 or not common:
        aside.append((column, _ALIKE[min(len(counted), 2)]))
        return []
    cells = _texts(connection, column)
    # Of two values one says both.
    shown = common[:1] if len(counted) == 2 and len(common) == 2 else common
    if len(common) < len(counted):
        notes.append(f"{len(counted) - len(common)} rare values of {column} count as one.")
    missing = np.array([cell is None for cell in cells])
    if missing.any():
        notes.append(f"{int(missing.sum()):,} without {column} count as a kind of their own.")
    return [(_is(column, str(value)), (cells == value).astype(float)) for value in shown]


def _is(column: str, value: str) -> Feature:
    return Feature(column, f"{label_of(column)} {value}"[:60], "category", value)


def _numbers(connection: duckdb.DuckDBPyConnection, sql: str) -> Floats:
    found: Any = connection.execute(f"SELECT TRY_CAST({sql} AS DOUBLE) AS v FROM given").fetchnumpy()["v"]
    return np.asarray(np.ma.filled(np.ma.asarray(found, float), np.nan), float)


def _texts(connection: duckdb.DuckDBPyConnection, column: str) -> NDArray[np.object_]:
    found: Any = connection.execute(f"SELECT CAST({duck.name(column)} AS VARCHAR) AS v FROM given").fetchnumpy()["v"]
    return np.asarray(np.ma.filled(np.ma.asarray(found, object), None), object)


def _ids(connection: duckdb.DuckDBPyConnection, customer: str) -> NDArray[np.object_]:
    (rows,) = connection.execute("SELECT count(*) FROM given").fetchone() or (0,)
    numbered = np.array([f"row {i + 1}" for i in range(rows)], object)
    if not customer:
        return numbered
    texts = _texts(connection, customer)
    return np.where([one is None for one in texts], numbered, texts)


def _counts_rows(different: Floats, rows: int) -> bool:
    """Whether a column is the number of the row."""
    whole = float(different[-1] - different[0]) == rows - 1
    return rows > 1 and whole and bool(np.all(np.diff(different) == 1))


def _spent(features: tuple[Feature, ...], values: Floats) -> tuple[Floats | None, str]:
    """The sum of all columns of amounts, where a table holds any."""
    amounts = [i for i, f in enumerate(features) if f.kind == "amount"]
    if not amounts:
        return None, ""
    names = [features[i].column for i in amounts]
    said = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return values[:, amounts].sum(1), said if len(names) < 5 else f"the {len(names)} columns of amounts"
