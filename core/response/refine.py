"""Refining draws: from the normal approximation to the posterior itself, campaign by campaign.

Each draw takes a few Metropolis-Hastings steps whose proposals come from the approximation, given the draw's shared
part (Tierney, 1994, independence chains). Where the posterior is normal nearly all proposals are accepted and nothing
changes; where it is skewed, the draws follow it.
"""

import numpy as np

from core.curves import Floats
from core.response.adstock import adstock_and_slope
from core.response.pareto import pareto_shape
from core.response.posterior import SHAPE, Mode, Problem

SWEEPS = 4
FREEDOM = 8.0
"""Degrees of freedom of the proposals: heavier tails than the posterior's, so that no corner is out of reach."""
ELEMENTS = 4_000_000
"""Days x draws x campaigns that are evaluated at a time; bounds the memory."""


def refine_draws(
    problem: Problem,
    mode: Mode,
    own: Floats,
    shared: Floats,
    conditional: Floats,
    means: Floats,
    rng: np.random.Generator,
    sweeps: int = SWEEPS,
) -> tuple[Floats, Floats, Floats]:
    """Return refined coordinates (draws, campaigns, own), the share of accepted proposals and k-hat by campaign.

    Args:
        problem: Data and prior.
        mode: Mode and its information.
        own: Draws of the coordinates from the approximation, shape (draws, campaigns, own).
        shared: Draws of the shared coefficients, shape (draws, columns).
        conditional: Conditional means of the coordinates given the shared part, shape (draws, campaigns, own).
        means: Draws of the channel means, shape (draws, channels, 4).
        rng: Source of randomness.
        sweeps: Steps a draw.
    """
    draws, campaigns, _ = own.shape
    days = len(problem.spend)
    factor = np.linalg.cholesky(mode.blocks).astype(np.float64)
    refined, accepted, k_hat = own.copy(), np.zeros(campaigns), np.empty(campaigns)
    season = problem.shared @ shared.T
    chunk = max(1, ELEMENTS // (days * draws))
    # All randomness is drawn up front, so that the chunking of the memory has no part in the result.
    noise = rng.standard_normal((sweeps, draws, campaigns, own.shape[2]))
    stretch = np.sqrt(FREEDOM / rng.chisquare(FREEDOM, (sweeps, draws, campaigns, 1)))
    coin = np.log(rng.random((sweeps, draws, campaigns)))
    for first in range(0, campaigns, chunk):
        at = slice(first, first + chunk)
        half = factor[at]
        current = refined[:, at]
        target = _log_density(problem, at, current, season, means)
        proposal_density = _log_student(current - conditional[:, at], half)
        for sweep in range(sweeps):
            step = np.linalg.solve(half.transpose(0, 2, 1)[None], (noise * stretch)[sweep][:, at][..., None])[..., 0]
            new = conditional[:, at] + step
            new_target = _log_density(problem, at, new, season, means)
            new_density = _log_student(step, half)
            take = coin[sweep][:, at] < new_target - target - new_density + proposal_density
            current = np.where(take[..., None], new, current)
            target, proposal_density = np.where(take, new_target, target), np.where(take, new_density, proposal_density)
            accepted[at] += take.mean(axis=0) / sweeps
        refined[:, at] = current
        # How good the proposals are where the shared part is at its mode, so that weights compare like with like.
        step = np.linalg.solve(half.transpose(0, 2, 1)[None], (noise * stretch)[0][:, at][..., None])[..., 0]
        fixed = np.broadcast_to(problem.shared @ mode.shared[:, None], (days, 1))
        weight = _log_density(problem, at, mode.own[at] + step, fixed, mode.means[None]) - _log_student(step, half)
        k_hat[at] = [pareto_shape(column) for column in weight.T]
    return refined, accepted, k_hat


def _log_student(deviation: Floats, half: Floats) -> Floats:
    """Return the log density of the multivariate t proposal, up to a constant, shape (draws, campaigns)."""
    scaled = np.einsum("cji,scj->sci", half, deviation)
    return -(FREEDOM + deviation.shape[2]) / 2 * np.log1p((scaled**2).sum(axis=2) / FREEDOM)


def _log_density(problem: Problem, at: slice, own: Floats, season: Floats, means: Floats) -> Floats:
    """Return the log posterior of the coordinates given the shared part, shape (draws, campaigns)."""
    part = problem.part(at)
    decay = 1 / (1 + np.exp(-own[..., 3]))
    adstock, _ = adstock_and_slope(part.spend[:, None, :], decay)
    gain, _, _ = part.log_hill_gain(own, adstock)
    knots = own[..., SHAPE:]
    log_mu = np.log(part.usual) + own[..., 0] + gain + season[:, :, None]
    log_mu += np.tensordot(part.drift, knots, axes=(1, 2))
    mu = np.exp(np.clip(log_mu, -60, 60))
    fit = (part.weight[:, None, :] * part.dispersion.log_likelihood(part.outcome[:, None, :], mu)).sum(axis=0)
    prior = (((own[..., :SHAPE] - means[:, part.channel]) / np.array(part.prior.within)) ** 2).sum(axis=2)
    prior += ((knots @ part.drift_precision) * knots).sum(axis=2)
    return fit - 0.5 * prior
