"""The rows of a comparison that say what was asked of each plan."""

from collections.abc import Callable
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

from components.budget_goals import (
    FREE,
    active_short,
    caution_short,
    floors_short,
    goal_short,
    groups_short,
    strategy_short,
)
from components.format import NONE, counted, date_text, money, percent
from components.parts import Children
from components.scenarios_address import Choice
from components.scenarios_cells import cell, row, section_head
from core.allocation.planning import GOALS
from core.scenarios import Comparison, Scenario, Side
from core.scenarios.comparison import TODAY
from core.scenarios.differences import goal

FEW = 3
"""So many names are written out; of more, the rest is counted."""


def constraint_section(comparison: Comparison, until: date) -> list[Component]:
    """Return what was asked of each plan; what stands apart from the others is shaded.

    Args:
        comparison: What stands side by side.
        until: Last day of the data in use, which today's split speaks of.
    """
    titles: dict[str, tuple[str, Callable[[Side], Children]]] = {
        "goal": ("Goal", lambda s: goal_text(s.scenario)),
        "horizon": ("Horizon", lambda s: counted(s.scenario.settings.days, "day")),
        "budget": ("Total", lambda s: total_text(s.scenario)),
        "locked": ("Locked", lambda s: locked_text(s.scenario)),
        "limits": ("Limits", lambda s: limits_text(s.scenario)),
        "caution": ("Caution", lambda s: caution_short(s.scenario.settings)),
        "groups": ("Groups", lambda s: groups_text(s.scenario)),
        "floors": ("Least if at all", lambda s: floors_short(s.scenario.settings, s.scenario.currency)),
        "active": ("Campaigns that run", lambda s: active_short(s.scenario.settings)),
        "strategy": ("How it was split", lambda s: strategy_short(s.scenario.settings)),
        "proof": ("Proof", lambda s: proof_text(s.scenario)),
        "data": ("Data up to", _data_cell),
    }
    parts: list[Component] = [section_head("Constraints", "Shaded: differs from the other scenarios.")]
    for line in comparison.constraints:
        title, content = titles[line.kind]
        today = date_text(until) if line.kind == "data" else html.Span(NONE, className="muted")
        base = comparison.base
        cells = [cell(today, TODAY, base=base == TODAY)] if comparison.today else []
        for side, differs in zip(comparison.sides, line.differs, strict=True):
            cells.append(cell(html.Span(content(side)), side.letter, base=base == side.letter, changed=differs))
        parts.append(row(title, cells))
    return parts


def goal_text(scenario: Scenario) -> str:
    """Return what the split aims at."""
    asked = scenario.settings
    aim = f"Most {asked.outcome}" if asked.goal == GOALS[0] else goal_short(asked, scenario.currency)
    return {"hand": "Set by hand", "best": aim, "near": f"{aim}, then by hand"}[goal(scenario)]


def groups_text(scenario: Scenario) -> Children:
    """Return the groups with their limits, one a line."""
    lines = groups_short(scenario.settings, scenario.currency)
    shown = lines if len(lines) <= FEW + 1 else [*lines[:FEW], f"{len(lines) - FEW} more groups"]
    return [html.Div(line) for line in shown] or "None"


def total_text(scenario: Scenario) -> str:
    """Return the total that was asked for."""
    if scenario.settings.budget is None:
        return "Today’s total"
    total = money(scenario.settings.budget, scenario.currency, "full")
    return f"At most {total}" if scenario.settings.goal in FREE else total


def locked_text(scenario: Scenario) -> str:
    """Return the campaigns whose spend was fixed."""
    return _names(scenario, list(scenario.settings.locked)) or "None"


def limits_text(scenario: Scenario) -> str:
    """Return the limits that were set beside the usual ones."""
    lower, upper = scenario.settings.lower, scenario.settings.upper
    ids = list(dict.fromkeys([*lower, *upper]))
    if not ids:
        return "Usual limits"
    if len(ids) > 2:
        return f"Limits of {counted(len(ids), 'campaign')}"
    names = {c.id: c.name for c in scenario.campaigns}

    def text(campaign_id: str) -> str:
        low, high = (
            None if amount is None else money(amount, scenario.currency, "full")
            for amount in (lower.get(campaign_id), upper.get(campaign_id))
        )
        span = f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}"
        return f"{names.get(campaign_id, campaign_id)} {span}"

    return "; ".join(map(text, ids))


def proof_text(scenario: Scenario) -> str:
    """Return the proof: the certificate, or how far the split was moved away from the proved best."""
    if goal(scenario) == "near" and scenario.gap is not None:
        return f"{percent(scenario.gap, 1 if scenario.gap >= 0.001 else 2)} below the proved best"
    return scenario.certificate or "Not optimized"


def _data_cell(side: Side) -> Children:
    day = date_text(side.scenario.last_day)
    if not side.refreshable:
        return day
    link = dcc.Link("Run again", href=Choice(open=side.scenario.id, rerun=True).href())
    return [day, " ", link]


def _names(scenario: Scenario, ids: list[str]) -> str:
    known = {c.id: c.name for c in scenario.campaigns}
    names = [known.get(i, i) for i in ids]
    if len(names) <= FEW + 1:
        return ", ".join(names)
    return f"{', '.join(names[:FEW])} and {len(names) - FEW} more"
