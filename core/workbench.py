"""Workbench: the one door. Pages, command line and jobs ask here; expensive answers go through the memo."""

# CONTRACT DRAFT: signatures are fixed, bodies follow.
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from core.agents.report import Recommendation, Report
from core.allocation.planning import PlanFigures, Planner, PlanSettings
from core.curves import Floats
from core.data import Dataset
from core.memo import Memo


@dataclass(frozen=True)
class OptimizedPlan:
    """The best split for some settings: spend by campaign id (adds up to the budget to the cent), figures, certificate.

    Attributes:
        spend: Spend by campaign id over the horizon.
        figures: What it would bring.
        upper_bound: No split within the limits can be expected to bring more than this.
        gap: (upper_bound - expected) / upper_bound.
        certificate: The proof in words, e.g. "Proved within 0.00 % of the best possible".
        reasons: For each campaign id why it moves, in one sentence.
    """

    spend: dict[str, float]
    figures: PlanFigures
    upper_bound: float
    gap: float
    certificate: str
    reasons: dict[str, str]


@dataclass(frozen=True)
class BudgetCurve:
    """The best outcome at each total budget: arrays of the same length; intervals of LEVEL."""

    budget: Floats
    expected: Floats
    lower: Floats
    upper: Floats


class Workbench:
    def __init__(self, memo: Memo, folder): ...

    # ---- data
    def dataset(self) -> Dataset: """The data set in use (the same for everybody)."""
    def dataset_note(self) -> "DatasetNote": """name, source, added (datetime), added_by, is_demo."""
    def import_file(self, content: bytes, filename: str, mapping: dict[str, str] | None = None) -> "ImportResult": """Read a file and put it to use. Raises FileUnusableError; then the data set in use is untouched."""
    def last_import(self) -> "ImportResult | None": """The report of the import in use, or None."""
    def undo_import(self) -> Dataset: """Go back to the data set used before."""
    def use_demo(self) -> Dataset: ...

    # ---- knowledge
    def fit(self, outcome: str = "revenue"): """ResponseFit, memoized on content."""
    def agents(self) -> tuple: """Registered agents."""
    def report(self, agent: str, **parameters) -> Report: ...
    def recommendations(self) -> tuple[Recommendation, ...]: """Of all agents, by expected gain."""

    # ---- planning
    def planner(self, outcome: str = "revenue", days: int = 30) -> Planner: ...
    def figures(self, settings: PlanSettings, spend: dict[str, float]) -> PlanFigures: ...
    def optimize(self, settings: PlanSettings) -> OptimizedPlan: """Raises InfeasibleError, InputError."""
    def budget_curve(self, settings: PlanSettings) -> BudgetCurve: ...

    # ---- scenarios
    scenarios: "ScenarioStore"   # core.scenarios
