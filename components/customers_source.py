"""Customers: which table the views speak of, what its columns are, and what of it was set aside."""

import json
from collections.abc import Mapping
from typing import Final

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.customers_report import books_line
from components.ids import Customers
from components.parts import Child, button, card, empty, field, select
from components.period import address
from components.upload import drop_zone
from core.customers.checks import SourceReport
from core.customers.roles import COLUMNS, UNITS, CustomerRoles
from core.data.table import LIMIT
from core.files import KeptFile
from core.wording import counted

PATH: Final = "/customers"
ELSEWHERE: Final = {"attribution": "/attribution"}
"""Views that are pages of their own."""
NONE: Final = "-none-"
"""Chosen where nothing is: a native choice shows an empty value as nothing."""
IN_USE: Final = "-in-use-"
UNKNOWN: Final = "-"
OTHERS: Final = "-others-"
"""The choice of another file, which opens the place to drop one."""

SHAPES: Final = (
    ("purchases", "One row a purchase or contact"),
    ("summary", "One row a customer: how often, how recently"),
    ("people", "One row a customer: anything else"),
)
LABELS: Final = {
    "customer": "Customer",
    "date": "Day",
    "value": "Amount",
    "kind": "Kind of contact",
    "channel": "Channel",
    "campaign": "Campaign",
    "frequency": "Repeat purchases",
    "recency": "First to last purchase",
    "age": "First purchase to the end",
    "mean_value": "Mean amount of repeats",
}


def kept_parameters(parameters: Mapping[str, str]) -> dict[str, str | None]:
    """Return the parameters that say which table is shown; all views and links of the page carry them."""
    return {name: parameters.get(name) or None for name in ("file", "roles")}


def table_address(view: str, file: str = "", roles: CustomerRoles | None = None) -> str:
    """Return where a view shows a table; without roles they are guessed, without a file it shows the data in use."""
    plain = None if roles is None else json.dumps(roles.to_plain(), separators=(",", ":"), ensure_ascii=False)
    path, view = (ELSEWHERE[view], "") if view in ELSEWHERE else (PATH, view)
    return address(path, view=view, file=file, roles=plain if file else None)


def source_line(
    in_use: str,
    kept: list[KeptFile],
    file: KeptFile | None,
    roles: CustomerRoles | None,
    problem: Component | None,
) -> Component:
    """Return the line that says which table is shown, with everything to change that behind it.

    Args:
        in_use: What the data set in use is called.
        kept: Files that were dropped before.
        file: The file that is shown; None for the data set in use.
        roles: What its columns are.
        problem: Why it cannot be read; opens what can be changed.
    """
    options = [
        (IN_USE, f"Data in use: {in_use}"),
        *((one.hash, f"{one.name} ({counted(one.rows, 'row')})") for one in kept),
    ]
    if file is not None and file.hash not in dict(options):
        options.append((file.hash, file.name))
    if file is None and problem is not None:
        # The list must not claim that the data in use are shown, nor lead there by itself.
        options.insert(0, (UNKNOWN, "A table that is not kept here"))
    shown = file.hash if file else UNKNOWN if problem is not None else IN_USE
    choice = select(options, shown, id=Customers.TABLE)
    line = html.Div(
        [
            html.Label([html.Span("Customers from", className="label"), choice], className="source-choice"),
            html.Div(id=Customers.REPORT, className="source-said soft", **attrs(aria_live="polite")),
        ],
        className="source-line",
    )
    more: list[Child] = []
    if file is not None and roles is not None:
        more.append(_details("What the columns are", roles_form(file, roles), is_open=problem is not None))
    more.append(_details("Another file", drop(lean=True), is_open=False))
    parts: list[Child] = [line, problem, html.Div(more, className="source-more"), html.Div(id=Customers.MESSAGE)]
    return html.Section(
        html.Div([part for part in parts if part is not None], className="card-body"), className="card source-card"
    )


def no_customers(kept: list[KeptFile], view: str) -> Component:
    """Return what stands where the data in use hold no customers: the place to drop a file, and those kept."""
    parts: list[Child] = [
        empty(
            "The data in use hold no customers",
            "Drop a file with one row a purchase: who, when, and how much. It says who your customers are, how many "
            "come back and what they will bring. Nothing leaves this server.",
            small=True,
        ),
        drop(),
        html.Div(id=Customers.MESSAGE),
    ]
    if kept:
        links = [
            html.Li([dcc.Link(one.name, href=table_address(view, one.hash)), f" {counted(one.rows, 'row')}"])
            for one in kept[:10]
        ]
        parts.append(html.Div([html.H3("Dropped before", className="fs-13"), html.Ul(links)], className="source-kept"))
    return card("Bring your customers", None, parts, class_name="source-card")


def drop(lean: bool = False) -> Component:
    """Return the place to drop a file."""
    return drop_zone(
        Customers.UPLOAD,
        Customers.FILE,
        Customers.READING,
        what="Drop a table of purchases or customers here",
        limits=f"CSV, text in columns, Excel or Parquet; up to {LIMIT // 2**20} MB. The data in use stay as they are.",
        limit=LIMIT,
        lean=lean,
    )


def roles_form(file: KeptFile, roles: CustomerRoles) -> Component:
    """Return the form of what the columns are."""
    form = [
        html.Div(field("Rows are", select(SHAPES, roles.shape, id=Customers.SHAPE)), className="mapping-fields"),
        html.Div(role_fields(file, roles), id=Customers.FIELDS, className="mapping-fields"),
        html.Div(id=Customers.ROLES_MESSAGE),
        html.Div(button("Read it so", id=Customers.AGAIN), className="mapping-acts"),
    ]
    return html.Div(form, className="mapping")


def role_fields(file: KeptFile, roles: CustomerRoles) -> list[Component]:
    """Return the choices of the columns for a shape."""
    columns = [(NONE, "None"), *((one.name, one.name) for one in file.columns)]
    fields: list[Component] = []
    for role in COLUMNS[roles.shape]:
        value = getattr(roles, role)
        options = columns if not value or value in dict(columns) else [*columns, (value, f"{value[:40]} (not there)")]
        fields.append(field(LABELS[role], select(options, value or NONE, id=Customers.role(role))))
    if roles.shape == "summary":
        units = [(one, one.capitalize()) for one in UNITS]
        fields.append(field("Times are in", select(units, roles.unit or "weeks", id=Customers.role("unit"))))
    kinds = file.column(roles.kind) if roles.shape == "purchases" and roles.kind else None
    if kinds is not None and kinds.values:
        said = [(NONE, "Usual words"), *((value, value) for value, _ in kinds.values)]
        chosen = roles.bought if roles.bought in dict(said) else NONE
        fields.append(field("A purchase is", select(said, chosen, id=Customers.role("bought"))))
    return fields


def report_said(report: SourceReport, can_use: bool) -> list[Component]:
    """Return what was read, the books behind it, and the act to put a file to use."""
    said: list[Component] = [html.Span(report.sentence)]
    if report.aside or report.notes:
        said.append(_details("What was set aside and noted", books_line(report), is_open=False))
    if can_use:
        act = button("Use these customers for everybody", small=True, id=Customers.USE)
        said.append(html.Div(act, className="source-use"))
    return said


def _details(title: str, body: Child, is_open: bool) -> html.Details:
    return html.Details([html.Summary(title), body], open=is_open, className="source-details")
