"""Cohorts: who stays, what they bring by age, and when a channel's cost comes back."""

from core.customers.cohorts.answer import CohortAnswer, cohort_answer
from core.customers.cohorts.cohort import Cohort, Cohorts, cohorts, new_pool
from core.customers.cohorts.curves import FEW, Retention, ValueCurve, retention, value_curve
from core.customers.cohorts.customer_months import UNKNOWN, CustomerMonths, customer_months, month_text
from core.customers.cohorts.payback import ChannelPayback, Payback, Paybacks, payback_of, paybacks
from core.customers.cohorts.year import YEAR, Amount, Year, year_of, year_value

__all__ = [
    "FEW",
    "UNKNOWN",
    "YEAR",
    "Amount",
    "ChannelPayback",
    "Cohort",
    "CohortAnswer",
    "Cohorts",
    "CustomerMonths",
    "Payback",
    "Paybacks",
    "Retention",
    "ValueCurve",
    "Year",
    "cohort_answer",
    "cohorts",
    "customer_months",
    "month_text",
    "new_pool",
    "payback_of",
    "paybacks",
    "retention",
    "value_curve",
    "year_of",
    "year_value",
]
