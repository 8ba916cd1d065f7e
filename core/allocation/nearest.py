"""The plan nearest to a split that keeps budget, limits and groups."""

import numpy as np
from scipy.optimize import linprog

from core.allocation.constraints import Demand
from core.curves import Floats


def nearest(spend: Floats, demand: Demand, least: Floats, most: Floats) -> Floats:
    """Return the plan that keeps all sums of a demand to ten digits and moves as little money as can be.

    Args:
        spend: A split, shape (campaigns,). Currency.
        demand: Its sums have to be kept; rules on which campaigns run are not looked at.
        least: Lowest spend by campaign.
        most: Highest spend by campaign.

    Returns:
        The plan; the split within its limits where none keeps the sums.
    """
    count = len(spend)
    unit = max(min(demand.most, float(demand.upper.sum())), 1e-12)
    matrix, low, high = demand.rows(unit)
    start = np.clip(spend, least, most)
    sums = matrix @ start / unit
    if (sums >= low - 1e-12).all() and (sums <= high + 1e-12).all():
        return start
    # Spend is the start with something added and something taken away, as little as can be.
    wide = np.hstack([matrix, -matrix])
    upper, lower = np.isfinite(high), np.isfinite(low)
    result = linprog(
        np.ones(2 * count),
        A_ub=np.vstack([wide[upper], -wide[lower]]),
        b_ub=np.r_[(high - sums)[upper], (sums - low)[lower]],
        bounds=np.r_[
            np.column_stack([np.zeros(count), (most - start) / unit]),
            np.column_stack([np.zeros(count), (start - least) / unit]),
        ],
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    if result.x is None:
        return start
    return np.clip(start + (result.x[:count] - result.x[count:]) * unit, least, most)
