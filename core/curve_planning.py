"""Planning with curves from elsewhere: the planner of a curve set, as ``core.planning`` makes it of a fit."""

import hashlib

import numpy as np

from core.allocation.planning import PlanCampaign, Planner
from core.curves import curves_bytes
from core.errors import InputError
from core.memo import content_key
from core.planning import LONGEST, UPPER_FACTOR
from core.response.external import CurveSet


def curve_set_hash(curves: CurveSet) -> str:
    """Return a hash of what a curve set says: same curves, same hash, in every process."""
    about = repr((curves.source, curves.period_days, curves.outcome, curves.currency, curves.names, curves.channels))
    digest = hashlib.sha256(about.encode() + curves_bytes(curves.curves) + curves.spend_today.astype("<f8").tobytes())
    return digest.hexdigest()[:40]


def planner_of_curves(curves: CurveSet, days: int) -> Planner:
    """Return the planner of a horizon over curves that were fitted elsewhere.

    Where a file does not say what is spent today, the middle of the spends seen stands for it.

    Args:
        curves: The curves, of a day or a week.
        days: Length of the horizon, 1 to 366.

    Raises:
        InputError: If the horizon cannot be used.
    """
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= LONGEST:
        raise InputError(f"The horizon is {days!r} days; it must be a whole number from 1 to {LONGEST}.")
    periods = days / curves.period_days
    today = np.array(
        [x if np.isfinite(x) else sum(c.seen) / 2 for c, x in zip(curves.curves, curves.spend_today, strict=True)]
    )
    order = np.argsort(-today, kind="stable").tolist()
    campaigns = tuple(
        PlanCampaign(
            id=curves.names[c],
            name=curves.names[c],
            channel=curves.channels[c],
            today=float(today[c] * periods),
            lower=0.0,
            upper=float(max(today[c] * UPPER_FACTOR, curves.curves[c].seen[1]) * periods),
            seen=float(curves.curves[c].seen[1] * periods),
            usual=float(today[c] * periods),
        )
        for c in order
    )
    content = curve_set_hash(curves)
    return Planner(
        key=content_key("planner", curves=content, days=days),
        dataset_hash=content,
        outcome=curves.outcome,
        days=days,
        currency=curves.currency,
        campaigns=campaigns,
        curves=tuple(curves.curves[c].over(periods) for c in order),
    )
