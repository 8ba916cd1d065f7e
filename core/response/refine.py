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

FIRST = 1
"""Steps a draw before its channel's means are drawn again."""
AGAIN, MOST = 2, 16
"""Least and most steps a draw after that."""
SAFE = 24
"""Least steps a draw where the importance weights of the approximation say that it missed a part of the posterior."""
STILL = 0.05
"""Steps go on until the shares of refused proposals, multiplied, are below it: so few draws stand where they began."""


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
    problem: Problem, mode: Mode, draws: int, seed: int, fixed: bool = False, first: int = FIRST
) -> Draws:
    """Return refined draws.

    Args:
        problem: Data and prior.
        mode: Mode and its information.
        draws: Number of draws.
        seed: Seed; each campaign has its own stream, so that the order of the work plays no part.
        fixed: Whether the shared part stays at its mode, for tests.
        first: Number of steps a draw before channel means are drawn again.
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

    def begin(c: int) -> Walk:
        walk = Walk(problem, mode, c, season, np.random.default_rng([seed, 1, c]), border, means)
        walk.go(first)
        return walk

    walks = problem.mean.each(begin)
    safer = np.array([walk.k_hat > TRUSTED for walk in walks])
    if not fixed:
        # Where campaigns of a channel have a long tail together, so has what they have in common.
        means = _means_given(problem, np.stack([walk.own()[:, :shapes] for walk in walks], axis=1), rng)
        border[:, width:] = (means - mode.means).reshape(draws, -1)

        def go_on(c: int) -> None:
            walks[c].move(border, means)
            walks[c].settle(SAFE if safer[c] else AGAIN)
            if safer[c]:
                walks[c].look_again(border)

        problem.mean.each(go_on)
    own = np.stack([walk.own().astype(np.float32) for walk in walks], axis=1)
    accepted, k_hat = np.array([walk.accepted for walk in walks]), np.array([walk.k_hat for walk in walks])
    return Draws(own, shared, means, accepted, k_hat, safer)


def _means_given(problem: Problem, shapes: Floats, rng: np.random.Generator) -> Floats:
    """Return channel means given coordinates (draws, campaigns, shapes): normal, (draws, channels, shapes)."""
    prior, member = problem.prior, np.eye(problem.channels)[problem.channel]
    tight = np.where(prior.pooled, prior.spread**-2, 0.0)
    precision = member.T @ tight + prior.between**-2
    pull = np.einsum("cg,dcs->dgs", member, shapes * tight, optimize=True) + prior.centre * prior.between**-2
    return pull / precision + rng.standard_normal(pull.shape) / np.sqrt(precision)


class Walk:
    """The draws of one campaign, step by step; they begin as proposals of the approximation.

    Attributes:
        accepted: Share of accepted proposals in the last step.
        k_hat: Pareto shape of the importance weights: of the approximation, or of later proposals (``look_again``).
    """

    def __init__(
        self,
        problem: Problem,
        mode: Mode,
        campaign: int,
        season: Singles,
        rng: np.random.Generator,
        border: Floats,
        means: Floats,
    ) -> None:
        block = mode.blocks[campaign]
        self._mode, self._campaign, self._channel, self._rng = mode, campaign, problem.channel[campaign], rng
        self._order = bend_last(len(block), problem.shapes)
        self._half = np.linalg.cholesky(block[np.ix_(self._order, self._order)])
        self._by_border = np.linalg.solve(block, mode.cross[campaign])
        self._target = Target(problem, mode, campaign, season, means[:, self._channel])
        self._conditional = self._given(border)
        self._proposal = Proposal.unlearned(len(block), problem.shapes)
        self._units = self._proposal.draw(rng, len(border))
        self._density = self._target(self._place(self._units))
        self._left = 1.0
        self.accepted = 0.0
        log_weights = self._log_weights(border, self._units, self._density)
        self.k_hat = pareto_shape(log_weights)
        self._proposal = self._proposal.learned(self._units, log_weights)

    def own(self) -> Floats:
        """Return the draws as they are, shape (draws, own)."""
        return self._place(self._units)

    def settle(self, least: int) -> None:
        """Take so many steps, or more where too many draws stand where they began."""
        self.go(least)
        for _ in range(MOST - least):
            if self._left <= STILL:
                break
            self.go(1)

    def go(self, steps: int) -> None:
        """Take so many steps."""
        for _ in range(steps):
            new, proposal = self._proposal.draw(self._rng, len(self._units)), self._proposal
            density = self._target(self._place(new))
            gain = density - proposal.log_density(new) - self._density + proposal.log_density(self._units)
            take = np.log(self._rng.random(len(new))) < gain
            self._units[take], self._density[take] = new[take], density[take]
            self.accepted = float(take.mean())
            self._left *= 1 - self.accepted
            self._proposal = proposal.learned(self._units)

    def move(self, border: Floats, means: Floats) -> None:
        """Stay where the draws are, though the means of their channel are others now."""
        own = self.own()
        # Weekday and season are the same as before: the fit to the data is too.
        self._density -= self._target.log_prior(own)
        self._target.means = means[:, self._channel]
        self._density += self._target.log_prior(own)
        self._conditional = self._given(border)
        self._units = (own - self._conditional)[:, self._order] @ self._half

    def look_again(self, border: Floats) -> None:
        """Take the Pareto shape of the proposals as they are by now."""
        new = self._proposal.draw(self._rng, len(self._units))
        self.k_hat = pareto_shape(self._log_weights(border, new, self._target(self._place(new))))

    def _given(self, border: Floats) -> Floats:
        return self._mode.own[self._campaign] - border @ self._by_border.T

    def _place(self, units: Floats) -> Floats:
        own = self._conditional.copy()
        own[:, self._order] += solve_triangular(self._half, units.T, lower=True, trans="T").T
        return own

    def _log_weights(self, border: Floats, units: Floats, density: Floats) -> Floats:
        # What the approximation thinks the draw's shared part is worth to this campaign goes off: weights are to
        # compare one draw of the campaign with another, not one season with another.
        worth = self._target.worth(border, border @ self._by_border.T, self._mode)
        return density - self._proposal.log_density(units) - worth


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
        """Return the log of the density's integral over the campaign's coordinates, to second order, shape (draws,).

        Args:
            border: Shared part less its mode, shape (draws, border).
            shift: What it moves the campaign's coordinates by, shape (draws, own).
            mode: The mode.
        """
        problem, c = self.problem, self.campaign
        width, shapes, design = problem.mean.shared.shape[1], problem.shapes, problem.mean.shared
        mu = np.exp(self.at_mode)
        noise = problem.dispersion.part(slice(c, c + 1))
        weight = problem.weight[:, c]
        score = weight * noise.score(problem.outcome[:, c][None], mu[None])[0]
        info = weight * noise.information(mu[None])[0]
        season = border[:, :width]
        place = width + int(problem.channel[c]) * shapes
        moved = border[:, place : place + shapes]
        tight = np.where(problem.prior.pooled[c], problem.prior.spread[c] ** -2, 0.0)
        away = mode.own[c, :shapes] - mode.means[problem.channel[c]]
        value = season @ (design.T @ score) + moved @ (tight * away)
        value -= 0.5 * ((season @ (design.T @ (info[:, None] * design)) * season).sum(axis=1) + moved**2 @ tight)
        return value + 0.5 * (shift @ mode.blocks[c] * shift).sum(axis=1)
