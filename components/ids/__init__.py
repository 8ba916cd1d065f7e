"""The ids of the pages, one class a page. Callbacks and components name them from here only."""

from components.ids.budget import Budget
from components.ids.forecast import Outlook
from components.ids.models import Models
from components.ids.pages import Campaigns, Data, Overview
from components.ids.scenarios import PlanActual, Scenarios
from components.ids.shell import Figure, Shell
from components.ids.today import Today
from components.ids.unusual import Pacing, Unusual

__all__ = [
    "Budget",
    "Campaigns",
    "Data",
    "Figure",
    "Models",
    "Outlook",
    "Overview",
    "Pacing",
    "PlanActual",
    "Scenarios",
    "Shell",
    "Today",
    "Unusual",
]
