"""Draws: from the normal approximation to the posterior itself, campaign by campaign.

Each draw takes Metropolis-Hastings steps whose proposals come from the approximation, given the draw's shared part
(Tierney, 1994, independence chains). Where the posterior is normal nearly all proposals are accepted and nothing
changes; where it is skewed, the draws follow it.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from core.curves import Floats
from core.response.daily_mean import Singles, log_logistic, rows
from core.response.pareto import pareto_shape
from core.response.posterior import Mode, Problem

SWEEPS = 16
"""Most steps a draw."""
STILL = 0.03
"""Share of draws that may be left where the approximation had put them."""
FREEDOM = 8.0
"""Degrees of freedom of the proposals: heavier tails than the posterior's, so that no corner is out of reach."""


@dataclass(frozen=True, eq=False)
class Draws:
    """Posterior draws, and how good the approximation they come from is.

    Attributes:
        own: Coordinates and knots, shape (draws, campaigns, own); single precision.
        shared: Coefficients of weekday and season, shape (draws, columns).
        means: Channel means, shape (draws, channels, coordinates).
        acceptance: Share of accepted proposals by campaign.
        k_hat: Pareto shape of the importance weights of the proposals by campaign.
    """

    own: Singles
    shared: Floats
    means: Floats
    acceptance: Floats
    k_hat: Floats


def posterior_draws(problem: Problem, mode: Mode, draws: int, seed: int, fixed: bool = False, least: int = 2) -> Draws:
    """Return refined draws.

    Args:
        problem: Data and prior.
        mode: Mode and its information.
        draws: Number of draws.
        seed: Seed; each campaign has its own stream, so that the order of the work plays no part.
        fixed: Whether the shared part stays at its mode, for tests.
        least: Least number of steps a draw.
    """
    width, shapes = len(mode.shared), problem.shapes
    rng = np.random.default_rng([seed, 0])
    half = np.linalg.cholesky(mode.schur)
    border = solve_triangular(half, rng.standard_normal((len(half), draws)), lower=True, trans="T").T
    if fixed:
        border = np.zeros_like(border)
    shared = mode.shared + border[:, :width]
    means = mode.means + border[:, width:].reshape(draws, -1, shapes)

    season = problem.mean.season(shared)

    def refine(c: int) -> tuple[Singles, float, float]:
        return _refine(problem, mode, c, border, season, means, np.random.default_rng([seed, 1, c]), least)

    parts = problem.mean.each(refine)
    own = np.stack([part[0] for part in parts], axis=1)
    return Draws(own, shared, means, np.array([p[1] for p in parts]), np.array([p[2] for p in parts]))


def _refine(
    problem: Problem,
    mode: Mode,
    c: int,
    border: Floats,
    season: Singles,
    means: Floats,
    rng: np.random.Generator,
    least: int,
) -> tuple[Singles, float, float]:
    """Return the draws of one campaign, the share of accepted proposals and their Pareto shape."""
    # Knots first, so that shapes are drawn free of them and only shapes need the heavier tails: knots are as good as
    # normal, and a t distribution of all together is refused the more often the more of them there are.
    shapes = problem.shapes
    order = np.roll(np.arange(len(mode.blocks[c])), -shapes)
    half = np.linalg.cholesky(mode.blocks[c][np.ix_(order, order)])
    shift = np.linalg.solve(mode.blocks[c], mode.cross[c]) @ border.T
    conditional = mode.own[c] - shift.T
    target = Target(problem, mode, c, season, means[:, problem.channel[c]])
    draws, size = conditional.shape

    def step(noise: Floats) -> Floats:
        return np.roll(solve_triangular(half, noise.T, lower=True, trans="T").T, shapes, axis=1)

    first = rng.standard_normal((draws, size))
    current = conditional + step(first)
    density, proposed = target(current), _log_proposal(first, shapes)
    moved, accepted, sweeps, k_hat = np.zeros(draws, bool), 0.0, 0, np.nan
    while sweeps < least or (sweeps < SWEEPS and 1 - moved.mean() > STILL):
        noise = rng.standard_normal((draws, size))
        noise[:, size - shapes :] *= np.sqrt(FREEDOM / rng.chisquare(FREEDOM, (draws, 1)))
        new = conditional + step(noise)
        new_density, new_proposed = target(new), _log_proposal(noise, shapes)
        if sweeps == 0:
            # What the approximation thinks the draw's shared part is worth to this campaign goes off the weights: they
            # are to compare one draw of the campaign with another, not one season with another.
            k_hat = pareto_shape(new_density - new_proposed - target.worth(border, shift, mode))
        take = np.log(rng.random(draws)) < new_density - density - new_proposed + proposed
        current[take], density[take], proposed[take] = new[take], new_density[take], new_proposed[take]
        moved |= take
        accepted += float(take.mean())
        sweeps += 1
    return current.astype(np.float32), accepted / sweeps, k_hat


class Target:
    """Log posterior of one campaign's coordinates given the shared part, by draw."""

    def __init__(self, problem: Problem, mode: Mode, campaign: int, season: Singles, means: Floats) -> None:
        self.problem, self.campaign, self.season, self.means = problem, campaign, season, means
        self.curve = problem.mean.curve(campaign)
        kappa, phi = problem.dispersion.kappa[campaign], problem.dispersion.phi[campaign]
        weight, y = problem.weight[:, campaign], problem.outcome[:, campaign]
        self.at_mode = problem.log_mean(mode.own, mode.shared, slice(campaign, campaign + 1))[0]
        # Relative to the usual spend and to the mode, so that no unit matters and single precision holds the sums.
        usual = np.log(problem.mean.usual[campaign])
        self.relative = (self.at_mode - usual).astype(np.float32)
        self.offset = np.float32(np.log(phi / kappa) + usual)
        self.log_share = log_logistic((self.at_mode + np.log(phi / kappa)).astype(np.float32))
        self.by_share = (weight * (y / kappa + 1 / phi)).astype(np.float32)
        self.by_log = (weight / phi).astype(np.float32)

    def __call__(self, own: Floats) -> Floats:
        """Return the log density, up to a constant, shape (draws,)."""
        problem, c = self.problem, self.campaign
        shapes = problem.shapes
        fit = np.empty(len(own))
        for at in rows(len(own)):
            eta = self.curve(own[at], self.season[at])
            np.clip(eta, np.float32(-60), np.float32(60), out=eta)
            share = log_logistic(eta + self.offset)
            share -= self.log_share
            eta -= self.relative
            # The quasi-likelihood in logarithms: y / kappa log s - softplus / phi, with s = phi mu / (kappa + phi mu).
            fit[at] = (share @ self.by_share).astype(float) - (eta @ self.by_log).astype(float)
        centre = np.where(problem.prior.pooled[c], self.means, np.nan_to_num(problem.prior.stated[c]))
        fit -= 0.5 * (((own[:, :shapes] - centre) / problem.prior.spread[c]) ** 2).sum(axis=1)
        knots = own[:, shapes:]
        return fit - 0.5 * ((knots @ problem.drift_precision) * knots).sum(axis=1)

    def worth(self, border: Floats, shift: Floats, mode: Mode) -> Floats:
        """Return the log of the density's integral over the campaign's coordinates, to second order, shape (draws,)."""
        problem, c = self.problem, self.campaign
        width, shapes = problem.mean.shared.shape[1], problem.shapes
        mu = np.exp(self.at_mode)
        noise = problem.dispersion.part(slice(c, c + 1))
        weight = problem.weight[:, c]
        score = weight * noise.score(problem.outcome[:, c][None], mu[None])[0]
        info = weight * noise.information(mu[None])[0]
        season = border[:, :width] @ problem.mean.shared.T
        place = width + int(problem.channel[c]) * shapes
        moved = border[:, place : place + shapes]
        tight = np.where(problem.prior.pooled[c], problem.prior.spread[c] ** -2, 0.0)
        away = mode.own[c, :shapes] - mode.means[problem.channel[c]]
        value = season @ score + moved @ (tight * away)
        value -= 0.5 * (season**2 @ info + moved**2 @ tight)
        return value + 0.5 * np.einsum("js,jk,ks->s", shift, mode.blocks[c], shift)


def _log_proposal(noise: Floats, shapes: int) -> Floats:
    """Return the log density of the proposals, up to a constant: normal knots, then t-distributed shapes, (draws,)."""
    knots, tails = noise[:, :-shapes], noise[:, -shapes:]
    student = -(FREEDOM + shapes) / 2 * np.log1p((tails**2).sum(axis=1) / FREEDOM)
    return student - 0.5 * (knots**2).sum(axis=1)
