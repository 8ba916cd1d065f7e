"""Customers: which table the views speak of. The views put ``source_bar`` under their head and carry its parameters.

A view asks ``workbench.customers.source(parameters)`` for the table; what it raises is said by ``unread``.
"""

from typing import Any, Final

from dash import ALL, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import PERSON, TOLD, Message, Undo, moment, person_of, texts_of
from callbacks.uploads import TableUpload, register_upload
from components.customers_source import (
    IN_USE,
    NONE,
    UNKNOWN,
    kept_parameters,
    no_customers,
    report_said,
    role_fields,
    source_line,
    table_address,
)
from components.ids import Customers, Shell
from components.parts import error_note, toast
from core.customers.role_check import check_customer_roles
from core.customers.role_guess import guess_customer_roles
from core.customers.roles import COLUMNS, CustomerRoles
from core.errors import InputError, ProductError
from core.wording import counted
from core.workbench import Workbench

__all__ = ["kept_parameters", "source_bar", "unread"]

SAFE: Final = "The data in use have not changed."
UNDO: Final = "customers-used:"


def source_bar(workbench: Workbench, parameters: dict[str, str], view: str) -> Component:
    """Return the bar that says which table a view shows, with everything to change that; never raises.

    Args:
        workbench: Where the tables are.
        parameters: Of the address; ``file`` and ``roles`` say the table.
        view: Value of the parameter ``view`` of the page that it stands on.
    """
    desk = workbench.customers
    asked = dcc.Store(id=Customers.SOURCE, data={**kept_parameters(parameters), "view": view})
    kept = desk.files.kept()
    file, roles, problem = None, None, None
    if parameters.get("file"):
        try:
            file = desk.files.get(parameters["file"])
            roles = guess_customer_roles(file)
            roles = desk.roles(parameters)
            check_customer_roles(file, roles)
        except ProductError as error:
            problem = error_note(error)
    elif not len(workbench.dataset().interactions):
        return html.Div([asked, html.Div(id=Customers.REPORT, hidden=True), no_customers(kept, view)])
    return html.Div([asked, source_line(workbench.dataset().name, kept, file, roles, problem)])


def unread(workbench: Workbench, parameters: dict[str, str], error: ProductError) -> list[Component]:
    """Return what a view shows in place of its answer; nothing where the bar above says already what is wrong."""
    try:
        workbench.customers.source(parameters)
    except ProductError:
        return []
    return [error_note(error)]


def chosen_roles(shape: object, values: Any, ids: Any) -> CustomerRoles:
    """Return the roles of the form.

    Raises:
        InputError: If the form holds something else.
    """
    chosen = {
        str(one.get("id")): value for one, value in zip(ids or [], values or [], strict=False) if isinstance(one, dict)
    }
    known = COLUMNS.get(shape) if isinstance(shape, str) else None
    if known is None:
        raise InputError("Say what the rows are: purchases, or one row a customer.")
    names = (*known, "unit", "bought")
    plain = {k: v for k, v in chosen.items() if k in names and isinstance(v, str) and v != NONE}
    if not plain.get("kind"):
        plain.pop("bought", None)
    return CustomerRoles.from_plain({"shape": shape, **plain})


def undos(workbench: Workbench) -> dict[str, Undo]:
    """Return how putting customers to use is undone."""

    def back(content_hash: str, _who: str) -> Message:
        if workbench.dataset_record().content_hash != content_hash:
            raise InputError("Other data were put to use since then. Choose a data set on the Data page.")
        return toast(f"{workbench.undo_import().name} is in use", kind="undo")

    return {UNDO: Undo(back, renew=True)}


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks that the views share."""
    desk = workbench.customers
    href = Output(Shell.LOCATION, "href", allow_duplicate=True)

    @app.callback(Output(Customers.REPORT, "children"), Input(Customers.SOURCE, "data"))
    def _customers_report(asked: Any) -> Any:
        parameters = texts_of(asked)
        try:
            source = desk.source(parameters)
            report = desk.report(source)
            return report_said(report, bool(source.file and source.roles.shape == "purchases" and report.purchases))
        except ProductError:
            # The bar and the view say why.
            return None

    @app.callback(href, Input(Customers.TABLE, "value"), State(Customers.SOURCE, "data"), prevent_initial_call=True)
    def _customers_table(chosen: Any, asked: Any) -> Any:
        if chosen == UNKNOWN:
            raise PreventUpdate
        parameters = texts_of(asked)
        file = "" if chosen == IN_USE or not isinstance(chosen, str) else chosen[:64]
        if file == parameters.get("file", ""):
            raise PreventUpdate
        return table_address(parameters.get("view", ""), file)

    place = TableUpload(Customers.UPLOAD, Customers.FILE, Customers.READING, Customers.MESSAGE, SAFE, "customers")
    register_upload(
        app,
        place,
        desk.files,
        lambda file, asked: table_address(texts_of(asked).get("view", ""), file),
        State(Customers.SOURCE, "data"),
    )

    @app.callback(
        Output(Customers.FIELDS, "children"),
        Input(Customers.SHAPE, "value"),
        State(Customers.SOURCE, "data"),
        prevent_initial_call=True,
    )
    def _customers_shape(shape: Any, asked: Any) -> Any:
        try:
            file = desk.files.get(texts_of(asked).get("file", ""))
            guess = guess_customer_roles(file)
            roles = guess if guess.shape == shape else chosen_roles(shape, [guess.customer], [{"id": "customer"}])
        except ProductError as error:
            raise PreventUpdate from error
        return role_fields(file, roles)

    @app.callback(
        Output(Customers.ROLES_MESSAGE, "children"),
        href,
        Input(Customers.AGAIN, "n_clicks"),
        State(Customers.SOURCE, "data"),
        State(Customers.SHAPE, "value"),
        State(Customers.role(ALL), "value"),
        State(Customers.role(ALL), "id"),
        prevent_initial_call=True,
    )
    def _customers_again(clicks: Any, asked: Any, shape: Any, values: Any, ids: Any) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        parameters = texts_of(asked)
        try:
            file = desk.files.get(parameters.get("file", ""))
            roles = chosen_roles(shape, values, ids)
            check_customer_roles(file, roles)
        except ProductError as error:
            return error_note(error, safe="What you chose stays."), no_update
        return None, table_address(parameters.get("view", ""), file.hash, roles)

    @app.callback(
        *TOLD,
        Output(Customers.MESSAGE, "children", allow_duplicate=True),
        href,
        Input(Customers.USE, "n_clicks"),
        State(Customers.SOURCE, "data"),
        PERSON,
        running=[(Output(Customers.USE, "disabled"), True, False)],
        prevent_initial_call=True,
    )
    def _customers_use(clicks: Any, asked: Any, who: Any) -> tuple[Any, ...]:
        if not clicks:
            raise PreventUpdate
        parameters = texts_of(asked)
        try:
            source = desk.source(parameters)
            dataset = desk.use_for_everybody(source, person_of(who))
        except ProductError as error:
            return no_update, no_update, error_note(error, safe=SAFE), no_update
        said = f"{counted(len(dataset.customers), 'customer')} and {counted(len(dataset.interactions), 'contact')}"
        message = toast(
            f"The customers of {source.name} are in use for everybody",
            said,
            action="Undo",
            name=f"{UNDO}{dataset.content_hash}",
        )
        return message, moment(), None, table_address(parameters.get("view", ""))
