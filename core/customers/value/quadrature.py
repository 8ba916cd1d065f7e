"""Quadrature for the models of purchases: nodes of beta distributions, and Gauss–Legendre on a stretch."""

from __future__ import annotations

from functools import cache

import numpy as np

from core.curves import Floats


def beta_nodes(a: float, b: Floats, count: int) -> tuple[Floats, Floats]:
    """Return nodes and weights of the mean over p ~ Beta(a, b), by Golub and Welsch (1969), stable for large b.

    Args:
        a: First parameter, above 0.
        b: Second parameters, one a row.
        count: Nodes.

    Returns:
        Nodes in (0, 1) and weights that sum to 1, both rows × count.

    Example:
        >>> nodes, weights = beta_nodes(0.8, np.array([2.4]), 12)
        >>> print(round(float((weights * nodes).sum()), 6), 0.8 / 3.2)
        0.25 0.25
    """
    b = np.atleast_1d(np.asarray(b, float))
    one, two = b - 1, a - 1  # exponents of 1 − t and 1 + t on (−1, 1), with p = (1 + t) / 2
    n = np.arange(count, dtype=float)[None, :]
    alpha, beta = one[:, None], np.full((len(b), 1), two)
    total = alpha + beta
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (beta**2 - alpha**2) / ((2 * n + total) * (2 * n + total + 2))
        middle[:, 0] = ((beta - alpha) / (total + 2))[:, 0]
        k = n[:, 1:]
        square = 4 * k * (k + alpha) * (k + beta) * (k + total)
        square = square / ((2 * k + total) ** 2 * (2 * k + total + 1) * (2 * k + total - 1))
        first = 4 * (1 + alpha) * (1 + beta) / ((2 + total) ** 2 * (3 + total))
    if count > 1:
        square[:, 0] = first[:, 0]
    matrix = np.zeros((len(b), count, count))
    index = np.arange(count)
    matrix[:, index, index] = middle
    side = np.sqrt(np.maximum(square, 0))
    matrix[:, index[1:], index[:-1]] = side
    matrix[:, index[:-1], index[1:]] = side
    values, vectors = np.linalg.eigh(matrix)
    return np.clip((1 + values) / 2, 0.0, 1.0), vectors[:, 0, :] ** 2


@cache
def legendre(count: int) -> tuple[Floats, Floats]:
    """Return nodes and weights on (0, 1)."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1) / 2, weights / 2
