"""The Data page: what is in use, importing a file, and the versions that were kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.format import counted, date_text, dates_text, file_size, money, number, time_text
from components.ids import Data
from components.import_report import import_report
from components.parts import button, card, chip, page_head, table
from components.upload import drop_zone
from core.data import MEASURES, Dataset, DatasetRecord, StoredReport
from core.data.recognisers import recognisers


def data_page(
    dataset: Dataset,
    record: DatasetRecord,
    report: StoredReport | None,
    versions: Sequence[DatasetRecord],
    limit: int,
) -> html.Div:
    """Return the page.

    Args:
        dataset: The data set in use.
        record: Who put it there, and when.
        report: What was kept and set aside, if it was imported.
        versions: All that were kept, newest first.
        limit: Largest file, bytes.
    """
    left = html.Div(
        [
            import_card(limit),
            html.Div(id=Data.MESSAGE, className="data-message"),
            html.Div(report_part(record, report), id=Data.REPORT),
        ],
        className="stack",
    )
    right = html.Div(
        [
            html.Div(in_use_card(dataset, record, report.columns if report else None), id=Data.IN_USE),
            html.Div(versions_card(versions, record), id=Data.VERSIONS),
        ],
        className="stack",
    )
    return html.Div([html.Div(head(dataset, record), id=Data.HEAD), html.Div([left, right], className="data-page")])


def head(dataset: Dataset, record: DatasetRecord) -> Component:
    """Return the head of the page: what is in use."""
    campaigns = counted(len(dataset.campaigns), "campaign")
    title = f"{dataset.name} is in use: {campaigns}, {dates_text(dataset.first_day, dataset.last_day)}"
    if record.is_demo:
        sub = "Generated demo data, so that there is something to try. Import a file of your own to see your figures."
    else:
        by = record.added_by or "someone"
        sub = f"Imported on {time_text(record.added)} UTC by {by}. Everybody sees the same data set."
    return page_head(title, sub)


def import_card(limit: int) -> html.Section:
    """Return the place to drop a file."""
    limits = f"Daily figures of campaigns, up to {file_size(limit)}. The data set in use stays until the file was read."
    body = drop_zone(
        Data.UPLOAD, Data.FILE, Data.READING, what="Drop a CSV or Excel file here", limits=limits, limit=limit
    )
    return card(
        "Import a file",
        "Needed: a day, a campaign and its spend in each row. Useful: impressions, clicks, conversions, revenue. "
        "A single daily series, such as visits or sales, can be read too: to follow and forecast, not to plan money.",
        body,
    )


def from_column(measure: str, columns: Mapping[str, str]) -> str:
    """Return a measure, with the column that it was read from where that is called otherwise."""
    header = columns.get(measure, measure)
    return measure if header.strip().lower() == measure else f"{measure} (from “{header}”)"


def in_use_card(dataset: Dataset, record: DatasetRecord, columns: Mapping[str, str] | None = None) -> html.Section:
    """Return the facts of the data set in use.

    Args:
        dataset: The data set.
        record: Who put it to use.
        columns: The columns of the file by field, where it was imported.
    """
    known = [m for m in MEASURES if m in dataset.measured]
    spends = "spend" in known
    channels = sorted(dataset.campaigns["channel"].astype(str).unique())
    facts: list[tuple[str, Any]] = [
        ("Source", source_text(record)),
        ("Dates", dates_text(dataset.first_day, dataset.last_day)),
        ("Rows", f"{number(len(dataset.daily_metrics))}, one a campaign and day"),
        ("Campaigns", f"{number(len(dataset.campaigns))} in {counted(len(channels), 'channel')}"),
        ("Spend", money(float(dataset.daily_metrics["spend"].sum()), dataset.currency, "exact") if spends else None),
        ("Currency", dataset.currency or ("Not said by the file" if spends or "revenue" in known else None)),
        ("Measured", ", ".join(from_column(m, columns or {}) for m in known)),
        ("Customers", number(len(dataset.customers)) if len(dataset.customers) else None),
    ]
    rows = [html.Div([html.Dt(k), html.Dd(v)]) for k, v in facts if v]
    tools = [] if record.is_demo else [button("Use demo data", "ghost", small=True, id=Data.DEMO)]
    return card("In use", None, html.Dl(rows, className="facts"), tools=tools)


def report_part(record: DatasetRecord, report: StoredReport | None) -> Component | None:
    """Return the report of the import in use; demo data have none."""
    return None if report is None else import_report(report, record)


def versions_card(versions: Sequence[DatasetRecord], current: DatasetRecord) -> html.Section:
    """Return the versions that were kept; each can be put to use again."""
    heads = [("Data set", ""), ("Rows", "r"), ("Added", "soft opt"), ("", "r")]
    rows: list[list[Any]] = [
        [
            [v.name, html.Small(dates_text(v.first_day, v.last_day))],
            number(v.rows),
            f"{date_text(v.added.date())}{', ' + v.added_by if v.added_by else ''}",
            chip("In use", "pos")
            if v.content_hash == current.content_hash
            else button("Use", small=True, id=Data.use(v.content_hash)),
        ]
        for v in versions
    ]
    note = "Nothing is lost: an earlier data set can be put to use again."
    return card(
        "Versions",
        note,
        html.Div(table(heads, rows, caption="Data sets that were kept"), className="table-top"),
        flush=True,
    )


def source_text(record: DatasetRecord) -> str:
    """Return where a data set comes from, in words."""
    titles = {r.name: r.title for r in recognisers()}
    return "Generated demo data" if record.is_demo else titles.get(record.source, record.source)
