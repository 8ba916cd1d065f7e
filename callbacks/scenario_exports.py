"""What a comparison becomes with one click: a CSV, a workbook, a link. The page to print is an address."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State, dcc
from dash.exceptions import PreventUpdate

from components.ids import Scenarios, Shell
from core.scenarios import Comparison, comparison_csv, comparison_workbook

WORKBOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def register(app: Dash, compared: Callable[[str | None], Comparison | None]) -> None:
    """Register the callbacks.

    Args:
        app: The application.
        compared: Returns the comparison of the query of an address, or None where nothing is compared.
    """

    def asked(clicks: int | None, search: str | None) -> Comparison:
        comparison = compared(search) if clicks else None
        if comparison is None:
            raise PreventUpdate
        return comparison

    @app.callback(
        Output(Scenarios.DOWNLOAD, "data"),
        Input(Scenarios.EXPORT, "n_clicks"),
        State(Shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _csv(clicks: int | None, search: str | None) -> Any:
        # The mark at the start tells spreadsheets that the text is UTF-8.
        content = "\ufeff" + comparison_csv(asked(clicks, search))
        return dcc.send_string(content, f"{_file_name()}.csv", type="text/csv")

    @app.callback(
        Output(Scenarios.DOWNLOAD, "data", allow_duplicate=True),
        Input(Scenarios.WORKBOOK, "n_clicks"),
        State(Shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _workbook(clicks: int | None, search: str | None) -> Any:
        content = comparison_workbook(asked(clicks, search))
        return dcc.send_bytes(content, f"{_file_name()}.xlsx", type=WORKBOOK_TYPE)

    app.clientside_callback(
        ClientsideFunction("scenarioShare", "copyLink"),
        Output(Scenarios.COPY_BOX, "hidden"),
        Output(Scenarios.COPY_FIELD, "value"),
        Input(Scenarios.COPY, "n_clicks"),
        State(Scenarios.LINK, "data"),
        prevent_initial_call=True,
    )
    # The page to print: only the browser knows under which name the server is reached.
    app.clientside_callback(
        ClientsideFunction("scenarioShare", "absolute"),
        Output(Scenarios.PRINTED_LINK, "children"),
        Input(Scenarios.PRINTED_LINK, "title"),
    )


def _file_name() -> str:
    return f"scenarios-{datetime.now():%Y-%m-%d}"
