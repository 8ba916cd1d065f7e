"""Customers: who they are and what they are worth: histories, value, segments, cohorts."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from core.customers.histories import Histories, histories
from core.customers.roles import CustomerRoles
from core.customers.source import CustomerSource, source_of_dataset, source_of_file

if TYPE_CHECKING:
    from core.customers.value import (
        BgNbd,
        CustomerValues,
        GammaGamma,
        Holdout,
        ParetoNbd,
        Rfm,
        Sufficient,
        check_holdout,
        customer_value,
        fit_bgnbd,
        fit_gamma_gamma,
        fit_pareto_nbd,
        holdout_of,
        rfm,
        sufficient,
    )

__all__ = [
    "BgNbd",
    "CustomerRoles",
    "CustomerSource",
    "CustomerValues",
    "GammaGamma",
    "Histories",
    "Holdout",
    "ParetoNbd",
    "Rfm",
    "Sufficient",
    "check_holdout",
    "customer_value",
    "fit_bgnbd",
    "fit_gamma_gamma",
    "fit_pareto_nbd",
    "histories",
    "holdout_of",
    "rfm",
    "source_of_dataset",
    "source_of_file",
    "sufficient",
]

_VALUE: Final = {
    "BgNbd",
    "CustomerValues",
    "GammaGamma",
    "Holdout",
    "ParetoNbd",
    "Rfm",
    "Sufficient",
    "check_holdout",
    "customer_value",
    "fit_bgnbd",
    "fit_gamma_gamma",
    "fit_pareto_nbd",
    "holdout_of",
    "rfm",
    "sufficient",
}
"""Imported at their first use: they need scipy, which a page that shows no value does not wait for."""


def __getattr__(name: str) -> Any:
    if name in _VALUE:
        return getattr(import_module("core.customers.value"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
