"""Roles: which column of a result file is what, guessed or chosen by a person, and checked against the file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any, Final, Literal, get_args

from core.errors import InputError
from core.experiments.compare.moments import LARGEST
from core.files.kept_files import FileColumn, KeptFile

MOST_VARIANTS: Final = 20
MOST_METRICS: Final = 30
MOST_DIMENSIONS: Final = 8

MetricKind = Literal["proportion", "mean", "ratio", "quantile"]
Shape = Literal["people", "sums"]


@dataclass(frozen=True)
class Metric:
    """What is compared.

    Attributes:
        column: With the values of a person, or in a file of sums with the sum.
        kind: ``proportion`` of people who did it, ``mean`` a person, ``ratio`` of two sums, or ``quantile`` of people.
        denominator: Column that a ratio divides by; in a file of sums also what a proportion counts, if not people.
        before: Column known before the test, for CUPED; empty for none.
        winsorise: Share of the largest values that count as the largest of the others; 0 for none.
        quantile: Of a metric of that kind, such as 0.5 or 0.9.
        squares: In a file of sums the column with the sum of squares that a mean needs.
        lower_is_better: Whether less is better.
    """

    column: str
    kind: MetricKind = "mean"
    denominator: str = ""
    before: str = ""
    winsorise: float = 0.0
    quantile: float = 0.5
    squares: str = ""
    lower_is_better: bool = False

    @property
    def name(self) -> str:
        """What people call it."""
        if self.kind == "ratio":
            return f"{self.column} per {self.denominator}"
        if self.kind == "quantile":
            return f"{self.column}, {'median' if self.quantile == 0.5 else f'{self.quantile:.0%} quantile'}"
        return self.column


@dataclass(frozen=True)
class Roles:
    """What the columns of a result file are.

    Attributes:
        variant: Column that says which variant a row belongs to.
        control: The value of it that others are compared with.
        metrics: What is compared, the main one first.
        shape: ``people``: one row a person, or several; ``sums``: sums a variant, or a variant and day.
        unit: Column with the id of a person; empty where each row is one.
        count: Of a file of sums: column with the number of people.
        date: Column with the day; empty for none.
        stratum: Column of groups within which variants are compared; empty for none.
        dimensions: Columns by which the main metric is broken down.
        shares: Planned share by variant; empty where all are planned alike.
        level: Probability that an interval holds the truth.
    """

    variant: str
    control: str
    metrics: tuple[Metric, ...]
    shape: Shape = "people"
    unit: str = ""
    count: str = ""
    date: str = ""
    stratum: str = ""
    dimensions: tuple[str, ...] = ()
    shares: tuple[tuple[str, float], ...] = ()
    level: float = 0.95

    def to_plain(self) -> dict[str, Any]:
        """Return plain data that says the same; ``Roles.from_plain`` reads it."""
        plain = asdict(self)
        return plain | {
            "metrics": list(plain["metrics"]),
            "dimensions": list(self.dimensions),
            "shares": [list(one) for one in self.shares],
        }

    @classmethod
    def from_plain(cls, plain: object) -> Roles:
        """Return the roles that plain data say, from an address or a kept test.

        Raises:
            InputError: If they are no roles.
        """
        try:
            if not isinstance(plain, dict):
                raise TypeError("no roles")  # noqa: TRY301
            given = dict(plain)
            metrics = tuple(_metric(one) for one in list(given.get("metrics", ()))[: MOST_METRICS + 1])
            texts = {k: _text(given.get(k, "")) for k in ("variant", "control", "unit", "count", "date", "stratum")}
            shares = tuple((_text(name), _number(share)) for name, share in list(given.get("shares", ()))[:100])
            dimensions = tuple(_text(one) for one in list(given.get("dimensions", ()))[:100])
            shape = given.get("shape", "people")
            level = _number(given.get("level", 0.95))
        except (TypeError, ValueError, AttributeError) as error:
            raise InputError("What the columns are cannot be read. Choose them again.") from error
        if shape not in get_args(Shape) or not 0.5 <= level <= 0.999:
            raise InputError("What the columns are cannot be read. Choose them again.")
        return cls(**texts, metrics=metrics, shape=shape, dimensions=dimensions, shares=shares, level=level)


def check_roles(file: KeptFile, roles: Roles) -> None:
    """Refuse roles that a file cannot play.

    Raises:
        InputError: Naming the column, what it holds, and what to do.
    """
    variant = _column(file, roles.variant, "the variant")
    names = [name for name, _ in variant.values]
    if variant.distinct < 2:
        raise InputError(
            f"“{variant.name}” holds one variant only. A comparison needs a control and at least one other: choose "
            "another column, or upload the rows of all variants."
        )
    if len(names) > MOST_VARIANTS or not names:
        raise InputError(
            f"“{variant.name}” holds {variant.distinct:,} different values; a test has up to {MOST_VARIANTS} variants. "
            "Choose the column that says which variant a person saw."
        )
    if roles.control not in names:
        raise InputError(f"No row of “{variant.name}” is “{roles.control}”. Choose the control among {_listed(names)}.")
    if not roles.metrics:
        raise InputError("Choose at least one column that is measured.")
    if len(roles.metrics) > MOST_METRICS or len(roles.dimensions) > MOST_DIMENSIONS:
        raise InputError(f"Up to {MOST_METRICS} metrics and {MOST_DIMENSIONS} dimensions can be read at once.")
    for metric in roles.metrics:
        _check_metric(file, roles, metric)
    if roles.shape == "sums" and (_amounts(file, roles.count, "the number of people").low or 0) < 0:
        raise InputError(f"“{roles.count}” holds counts below 0. Correct the file and upload it again.")
    if roles.shape == "sums" and any(end % 1 for end in _ends(file, roles.count)):
        raise InputError(f"“{roles.count}” holds parts of people. Choose the column with the number of people.")
    if roles.date and _column(file, roles.date, "the day").kind != "date":
        raise InputError(f"“{roles.date}” holds no days{_such_as(file, roles.date)}. Choose another column or none.")
    for one in (roles.unit, roles.stratum, *roles.dimensions):
        if one:
            _column(file, one, "a role")
    for one in (roles.stratum, *roles.dimensions):
        if one and not (_column(file, one, "a group").values):
            raise InputError(f"“{one}” has too many different values to group by. Choose another column or none.")
    if roles.shares and not all(isfinite(share) and share > 0 for _, share in roles.shares):
        raise InputError("Planned shares must be above 0.")


def _check_metric(file: KeptFile, roles: Roles, metric: Metric) -> None:
    column = _amounts(file, metric.column, "a metric")
    if metric.column == roles.variant:
        raise InputError(f"“{metric.column}” says the variant; it cannot be a metric as well.")
    if metric.column == roles.unit:
        raise InputError(f"“{metric.column}” says the person; it cannot be a metric as well.")
    if metric.before and metric.before == metric.column:
        raise InputError(f"“{metric.column}” cannot be its own past. Choose what was known before the test, or none.")
    sums = roles.shape == "sums"
    if metric.kind == "proportion" and (column.low or 0) < 0:
        raise InputError(f"“{metric.column}” holds counts below 0. Correct the file and upload it again.")
    if metric.kind == "proportion" and not sums and not column.is_share and not roles.unit:
        raise InputError(
            f"“{metric.column}” holds more than yes and no, or 1 and 0: from {column.low:g} to {column.high:g}. "
            "Read it as a mean a person."
        )
    if metric.kind == "ratio" or metric.denominator:
        _amounts(file, metric.denominator, "what a ratio divides by")
    if sums and metric.kind == "mean":
        if not metric.squares:
            raise InputError(
                f"A mean of “{metric.column}” from sums needs the sum of its squares too, since the spread cannot be "
                "known without. Choose that column, or upload one row a person."
            )
        _amounts(file, metric.squares, "the sum of squares")
    if sums and metric.kind in ("ratio", "quantile"):
        raise InputError(f"“{metric.name}” cannot be known from sums. Upload one row a person.")
    if metric.before:
        _amounts(file, metric.before, "what was known before")
    if not 0 <= metric.winsorise < 0.5 or not 0 < metric.quantile < 1:
        raise InputError("The share of largest values to cap is from 0 to 50 %, a quantile between 0 and 1.")


def _amounts(file: KeptFile, name: str, role: str) -> FileColumn:
    column = _column(file, name, role)
    if not column.is_number:
        raise InputError(
            f"“{name}” holds {'days' if column.kind == 'date' else 'text'}{_such_as(file, name)}, not numbers, so it "
            f"cannot be {role}. Choose another column, or correct these cells and upload the file again."
        )
    if any(abs(end) > LARGEST for end in _ends(file, name)):
        raise InputError(f"“{name}” holds numbers too large to add up. Correct these cells and upload the file again.")
    return column


def _ends(file: KeptFile, name: str) -> tuple[float, ...]:
    column = file.column(name)
    return () if column is None else tuple(end for end in (column.low, column.high) if end is not None)


def _column(file: KeptFile, name: str, role: str) -> FileColumn:
    column = file.column(name)
    if column is None:
        raise InputError(
            f"The file has no column “{name[:60]}” for {role}." if name else f"Choose the column of {role}."
        )
    if column.missing == file.rows:
        raise InputError(f"“{name}” is empty in all rows. Choose another column.")
    return column


def _such_as(file: KeptFile, name: str) -> str:
    column = file.column(name)
    return f" such as “{column.example[:40]}”" if column and column.example else ""


def _listed(names: list[str]) -> str:
    return ", ".join(f"“{name[:40]}”" for name in sorted(names)[:MOST_VARIANTS])


def _metric(plain: Any) -> Metric:
    given = dict(plain)
    kind = given.get("kind", "mean")
    if kind not in get_args(MetricKind):
        raise ValueError(kind)
    texts = {k: _text(given.get(k, "")) for k in ("column", "denominator", "before", "squares")}
    return Metric(
        **texts,
        kind=kind,
        winsorise=_number(given.get("winsorise", 0.0)),
        quantile=_number(given.get("quantile", 0.5)),
        lower_is_better=given.get("lower_is_better") is True,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value[:300]


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        raise TypeError("not a number")
    return float(value)
