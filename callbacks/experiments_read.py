"""Experiments, view Result: what a test said."""

import json
from typing import Any, Final

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import PERSON, TOLD, moment, person_of, text_of, texts_of
from callbacks.experiments_book import kept as kept_message
from callbacks.experiments_read_keep import keep_reading
from callbacks.experiments_read_roles import roles_of
from callbacks.uploads import TableUpload, register_upload
from components.experiments_read import NONE, VIEW, controls, outline, result_address, start
from components.experiments_read_result import reading_page, unread_page
from components.ids import Read, Shell
from components.parts import error_note
from components.period import address
from core.data.table import LIMIT
from core.errors import InputError, NotFoundError, ProductError
from core.experiments.registry.book import TestRecord
from core.experiments.results.reading import Reading
from core.experiments.results.role_guess import guess_roles
from core.experiments.results.roles import Roles, check_roles
from core.files.kept_files import KeptFile
from core.sheets import csv_text
from core.workbench import Workbench

__all__ = ["VIEW", "layout", "register"]

SAFE: Final = "Nothing was kept."


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the outline of a reading where the address names a file or a test with one, else the place to drop one."""
    test = test_of(workbench, parameters)
    if parameters.get("file") or (test and test.file and not parameters.get("new")):
        return outline(parameters)
    return start(workbench.experiments.files.kept(), test, LIMIT)


def test_of(workbench: Workbench, parameters: dict[str, str]) -> TestRecord | None:
    """Return the test that the address names; None where there is none."""
    try:
        return workbench.experiments.book.get(parameters["test"][:16]) if parameters.get("test") else None
    except NotFoundError:
        return None


def asked_for(workbench: Workbench, parameters: dict[str, str]) -> tuple[KeptFile, Roles]:
    """Return file and roles of an address; roles that it does not say are those of its test, else guessed.

    Raises:
        ProductError: If the file is not kept any more, or the roles cannot be read.
    """
    test = test_of(workbench, parameters)
    file = workbench.experiments.files.get(parameters.get("file") or (test.file if test else ""))
    if parameters.get("roles"):
        try:
            return file, Roles.from_plain(json.loads(parameters["roles"]))
        except (ValueError, RecursionError) as error:
            raise InputError("The address does not say what the columns are. Choose them again.") from error
    if test and test.roles:
        try:
            roles = Roles.from_plain(test.roles)
            # Newer data of the same test have the same columns.
            check_roles(file, roles)
        except ProductError:
            if test.file == file.hash:
                raise
        else:
            return file, roles
    return file, guess_roles(file)


def body(workbench: Workbench, parameters: dict[str, str]) -> list[Component]:
    """Return the reading of an address; what cannot be read says why."""
    try:
        file = asked_for(workbench, {k: v for k, v in parameters.items() if k != "roles"})[0]
    except ProductError as error:
        kept = workbench.experiments.files.kept()
        return [error_note(error), start(kept, test_of(workbench, parameters), LIMIT)]
    try:
        file, roles = asked_for(workbench, parameters)
    except ProductError as error:
        return unread_page(file, guess_roles(file), error_note(error))
    try:
        reading = workbench.experiments.reading(file.hash, roles)
    except ProductError as error:
        return unread_page(file, roles, error_note(error))
    return reading_page(file, reading, workbench.experiments.book.tests()[:200], test_of(workbench, parameters))


def keep(
    workbench: Workbench, parameters: dict[str, str], test_id: str, name: object, who: object, runs: bool = False
) -> TestRecord:
    """Keep file, roles and reading with a test, a new one where no id is given.

    Raises:
        ProductError: If it cannot be kept.
    """
    file, roles = asked_for(workbench, parameters)
    return keep_reading(workbench, file, roles, test_id, name, runs, person_of(who))


def table_of(reading: Reading) -> str:
    """Return all effects as CSV; text that a spreadsheet would take for a formula is quoted."""
    effects = reading.to_plain()["effects"]
    heads = list(effects[0]) if effects else ["metric"]
    return csv_text([heads, *([effect[head] for head in heads] for effect in effects)])


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""

    @app.callback(Output(Read.BODY, "children"), Input(Read.ASK, "data"))
    def _read_body(ask: Any) -> list[Component]:
        return body(workbench, texts_of(ask))

    place = TableUpload(Read.UPLOAD, Read.FILE, Read.READING, Read.MESSAGE, SAFE, "results")
    register_upload(
        app,
        place,
        workbench.experiments.files,
        lambda file, search: result_address(file, None, asked_test(search)),
        State(Shell.LOCATION, "search"),
    )

    @app.callback(
        Output(Read.CONTROL, "options"),
        Input(Read.VARIANT, "value"),
        State(Read.ASK, "data"),
        prevent_initial_call=True,
    )
    def _read_controls(variant: Any, ask: Any) -> list[dict[str, str]]:
        try:
            file = asked_for(workbench, texts_of(ask) | {"roles": ""})[0]
        except ProductError as error:
            raise PreventUpdate from error
        return [{"value": v, "label": t} for v, t in controls(file, variant if isinstance(variant, str) else "")]

    @app.callback(
        Output(Read.ROLES_MESSAGE, "children"),
        Output(Shell.LOCATION, "href", allow_duplicate=True),
        Input(Read.AGAIN, "n_clicks"),
        State(Read.ASK, "data"),
        State(Read.VARIANT, "value"),
        State(Read.CONTROL, "value"),
        State(Read.role(ALL), "value"),
        State(Read.role(ALL), "id"),
        State(Read.metric(ALL, ALL), "value"),
        State(Read.metric(ALL, ALL), "id"),
        prevent_initial_call=True,
    )
    def _read_again(clicks: Any, ask: Any, variant: Any, control: Any, *form: Any) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        parameters = texts_of(ask)
        try:
            file = asked_for(workbench, parameters | {"roles": ""})[0]
            chosen, metrics = _form_of(*form)
            roles = roles_of(file, variant, control, chosen, metrics)
            workbench.experiments.reading(file.hash, roles)
        except ProductError as error:
            return error_note(error, safe="What you chose stays."), no_update
        return None, result_address(file.hash, roles, parameters.get("test", ""))

    @app.callback(
        *TOLD,
        Output(Read.KEEP_MESSAGE, "children"),
        Output(Shell.LOCATION, "href", allow_duplicate=True),
        Input(Read.KEEP, "n_clicks"),
        Input(Read.KEEP_RUNS, "n_clicks"),
        State(Read.ASK, "data"),
        State(Read.KEEP_WITH, "value"),
        State(Read.KEEP_NAME, "value"),
        PERSON,
        prevent_initial_call=True,
    )
    def _read_keep(clicks: Any, on: Any, ask: Any, test: Any, name: Any, who: Any) -> tuple[Any, ...]:
        if not clicks and not on:
            raise PreventUpdate
        runs = ctx.triggered_id == Read.KEEP_RUNS
        try:
            kept = keep(workbench, texts_of(ask), "" if test == NONE else text_of(test), name, who, runs)
        except ProductError as error:
            return no_update, no_update, error_note(error, safe=SAFE), no_update
        said = "The result is kept, and the test runs on" if runs else "The result is kept, and the test is finished"
        message = kept_message(workbench, kept, said)
        view = "watch" if runs and roles_say_days(kept) else "tests"
        return message, moment(), None, address("/experiments", view=view, test=kept.id)

    @app.callback(
        Output(Read.DOWNLOAD, "data"),
        Input(Read.SAVE_CSV, "n_clicks"),
        State(Read.ASK, "data"),
        prevent_initial_call=True,
    )
    def _read_csv(clicks: Any, ask: Any) -> dict[str, Any]:
        if not clicks:
            raise PreventUpdate
        try:
            file, roles = asked_for(workbench, texts_of(ask))
            return {"content": table_of(workbench.experiments.reading(file.hash, roles)), "filename": "result.csv"}
        except ProductError as error:
            # The page itself says why there is nothing to save.
            raise PreventUpdate from error


def roles_say_days(test: TestRecord) -> bool:
    """Return whether a test can be watched by day."""
    return bool(test.roles.get("date"))


def asked_test(search: object) -> str:
    """Return the test that the address in the browser names."""
    from components.period import asked

    return asked(search).get("test", "")[:16] if isinstance(search, str) else ""


def _form_of(
    values: Any, ids: Any, metric_values: Any, metric_ids: Any
) -> tuple[dict[str, Any], dict[int, dict[str, Any]]]:
    """The values of the form by role, and by column and what is chosen of it; what is no id is left out."""
    chosen = {str(one.get("id")): value for one, value in zip(ids, values, strict=False) if isinstance(one, dict)}
    metrics: dict[int, dict[str, Any]] = {}
    for one, value in zip(metric_ids, metric_values, strict=False):
        column = str(one.get("column")) if isinstance(one, dict) else ""
        if column.isascii() and column.isdigit() and len(column) < 5:
            metrics.setdefault(int(column), {})[str(one.get("id"))] = value
    return chosen, metrics
