"""The place to drop a table that is kept, the same on every page that has one (``components.upload.drop_zone``)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import PERSON, person_of
from callbacks.data import file_content
from components.ids import Shell
from components.parts import error_note
from core.data.table import LIMIT
from core.errors import InputError, ProductError
from core.files import KeptFiles

TOO_LARGE = f"The file is larger than {LIMIT // 2**20} MB. Leave out columns, or save it as Parquet."


@dataclass(frozen=True)
class TableUpload:
    """The parts of the place, by id.

    Attributes:
        upload: The upload itself.
        file: Store that is told of a file that is too large to be sent.
        reading: Line that says what is being read.
        message: Where what cannot be kept is said.
        safe: What stays as it was then.
        name: What a table is called whose file has no name.
    """

    upload: str
    file: str
    reading: str
    message: str
    safe: str
    name: str = "table"


def register_upload(
    app: Dash, place: TableUpload, files: KeptFiles, goes_to: Callable[[str, Any], str], known: State
) -> None:
    """Register what happens when a table is dropped: it is kept, and the page that speaks of it is opened.

    Args:
        app: The application.
        place: Its parts.
        files: Where tables are kept.
        goes_to: Returns the address for the hash of the file and the value of ``known``.
        known: What the address depends on besides.
    """

    @app.callback(
        Output(place.message, "children"),
        Output(Shell.LOCATION, "href", allow_duplicate=True),
        Input(place.upload, "contents"),
        State(place.upload, "filename"),
        known,
        PERSON,
        running=[(Output(place.reading, "hidden"), False, True)],
        prevent_initial_call=True,
    )
    def _table_dropped(contents: Any, filename: Any, value: Any, who: Any) -> tuple[Any, Any]:
        if not isinstance(contents, str):
            raise PreventUpdate
        try:
            name = filename if isinstance(filename, str) else place.name
            file = files.add(file_content(contents), name, person_of(who))
        except ProductError as error:
            return error_note(error, safe=place.safe), no_update
        return None, goes_to(file.hash, value)

    @app.callback(
        Output(place.message, "children", allow_duplicate=True), Input(place.file, "data"), prevent_initial_call=True
    )
    def _table_too_large(_file: Any) -> Component:
        return error_note(InputError(TOO_LARGE), safe=place.safe)
