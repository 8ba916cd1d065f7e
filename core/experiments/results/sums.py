"""The sums that comparisons need, from a kept result file by DuckDB: one scan for all variants and metrics.

A rough mean is subtracted before squares are taken, so that large values do not cancel.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from core.errors import InputError
from core.experiments.compare.samples import MeanSample, PairedSample, ProportionSample, RatioSample
from core.experiments.results.people import People, open_people
from core.experiments.results.roles import Metric, Roles
from core.files import duck
from core.files.kept_files import KeptFile

if TYPE_CHECKING:
    import duckdb

Sample: TypeAlias = MeanSample | ProportionSample | RatioSample

_WIDTH: Final = 15
"""Sums a metric: of the value, of what it is divided by, of what was known before, and their products."""


@dataclass(frozen=True)
class MetricSums:
    """Sums of one metric in one variant.

    Attributes:
        sample: For the comparison of the metric's kind; of a quantile the sums of its values.
        paired: With what was known before, of people of whom both are known; None where nothing was.
        missing: People without a value, who are left out of the metric.
        high: Largest value, before any cap.
    """

    sample: Sample
    paired: PairedSample | None
    missing: int
    high: float


@dataclass(frozen=True)
class Sums:
    """All that a reading needs of a file.

    Attributes:
        people: People by variant.
        metrics: By variant, in the order of the roles' metrics.
        caps: Value above which a metric is capped; None where it is not.
        about: What was found of people and rows while reading.
    """

    people: dict[str, int]
    metrics: dict[str, tuple[MetricSums, ...]]
    caps: tuple[float | None, ...]
    about: People


def variant_sums(path: Path, file: KeptFile, roles: Roles) -> Sums:
    """Return the sums of all metrics by variant.

    Args:
        path: Of the kept rows.
        file: What the columns hold.
        roles: What they are; checked already.

    Raises:
        InputError: If sums cannot be, such as more orders than people.
    """
    with duck.database() as connection:
        people = open_people(connection, path, roles)
        caps = tuple(pooled_cap(connection, i, metric) for i, metric in enumerate(roles.metrics))
        found = scan(connection, file, roles, roles.metrics, caps, people)
        return Sums({v: n for (v,), n, _ in found}, {v: m for (v,), _, m in found}, caps, people)


def grouped_sums(
    path: Path, file: KeptFile, roles: Roles, metric: Metric, by: tuple[str, ...]
) -> dict[str, dict[str, dict[str, MetricSums]]]:
    """Return the sums of one metric by column, its value, and variant; rows without a value are one group of it."""
    with duck.database() as connection:
        people = open_people(connection, path, roles, metrics=(metric,), groups=by)
        caps = (pooled_cap(connection, 0, metric),)
        groups: dict[str, dict[str, dict[str, MetricSums]]] = {}
        for i, column in enumerate(by):
            found = scan(connection, file, roles, (metric,), caps, people, (f"coalesce(g{i}, '(empty)')",))
            for (variant, value), _, sums in found:
                groups.setdefault(column, {}).setdefault(value, {})[variant] = sums[0]
        return groups


def pooled_cap(connection: duckdb.DuckDBPyConnection, i: int, metric: Metric) -> float | None:
    """Return the quantile of all variants' values above which a metric is capped; None where it is not."""
    if not metric.winsorise or metric.kind not in ("mean", "ratio"):
        return None
    found = connection.execute(f"SELECT quantile_cont(x{i}, {1 - metric.winsorise!r}) FROM people").fetchone()
    return None if not found or found[0] is None else float(found[0])


def scan(
    connection: duckdb.DuckDBPyConnection,
    file: KeptFile,
    roles: Roles,
    metrics: tuple[Metric, ...],
    caps: tuple[float | None, ...],
    people: People,
    groups: tuple[str, ...] = (),
) -> list[tuple[tuple[str, ...], int, tuple[MetricSums, ...]]]:
    """Return keys (variant first), people and sums of each group."""
    if roles.shape == "sums":
        parts = [part for i, metric in enumerate(metrics) for part in _summed(i, metric)]
    else:
        parts = [part for i, metric in enumerate(metrics) for part in _squared(file, i, metric, caps[i], people)]
    keys = ", ".join(("v", *groups))
    rows = connection.execute(f"SELECT {keys}, sum(n), {', '.join(parts)} FROM people GROUP BY {keys}").fetchall()
    found = []
    width = len(groups) + 1
    for row in sorted(rows, key=lambda one: tuple(map(str, one[:width]))):
        n = int(row[width] or 0)
        sums = []
        for i, metric in enumerate(metrics):
            at = width + 1 + i * _WIDTH
            made = _made_of_sums if roles.shape == "sums" else _made
            sums.append(made(file, metric, caps[i], people, n, row[at : at + _WIDTH], str(row[0])))
        found.append((tuple(map(str, row[:width])), n, tuple(sums)))
    return found


def _centres(file: KeptFile, metric: Metric, cap: float | None, people: People) -> tuple[float, float, float]:
    """Rough means of value, denominator and what was known before: 0 where it is not worth it."""

    def rough(name: str, times: float) -> float:
        column = file.column(name) if name else None
        return 0.0 if column is None or column.mean is None else column.mean * times

    times = people.rows_a_person
    # Shares stay counts: they are whole numbers, and exact as they are.
    value = 0.0 if metric.kind == "proportion" else rough(metric.column, times)
    return min(value, cap) if cap is not None else value, rough(metric.denominator, times), rough(metric.before, 1.0)


def _squared(file: KeptFile, i: int, metric: Metric, cap: float | None, people: People) -> list[str]:
    centre, centre_d, centre_b = _centres(file, metric, cap, people)
    value = f"x{i}" if cap is None else f"least(x{i}, {cap!r})"
    x, d, b = f"({value} - {centre!r})", f"(d{i} - {centre_d!r})", f"(b{i} - {centre_b!r})"
    ratio, paired = metric.kind == "ratio", bool(metric.before)
    both = f" FILTER (x{i} IS NOT NULL AND d{i} IS NOT NULL)" if ratio else ""
    pair = f" FILTER (x{i} IS NOT NULL AND b{i} IS NOT NULL)"
    # Where nothing is missing, the sums of pairs are those of all.
    whole = not ratio and not any(
        (c := file.column(n)) is None or c.missing for n in (metric.column, metric.before) if n
    )
    again = paired and not whole
    return [
        f"count(*){both}" if ratio else f"count(x{i})",
        f"sum({x}){both}",
        f"sum({x} * {x}){both}",
        f"max(x{i})",
        f"sum({d}){both}" if ratio else "0",
        f"sum({d} * {d}){both}" if ratio else "0",
        f"sum({x} * {d}){both}" if ratio else "0",
        f"count(*){pair}" if again else f"count(x{i})",
        f"sum({x}){pair}" if again else f"sum({x})",
        f"sum({x} * {x}){pair}" if again else f"sum({x} * {x})",
        (f"sum({b}){pair}" if again else f"sum({b})") if paired else "0",
        (f"sum({b} * {b}){pair}" if again else f"sum({b} * {b})") if paired else "0",
        (f"sum({x} * {b}){pair}" if again else f"sum({x} * {b})") if paired else "0",
        "0",
        "0",
    ]


def _made(
    file: KeptFile, metric: Metric, cap: float | None, people: People, n: int, row: Any, _variant: str
) -> MetricSums:
    centre, centre_d, centre_b = _centres(file, metric, cap, people)
    count, s, q, high, d, dd, xd, pn, ps, pq, pb, pbb, pxb = (0 if cell is None else cell for cell in row[:13])
    total, squares = _raw(count, s, q, centre)
    sample: Sample
    if metric.kind == "proportion":
        sample = ProportionSample(int(count), round(total))
    elif metric.kind == "ratio":
        below, below_squares = _raw(count, d, dd, centre_d)
        sample = RatioSample(
            int(count), total, squares, below, below_squares, xd + centre_d * s + centre * d + count * centre * centre_d
        )
    else:
        sample = MeanSample(int(count), total, squares)
    paired = None
    if metric.before and metric.kind in ("mean", "proportion"):
        paired_total, paired_squares = _raw(pn, ps, pq, centre)
        before, before_squares = _raw(pn, pb, pbb, centre_b)
        products = pxb + centre_b * ps + centre * pb + pn * centre * centre_b
        paired = PairedSample(int(pn), paired_total, paired_squares, before, before_squares, products)
    return MetricSums(sample, paired, n - int(count), float(high))


def _raw(n: float, total: float, squares: float, centre: float) -> tuple[float, float]:
    """Sums of values, from sums of what is left after a centre was subtracted."""
    return total + n * centre, squares + 2 * centre * total + n * centre * centre


def _summed(i: int, metric: Metric) -> list[str]:
    filled = [f"sum(d{i})" if metric.denominator else "sum(n)", f"sum(x{i})", f"sum(q{i})" if metric.squares else "0"]
    return [*filled, f"max(x{i})", *["0"] * (_WIDTH - 4)]


def _made_of_sums(
    _file: KeptFile, metric: Metric, _cap: float | None, _people: People, _n: int, row: Any, variant: str
) -> MetricSums:
    count, total, squares, high = (0 if cell is None else cell for cell in row[:4])
    below = metric.denominator or "people"
    if metric.kind == "proportion":
        if total > count:
            raise InputError(
                f"“{variant}” has {total:,.0f} in “{metric.column}” but {count:,.0f} {below}; more cannot be. Check "
                "the columns, or read it as a mean with the sum of squares."
            )
        return MetricSums(ProportionSample(round(count), round(total)), None, 0, float(high))
    if squares * count < total * total * (1 - 1e-9):
        raise InputError(
            f"The squares of “{metric.column}” in “{variant}” are less than its sum allows. Check that "
            f"“{metric.squares}” is the sum of the squared values of all people."
        )
    return MetricSums(MeanSample(round(count), float(total), float(squares)), None, 0, float(high))
