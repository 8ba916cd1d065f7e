"""Sums: all that a comparison needs of a result file, by DuckDB in one pass, however many rows it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.experiments import duck
from core.experiments.result_files import ResultFile
from core.experiments.result_roles import Metric, Roles
from core.experiments.samples import MeanSample, PairedSample, ProportionSample, RatioSample
from core.experiments.validity import Duplicates

if TYPE_CHECKING:
    import duckdb

Sample: TypeAlias = MeanSample | ProportionSample | RatioSample
ROWS: Final = "rows"
"""View of what is compared: one row a person, or the sums of many."""


@dataclass(frozen=True)
class MetricSums:
    """One metric of one variant (and group).

    Attributes:
        sample: The sums.
        paired: With what was known before; None where nothing was.
        before: Of what was known before, by itself.
        missing: People without a value, who are left out of this metric.
    """

    sample: Sample
    paired: PairedSample | None
    before: MeanSample | None
    missing: int


Cell: TypeAlias = dict[str, tuple[MetricSums, ...]]
"""By variant: the sums of each metric, in the order of the roles."""


@dataclass(frozen=True)
class Tally:
    """What a file holds, in sums.

    Attributes:
        people: By variant.
        sums: By variant.
        by_group: By dimension (or stratum), then its value.
        by_day: By day, of the people whose first day it was; empty where there are no days.
        people_by_day: The same, people.
        duplicates: Who was counted more than once.
        without_variant: Rows that name no variant; they are left out.
        caps: Values above which those of a metric are cut off, in the order of the roles.
    """

    people: dict[str, int]
    sums: Cell
    by_group: dict[str, dict[str, Cell]]
    by_day: dict[date, Cell]
    people_by_day: dict[date, dict[str, int]]
    duplicates: Duplicates | None
    without_variant: int
    caps: tuple[float | None, ...]


def tally(path: Path, file: ResultFile, roles: Roles) -> Tally:
    """Return the sums of a file.

    Args:
        path: Its rows, as Parquet.
        file: What is known of it.
        roles: Checked against it.

    Raises:
        InputError: If counts cannot be, such as more conversions than people.
    """
    with duck.database() as connection:
        found = _prepare(connection, path, roles)
        caps = _caps(connection, roles)
        parts, widths = _parts(roles, caps)
        everything = _grouped(connection, roles, parts, widths, "NULL")
        sums, people = everything[None]
        variants = [text for text, _ in (file.column(roles.variant) or file.columns[0]).values if text in people]
        _check_variants(variants, file, roles)
        by_group: dict[str, dict[str, Cell]] = {}
        for name in dict.fromkeys((*roles.dimensions, roles.stratum)):
            if name:
                groups = _grouped(connection, roles, parts, widths, f"CAST({duck.name(name)} AS VARCHAR)")
                by_group[name] = {str(key): cell for key, (cell, _) in groups.items() if key is not None}
        days = {}
        if roles.date:
            days = {
                _day(k): v
                for k, v in sorted(
                    _grouped(connection, roles, parts, widths, f"CAST({duck.name(roles.date)} AS DATE)").items(),
                    key=lambda one: str(one[0]),
                )
                if k is not None
            }
    return Tally(
        people={name: people[name] for name in variants},
        sums={name: sums[name] for name in variants},
        by_group=by_group,
        by_day={day: cell for day, (cell, _) in days.items()},
        people_by_day={day: counts for day, (_, counts) in days.items()},
        duplicates=found[0],
        without_variant=found[1],
        caps=caps,
    )


def values(path: Path, roles: Roles, metric: Metric) -> dict[str, NDArray[np.float64]]:
    """Return the value of each person by variant, for what sums cannot say: quantiles and outliers."""
    with duck.database() as connection:
        _prepare(connection, path, roles)
        column = duck.name(metric.column)
        table = connection.execute(
            f"SELECT _variant AS v, CAST({column} AS DOUBLE) AS x FROM {ROWS} WHERE {column} IS NOT NULL"
        ).fetchnumpy()
    names = np.asarray(table["v"], dtype=object)
    found = np.ma.getdata(table["x"])
    return {str(name): found[names == name] for name in dict.fromkeys(names.tolist())}


def _prepare(connection: duckdb.DuckDBPyConnection, path: Path, roles: Roles) -> tuple[Duplicates | None, int]:
    """Make the view of one row a person; people in two variants are left out, and counted."""
    source = f"read_parquet({duck.text(path)})"
    variant = duck.name(roles.variant)
    connection.execute(f"CREATE VIEW given AS SELECT * FROM {source} WHERE {variant} IS NOT NULL")
    found = connection.execute(f"SELECT count(*) - count({variant}) FROM {source}").fetchone()
    without = int(found[0]) if found else 0
    if roles.of_sums or not roles.unit:
        connection.execute(f"CREATE VIEW {ROWS} AS SELECT *, CAST({variant} AS VARCHAR) AS _variant FROM given")
        return None, without
    unit = duck.name(roles.unit)
    counts = (
        connection.execute(f"SELECT count(*), count({unit}), count(DISTINCT {unit}) FROM given").fetchone() or (0,) * 3
    )
    rows, filled, people = (int(one) for one in counts)
    if rows == people:
        connection.execute(f"CREATE VIEW {ROWS} AS SELECT *, CAST({variant} AS VARCHAR) AS _variant FROM given")
        return Duplicates(rows, people, 0, 0), without
    picked = ", ".join(f"{_merged(name, how)} AS {duck.name(name)}" for name, how in _needed(roles).items())
    connection.execute(
        f"CREATE TABLE persons AS SELECT count(*) AS _rows, count(DISTINCT {variant}) AS _variants, "
        f"CAST(min({variant}) AS VARCHAR) AS _variant{', ' if picked else ''}{picked} "
        f"FROM given WHERE {unit} IS NOT NULL GROUP BY {unit}"
    )
    connection.execute(f"CREATE VIEW {ROWS} AS SELECT * FROM persons WHERE _variants = 1")
    twice = connection.execute(
        "SELECT count(*) FILTER (_rows > 1), count(*) FILTER (_variants > 1) FROM persons"
    ).fetchone() or (0, 0)
    return Duplicates(rows, people, int(twice[0]), int(twice[1])), without + rows - filled


def _needed(roles: Roles) -> dict[str, str]:
    """Columns that are needed and how several rows of a person become one."""
    needed: dict[str, str] = {}
    for metric in roles.metrics:
        needed[metric.column] = "any" if metric.kind == "share" else "sum"
        if metric.denominator:
            needed[metric.denominator] = "sum"
    for metric in roles.metrics:
        if metric.before:
            needed.setdefault(metric.before, "once")
    for name in (*roles.dimensions, roles.stratum):
        if name:
            needed.setdefault(name, "first")
    if roles.date:
        needed[roles.date] = "first"
    needed.pop(roles.variant, None)
    return needed


def _merged(name: str, how: str) -> str:
    column = duck.name(name)
    if how == "sum":
        return f"sum(CAST({column} AS DOUBLE))"
    if how == "any":
        return f"max(CAST({column} AS DOUBLE))"
    # What was known before is the same in all rows of a person; the day is the first one.
    return f"max({column})" if how == "once" else f"min({column})"


def _caps(connection: duckdb.DuckDBPyConnection, roles: Roles) -> tuple[float | None, ...]:
    """Quantiles over all variants together, so that the cut is blind to the variant."""
    asked = [(i, m) for i, m in enumerate(roles.metrics) if m.cap is not None and m.kind in ("mean", "ratio")]
    caps: list[float | None] = [None] * len(roles.metrics)
    if asked and not roles.of_sums:
        parts = ", ".join(f"quantile_cont(CAST({duck.name(m.column)} AS DOUBLE), {m.cap})" for _, m in asked)
        found = connection.execute(f"SELECT {parts} FROM {ROWS}").fetchone() or ()
        for (i, _), value in zip(asked, found, strict=True):
            caps[i] = None if value is None else float(value)
    return tuple(caps)


def _parts(roles: Roles, caps: Sequence[float | None]) -> tuple[list[str], list[int]]:
    """SQL of the sums of each metric, and how many there are of each."""
    parts: list[str] = []
    widths: list[int] = []
    for metric, cap in zip(roles.metrics, caps, strict=True):
        value = f"CAST({duck.name(metric.column)} AS DOUBLE)"
        if cap is not None:
            value = f"least({value}, {cap!r})"
        if roles.of_sums:
            squares = f"sum(CAST({duck.name(metric.squares)} AS DOUBLE))" if metric.squares else "NULL"
            own = [f"sum({duck.name(roles.people)})", f"sum({value})", squares]
        elif metric.kind == "ratio":
            below = f"CAST({duck.name(metric.denominator)} AS DOUBLE)"
            both = f"FILTER ({value} IS NOT NULL AND {below} IS NOT NULL)"
            own = [
                f"count(*) {both}",
                *(
                    f"sum({x}) {both}"
                    for x in (value, f"{value} * {value}", below, f"{below} * {below}", f"{value} * {below}")
                ),
            ]
        else:
            own = [f"count({value})", f"sum({value})", f"sum({value} * {value})"]
            if metric.before:
                past = f"CAST({duck.name(metric.before)} AS DOUBLE)"
                both = f"FILTER ({value} IS NOT NULL AND {past} IS NOT NULL)"
                own += [
                    f"count(*) {both}",
                    *(
                        f"sum({x}) {both}"
                        for x in (value, f"{value} * {value}", past, f"{past} * {past}", f"{value} * {past}")
                    ),
                ]
        parts += own
        widths.append(len(own))
    return parts, widths


def _grouped(
    connection: duckdb.DuckDBPyConnection, roles: Roles, parts: Sequence[str], widths: Sequence[int], group: str
) -> dict[Any, tuple[Cell, dict[str, int]]]:
    """Sums and people by group and variant."""
    count = f"sum({duck.name(roles.people)})" if roles.of_sums else "count(*)"
    rows = connection.execute(
        f"SELECT {group} AS _group, _variant, {count}, {', '.join(parts)} FROM {ROWS} GROUP BY 1, 2 ORDER BY 1, 2"
    ).fetchall()
    found: dict[Any, tuple[Cell, dict[str, int]]] = {}
    for key, variant, people, *sums in rows:
        cell, counts = found.setdefault(key, ({}, {}))
        counts[variant] = int(people or 0)
        cell[variant] = _samples(roles, widths, sums, int(people or 0), variant)
    return found


def _samples(
    roles: Roles, widths: Sequence[int], sums: Sequence[Any], people: int, variant: str
) -> tuple[MetricSums, ...]:
    found, at = [], 0
    for metric, width in zip(roles.metrics, widths, strict=True):
        n, *own = sums[at : at + width]
        at += width
        found.append(_metric_sums(metric, int(n or 0), [float(x or 0) for x in own], people, variant, roles.of_sums))
    return tuple(found)


def _metric_sums(metric: Metric, n: int, own: list[float], people: int, variant: str, of_sums: bool) -> MetricSums:
    if metric.kind == "ratio":
        return MetricSums(RatioSample(n, *own), None, None, people - n)
    total, squares, *pair = own
    if metric.kind == "share":
        if of_sums and total > n:
            raise InputError(
                f"{variant}: {total:,.0f} of “{metric.column}” is more than the {n:,} people. Is another column the "
                "number of people?"
            )
        sample: Sample = ProportionSample(n, round(total))
    else:
        sample = MeanSample(n, total, squares)
    if not pair:
        return MetricSums(sample, None, None, people - n)
    both, after, after_squares, before, before_squares, products = pair
    paired = PairedSample(int(both), after, after_squares, before, before_squares, products)
    return MetricSums(sample, paired, MeanSample(int(both), before, before_squares), people - n)


def _check_variants(variants: Sequence[str], file: ResultFile, roles: Roles) -> None:
    known: Mapping[str, int] = dict((file.column(roles.variant) or file.columns[0]).values)
    gone = [name for name in known if name not in variants]
    if gone:
        raise InputError(f"Everybody in “{gone[0]}” is in another variant as well, so nobody is left to compare.")


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value
