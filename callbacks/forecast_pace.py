"""Forecast, view Pace: targets against what happened and what is expected."""

from typing import Any, Final

from dash import ALL, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from callbacks.acts import PERSON, TOLD, Message, Undo, number_of, person_of, pressed, text_of, told
from callbacks.forms import Form, Opened, register_form
from components.format import counted, money
from components.ids import Pacing, Shell
from components.pace import pace_cards, pace_sub, pace_title, plan_offer, scope_of_target, target_form
from components.parts import empty, page_head, toast, waiting_card
from components.unusual_events import CAMPAIGN, CHANNEL
from components.views import FORECAST, view_choice
from core.errors import NotFoundError, ProductError
from core.forecasting.pace_words import subject
from core.forecasting.pacing import Target
from core.forecasting.series import TOTAL
from core.scenarios import InForce, Scenario
from core.workbench import Workbench

UNDO: Final = "target:"
"""Begins the name of an undo; the number of the version follows."""
FORM: Final = Form(
    fields=(Pacing.SCOPE, Pacing.MEASURE, Pacing.AMOUNT, Pacing.FIRST, Pacing.LAST),
    emptied=(Pacing.AMOUNT,),
    edited=Pacing.EDITED,
    title=Pacing.FORM_TITLE,
    save=Pacing.SAVE,
    cancel=Pacing.CANCEL,
    message=Pacing.MESSAGE,
    edit=Pacing.edit(ALL),
    fresh=("Set a target", "Add target"),
)


def layout(workbench: Workbench, _parameters: dict[str, str]) -> Component:
    """Return the outline of the view; forecasts take a moment the first time."""
    dataset = workbench.dataset()
    waiting = waiting_card(f"Forecasting {counted(len(dataset.campaigns), 'campaign')}", 420)
    return html.Div(
        [
            dcc.Store(id=Pacing.ASK, data="pace"),
            dcc.Store(id=Pacing.STAMP),
            html.Div(_head("Pace"), id=Pacing.HEAD),
            html.Div(
                [
                    html.Div(waiting, id=Pacing.BODY, className="un-main"),
                    html.Div(target_form(dataset, dataset.last_day), className="un-side"),
                ],
                className="un",
            ),
        ]
    )


def body(workbench: Workbench) -> tuple[Component, list[Component]]:
    """Return head and cards; what cannot be shown says why in its place."""
    last_day, measured = workbench.dataset().last_day, workbench.dataset().measured
    try:
        paces = workbench.pacing.paces()
        found = offered(workbench)
    except ProductError as error:
        return _head("Pace"), [html.Section(empty("Nothing can be said here", str(error)), className="card")]
    offer = None
    if found is not None:
        mark, plan = found
        offer = plan_offer(plan.name, mark.start, mark.end, money(sum(plan.spend.values()), plan.currency, "full"))
    return _head(pace_title(paces), pace_sub(paces, last_day)), pace_cards(paces, offer, measured)


def offered(workbench: Workbench) -> tuple[InForce, Scenario] | None:
    """Return the plan in force whose total is no target yet."""
    targets = workbench.pacing.targets()
    watched = {(t.first, t.last) for t in targets if t.level == "total" and t.measure == "spend"}
    for mark in workbench.tracker.in_force.all_current():
        if (mark.start, mark.end) not in watched:
            plan = workbench.scenarios.get(mark.scenario_id, mark.version)
            if sum(plan.spend.values()) > 0:
                return mark, plan
    return None


def stamp(workbench: Workbench) -> str:
    """Return a text that changes when something does that the view shows."""
    return workbench.news.now().stamp


def save(workbench: Workbench, target_id: str, form: tuple[object, ...], who: object) -> Message:
    """Set a target, or set one anew; return the message with its undo."""
    scope, measure, amount, first, last = form
    chosen = scope if isinstance(scope, str) else ""
    level, key = "total", TOTAL
    for name, begin in (("channel", CHANNEL), ("campaign", CAMPAIGN)):
        if chosen.startswith(begin):
            level, key = name, chosen.removeprefix(begin)
    parts = (level, key, measure, amount, first, last, person_of(who))
    kept = workbench.pacing.change(target_id, *parts) if target_id else workbench.pacing.add(*parts)
    word = "changed" if target_id else "set"
    return toast(f"The target was {word}", _about(workbench, kept.thing), action="Undo", name=f"{UNDO}{kept.version}")


def take_plan(workbench: Workbench, who: object) -> Message:
    """Take the total of the plan in force as a budget; return the message with its undo."""
    found = offered(workbench)
    if found is None:
        raise NotFoundError("No plan is in force whose total is not watched already. Reload the page.")
    mark, plan = found
    total = round(sum(plan.spend.values()), 2)
    kept = workbench.pacing.add("total", TOTAL, "spend", total, mark.start, mark.end, person_of(who))
    return toast("The plan is watched as a budget", plan.name, action="Undo", name=f"{UNDO}{kept.version}")


def remove(workbench: Workbench, target_id: object, who: object) -> Message:
    """Remove a target; return the message with its undo."""
    about = _about(workbench, text_of(target_id))
    kept = workbench.pacing.remove(text_of(target_id), person_of(who))
    return toast("The target was removed", about, action="Undo", name=f"{UNDO}{kept.version}")


def undos(workbench: Workbench) -> dict[str, Undo]:
    """Return how acts on targets are undone."""

    def undo(version: str, who: str) -> Message:
        workbench.pacing.undo(number_of(version), who)
        return toast("Undone: the targets are as before", kind="undo")

    return {UNDO: Undo(undo)}


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the view."""

    @app.callback(
        Output(Pacing.HEAD, "children"),
        Output(Pacing.BODY, "children"),
        Output(Pacing.STAMP, "data"),
        Input(Pacing.ASK, "data"),
        Input(Shell.NEWS, "data"),
        State(Pacing.STAMP, "data"),
    )
    def _pacing_body(_ask: Any, _news: Any, known: Any) -> tuple[Any, Any, str]:
        now = stamp(workbench)
        if now == known:
            raise PreventUpdate
        return *body(workbench), now

    _register_acts(app, workbench)
    register_form(app, FORM, lambda one: _opened(workbench, one), lambda *given: save(workbench, *given))


def _register_acts(app: Dash, workbench: Workbench) -> None:
    @app.callback(*TOLD, Input(Pacing.remove(ALL), "n_clicks"), PERSON, prevent_initial_call=True)
    def _pacing_remove(_clicks: Any, who: Any) -> tuple[Any, Any]:
        target = pressed()["id"]
        return told("Not removed", lambda: remove(workbench, target, who))

    @app.callback(*TOLD, Input(Pacing.FROM_PLAN, "n_clicks"), PERSON, prevent_initial_call=True)
    def _pacing_from_plan(clicks: Any, who: Any) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        return told("Not set", lambda: take_plan(workbench, who))


def _opened(workbench: Workbench, target_id: str) -> Opened:
    target = next((t for t in workbench.pacing.targets() if t.id == target_id), None)
    if target is None:
        raise NotFoundError("This target is not kept any more. Somebody may have removed it.")
    days = (target.first.isoformat(), target.last.isoformat())
    return (scope_of_target(target), target.measure, f"{target.amount:.15g}", *days), "Change the target"


def _about(workbench: Workbench, target_id: str) -> str:
    target = next((t for t in workbench.pacing.targets() if t.id == target_id), None)
    return "" if target is None else subject(target, _name(workbench, target)).rstrip(",")


def _name(workbench: Workbench, target: Target) -> str:
    if target.level != "campaign":
        return target.key
    table = workbench.dataset().campaigns
    names = dict(zip(table["campaign_id"].astype(str), table["campaign"].astype(str), strict=True))
    return names.get(target.key, target.key)


def _head(title: str, sub: str | None = None) -> Component:
    return page_head(title, sub, [view_choice("/forecast", FORECAST, "pace")])
