"""Putting a plan in force: the button of one scenario, and the choice of scenario and first day."""

from collections.abc import Sequence
from datetime import date

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from components.format import counted, date_text
from components.ids import PlanActual
from components.parts import button, card, field, select
from core.scenarios import Scenario, first_start, usual_start

LABEL_LENGTH = 60


def put_in_force_button(scenario: Scenario) -> Component:
    """Return the button that puts this version of a scenario in force, from its usual first day on."""
    start = date_text(usual_start(scenario), year=False)
    title = f"Make it the plan in force from {start} on, for {counted(scenario.settings.days, 'day')}"
    return button("Put in force", icon_name="check", id=PlanActual.put(scenario.id, scenario.version), title=title)


def choose_card(scenarios: Sequence[Scenario], chosen: Scenario | None, replaces: bool) -> Component | None:
    """Return the card that puts a plan in force; None where nothing was saved yet.

    Args:
        scenarios: All that are not archived, newest first.
        chosen: The one that is chosen to begin with.
        replaces: Whether a plan is in force already.
    """
    if chosen is None:
        return None
    body = html.Div(
        [
            field(
                "Scenario",
                select(choices(scenarios), chosen.id, id=PlanActual.CHOOSE),
            ),
            field(
                "First day",
                dbc.Input(
                    id=PlanActual.START,
                    type="date",
                    value=usual_start(chosen).isoformat(),
                    min=first_start(chosen).isoformat(),
                    class_name="text-input",
                ),
            ),
            button("Make it the plan in force", "" if replaces else "primary", id=PlanActual.PUT),
        ],
        className="pa-choose",
    )
    note = "It can start on the day after the data that it was made on: days that its model has seen prove nothing."
    return card("Put another plan in force" if replaces else "Choose the plan", note, body)


def choices(scenarios: Sequence[Scenario]) -> list[tuple[str, str]]:
    """Return id and text of each scenario."""
    return [(s.id, f"{s.name[:LABEL_LENGTH]}, v{s.version}, {counted(s.settings.days, 'day')}") for s in scenarios]


def start_text(start: date, end: date) -> str:
    """Return from when to when a plan holds."""
    return f"{date_text(start, year=False)} to {date_text(end)}"
