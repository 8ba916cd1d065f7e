"""How much neighbouring days repeat each other: a run of similar days is not so many independent ones.

The mean of a series whose autocorrelations are a r^lag has the variance of independent days times 1 + 2 a r / (1 - r).
Residuals of a fit show less of it than the noise had, because level, season and drift have followed some of it: all
their autocorrelations lie lower by about the same (Marriott and Pope, 1954, for a mean). So a r^lag - b is fitted to
those of all campaigns together; how far a campaign has its own repetition is learned from how much they differ.
"""

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats

LAGS = 14
RATES = np.arange(0.3, 0.86, 0.05)
"""Autocorrelation from one day to the next; what is slower still is drift."""
DOUBT = 1.5
"""Log odds, beforehand, against days that repeat each other: two numbers more fit any series a little better."""
MOST = 3.0
"""How many times the repetition of all campaigns one campaign may have."""


def variance_inflation(residual: Floats, counted: NDArray[np.bool_]) -> Floats:
    """Return by how much neighbouring days repeat each other: 1 for independent days, shape (campaigns,).

    The likelihood of a campaign is divided by it.

    Args:
        residual: Standardised residuals, shape (days, campaigns).
        counted: Which days are learned from.
    """
    days, campaigns = residual.shape
    lag = np.arange(1, min(LAGS, days // 4) + 1)
    if len(lag) < 3:
        return np.ones(campaigns)
    seen, pairs = _autocorrelation(residual, counted, lag)
    total = pairs.sum(axis=1)
    root = np.sqrt(total)
    mean = (pairs * seen).sum(axis=1) / np.maximum(total, 1)
    fits = [_decline(rate**lag * root, root, mean * root) for rate in RATES]
    # A mean over rates, and over no repetition at all (the last), by how well each fits: the variance of a correlation
    # is one over the number of its pairs.
    log_odds = np.array([-0.5 * miss - DOUBT - np.log(len(RATES)) for _, _, miss in fits])
    log_odds = np.append(log_odds, -0.5 * _decline(np.zeros(len(lag)), root, mean * root)[2])
    odds = np.exp(log_odds - log_odds.max())
    odds = (odds / odds.sum())[:-1]
    at = int(np.argmax(odds))
    common, below, _ = fits[at]
    if common <= 0:
        return np.ones(campaigns)
    amplitude = np.array([one for one, _, _ in fits])
    excess = float(odds @ (amplitude * 2 * RATES / (1 - RATES)))

    shape = RATES[at] ** lag[:, None]
    known = np.maximum((pairs * shape**2).sum(axis=0), 1e-12)
    own = (pairs * (seen + below) * shape).sum(axis=0) / known
    between = float((((own - common) ** 2 - 1 / known) * known).sum() / known.sum())
    own = common + (own - common) * max(between, 0.0) / (max(between, 0.0) + 1 / known)
    return 1 + excess * np.clip(own / common, 0, MOST)


def repetition(inflation: float) -> float:
    """Return the correlation of neighbouring days of an autoregression whose days repeat each other so much.

    Example:
        >>> repetition(3.0)
        0.5
    """
    return (inflation - 1) / (inflation + 1)


def _decline(rising: Floats, falling: Floats, wanted: Floats) -> tuple[float, float, float]:
    """Return a, b >= 0 of the least squares ``a rising - b falling = wanted``, and the squares that are left.

    The free solution where neither is below zero, or else the better one of the two with one part alone.
    """
    rr, rf, ff = float(rising @ rising), float(rising @ falling), float(falling @ falling)
    rw, fw = float(rising @ wanted), -float(falling @ wanted)
    determinant = rr * ff - rf * rf
    if determinant > 1e-12 * rr * ff:
        a, b = (rw * ff + rf * fw) / determinant, (rr * fw + rf * rw) / determinant
    else:
        a = b = -1.0
    if min(a, b) < 0:
        alone = (max(rw, 0.0) / max(rr, 1e-300), 0.0), (0.0, max(fw, 0.0) / max(ff, 1e-300))
        a, b = alone[0] if alone[0][0] * rw > alone[1][1] * fw else alone[1]
    miss = wanted - a * rising + b * falling
    return a, b, float(miss @ miss)


def _autocorrelation(residual: Floats, counted: NDArray[np.bool_], lags: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Return autocorrelations and the number of pairs behind them, both of shape (lags, campaigns)."""
    count = np.maximum(counted.sum(axis=0), 1)
    r = np.where(counted, residual, 0.0)
    r = r - np.where(counted, r.sum(axis=0) / count, 0.0)
    size = np.maximum((r**2).sum(axis=0) / count, 1e-12)
    pairs = np.array([(counted[lag:] & counted[:-lag]).sum(axis=0) for lag in lags], float)
    products = np.array([(r[lag:] * r[:-lag]).sum(axis=0) for lag in lags])
    return products / np.maximum(pairs, 1) / size, pairs
