"""The people of a result file as a table in DuckDB: one row a person, whatever the file has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.experiments.results.roles import Metric, Roles
from core.files import duck

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class People:
    """What was found while people were told apart.

    Attributes:
        rows: Rows of the file.
        set_aside: Rows without a variant or, where people have ids, without one.
        repeated: People with more than one row; their rows were added up.
        crossed: People who were in more than one variant, and are left out.
        rows_a_person: Rows of a person on average.
    """

    rows: int
    set_aside: int
    repeated: int = 0
    crossed: int = 0
    rows_a_person: float = 1.0


def open_people(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    roles: Roles,
    *,
    metrics: tuple[Metric, ...] | None = None,
    groups: tuple[str, ...] = (),
    day: bool = False,
) -> People:
    """Make the table ``people``: variant ``v``, ``n`` (1, or of a file of sums the people), day, and by metric ``x0``
    (value), ``d0`` (denominator), ``b0`` (before) and ``q0`` (squares); groups as ``g0``.

    A person with several rows is one: values are added up, of yes and no one yes will do, of what was known before the
    mean counts. Whoever was in more than one variant is left out.

    Args:
        connection: An empty database.
        path: Of the kept rows.
        roles: What they are.
        metrics: Those that are needed; all where not given.
        groups: Columns to group by.
        day: Whether the rows of a person stay apart by day.
    """
    source = f"read_parquet({duck.text(path)})"
    variant = f"CAST({duck.name(roles.variant)} AS VARCHAR)"
    unit = duck.name(roles.unit) if roles.unit and roles.shape == "people" else ""
    metrics = roles.metrics if metrics is None else metrics
    known = f"{variant} IS NOT NULL" + (f" AND {unit} IS NOT NULL" if unit else "")
    people = f", count(DISTINCT {unit})" if unit else ", 0"
    rows, kept, distinct = connection.execute(
        f"SELECT count(*), count(*) FILTER ({known}){people} FROM {source}"
    ).fetchone() or (0, 0, 0)
    values = [
        f"{variant} AS v",
        f"CAST({duck.name(roles.count)} AS DOUBLE) AS n" if roles.shape == "sums" else "1 AS n",
    ]
    values += [
        f"CAST({duck.name(column)} AS DOUBLE) AS {letter}{i}"
        for i, metric in enumerate(metrics)
        for letter, column in zip(
            "xdbq", (metric.column, metric.denominator, metric.before, metric.squares), strict=True
        )
        if column
    ]
    values += [f"CAST({duck.name(column)} AS VARCHAR) AS g{i}" for i, column in enumerate(groups)]
    if day and roles.date:
        values.append(f"CAST({duck.name(roles.date)} AS DATE) AS day")
    if not unit or distinct == kept:
        connection.execute(f"CREATE VIEW people AS SELECT {', '.join(values)} FROM {source} WHERE {known}")
        return People(rows, rows - kept)
    connection.execute(f"CREATE VIEW rows AS SELECT {unit} AS unit, {', '.join(values)} FROM {source} WHERE {known}")
    # Who was in several variants is found over all days, also where the days stay apart.
    repeated, crossed = connection.execute(
        "SELECT count(*) FILTER (c > 1), count(*) FILTER (a <> z) FROM "
        "(SELECT count(*) AS c, min(v) AS a, max(v) AS z FROM rows GROUP BY unit)"
    ).fetchone() or (0, 0)
    joined = ["any_value(v) AS v", "1 AS n", "min(v) <> max(v) AS crossed"]
    for i, metric in enumerate(metrics):
        joined.append(f"{'max' if metric.kind == 'proportion' else 'sum'}(x{i}) AS x{i}")
        joined += [f"sum(d{i}) AS d{i}"] if metric.denominator else []
        joined += [f"avg(b{i}) AS b{i}"] if metric.before else []
    joined += [f"min(g{i}) AS g{i}" for i in range(len(groups))]
    by_day = day and bool(roles.date)
    if by_day and crossed:
        connection.execute("CREATE TEMP TABLE several AS SELECT unit FROM rows GROUP BY unit HAVING min(v) <> max(v)")
    alone = " WHERE unit NOT IN (SELECT unit FROM several)" if by_day and crossed else ""
    keys = "unit, day" if by_day else "unit"
    connection.execute(
        f"CREATE TEMP TABLE people AS SELECT * EXCLUDE (crossed) FROM "
        f"(SELECT {keys}, {', '.join(joined)} FROM rows{alone} GROUP BY {keys}) WHERE NOT crossed"
    )
    return People(rows, rows - kept, repeated, crossed, kept / max(1, distinct))
