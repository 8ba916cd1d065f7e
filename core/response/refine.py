"""Draws: from the normal approximation to the posterior itself, campaign by campaign.

Each draw takes Metropolis-Hastings steps given its shared part (Tierney, 1994, independence chains). Proposals start
from the approximation and learn from the draws of every step (``core.response.proposals``), so that the draws follow
the posterior where it is skewed. Channel means are drawn again from what they are given their campaigns (Gibbs).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from core.curves import Floats
from core.response.daily_mean import Singles, log_logistic, rows
from core.response.pareto import TRUSTED, pareto_shape
from core.response.posterior import Mode, Problem
from core.response.proposals import Proposal, bend_last

LEAST, MOST = 2, 16
"""Least and most steps a draw: after the least, proposals have found the tails."""
AGAIN = 2
"""Least steps a draw once its channel's means were drawn again."""
SAFE = 24
"""Least steps a draw where the importance weights of the approximation say that it missed a part of the posterior."""
STILL = 0.03
"""Share of draws that may be left where the approximation had put them."""


@dataclass(frozen=True, eq=False)
class Draws:
    """Posterior draws, and how good the approximation they come from is.

    Attributes:
        own: Coordinates and knots, shape (draws, campaigns, own); single precision.
        shared: Coefficients of weekday and season, shape (draws, columns).
        means: Channel means, shape (draws, channels, coordinates).
        acceptance: Share of accepted proposals in the last step by campaign.
        k_hat: Pareto shape of the importance weights by campaign: those of the approximation, or of the last proposals
            where the approximation was not to be trusted.
        safer: Whether more steps were taken because of that, by campaign.
    """

    own: Singles
    shared: Floats
    means: Floats
    acceptance: Floats
    k_hat: Floats
    safer: NDArray[np.bool_]


def posterior_draws(
    problem: Problem, mode: Mode, draws: int, seed: int, fixed: bool = False, least: int = LEAST
) -> Draws:
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
    walks = [Walk(problem, mode, c, season, np.random.default_rng([seed, 1, c])) for c in range(len(mode.own))]

    def first(c: int) -> Singles:
        walks[c].start(border, means[:, problem.channel[c]])
        return walks[c].go(least)

    own = np.stack(problem.mean.each(first), axis=1)
    safer = np.array([w.k_hat > TRUSTED for w in walks])
    if not fixed:
        # Where campaigns of a channel have a long tail together, so has what they have in common.
        means = _means_given(problem, own[..., :shapes].astype(float), rng)
        border[:, width:] = (means - mode.means).reshape(draws, -1)

        def again(c: int) -> Singles:
            walks[c].move(border, means[:, problem.channel[c]])
            return walks[c].go(SAFE) if safer[c] else walks[c].go(AGAIN)

        own = np.stack(problem.mean.each(again), axis=1)
    accepted, k_hat = np.array([w.accepted for w in walks]), np.array([w.k_hat for w in walks])
    return Draws(own, shared, means, accepted, k_hat, safer)


def _means_given(problem: Problem, shapes: Floats, rng: np.random.Generator) -> Floats:
    """Return channel means given coordinates (draws, campaigns, shapes): normal, (draws, channels, shapes)."""
    prior, member = problem.prior, np.eye(problem.channels)[problem.channel]
    tight = np.where(prior.pooled, prior.spread**-2, 0.0)
    precision = member.T @ tight + prior.between**-2
    pull = np.einsum("cg,dcs->dgs", member, shapes * tight, optimize=True) + prior.centre * prior.between**-2
    return pull / precision + rng.standard_normal(pull.shape) / np.sqrt(precision)


class Walk:
    """The draws of one campaign, step by step.

    Attributes:
        accepted: Share of accepted proposals in the last step.
        k_hat: Pareto shape of the importance weights: of the approximation, or of later proposals where it was bad.
    """

    def __init__(self, problem: Problem, mode: Mode, campaign: int, season: Singles, rng: np.random.Generator) -> None:
        self.problem, self.mode, self.campaign, self.season, self.rng = problem, mode, campaign, season, rng
        self.accepted, self.k_hat = 0.0, np.nan
        block = mode.blocks[campaign]
        self.order = bend_last(len(block), problem.shapes)
        self.half = np.linalg.cholesky(block[np.ix_(self.order, self.order)])
        self.by_border = np.linalg.solve(block, mode.cross[campaign])
        self.proposal = Proposal.unlearned(len(block), problem.shapes)

    def start(self, border: Floats, means: Floats) -> None:
        """Begin with draws of the approximation, given the shared part of each draw and its channel's means."""
        self._given(border, means)
        self.units = self.rng.standard_normal(self.conditional.shape)
        self.moved = np.zeros(len(border), bool)
        self.density = self.target(self._place(self.units))
        new = self.proposal.draw(self.rng, len(border))
        # What the approximation thinks the draw's shared part is worth to this campaign goes off the weights: they are
        # to compare one draw of the campaign with another, not one season with another.
        self.k_hat = pareto_shape(self._step(new) - self.worth)

    def move(self, border: Floats, means: Floats) -> None:
        """Stay where the draws are, though their shared part is another now."""
        own = self._place(self.units)
        # Weekday and season are the same as before: the fit to the data is too.
        self.density -= self.target.log_prior(own)
        self._given(border, means)
        self.density += self.target.log_prior(own)
        self.units = (own - self.conditional)[:, self.order] @ self.half

    def go(self, least: int) -> Singles:
        """Return the draws after so many steps, or more where draws have not moved yet."""
        steps, log_weights = 0, self.density
        while steps < least or (steps < MOST and 1 - self.moved.mean() > STILL):
            log_weights = self._step(self.proposal.draw(self.rng, len(self.units)))
            steps += 1
        if least == SAFE:
            self.k_hat = pareto_shape(log_weights - self.worth)
        return self._place(self.units).astype(np.float32)

    def _given(self, border: Floats, means: Floats) -> None:
        self.conditional = self.mode.own[self.campaign] - (self.by_border @ border.T).T
        self.target = Target(self.problem, self.mode, self.campaign, self.season, means)
        self.worth = self.target.worth(border, self.by_border @ border.T, self.mode)

    def _place(self, units: Floats) -> Floats:
        own = self.conditional.copy()
        own[:, self.order] += solve_triangular(self.half, units.T, lower=True, trans="T").T
        return own

    def _step(self, new: Floats) -> Floats:
        """Accept or refuse proposals; return the log of their importance weights."""
        density, proposed = self.target(self._place(new)), self.proposal.log_density(new)
        gain = density - proposed - self.density + self.proposal.log_density(self.units)
        take = np.log(self.rng.random(len(new))) < gain
        self.units[take], self.density[take] = new[take], density[take]
        self.accepted = float(take.mean())
        self.moved |= take
        self.proposal = self.proposal.learned(self.units)
        return density - proposed


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
        fit = np.empty(len(own))
        for at in rows(len(own)):
            eta = self.curve(own[at], self.season[at])
            np.clip(eta, np.float32(-60), np.float32(60), out=eta)
            share = log_logistic(eta + self.offset)
            share -= self.log_share
            eta -= self.relative
            # The quasi-likelihood in logarithms: y / kappa log s - softplus / phi, with s = phi mu / (kappa + phi mu).
            fit[at] = (share @ self.by_share).astype(float) - (eta @ self.by_log).astype(float)
        return fit + self.log_prior(own)

    def log_prior(self, own: Floats) -> Floats:
        """Return the log of the prior density, up to a constant, shape (draws,)."""
        problem, c = self.problem, self.campaign
        shapes = problem.shapes
        centre = np.where(problem.prior.pooled[c], self.means, np.nan_to_num(problem.prior.stated[c]))
        away, knots = (own[:, :shapes] - centre) / problem.prior.spread[c], own[:, shapes:]
        return -0.5 * ((away**2).sum(axis=1) + ((knots @ problem.drift_precision) * knots).sum(axis=1))

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
