"""Plan against actual: how the plan in force goes, and why the outcome differs from what it let expect."""

from core.plan_actual.answer import Line, Pace, PlanActual, Series
from core.plan_actual.tracker import PlanTracker

__all__ = ["Line", "Pace", "PlanActual", "PlanTracker", "Series"]
