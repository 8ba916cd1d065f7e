"""Scenarios: named, versioned plans; keeping them and laying them side by side."""

from core.scenarios.comparison import Comparison, Odds, Side, compare
from core.scenarios.export import comparison_csv
from core.scenarios.flows import Flow, Move, Party, flow
from core.scenarios.scenario import NAME_LENGTH, NOTE_LENGTH, Scenario, ScenarioCampaign, WeeklySpend
from core.scenarios.spending import Spending, SplitCell, SplitRow
from core.scenarios.store import ScenarioStore
from core.scenarios.weeks import Weeks, even_weeks, weeks_of
from core.scenarios.workbook import comparison_workbook

__all__ = [
    "NAME_LENGTH",
    "NOTE_LENGTH",
    "Comparison",
    "Flow",
    "Move",
    "Odds",
    "Party",
    "Scenario",
    "ScenarioCampaign",
    "ScenarioStore",
    "Side",
    "Spending",
    "SplitCell",
    "SplitRow",
    "WeeklySpend",
    "Weeks",
    "compare",
    "comparison_csv",
    "comparison_workbook",
    "even_weeks",
    "flow",
    "weeks_of",
]
