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
from core.errors import InputError, NotFoundError, ProductError
from core.experiments.design.designing import DesignAnswer, answer
from core.experiments.design.question import CHOICES, DEFAULTS, Read, read_question, texts_of
from core.experiments.design.traffic import Traffic, traffic
from core.experiments.registry.book import KINDS
from core.experiments.registry.record import SUGGESTION, TestRecord, changed_plan, plan_of
from core.wording import number, percent
from core.workbench import Workbench

VIEW: Final = "design"
TYPED: Final = tuple(name for name in DEFAULTS if name not in CHOICES)


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the view for the parameters of an address: the fields of the form, and what another view hands over.

    With ``test`` the plan of that test is changed; what the address does not say is as it was kept.
    """
    test = test_of(workbench, parameters.get("test"))
    parameters = (plan_of(test) if test else {}) | parameters
    texts = texts_of(parameters)
    read, found = read_question(texts), _traffic(workbench)
    given = parameters.get("campaigns") or parameters.get("campaign", "")
    campaigns = [one for one in given.split(",") if one][:50]
    start = campaigns[0] if len(campaigns) == 1 else ""
    handed = {"kind": parameters.get("kind", ""), "campaigns": campaigns}
    handed |= {key: parameters[key][:80] for key in ("test", "suggestion") if parameters.get(key)}
    start = start if any(one.key == start for one in found) else ""
    name, hypothesis = (parameters.get(key, "") for key in ("name", "hypothesis"))
    form = design_form(read, texts, found, start)
    return page(answered(read), form, handed, name[:120], hypothesis[:1000], test.name if test else "")


def test_of(workbench: Workbench, test_id: object) -> TestRecord | None:
    """Return the test whose plan is changed; None where there is none."""
    try:
        return workbench.experiments.book.get(test_id) if isinstance(test_id, str) and test_id else None
    except NotFoundError:
        return None


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
    campaigns, book = given.get("campaigns"), workbench.experiments.book
    content: dict[str, Any] = {
        "name": name,
        "state": "planned" if found.run is not None else "idea",
        "hypothesis": why if isinstance(why, str) else "",
        "metric": found.question.texts["metric"],
        "campaign_ids": campaigns if isinstance(campaigns, list) else [],
        "design": found.kept(),
    }
    if test := test_of(workbench, given.get("test")):
        return book.change(test.id, changed_plan(test, content), person_of(who)).id
    kind, from_ = given.get("kind"), given.get("suggestion")
    if isinstance(from_, str) and from_:
        content["design"] = content["design"] | {SUGGESTION: from_[:80]}
    return book.add({"kind": kind if kind in KINDS else KINDS[0], **content}, person_of(who)).id


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
            kept(workbench, workbench.experiments.book.get(test_id), _said(handed, test_id)),
            moment(),
        )


def _said(handed: Any, test_id: str) -> str:
    changed = isinstance(handed, dict) and handed.get("test") == test_id
    return "The plan of the test was changed" if changed else "The test was kept"


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
    for handed_name in ("kind", "test", "suggestion"):
        now[handed_name] = given[handed_name] if isinstance(given.get(handed_name), str) else None
    now |= {"campaigns": campaigns, "measure": None}
    now |= {"base": percent(one.rate, 2).replace("\u00a0", " "), "people": number(one.clicks), "week": None}
    return start_note(found, key, address("/experiments", view=VIEW, **(now | {"month": None})))
