"""Models, view Whom to target: who answers because of a campaign."""

from collections.abc import Mapping
from typing import Any, Final

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import texts_of
from callbacks.uploads import TableUpload, register_upload
from components.figures import DashboardVisualizer
from components.figures.uplift import qini_figure, qini_table
from components.ids import Figure, Shell, Uplift
from components.models_uplift import Answered, answer, outline, page, unread
from components.models_uplift_form import NONE, arm_values, start, uplift_address
from components.models_uplift_words import sub, title
from components.parts import error_note
from core.data.table import LIMIT
from core.errors import InputError, NotFoundError, ProductError
from core.learning.uplift import (
    UpliftDesk,
    UpliftReading,
    UpliftRoles,
    amount,
    best_target,
    guess_uplift_roles,
    proposed_share,
    scores_table,
    target,
)
from core.workbench import Workbench

SAFE: Final = "Nothing was kept."
STAYS: Final = "What you chose stays."


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the outline of a campaign where the address names its file, else the place to drop one."""
    desk = workbench.learning.uplift
    return outline(parameters, desk.STEPS) if parameters.get("file") else start(desk.files.kept(), LIMIT)


def answered(reading: UpliftReading, typed: Mapping[str, Any]) -> Answered:
    """Return what is said of a share, cost and value as they were typed; what cannot be used says why."""
    curve = reading.qini
    try:
        cost = amount(typed.get("cost"), "what a contact costs", 0.0)
        value = amount(typed.get("value"), "what an outcome is worth", 1.0)
        share = amount(typed.get("share"), "the share to contact in per cent", -1.0, 100)
    except InputError as error:
        return Answered(target(curve, proposed_share(curve)), None, error)
    best = best_target(curve, cost, value) if cost else None
    chosen = share / 100 if share >= 0 else best.target.share if best else proposed_share(curve)
    return Answered(target(curve, chosen, cost, value), best)


def body(desk: UpliftDesk, parameters: dict[str, str]) -> list[Component]:
    """Return all that is said; what cannot be read says why, with the choice of columns."""
    try:
        file = desk.files.get(parameters.get("file", ""))
    except NotFoundError as error:
        return [error_note(error), start(desk.files.kept(), LIMIT)]
    roles = guess_uplift_roles(file)
    try:
        file, roles = desk.asked(parameters)
        reading = desk.reading(file, roles)
    except ProductError as error:
        return unread(file, roles, error)
    return page(file, reading, answered(reading, parameters), parameters)


def roles_of(arm: Any, control: Any, treatment: Any, features: Any, values: Any, ids: Any) -> UpliftRoles:
    """Return the roles of the values of the form.

    Raises:
        InputError: If a value cannot be used.
    """
    pairs = zip(ids or [], values or [], strict=False)
    chosen = {str(one.get("id")): _text(value) for one, value in pairs if isinstance(one, dict)}
    planned = amount(chosen.get("planned", ""), "the planned share in per cent", 0.0, 99.9) / 100
    names = tuple(_text(one) for one in features) if isinstance(features, list) else ()
    outcome, person = chosen.get("outcome", ""), chosen.get("person", "")
    return UpliftRoles(_text(arm), _text(control), _text(treatment), outcome, names, person, planned)


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""
    desk = workbench.learning.uplift

    @app.callback(
        Output(Uplift.DONE, "data"),
        Output(Uplift.BODY, "children"),
        Input(Uplift.STEP, "data"),
        State(Uplift.ASK, "data"),
    )
    def _uplift_step(asked: Any, ask: Any) -> tuple[Any, Any]:
        step = asked.get("step") if isinstance(asked, dict) else None
        parameters = texts_of(ask)
        if isinstance(step, bool) or not isinstance(step, int) or not 0 <= step < desk.STEPS:
            raise PreventUpdate
        if step + 1 < desk.STEPS:
            try:
                desk.step(*desk.asked(parameters), step)
            except ProductError:
                # The body says why, with the way out.
                return no_update, body(desk, parameters)
            return {"step": step, "of": desk.STEPS}, no_update
        return no_update, body(desk, parameters)

    # The browser asks for one part after the other, so that leaving the page ends the learning.
    app.clientside_callback(
        ClientsideFunction("uplift", "next"),
        Output(Uplift.PROGRESS, "children"),
        Input(Uplift.DONE, "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(Uplift.ANSWER, "children"),
        Output(Uplift.TITLE, "children"),
        Output(Uplift.SUB, "children"),
        Output(Figure.store(Uplift.CURVE), "data"),
        Input(Uplift.COST, "value"),
        Input(Uplift.VALUE, "value"),
        Input(Uplift.SHARE, "value"),
        State(Uplift.ASK, "data"),
        prevent_initial_call=True,
    )
    def _uplift_answer(cost: Any, value: Any, share: Any, ask: Any) -> tuple[Any, ...]:
        try:
            file, roles = desk.asked(texts_of(ask))
            reading = desk.reading(file, roles)
        except ProductError as error:
            return [error_note(error)], no_update, no_update, no_update
        found = answered(reading, {"cost": cost, "value": value, "share": share})
        figure = qini_figure(DashboardVisualizer(), reading, found.target)
        store = {"figure": figure, "table": qini_table(reading).plain(), "name": Uplift.CURVE}
        if found.error is not None:
            return answer(reading, found), no_update, no_update, no_update
        return answer(reading, found), title(reading, found.target), sub(reading, file.name, found.target), store

    place = TableUpload(Uplift.UPLOAD, Uplift.FILE, Uplift.READING, Uplift.MESSAGE, SAFE, "campaign")
    here = State(Shell.LOCATION, "pathname")
    register_upload(app, place, desk.files, lambda file, _here: uplift_address(file), here)

    @app.callback(
        Output(Uplift.CONTROL, "options"),
        Output(Uplift.TREATMENT, "options"),
        Input(Uplift.ARM, "value"),
        State(Uplift.ASK, "data"),
        prevent_initial_call=True,
    )
    def _uplift_arms(arm: Any, ask: Any) -> tuple[Any, Any]:
        try:
            file = desk.files.get(texts_of(ask).get("file", ""))
        except ProductError as error:
            raise PreventUpdate from error
        options = [{"value": v, "label": t} for v, t in arm_values(file, _text(arm))]
        return options, options

    @app.callback(
        Output(Uplift.ROLES_MESSAGE, "children"),
        Output(Shell.LOCATION, "href", allow_duplicate=True),
        Input(Uplift.AGAIN, "n_clicks"),
        State(Uplift.ASK, "data"),
        State(Uplift.ARM, "value"),
        State(Uplift.CONTROL, "value"),
        State(Uplift.TREATMENT, "value"),
        State(Uplift.FEATURES, "value"),
        State(Uplift.role(ALL), "value"),
        State(Uplift.role(ALL), "id"),
        prevent_initial_call=True,
    )
    def _uplift_again(clicks: Any, ask: Any, *form: Any) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        try:
            file = desk.files.get(texts_of(ask).get("file", ""))
            roles = roles_of(*form)
            desk.people(file, roles)
        except ProductError as error:
            return error_note(error, safe=STAYS), no_update
        return None, uplift_address(file.hash, roles)

    @app.callback(
        Output(Uplift.DOWNLOAD, "data"),
        Input(Uplift.SAVE, "n_clicks"),
        State(Uplift.ASK, "data"),
        prevent_initial_call=True,
    )
    def _uplift_save(clicks: Any, ask: Any) -> dict[str, Any]:
        if not clicks:
            raise PreventUpdate
        try:
            reading = desk.reading(*desk.asked(texts_of(ask)))
        except ProductError as error:
            # The page itself says why there is nothing to save.
            raise PreventUpdate from error
        return {"content": scores_table(reading), "filename": "whom-to-target.csv"}


def _text(value: object) -> str:
    return value[:300] if isinstance(value, str) and value != NONE else ""
