"""Experiments, view Design: how many people, how long, and what a test can see."""

from collections.abc import Mapping
from typing import Any, Final

from dash import Dash, Input, Output, State, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import PERSON, moment, person_of
from callbacks.experiments_book import kept
from components.experiments_design import Shown, page, shown
from components.experiments_design_form import ALL, design_form, form_class, said, start_note
from components.ids import Design, Figure, Shell
from components.parts import error_note
from components.period import address
from core.errors import InputError, ProductError
from core.experiments.book import KINDS
from core.experiments.designing import DesignAnswer, answer
from core.experiments.question import CHOICES, DEFAULTS, Read, read_question, texts_of
from core.experiments.traffic import Traffic, traffic
from core.wording import number, percent
from core.workbench import Workbench

VIEW: Final = "design"
TYPED: Final = tuple(name for name in DEFAULTS if name not in CHOICES)


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the view for the parameters of an address: the fields of the form, and what another view hands over."""
    texts = texts_of(parameters)
    read, found = read_question(texts), _traffic(workbench)
    given = parameters.get("campaigns") or parameters.get("campaign", "")
    campaigns = [one for one in given.split(",") if one][:50]
    start = campaigns[0] if len(campaigns) == 1 else ""
    handed = {"kind": parameters.get("kind", ""), "campaigns": campaigns}
    start = start if any(one.key == start for one in found) else ""
    name, hypothesis = (parameters.get(key, "") for key in ("name", "hypothesis"))
    return page(answered(read), design_form(read, texts, found, start), handed, name[:120], hypothesis[:1000])


def answered(read: Read) -> Shown:
    """Return what the answer shows."""
    found, reason = _answer(read)
    return shown(found, read.missing, len(read.errors), reason)


def keep(workbench: Workbench, texts: Mapping[str, Any], name: object, why: object, handed: object, who: object) -> str:
    """Keep the design as a test; return its id.

    Raises:
        InputError: If the form asks nothing that can be answered, or a text cannot be kept.
    """
    read = read_question(texts)
    found, reason = _answer(read)
    if found is None:
        raise InputError(f"{reason or 'The form has no answer yet: mend or fill in what it asks.'} Nothing was kept.")
    given = handed if isinstance(handed, dict) else {}
    campaigns = given.get("campaigns")
    record = workbench.experiments.book.add(
        {
            "name": name,
            "kind": given.get("kind") if given.get("kind") in KINDS else KINDS[0],
            "state": "planned" if found.run is not None else "idea",
            "hypothesis": why if isinstance(why, str) else "",
            "metric": found.question.texts["metric"],
            "campaign_ids": campaigns if isinstance(campaigns, list) else [],
            "design": found.kept(),
        },
        person_of(who),
    )
    return record.id


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""
    fields = [Input(Design.field(name), "value") for name in DEFAULTS]
    states = [State(Design.field(name), "value") for name in DEFAULTS]

    @app.callback(
        Output(Design.HEAD, "children"),
        Output(Design.ANSWER, "className"),
        Output(Design.TILES, "children"),
        Output(Design.NOTES, "children"),
        Output(Design.CURVE_TITLE, "children"),
        Output(Figure.store(Design.CURVE), "data"),
        Output(Design.FORM, "className"),
        *(Output(Design.said(name), "children") for name in DEFAULTS),
        *(Output(Design.said(name), "className") for name in DEFAULTS),
        *(Output(Design.field(name), "invalid") for name in TYPED),
        *fields,
        prevent_initial_call=True,
    )
    def _design_answer(*values: Any) -> tuple[Any, ...]:
        texts = texts_of(dict(zip(DEFAULTS, values, strict=True)))
        read = read_question(texts)
        now = answered(read)
        notes = [said(read, name) for name in DEFAULTS]
        return (
            *(now.head, now.state, now.tiles, now.notes, now.title, now.store, form_class(texts)),
            *(text for text, _ in notes),
            *(class_name for _, class_name in notes),
            *(name in read.errors for name in TYPED),
        )

    @app.callback(
        Output(Design.START_NOTE, "children"),
        Input(Design.START, "value"),
        *fields,
        Input(Design.NAME, "value"),
        Input(Design.HYPOTHESIS, "value"),
        State(Design.HANDED, "data"),
    )
    def _design_start(key: Any, *values: Any) -> Any:
        *typed, name, why, handed = values
        texts = texts_of(dict(zip(DEFAULTS, typed, strict=True)))
        return _offered(workbench, key if isinstance(key, str) else "", texts, name, why, handed)

    @app.callback(
        Output(Design.KEPT, "children"),
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Output(Shell.TOAST, "data", allow_duplicate=True),
        Output(Shell.CHANGED, "data", allow_duplicate=True),
        Input(Design.KEEP, "n_clicks"),
        *states,
        State(Design.NAME, "value"),
        State(Design.HYPOTHESIS, "value"),
        State(Design.HANDED, "data"),
        PERSON,
        prevent_initial_call=True,
    )
    def _design_keep(clicks: Any, *values: Any) -> tuple[Any, Any, Any, Any]:
        if not clicks:
            raise PreventUpdate
        *typed, name, why, handed, who = values
        try:
            test_id = keep(workbench, dict(zip(DEFAULTS, typed, strict=True)), name, why, handed, who)
        except ProductError as error:
            return error_note(error), no_update, no_update, no_update
        return (
            None,
            address("", view="tests", test=test_id),
            kept(workbench, workbench.experiments.book.get(test_id), "The test was kept"),
            moment(),
        )


def _answer(read: Read) -> tuple[DesignAnswer | None, str]:
    """The answer, or why there is none."""
    if read.question is None:
        return None, ""
    try:
        return answer(read.question), ""
    except InputError as error:
        return None, str(error)


def _traffic(workbench: Workbench) -> tuple[Traffic, ...]:
    return traffic(workbench.dataset())


def _offered(workbench: Workbench, key: str, texts: Mapping[str, str], name: Any, why: Any, handed: Any) -> Any:
    """What the data say, with an address that keeps everything else that was typed."""
    found = _traffic(workbench)
    one = next((one for one in found if (one.key or ALL) == key), None)
    if one is None:
        return []
    given = handed if isinstance(handed, dict) else {}
    now: dict[str, str | None] = {field: text for field, text in texts.items() if text != DEFAULTS[field]}
    now |= {"name": name if isinstance(name, str) else None, "hypothesis": why if isinstance(why, str) else None}
    handed_on = given.get("campaigns")
    campaigns = (
        key or ",".join(one for one in handed_on if isinstance(one, str)) if isinstance(handed_on, list) else key
    )
    kind = given.get("kind")
    now |= {"kind": kind if isinstance(kind, str) else None, "campaigns": campaigns, "measure": None}
    now |= {"base": percent(one.rate, 2).replace("\u00a0", " "), "people": number(one.clicks), "week": None}
    return start_note(found, key, address("/experiments", view=VIEW, **(now | {"month": None})))
