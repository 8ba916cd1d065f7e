"""What is done with a kept rule: pause, turn on, mute, remove, each with its undo; in the bell and on the view."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from dash import ALL, Dash, Input, Output, ctx
from dash.exceptions import PreventUpdate

from components.ids import Alerts, Shell
from components.parts import toast
from core.alerts import KeptRule
from core.errors import NotFoundError, ProductError
from core.workbench import Workbench

UNDO: Final = "alert-rule:"
"""Begins the name of an undo; the act and the id of the rule follow."""
REVERSE: Final = {"pause": "resume", "resume": "pause", "mute": "unmute", "unmute": "mute", "remove": "restore"}
SAID: Final = {
    "pause": "The rule is off",
    "resume": "The rule is on",
    "mute": "Muted for 7 days",
    "unmute": "The mute has ended",
    "remove": "The rule is removed",
    "restore": "The rule is back",
    "unchange": "The rule is as before",
}


def act_on(workbench: Workbench, act: Any, rule_id: Any) -> KeptRule:
    """Do something with a rule.

    Raises:
        ProductError: If there is no such act, or the rule is not there any more.
    """
    desk = workbench.alerts
    acts: dict[str, Callable[[str], KeptRule]] = {
        "pause": lambda one: desk.switch(one, False),
        "resume": lambda one: desk.switch(one, True),
        "mute": desk.store.mute,
        "unmute": lambda one: desk.store.mute(one, 0),
        "remove": desk.remove,
        "restore": lambda one: desk.remove(one, False),
        "unchange": desk.undo_change,
    }
    if not isinstance(act, str) or act not in acts or not isinstance(rule_id, str) or not rule_id.isalnum():
        raise NotFoundError("This rule is not known. Reload the page.")
    return acts[act](rule_id[:16])


def done(act: str, rule: KeptRule) -> dict[str, str | None]:
    """Return the message after an act, with its undo where there is one."""
    back = REVERSE.get(act)
    kind = "undo" if act in ("restore", "unchange") else "done"
    name = f"{UNDO}{back}:{rule.id}" if back else None
    return toast(SAID[act], rule.text, kind, action="Undo" if back else None, name=name)


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of rules."""
    told = (
        Output(Shell.TOAST, "data", allow_duplicate=True),
        Output(Shell.CHANGED, "data", allow_duplicate=True),
    )

    def answer(act: Any, rule_id: Any, failed: str) -> tuple[Any, Any]:
        try:
            said = done(act, act_on(workbench, act, rule_id))
        except ProductError as error:
            said = toast(failed, str(error), "failed")
        return said, datetime.now().isoformat()

    @app.callback(*told, Input(Alerts.act(ALL, ALL, ALL), "n_clicks"), prevent_initial_call=True)
    def _alerts_act(_clicks: Any) -> tuple[Any, Any]:
        if not isinstance(ctx.triggered_id, dict) or not ctx.triggered[0]["value"]:
            raise PreventUpdate
        return answer(ctx.triggered_id.get("act"), ctx.triggered_id.get("rule"), "The rule was not changed")

    # Dash tells callbacks of the same outputs apart by their inputs alone, and other undos listen to the same action.
    # An id never changes, so it sets this one apart and triggers nothing.
    apart = Input(Alerts.SEEN, "id")

    @app.callback(*told, Input(Shell.TOAST_ACTION, "data"), apart, prevent_initial_call=True)
    def _alerts_undo(action: Any, _apart: Any) -> tuple[Any, Any]:
        name = action.get("name") if isinstance(action, dict) else None
        if not isinstance(name, str) or not name.startswith(UNDO):
            raise PreventUpdate
        act, _, rule_id = name.removeprefix(UNDO).partition(":")
        return answer(act, rule_id, "Not undone")
