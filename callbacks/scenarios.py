"""The Scenarios page: reads the address, asks the workbench, keeps the list fresh, archives and refreshes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks import scenario_exports
from components.format import counted
from components.ids import Scenarios, Shell
from components.page import Page
from components.parts import note, toast
from components.scenarios import (
    body_class,
    comparison_head,
    no_scenarios,
    none_chosen,
    plain_head,
    scenarios_page,
)
from components.scenarios_address import Choice, read_choice, read_margin
from components.scenarios_compare import comparison_view
from components.scenarios_list import scenario_list
from components.scenarios_print import print_page
from components.scenarios_share import pinned
from core.allocation.planning import Planner
from core.errors import InputError, NotEnoughDataError, NotFoundError, ProductError
from core.scenarios import Comparison, Scenario, compare
from core.scenarios.comparison import LETTERS, TODAY
from core.workbench import Workbench

PAGE = Page("/scenarios", "Scenarios", "scenarios")
RESTORE: Final = "restore-scenario:"
"""Begins the name of the undo of an archive; the id follows."""


@dataclass(frozen=True)
class View:
    """What an address asks for.

    Attributes:
        choice: The address.
        scenarios: All that are not archived, newest first.
        chosen: Those side by side, in the order of their letters.
        missing: How many ids of the address belong to no scenario.
    """

    choice: Choice
    scenarios: Sequence[Scenario]
    chosen: Sequence[Scenario]
    missing: int


def view(workbench: Workbench, choice: Choice) -> View:
    """Return what an address asks for; where it names none, the two newest that answer the same question."""
    scenarios = workbench.scenarios.list()
    if choice.ids is None:
        return View(choice, scenarios, [s for s in scenarios if s.question == scenarios[0].question][:2], 0)
    known = {s.id: s for s in scenarios}
    # An archived one is not in the list, but a link to it still works.
    found = [known.get(i) or _archived(workbench, i) for i in choice.ids]
    chosen = [s for s in found if s is not None]
    return View(choice, scenarios, chosen, len(found) - len(chosen))


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
    stamp, shown = news_stamp(workbench), view(workbench, read_choice(search))
    if shown.choice.printed and (printed := printed_page(workbench, shown)) is not None:
        return printed
    head, compared = compared_parts(workbench, shown)
    rows = list_rows(workbench, shown)
    return scenarios_page(head, rows, compared, len(shown.scenarios), shown.choice.find, stamp)


def printed_page(workbench: Workbench, shown: View) -> Component | None:
    """Return the comparison as a document, or None where nothing is compared."""
    compared = comparison(workbench, shown)
    if compared is None:
        return None
    choice, dataset = pinned(shown.choice, [s.id for s in shown.chosen]), workbench.dataset()
    return print_page(compared, choice, dataset.last_day, _now(), dataset.name)


def compared_parts(workbench: Workbench, shown: View) -> tuple[Component, list[Component]]:
    """Return the head and what stands beside the list."""
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
            ),
        ]
    if not shown.scenarios:
        return plain_head("Plans that were saved, side by side."), [*lost, no_scenarios()]
    return plain_head(f"{counted(len(shown.scenarios), 'plan')} saved, none chosen."), [*lost, none_chosen()]


def list_rows(workbench: Workbench, shown: View) -> list[Component]:
    """Return the rows of the list."""
    return scenario_list(shown.scenarios, shown.chosen, shown.choice, workbench.dataset_record().content_hash, _now())


def news_stamp(workbench: Workbench) -> str:
    """Return a text that changes when a scenario, the data in use or what is assumed of them do."""
    parts = (workbench.scenarios.stamp(), workbench.dataset_record().content_hash[:16], workbench.model_stamp())
    return "-".join(parts)


def refresh(workbench: Workbench, scenario_id: str, person: str | None) -> dict[str, Any]:
    """Save the same split anew, with its figures on the data in use; return the message.

    Raises:
        ProductError: If it cannot be computed or somebody saved in between. Nothing is overwritten.
    """
    old = workbench.scenarios.get(scenario_id)
    new = workbench.plans.save(
        old.name,
        old.settings,
        old.spend,
        note=old.note,
        owner=person or old.owner,
        scenario_id=old.id,
        base_version=old.version,
    )
    return toast(f"Saved as “{new.name}”, version {new.version}", f"Version {old.version} is kept as it was")


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the page."""
    _register_views(app, workbench)
    _register_acts(app, workbench)
    scenario_exports.register(app, lambda search: comparison(workbench, view(workbench, read_choice(search))))
    app.clientside_callback(ClientsideFunction("scenarios", "look"), Input(Shell.CHANGED, "data"))


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
        Input(Scenarios.TICK, "n_intervals"),
        State(Scenarios.STAMP, "data"),
        State(Scenarios.FIND, "value"),
        State(Shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _news(_tick: int, known: str, find: str | None, search: str | None) -> tuple[Any, ...]:
        stamp = news_stamp(workbench)
        if stamp == known:
            raise PreventUpdate
        shown = view(workbench, replace(read_choice(search), find=(find or "")[:80]))
        head, compared = compared_parts(workbench, shown)
        count = len(shown.scenarios)
        return head, counted(count, "scenario"), list_rows(workbench, shown), compared, body_class(count), stamp

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


def _register_acts(app: Dash, workbench: Workbench) -> None:
    told = (
        Output(Shell.TOAST, "data", allow_duplicate=True),
        Output(Shell.CHANGED, "data", allow_duplicate=True),
    )

    @app.callback(
        *told,
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Input(Scenarios.archive(ALL), "n_clicks"),
        State(Shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _archive(_clicks: list[int | None], search: str | None) -> tuple[Any, Any, Any]:
        try:
            scenario = workbench.scenarios.archive(_pressed())
        except ProductError as error:
            return toast("Not archived", str(error), "failed"), _change(), no_update
        choice = read_choice(search)
        left = None if choice.ids is None else tuple(i for i in choice.ids if i != scenario.id)
        undo = toast(
            f"Archived “{scenario.name}”", "All versions are kept", action="Undo", name=f"{RESTORE}{scenario.id}"
        )
        return undo, _change(), choice.search(ids=left)

    @app.callback(*told, Input(Shell.TOAST_ACTION, "data"), prevent_initial_call=True)
    def _undo(action: dict[str, Any] | None) -> tuple[Any, Any]:
        name = str((action or {}).get("name") or "")
        if not name.startswith(RESTORE):
            raise PreventUpdate
        try:
            scenario = workbench.scenarios.restore(name.removeprefix(RESTORE))
        except ProductError as error:
            return toast("Not brought back", str(error), "failed"), _change()
        return toast(f"“{scenario.name}” is back in the list", kind="undo"), _change()

    @app.callback(
        *told, Input(Scenarios.refresh(ALL), "n_clicks"), State(Shell.PERSON, "data"), prevent_initial_call=True
    )
    def _refresh(_clicks: list[int | None], person: str | None) -> tuple[Any, Any]:
        try:
            return refresh(workbench, _pressed(), person), _change()
        except ProductError as error:
            return toast("Not refreshed", str(error), "failed"), _change()


def _pressed() -> str:
    """The id of the scenario whose button was pressed; buttons that only appeared do not count."""
    if not ctx.triggered_id or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    return str(ctx.triggered_id["id"])


def _archived(workbench: Workbench, scenario_id: str) -> Scenario | None:
    try:
        return workbench.scenarios.get(scenario_id)
    except NotFoundError:
        return None


def _change() -> str:
    return datetime.now().isoformat()


def _now() -> datetime:
    """The moment of looking in the zone of the server: its people read their own clock."""
    return datetime.now().astimezone()
