"""Scenarios: named, versioned plans; keeping them and laying them side by side."""

from core.scenarios.comments import COMMENT_LENGTH, Comment
from core.scenarios.comparison import Comparison, Odds, Side, compare
from core.scenarios.conflict import Conflict, conflict
from core.scenarios.export import comparison_csv
from core.scenarios.flows import Flow, Move, Party, flow
from core.scenarios.in_force import InForce, InForceStore, first_start, usual_start
from core.scenarios.scenario import NAME_LENGTH, NOTE_LENGTH, Scenario, ScenarioCampaign, WeeklySpend
from core.scenarios.spending import Spending, SplitCell, SplitRow
from core.scenarios.store import ScenarioStore
from core.scenarios.tags import MOST_TAGS, TAG_LENGTH
from core.scenarios.tokens import checked_token
from core.scenarios.version_changes import AmountChange, VersionChanges, version_changes
from core.scenarios.weeks import Weeks, even_weeks, scenario_weeks
from core.scenarios.workbook import comparison_workbook

__all__ = [
    "COMMENT_LENGTH",
    "MOST_TAGS",
    "NAME_LENGTH",
    "NOTE_LENGTH",
    "TAG_LENGTH",
    "AmountChange",
    "Comment",
    "Comparison",
    "Conflict",
    "Flow",
    "InForce",
    "InForceStore",
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
    "VersionChanges",
    "WeeklySpend",
    "Weeks",
    "checked_token",
    "compare",
    "comparison_csv",
    "comparison_workbook",
    "conflict",
    "even_weeks",
    "first_start",
    "flow",
    "scenario_weeks",
    "usual_start",
    "version_changes",
]
