"""Icons: drawn by the style sheet as masks, so that they take the colour of the text around them."""

from typing import Final

from dash import html

from components.attributes import attrs

NAMES: Final = (
    "overview", "campaigns", "budget", "scenarios", "forecast", "experiments", "customers", "models", "data", "admin",
    "check", "check-circle", "warning", "info", "clock", "lock", "unlock", "undo", "redo", "save", "spark", "compare",
    "calendar", "link", "table", "download", "image", "upload", "plus", "close", "search", "system", "light", "dark",
    "person", "chevron", "chevrons", "more", "arrow", "back", "trash", "edit", "bell", "attribution",
)  # fmt: skip


def icon(name: str, small: bool = False, class_name: str = "") -> html.Span:
    """Return an icon. It is decoration to a screen reader: the control around it carries the label.

    Args:
        name: One of ``NAMES``.
        small: 12 px instead of 16 px.
        class_name: Further classes, e.g. a colour.

    Raises:
        KeyError: If there is no icon of that name.
    """
    if name not in NAMES:
        raise KeyError(name)
    classes = f"i icon-{name}" + (" i-12" if small else "") + (f" {class_name}" if class_name else "")
    return html.Span(className=classes, **attrs(aria_hidden="true"))
