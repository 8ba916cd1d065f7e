"""Customers: the books of a table: read = kept + set aside, in rows and in money, and each reason."""

from dash import html
from dash.development.base_component import Component

from components.format import counted, money, number
from components.parts import Child, table
from core.customers.checks import SourceReport


def books_line(report: SourceReport) -> Component:
    """Return read = kept + set aside, the reasons, and what else should be known."""
    parts = (
        ("Read", report.rows_read, report.money_read),
        ("Kept", report.rows_kept, report.money_kept),
        ("Set aside", report.rows_aside, report.money_aside),
    )
    books: list[Child] = []
    for sign, (title, rows, amount) in zip(("", "=", "+"), parts, strict=True):
        if sign:
            books.append(html.Span(sign, className="eq"))
        said = html.Small(money(amount, report.currency, "exact")) if amount is not None else None
        books.append(html.Div([html.Dt(title), html.Dd([counted(rows, "row"), said])]))
    body: list[Component] = [html.Dl(books, className="books")]
    if report.aside:
        valued = report.money_read is not None
        heads = [("Why set aside", ""), ("Rows", "r"), *([("Amounts", "r")] if valued else [])]
        rows_ = [
            [f"Rows {one.text}", number(one.rows), *([money(one.money, report.currency, "exact")] if valued else [])]
            for one in report.aside
        ]
        body.append(table(heads, rows_, caption="Rows set aside, by reason"))
    if report.notes:
        body.append(html.Ul([html.Li(one) for one in report.notes], className="source-notes"))
    return html.Div(body, className="source-books")
