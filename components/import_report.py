"""What the import of a file came to: the books balance, and why rows were set aside."""

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
from dash import html

from components.attributes import attrs
from components.format import counted, money, number, time_text
from components.ids import Data
from components.parts import button, card, chip, table
from core.data import MEASURES, DatasetRecord, Issue, StoredReport
from core.data.rows import LABELS

SHOWN_ROWS = 100
ROWS = "set-aside-rows"
DONE: Final = {
    "total_rows": "Left out: totals are computed",
    "copies": "Left out: the first one is kept",
    "notes": "Left out: no figures in it",
    "more_cells": "Left out: the cells do not fit the header",
    "future_date": "Left out",
}
"""What was done with rows of a kind, where there is more to say than that they were left out."""


def import_report(report: StoredReport, record: DatasetRecord) -> html.Section:
    """Return the report of an import."""
    aside = report.rows_set_aside
    title = f"{report.filename}: imported, " + (f"{counted(aside, 'row')} set aside" if aside else "nothing set aside")
    note = f"Read on {time_text(record.added)} UTC by {record.added_by or 'someone'}."
    tools = [button("Undo import", small=True, icon_name="undo", id=Data.UNDO)]
    kinds = [i for i in report.issues if i.code in LABELS]
    others = [i for i in report.issues if i.code not in LABELS]
    body: list[Any] = [html.Div([*books(report), _columns(report)], className="card-body")]
    if kinds:
        body.append(reasons(kinds, report))
        body.append(set_aside_rows(report.set_aside))
    if others:
        body.append(html.Ul([html.Li(_known(i)) for i in others], className="import-notes"))
    return card(title, note, body, tools=tools, flush=True, **attrs(aria_label="Import report"))


def books(report: StoredReport) -> list[Any]:
    """Return read = kept + set aside, in rows and in money."""
    parts = (
        ("Read", report.rows_read, report.totals_in),
        ("Kept", report.rows_kept, report.totals_kept),
        ("Set aside", report.rows_set_aside, report.totals_set_aside),
    )

    def amount(title: str, rows: int, totals: dict[str, float]) -> html.Div:
        said = amount_text(totals, report.currency)
        return html.Div([html.Dt(title), html.Dd([counted(rows, "row"), html.Small(said) if said else None])])

    read, kept, aside = (amount(*part) for part in parts)
    sign = ("=", "+")
    line = html.Dl(
        [read, html.Span(sign[0], className="eq"), kept, html.Span(sign[1], className="eq"), aside], className="books"
    )
    bar = html.Div(
        [html.I(style={"--v": report.rows_kept}), html.I(className="w", style={"--v": report.rows_set_aside})]
        if report.rows_set_aside
        else html.I(style={"--v": 1}),
        className="bookbar",
        **attrs(aria_hidden="true"),
    )
    balanced = books_balance(report)
    mark = chip("Books balance", "pos", "check") if balanced else chip("Books do not balance", "neg", "warning")
    what = "money" if {"spend", "revenue"} & report.totals_in.keys() else "figures"
    words = f"Rows and {what} read equal rows and {what} kept plus set aside."
    return [
        line,
        bar,
        html.Div(
            [mark, words if balanced else "Do not use these figures; report the file."],
            className="fs-12 muted books-note",
        ),
    ]


def amount_text(totals: dict[str, float], currency: str | None) -> str:
    """Return what rows hold: their spend, or the first of the figures that the file has in its place."""
    for name in ("spend", "revenue"):
        if name in totals:
            return f"{money(totals[name], currency, 'exact')} of {name}"
    return next((f"{number(totals[name])} {name}" for name in MEASURES if name in totals), "")


def books_balance(report: StoredReport) -> bool:
    """Return whether rows and every total read equal those kept plus those set aside, to a cent in a million."""
    if report.rows_read != report.rows_kept + report.rows_set_aside:
        return False
    return all(
        abs(total - report.totals_kept[name] - report.totals_set_aside[name]) <= 0.005 + 1e-9 * abs(total)
        for name, total in report.totals_in.items()
    )


def reasons(kinds: Sequence[Issue], report: StoredReport) -> html.Table:
    """Return each reason with its count, its money and what was done."""
    unit = f"Spend, {report.currency}" if report.currency else "Spend"
    spends = [(unit, "r")] if "spend" in report.totals_in else []
    heads = [("Why set aside", ""), ("Rows", "r"), *spends, ("What was done", "opt soft")]
    rows = [
        [
            LABELS[i.code][0].upper() + LABELS[i.code][1:],
            number(i.rows),
            *([number(i.spend, "exact")] if spends else []),
            DONE.get(i.code, "Left out"),
        ]
        for i in kinds
    ]
    money_aside = [number(report.totals_set_aside.get("spend", 0.0), "exact")] if spends else []
    foot = ["Total", number(report.rows_set_aside), *money_aside, ""]
    return table([(h, c) for h, c in heads], [[f"Rows {r[0][0].lower() + r[0][1:]}", *r[1:]] for r in rows], foot)


def set_aside_rows(aside: pd.DataFrame) -> html.Div:
    """Return the rows that were set aside, behind a button."""
    expand = attrs(data_expands=ROWS, aria_expanded="false", aria_controls=ROWS)
    shown = aside.head(SHOWN_ROWS)
    cells = [c for c in shown.columns if c not in ("row", "reason")]
    heads = [("Row", "r"), ("Reason", ""), *((str(c), "soft") for c in cells)]
    rows = [[number(r["row"]), str(r["reason"]), *(str(r[c]) for c in cells)] for r in shown.to_dict("records")]
    more = f"The first {number(SHOWN_ROWS)} of {number(len(aside))} rows." if len(aside) > SHOWN_ROWS else None
    listed = html.Div(
        [
            html.P(more, className="fs-12 muted import-more") if more else None,
            table(heads, rows, caption="Rows set aside"),
        ],
        id=ROWS,
        className="import-rows",
        hidden=True,
        tabIndex="0",
    )
    label = "See the row" if len(aside) == 1 else f"See the {number(len(aside))} rows"
    return html.Div([html.Div(button(label, "ghost", small=True, **expand), className="import-see"), listed])


def _columns(report: StoredReport) -> html.P:
    """From which columns the fields were read."""
    pairs = ", ".join(f"{field.replace('_', ' ')} from “{header}”" for field, header in report.columns.items())
    return html.P(f"Columns: {pairs}.", className="fs-12 muted import-columns")


def _known(issue: Issue) -> list[Any]:
    return [html.Span("–", className="muted", **attrs(aria_hidden="true")), html.Span(issue.text)]
