"""The ids of the pages, one class a page. Callbacks and components name them from here only."""

from components.ids.advice import Advice
from components.ids.alerts import Alerts
from components.ids.attribution import Attribution
from components.ids.budget import Budget
from components.ids.customers import Customers, CustomersValue
from components.ids.customers_cohorts import CohortView
from components.ids.customers_segments import Segments
from components.ids.experiments_design import Design
from components.ids.experiments_read import Read
from components.ids.experiments_regions import Regions
from components.ids.experiments_suggest import Suggest
from components.ids.experiments_tests import AllTests
from components.ids.experiments_watch import Watch
from components.ids.forecast import Outlook
from components.ids.models import Models
from components.ids.models_predict import Predict, Training, WhatIf
from components.ids.pages import Campaigns, Data, Overview
from components.ids.performance import Kpi
from components.ids.scenarios import PlanActual, Scenarios
from components.ids.shell import Figure, Shell
from components.ids.today import Today
from components.ids.unusual import Pacing, Unusual
from components.ids.uplift import Uplift

__all__ = [
    "Advice",
    "Alerts",
    "AllTests",
    "Attribution",
    "Budget",
    "Campaigns",
    "CohortView",
    "Customers",
    "CustomersValue",
    "Data",
    "Design",
    "Figure",
    "Kpi",
    "Models",
    "Outlook",
    "Overview",
    "Pacing",
    "PlanActual",
    "Predict",
    "Read",
    "Regions",
    "Scenarios",
    "Segments",
    "Shell",
    "Suggest",
    "Today",
    "Training",
    "Unusual",
    "Uplift",
    "Watch",
    "WhatIf",
]
