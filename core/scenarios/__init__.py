"""Scenarios: named, versioned plans; keeping them and laying them side by side."""

from core.scenarios.comparison import Comparison, Odds, Side, compare
from core.scenarios.conflict import Conflict, conflict
from core.scenarios.export import comparison_csv
from core.scenarios.scenario import NAME_LENGTH, NOTE_LENGTH, Scenario, ScenarioCampaign, WeeklySpend
from core.scenarios.store import ScenarioStore
from core.scenarios.tokens import checked_token

__all__ = [
    "NAME_LENGTH",
    "NOTE_LENGTH",
    "Comparison",
    "Conflict",
    "Odds",
    "Scenario",
    "ScenarioCampaign",
    "ScenarioStore",
    "Side",
    "WeeklySpend",
    "checked_token",
    "compare",
    "comparison_csv",
    "conflict",
]
