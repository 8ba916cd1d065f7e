"""Models, view Predictions: what is to be predicted, from which table, and the outline until that is learned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import counted
from components.ids import Predict, Training
from components.models_predict_address import PATH, PREDICT
from components.parts import Child, Children, button, card, field, note, page_head, select, table, waiting_card
from components.period import address
from components.upload import drop_zone
from components.views import MODELS, view_choice
from core.files import FileColumn, KeptFile

NONE: Final = "-none-"
"""Chosen where nothing is: a native choice shows an empty value as nothing."""
SECONDS: Final = (("10", "10 seconds"), ("30", "30 seconds"), ("60", "1 minute"), ("180", "3 minutes"))
USUAL_SECONDS: Final = "30"
CAMPAIGNS: Final = (
    ("roi", "Return on ad spend, by week", "What a campaign brings back for each unit of money in its next week."),
    ("conversions", "Conversions, by week", "How many conversions a campaign brings in its next week."),
)
FEW_VALUES: Final = 20
_LIKELY: Final = (
    "y",
    "target",
    "response",
    "responded",
    "converted",
    "conversion",
    "churn",
    "churned",
    "label",
    "visit",
)
_POSITIVE: Final = ("yes", "true", "1", "y", "t", "converted", "churned")


def head(title: str, sub: Children = None, tools: Sequence[Child] = ()) -> Component:
    """Return the head of the view."""
    return page_head(title, sub, [view_choice(PATH, MODELS, PREDICT), *tools])


def start_page(kept: Sequence[KeptFile], versions: Component, data: str, limit: int) -> Component:
    """Return the view without a question: people or campaigns, and the models that are kept.

    Args:
        kept: Tables that were uploaded before, the newest first.
        versions: The list of kept models.
        data: Name of the data in use.
        limit: Largest file, bytes.
    """
    zone = drop_zone(
        Predict.UPLOAD,
        Predict.FILE,
        Predict.READING,
        what="Drop a table about people here",
        limits=f"CSV, Excel or Parquet, one row a person, up to {limit // 2**20} MB. It stays on this server.",
        limit=limit,
        lean=True,
    )
    body: list[Component] = [zone, html.Div(id=Predict.MESSAGE)]
    if kept:
        rows: list[list[Children]] = [
            [
                dcc.Link(one.name, href=file_address(one.hash)),
                counted(one.rows, "row"),
                counted(len(one.columns), "column"),
            ]
            for one in kept[:6]
        ]
        body.append(table([("Dropped before", ""), ("Rows", "r"), ("Columns", "r opt")], rows))
    people = card(
        "What people will do",
        "Who answers, who buys, who leaves, how much they spend",
        body,
        class_name="predict-people",
    )
    campaigns = card(
        "What campaigns will bring", f"From the data in use: {data}", [_campaign(*one) for one in CAMPAIGNS]
    )
    sub = "Choose what is to be foretold. Models are trained, checked on cases that they have not seen, and compared "
    sub += "with saying the average of everybody."
    return html.Div(
        [
            head("What can be foretold?", sub),
            html.Div([html.Div([people, campaigns], className="predict-start"), versions], className="stack"),
        ]
    )


def form_page(file: KeptFile, problem: Child = None) -> Component:
    """Return the form of a question about an uploaded table."""
    target = likely_target(file)
    columns = [(one.name, one.name) for one in file.columns]
    days = [
        (NONE, "Rows have no order"),
        *((one.name, one.name) for one in file.columns if one.kind in ("date", "whole")),
    ]
    chosen = file.column(target)
    options = positive_options(chosen)
    fields = [
        field("What is to be foretold", select(columns, target, id=Predict.TARGET)),
        html.Div(
            field(
                "Which answer counts as yes",
                select(options, likely_positive(chosen), id=Predict.POSITIVE),
                "Its chance is foretold. Choose “an amount” where the column holds amounts.",
            ),
            id=Predict.POSITIVE_FIELD,
        ),
        field(
            "Later rows by",
            select(days, NONE, id=Predict.TIME),
            "With an order, the last rows are held back: as it will be used.",
        ),
        field(
            "Time for tuning",
            select(SECONDS, USUAL_SECONDS, id=Predict.SECONDS),
            "Longer finds better settings, up to a point.",
        ),
    ]
    left = html.Fieldset(
        [
            html.Legend("Leave out", className="label"),
            html.P(
                "Columns that are known only afterwards, such as how long the call took. Numbers of people are left "
                "out by themselves, and columns that know the answer are pointed out.",
                className="field-note",
            ),
            dbc.Checklist(left_out_options(file, target), [], id=Predict.LEFT_OUT, inline=True),
        ],
        className="predict-left-out",
    )
    acts = html.Div(
        [
            button("Train", "primary", id=Predict.TRAIN),
            button("Another table", "ghost", href=address(PATH, view=PREDICT)),
        ],
        className="predict-acts",
    )
    body = [html.Div(fields, className="predict-fields"), left, html.Div(problem, id=Predict.TRAIN_MESSAGE), acts]
    about = f"{counted(file.rows, 'row')}, {counted(len(file.columns), 'column')}"
    return html.Div(
        [
            dcc.Store(id=Predict.ASKED_FILE, data=file.hash),
            head(f"What is to be foretold from {file.name}?", about),
            card("The question", None, body, class_name="predict-form"),
        ]
    )


def left_out_options(file: KeptFile, target: str) -> list[dict[str, str]]:
    """Return the columns that can be left out: all but the one that is to be foretold."""
    return [{"value": one.name, "label": one.name} for one in file.columns if one.name != target]


def outline(asked: dict[str, str], title: str, doing: str) -> Component:
    """Return a view until its model is trained: the steps, Cancel, and the outline of what comes."""
    return html.Div(
        [
            dcc.Store(id=Training.ASK, data=asked),
            dcc.Store(id=Training.STEP),
            dcc.Store(id=Training.DONE),
            dcc.Download(id=Predict.DOWNLOAD),
            html.Div(
                [
                    html.Div(
                        [
                            html.Span(html.I(), id=Training.BAR, className="training-bar", **attrs(aria_hidden="true")),
                            html.Span("Reading the table", id=Training.PROGRESS),
                        ],
                        className="training-words",
                        role="status",
                    ),
                    button("Cancel", small=True, id=Training.STOP),
                ],
                id=Training.LINE,
                className="training-line",
                hidden=True,
            ),
            html.Div(
                note(
                    "info",
                    "Stopped.",
                    "What was done is kept, so that going on takes up where it stopped. You can leave this page, too.",
                    [
                        button("Go on", small=True, id=Training.GO_ON),
                        button("Ask something else", "ghost", small=True, href=address(PATH, view=PREDICT)),
                    ],
                ),
                id=Training.STOPPED,
                className="training-stopped",
                hidden=True,
            ),
            html.Div(
                [
                    page_head(title, None, [view_choice(PATH, MODELS, asked.get("view", PREDICT))]),
                    waiting_card(doing, 320),
                ],
                id=Training.BODY,
            ),
        ]
    )


def file_address(file_hash: str) -> str:
    """Return where a question about an uploaded table is asked."""
    return address(PATH, view=PREDICT, file=file_hash)


def likely_target(file: KeptFile) -> str:
    """Return the column that is most likely to be predicted: by its name, else the last one of two values."""
    named = [one.name for one in file.columns if one.name.casefold() in _LIKELY]
    two = [one.name for one in file.columns if one.distinct == 2]
    return (named or two[-1:] or [file.columns[-1].name])[0]


def positive_options(column: FileColumn | None) -> list[tuple[str, str]]:
    """Return what can count as yes: the values of a column, and that it is an amount."""
    if column is None:
        return [(NONE, "Choose the column first")]
    if column.kind == "yes-no":
        return [("yes", "yes"), ("no", "no")]
    values = [(value, value if len(value) <= 60 else f"{value[:59]}…") for value, _ in column.values[:FEW_VALUES]]
    if column.is_number and not column.is_share:
        return [(NONE, "It is an amount"), *(values if column.distinct <= FEW_VALUES else [])]
    return values or [(NONE, "It has too many different answers")]


def likely_positive(column: FileColumn | None) -> str:
    """Return the value that most likely counts as yes."""
    options = [value for value, _ in positive_options(column)]
    found = next((value for value in options if value.casefold() in _POSITIVE), None)
    if found is not None and NONE not in options:
        return found
    return options[0] if NONE in options else options[-1]


def _campaign(kind: str, title: str, what: str) -> Component:
    seconds = select(SECONDS, USUAL_SECONDS, id=Predict.campaigns("seconds", kind))
    choice = html.Label([html.Span(f"Time for tuning: {title}", className="sr"), seconds])
    train = button("Train", id=Predict.campaigns("train", kind), **attrs(aria_label=f"Train: {title}"))
    return html.Div(
        [
            html.Div([html.H3(title), html.P(what, className="soft")]),
            html.Div([choice, train], className="predict-acts"),
        ],
        className="predict-campaign",
    )
