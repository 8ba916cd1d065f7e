"""Pace: in which months a new customer is expected to buy again, by the BG/NBD model of ``core.customers.value``."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from core.curves import Floats
from core.customers.cohorts.year import YEAR
from core.customers.histories import histories
from core.customers.source import CustomerSource
from core.customers.value import fit_bgnbd
from core.errors import ProductError

WEEKS_A_MONTH: Final = 365.25 / 12 / 7


def repeat_pace(source: CustomerSource, since: date) -> Floats | None:
    """Return the expected repeat purchases of a new customer in each of twelve months; None where there is no model.

    Args:
        source: Where the purchases are.
        since: First day from which on a first purchase counts.
    """
    try:
        found = histories(source)
        new = found.first >= np.datetime64(since)
        model = fit_bgnbd(found.frequency[new], found.recency[new], found.age[new])
    except ProductError:
        return None
    return np.diff(model.expected_new(np.arange(YEAR + 1) * WEEKS_A_MONTH))
