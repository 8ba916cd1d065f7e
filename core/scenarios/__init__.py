"""Scenarios: named, versioned plans; keeping them and laying them side by side."""

from core.scenarios.comparison import Comparison, Odds, Side, compare
from core.scenarios.export import comparison_csv
from core.scenarios.scenario import NAME_LENGTH, NOTE_LENGTH, Scenario, ScenarioCampaign, WeeklySpend
from core.scenarios.store import ScenarioStore

__all__ = [
    "NAME_LENGTH",
    "NOTE_LENGTH",
    "Comparison",
    "Odds",
    "Scenario",
    "ScenarioCampaign",
    "ScenarioStore",
    "Side",
    "WeeklySpend",
    "compare",
    "comparison_csv",
]
