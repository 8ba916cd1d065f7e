"""What a comparison can become with one click: a link, a CSV, a workbook, a page to print."""

from collections.abc import Sequence
from dataclasses import replace

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.icons import icon
from components.ids import Scenarios
from components.scenarios_address import Choice


def share_menu(choice: Choice) -> html.Div:
    """Return the menu, and the field that shows the link where the browser does not let the page copy it.

    Args:
        choice: With the ids that are shown, so that the link shows the same when newer scenarios exist.
    """
    menu = dbc.DropdownMenu(
        [
            _item("link", "Copy the link", "Shows the same to others", id=Scenarios.COPY),
            _item("table", "Workbook (.xlsx)", "A sheet each, to go on with", id=Scenarios.WORKBOOK),
            _item("download", "CSV", "All figures in one table", id=Scenarios.EXPORT),
            _item(
                "image",
                "Page to print",
                "Opens beside this one",
                href=choice.href(printed=True, find=""),
                target="_blank",
                external_link=True,
            ),
        ],
        label=[icon("link"), "Share"],
        align_end=True,
        toggle_class_name="share-toggle",
        class_name="share",
    )
    field = html.Div(
        [
            html.Label("Copy this link", htmlFor=Scenarios.COPY_FIELD, className="fs-12 muted"),
            dbc.Input(id=Scenarios.COPY_FIELD, type="text", readonly=True, className="text-input", value=""),
        ],
        id=Scenarios.COPY_BOX,
        className="share-link",
        hidden=True,
    )
    return html.Div(
        [menu, field, dcc.Store(id=Scenarios.LINK, data=choice.href(find=""))],
        className="share-tools",
    )


def pinned(choice: Choice, ids: Sequence[str]) -> Choice:
    """Return a choice that names its scenarios, also where the address left them to the page."""
    return replace(choice, ids=tuple(ids))


def _item(icon_name: str, text: str, hint: str, **options: object) -> Component:
    return dbc.DropdownMenuItem(
        [icon(icon_name), html.Span([text, html.Small(hint)], className="share-text")], **options
    )
