"""Where a file was not understood: a person says which column holds what, and it is read again."""

from collections.abc import Sequence
from typing import Final

from dash import html

from components.ids import Data
from components.parts import button, field, select
from core.data.headers import REQUIRED

FIELDS: Final = {
    "date": "Day",
    "campaign": "Campaign",
    "channel": "Channel",
    "spend": "Spend",
    "impressions": "Impressions",
    "clicks": "Clicks",
    "conversions": "Conversions",
    "revenue": "Revenue",
}
ORDER: Final = "date_order"
FIND: Final = "?"
"""Chosen where the reader is to find the column itself."""
ABSENT: Final = "-"
"""Chosen where the file does not hold a field."""


def mapping_form(headers: Sequence[str], chosen: dict[str, str] | None = None) -> html.Div:
    """Return one choice a field, and the button that reads the file again.

    Args:
        headers: Headers of the file.
        chosen: What was chosen before, by field.
    """
    chosen = chosen or {}
    columns = [(f"={h}", h) for h in headers]
    fields = []
    for name, label in FIELDS.items():
        absent = [] if name in REQUIRED else [(ABSENT, "Not in the file")]
        options = [(FIND, "Find it"), *columns, *absent]
        fields.append(field(label, select(options, chosen.get(name, FIND), id=Data.mapping(name))))
    orders = [(FIND, "Find out"), ("day-first", "Day first, 31/1/2026"), ("month-first", "Month first, 1/31/2026")]
    fields.append(field("Order of dates", select(orders, chosen.get(ORDER, FIND), id=Data.mapping(ORDER))))
    return html.Div(
        [
            html.Div(fields, className="mapping-fields"),
            html.Div(button("Read again", "primary", id=Data.MAPPING_READ), className="mapping-acts"),
        ],
        className="mapping",
    )


def mapping_of(chosen: dict[str, str | None]) -> dict[str, str]:
    """Return a mapping as the reader takes it: what is to be found is left out, an absent field is empty."""
    mapping = {}
    for name, value in chosen.items():
        if value == ABSENT:
            mapping[name] = ""
        elif value and value != FIND:
            mapping[name] = value.removeprefix("=")
    return mapping
