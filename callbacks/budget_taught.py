"""On the Budget page: what the tests in use have taught the model."""

from typing import Any

from dash import Dash, Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components.budget_taught import taught_card
from components.ids import Regions
from core.errors import ProductError
from core.workbench import Workbench


def taught_shown(workbench: Workbench, outcome: Any, closed: Any) -> Component | None:
    """Return the card; None where no test is in use, it was put away, or other curves plan."""
    if outcome not in workbench.outcomes() or workbench.curves.current() is not None:
        return None
    if not workbench.assumptions(outcome).lift_tests or closed == mark(workbench, outcome):
        return None
    try:
        found = workbench.experiments.regions.taught(outcome, workbench.assumptions(outcome))
    except ProductError:
        # The page itself says what is wrong with the model.
        return None
    return taught_card(found, outcome, workbench.dataset().currency) if found else None


def mark(workbench: Workbench, outcome: str) -> str:
    """Return a text that changes when other tests are in use: what was put away then comes again."""
    tests = sorted(f"{t.subject}|{t.name}|{t.outcome_change:.6g}" for t in workbench.assumptions(outcome).lift_tests)
    return f"{outcome}:{';'.join(tests)}"


def register(app: Dash, workbench: Workbench) -> None:
    """Register the callbacks of the card."""

    @app.callback(
        Output(Regions.LEARNED, "children"),
        Input(Regions.LEARNED_ASK, "data"),
        State(Regions.LEARNED_CLOSED, "data"),
    )
    def _taught_shown(outcome: Any, closed: Any) -> Any:
        return taught_shown(workbench, outcome, closed)

    @app.callback(
        Output(Regions.LEARNED_CLOSED, "data"),
        Output(Regions.LEARNED, "children", allow_duplicate=True),
        Input(Regions.LEARNED_CLOSE, "n_clicks"),
        State(Regions.LEARNED_ASK, "data"),
        prevent_initial_call=True,
    )
    def _taught_closed(clicks: Any, outcome: Any) -> tuple[Any, Any]:
        if not clicks or outcome not in workbench.outcomes():
            raise PreventUpdate
        return mark(workbench, outcome), None
