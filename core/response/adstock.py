"""Adstock: how the effect of spend carries over to the days after it."""

import numpy as np
from numpy.typing import ArrayLike

from core.curves import Floats


def geometric_adstock(spend: ArrayLike, decay: ArrayLike) -> Floats:
    """Return a[t] = (1 - decay) * spend[t] + decay * a[t - 1], with nothing before the first day (Broadbent, 1979).

    The weights add up to one: at steady spend the adstock is the spend.

    Args:
        spend: Currency per day, shape (days,) or (days, campaigns).
        decay: Share carried over to the next day, in [0, 1); a scalar, (campaigns,) or (draws, campaigns).

    Returns:
        Adstocked spend, shape (days, ...) with ``spend[0]`` and ``decay`` broadcast.

    Example:
        >>> geometric_adstock([100.0, 0.0, 0.0], 0.5).tolist()
        [50.0, 25.0, 12.5]
    """
    return adstock_and_slope(spend, decay)[0]


def adstock_and_slope(spend: ArrayLike, decay: ArrayLike) -> tuple[Floats, Floats]:
    """Return the geometric adstock and its derivative with respect to the decay; shapes as in ``geometric_adstock``."""
    x, d = np.asarray(spend, float), np.asarray(decay, float)
    shape = (len(x), *np.broadcast_shapes(x.shape[1:], d.shape))
    adstock, slope = np.empty(shape), np.empty(shape)
    level, level_slope = np.zeros(shape[1:]), np.zeros(shape[1:])
    for t in range(len(x)):
        level_slope = level - x[t] + d * level_slope
        level = (1.0 - d) * x[t] + d * level
        adstock[t], slope[t] = level, level_slope
    return adstock, slope
