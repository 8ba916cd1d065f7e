"""Customers: who they are and what they are worth: histories, value, segments, cohorts."""

from core.customers.histories import Histories, histories
from core.customers.roles import CustomerRoles
from core.customers.source import CustomerSource, source_of_dataset, source_of_file

__all__ = [
    "CustomerRoles",
    "CustomerSource",
    "Histories",
    "histories",
    "source_of_dataset",
    "source_of_file",
]
