"""Models, view Whom to target: where a file is dropped, and what its columns are."""

import json
from typing import Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import counted
from components.ids import Uplift
from components.parts import Children, button, card, field, page_head, select, table, text_input
from components.period import address
from components.upload import drop_zone
from components.views import MODELS, view_choice
from core.files import KeptFile
from core.learning.uplift import UpliftRoles
from core.learning.uplift.roles import unusable

VIEW: Final = "uplift"
PATH: Final = "/models"
NONE: Final = "-none-"
"""Chosen where nothing is: a native choice shows an empty value as nothing."""
_MOST: Final = 200
_SHOWN: Final = 10


def head(title: Children, sub: Children = None) -> html.Div:
    """Return the head of the view."""
    return page_head(title, sub, [view_choice(PATH, MODELS, VIEW)])


def uplift_address(file_hash: str, roles: UpliftRoles | None = None) -> str:
    """Return where a campaign is read; without roles they are guessed."""
    plain = None if roles is None else json.dumps(roles.to_plain(), separators=(",", ":"), ensure_ascii=False)
    return address(PATH, view=VIEW, file=file_hash, roles=plain)


def start(kept: list[KeptFile], limit: int) -> Component:
    """Return the view without a file: the place to drop one, and those kept before."""
    zone = drop_zone(
        Uplift.UPLOAD,
        Uplift.FILE,
        Uplift.READING,
        what="Drop the table of a campaign here",
        limits="One row a person: who was contacted by chance and who was left alone, what was known before, what they "
        f"did. CSV, Excel or Parquet, up to {limit // 2**20} MB. Nothing is sent elsewhere.",
        limit=limit,
    )
    parts: list[Component] = [zone, html.Div(id=Uplift.MESSAGE)]
    if kept:
        rows: list[list[Children]] = [
            [dcc.Link(one.name, href=uplift_address(one.hash)), counted(one.rows, "row")] for one in kept[:_SHOWN]
        ]
        parts.append(
            card("Look again", "Files that were dropped before", table([("File", ""), ("Rows", "r")], rows), flush=True)
        )
    said = "Some people buy because they are contacted, some would anyway, and some never. A campaign that left people "
    said += "alone by chance tells them apart."
    return html.Div([head("Whom to target?", said), html.Div(parts, className="stack")])


def roles_card(file: KeptFile, roles: UpliftRoles, is_open: bool) -> Component:
    """Return what the columns are, as a line that opens to be changed."""
    said = (
        f"“{roles.arm}” says who was contacted: “{roles.treatment}” against “{roles.control}”; “{roles.outcome}” is "
        f"what they did; {counted(len(roles.features), 'column')} known before"
        if roles.arm
        else "Nothing says yet who was contacted"
    )
    named = file.columns[:_MOST]
    arms = [(NONE, "Choose"), *((c.name, c.name) for c in named if c.values and c.distinct <= 20)]
    numbers = [(NONE, "Choose"), *((c.name, c.name) for c in named if c.is_number)]
    every = [(NONE, "Number of the row"), *((c.name, c.name) for c in named)]
    values = arm_values(file, roles.arm)
    planned = f"{roles.planned * 100:g}" if roles.planned else ""
    fields = [
        field("Who was contacted", select(arms, roles.arm or NONE, id=Uplift.ARM)),
        field("Contacted", select(values, roles.treatment or NONE, id=Uplift.TREATMENT)),
        field("Left alone", select(values, roles.control or NONE, id=Uplift.CONTROL)),
        field("What they did", select(numbers, roles.outcome or NONE, id=Uplift.role("outcome"))),
        field("Person", select(every, roles.person or NONE, id=Uplift.role("person"))),
        field(
            "Planned share contacted, %",
            text_input(id=Uplift.role("planned"), value=planned, placeholder="50", inputmode="decimal", maxlength=10),
        ),
    ]
    features = [
        {"value": c.name, "label": c.name} for c in named if c.name in roles.features or not unusable(c, file.rows)
    ]
    form = [
        html.Div(fields, className="mapping-fields"),
        html.Fieldset(
            [
                html.Legend("Known before the campaign", className="label"),
                html.P("Leave out what came of the campaign: it would know the answer.", className="field-note"),
                dbc.Checklist(features, list(roles.features), id=Uplift.FEATURES, inline=True),
            ],
            className="uplift-features",
        ),
        html.Div(id=Uplift.ROLES_MESSAGE),
        html.Div(button("Read it", "primary" if is_open else "", id=Uplift.AGAIN), className="mapping-acts"),
    ]
    summary = html.Summary([html.B("What the columns are"), " ", html.Span(said, className="soft")])
    details = html.Details([summary, html.Div(form, className="mapping uplift-roles")], open=is_open)
    return html.Section(html.Div(details, className="card-body"), className="card", **attrs(aria_label="Columns"))


def arm_values(file: KeptFile, arm: str) -> list[tuple[str, str]]:
    """Return the values of the column of arms, for the choice of two."""
    column = file.column(arm)
    return [(NONE, "Choose"), *((v, v) for v, _ in sorted(column.values if column else ())[:20])]
