"""Models, view What if: from an address or a form to a case, and from that to the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from callbacks.models_asked import Asked, addresser, asked_for, model_of
from components.attributes import attrs
from components.ids import WhatIf
from components.models_predict_address import PATH, WHATIF, case_text, read_json
from components.models_whatif import form_card, outline_parts
from components.models_whatif_answer import Pinned, answer_parts, whatif_head
from components.parts import error_note
from components.period import address
from core.errors import InputError, ProductError
from core.learning.asking import ask
from core.learning.cases import (
    UNKNOWN,
    Case,
    CaseField,
    case_fields,
    case_frame,
    changed_from,
    read_case,
    real_case,
)
from core.learning.suite import TrainedModel
from core.workbench import Workbench

LINK: Final = "models-case"
LONGEST: Final = 1_200
"""Characters of an address above which a link stands for it."""


def body(workbench: Workbench, parameters: Mapping[str, str]) -> list[Component]:
    """Return the view of a model that is ready.

    Raises:
        ProductError: If the address asks for no model.
    """
    parameters = opened(workbench, parameters)
    asked = asked_for(workbench, parameters)
    model = model_of(workbench, asked)
    fields = case_fields(model.data, model.card)
    case, about, problem = case_of(model, fields, parameters)
    pinned = read_json(parameters["pinned"]) if parameters.get("pinned") else None
    head, parts = answered(workbench, asked, model, fields, case, pinned)
    message = [error_note(problem)] if problem else []
    return [
        *outline_parts(search_of(workbench, parameters, fields, case, pinned), pinned),
        html.Div(head, id=WhatIf.HEAD),
        *message,
        html.Div(
            [
                form_card(fields, case, about),
                html.Div(parts, id=WhatIf.ANSWER, className="stack", **attrs(aria_live="polite")),
            ],
            className="whatif",
        ),
    ]


def opened(workbench: Workbench, parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of an address with what its short link stands for.

    Raises:
        NotFoundError: If there is no such link.
    """
    if not parameters.get("at"):
        return dict(parameters)
    return {**parameters, **workbench.links.get(LINK, parameters["at"][:16])}


def case_of(
    model: TrainedModel, fields: tuple[CaseField, ...], parameters: Mapping[str, str]
) -> tuple[Case, str, ProductError | None]:
    """Return the case of an address, where it comes from, and why another was taken."""
    typical = read_case(fields, {})
    usual = "A typical case: the middle of each number, the most common word"
    try:
        if parameters.get("row"):
            row = parameters["row"]
            number = int(row) - 1 if row.isascii() and row.isdigit() and len(row) < 10 else -1
            return real_case(model.data, number), f"The real case {model.data.labels[number]}", None
        if parameters.get("case"):
            typed = read_json(parameters["case"])
            if typed is None:
                raise InputError("The address does not say the case. A typical one is shown.")
            return read_case(fields, typed), "From the address; what it does not name is typical", None
    except ProductError as error:
        return typical, usual, error
    return typical, usual, None


def answered(
    workbench: Workbench, asked: Asked, model: TrainedModel, fields: tuple[CaseField, ...], case: Case, pinned: Any
) -> tuple[Component, list[Component]]:
    """Return the head and the answer to a case."""
    answer = ask(model, fields, case)
    kept = _pinned(model, fields, case, pinned)
    head = whatif_head(model.card, answer, asked.spec, addresser(workbench))
    return head, answer_parts(model.card, answer, kept)


def search_of(
    workbench: Workbench, parameters: Mapping[str, str], fields: tuple[CaseField, ...], case: Case, pinned: Any
) -> str:
    """Return the query of the address that shows a case again; a link stands for one that is too long."""
    texts = {name: parameters[name] for name in ("spec", "link", "model", "number") if parameters.get(name)}
    texts["case"] = case_text(changed_from(fields, case))
    if isinstance(pinned, dict):
        texts["pinned"] = case_text({str(k): str(v) for k, v in pinned.items()}) or "{}"
    texts = {name: value for name, value in texts.items() if value}
    there = address(PATH, view=WHATIF, **texts)
    if len(there) > LONGEST:
        there = address(PATH, view=WHATIF, at=workbench.links.keep(LINK, texts))
    return there.removeprefix(PATH)


def case_texts(fields: tuple[CaseField, ...], case: Case) -> list[str]:
    """Return the values of the fields of a form."""
    return [one.text(case[one.name]) or ("" if one.is_number else UNKNOWN) for one in fields]


def _pinned(model: TrainedModel, fields: tuple[CaseField, ...], case: Case, pinned: Any) -> Pinned | None:
    if not isinstance(pinned, dict):
        return None
    try:
        kept = read_case(fields, pinned)
        said = model.predict(case_frame(model.data, [kept]))
    except ProductError:
        # It was made by hand, or of another model: there is nothing to compare with.
        return None
    differs = tuple(
        (one.name, one.shown(kept[one.name]), one.shown(case[one.name]))
        for one in fields
        if kept[one.name] != case[one.name]
    )
    return Pinned(float(said.mean[0]), float(said.lower[0]), float(said.upper[0]), differs)
