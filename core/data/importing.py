"""Reading a file of campaign data: every row is used or set aside with a reason, and the totals prove it."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.data.amounts import read_amounts
from core.data.columns import Columns, find_columns
from core.data.dataset import tidy_daily_metrics
from core.data.dates import Dates, read_dates
from core.data.headers import plain_header
from core.data.identity import NO_CHANNEL, campaign_ids, texts, usable_ids
from core.data.import_issues import Facts, currency_of, issues_of, refuse_periods
from core.data.import_result import ImportResult
from core.data.rows import (
    Verdicts,
    judge_copies,
    judge_dates,
    judge_numbers,
    judge_shape,
    refuse_text_in_spend,
    refuse_where_most_fail,
)
from core.data.schema import DAILY_METRICS, MEASURES
from core.data.table import Table, read_table, unique_headers
from core.errors import FileUnusableError

Cells = NDArray[np.object_]


def read_campaign_file(
    source: Path | str | bytes, filename: str | None = None, mapping: dict[str, str] | None = None
) -> ImportResult:
    """Read a CSV or XLSX file of daily campaign figures.

    Args:
        source: Path of the file, or its bytes.
        filename: Name of the file; needed with bytes to know its extension.
        mapping: What a person said about the file: header by field of the schema (an empty header: not in the file),
            under ``date_order`` either ``day-first`` or ``month-first``, and ``set-aside`` under ``unreadable_spend``
            to leave out rows with text in spend.

    Returns:
        Daily metrics, what was set aside and why, and totals that add up.

    Raises:
        FileUnusableError: If the file cannot be used, with a sentence that says why and what to do.
        UnreadableSpendError: If there is text in spend and nobody said that such rows may be left out.
    """
    name = filename if filename is not None else "" if isinstance(source, bytes) else Path(source).name
    table = read_table(source, name)
    return _result(table, find_columns(table, mapping), name)


def _result(table: Table, columns: Columns, filename: str) -> ImportResult:
    fields = columns.fields
    headers = {name: table.headers[position] for name, position in fields.items()}
    measured: tuple[str, ...] = tuple(name for name in MEASURES if name in fields)
    cells = {name: _column(table, fields[name]) for name in measured}
    amounts = read_amounts(cells, headers, table.delimiter)
    currency, assumed = currency_of(
        [headers[name] for name in ("spend", "revenue") if name in fields],
        frozenset[str]().union(*(column.marks for column in amounts.values())),
        _column(table, fields["currency"]) if "currency" in fields else None,
    )
    values = {name: column.values for name, column in amounts.items()}
    if plain_header(headers.get("spend", "")) == "cost micros":
        values["spend"] = values["spend"] / 1e6
    dates = read_dates(_column(table, fields["date"]), table.numbers, headers["date"], columns.date_order)
    campaign, channel = _names(table, columns, filename)
    verdicts = _judged(table, columns, dates, campaign, values, cells)

    ids = texts(_column(table, fields["campaign_id"])) if "campaign_id" in fields else None
    unusable_ids = ids is not None and not usable_ids(ids[verdicts.kept])
    if ids is not None:
        ids = None if unusable_ids else np.where(ids == "", campaign, ids)
    rows = pd.DataFrame({"date": dates.values.astype("datetime64[ns]")})
    rows["campaign_id"] = campaign_ids(campaign, channel, ids)
    copies = judge_copies(verdicts, rows, table.rows, table.numbers)
    rows["campaign"], rows["channel"] = campaign, channel
    for name in MEASURES:
        rows[name] = values.get(name, 0.0)
    frame = tidy_daily_metrics(rows.loc[verdicts.kept, list(DAILY_METRICS)])
    refuse_periods(frame, measured)

    totals = {name: _totals(name, values[name], verdicts.kept, frame) for name in measured}
    facts = Facts(table, columns, verdicts, values, amounts, dates, frame, currency, assumed, copies, unusable_ids)
    return ImportResult(
        frame=frame,
        source=columns.recogniser.name,
        issues=issues_of(facts),
        set_aside=_set_aside(table, verdicts),
        rows_read=len(table.rows),
        rows_kept=int(verdicts.kept.sum()),
        rows_set_aside=int((~verdicts.kept).sum()),
        totals_in={name: three[0] for name, three in totals.items()},
        totals_kept={name: three[1] for name, three in totals.items()},
        totals_set_aside={name: three[2] for name, three in totals.items()},
        currency=currency,
        measured=measured,
        columns=_read_from(table, columns, headers),
        filename=filename,
    )


def _column(table: Table, position: int) -> Cells:
    cells = np.empty(len(table.rows), dtype=object)
    cells[:] = [row[position] for row in table.rows]
    return cells


def _names(table: Table, columns: Columns, filename: str) -> tuple[Cells, Cells]:
    """Campaign and channel by row; the campaign is empty where the file names none.

    A file that is one series gets one campaign, called as the file is.
    """
    fields = columns.fields
    if columns.series:
        name = " ".join(Path(filename).stem.replace("_", " ").split()) or "Whole file"
        return tuple(np.full(len(table.rows), text, dtype=object) for text in (name, NO_CHANNEL))  # type: ignore[return-value]
    campaign = texts(_column(table, fields["campaign"]))
    if "channel" in fields:
        channel = texts(_column(table, fields["channel"]))
        channel[channel == ""] = columns.recogniser.channel or NO_CHANNEL
    else:
        channel = np.full(len(table.rows), columns.recogniser.channel or NO_CHANNEL, dtype=object)
    if columns.within:
        parts = [texts(_column(table, position)) for position in columns.within]
        joined = [" / ".join(part) if all(part) else "" for part in zip(*parts, strict=True)]
        campaign = np.array(joined, dtype=object)
    campaign[np.isin(campaign.astype(str), ("--", "-", "(not set)"))] = ""
    return campaign, channel


def _judged(
    table: Table, columns: Columns, dates: Dates, campaign: Cells, values: dict[str, Floats], cells: dict[str, Cells]
) -> Verdicts:
    """Verdicts on all rows.

    Raises:
        FileUnusableError: If most rows cannot be used.
    """
    fields = columns.fields
    day = _column(table, fields["date"])
    verdicts = Verdicts.of(len(table.rows))
    dated = ~np.isnat(dates.values) | dates.open
    judge_shape(verdicts, table.rows, len(table.headers), dated, campaign)
    judge_dates(verdicts, day, dates.values, dates.open)
    verdicts.set_aside(campaign == "", "no_campaign", "No campaign name")
    if columns.date_end is not None:
        end = _column(table, columns.date_end)
        header = table.headers[columns.date_end]
        last = read_dates(end, table.numbers, header, columns.date_order).values
        longer = ~np.isnat(last) & (last != dates.values)
        verdicts.set_aside(longer, "several_days", "It covers the days from {} to {}", day, end)
    judge_numbers(verdicts, values, cells, {name: table.headers[position] for name, position in fields.items()})
    refuse_where_most_fail(verdicts, table.numbers)
    if "spend" in values and not columns.leave_out_unreadable:
        header = table.headers[fields["spend"]]
        refuse_text_in_spend(verdicts, values["spend"], cells["spend"], table.numbers, header)
    return verdicts


def _totals(name: str, values: Floats, kept: NDArray[np.bool_], frame: pd.DataFrame) -> tuple[float, float, float]:
    """Totals read, kept and set aside. What is kept is counted in the result, not in the rows it was made of.

    Raises:
        FileUnusableError: If they do not add up; then something in the file was misread.
    """
    numbers = np.nan_to_num(values, nan=0.0)
    total, left = math.fsum(numbers), math.fsum(numbers[~kept])
    used = math.fsum(frame[name])
    if abs(total - used - left) > 1e-9 * math.fsum(np.abs(numbers)) + 1e-9:
        raise FileUnusableError(
            f"The {name} of the file does not add up after reading ({total:,.2f} read, {used:,.2f} kept, {left:,.2f} "
            "set aside), so nothing was imported. Please report this file."
        )
    return total, used, left


def _set_aside(table: Table, verdicts: Verdicts) -> pd.DataFrame:
    """The rows set aside: number in the file, reason, and the cells as they were."""
    aside = np.nonzero(~verdicts.kept)[0]
    width = max([len(table.headers), *(len(table.rows[row]) for row in aside)])
    further = [f"Further cell {number}" for number in range(1, width - len(table.headers) + 1)]
    headers = unique_headers(["row", "reason", *table.headers, *further])[2:]
    cells = [[str(cell) for cell in table.rows[row]] + [""] * (width - len(table.rows[row])) for row in aside]
    frame = pd.DataFrame(cells, columns=headers, dtype=object)
    frame.insert(0, "row", np.array([table.numbers[row] for row in aside], dtype=np.int64))
    frame.insert(1, "reason", verdicts.reason[aside])
    return frame


def _read_from(table: Table, columns: Columns, headers: dict[str, str]) -> dict[str, str]:
    if columns.within:
        headers = headers | {"campaign": " / ".join(table.headers[position] for position in columns.within)}
    return headers
