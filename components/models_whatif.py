"""Models, view What if: the form of one case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from components.attributes import attrs
from components.format import counted
from components.ids import WhatIf
from components.models_predict_address import PATH, PREDICT, WHATIF
from components.models_predict_words import feature_text
from components.parts import Children, button, card, empty, field, page_head, select, table, text_input
from components.period import address
from components.views import MODELS, view_choice
from core.learning.cases import UNKNOWN, Case, CaseField
from core.learning.kept_models import KeptModel

FIRST: Final = 9
"""Features that stand in sight; the others are one click away."""
MOST_CHOICES: Final = 100


def choose_page(models: Sequence[KeptModel]) -> Component:
    """Return the view where no model is named: those in use, to choose one."""
    tools = [view_choice(PATH, MODELS, WHATIF)]
    usable = [one for one in models if one.in_use]
    if not usable:
        text = "Train a model and keep it, or ask one what if from its page. Then a case can be put to it: one "
        text += "person, or one campaign and week."
        act = button("Train a model", "primary", href=address(PATH, view=PREDICT))
        return html.Div(
            [
                page_head("What if?", None, tools),
                card("No model is in use yet", None, empty("Nothing to ask yet", text, [act])),
            ]
        )
    rows: list[list[Children]] = [
        [
            dcc.Link(one.name, href=address(PATH, view=WHATIF, model=one.id)),
            one.target,
            one.data,
            f"Version {one.in_use}",
        ]
        for one in usable
    ]
    heads = [("Model", ""), ("Foretells", ""), ("Learned from", "opt"), ("In use", "")]
    listed = card(
        "Which model?", "Those that are in use", html.Div(table(heads, rows), className="predict-wide"), flush=True
    )
    return html.Div([page_head("What if?", "Choose a model, then put a case to it.", tools), listed])


def form_card(fields: Sequence[CaseField], case: Case, about: str) -> Component:
    """Return the form of a case, the features that matter most first.

    Args:
        fields: In that order.
        case: A value of each.
        about: Where the case comes from.
    """
    made = [_field(place, one, case[one.name]) for place, one in enumerate(fields)]
    parts: list[Component] = [html.Div(made[:FIRST], className="whatif-fields")]
    if len(made) > FIRST:
        more = html.Summary(f"{counted(len(made) - FIRST, 'more column')}, which matter less")
        parts.append(html.Details([more, html.Div(made[FIRST:], className="whatif-fields")], className="whatif-more"))
    take = [
        html.Div(
            [
                field("A real case", text_input(id=WhatIf.ROW, placeholder="Its id, or the number of its row")),
                button("Take it", id=WhatIf.TAKE),
                button("Typical case", "ghost", id=WhatIf.TYPICAL),
            ],
            className="whatif-take",
        ),
        html.Div(id=WhatIf.MESSAGE),
    ]
    return card("The case", about, [*take, *parts], class_name="whatif-form")


def _field(place: int, one: CaseField, value: Any) -> Component:
    text = one.text(value)
    if not one.is_number:
        options = [(choice, feature_text(choice)) for choice in one.choices[:MOST_CHOICES]]
        if isinstance(value, str) and value not in dict(options):
            options.append((value, feature_text(value)))
        # A native choice shows no option whose value is empty.
        options.append((UNKNOWN, "Not known"))
        return field(one.name, select(options, text or UNKNOWN, id=WhatIf.field(place)))
    seen = f"{feature_text(one.shown(one.low))} to {feature_text(one.shown(one.high))}"
    typed = text_input(
        id=WhatIf.field(place), value=text, inputmode="numeric" if one.whole else "decimal", debounce=True,
        placeholder="Not known", maxlength=40,
    )  # fmt: skip
    return field(one.name, typed, seen)


def outline_parts(search: str, pinned: Any) -> list[Component]:
    """Return the stores of the view."""
    return [
        dcc.Store(id=WhatIf.SEARCH, data=search),
        dcc.Store(id=WhatIf.PINNED, data=pinned),
    ]


def pin_tools(has_pinned: bool) -> list[Component]:
    """Return the acts that lay a second case beside this one."""
    if has_pinned:
        return [button("Forget case A", "ghost", small=True, id=WhatIf.UNPIN), _hidden(WhatIf.PIN)]
    keep = button(
        "Keep as case A", small=True, id=WhatIf.PIN, **attrs(title="Then change the form to see case B beside it")
    )
    return [keep, _hidden(WhatIf.UNPIN)]


def _hidden(name: str) -> Component:
    return html.Button(id=name, hidden=True, type="button")
