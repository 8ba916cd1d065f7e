"""Attributes with a hyphen, which Python cannot spell as keywords."""

from typing import Any


def attrs(**names: Any) -> dict[str, Any]:
    """Return ``aria_label="x"`` as ``{"aria-label": "x"}``, for the keywords of an html component.

    Example:
        >>> attrs(aria_hidden="true", data_draw="spark")
        {'aria-hidden': 'true', 'data-draw': 'spark'}
    """
    return {name.replace("_", "-"): value for name, value in names.items() if value is not None}
