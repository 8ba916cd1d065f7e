"""The guess of what the columns of a result file are, from their names, types and values."""

from __future__ import annotations

import re
from typing import Final

from core.experiments.results.roles import MOST_DIMENSIONS, MOST_METRICS, MOST_VARIANTS, Metric, MetricKind, Roles
from core.files.kept_files import FileColumn, KeptFile

_VARIANT: Final = re.compile(
    r"^(variant|variation|version|group|segment|arm|treatment|bucket|cell|condition|ab)s?( ?(name|id))?$"
)
_VARIANT_PART: Final = re.compile(r"\b(variant|variation|version|group|arm|treatment|bucket|experiment)\b")
_CONTROL: Final = re.compile(
    r"^(control|ctrl|a|base|baseline|holdout|original|default|old|none|false|0|off|no .*|without .*|control .*)$"
)
_UNIT: Final = re.compile(
    r"^(user|customer|visitor|person|client|player|member|subscriber|device|account|session|household|lead|"
    r"recipient|contact)?s?( ?(id|uuid|key|number|no|hash))$|"
    r"^(userid|customerid|visitorid|playerid|email|user|customer)$"
)
_COUNT: Final = re.compile(
    r"^(n|users|visitors|people|persons|customers|players|count|sessions|participants|exposures|total users|"
    r"sample size|recipients)$"
)
_BEFORE: Final = re.compile(
    r"^(pre|before|prior|previous|past|history|baseline|historical|last year)\b|\b(pre|before|prior|baseline)$"
)
_ATTRIBUTE: Final = re.compile(
    r"\b(age|recency|tenure|zip|gender|newbie|country|region|device|channel|plan|row|index|unnamed)\b|\bid$"
)
_MEASURED: Final = re.compile(
    r"visit|click|open|conver|purchas|order|bought|spend|spent|revenue|sale|amount|value|profit|margin|retention|"
    r"retain|round|sign ?up|subscri|churn|book|install|time|duration|metric|outcome|success"
)
_MAIN: Final = (
    re.compile(r"conver"),
    re.compile(r"reten|retain"),
    re.compile(r"purchas|order|bought|sign ?up|subscri"),
)
_WORSE: Final = re.compile(r"churn|bounce|refund|return(s|ed)?$|complain|unsubscri|cancel|error|load ?time|latency")
_SQUARES: Final = re.compile(r"\b(squares?|squared|sq|sumsq|sum sq)\b")


def plain(name: str) -> str:
    """Return a name as it is looked at: lower case, words apart.

    Example:
        >>> plain("userId"), plain("pre_spend")
        ('user id', 'pre spend')
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", spaced.lower()).split())


def guess_roles(file: KeptFile) -> Roles:
    """Return what the columns most likely are; what cannot be guessed stays empty, for a person to choose."""
    variant = max(file.columns, key=_variant_score)
    if _variant_score(variant) <= 0:
        return Roles("", "", _metrics(file, None, set())[:MOST_METRICS])
    count = next((c for c in file.columns if c.is_number and c.kind != "yes-no" and _COUNT.match(plain(c.name))), None)
    date = next((c.name for c in file.columns if c.kind == "date"), "")
    control = _control(variant)
    if (
        count is not None
        and (count.high or 0) > 1
        and file.rows <= 20_000
        and file.rows / max(1, variant.distinct) <= 2_000
    ):
        metrics = _sums(file, variant, count)
        if metrics:
            return Roles(variant.name, control, metrics, "sums", count=count.name, date=date)
    unit = next((c.name for c in file.columns if _is_unit(c, file.rows) and c is not variant), "")
    used = {variant.name, unit, date}
    metrics = _metrics(file, variant, used)[:MOST_METRICS]
    taken = used | {m.column for m in metrics} | {m.before for m in metrics}
    dimensions = tuple(c.name for c in file.columns if c.name not in taken and 2 <= c.distinct <= 12 and c.values)
    return Roles(variant.name, control, metrics, unit=unit, date=date, dimensions=dimensions[:MOST_DIMENSIONS])


def _variant_score(column: FileColumn) -> float:
    if not 2 <= column.distinct <= MOST_VARIANTS or column.kind in ("number", "date"):
        return 0.0
    name = plain(column.name)
    score = 4.0 if _VARIANT.match(name) else 2.0 if _VARIANT_PART.search(name) else 0.0
    texts = [value.strip().lower() for value, _ in column.values]
    named = any(_CONTROL.match(plain(text) or text) for text in texts) and column.kind == "text"
    return score + (1.5 if named else 0.0) + (0.5 if score and column.kind == "text" else 0.0)


def _control(variant: FileColumn) -> str:
    names = sorted(
        (value for value, _ in variant.values), key=lambda value: (len(value) if value.isdigit() else 0, value)
    )
    return next((name for name in names if _CONTROL.match(plain(name) or name.lower())), names[0])


def _is_unit(column: FileColumn, rows: int) -> bool:
    return column.kind in ("whole", "text") and column.distinct > 0.05 * rows and bool(_UNIT.match(plain(column.name)))


def _metrics(file: KeptFile, variant: FileColumn | None, used: set[str]) -> tuple[Metric, ...]:
    numbers = [c for c in file.columns if c.is_number and c.name not in used and c is not variant]
    before = [c for c in numbers if _BEFORE.search(plain(c.name))]
    rest = [c for c in numbers if c not in before and not _ATTRIBUTE.search(plain(c.name))]
    place = file.columns.index(variant) if variant is not None else -1
    measured = [c for c in rest if _MEASURED.search(plain(c.name)) or file.columns.index(c) > place]
    metrics = [_one(c, before) for c in measured or rest]
    main = next((m for pattern in _MAIN for m in metrics if pattern.search(plain(m.column))), None)
    return tuple(([main] if main else []) + [m for m in metrics if m is not main])


def _one(column: FileColumn, before: list[FileColumn]) -> Metric:
    name = plain(column.name)
    same = [c.name for c in before if " ".join(_BEFORE.sub("", plain(c.name)).split()) == name]
    kind: MetricKind = "proportion" if column.is_share else "mean"
    general = [before[0].name] if len(before) == 1 and kind == "mean" else []
    worse = bool(_WORSE.search(name))
    return Metric(
        column.name,
        "proportion" if column.is_share else "mean",
        before=(same + general + [""])[0],
        lower_is_better=worse,
    )


def _sums(file: KeptFile, variant: FileColumn, count: FileColumn) -> tuple[Metric, ...]:
    squares = {
        " ".join(_SQUARES.sub("", re.sub(r"\b(sum|of)\b", "", plain(c.name))).split()): c.name
        for c in file.columns
        if c.is_number and _SQUARES.search(plain(c.name))
    }
    metrics = []
    for column in file.columns:
        name = plain(column.name)
        if not column.is_number or column.name in (variant.name, count.name) or column.name in squares.values():
            continue
        spread = squares.get(name) or squares.get(" ".join(re.sub(r"\b(sum|total|of)\b", "", name).split()))
        if spread:
            metrics.append(Metric(column.name, "mean", squares=spread))
        elif column.kind == "whole" and (column.high or 0) <= (count.high or 0):
            metrics.append(Metric(column.name, "proportion", lower_is_better=bool(_WORSE.search(name))))
    return tuple(metrics)
