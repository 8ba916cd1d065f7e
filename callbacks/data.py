"""Data: importing files, undoing that, and going back to an earlier data set."""

import base64
import binascii
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, html, no_update, set_props
from dash.development.base_component import Component

from components.attributes import attrs
from components.data import data_page, head, in_use_card, report_part, versions_card
from components.format import counted, file_size
from components.ids import Data, Shell
from components.import_mapping import mapping_form, mapping_of
from components.page import Page
from components.parts import button, card, error_note, toast
from core.data import ImportResult
from core.data.columns import UNREADABLE_KEY, find_columns
from core.data.table import LIMIT, Table, read_table
from core.errors import FileUnusableError, InputError, ProductError, UnreadableSpendError
from core.workbench import Workbench

PAGE = Page("/data", "Data", "data", group="upkeep")
SAFE = "The data set in use has not changed."

Shown = tuple[Any, Any, Any, Any, Any]
"""Message, head, data set in use, report, versions."""


def layout(workbench: Workbench, search: str) -> Component:  # noqa: ARG001 - every page takes the query
    """Return the page."""
    return data_page(
        workbench.dataset(), workbench.dataset_record(), workbench.import_report(), workbench.dataset_versions(), LIMIT
    )


def file_content(contents: str) -> bytes:
    """Return the bytes of an upload.

    Raises:
        InputError: If it is no upload, or larger than files may be.
    """
    try:
        content = base64.b64decode(contents.split(",", 1)[1], validate=True)
    except (IndexError, binascii.Error, AttributeError) as error:
        raise InputError("The file did not arrive whole. Choose it again.") from error
    if len(content) > LIMIT:
        raise InputError(too_large(len(content)))
    return content


def too_large(size: int) -> str:
    """Return what is said of a file that is too large."""
    return f"The file has {file_size(size)}; the limit is {file_size(LIMIT)}. Export fewer days or fewer columns."


def import_upload(
    workbench: Workbench, contents: str, filename: str, person: str | None, chosen: dict[str, str | None]
) -> ImportResult | Component:
    """Put an uploaded file to use, or return why that cannot be done.

    Args:
        workbench: Where the file goes.
        contents: As the browser sends it, base64.
        filename: Name of the file.
        person: Who imports it.
        chosen: Column by field where a person chose it.
    """
    try:
        content = file_content(contents)
    except InputError as error:
        return error_note(error, safe=SAFE)
    try:
        return workbench.import_file(content, filename, mapping_of(chosen) or None, by=(person or "")[:60])
    except FileUnusableError as error:
        return html.Div(refused(error, content, filename, chosen), className="stack")


def refused(error: FileUnusableError, content: bytes, filename: str, chosen: dict[str, str | None]) -> list[Component]:
    """Return why a file was not taken and, where it has a header, the choice of columns: open if one was not found."""
    try:
        read = read_table(content, filename)
    except FileUnusableError:
        return [error_note(error, safe=SAFE)]
    kept = {name: value for name, value in chosen.items() if value}
    act = attrs(data_expands=Data.MAPPING, aria_controls=Data.MAPPING, aria_expanded=str(not found_all(read)).lower())
    acts = [button("Say which column is which", small=True, **act)]
    if isinstance(error, UnreadableSpendError):
        acts.insert(0, button(f"Leave {counted(error.rows, 'row')} out", small=True, id=Data.LEAVE_OUT))
    title = f"{filename} has {counted(len(read.headers), 'column')}"
    form = card(title, None, mapping_form(read.headers, kept), id=Data.MAPPING, hidden=found_all(read))
    return [error_note(error, acts, SAFE), form]


def found_all(read: Table) -> bool:
    """Return whether all columns that are needed were found without help."""
    try:
        find_columns(read)
    except FileUnusableError:
        return False
    return True


def shown(workbench: Workbench, message: Any = None) -> Shown:
    """Return all parts of the page that speak of the data set in use."""
    dataset, record, report = workbench.dataset(), workbench.dataset_record(), workbench.import_report()
    return (
        message,
        head(dataset, record),
        in_use_card(dataset, record, report.columns if report else None),
        report_part(record, report),
        versions_card(workbench.dataset_versions(), record),
    )


def imported(workbench: Workbench, outcome: ImportResult | Component) -> Shown:
    """Return the page after an import, and say what it came to."""
    if not isinstance(outcome, ImportResult):
        return outcome, no_update, no_update, no_update, no_update
    rows = f"{counted(outcome.rows_kept, 'row')} kept, {counted(outcome.rows_set_aside, 'row')} set aside"
    _tell(workbench, toast(f"{outcome.filename} is in use", rows, action="See the overview", href="/"))
    return shown(workbench)


def switched(workbench: Workbench, by: Any) -> Shown:
    """Return the page after going back to another data set: the one before, the demo data, or a version."""
    try:
        if by == Data.UNDO:
            dataset = workbench.undo_import()
        elif by == Data.DEMO:
            dataset = workbench.use_demo()
        else:
            dataset = workbench.use_dataset(str(by["hash"]))
    except ProductError as error:
        return shown(workbench, error_note(error))
    _tell(workbench, toast(f"{dataset.name} is in use", kind="undo"))
    return shown(workbench)


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the page."""
    outputs = [
        Output(Data.MESSAGE, "children", allow_duplicate=True),
        *(
            Output(part, "children", allow_duplicate=True)
            for part in (Data.HEAD, Data.IN_USE, Data.REPORT, Data.VERSIONS)
        ),
    ]
    reading = [(Output(Data.READING, "hidden"), False, True)]
    file = (State(Data.UPLOAD, "filename"), State(Shell.PERSON, "data"))

    @app.callback(outputs, Input(Data.UPLOAD, "contents"), *file, running=reading, prevent_initial_call=True)
    def _import(contents: str | None, filename: str, person: str | None) -> Any:
        if not contents:
            return [no_update] * len(outputs)
        return imported(workbench, import_upload(workbench, contents, filename, person, {}))

    @app.callback(
        outputs,
        # Both are there only after a file that could not be read.
        Input(Data.MAPPING_READ, "n_clicks", allow_optional=True),
        Input(Data.LEAVE_OUT, "n_clicks", allow_optional=True),
        State(Data.mapping(ALL), "value"),
        State(Data.mapping(ALL), "id"),
        State(Data.UPLOAD, "contents"),
        *file,
        running=reading,
        prevent_initial_call=True,
    )
    def _read_again(
        _read: int | None,
        _leave_out: int | None,
        values: list[str | None],
        ids: list[dict[str, str]],
        contents: str,
        filename: str,
        person: str | None,
    ) -> Any:
        if not _pressed():
            return [no_update] * len(outputs)
        chosen = {one["field"]: value for one, value in zip(ids, values, strict=True)}
        if ctx.triggered_id == Data.LEAVE_OUT:
            chosen[UNREADABLE_KEY] = "set-aside"
        return imported(workbench, import_upload(workbench, contents, filename, person, chosen))

    @app.callback(
        outputs,
        Input(Data.UNDO, "n_clicks"),
        Input(Data.DEMO, "n_clicks"),
        Input(Data.use(ALL), "n_clicks"),
        prevent_initial_call=True,
    )
    def _switch(_undo: int | None, _demo: int | None, _use: list[int | None]) -> Any:
        if not _pressed():
            return [no_update] * len(outputs)
        return switched(workbench, ctx.triggered_id)

    @app.callback(
        Output(Data.MESSAGE, "children", allow_duplicate=True), Input(Data.FILE, "data"), prevent_initial_call=True
    )
    def _too_large(file: dict[str, Any]) -> Any:
        return error_note(InputError(too_large(int(file.get("size", 0)))), safe=SAFE)


def _pressed() -> bool:
    """Whether a button was pressed: new buttons trigger as they appear, too."""
    return bool(ctx.triggered and ctx.triggered[0]["value"])


def _tell(workbench: Workbench, message: dict[str, str | None]) -> None:
    set_props(Shell.TOAST, {"data": message})
    set_props(Shell.CHANGED, {"data": workbench.dataset_record().id})
