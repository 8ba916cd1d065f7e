"""What is done with a kept rule: pause, turn on, mute, remove, each with its undo; in the bell and on the view."""

from collections.abc import Callable
from typing import Any, Final

from dash import ALL, Dash, Input

from callbacks.acts import TOLD, Message, Undo, pressed, told
from components.ids import Alerts
from components.parts import toast
from core.alerts import KeptRule
from core.errors import NotFoundError
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


def done(act: str, rule: KeptRule) -> Message:
    """Return the message after an act, with its undo where there is one."""
    back = REVERSE.get(act)
    kind = "undo" if act in ("restore", "unchange") else "done"
    name = f"{UNDO}{back}:{rule.id}" if back else None
    return toast(SAID[act], rule.text, kind, action="Undo" if back else None, name=name)


def undos(workbench: Workbench) -> dict[str, Undo]:
    """Return how acts on rules are undone."""

    def undo(name: str, _who: str) -> Message:
        act, _, rule_id = name.partition(":")
        return done(act, act_on(workbench, act, rule_id))

    return {UNDO: Undo(undo)}


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of rules."""

    @app.callback(*TOLD, Input(Alerts.act(ALL, ALL, ALL), "n_clicks"), prevent_initial_call=True)
    def _alerts_act(_clicks: Any) -> tuple[Any, Any]:
        button = pressed()
        act = str(button.get("act"))
        return told("The rule was not changed", lambda: done(act, act_on(workbench, act, button.get("rule"))))
