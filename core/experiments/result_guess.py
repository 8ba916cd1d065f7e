"""A guess at what the columns of a result file are, from their names and values; people can change it."""

import re

from core.experiments.result_files import ResultColumn, ResultFile
from core.experiments.result_roles import MOST_VARIANTS, Metric, Roles

_VARIANT = re.compile(r"variant|variation|version|^arm$|group|segment|treatment|bucket|test.?cell|experiment", re.I)
_CONTROL = re.compile(r"^(control|c|a|0|false|baseline|base|original|old|holdout|none|no .*|.*_30)$|control", re.I)
_UNIT = re.compile(
    r"(user|customer|client|person|visitor|player|member|account|device|session)s?[ _-]?(id|nr|no|key)?$|^u?u?id$", re.I
)
_PEOPLE = re.compile(
    r"^(n|people|users?|visitors?|customers?|sessions?|sample|size|count|exposed|impressions|recipients)$", re.I
)
_BEFORE = re.compile(r"^(pre|before|prior|past|hist)|_(pre|before|prior)$|history|pre.?period|previous", re.I)
_SQUARES = re.compile(r"squares?$|_sq$|_ss$|sum.?of.?squares|sumsq", re.I)
_MONEY = re.compile(
    r"revenue|spend|sales|value|amount|orders?$|profit|conver|purchas|bought|retention|visit|click|signup|rounds", re.I
)
_BACKGROUND = re.compile(
    r"age$|recency|newbie|^mens$|^womens$|gender|region|zip|country|channel|device|income|year", re.I
)


def guess(file: ResultFile) -> Roles | None:
    """Return what the columns probably are, from their names and values; None where no column could be the variant."""
    variant = _variant(file)
    if variant is None:
        return None
    control = next(
        (text for text, _ in variant.values if _CONTROL.search(text)), sorted(t for t, _ in variant.values)[0]
    )
    few_rows = file.rows <= 1_000 * len(variant.values)
    counts = [c for c in file.columns if few_rows and c.kind == "whole" and (c.mean or 0) >= 10]
    people = next((c.name for c in counts if _PEOPLE.search(c.name)), "")
    unit = next((c for c in file.columns if c.name != variant.name and _UNIT.search(c.name) and not people), None)
    date = next((c.name for c in file.columns if c.kind == "date"), "")
    taken = {variant.name, people, date, unit.name if unit else ""}
    numbers = [c for c in file.columns if c.is_number and c.name not in taken and c.distinct > 1]
    squares = {c.name for c in numbers if _SQUARES.search(c.name)}
    before = [c for c in numbers if _BEFORE.search(c.name) and not c.is_share]
    outcomes = [c for c in numbers if c.name not in squares and c not in before and not _BACKGROUND.search(c.name)]
    outcomes = [c for c in outcomes if _MONEY.search(c.name)] or outcomes
    # What people did comes last in most exports, and a share is the plainest thing to judge a test by.
    metrics = [_guessed(c, before, squares, people) for c in outcomes[:10]]
    metrics = [m for m in metrics if not (people and m.kind == "mean" and not m.squares)]
    metrics.sort(key=lambda m: m.kind != "share")
    if not metrics:
        return None
    listed = {m.column for m in metrics} | taken | squares | {c.name for c in before}
    groups = [c.name for c in file.columns if c.name not in listed and 2 <= c.distinct <= 8 and c.values and not people]
    return Roles(
        variant.name, control, tuple(metrics), unit.name if unit else "", people, date, dimensions=tuple(groups[:4])
    )


def _guessed(column: ResultColumn, before: list[ResultColumn], squares: set[str], people: str) -> Metric:
    own = next((c.name for c in before if column.name.lower() in c.name.lower()), "")
    money = bool(re.search(r"revenue|spend|sales|value|amount|profit", column.name, re.I))
    usual = before[0].name if len(before) == 1 and money and not own else ""
    if people:
        total = next((s for s in sorted(squares) if column.name.lower() in s.lower()), "")
        return Metric(column.name, "mean" if total else "share", squares=total)
    return Metric(column.name, "share" if column.is_share else "mean", before=own or usual)


def _variant(file: ResultFile) -> ResultColumn | None:
    fits = [
        c
        for c in file.columns
        if c.values and 2 <= c.distinct <= MOST_VARIANTS and c.kind in ("text", "whole", "yes-no")
    ]
    named = [c for c in fits if _VARIANT.search(c.name)]
    texts = [c for c in named if c.kind == "text"]
    # Of several, the one whose values are called like variants, then the one with the most even split.
    for some in (
        texts,
        named,
        [c for c in fits if any(_CONTROL.fullmatch(t) for t, _ in c.values) and c.kind == "text"],
    ):
        if some:
            return min(some, key=lambda c: (not any(_CONTROL.search(t) for t, _ in c.values), _unevenness(c)))
    return None


def _unevenness(column: ResultColumn) -> float:
    counts = [count for _, count in column.values]
    return max(counts) / max(1, min(counts))
