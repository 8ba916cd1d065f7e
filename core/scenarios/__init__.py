"""Scenarios: named, versioned plans; keeping them and laying them side by side."""

from core.scenarios.comparison import Comparison, Odds, Side, compare
from core.scenarios.export import comparison_csv
from core.scenarios.in_force import InForce, InForceStore, first_start, usual_start
from core.scenarios.scenario import NAME_LENGTH, NOTE_LENGTH, Scenario, ScenarioCampaign, WeeklySpend
from core.scenarios.store import ScenarioStore

__all__ = [
    "NAME_LENGTH",
    "NOTE_LENGTH",
    "Comparison",
    "InForce",
    "InForceStore",
    "Odds",
    "Scenario",
    "ScenarioCampaign",
    "ScenarioStore",
    "Side",
    "WeeklySpend",
    "compare",
    "comparison_csv",
    "first_start",
    "usual_start",
]
