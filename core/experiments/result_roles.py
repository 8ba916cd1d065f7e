"""Roles: which column of a result file is the variant, the person, what is measured, and what was known before."""

from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal, get_args

from core.errors import InputError
from core.experiments.result_files import ResultColumn, ResultFile

MetricKind = Literal["share", "mean", "ratio", "quantile"]
MOST_VARIANTS: Final = 20
MOST_METRICS: Final = 30
MOST_GROUPS: Final = 50


@dataclass(frozen=True)
class Metric:
    """One thing that is measured.

    Attributes:
        column: What is measured; of a ratio the numerator.
        kind: ``share`` of people, ``mean`` a person, ``ratio`` of two sums, or ``quantile`` over people.
        denominator: Of a ratio.
        before: What was known of the same person before the test, for CUPED.
        squares: In a file of sums: the column with the sum of squares.
        cap: Quantile above which values are cut off (winsorised), such as 0.99; None where none are.
        quantile: Which one, of a quantile.
        lower_is_better: Whether a small value wins.
    """

    column: str
    kind: MetricKind = "mean"
    denominator: str = ""
    before: str = ""
    squares: str = ""
    cap: float | None = None
    quantile: float = 0.5
    lower_is_better: bool = False

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.column} / {self.denominator}" if self.kind == "ratio" else self.column


@dataclass(frozen=True)
class Roles:
    """What the columns of a file are.

    Attributes:
        variant: Column with the variant of each row.
        control: The variant that the others are compared with.
        metrics: What is measured, the main one first.
        unit: Column with the person; empty where each row is one.
        people: In a file of sums: the column with the number of people; empty where rows are people.
        date: Column with the day; empty where there is none.
        stratum: Column within whose values variants are compared; empty where there is none.
        dimensions: Columns by whose values the result is broken down.
        shares: Planned share of each variant by name; equal where empty.
        useful: Smallest relative effect that would matter; 0 where none was stated.
    """

    variant: str
    control: str
    metrics: tuple[Metric, ...]
    unit: str = ""
    people: str = ""
    date: str = ""
    stratum: str = ""
    dimensions: tuple[str, ...] = ()
    shares: dict[str, float] = field(default_factory=dict)
    useful: float = 0.0

    @property
    def of_sums(self) -> bool:
        """Whether a row holds sums of many people."""
        return bool(self.people)

    def plain(self) -> dict[str, Any]:
        """Return the roles as plain data; what is at its default is left out."""
        bare = Metric("")
        metrics = [
            {k: v for k, v in asdict(one).items() if k in ("column", "kind") or v != getattr(bare, k)}
            for one in self.metrics
        ]
        rest = {k: v for k, v in asdict(self).items() if k != "metrics" and v}
        return rest | {"metrics": metrics, "dimensions": list(self.dimensions)}


def roles_of(plain: object, file: ResultFile) -> Roles:
    """Return the roles that plain data say, checked against a file.

    Raises:
        InputError: If a column is not there, or cannot be what it is said to be, in words.
    """
    if not isinstance(plain, dict):
        raise InputError("Say which columns hold the variant and what is measured.")
    metrics = plain.get("metrics")
    if not isinstance(metrics, list) or not metrics:
        raise InputError("Choose at least one column that is measured.")
    if len(metrics) > MOST_METRICS:
        raise InputError(f"Up to {MOST_METRICS} things can be measured at once. Choose those that matter.")
    shares = plain.get("shares")
    roles = Roles(
        variant=_text(plain.get("variant")),
        control=_text(plain.get("control")),
        metrics=tuple(_metric(one) for one in metrics),
        unit=_text(plain.get("unit")),
        people=_text(plain.get("people")),
        date=_text(plain.get("date")),
        stratum=_text(plain.get("stratum")),
        dimensions=tuple(dict.fromkeys(_text(one) for one in _list(plain.get("dimensions")) if one))[:5],
        shares={_text(k): _positive(v) for k, v in shares.items()} if isinstance(shares, dict) else {},
        useful=_share(plain.get("useful"), 0.0),
    )
    check(roles, file)
    return roles


def check(roles: Roles, file: ResultFile) -> None:
    """Check that a file can answer to roles.

    Raises:
        InputError: If not, in words.
    """
    variant = _column(file, roles.variant, "the variant")
    if variant.distinct > MOST_VARIANTS or not variant.values:
        raise InputError(
            f"“{roles.variant}” has {variant.distinct:,} different values; a test has 2 to {MOST_VARIANTS} variants. "
            "Choose the column that says which variant a person saw."
        )
    names = [text for text, _ in variant.values]
    if len(names) < 2:
        raise InputError(
            f"“{roles.variant}” holds one variant only, {names[0] if names else 'none'}. "
            "A test needs at least two to compare."
        )
    if roles.control not in names:
        raise InputError(
            f"There are no rows of the control “{roles.control}”. “{roles.variant}” holds {', '.join(names)}."
            if roles.control
            else f"Choose the control: one of {', '.join(names)}."
        )
    if roles.shares:
        missing = [name for name in roles.shares if name not in names]
        if missing:
            raise InputError(
                f"The plan has a variant “{missing[0]}” of which the file holds no rows. Was it left out of the export?"
            )
        unplanned = [name for name in names if name not in roles.shares]
        if unplanned:
            raise InputError(f"The file holds a variant “{unplanned[0]}” that the planned split does not name.")
    if roles.unit:
        _column(file, roles.unit, "the person")
    if roles.date and _column(file, roles.date, "the day").kind != "date":
        raise InputError(f"“{roles.date}” does not hold dates in all of its rows, so it cannot be the day.")
    for name in (*roles.dimensions, roles.stratum):
        if name:
            column = _column(file, name, "a breakdown")
            if not column.values or column.distinct > MOST_GROUPS:
                raise InputError(
                    f"“{name}” has {column.distinct:,} different values; a breakdown can have {MOST_GROUPS}."
                )
    if roles.people:
        _counts(_column(file, roles.people, "the number of people"))
    used: set[tuple[str, str, str]] = set()
    for metric in roles.metrics:
        key = metric.column, metric.kind, metric.denominator
        if key in used:
            raise InputError(f"“{metric.name}” is chosen twice.")
        used.add(key)
        _check_metric(metric, roles, file)


def _check_metric(metric: Metric, roles: Roles, file: ResultFile) -> None:
    if metric.kind not in get_args(MetricKind):
        raise InputError("What is measured is a share of people, a mean, a ratio or a quantile.")
    column = _number(file, metric.column)
    if metric.column in (roles.variant, roles.unit):
        what = "variant" if metric.column == roles.variant else "person"
        raise InputError(f"“{metric.column}” cannot be measured and be the {what}.")
    if metric.kind == "share" and not roles.of_sums and not column.is_share:
        raise InputError(
            f"“{metric.column}” holds other values than 0 and 1 ({column.low:g} to {column.high:g}), so it is no share "
            "of people. Measure its mean."
        )
    if metric.kind == "ratio":
        below = _number(file, metric.denominator)
        if below.high == 0 and below.low == 0:
            raise InputError(f"“{metric.denominator}” is zero in all rows, so nothing can be divided by it.")
    if metric.before and metric.kind in ("ratio", "quantile"):
        raise InputError(f"What was known before can be taken out of shares and means, not of “{metric.name}”.")
    if metric.before:
        _number(file, metric.before)
        if metric.before == metric.column:
            raise InputError(f"“{metric.column}” cannot be its own past. Choose what was known before the test.")
    if roles.of_sums:
        _check_sums(metric, column)


def _check_sums(metric: Metric, column: ResultColumn) -> None:
    if metric.kind in ("quantile", "ratio") or metric.before:
        raise InputError(
            f"{metric.name}: sums per variant hold too little for this. Upload one row a person, or measure a share or "
            "a mean."
        )
    if metric.kind == "share":
        _counts(column)
    elif not metric.squares:
        raise InputError(
            f"The mean of “{metric.column}” cannot be compared from its sum alone: the sum of squares says how much "
            "people differ. Add that column, or upload one row a person."
        )


def _counts(column: ResultColumn) -> None:
    if column.kind != "whole" and not (
        column.is_number and column.mean is not None and float(column.mean).is_integer()
    ):
        raise InputError(f"“{column.name}” must hold whole numbers of people.")
    if column.low is not None and column.low < 0:
        raise InputError(
            f"“{column.name}” holds a negative count ({column.low:,.0f}). Correct the file and upload it again."
        )


def _number(file: ResultFile, name: str) -> ResultColumn:
    column = _column(file, name, "what is measured")
    if not column.is_number:
        raise InputError(
            f"“{name}” holds text such as “{column.example[:40]}”, so it cannot be measured. "
            "Choose a column of numbers."
        )
    if column.low is None:
        raise InputError(f"“{name}” has no values.")
    return column


def _column(file: ResultFile, name: str, what: str) -> ResultColumn:
    found = file.column(name)
    if found is None:
        raise InputError(
            f"The file has no column “{name[:60]}” for {what}." if name else f"Choose the column with {what}."
        )
    return found


def _metric(plain: object) -> Metric:
    if not isinstance(plain, dict):
        raise InputError("What is measured must be named by its column.")
    kind = plain.get("kind", "mean")
    if kind not in get_args(MetricKind):
        raise InputError("What is measured is a share of people, a mean, a ratio or a quantile.")
    cap = plain.get("cap")
    return Metric(
        column=_text(plain.get("column")),
        kind=kind,
        denominator=_text(plain.get("denominator")) if kind == "ratio" else "",
        before=_text(plain.get("before")),
        squares=_text(plain.get("squares")),
        cap=None if cap in (None, "", 1, 1.0) else _share(cap, 0.99, least=0.5),
        quantile=_share(plain.get("quantile"), 0.5, least=0.01, most=0.99),
        lower_is_better=bool(plain.get("lower_is_better")),
    )


def _text(value: object) -> str:
    return value[:200] if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return list(value)[:20] if isinstance(value, (list, tuple)) else []


def _positive(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1e9:
        raise InputError("A planned share must be a number above zero, such as 50.")
    return float(value)


def _share(value: object, default: float, least: float = 0.0, most: float = 0.999999) -> float:
    if value is None or value == "":
        return default
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
        raise InputError(f"A share lies between {least:g} and {most:g} here, for example {default or 0.05:g}.")
    return float(value)
