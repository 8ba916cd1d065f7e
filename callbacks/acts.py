"""What the acts of all pages share: which button was pressed, by whom, what is told after, and the undo of messages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dash import Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from components.ids import Shell
from components.parts import toast
from core.errors import NotFoundError, ProductError

Message = dict[str, str | None]
"""What ``components.parts.toast`` returns."""

TOLD: Final = (
    Output(Shell.TOAST, "data", allow_duplicate=True),
    Output(Shell.CHANGED, "data", allow_duplicate=True),
)
"""The outputs of an act that others should see; ``told`` gives their values."""
PERSON: Final = State(Shell.PERSON, "data")


@dataclass(frozen=True)
class Undo:
    """How the acts of one kind are undone.

    Attributes:
        work: Takes what follows the beginning of the name, and the person; returns the message. Raises ProductError
            where it cannot be undone.
        renew: Whether the page has to be made again, because it does not follow the news of what changed.
    """

    work: Callable[[str, str], Message]
    renew: bool = False


def register_undo(app: Dash, undos: Mapping[str, Undo]) -> None:
    """Register the one callback behind the "Undo" of all messages.

    A message outlives the page that it was written on, so no page can listen for its own.

    Args:
        app: The application.
        undos: By the beginning of the name that a message gives to its undo.
    """

    @app.callback(
        *TOLD,
        Output(Shell.RENEW, "data", allow_duplicate=True),
        Input(Shell.TOAST_ACTION, "data"),
        PERSON,
        prevent_initial_call=True,
    )
    def _undo(action: Any, who: Any) -> tuple[Any, Any, Any]:
        name = action.get("name") if isinstance(action, dict) else None
        begin = next((one for one in undos if isinstance(name, str) and name.startswith(one)), None)
        if begin is None:
            raise PreventUpdate
        undo = undos[begin]
        said, at = told("Not undone", lambda: undo.work(str(name).removeprefix(begin), person_of(who)))
        return said, at, at if undo.renew else no_update


def told(failed: str, work: Callable[[], Message]) -> tuple[Message, str]:
    """Do something and return the values of ``TOLD``; what is refused says why.

    Args:
        failed: What did not happen, e.g. "Not removed".
        work: Does it and returns the message.
    """
    try:
        return work(), moment()
    except ProductError as error:
        return toast(failed, str(error), "failed"), moment()


def moment() -> str:
    """Return something new for ``Shell.CHANGED`` and ``Shell.RENEW``."""
    return datetime.now().isoformat()


def pressed() -> dict[str, Any]:
    """Return the id of the button that was pressed; buttons that only appeared do not count."""
    if not isinstance(ctx.triggered_id, dict) or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    return dict(ctx.triggered_id)


def person_of(value: object) -> str:
    """Return what somebody calls themselves; empty where no name was given."""
    return value.strip()[:60] if isinstance(value, str) else ""


def text_of(value: object) -> str:
    """Return an id that a browser sent; empty where it is none."""
    return value[:64] if isinstance(value, str) else ""


def texts_of(value: object) -> dict[str, str]:
    """Return the parameters of an address that a browser sent; what is no text is not among them."""
    return {k: v for k, v in value.items() if isinstance(v, str)} if isinstance(value, dict) else {}


def number_of(text: str) -> int:
    """Return the number in the name of an undo.

    Raises:
        NotFoundError: If it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFoundError("What is to be undone is not known. Reload the page.")
    return int(text)
