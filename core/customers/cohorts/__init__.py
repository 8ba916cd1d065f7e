"""Cohorts: who stays, what they bring by age, and when a channel's cost comes back."""

from core.customers.cohorts.cohort import Cohort, Cohorts, cohorts
from core.customers.cohorts.curves import FEW, Retention, ValueCurve, retention, value_curve
from core.customers.cohorts.customer_months import UNKNOWN, CustomerMonths, customer_months, month_text

__all__ = [
    "FEW",
    "UNKNOWN",
    "Cohort",
    "Cohorts",
    "CustomerMonths",
    "Retention",
    "ValueCurve",
    "cohorts",
    "customer_months",
    "month_text",
    "retention",
    "value_curve",
]
