"""Models, view Response: can this be trusted, what is assumed, and learning again with other assumptions."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update, set_props
from dash.development.base_component import Component

from callbacks import models_curves, models_holdout, models_periods
from callbacks.models_curves import curves_of
from callbacks.models_form import by_subject, read_assumptions, read_candidate, read_lift
from callbacks.models_holdout import held_out
from callbacks.models_periods import over_time
from components.ids import Models, Shell
from components.models import ModelsView, models_page
from components.models_assumptions import Editor
from components.models_curves import brought_note
from components.models_holdout import holdout_card
from components.models_lifts import LIFT_FIELDS, lift_list, plain_test
from components.models_subjects import editor_subjects
from components.models_words import change_sentences
from components.parts import button, empty, error_note, page_head, toast, waiting_card
from components.views import MODELS, view_choice
from components.waiting import learning_words
from core.assumptions import set_aside
from core.errors import InputError, ProductError
from core.response import Assumptions, LiftTest
from core.workbench import Workbench

SAFE = "What was assumed before is still in use."


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the outline of the view; the rest needs the response model."""
    waiting = [
        page_head("Can the curves be trusted?", tools=[view_choice("/models", MODELS, "")]),
        html.Div(
            [
                waiting_card(learning_words(workbench.dataset()), 420),
                waiting_card("Looking up what is assumed", 420),
            ],
            className="models",
        ),
    ]
    return html.Div([dcc.Store(id=Models.ASK, data=parameters), html.Div(waiting, id=Models.BODY)])


def outcome_of(workbench: Workbench, parameters: Mapping[str, Any]) -> str:
    """Return the outcome that is asked for; the main one where none is asked for that there is."""
    wanted = parameters.get("outcome")
    return wanted if wanted in workbench.outcomes() else workbench.outcomes()[0]


def body(
    workbench: Workbench, parameters: Mapping[str, Any], changed: Sequence[str] = (), held: bool = False
) -> list[Any]:
    """Return the page; what cannot be shown says why in its place.

    Args:
        workbench: Knows everything.
        parameters: Of the address.
        changed: What the last change of assumptions did.
        held: Whether the check against the last weeks was done.
    """
    outcome, dataset = outcome_of(workbench, parameters), workbench.dataset()
    assumptions, record = workbench.assumptions(outcome), workbench.assumption_record(outcome)
    brought, curves = curves_of(workbench)
    try:
        about = workbench.about(outcome)
        fit, found = about.fit(), about.card(held)
        folds = held_out([about.fold(back) for back in range(about.stretches)]) if held else []
    except ProductError as error:
        acts = [button("Open the data", "primary", href="/data")]
        if record is not None:
            acts.append(button("Undo what is assumed", icon_name="undo", id=Models.UNDO))
        text = empty("There is no model to judge", str(error), acts)
        return [
            page_head("No model yet", tools=[view_choice("/models", MODELS, "")]),
            html.Section(text, className="card"),
            curves,
        ]
    editor = Editor(
        assumptions=assumptions,
        record=record,
        subjects=editor_subjects(dataset.campaigns, fit, assumptions),
        aside=set_aside(assumptions, dataset),
        outcome=outcome,
        currency=dataset.currency,
        campaigns=len(fit.campaigns),
    )
    left, below = over_time(workbench, outcome, parameters)
    # Curves in use come before what is assumed of a model that does not plan.
    top = [curves] if brought else []
    left = [*left, *([holdout_card(folds, about.stretches)] if about.stretches else [])]
    right = [] if brought else [curves]
    above = brought_note(brought)
    view = ModelsView(dataset, fit, found, workbench.outcomes(), editor, left, top, right, below, above, changed)
    return models_page(view)


def learned(
    workbench: Workbench, trained: Mapping[str, Any], person: str | None, parameters: Mapping[str, Any] | None = None
) -> list[Any]:
    """Put assumptions to use that were learned from, and return the page with what they changed."""
    outcome, assumptions = read_candidate(workbench, trained)
    before = workbench.assumptions(outcome)
    workbench.set_assumptions(assumptions, (person or "")[:60], outcome)
    changes = workbench.about(outcome).changes_from(before)
    sentences = change_sentences(changes, outcome, workbench.dataset().currency)
    return body(workbench, {**(parameters or {}), "outcome": outcome}, sentences)


def lifts_of(raw: Any) -> tuple[LiftTest, ...]:
    """Return the lift tests of the page.

    Raises:
        InputError: If they are not what the page keeps.
    """
    shapes = {"adstock": "", "saturation": "", "beliefs": []}
    return Assumptions.from_plain({**shapes, "lift_tests": raw or []}).lift_tests


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the page."""
    _show(app, workbench)
    _learn(app, workbench)
    _lifts(app, workbench)
    models_periods.register(app, workbench)
    models_holdout.register(app, workbench)
    models_curves.register(app, workbench, lambda parameters: body(workbench, parameters))


def _show(app: Dash, workbench: Workbench) -> None:
    @app.callback(Output(Models.BODY, "children"), Input(Models.ASK, "data"))
    def _body(parameters: dict[str, str]) -> list[Any]:
        return body(workbench, parameters or {})

    @app.callback(
        Output(Models.BODY, "children", allow_duplicate=True),
        Input(Models.HOLDOUT_DONE, "data"),
        State(Models.ASK, "data"),
        prevent_initial_call=True,
    )
    def _held(done: dict[str, Any] | None, parameters: dict[str, str]) -> Any:
        return body(workbench, parameters or {}, held=True) if done else no_update

    @app.callback(
        Output(Models.BODY, "children", allow_duplicate=True),
        Input(Models.UNDO, "n_clicks"),
        State(Models.ASK, "data"),
        prevent_initial_call=True,
    )
    def _undo(pressed: int | None, parameters: dict[str, str]) -> Any:
        if not pressed:
            return no_update
        outcome = outcome_of(workbench, parameters or {})
        try:
            workbench.undo_assumptions(outcome)
        except ProductError as error:
            _tell(workbench, outcome, toast(str(error), kind="failed"))
        else:
            _tell(workbench, outcome, toast("Back to what was assumed before", kind="undo"))
        return body(workbench, parameters or {})


def _learn(app: Dash, workbench: Workbench) -> None:
    """Three steps, so that the second, which takes a while, can be given up: check, train, put to use."""

    @app.callback(
        Output(Models.belief_error(ALL), "children"),
        Output(Models.belief(ALL, ALL), "invalid"),
        Output(Models.MESSAGE, "children"),
        Output(Models.CANDIDATE, "data"),
        Input(Models.LEARN, "n_clicks"),
        State(Models.belief(ALL, ALL), "id"),
        State(Models.belief(ALL, ALL), "value"),
        State(Models.belief_error(ALL), "id"),
        State(Models.ADSTOCK, "value"),
        State(Models.SATURATION, "value"),
        State(Models.LIFTS, "data"),
        State(Models.ASK, "data"),
        prevent_initial_call=True,
    )
    def _check(
        pressed: int | None,
        ids: list[dict[str, str]],
        values: list[Any],
        rows: list[dict[str, str]],
        adstock: str,
        saturation: str,
        tests: list[dict[str, Any]],
        parameters: dict[str, str],
    ) -> Any:
        if not pressed:
            return [no_update] * len(rows), [no_update] * len(ids), no_update, no_update
        outcome = outcome_of(workbench, parameters or {})
        try:
            typed = by_subject(ids, values)
            read, refused = read_assumptions(workbench, outcome, adstock, saturation, typed, tests)
        except ProductError as error:
            return [""] * len(rows), [False] * len(ids), error_note(error, safe=SAFE), no_update
        said = [refused[row["subject"]].text if row["subject"] in refused else "" for row in rows]
        wrong = [i["subject"] in refused and i["field"] in refused[i["subject"]].fields for i in ids]
        candidate = {"run": pressed, "outcome": outcome, "assumptions": read.plain()}
        return said, wrong, None, no_update if refused else candidate

    @app.callback(
        Output(Models.TRAINED, "data"),
        Output(Models.MESSAGE, "children", allow_duplicate=True),
        Input(Models.CANDIDATE, "data"),
        running=[(Output(Models.PROGRESS, "hidden"), False, True), (Output(Models.LEARN, "disabled"), True, False)],
        prevent_initial_call=True,
    )
    def _train(candidate: dict[str, Any] | None) -> Any:
        if not candidate:
            return no_update, no_update
        try:
            outcome, assumptions = read_candidate(workbench, candidate)
            workbench.fit(outcome, assumptions=assumptions)
        except ProductError as error:
            return no_update, error_note(error, safe=SAFE)
        return candidate, None

    @app.callback(
        Output(Models.BODY, "children", allow_duplicate=True),
        Output(Models.MESSAGE, "children", allow_duplicate=True),
        Input(Models.TRAINED, "data"),
        State(Models.STOPPED, "data"),
        State(Shell.PERSON, "data"),
        State(Models.ASK, "data"),
        prevent_initial_call=True,
    )
    def _use(
        trained: dict[str, Any] | None, stopped: int | None, person: str | None, parameters: dict[str, str] | None
    ) -> Any:
        try:
            if not trained or trained.get("run") == stopped:
                return no_update, no_update
            page = learned(workbench, trained, person, parameters)
        except ProductError as error:
            return no_update, error_note(error, safe=SAFE)
        _tell(workbench, str(trained["outcome"]), toast("Learned again, for everybody"))
        return page, no_update

    app.clientside_callback(
        ClientsideFunction("models", "stop"),
        Output(Models.STOPPED, "data"),
        Output(Models.PROGRESS, "hidden", allow_duplicate=True),
        Output(Models.LEARN, "disabled", allow_duplicate=True),
        Input(Models.STOP, "n_clicks"),
        State(Models.CANDIDATE, "data"),
        prevent_initial_call=True,
    )


def _lifts(app: Dash, workbench: Workbench) -> None:
    def listed(tests: Sequence[LiftTest], parameters: Mapping[str, Any]) -> Component:
        outcome = outcome_of(workbench, parameters)
        used = workbench.assumptions(outcome).lift_tests
        return lift_list(tests, used, outcome, workbench.dataset().currency)

    @app.callback(
        Output(Models.LIFTS, "data"),
        Output(Models.LIFT_LIST, "children"),
        Output(Models.lift_error(ALL), "children"),
        Output(Models.lift(ALL), "value"),
        Input(Models.LIFT_ADD, "n_clicks"),
        State(Models.lift(ALL), "value"),
        State(Models.lift(ALL), "id"),
        State(Models.LIFTS, "data"),
        State(Models.ASK, "data"),
        prevent_initial_call=True,
    )
    def _add(
        pressed: int | None,
        values: list[Any],
        ids: list[dict[str, str]],
        kept: list[dict[str, Any]],
        parameters: dict[str, str],
    ) -> Any:
        keys, still = [one["field"] for one in ids], [no_update] * len(ids)
        if not pressed:
            return no_update, no_update, still, still
        read = read_lift(dict(zip(keys, values, strict=True)), workbench)
        if not isinstance(read, LiftTest):
            return no_update, no_update, [read.get(key, "") for key in keys], still
        try:
            tests = (*lifts_of(kept), read)
        except InputError as error:
            return no_update, error_note(error), [""] * len(ids), still
        cleared = [no_update if key == "subject" else "" for key in keys]
        return [plain_test(one) for one in tests], listed(tests, parameters or {}), [""] * len(ids), cleared

    @app.callback(
        Output(Models.LIFTS, "data", allow_duplicate=True),
        Output(Models.LIFT_LIST, "children", allow_duplicate=True),
        Input(Models.lift_remove(ALL), "n_clicks"),
        State(Models.LIFTS, "data"),
        State(Models.ASK, "data"),
        prevent_initial_call=True,
    )
    def _remove(_pressed: list[int | None], kept: list[dict[str, Any]], parameters: dict[str, str]) -> Any:
        if not (ctx.triggered and ctx.triggered[0]["value"]):
            return no_update, no_update
        position, tests = str(ctx.triggered_id["position"]), lifts_of(kept)
        left = tuple(one for i, one in enumerate(tests) if str(i) != position)
        return [plain_test(one) for one in left], listed(left, parameters or {})


def _tell(workbench: Workbench, outcome: str, message: dict[str, str | None]) -> None:
    record = workbench.assumption_record(outcome)
    set_props(Shell.TOAST, {"data": message})
    # The advice of the frame is counted again: it rests on what is assumed.
    set_props(Shell.CHANGED, {"data": f"{outcome}-{record.id if record else 0}"})


__all__ = ["LIFT_FIELDS", "body", "layout", "learned", "register"]
