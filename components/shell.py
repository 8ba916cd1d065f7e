"""The frame around all pages: navigation, top bar, tab bar, and the stores that pages share."""

from collections.abc import Sequence
from datetime import date

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from components.alerts_bell import bell
from components.attributes import attrs
from components.format import counted, date_text, dates_text
from components.icons import icon
from components.ids import Shell
from components.page import Page
from components.parts import button, empty, field, text_input, waiting_page

PRODUCT = "AI Marketing Campaign Optimizer"
TABS = 5
"""Tabs that a narrow screen has room for."""
OLD_AFTER_DAYS = 7
"""Data that ends longer ago than this is called old."""


def index_string(theme_script: str) -> str:
    """Return the HTML around the app. The theme is set before the first paint, so that nothing flashes.

    Args:
        theme_script: Address of ``assets/theme.js``.
    """
    return f"""<!DOCTYPE html>
<html lang="en" data-bs-theme="light">
    <head>
        {{%metas%}}
        <meta name="color-scheme" content="light dark">
        <title>{{%title%}}</title>
        {{%favicon%}}
        <script src="{theme_script}"></script>
        {{%css%}}
    </head>
    <body>
        <noscript>This dashboard needs JavaScript. Allow it for this address and load the page again.</noscript>
        {{%app_entry%}}
        <footer>
            {{%config%}}
            {{%scripts%}}
            {{%renderer%}}
        </footer>
    </body>
</html>
"""


def shell(pages: Sequence[Page]) -> html.Div:
    """Return the root layout.

    Args:
        pages: The pages that exist, in the order of the navigation.
    """
    stores = [
        dcc.Location(id=Shell.LOCATION, refresh="callback-nav"),
        dcc.Store(id=Shell.TITLE),
        dcc.Store(id=Shell.THEME),
        dcc.Store(id=Shell.PERSON, storage_type="local"),
        dcc.Store(id=Shell.CHANGED),
        dcc.Store(id=Shell.NEWS),
        dcc.Store(id=Shell.RENEW),
        dcc.Store(id=Shell.TOAST),
        dcc.Store(id=Shell.TOAST_ACTION),
    ]
    main = html.Main(id=Shell.PAGE, className="page", tabIndex="-1")
    wait = html.Div(waiting_page(), id=Shell.WAIT, className="page page-wait", hidden=True)
    area = html.Div([main, wait], className="page-area")
    return html.Div(
        [
            html.A("Skip to content", href=f"#{Shell.PAGE}", className="skip"),
            *stores,
            html.Div([navigation(pages), html.Div([_topbar(), area])], className="app"),
            tab_bar(pages),
            # The browser owns what is inside: assets/shell.js writes the messages.
            html.Div(id=Shell.TOASTS, className="toasts", **attrs(aria_live="polite")),
            # What others did that concerns the page; assets/notices.js writes it.
            html.Div(id=Shell.NOTICES, className="notices", **attrs(aria_live="polite")),
        ]
    )


def navigation(pages: Sequence[Page]) -> html.Nav:
    """Return the navigation: questions first, then upkeep. Counts come later, where they are computed."""

    def link(page: Page) -> dcc.Link:
        count = html.Span(id=Shell.ADVICE_COUNT if page.path == "/" else Shell.count(page.path), className="nav-count")
        return dcc.Link([icon(page.icon), html.Span(page.title), count], href=page.path, className="nav-link")

    groups = [[link(p) for p in pages if p.group == group] for group in ("answers", "upkeep")]
    brand = dcc.Link(
        [
            html.Span(className="brand-mark", **attrs(aria_hidden="true")),
            html.Span([html.Small("AI Marketing"), "Campaign Optimizer"], className="brand-name"),
        ],
        href="/",
        className="brand",
    )
    return html.Nav(
        [brand, *(html.Div(g, className="nav-group") for g in groups if g)],
        id=Shell.NAV,
        className="nav",
        **attrs(aria_label="Pages"),
    )


def tab_bar(pages: Sequence[Page]) -> html.Nav:
    """Return the bar below narrow screens: the first pages, and the others behind "More"."""
    links: list[Component] = [dcc.Link([icon(p.icon), p.title], href=p.path) for p in pages]
    if len(links) > TABS:
        summary = html.Summary([icon("more"), "More"])
        links[TABS - 1 :] = [html.Details([summary, html.Div(links[TABS - 1 :])], className="tabbar-more")]
    return html.Nav(links, className="tabbar", **attrs(aria_label="Pages"))


def dataset_line(name: str, first: date, last: date, today: date) -> list[Component]:
    """Return what the top bar says about the data set in use: its name, its dates, how fresh it is."""
    age = (today - last).days
    old = age > OLD_AFTER_DAYS
    text = f"Data up to {date_text(last)}" + (f", {counted(age, 'day')} ago" if old else "")
    link = dcc.Link(
        [icon("data"), html.Span(html.B(name), className="switcher-path")], href="/data", className="switcher"
    )
    return [
        link,
        html.Span(className="topbar-sep hide-sm"),
        html.Span(dates_text(first, last), className="fs-12 muted nowrap hide-md"),
        html.Span(text, className="fresh is-old hide-sm" if old else "fresh hide-sm"),
    ]


def not_found(path: str) -> html.Section:
    """Return the page for an address that does not exist."""
    text = f"Nothing is at {path}. The address may be mistyped, or the page has moved."
    return html.Section(
        empty("There is no such page", text, [button("Go to the overview", "primary", href="/")]), className="card"
    )


def _topbar() -> html.Header:
    return html.Header(
        [
            html.Div(id=Shell.DATASET, className="topbar-data"),
            # The browser owns what is inside of these two: assets/notices.js and assets/people.js.
            html.Div(id=Shell.CONNECTION, className="connection", role="status"),
            html.Div(id=Shell.PEOPLE, className="people topbar-people", role="group", **attrs(aria_label="Here now")),
            *bell(),
            _theme_switch(),
            *_person(),
        ],
        className="topbar",
    )


def _theme_switch() -> html.Div:
    choices = (("system", "Follow the system"), ("light", "Light"), ("dark", "Dark"))
    buttons = [
        html.Button(
            icon(choice),
            id=Shell.theme_choice(choice),
            type="button",
            title=label,
            className="hide-sm" if choice == "system" else "",
            **attrs(aria_label=label, data_theme_choice=choice),
        )
        for choice, label in choices
    ]
    return html.Div(buttons, className="seg seg-icon", role="group", **attrs(aria_label="Theme"))


def _person() -> list[Component]:
    """The name of the person at this browser: there is no sign-in yet, so it is only what they call themselves."""
    control = html.Button(
        icon("person"),
        id=Shell.PERSON_BUTTON,
        type="button",
        className="avatar avatar-button",
        **attrs(aria_label="Your name", aria_haspopup="dialog"),
    )
    popover = dbc.Popover(
        dbc.PopoverBody(
            field(
                "Your name",
                text_input(id=Shell.PERSON_INPUT, maxlength=60, placeholder="Not given", debounce=True),
                "Stands beside scenarios and imports. Kept in this browser.",
            )
        ),
        target=Shell.PERSON_BUTTON,
        trigger="legacy",
        placement="bottom-end",
        hide_arrow=True,
    )
    return [control, popover]
