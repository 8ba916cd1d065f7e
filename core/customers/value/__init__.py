"""Customer value: customers scored, models of purchases and of spend, and value over the months ahead."""

from core.customers.value.bgnbd import BgNbd, fit_bgnbd
from core.customers.value.gamma_gamma import GammaGamma, fit_gamma_gamma
from core.customers.value.holdout import Holdout, HoldoutGroup, check_holdout, holdout_of
from core.customers.value.pareto_nbd import ParetoNbd, fit_pareto_nbd
from core.customers.value.rfm import Band, Rfm, rfm
from core.customers.value.rfm_groups import GROUPS, RfmGroup
from core.customers.value.sufficient import Sufficient, sufficient
from core.customers.value.worth import CustomerValues, Total, customer_value

__all__ = [
    "GROUPS",
    "Band",
    "BgNbd",
    "CustomerValues",
    "GammaGamma",
    "Holdout",
    "HoldoutGroup",
    "ParetoNbd",
    "Rfm",
    "RfmGroup",
    "Sufficient",
    "Total",
    "check_holdout",
    "customer_value",
    "fit_bgnbd",
    "fit_gamma_gamma",
    "fit_pareto_nbd",
    "holdout_of",
    "rfm",
    "sufficient",
]
