"""What the acts of the Forecast views share: which button was pressed, and reading what a browser sent."""

from typing import Any

from dash import ctx
from dash.exceptions import PreventUpdate


def pressed() -> dict[str, Any]:
    """Return the id of the button that was pressed; buttons that only appeared do not count."""
    if not isinstance(ctx.triggered_id, dict) or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    return dict(ctx.triggered_id)


def texts_of(value: object) -> dict[str, str]:
    """Return the parameters of an address that a browser sent; what is no text is not among them."""
    return {k: v for k, v in value.items() if isinstance(v, str)} if isinstance(value, dict) else {}


def text_of(value: object) -> str:
    """Return an id that a browser sent; empty where it is none."""
    return value[:64] if isinstance(value, str) else ""


def person_of(value: object) -> str:
    """Return what the person calls themselves."""
    return value if isinstance(value, str) else ""
