"""Adstock: how spend of earlier days still works today."""

import numpy as np
from numpy.typing import ArrayLike

from core.curves import Floats
from core.errors import InputError


def geometric_adstock(spend: ArrayLike, decay: ArrayLike) -> Floats:
    """Return the geometric adstock ``a[t] = (1 - decay) * spend[t] + decay * a[t - 1]``, with ``a[-1] = 0``.

    The weights of all days add up to 1, so that steady spend ``x`` comes to ``a = x``: curves keep the unit of money.
    The idea is Broadbent's (1979, "One way TV advertisements work"); the normalised form is that of Jin et al. (2017,
    "Bayesian methods for media mix modeling with carryover and shape effects").

    Args:
        spend: Spend by period, shape (periods,) or (periods, campaigns). Currency.
        decay: Share of the effect that is left one period later, at least 0 and below 1; a number or (campaigns,).

    Returns:
        Adstocked spend, the shape of ``spend``; for one-dimensional spend and several decays (periods, campaigns).

    Raises:
        InputError: If a decay is outside [0, 1).

    Example:
        >>> geometric_adstock([100.0, 0.0, 0.0], 0.5)
        array([50. , 25. , 12.5])
    """
    x = np.asarray(spend, float)
    d = np.asarray(decay, float)
    if not np.all((d >= 0) & (d < 1)):
        raise InputError(f"decay == {d}, must be at least 0 and below 1")
    if x.ndim == 1 and d.ndim == 1:
        x = x[:, None]
    fresh = (1.0 - d) * x
    stock = np.empty_like(fresh)
    left = np.zeros(fresh.shape[1:])
    for t in range(len(fresh)):
        left = fresh[t] + d * left
        stock[t] = left
    return stock


def adstock_and_slope(spend: Floats, decay: Floats) -> tuple[Floats, Floats]:
    """Return the geometric adstock and its derivative with respect to the decay, for the fit; no checks.

    Args:
        spend: Shape (periods, ..., campaigns). Currency.
        decay: Shape (..., campaigns), e.g. (draws, campaigns) with ``spend`` (periods, 1, campaigns).

    Returns:
        Two arrays of shape (periods, ..., campaigns), broadcast.
    """
    shape = (len(spend), *np.broadcast_shapes(spend.shape[1:], decay.shape))
    stock, slope = np.empty(shape), np.empty(shape)
    left, left_slope = np.zeros(shape[1:]), np.zeros(shape[1:])
    for t in range(len(spend)):
        left_slope = left - spend[t] + decay * left_slope
        left = (1.0 - decay) * spend[t] + decay * left
        stock[t], slope[t] = left, left_slope
    return stock, slope
