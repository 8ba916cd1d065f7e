"""Alpha spending: how much of the allowed error may be used up by when (Lan and DeMets 1983)."""

import math
from typing import Final

from scipy.special import ndtr, ndtri

from core.errors import InputError

KINDS: Final = ("obrien-fleming", "pocock", "power", "hwang-shih-decani")


def spent(fraction: float, alpha: float, kind: str = "obrien-fleming", shape: float | None = None) -> float:
    """Return the part of ``alpha`` that may be spent until a share of the people has been seen.

    - ``obrien-fleming``: 2 - 2 Phi(z / sqrt(t)), z the quantile of 1 - alpha / 2 (Lan and DeMets 1983): little early.
    - ``pocock``: alpha ln(1 + (e - 1) t) (Lan and DeMets 1983): about the same at each look.
    - ``power``: alpha t^shape, shape 3 unless told (Kim and DeMets 1987).
    - ``hwang-shih-decani``: alpha (1 - e^(-shape t)) / (1 - e^(-shape)), shape -4 unless told (Hwang, Shih and
      DeCani 1990).

    Args:
        fraction: Share of the planned people seen, 0 to 1; beyond 1 everything is spent.
        alpha: To be spent in all on one side.
        kind: One of ``KINDS``.
        shape: Of the last two families.

    Raises:
        InputError: If an argument cannot be used.

    >>> round(spent(0.5, 0.025), 5), round(spent(0.5, 0.025, "pocock"), 5), round(spent(1, 0.025), 5)
    (0.00153, 0.0155, 0.025)
    """
    if not fraction >= 0:
        raise InputError(f"The share of people seen is {fraction:g}; it cannot be below zero.")
    if not 0 < alpha < 1:
        raise InputError(f"The allowed error is {alpha:g}; it must be between 0 and 1.")
    if fraction == 0:
        return 0.0
    t = min(float(fraction), 1.0)
    if kind == "obrien-fleming":
        return float(2 * ndtr(ndtri(alpha / 2) / math.sqrt(t)))
    if kind == "pocock":
        return alpha * math.log1p((math.e - 1) * t)
    if kind == "power":
        power = 3.0 if shape is None else shape
        if not power > 0:
            raise InputError(f"The shape of a power family is {power:g}; it must be above zero.")
        return float(alpha * t**power)
    if kind == "hwang-shih-decani":
        gamma = -4.0 if shape is None else shape
        if not abs(gamma) <= 40:
            raise InputError(f"The shape of a Hwang-Shih-DeCani family is {gamma:g}; it must be between -40 and 40.")
        return alpha * t if gamma == 0 else alpha * math.expm1(-gamma * t) / math.expm1(-gamma)
    raise InputError(f"There is no spending named “{kind}”. Known are {', '.join(KINDS)}.")
