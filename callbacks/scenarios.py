"""The Scenarios page: reads the address, asks the workbench, keeps list and comparison fresh."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks import plan_actual, scenario_exports
from callbacks.scenarios_acts import register_acts
from callbacks.scenarios_detail import opened_parts, register_detail
from components.format import counted
from components.ids import Scenarios, Shell
from components.page import Page
from components.parts import note, toast
from components.scenarios import (
    body_class,
    comparison_head,
    count_text,
    no_scenarios,
    none_chosen,
    plain_head,
    scenarios_page,
)
from components.scenarios_address import ACTUAL, Choice, read_choice, read_margin
from components.scenarios_compare import comparison_view
from components.scenarios_list import list_filters, scenario_list
from components.scenarios_print import print_page
from components.scenarios_share import pinned
from core.allocation.planning import Planner
from core.errors import InputError, NotEnoughDataError, NotFoundError
from core.planning import NO_SPEND
from core.scenarios import Comparison, Scenario, compare
from core.scenarios.comparison import LETTERS, TODAY
from core.workbench import Workbench

PAGE = Page("/scenarios", "Scenarios", "scenarios")


@dataclass(frozen=True)
class View:
    """What an address asks for.

    Attributes:
        choice: The address.
        scenarios: All that are not archived, newest first.
        chosen: Those side by side, in the order of their letters.
        missing: How many ids of the address belong to no scenario.
        listed: What the list is made of: all that are not archived, or all that are.
        archived: How many were put away.
    """

    choice: Choice
    scenarios: Sequence[Scenario]
    chosen: Sequence[Scenario]
    missing: int
    listed: Sequence[Scenario] = ()
    archived: int = 0


def view(workbench: Workbench, choice: Choice) -> View:
    """Return what an address asks for; where it names none, the two newest that answer the same question."""
    scenarios, away = workbench.scenarios.list(), workbench.scenarios.count(archived=True)
    listed = workbench.scenarios.archived() if choice.archived else scenarios
    if choice.ids is None:
        chosen = [s for s in scenarios if s.question == scenarios[0].question][:2]
        return View(choice, scenarios, chosen, 0, listed, away)
    known = {s.id: s for s in scenarios}
    # An archived one is not in the list, but a link to it still works.
    found = [known.get(i) or _archived(workbench, i) for i in choice.ids]
    chosen = [s for s in found if s is not None]
    return View(choice, scenarios, chosen, len(found) - len(chosen), listed, away)


def comparison(workbench: Workbench, shown: View) -> Comparison | None:
    """Return the chosen scenarios side by side, on the data in use."""
    if not shown.chosen:
        return None
    planners: dict[tuple[str, int], Planner] = {}
    for question in {s.question for s in shown.chosen}:
        # A question that the data in use cannot answer leaves the figures as saved; the comparison says so.
        try:
            planners[question] = workbench.planner(*question)
        except (NotEnoughDataError, InputError):
            continue
    choice = shown.choice
    # A letter that nothing has is as if the address did not name a base.
    base = choice.base if choice.base in LETTERS[: len(shown.chosen)] else TODAY
    return compare(shown.chosen, planners, choice.by, choice.margin / 100, base)


def layout(workbench: Workbench, search: str) -> Component:
    """Return the page for the query of an address."""
    choice = read_choice(search)
    if choice.view == ACTUAL:
        return plan_actual.layout(workbench, choice)
    stamp, shown = news_stamp(workbench), view(workbench, choice)
    if shown.choice.printed and (printed := printed_page(workbench, shown)) is not None:
        return printed
    head, compared = compared_parts(workbench, shown)
    rows = list_rows(workbench, shown)
    stamps = {"list": stamp, "compared": compared_stamp(workbench, shown)}
    return scenarios_page(head, rows, compared, len(shown.listed), shown.choice, stamps)


def printed_page(workbench: Workbench, shown: View) -> Component | None:
    """Return the comparison as a document, or None where nothing is compared."""
    compared = comparison(workbench, shown)
    if compared is None:
        return None
    choice, dataset = pinned(shown.choice, [s.id for s in shown.chosen]), workbench.dataset()
    return print_page(compared, choice, dataset.last_day, _now(), dataset.name)


def compared_parts(workbench: Workbench, shown: View) -> tuple[Component, list[Component]]:
    """Return the head and what stands beside the list: the scenario that is opened, or the comparison."""
    if shown.choice.open:
        return opened_parts(workbench, shown.choice)
    compared = comparison(workbench, shown)
    lost: list[Component] = []
    if shown.missing:
        head = f"{counted(shown.missing, 'scenario')} of this link could not be found."
        lost = [note("warn", head, "The link may be incomplete. The others are shown.")]
    if compared is not None:
        return comparison_head(compared, shown.choice), [
            *lost,
            *comparison_view(
                compared,
                workbench.dataset().last_day,
                _now(),
                pinned(shown.choice, [s.id for s in shown.chosen]),
                _in_force(workbench),
            ),
        ]
    if not shown.scenarios:
        return plain_head("Plans that were saved, side by side.", shown.choice), [
            *lost,
            no_scenarios("" if "spend" in workbench.dataset().measured else NO_SPEND),
        ]
    return plain_head(f"{counted(len(shown.scenarios), 'plan')} saved, none chosen.", shown.choice), [
        *lost,
        none_chosen(),
    ]


def list_rows(workbench: Workbench, shown: View) -> list[Component]:
    """Return what narrows the list, and its rows."""
    older = workbench.plans.older([*shown.listed, *shown.chosen])
    filters = list_filters(shown.listed, shown.choice, shown.archived)
    return [*filters, *scenario_list(shown.listed, shown.chosen, shown.choice, older, _now(), _in_force(workbench))]


def _in_force(workbench: Workbench) -> set[str]:
    return {mark.scenario_id for mark in workbench.tracker.in_force.all_current()}


def news_stamp(workbench: Workbench) -> str:
    """Return a text that changes when a scenario, the data in use or what is assumed of them do."""
    return workbench.news.now().stamp


def compared_stamp(workbench: Workbench, shown: View) -> str:
    """Return a text that changes when what stands beside the list does: the rest of the list may come and go."""
    news = workbench.news.now(fresh=False)
    held = _in_force(workbench)
    chosen = [(s.id, s.version, s.name, s.archived, s.id in held) for s in shown.chosen]
    return f"{news.data}-{news.model}-{chosen!r}-{shown.missing}-{bool(shown.scenarios)}"


def news(workbench: Workbench, known: Any, find: str | None, search: str | None) -> tuple[Any, ...]:
    """Return what of the page is to be shown anew: head, count, rows, comparison, class, stamps.

    Args:
        workbench: What the page asks.
        known: The stamps of what is shown.
        find: What stands in the search.
        search: The query of the address.

    Raises:
        PreventUpdate: If what is shown is what is true.
    """
    shown_list, shown_compared = (known.get("list"), known.get("compared")) if isinstance(known, dict) else (None, None)
    stamp = news_stamp(workbench)
    if stamp == shown_list:
        raise PreventUpdate
    shown = view(workbench, replace(read_choice(search), find=(find or "")[:80]))
    compared = compared_stamp(workbench, shown)
    # Somebody may be reading, marking or typing there: it is left alone unless it says something else. What is opened
    # is renewed part by part (``register_detail``).
    same = bool(shown.choice.open) or compared == shown_compared
    head, side = (no_update, no_update) if same else compared_parts(workbench, shown)
    count, stamps = count_text(len(shown.listed), shown.choice), {"list": stamp, "compared": compared}
    return head, count, list_rows(workbench, shown), side, body_class(shown.choice), stamps


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the page."""
    _register_views(app, workbench)
    register_detail(app, workbench)
    register_acts(app, workbench)
    scenario_exports.register(app, lambda search: comparison(workbench, view(workbench, read_choice(search))))
    app.clientside_callback(ClientsideFunction("people", "rows"), Input(Scenarios.LIST, "children"))


def _register_views(app: Dash, workbench: Workbench) -> None:
    @app.callback(
        Output(Scenarios.LIST, "children"),
        Input(Scenarios.FIND, "value"),
        State(Shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _find(find: str | None, search: str | None) -> list[Component]:
        return list_rows(workbench, view(workbench, replace(read_choice(search), find=(find or "")[:80])))

    @app.callback(
        Output(Scenarios.HEAD, "children"),
        Output(Scenarios.COUNT, "children"),
        Output(Scenarios.LIST, "children", allow_duplicate=True),
        Output(Scenarios.COMPARE, "children"),
        Output(Scenarios.BODY, "className"),
        Output(Scenarios.STAMP, "data"),
        Input(Shell.NEWS, "data"),
        State(Scenarios.STAMP, "data"),
        State(Scenarios.FIND, "value"),
        State(Shell.LOCATION, "search"),
        # Also when the page is put in place: what happened while it was on its way is not lost.
        prevent_initial_call="initial_duplicate",
    )
    def _news(_news: Any, known: Any, find: str | None, search: str | None) -> tuple[Any, ...]:
        return news(workbench, known, find, search)

    @app.callback(
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Output(Shell.TOAST, "data", allow_duplicate=True),
        Input(Scenarios.MARGIN, "value"),
        State(Shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _margin(typed: float | None, search: str | None) -> tuple[Any, Any]:
        choice, margin = read_choice(search), read_margin(typed)
        if margin is None:
            return choice.search(), toast(
                "The margin must be above 0 % and at most 100 %", f"It stays at {choice.margin:g} %", "failed"
            )
        if margin == choice.margin:
            raise PreventUpdate
        return choice.search(margin=margin), None


def _archived(workbench: Workbench, scenario_id: str) -> Scenario | None:
    try:
        return workbench.scenarios.get(scenario_id)
    except NotFoundError:
        return None


def _now() -> datetime:
    """The moment of looking in the zone of the server: its people read their own clock."""
    return datetime.now().astimezone()
