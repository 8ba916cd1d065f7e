"""Draws of what was integrated out: coefficients of controls and events, time basis, slow process."""

from dataclasses import dataclass

import numpy as np

from core.curves import Floats
from core.response.mix.data import MixData
from core.response.mix.design import slow_kernel
from core.response.mix.posterior import Posterior


@dataclass(frozen=True, eq=False)
class LinearDraws:
    """Summed over regions, in units of the outcome. S draws, T periods, X controls and events.

    Attributes:
        level: Intercept, trend and hidden demand as the spends tell of it, shape (S, T).
        slow: Slow process, shape (S, T), where nothing was learned from as it would go on.
        season: Season and weekday, shape (S, T).
        coefficients: Of controls and events, shape (S, X).
        noise: Standard deviation of a period's noise, shape (S,).
    """

    level: Floats
    slow: Floats
    season: Floats
    coefficients: Floats
    noise: Floats


def linear_draws(posterior: Posterior, theta: Floats, data: MixData, rng: np.random.Generator) -> LinearDraws:
    """Return one draw for each row of ``theta``, exact given it.

    Coefficients of controls and events with everything else integrated out, then the time basis with the slow process
    integrated out, then the slow process, conditioned by Matheron's rule (Journel and Huijbregts, 1978).

    Args:
        posterior: The posterior.
        theta: Coordinates, shape (S, D).
        data: The rows.
        rng: Source of chance.
    """
    design = posterior.design
    draws, regions, periods = len(theta), posterior.regions, len(data.dates)
    own, extra, pulse, amplitudes = posterior.split(theta)
    residual = posterior.residual(own, extra, pulse)
    noise, slow = posterior.variances(amplitudes)
    weight, x, count = 1.0 / (noise + slow), design.rotated_covariates, len(design.precision)
    gamma = np.zeros((draws, count))
    if count:
        gram = np.einsum("pn,sn,qn->spq", x, weight, x, optimize=True) + np.diag(design.precision)
        factor = np.linalg.cholesky(gram)
        by = (weight * design.rotate(residual)) @ x.T
        whitened = np.linalg.solve(factor, by[..., None]) + rng.standard_normal((draws, count, 1))
        gamma[:] = np.linalg.solve(factor.swapaxes(1, 2), whitened)[..., 0]
        residual = residual - np.einsum("sp,prt->srt", gamma, design.covariates)

    squares = np.exp(2 * amplitudes).reshape(draws, -1, 2)
    kernel = slow_kernel(data.dates, design.memory)
    observed = design.observed
    roughness, turn = np.linalg.eigh(kernel[np.ix_(observed, observed)])
    root = np.linalg.cholesky(kernel + 1e-9 * np.eye(periods))
    reach = kernel[:, observed] @ turn
    basis = turn.T @ design.basis.columns[observed]
    turned = (design.rotation @ residual) @ turn
    beta = np.empty((draws, regions, basis.shape[1]))
    process = np.empty((draws, regions, periods))
    for j in range(regions):
        sigma, amplitude = squares[:, min(j, squares.shape[1] - 1)].T
        variance = sigma[:, None] + amplitude[:, None] * np.maximum(roughness, 0.0)
        gram = np.einsum("tp,st,tq->spq", basis, 1.0 / variance, basis, optimize=True)
        half = np.linalg.cholesky(gram)
        by = (turned[:, j] / variance) @ basis
        whitened = np.linalg.solve(half, by[..., None]) + rng.standard_normal((draws, basis.shape[1], 1))
        beta[:, j] = np.linalg.solve(half.swapaxes(1, 2), whitened)[..., 0]
        free = np.sqrt(amplitude)[:, None] * (rng.standard_normal((draws, periods)) @ root.T)
        shock = np.sqrt(sigma)[:, None] * rng.standard_normal((draws, len(roughness)))
        off = turned[:, j] - beta[:, j] @ basis.T - free[:, observed] @ turn - shock
        process[:, j] = free + amplitude[:, None] * ((off / variance) @ reach.T)
    size = design.size
    # Back from mean and differences to regions, and at once the sum of all regions.
    total = design.rotation @ size
    columns, seasonal = design.basis.columns, design.basis.seasonal
    beta_total = np.einsum("srp,r->sp", beta, total)
    noise_square = squares[:, 0, 0] * total[0] ** 2 + squares[:, -1, 0] * (total[1:] ** 2).sum()
    demand = gamma[:, count - len(design.demand) :] @ design.demand * size.sum()
    return LinearDraws(
        level=beta_total[:, ~seasonal] @ columns[:, ~seasonal].T + demand,
        slow=np.einsum("srt,r->st", process, total),
        season=beta_total[:, seasonal] @ columns[:, seasonal].T,
        coefficients=gamma[:, : data.covariates.shape[-1]],
        noise=np.sqrt(noise_square),
    )
