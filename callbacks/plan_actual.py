"""The plan in force: reads the address, asks the tracker, puts plans in force and takes them out again."""

from datetime import date
from typing import Any, Final

from dash import ALL, Dash, Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import PERSON, TOLD, Message, Undo, number_of, person_of, pressed, told
from components.ids import PlanActual, Shell
from components.parts import toast
from components.plan_actual import cannot_compare, no_plan_in_force, plan_actual_page, plan_actual_view
from components.plan_actual_choose import choices, choose_card, start_text
from components.scenarios_address import Choice, read_choice
from core.errors import InputError, NotFoundError, ProductError
from core.scenarios import InForce, first_start, usual_start
from core.workbench import Workbench

UNDO: Final = "plan-in-force:"
"""Begins the name of an undo; outcome and number of the mark before follow, 0 where none was in force."""


def layout(workbench: Workbench, choice: Choice) -> Component:
    """Return the page."""
    scenarios = workbench.scenarios.list()
    shown = _shown(workbench, choice)
    choose = choose_card(scenarios, scenarios[0] if scenarios else None, shown is not None)
    return plan_actual_page(body(workbench, choice), choose, news_stamp(workbench))


def body(workbench: Workbench, choice: Choice) -> list[Component]:
    """Return what is in force and how it goes."""
    mark = _shown(workbench, choice)
    if mark is None:
        return no_plan_in_force(choice, workbench.scenarios.count() > 0)
    try:
        actual = workbench.tracker.against(mark)
    except ProductError as error:
        return cannot_compare(error, mark, choice)
    marks = workbench.tracker.in_force.all_current()
    return plan_actual_view(actual, choice, marks, workbench.tracker.in_force.history(mark.outcome))


def news_stamp(workbench: Workbench) -> str:
    """Return a text that changes when a plan, a scenario, the data in use or what is assumed of them do."""
    return workbench.news.now().stamp


def put(workbench: Workbench, scenario_id: Any, start: Any, version: Any, person: Any) -> Message:
    """Put a scenario in force; return the message with its undo.

    Raises:
        ProductError: If there is no such scenario, or it cannot start on that day.
    """
    if not isinstance(scenario_id, str) or not (version is None or (type(version) is int and 0 < version < 2**31)):
        raise NotFoundError("This scenario is not known. Reload the page.")
    mark, before = workbench.tracker.put(scenario_id, _day(start), version, person_of(person))
    name = workbench.scenarios.get(mark.scenario_id, mark.version).name
    undo = f"{UNDO}{mark.outcome}:{before.id if before else 0}"
    return toast(f"“{name}” is the plan in force", start_text(mark.start, mark.end), action="Undo", name=undo)


def undos(workbench: Workbench) -> dict[str, Undo]:
    """Return how putting in force and taking out of force is undone."""

    def undo(name: str, who: str) -> Message:
        outcome, _, number = name.rpartition(":")
        before = number_of(number)
        if before == 0:
            workbench.tracker.in_force.lift(outcome[:60], who)
            return toast("No plan is in force any more", kind="undo")
        mark = workbench.tracker.in_force.put_back(before, who)
        return toast(f"“{workbench.scenarios.get(mark.scenario_id).name}” is in force again", kind="undo")

    return {UNDO: Undo(undo)}


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""

    @app.callback(
        Output(PlanActual.BODY, "children"),
        Output(PlanActual.CHOOSE, "options"),
        Output(PlanActual.STAMP, "data"),
        Input(Shell.NEWS, "data"),
        State(PlanActual.STAMP, "data"),
        State(Shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def _news(_news: Any, known: Any, search: str | None) -> tuple[Any, Any, str]:
        stamp = news_stamp(workbench)
        if stamp == known:
            raise PreventUpdate
        listed = [{"value": v, "label": text} for v, text in choices(workbench.scenarios.list())]
        return body(workbench, read_choice(search)), listed, stamp

    @app.callback(
        Output(PlanActual.START, "value"),
        Output(PlanActual.START, "min"),
        Input(PlanActual.CHOOSE, "value"),
        prevent_initial_call=True,
    )
    def _choose(scenario_id: Any) -> tuple[str, str]:
        try:
            scenario = workbench.scenarios.get(str(scenario_id)[:16])
        except ProductError:
            raise PreventUpdate from None
        return usual_start(scenario).isoformat(), first_start(scenario).isoformat()

    _register_acts(app, workbench)


def _register_acts(app: Dash, workbench: Workbench) -> None:
    @app.callback(
        *TOLD,
        Input(PlanActual.PUT, "n_clicks"),
        State(PlanActual.CHOOSE, "value"),
        State(PlanActual.START, "value"),
        PERSON,
        prevent_initial_call=True,
    )
    def _put(clicks: int | None, scenario_id: Any, start: Any, who: Any) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        return told("Not put in force", lambda: put(workbench, scenario_id, start, None, who))

    @app.callback(*TOLD, Input(PlanActual.put(ALL, ALL), "n_clicks"), PERSON, prevent_initial_call=True)
    def _put_one(_clicks: list[int | None], who: Any) -> tuple[Any, Any]:
        button = pressed()
        return told("Not put in force", lambda: put(workbench, button["scenario"], None, button["version"], who))

    @app.callback(*TOLD, Input(PlanActual.switch(ALL, ALL), "n_clicks"), PERSON, prevent_initial_call=True)
    def _switch(_clicks: list[int | None], who: Any) -> tuple[Any, Any]:
        button = pressed()
        return told("Not switched", lambda: _switched(workbench, button, who))

    @app.callback(*TOLD, Input(PlanActual.lift(ALL), "n_clicks"), PERSON, prevent_initial_call=True)
    def _lift(_clicks: list[int | None], who: Any) -> tuple[Any, Any]:
        outcome = str(pressed()["outcome"])[:60]

        def work() -> Message:
            before = workbench.tracker.in_force.lift(outcome, person_of(who))
            name = f"{UNDO}{outcome}:{before.id}"
            return toast("The plan is out of force", "It is kept as a scenario", action="Undo", name=name)

        return told("Not taken out of force", work)


def _switched(workbench: Workbench, button: dict[str, Any], who: Any) -> Message:
    """Put the newer version in force from the same day on, or from the day after its data where they end later."""
    version = button["version"]
    if type(version) is not int or not 0 < version < 2**31:
        raise NotFoundError("This version is not known. Reload the page.")
    newer = workbench.scenarios.get(str(button["scenario"])[:16], version)
    current = workbench.tracker.in_force.current(newer.settings.outcome)
    start = first_start(newer) if current is None else max(current.start, first_start(newer))
    return put(workbench, newer.id, start.isoformat(), version, who)


def _shown(workbench: Workbench, choice: Choice) -> InForce | None:
    marks = workbench.tracker.in_force.all_current()
    return next((mark for mark in marks if mark.outcome == choice.outcome), marks[0] if marks else None)


def _day(text: Any) -> date | None:
    if text is None or text == "":
        return None
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise InputError("The first day is not a date. Choose one, such as 1 Dec 2026.") from None
