"""Experiments, view Result: where a file is dropped, and what its columns are."""

import json
from typing import Any, Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.ids import Read
from components.parts import Children, button, card, field, page_head, select, table, text_input, waiting_card
from components.period import address
from components.upload import drop_zone
from components.views import EXPERIMENTS, view_choice
from core.experiments.registry.book import TestRecord
from core.experiments.results.roles import Metric, Roles
from core.files.kept_files import FileColumn, KeptFile
from core.wording import counted

VIEW: Final = "read"
PATH: Final = "/experiments"
NONE: Final = "-none-"
"""Chosen where nothing is: a native choice shows an empty value as nothing."""
KINDS: Final = (
    (NONE, "Not measured"),
    ("proportion", "Share of people"),
    ("mean", "Mean a person"),
    ("ratio", "Ratio of sums"),
    ("quantile 0.5", "Median"),
    ("quantile 0.9", "90 % quantile"),
)
CAPS: Final = (
    ("0", "All values"),
    ("0.001", "Cap the top 0.1 %"),
    ("0.01", "Cap the top 1 %"),
    ("0.05", "Cap the top 5 %"),
)
MOST_ROWS: Final = 40


def head(title: str, sub: Any = None) -> html.Div:
    """Return the head of the view."""
    return page_head(title, sub, [view_choice(PATH, EXPERIMENTS, VIEW)])


def result_address(file_hash: str, roles: Roles | None = None, test: str = "") -> str:
    """Return where a reading stands; without roles they are guessed."""
    plain = None if roles is None else json.dumps(roles.to_plain(), separators=(",", ":"), ensure_ascii=False)
    return address(PATH, view=VIEW, file=file_hash, roles=plain, test=test or None)


def start(kept: list[KeptFile], test: TestRecord | None, limit: int) -> Component:
    """Return the view without a file: the place to drop one, and those kept before."""
    sub = f"For the test “{test.name}”." if test else "Drop the result of a test, and read what it said."
    zone = drop_zone(
        Read.UPLOAD,
        Read.FILE,
        Read.READING,
        what="Drop a CSV, Excel or Parquet file here",
        limits=f"One row a person, or sums per variant and day; up to {limit // 2**20} MB. Nothing is sent elsewhere.",
        limit=limit,
    )
    parts: list[Component] = [zone, html.Div(id=Read.MESSAGE)]
    if kept:
        rows: list[list[Children]] = [
            [dcc.Link(one.name, href=result_address(one.hash, test=test.id if test else "")), counted(one.rows, "row")]
            for one in kept[:10]
        ]
        heads = [("File", ""), ("Rows", "r")]
        parts.append(card("Read again", "Files that were dropped before", table(heads, rows), flush=True))
    return html.Div([head("Result", sub), html.Div(parts, className="stack")])


def outline(parameters: dict[str, str]) -> Component:
    """Return the view of a file until it is read."""
    waiting = [head("Result"), waiting_card("Adding up the rows of the file", 320)]
    return html.Div(
        [dcc.Store(id=Read.ASK, data=parameters), dcc.Download(id=Read.DOWNLOAD), html.Div(waiting, id=Read.BODY)]
    )


def roles_card(file: KeptFile, roles: Roles, is_open: bool) -> Component:
    """Return what the columns are, as a line that opens to be changed."""
    measured = ", ".join(metric.name for metric in roles.metrics) or "nothing yet"
    said = f"{roles.variant or 'Nothing yet'} says the variant, {roles.control or 'none'} is the control; "
    said += f"measured: {measured}"
    columns = [(NONE, "None"), *((c.name, c.name) for c in file.columns)]
    few = [
        (NONE, "Choose"),
        *((c.name, c.name) for c in file.columns if 2 <= c.distinct <= 20 or c.name == roles.variant),
    ]
    days = [(NONE, "None"), *((c.name, c.name) for c in file.columns if c.kind == "date")]
    groups = [(NONE, "None"), *((c.name, c.name) for c in file.columns if c.values and c.distinct > 1)]
    numbers = [c for c in file.columns if c.is_number and c.name not in (roles.variant, roles.unit, roles.count)][
        :MOST_ROWS
    ]
    shapes = [("people", "One row a person, or several"), ("sums", "Sums per variant, or variant and day")]
    main = roles.metrics[0].column if roles.metrics else ""
    fields = [
        field("Rows are", select(shapes, roles.shape, id=Read.role("shape"))),
        field("Variant", select(few, roles.variant or NONE, id=Read.VARIANT)),
        field("Control", select(controls(file, roles.variant), roles.control or NONE, id=Read.CONTROL)),
        field("Person", select(columns, roles.unit or NONE, id=Read.role("unit"))),
        field("Number of people (sums)", select(columns, roles.count or NONE, id=Read.role("count"))),
        field("Day", select(days, roles.date or NONE, id=Read.role("date"))),
        field("Compare within", select(groups, roles.stratum or NONE, id=Read.role("stratum"))),
        field("Main metric", select([(c.name, c.name) for c in numbers], main, id=Read.role("main"))),
        field(
            "Planned parts",
            text_input(
                id=Read.role("shares"), value=shares_text(roles), placeholder="equal, or control 50, B 25, C 25"
            ),
        ),
    ]
    chosen = {metric.column: metric for metric in roles.metrics}
    others = [(NONE, "None"), *((c.name, c.name) for c in file.columns if c.is_number)]
    rows = [_metric_row(file.columns.index(c), c, chosen.get(c.name), others) for c in numbers]
    heads = [
        ("Column", ""),
        ("Measured as", ""),
        ("Divided by, or squares", ""),
        ("Known before", ""),
        ("Largest", ""),
        ("", ""),
    ]
    dimensions = [{"value": v, "label": t} for v, t in groups if v not in (NONE, roles.variant)]
    form = [
        html.Div(fields, className="mapping-fields"),
        html.Div(table(heads, rows, caption="What is measured"), className="read-metrics"),
        html.Fieldset(
            [
                html.Legend("Break down by", className="label"),
                dbc.Checklist(dimensions, list(roles.dimensions), id=Read.role("dimensions"), inline=True),
            ],
            className="read-dimensions",
        ),
        html.Div(id=Read.ROLES_MESSAGE),
        html.Div(button("Read it", "" if not is_open else "primary", id=Read.AGAIN), className="mapping-acts"),
    ]
    summary = html.Summary([html.B("What the columns are"), " ", html.Span(said, className="soft")])
    details = html.Details([summary, html.Div(form, className="mapping read-roles")], open=is_open)
    return html.Section(html.Div(details, className="card-body"), className="card")


def controls(file: KeptFile, variant: str) -> list[tuple[str, str]]:
    """Return the values of the variant's column, for the choice of the control."""
    column = file.column(variant)
    return [(NONE, "Choose"), *((v, v) for v, _ in sorted(column.values if column else ())[:20])]


def shares_text(roles: Roles) -> str:
    """Return planned parts as people write them."""
    return ", ".join(f"{name} {share:g}" for name, share in roles.shares)


def _metric_row(
    position: int, column: FileColumn, metric: Metric | None, others: list[tuple[str, str]]
) -> list[Component | str]:
    kind = "" if metric is None else f"quantile {metric.quantile:g}" if metric.kind == "quantile" else metric.kind
    known = metric or Metric(column.name)

    def choice(name: str, options: Any, value: str, label: str) -> Component:
        spoken = attrs(aria_label=f"{label} of {column.name}")
        return html.Span(select(options, value or NONE, id=Read.metric(str(position), name)), **spoken)

    return [
        column.name,
        choice("kind", KINDS, kind, "Measure"),
        choice("below", others, known.denominator or known.squares, "Divisor"),
        choice("before", others, known.before, "Known before"),
        choice("cap", CAPS, f"{known.winsorise:g}", "Cap"),
        choice(
            "better",
            (("more", "More is better"), ("less", "Less is better")),
            "less" if known.lower_is_better else "more",
            "Better",
        ),
    ]
