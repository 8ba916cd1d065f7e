"""Experiments, view All tests: the registry. The list, one test, and the form that keeps one by hand.

Other views keep a test with ``workbench.experiments.book.add`` and tell of it with ``callbacks.experiments_book.kept``.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from dash import ALL, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import PERSON, TOLD, person_of, text_of, texts_of
from callbacks.experiments_tests_acts import register_acts, save_form
from callbacks.scenario_exports import WORKBOOK_TYPE
from components.experiments_tests import ANY, book_address, card_class, head, list_page, list_rows, wanted_of
from components.experiments_tests_form import FIELDS, form_page
from components.experiments_tests_one import OneTest, gone_page, one_page, one_parts
from components.ids import AllTests, Shell
from components.period import asked
from core.errors import NotFoundError, ProductError
from core.experiments.registry.book_export import registry_csv, registry_workbook
from core.experiments.registry.book_history import history, moved_on
from core.experiments.registry.book_search import Wanted, search
from core.experiments.registry.record import TestRecord
from core.workbench import Workbench

VIEW: Final = "tests"


def layout(workbench: Workbench, parameters: dict[str, str]) -> Component:
    """Return the view for the parameters of an address."""
    book = workbench.experiments.book
    test, edit = parameters.get("test", ""), bool(parameters.get("edit"))
    if parameters.get("add"):
        parts = form_page(None, list(names_of(workbench).items()))
    elif test:
        try:
            record = book.get(test)
            parts = (
                form_page(record, list(names_of(workbench).items())) if edit else one_page(one_test(workbench, test))
            )
        except NotFoundError:
            parts = _gone(workbench, test)
    else:
        # Before the tests are read: what comes in between is news.
        stamp, tests, wanted = book.stamp(), book.tests(), wanted_of(parameters)
        parts = [
            html.Div(head(tests), id=AllTests.HEAD),
            *list_page(tests, rows(workbench, tests, wanted), wanted),
            dcc.Store(id=AllTests.STAMP, data=stamp),
            dcc.Download(id=AllTests.DOWNLOAD),
        ]
    return html.Div(parts)


def names_of(workbench: Workbench) -> dict[str, str]:
    """Return the names of the campaigns in the data in use by id, in the order of the alphabet."""
    table = workbench.dataset().campaigns
    pairs = zip(table["campaign_id"].astype(str), table["campaign"].astype(str), strict=True)
    return dict(sorted(pairs, key=lambda pair: pair[1].casefold()))


def rows(workbench: Workbench, tests: list[TestRecord], wanted: Wanted) -> list[Component]:
    """Return the states and the rows of the list."""
    names = names_of(workbench)
    return list_rows(tests, search(tests, wanted, names), wanted, names)


def one_test(workbench: Workbench, test_id: str) -> OneTest:
    """Return what the page of one test shows.

    Raises:
        NotFoundError: If it is not kept.
    """
    book = workbench.experiments.book
    record, versions = book.get(test_id), book.versions(test_id)
    return OneTest(
        record, history(versions), moved_on(versions), names_of(workbench), _now(), workbench.dataset().currency
    )


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""
    _register_list(app, workbench)
    _register_one(app, workbench)
    _register_files(app, workbench)
    register_acts(app, workbench)


def _register_list(app: Dash, workbench: Workbench) -> None:
    @app.callback(
        Output(AllTests.LIST, "children"),
        Input(AllTests.FIND, "value"),
        State(Shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _tests_find(find: Any, search: Any) -> list[Component]:
        return rows(workbench, workbench.experiments.book.tests(), _wanted(search, find))

    @app.callback(
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Input(AllTests.KIND, "value"),
        Input(AllTests.OWNER, "value"),
        Input(AllTests.ORDER, "value"),
        State(AllTests.FIND, "value"),
        State(Shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _tests_narrow(kind: Any, owner: Any, order: Any, find: Any, search: Any) -> str:
        now = _wanted(search, find)
        given = texts_of({"kind": kind, "owner": owner, "order": order})
        chosen = {name: value for name, value in given.items() if value != ANY}
        there = replace(wanted_of(chosen), find=now.find, state=now.state)
        if there == now:
            raise PreventUpdate
        return "?" + book_address(there).partition("?")[2]

    @app.callback(
        Output(AllTests.HEAD, "children"),
        Output(AllTests.LIST, "children", allow_duplicate=True),
        Output(AllTests.STAMP, "data"),
        Output(AllTests.CARD, "className"),
        Input(Shell.NEWS, "data"),
        State(AllTests.STAMP, "data"),
        State(AllTests.FIND, "value"),
        State(Shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _tests_news(_news: Any, known: Any, find: Any, search: Any) -> tuple[Any, ...]:
        now = workbench.experiments.book.stamp()
        if now == known:
            raise PreventUpdate
        tests = workbench.experiments.book.tests()
        return head(tests), rows(workbench, tests, _wanted(search, find)), now, card_class(tests)


def _register_one(app: Dash, workbench: Workbench) -> None:
    @app.callback(
        Output(AllTests.ONE_STAMP, "data"),
        Input(Shell.NEWS, "data"),
        State(AllTests.TEST, "data"),
        State(AllTests.ONE_STAMP, "data"),
        # Also when the page is put in place: what happened while it was on its way is not lost.
    )
    def _tests_one_news(_news: Any, test: Any, known: Any) -> str:
        versions = workbench.experiments.book.versions(text_of(test))
        now = str(versions[0].version) if versions else ""
        if now == known:
            raise PreventUpdate
        return now

    @app.callback(
        Output(AllTests.part(ALL), "children"),
        Input(AllTests.ONE_STAMP, "data"),
        State(AllTests.TEST, "data"),
        State(AllTests.part(ALL), "id"),
        prevent_initial_call=True,
    )
    def _tests_parts(_news: Any, test: Any, shown: Any) -> list[Any]:
        try:
            parts = one_parts(one_test(workbench, text_of(test)))
        except ProductError:
            # Somebody removed it: what is read stays, and the next act says so.
            raise PreventUpdate from None
        return [parts.get(str(one.get("name")), no_update) if isinstance(one, dict) else no_update for one in shown]

    fields = [State(AllTests.field(name), "value") for name in FIELDS]

    @app.callback(
        *TOLD,
        Output(AllTests.MESSAGE, "children"),
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Input(AllTests.SAVE, "n_clicks"),
        State(AllTests.EDITED, "data"),
        *fields,
        PERSON,
        prevent_initial_call=True,
    )
    def _tests_save(clicks: Any, edited: Any, *given: Any) -> tuple[Any, ...]:
        if not clicks:
            raise PreventUpdate
        *typed, who = given
        return save_form(workbench, edited, dict(zip(FIELDS, typed, strict=True)), person_of(who))


def _register_files(app: Dash, workbench: Workbench) -> None:
    def found(search_: Any, find: Any) -> list[TestRecord]:
        return search(workbench.experiments.book.tests(), _wanted(search_, find), names_of(workbench))

    places = (State(Shell.LOCATION, "search"), State(AllTests.FIND, "value"))

    @app.callback(
        Output(AllTests.DOWNLOAD, "data"), Input(AllTests.CSV, "n_clicks"), *places, prevent_initial_call=True
    )
    def _tests_csv(clicks: Any, search: Any, find: Any) -> Any:
        if not clicks:
            raise PreventUpdate
        # The mark at the start tells spreadsheets that the text is UTF-8.
        content = "\ufeff" + registry_csv(found(search, find), names_of(workbench))
        return dcc.send_string(content, f"tests-{_now():%Y-%m-%d}.csv", type="text/csv")

    @app.callback(
        Output(AllTests.DOWNLOAD, "data", allow_duplicate=True),
        Input(AllTests.WORKBOOK, "n_clicks"),
        *places,
        prevent_initial_call=True,
    )
    def _tests_workbook(clicks: Any, search: Any, find: Any) -> Any:
        if not clicks:
            raise PreventUpdate
        tests = found(search, find)
        changes = {one.id: history(workbench.experiments.book.versions(one.id)) for one in tests}
        content = registry_workbook(tests, names_of(workbench), changes)
        return dcc.send_bytes(content, f"tests-{_now():%Y-%m-%d}.xlsx", type=WORKBOOK_TYPE)


def _gone(workbench: Workbench, test_id: str) -> list[Component]:
    versions = workbench.experiments.book.versions(test_id)
    changes = history(versions)
    removal = changes[0] if changes and changes[0].removed else None
    return gone_page(removal, str(versions[0].content.get("name", "")) if versions else "", _now())


def _wanted(search: Any, find: Any) -> Wanted:
    wanted = wanted_of(asked(search) if isinstance(search, str) else {})
    return replace(wanted, find=find[:80] if isinstance(find, str) else "")


def _now() -> datetime:
    """The moment of looking in the zone of the server: its people read their own clock."""
    return datetime.now().astimezone()
