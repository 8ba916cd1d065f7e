"""Weights of a synthetic control: least squares with weights that are not negative and add up to one."""

from typing import Final

import numpy as np

from core.curves import Floats

TOLERANCE: Final = 1e-9
"""Duality gap at which the search ends, as a share of the target's sum of squares."""
MOST_STEPS: Final = 4_000


def simplex_weights(gram: Floats, cross: Floats, squares: Floats, steps: int = MOST_STEPS) -> Floats:
    """Return the weights that minimise ``squares - 2 cross w + w gram w`` over w >= 0 that add up to 1, many at once.

    Accelerated projected gradients (Nesterov, 1983; FISTA: Beck & Teboulle, 2009) with restarts where the objective
    would rise (O'Donoghue & Candès, 2015); it ends when the Frank-Wolfe gap, which bounds what could still be won, is
    small (Jaggi, 2013).

    Args:
        gram: Cross products of the donors, shape (problems, donors, donors).
        cross: Cross products of donors and target, shape (problems, donors).
        squares: Sum of squares of the target, shape (problems,).
        steps: Most steps.
    """
    problems, donors = cross.shape
    weights = np.full((problems, donors), 1.0 / donors)
    if donors == 1:
        return weights
    # The largest absolute row sum bounds the largest eigenvalue.
    step = 1.0 / np.maximum(np.abs(gram).sum(axis=2).max(axis=1), 1e-300)[:, None]
    ahead, momentum = weights, np.ones((problems, 1))
    for number in range(steps):
        slope = np.einsum("pij,pj->pi", gram, ahead) - cross
        moved = project(ahead - step * slope)
        grown = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        # Where the step goes against the slope the momentum has overshot: begin anew from here.
        restart = ((ahead - moved) * (moved - weights)).sum(axis=1, keepdims=True) > 0
        grown = np.where(restart, 1.0, grown)
        ahead = moved + np.where(restart, 0.0, (momentum - 1) / grown) * (moved - weights)
        weights, momentum = moved, grown
        if number % 25 == 24:
            slope = np.einsum("pij,pj->pi", gram, weights) - cross
            gap = (slope * weights).sum(axis=1) - slope.min(axis=1)
            if (gap <= TOLERANCE * np.maximum(squares, 1e-300)).all():
                break
    return weights


def project(points: Floats) -> Floats:
    """Return the nearest points with parts that are not negative and add up to one (Held, Wolfe & Crowder, 1974).

    Example:
        >>> project(np.array([[0.4, 0.4, -1.0], [2.0, 0.0, 0.0]])).tolist()
        [[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]]
    """
    ordered = -np.sort(-points, axis=1)
    above = (np.cumsum(ordered, axis=1) - 1) / np.arange(1, points.shape[1] + 1)
    last = (ordered > above).sum(axis=1) - 1
    found: Floats = np.maximum(points - above[np.arange(len(points)), last][:, None], 0.0)
    return found
