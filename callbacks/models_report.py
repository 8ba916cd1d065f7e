"""Models, view Predictions: a trained model as a page, the versions that are kept of one, and what cannot be shown."""

from __future__ import annotations

from collections.abc import Mapping

from dash import dcc, html
from dash.development.base_component import Component

from callbacks.models_asked import addresser, asked_for, model_of
from components.ids import Predict
from components.models_predict_address import PATH, PREDICT
from components.models_predict_drift import NONE, drift_card, drift_waiting
from components.models_predict_report import Report, keep_card, report_page
from components.models_predict_versions import compared_card, model_page
from components.parts import button, error_note, page_head
from components.period import address
from components.views import MODELS, view_choice
from core.errors import ProductError
from core.learning.kept_models import KeptModel, TrainedVersion
from core.learning.registry import library_versions
from core.learning.suite import TrainedModel
from core.learning.task import TaskSpec
from core.learning.version_compare import KIND_WORDS, compare_versions
from core.sheets import Cell, csv_text
from core.workbench import Workbench

NOW = "now"
"""Value of the choice of the data in use."""


def body(workbench: Workbench, parameters: Mapping[str, str]) -> list[Component]:
    """Return the page of a model that is ready.

    Raises:
        ProductError: If the address asks for none, or its table is gone.
    """
    asked = asked_for(workbench, parameters)
    model = model_of(workbench, asked)
    table = workbench.learning.table_name(asked.spec)
    return report_page(
        Report(
            asked.spec,
            model.card,
            table,
            workbench.learning.kept_as(asked.spec),
            proposed_name(asked.spec, model.card.target, table),
            library_versions(),
            to=addresser(workbench),
        )
    )


def kept_body(workbench: Workbench, version: TrainedVersion) -> list[Component]:
    """Return the figures of a kept version that would come out otherwise now, or cannot be made again."""
    model = workbench.learning.registry.get(version.model)
    try:
        workbench.learning.table_name(version.spec)
        said = "This version was made of other data, or by another release or library. Train again to see what comes "
        said += "out now. What is here stays."
    except ProductError as error:
        said = f"{error} Until then the figures can be read, but nothing new can be foretold."
    report = Report(
        version.spec,
        version.card,
        version.data,
        (model, version.kept),
        version.name,
        version.libraries,
        said,
        addresser(workbench),
    )
    return report_page(report, live=False)


def kept_part(workbench: Workbench, spec: TaskSpec) -> list[Component]:
    """Return where a model is kept, after it was."""
    model = workbench.learning.trained(spec)
    table, kept = workbench.learning.table_name(spec), workbench.learning.kept_as(spec)
    name = proposed_name(spec, model.card.target, table)
    return keep_card(Report(spec, model.card, table, kept, name, library_versions()))


def cannot(workbench: Workbench, parameters: Mapping[str, str], error: ProductError) -> list[Component]:
    """Return what is said where a model can be neither found nor made; the question can be changed."""
    acts = [button("Choose again", small=True, href=address(PATH, view=PREDICT))]
    try:
        asked = asked_for(workbench, parameters)
        if asked.spec.kind == "behaviour":
            workbench.learning.files.get(asked.spec.file)
            href = address(PATH, view=PREDICT, file=asked.spec.file)
            acts.insert(0, button("Change the question", small=True, href=href))
    except ProductError:
        pass
    view = parameters.get("view", PREDICT)
    tools = [view_choice(PATH, MODELS, view)]
    return [page_head("This cannot be foretold", None, tools), error_note(error, acts, "Nothing has changed.")]


def proposed_name(spec: TaskSpec, target: str, table: str) -> str:
    """Return the name under which a model is kept unless a person says otherwise."""
    if spec.kind != "behaviour":
        return KIND_WORDS[spec.kind]
    return f"{target}, {table}"[:80]


def versions_page(workbench: Workbench, model: KeptModel, parameters: Mapping[str, str]) -> Component:
    """Return the page of a kept model; the drift check follows where newer data are named."""
    options, against = newer_options(workbench, model), parameters.get("against", "")
    chosen = against if against in dict(options) else ""
    drift = drift_waiting(options, chosen) if chosen else drift_card(options, NONE)
    compared = None
    if len(model.versions) > 1:
        left, right = compared_numbers(model, parameters)
        try:
            registry = workbench.learning.registry
            found = compare_versions(registry.version(model.id, left), registry.version(model.id, right))
            compared = compared_card(model, found, left, right, None)
        except ProductError as error:
            compared = compared_card(model, None, left, right, error_note(error))
    return html.Div(
        [
            stamp_store(workbench.learning.registry.stamp()),
            dcc.Store(id=Predict.DRIFT_ASK, data={"model": model.id, "against": chosen}),
            model_page(model, compared, html.Div(drift, id=Predict.DRIFT)),
        ]
    )


def compared_numbers(model: KeptModel, parameters: Mapping[str, str]) -> tuple[int, int]:
    """Return which versions are compared: those of the address, else the one before the newest and the newest."""
    numbers = [one.number for one in model.versions]

    def chosen(name: str, usual: int) -> int:
        text = parameters.get(name, "")
        given = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else usual
        return given if given in numbers else usual

    return chosen("left", numbers[1]), chosen("right", numbers[0])


def newer_options(workbench: Workbench, model: KeptModel) -> list[tuple[str, str]]:
    """Return the data that a model can be checked against."""
    if model.kind != "behaviour":
        return [(NOW, "The data in use")]
    return [(one.hash, one.name) for one in workbench.learning.files.kept()[:30]]


def stamp_store(stamp: str) -> Component:
    """Return what a page knows of the registry, to see when that changes."""
    return dcc.Store(id=Predict.STAMP, data={"stamp": stamp})


def predictions_csv(model: TrainedModel) -> str:
    """Return what the model says of each row of its table as CSV; text that a spreadsheet would run is quoted."""
    said = model.predict(model.data.features)
    rows: list[list[Cell]] = [["case", "predicted", "lower", "upper", "happened", "never seen before"]]
    cases = zip(model.data.labels, said.mean, said.lower, said.upper, model.data.target, said.unseen, strict=True)
    for label, *numbers, unseen in cases:
        rows.append([str(label), *(float(f"{one:.6g}") for one in numbers), ", ".join(unseen)])
    return csv_text(rows)
