"""Sums of one metric by day and variant: of each day alone, or of all days up to it as a running test is watched."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from core.errors import InputError
from core.experiments.compare.samples import MeanSample, PairedSample, ProportionSample
from core.experiments.results.people import open_people
from core.experiments.results.roles import Metric, Roles
from core.experiments.results.sums import MetricSums, pooled_cap, scan
from core.files import duck
from core.files.kept_files import KeptFile

if TYPE_CHECKING:
    import duckdb

T = TypeVar("T")


@dataclass(frozen=True)
class Day:
    """The sums of a day, or up to it.

    Attributes:
        day: The day.
        sums: By variant; a variant without rows so far is not among them.
    """

    day: date
    sums: dict[str, MetricSums]


def daily_sums(path: Path, file: KeptFile, roles: Roles, metric: Metric, *, cumulated: bool = True) -> tuple[Day, ...]:
    """Return the sums of a metric by day.

    Args:
        path: Of the kept rows.
        file: What the columns hold.
        roles: What they are; checked already.
        metric: The metric.
        cumulated: Whether a day holds all that was known at its end. A person with rows on several days is one person
            then, whose values grow.

    Raises:
        InputError: If no column says the day.
    """
    if not roles.date:
        raise InputError("No column says the day. Choose one to see the test day by day.")
    with duck.database() as connection:
        people = open_people(connection, path, roles, metrics=(metric,), day=True)
        cap = pooled_cap(connection, 0, metric)
        if cumulated and people.repeated and metric.kind in ("mean", "proportion"):
            return _running(_growing(connection, metric))
        found = scan(connection, file, roles, (metric,), (cap,), people, ("CAST(day AS VARCHAR)",))
    days: dict[str, dict[str, MetricSums]] = {}
    for (variant, day), _, sums in found:
        if day != "None":
            days.setdefault(day, {})[variant] = sums[0]
    each = tuple(Day(date.fromisoformat(day), days[day]) for day in sorted(days))
    return _running(each) if cumulated else each


def _growing(connection: duckdb.DuckDBPyConnection, metric: Metric) -> tuple[Day, ...]:
    """What each day adds to the sums up to it: a value that grows from p to c adds c - p, its square c² - p²."""
    grow = "max" if metric.kind == "proportion" else "sum"
    b = "b0" if metric.before else "0"
    connection.execute(
        f"CREATE TEMP VIEW growing AS SELECT v, day, {b} AS b, c, coalesce(lag(c) OVER w, 0) AS p, "
        f"row_number() OVER w = 1 AS first FROM "
        f"(SELECT *, {grow}(coalesce(x0, 0)) OVER (PARTITION BY unit ORDER BY day) AS c FROM people) "
        f"WINDOW w AS (PARTITION BY unit ORDER BY day)"
    )
    rows = connection.execute(
        "SELECT v, day, count(*) FILTER (first), sum(c - p), sum(c * c - p * p), sum(b) FILTER (first), "
        "sum(b * b) FILTER (first), sum(b * (c - p)), max(c) FROM growing WHERE day IS NOT NULL "
        "GROUP BY v, day ORDER BY day, v"
    ).fetchall()
    days: dict[date, dict[str, MetricSums]] = {}
    for v, day, *cells in rows:
        n, total, squares, before, before_squares, products, high = (0 if cell is None else cell for cell in cells)
        sample = ProportionSample(n, round(total)) if metric.kind == "proportion" else MeanSample(n, total, squares)
        paired = PairedSample(n, total, squares, before, before_squares, products) if metric.before else None
        days.setdefault(day, {})[v] = MetricSums(sample, paired, 0, float(high))
    return tuple(Day(day, sums) for day, sums in days.items())


def _running(days: tuple[Day, ...]) -> tuple[Day, ...]:
    so_far: dict[str, MetricSums] = {}
    running = []
    for day in days:
        for variant, sums in day.sums.items():
            known = so_far.get(variant)
            so_far[variant] = sums if known is None else _both(known, sums)
        running.append(replace(day, sums=dict(so_far)))
    return tuple(running)


def _both(one: MetricSums, other: MetricSums) -> MetricSums:
    paired = None if one.paired is None or other.paired is None else _added(one.paired, other.paired)
    return MetricSums(_added(one.sample, other.sample), paired, one.missing + other.missing, max(one.high, other.high))


def _added(one: T, other: Any) -> T:
    """Sums add up, field by field."""
    return type(one)(*(getattr(one, f.name) + getattr(other, f.name) for f in fields(one)))  # type: ignore[arg-type]
