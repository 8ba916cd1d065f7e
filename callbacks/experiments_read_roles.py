"""What a person chose in the card of columns, as roles."""

from typing import Any

from components.experiments_read import NONE
from core.errors import InputError
from core.experiments.results.roles import Metric, Roles
from core.files.kept_files import KeptFile

Chosen = dict[str, Any]


def roles_of(file: KeptFile, variant: object, control: object, chosen: Chosen, metrics: dict[int, Chosen]) -> Roles:
    """Return the roles of the values of the form.

    Args:
        file: The file.
        variant: Chosen column.
        control: Chosen value.
        chosen: Value by role.
        metrics: Values by position of the column.

    Raises:
        InputError: If a value cannot be used.
    """
    sums = chosen.get("shape") == "sums"
    found = []
    for position, values in sorted(metrics.items()):
        kind = _text(values.get("kind"))
        if kind and 0 <= position < len(file.columns):
            found.append(_metric(file.columns[position].name, kind, values, sums))
    main = _text(chosen.get("main"))
    found.sort(key=lambda metric: metric.column != main)
    dimensions = chosen.get("dimensions")
    return Roles(
        _text(variant),
        _text(control),
        tuple(found),
        "sums" if sums else "people",
        unit="" if sums else _text(chosen.get("unit")),
        count=_text(chosen.get("count")) if sums else "",
        date=_text(chosen.get("date")),
        stratum=_text(chosen.get("stratum")),
        dimensions=tuple(_text(one) for one in dimensions) if isinstance(dimensions, list) else (),
        shares=shares_of(_text(chosen.get("shares"))),
    )


def shares_of(text: str) -> tuple[tuple[str, float], ...]:
    """Return planned parts from what a person wrote.

    Raises:
        InputError: If they are not names with numbers.

    Example:
        >>> shares_of("No E-Mail 50, B 25 %")
        (('No E-Mail', 50.0), ('B', 25.0))
    """
    shares = []
    for part in text.split(",") if text.strip() else []:
        name, _, amount = part.replace("%", " ").replace(":", " ").strip().rpartition(" ")
        try:
            shares.append((name.strip(), float(amount)))
        except ValueError as error:
            raise InputError("Write planned parts as names and numbers: control 50, B 25, C 25.") from error
        if not name.strip() or not 0 < shares[-1][1] < 1e9:
            raise InputError("Write planned parts as names and numbers above 0: control 50, B 25, C 25.")
    return tuple(shares)


def _metric(column: str, kind: str, values: Chosen, sums: bool) -> Metric:
    below, name = _text(values.get("below")), kind.partition(" ")[0]
    quantile = float(kind.partition(" ")[2] or 0.5) if kind in ("quantile 0.5", "quantile 0.9") else 0.5
    if name not in ("proportion", "mean", "ratio", "quantile"):
        raise InputError("Choose again how the columns are measured.")
    cap = _text(values.get("cap"))
    return Metric(
        column,
        name,  # type: ignore[arg-type]
        denominator=below if name == "ratio" or (sums and name == "proportion") else "",
        before=_text(values.get("before")),
        winsorise=float(cap) if cap in ("0.001", "0.01", "0.05") else 0.0,
        quantile=quantile,
        squares=below if sums and name == "mean" else "",
        lower_is_better=values.get("better") == "less",
    )


def _text(value: object) -> str:
    return value[:300] if isinstance(value, str) and value != NONE else ""
