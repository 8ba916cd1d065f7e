"""A form that keeps something new, and in which something kept is opened again to be changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from callbacks.acts import PERSON, TOLD, Message, moment, pressed
from components.parts import error_note
from core.errors import ProductError


@dataclass(frozen=True)
class Form:
    """The parts of a form, by id, and what it says.

    Attributes:
        fields: The fields.
        emptied: Those of them that are emptied when the form was kept or put aside.
        edited: Store of the id of what is changed; empty for something new.
        title: Of the form.
        save: The button that keeps.
        cancel: The button that goes back to something new.
        message: Where what cannot be kept is said.
        edit: Pattern of the buttons that open something kept, its last part all.
        fresh: Title and button for something new.
        change: Button for a change.
    """

    fields: tuple[str, ...]
    emptied: tuple[str, ...]
    edited: str
    title: str
    save: str
    cancel: str
    message: str
    edit: dict[str, Any]
    fresh: tuple[str, str]
    change: str = "Save changes"


Opened = tuple[Sequence[Any], str]
"""The values of the fields in their order, and the title of the form."""


def register_form(
    app: Dash,
    form: Form,
    opened: Callable[[str], Opened],
    keep: Callable[[str, tuple[Any, ...], Any], Message],
) -> None:
    """Register what the buttons of a form do.

    Args:
        app: The application.
        form: Its parts.
        opened: Returns what is kept under an id. Raises ProductError where it is not kept any more.
        keep: Keeps the fields, as a change of the id or, where that is empty, as something new; returns the message
            with its undo. Raises ProductError where they cannot be kept: what was typed stays.
    """
    values = [Output(one, "value", allow_duplicate=True) for one in form.fields]
    emptied = [Output(one, "value", allow_duplicate=True) for one in form.emptied]
    heads = (
        Output(form.edited, "data", allow_duplicate=True),
        Output(form.title, "children", allow_duplicate=True),
        Output(form.save, "children", allow_duplicate=True),
        Output(form.cancel, "hidden", allow_duplicate=True),
        Output(form.message, "children", allow_duplicate=True),
    )
    fresh = (*[""] * len(emptied), "", *form.fresh, True, None)

    def refused(stay: int, error: ProductError) -> tuple[Any, ...]:
        return (*[no_update] * stay, error_note(error, safe="Nothing was changed."))

    @app.callback(*values, *heads, Input(form.edit, "n_clicks"), prevent_initial_call=True)
    def _form_open(_clicks: Any) -> tuple[Any, ...]:
        wanted = str(next(value for name, value in pressed().items() if name != "type"))[:64]
        try:
            held, title = opened(wanted)
        except ProductError as error:
            return refused(len(values) + len(heads) - 1, error)
        return (*held, wanted, title, form.change, False, None)

    @app.callback(*emptied, *heads, Input(form.cancel, "n_clicks"), prevent_initial_call=True)
    def _form_cancel(clicks: Any) -> tuple[Any, ...]:
        if not clicks:
            raise PreventUpdate
        return fresh

    @app.callback(
        *TOLD,
        *emptied,
        *heads,
        Input(form.save, "n_clicks"),
        State(form.edited, "data"),
        *(State(one, "value") for one in form.fields),
        PERSON,
        prevent_initial_call=True,
    )
    def _form_save(clicks: Any, edited: Any, *given: Any) -> tuple[Any, ...]:
        if not clicks:
            raise PreventUpdate
        *typed, who = given
        try:
            message = keep(edited[:64] if isinstance(edited, str) else "", tuple(typed), who)
        except ProductError as error:
            return refused(len(TOLD) + len(emptied) + len(heads) - 1, error)
        return (message, moment(), *fresh)
