"""Models, view Predictions: what was learned of campaigns and people, and what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dash import ALL, Dash, Input, Output, State, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks import models_registry, models_training
from callbacks.acts import PERSON, TOLD, moment, person_of, pressed, texts_of
from callbacks.models_asked import addresser, asked_for, model_of, names_model
from callbacks.models_registry import UNDO
from callbacks.models_report import kept_body, kept_part, predictions_csv, stamp_store, versions_page
from callbacks.uploads import TableUpload, register_upload
from components.ids import Predict, Shell, Training
from components.models_predict import (
    NONE,
    SECONDS,
    USUAL_SECONDS,
    file_address,
    form_page,
    left_out_options,
    likely_positive,
    outline,
    positive_options,
    start_page,
)
from components.models_predict_address import PREDICT
from components.models_predict_versions import list_card
from components.parts import error_note, toast
from core.data.table import LIMIT
from core.errors import InputError, ProductError
from core.learning.task import TaskSpec
from core.workbench import Workbench

SAFE: Final = "Nothing was kept."


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the view for the parameters of an address."""
    problem = None
    try:
        if parameters.get("model") and not parameters.get("number"):
            model = workbench.learning.registry.get(parameters["model"][:16])
            return versions_page(workbench, model, parameters)
        if names_model(parameters):
            return _model_outline(workbench, parameters)
        if parameters.get("file"):
            return form_page(workbench.learning.files.get(parameters["file"][:64]))
    except ProductError as error:
        problem = error_note(error)
    page = _start(workbench)
    return html.Div([problem, page]) if problem is not None else page


def spec_of_form(workbench: Workbench, file: Any, form: Mapping[str, Any]) -> TaskSpec:
    """Return the question that a form asks.

    Args:
        workbench: Knows the files.
        file: Hash of the table.
        form: ``target``, ``positive``, ``left_out``, ``time`` and ``seconds`` as the browser sent them.

    Raises:
        ProductError: If it cannot be asked, in words.
    """
    kept = workbench.learning.files.get(file if isinstance(file, str) else "")
    names = {one.name for one in kept.columns}
    target = form.get("target")
    if not isinstance(target, str) or target not in names:
        raise InputError("Choose the column that is to be foretold.")
    column = kept.column(target)
    if column is not None and column.distinct < 2:
        raise InputError(f"All rows of {target} say the same, so there is nothing to foretell. Choose another column.")
    positive = form.get("positive")
    yes = positive if isinstance(positive, str) and positive != NONE else ""
    if yes and column is not None and yes not in dict(positive_options(column)):
        raise InputError(f"“{yes[:40]}” is no answer in {target}. Choose one that is.")
    if not yes and column is not None and not column.is_number:
        raise InputError(f"{target} holds words. Choose which of them counts as yes.")
    left = form.get("left_out")
    left_out = tuple(one for one in left if isinstance(one, str) and one in names) if isinstance(left, list) else ()
    if target in left_out:
        raise InputError(f"{target} is to be foretold and cannot be left out.")
    if len(set(left_out)) >= len(names) - 1:
        raise InputError("All columns are left out, so nothing is left to learn from. Leave out fewer.")
    time = form.get("time")
    order = time if isinstance(time, str) and time in names and time != target else ""
    return TaskSpec("behaviour", kept.hash, target, yes, left_out, order, seconds_of(form.get("seconds")))


def seconds_of(value: object) -> float:
    """Return the time for tuning that a form says; the usual one where it says none that there is."""
    return float(value if isinstance(value, str) and value in dict(SECONDS) else USUAL_SECONDS)


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""
    _register_asking(app, workbench)
    _register_model(app, workbench)
    models_training.register(app, workbench)
    models_registry.register(app, workbench)


def _start(workbench: Workbench) -> Component:
    registry = workbench.learning.registry
    stamp, models = registry.stamp(), registry.models()
    data = workbench.learning.table_name(TaskSpec("roi"))
    page = start_page(workbench.learning.files.kept(), list_card(models), data, LIMIT)
    return html.Div([stamp_store(stamp), page])


def _model_outline(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """A kept version that would come out otherwise now shows the figures that were kept."""
    asked = asked_for(workbench, parameters)
    if asked.version is not None and not workbench.learning.is_same(asked.version):
        return html.Div(kept_body(workbench, asked.version))
    return outline({**parameters, "view": PREDICT}, "What can be foretold", "Training and checking the models")


def _register_asking(app: Dash, workbench: Workbench) -> None:
    place = TableUpload(Predict.UPLOAD, Predict.FILE, Predict.READING, Predict.MESSAGE, SAFE)
    here = State(Shell.LOCATION, "pathname")
    register_upload(app, place, workbench.learning.files, lambda file, _here: file_address(file), here)

    @app.callback(
        Output(Predict.POSITIVE, "options"),
        Output(Predict.POSITIVE, "value"),
        Output(Predict.LEFT_OUT, "options"),
        Input(Predict.TARGET, "value"),
        State(Predict.ASKED_FILE, "data"),
        prevent_initial_call=True,
    )
    def _predict_target(target: Any, file: Any) -> tuple[Any, Any, Any]:
        try:
            kept = workbench.learning.files.get(file if isinstance(file, str) else "")
        except ProductError as error:
            raise PreventUpdate from error
        column = kept.column(target) if isinstance(target, str) else None
        options = [{"value": value, "label": text} for value, text in positive_options(column)]
        return options, likely_positive(column), left_out_options(kept, target if isinstance(target, str) else "")

    @app.callback(
        Output(Predict.TRAIN_MESSAGE, "children"),
        Output(Shell.LOCATION, "href", allow_duplicate=True),
        Input(Predict.TRAIN, "n_clicks"),
        State(Predict.ASKED_FILE, "data"),
        State(Predict.TARGET, "value"),
        State(Predict.POSITIVE, "value"),
        State(Predict.LEFT_OUT, "value"),
        State(Predict.TIME, "value"),
        State(Predict.SECONDS, "value"),
        prevent_initial_call=True,
    )
    def _predict_train(
        clicks: Any, file: Any, target: Any, yes: Any, left: Any, time: Any, secs: Any
    ) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        form = {"target": target, "positive": yes, "left_out": left, "time": time, "seconds": secs}
        try:
            spec = spec_of_form(workbench, file, form)
            workbench.learning.table(spec)
        except ProductError as error:
            return error_note(error, safe="What you chose stays."), no_update
        return None, addresser(workbench)(PREDICT, spec)

    @app.callback(
        Output(Shell.LOCATION, "href", allow_duplicate=True),
        Input(Predict.campaigns("train", ALL), "n_clicks"),
        State(Predict.campaigns("seconds", ALL), "value"),
        State(Predict.campaigns("seconds", ALL), "id"),
        prevent_initial_call=True,
    )
    def _predict_campaigns(_clicks: Any, seconds: Any, ids: Any) -> str:
        kind = pressed().get("kind")
        if kind not in ("roi", "conversions"):
            raise PreventUpdate
        pairs = zip(ids or (), seconds or (), strict=False)
        chosen = {one.get("kind"): value for one, value in pairs if isinstance(one, dict)}
        return addresser(workbench)(PREDICT, TaskSpec(kind, seconds=seconds_of(chosen.get(kind))))


def _register_model(app: Dash, workbench: Workbench) -> None:
    @app.callback(
        *TOLD,
        Output(Predict.KEPT, "children"),
        Output(Predict.KEEP_MESSAGE, "children"),
        Input(Predict.KEEP, "n_clicks"),
        State(Predict.KEEP_NAME, "value"),
        State(Training.ASK, "data"),
        PERSON,
        prevent_initial_call=True,
    )
    def _predict_keep(clicks: Any, name: Any, ask: Any, who: Any) -> tuple[Any, ...]:
        if not clicks:
            raise PreventUpdate
        try:
            spec = asked_for(workbench, texts_of(ask)).spec
            named = name if isinstance(name, str) else ""
            model, version = workbench.learning.keep(spec, named, person_of(who))
            part = kept_part(workbench, spec)
        except ProductError as error:
            return no_update, no_update, no_update, error_note(error)
        said = f"Kept as version {version.number} of “{model.name}”"
        return toast(said, action="Undo", name=f"{UNDO}{model.act}"), moment(), part, no_update

    @app.callback(
        Output(Predict.DOWNLOAD, "data"),
        Output(Shell.TOAST, "data", allow_duplicate=True),
        Input(Predict.CSV, "n_clicks"),
        State(Training.ASK, "data"),
        prevent_initial_call=True,
    )
    def _predict_csv(clicks: Any, ask: Any) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        try:
            model = model_of(workbench, asked_for(workbench, texts_of(ask)))
            return {"content": predictions_csv(model), "filename": "predictions.csv"}, no_update
        except ProductError as error:
            return no_update, toast("Nothing to save", str(error), "failed")
