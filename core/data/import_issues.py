"""What a person should know about a file that was read, and the last reasons not to use it."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.data.amounts import Amounts
from core.data.columns import Columns
from core.data.dates import Dates
from core.data.headers import DOLLARS, currency_code, header_mark
from core.data.import_result import Issue
from core.data.rows import LABELS, Verdicts
from core.data.schema import RESULTS
from core.data.table import Table
from core.errors import FileUnusableError

FEW_DAYS = 28
"""Fewer days than this say little about how campaigns answer to money."""


@dataclass(frozen=True, eq=False)
class Facts:
    """All that is known about a file once it is read."""

    table: Table
    columns: Columns
    verdicts: Verdicts
    values: dict[str, Floats]
    amounts: dict[str, Amounts]
    dates: Dates
    frame: pd.DataFrame
    currency: str | None
    currency_assumed: bool
    copies: int
    unusable_ids: bool


def currency_of(
    headers: list[str], marks: frozenset[str], column: NDArray[np.object_] | None
) -> tuple[str | None, bool]:
    """Return the currency of a file, and whether a plain dollar sign was taken for US dollars.

    Args:
        headers: Headers of the amounts of money.
        marks: Signs and codes in the cells.
        column: Cells of the column of currencies, if there is one.

    Raises:
        FileUnusableError: If there is more than one; amounts of different currencies are never added up.
    """
    found = set(marks) | {mark for mark in map(header_mark, headers) if mark}
    if column is not None:
        found |= {text for text in {str(cell).strip() for cell in column} if _code(text)}
    # A plain dollar sign beside, say, CAD is the Canadian dollar.
    dollars = "$" in found and {_code(mark) for mark in found - {"$"}} <= DOLLARS and len(found) > 1
    codes = sorted({code for mark in found - ({"$"} if dollars else set()) if (code := _code(mark))})
    if len(codes) > 1:
        raise FileUnusableError(
            f"The file holds amounts in {', '.join(codes[:-1])} and {codes[-1]}, which cannot be added up. "
            "Export one file a currency, or convert the amounts first."
        )
    return (codes[0] if codes else None), found == {"$"}


def _code(text: str) -> str | None:
    return currency_code(text) or (text if len(text) == 3 and text.isascii() and text.isupper() else None)


def refuse_periods(frame: pd.DataFrame, measured: tuple[str, ...]) -> None:
    """Refuse daily metrics that are none: a single day, weeks, months, or nothing spent.

    Args:
        frame: The daily metrics.
        measured: The measures that the file reports.

    Raises:
        FileUnusableError: With what to export instead.
    """
    days = pd.DatetimeIndex(frame["date"].unique()).sort_values()
    if len(days) == 1:
        raise FileUnusableError(
            f"All rows are of one day, {days[0].date()}. Export several weeks, split by day: one day has nothing "
            "to compare with."
        )
    steps = np.unique(np.diff(days.to_numpy()).astype("timedelta64[D]").astype(int))
    if len(days) > 2 and (steps % 7 == 0).all():
        raise FileUnusableError("The rows are a week or more apart, not days. Export the report split by day.")
    if len(days) > 2 and (days.day == 1).all():
        raise FileUnusableError("The rows are months, not days. Export the report split by day.")
    if "spend" in measured and not (frame["spend"] > 0).any():
        raise FileUnusableError("No row has spend above zero. Check that the column of spend is the right one.")
    if "spend" not in measured and not any((frame[name] > 0).any() for name in measured):
        raise FileUnusableError("No figure of the file is above zero. Check that its columns are the right ones.")


def issues_of(facts: Facts) -> tuple[Issue, ...]:
    """Return what a person should know, what touches most rows first within each kind."""
    return (*_set_aside(facts), *_kept(facts), *_file(facts))


def _set_aside(facts: Facts) -> list[Issue]:
    found = []
    spend = np.nan_to_num(_spend(facts), nan=0.0)
    kinds, counts = np.unique(facts.verdicts.kind[~facts.verdicts.kept].astype(str), return_counts=True)
    for kind, count in sorted(zip(kinds.tolist(), counts.tolist(), strict=True), key=lambda pair: -pair[1]):
        rows = facts.verdicts.kind == kind
        text = f"{_rows(count)} {LABELS[kind]} {'was' if count == 1 else 'were'} set aside."
        found.append(Issue(kind, text, count, float(spend[rows].sum())))
    return found


def _kept(facts: Facts) -> list[Issue]:
    """What is special about rows that were used."""
    kept, spend = facts.verdicts.kept, _spend(facts)
    found = []

    def add(code: str, rows: NDArray[np.bool_], text: str) -> None:
        count = int(rows.sum())
        if count:
            found.append(Issue(code, f"{_rows(count)} {text}", count, float(spend[rows].sum())))

    add("negative_spend", kept & (spend < 0), "with negative spend, such as credits, taken off the spend of the day.")
    for name in RESULTS:
        if name in facts.values:
            add(
                f"negative_{name}", kept & (facts.values[name] < 0), f"with negative {name}, taken off that of the day."
            )
    if "spend" in facts.amounts:
        add("empty_spend", kept & facts.amounts["spend"].empty, "without spend, read as 0.")
    example = facts.dates.example
    add(
        "dates_by_neighbours",
        kept & facts.dates.by_neighbours,
        f"with dates that can be read in two ways, read so that they fit between the rows around them ({example}).",
    )
    added = int(kept.sum()) - len(facts.frame)
    if added:
        text = f"The file has several rows a day and campaign: {_rows(int(kept.sum()))} were added up"
        found.append(Issue("added_up", f"{text} to {len(facts.frame):,}.", int(kept.sum())))
    if facts.copies:
        text = f"{_rows(facts.copies)} look exactly like another one and were counted."
        found.append(Issue("equal_rows", f"{text} If the export was pasted twice, remove them.", facts.copies))
    return found


def _file(facts: Facts) -> list[Issue]:
    """What concerns the file as a whole."""
    found = []
    for name, others in facts.columns.passed_over.items():
        if name in facts.columns.fields:
            used, names = facts.table.headers[facts.columns.fields[name]], ", ".join(f"“{other}”" for other in others)
            found.append(Issue("column_choice", f"{name.capitalize()} was read from “{used}”, not from {names}."))
    if facts.currency_assumed:
        found.append(Issue("currency_assumed", "Amounts have a dollar sign and were taken for US dollars."))
    if facts.columns.series:
        text = (
            "The file names neither campaigns nor spend: it was read as one daily series, which can be followed and "
            "forecast. Money can be planned with campaigns and their spend only."
        )
        found.append(Issue("series", text))
    if facts.currency is None and {"spend", "revenue"} & facts.values.keys():
        found.append(Issue("no_currency", "The file does not say in which currency its amounts are."))
    if not any(name in facts.values for name in RESULTS) and not facts.columns.series:
        text = "The file has neither conversions nor revenue, so no response to money can be learned from it."
        found.append(Issue("no_outcome", text))
    if facts.unusable_ids:
        text = "A spreadsheet has cut the campaign ids (1.23E+17), so campaigns are told apart by name and channel."
        found.append(Issue("cut_ids", text))
    days = facts.frame["date"].nunique()
    if days < FEW_DAYS:
        text = f"The file holds only {days} days. With {FEW_DAYS} days and more, estimates become useful."
        found.append(Issue("few_days", text))
    last = facts.frame["date"].max().date()
    if last >= date.today() - timedelta(days=2):
        text = f"The last days up to {last} may still be incomplete: conversions arrive late."
        found.append(Issue("recent_days", text))
    return found


def _spend(facts: Facts) -> Floats:
    """Return the spend by row; 0 where the file has no column for it."""
    return facts.values.get("spend", np.zeros(len(facts.table.rows)))


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
