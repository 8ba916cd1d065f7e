"""Pareto shape of importance weights: whether draws of an approximation can stand for the posterior.

Vehtari, Simpson, Gelman, Yao and Gabry (2024, "Pareto smoothed importance sampling"); the fit of the generalised Pareto
distribution is that of Zhang and Stephens (2009), with the weak prior of ten draws at one half.
"""

import numpy as np

from core.curves import Floats

TRUSTED = 0.7
"""Above it, the importance weights say, the approximation has missed a part of the posterior."""


def pareto_shape(log_weights: Floats) -> float:
    """Return the shape k of the tail of importance weights; 0.7 and more is not to be trusted.

    Args:
        log_weights: Log of target over proposal density by draw, up to a constant, shape (draws,).

    Returns:
        k; negative where the weights are bounded, and -inf where all are the same.
    """
    draws = len(log_weights)
    tail = int(np.ceil(min(0.2 * draws, 3 * np.sqrt(draws))))
    if tail < 5:
        return float("nan")
    ordered = np.sort(np.where(np.isfinite(log_weights), log_weights, -np.inf))
    weights = np.exp(ordered - ordered[-1])
    excess = weights[-tail:] - weights[-tail - 1]
    if excess[-1] <= 1e-12:
        return float("-inf")
    return _generalised_pareto(excess[excess > 0])


def _generalised_pareto(x: Floats) -> float:
    """Return the shape of a generalised Pareto distribution of sorted positive ``x``."""
    n = len(x)
    if n < 5:
        return float("-inf")
    grid = 30 + int(np.sqrt(n))
    quarter = x[int(n / 4 + 0.5) - 1]
    theta = 1 / x[-1] + (1 - np.sqrt(grid / (np.arange(1, grid + 1) - 0.5))) / (3 * quarter)
    shape = np.log1p(-theta[:, None] * x).mean(axis=1)
    profile = n * (np.log(-theta / shape) - shape - 1)
    weight = np.exp(profile - profile.max())
    k = float(np.log1p(-(weight @ theta) / weight.sum() * x).mean())
    return (n * k + 10 * 0.5) / (n + 10)
