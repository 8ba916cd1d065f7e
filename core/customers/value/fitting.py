"""Maximum likelihood in log parameters with exact gradients: several starts, Newton steps at the end, covariance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.curves import Floats
from core.errors import NotEnoughDataError

EDGE: Final = 9.0
"""Log parameters are sought within this, times being scaled to a mean age of one."""
DECREMENT: Final = 1e-13
"""Newton decrement of the mean log-likelihood below which a maximum is reached."""
STEP: Final = 1e-4
PRIOR_PRECISION: Final = 0.25
"""Of draws: a normal prior of standard deviation 2 keeps directions that the data do not tell finite."""

Objective = Callable[[Floats], tuple[float, Floats]]
"""Log parameters to the mean negative log-likelihood and its gradient."""


@dataclass(frozen=True, eq=False)
class Maximum:
    """Where the likelihood is highest.

    Attributes:
        at: Log parameters.
        value: Mean log-likelihood.
        information: Minus the second derivatives of the mean log-likelihood in log parameters, square.
        edges: Indices of parameters that ran to the edge of what is sought.
    """

    at: Floats
    value: float
    information: Floats
    edges: tuple[int, ...]


def maximise(objective: Objective, starts: Sequence[Floats], rough: Objective | None = None) -> Maximum:
    """Return the best maximum from several starts.

    Args:
        objective: Mean negative log-likelihood and gradient.
        starts: Log parameters.
        rough: The same on a part of the rows; where given, the starts are tried on it and only the best goes on.

    Raises:
        NotEnoughDataError: If no start leads to a maximum.
    """
    from scipy.optimize import minimize

    def descend(function: Objective, start: Floats) -> tuple[float, Floats]:
        bounds = [(-EDGE, EDGE)] * len(start)
        found = minimize(
            function, np.clip(start, -EDGE, EDGE), jac=True, method="L-BFGS-B", bounds=bounds,
            options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-9},
        )  # fmt: skip
        return float(found.fun), np.asarray(found.x, float)

    tried = [descend(rough or objective, np.asarray(start, float)) for start in starts]
    tried = [one for one in tried if np.isfinite(one[0])]
    if not tried:
        raise NotEnoughDataError("The purchases of these customers fit no model: no start of the search led anywhere.")
    at = min(tried, key=lambda one: one[0])[1]
    return _polished(objective, at)


def _polished(objective: Objective, at: Floats) -> Maximum:
    """Newton steps on the parameters that are not at an edge, until nothing is to be gained."""
    value, gradient = objective(at)
    hessian, before = hessian_of(objective, at), np.inf
    for _ in range(50):
        free = np.abs(at) < EDGE - 1e-6
        if not free.any():
            break
        inside = hessian[np.ix_(free, free)]
        values, vectors = np.linalg.eigh(inside)
        # A direction that the data hardly tell, or that bends the wrong way, is walked carefully.
        careful = np.maximum(np.abs(values), 1e-9)
        step = np.zeros_like(at)
        step[free] = -vectors @ ((vectors.T @ gradient[free]) / careful)
        decrement = float(-gradient @ step)
        if decrement < DECREMENT and values.min() > 0:
            break
        if decrement > 0.05 * before:
            # The bend has changed since it was last worked out; otherwise it serves for several steps.
            hessian, before = hessian_of(objective, at), np.inf
            continue
        before = decrement
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
        for _ in range(30):
            tried = np.clip(at + step, -EDGE, EDGE)
            new_value, new_gradient = objective(tried)
            if np.isfinite(new_value) and new_value <= value:
                break
            step = step / 2
        else:
            break
        gained, at, value, gradient = value - new_value, tried, new_value, new_gradient
        if gained < 1e-15 * max(1.0, abs(value)):
            break
    free = np.abs(at) < EDGE - 1e-3
    if np.abs(gradient[free]).max(initial=0.0) > 1e-5:
        raise NotEnoughDataError(
            "The search for the parameters did not settle: these histories do not say how often customers buy and "
            "when they leave. More customers or a longer time help."
        )
    edges = tuple(int(one) for one in np.flatnonzero(~free))
    return Maximum(at, -value, hessian_of(objective, at), edges)


def hessian_of(objective: Objective, at: Floats) -> Floats:
    """Return the second derivatives as central differences of the exact gradient (error of the order of 1e-8)."""
    size = len(at)
    rows = np.empty((size, size))
    for index in range(size):
        step = np.zeros(size)
        step[index] = STEP
        rows[index] = (objective(at + step)[1] - objective(at - step)[1]) / (2 * STEP)
    return (rows + rows.T) / 2


def covariance_of(information: Floats, customers: float) -> Floats:
    """Return the covariance of log parameters; where the data do not tell a direction, the prior of draws bounds it.

    Args:
        information: Of the mean log-likelihood.
        customers: How many it is the mean of.
    """
    values, vectors = np.linalg.eigh(information * customers)
    precision = np.where(values > 4 * PRIOR_PRECISION, values, np.maximum(values, 0) + PRIOR_PRECISION)
    return np.asarray((vectors / precision) @ vectors.T)


def draws_of(log_parameters: Floats, covariance: Floats, count: int, seed: int) -> Floats:
    """Return draws of the parameters, ``count`` × parameters: log-normal about the maximum.

    Few draws with the same seed would make the spread of everything too small, or too large, each time. So they are
    turned and scaled until their covariance is the one that is wanted.
    """
    rng = np.random.default_rng(seed)
    values, vectors = np.linalg.eigh(covariance)
    normal = rng.standard_normal((count, len(log_parameters)))
    half = count // 2
    if half >= len(log_parameters):
        turned, scale = np.linalg.qr(normal[:half])
        normal[:half] = turned * np.sign(np.diag(scale)) * np.sqrt(half)
    # In pairs of opposite signs: the mean of the draws is then the maximum, also with few of them.
    normal[count - half :] = -normal[:half]
    return np.exp(log_parameters + (normal * np.sqrt(np.maximum(values, 0))) @ vectors.T)
