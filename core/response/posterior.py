"""Posterior of the campaign model: damped Fisher scoring on a block-arrow system, then draws.

log mu[t, c] = level_c + log usual_c + log Hill(a[t, c]) - log Hill(usual_c) + drift_c[t] + weekday + season, with a the
adstocked spend. A campaign owns four coordinates (``core.response.priors.PARAMETERS``) and the knots of its drift;
weekday, season and channel means are shared by all. The information matrix is a small block a campaign with a dense
border, so a step costs one small solve a campaign and one of the size of the border.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, solve_triangular

from core.curves import Floats
from core.response.adstock import adstock_and_slope
from core.response.daily_mean import DailyMean
from core.response.likelihood import Dispersion
from core.response.priors import Prior

SHAPE = 4
"""Coordinates of a campaign's response; the knots of its drift stand behind them."""


@dataclass(frozen=True, eq=False)
class Problem:
    """What the posterior is made of: data, shared design and prior.

    Attributes:
        spend: Shape (days, campaigns).
        outcome: Shape (days, campaigns).
        weight: 0 where a day is not counted, else the share of a day's worth that is independent.
        usual: Reference spend by campaign.
        shared: Design of weekday and season, shape (days, columns).
        shared_precision: Prior precision of its coefficients, shape (columns, columns).
        drift: Design of a campaign's own slow changes, shape (days, knots).
        drift_precision: Prior precision of its knots, shape (knots, knots).
        channel: Index of each campaign's channel.
        base: Log of outcome per money over all campaigns.
        prior: Prior of the coordinates.
        dispersion: Noise by campaign.
    """

    spend: Floats
    outcome: Floats
    weight: Floats
    usual: Floats
    shared: Floats
    shared_precision: Floats
    drift: Floats
    drift_precision: Floats
    channel: NDArray[np.intp]
    base: float
    prior: Prior
    dispersion: Dispersion

    @property
    def mean(self) -> DailyMean:
        """What the expected outcome of a day is made of."""
        return DailyMean(self.spend, self.usual, self.shared, self.drift)

    @property
    def centre(self) -> Floats:
        """Prior centre of the coordinates, the level made absolute."""
        return np.array(self.prior.centre) + np.array([self.base, 0, 0, 0])

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.channel.max()) + 1

    def part(self, campaigns: slice) -> "Problem":
        """Return the problem of some campaigns alone."""
        return replace(
            self,
            spend=self.spend[:, campaigns],
            outcome=self.outcome[:, campaigns],
            weight=self.weight[:, campaigns],
            usual=self.usual[campaigns],
            channel=self.channel[campaigns],
            dispersion=Dispersion(self.dispersion.kappa[campaigns], self.dispersion.phi[campaigns]),
        )

    def log_hill_gain(self, own: Floats, adstock: Floats) -> tuple[Floats, Floats, Floats]:
        """Return log Hill(adstock) - log Hill(usual), the share of the ceiling not yet reached, and log(a / usual).

        Args:
            own: Coordinates, shape (..., campaigns, own).
            adstock: Adstocked spend, shape (days, ..., campaigns).
        """
        bend, slope = own[..., 1], np.exp(own[..., 2])
        z = np.log(np.maximum(adstock / self.usual, 1e-6))
        x = slope * z - bend
        # 1 - share and log share of the logistic function, without overflow.
        e = np.exp(-np.abs(x))
        left = np.where(x >= 0, e, 1.0) / (1.0 + e)
        gain = np.minimum(x, 0.0) - np.log1p(e) + np.logaddexp(0.0, bend)
        return gain, left, z

    def log_mean(self, own: Floats, shared: Floats) -> Floats:
        """Return log mu, shape (days, campaigns)."""
        adstock, _ = adstock_and_slope(self.spend, _decay(own))
        gain, _, _ = self.log_hill_gain(own, adstock)
        return np.log(self.usual) + own[:, 0] + gain + self.drift @ own[:, SHAPE:].T + (self.shared @ shared)[:, None]

    def log_posterior(self, own: Floats, shared: Floats, means: Floats) -> float:
        """Return the log posterior density up to a constant."""
        mu = np.exp(np.clip(self.log_mean(own, shared), -60, 60))
        fit = float((self.weight * self.dispersion.log_likelihood(self.outcome, mu)).sum())
        within, between = np.array(self.prior.within), np.array(self.prior.between)
        shape, knots = own[:, :SHAPE], own[:, SHAPE:]
        prior = (((shape - means[self.channel]) / within) ** 2).sum() + (((means - self.centre) / between) ** 2).sum()
        prior += np.einsum("ck,kl,cl->", knots, self.drift_precision, knots)
        return fit - 0.5 * float(prior) - 0.5 * float(shared @ self.shared_precision @ shared)


@dataclass(frozen=True, eq=False)
class Mode:
    """The mode of the posterior with the factors of its information matrix.

    Attributes:
        own: Coordinates and knots by campaign, shape (campaigns, own).
        shared: Coefficients of weekday and season.
        means: Channel means of the coordinates, shape (channels, 4).
        blocks: Information of each campaign, shape (campaigns, own, own).
        cross: Information between campaign and border, shape (campaigns, own, border).
        schur: Information of the border with the campaigns integrated out, shape (border, border).
        converged: Whether the steps came to rest.
    """

    own: Floats
    shared: Floats
    means: Floats
    blocks: Floats
    cross: Floats
    schur: Floats
    converged: bool


def _decay(own: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-own[..., 3]))


def _system(problem: Problem, own: Floats, shared: Floats, means: Floats) -> tuple[Floats, ...]:
    """Return gradients (own, border) and information (blocks, cross, border) at a point."""
    days, campaigns = problem.spend.shape
    decay = _decay(own)
    adstock, adstock_slope = adstock_and_slope(problem.spend, decay)
    gain, left, z = problem.log_hill_gain(own, adstock)
    eta = np.log(problem.usual) + own[:, 0] + gain
    eta += problem.drift @ own[:, SHAPE:].T + (problem.shared @ shared)[:, None]
    mu = np.exp(np.clip(eta, -60, 60))
    slope = np.exp(own[:, 2])

    jacobian = np.empty((campaigns, days, own.shape[1]))
    jacobian[..., SHAPE:] = problem.drift
    jacobian[..., 0] = 1.0
    jacobian[..., 1] = (1.0 / (1.0 + np.exp(-own[:, 1])) - left).T
    jacobian[..., 2] = (slope * z * left).T
    relative = adstock_slope / np.maximum(adstock, 1e-6 * problem.usual)
    jacobian[..., 3] = (slope * left * relative * decay * (1 - decay)).T

    score = (problem.weight * problem.dispersion.score(problem.outcome, mu)).T
    info = (problem.weight * problem.dispersion.information(mu)).T
    weighted = jacobian * info[..., None]

    within, between = np.array(problem.prior.within) ** -2, np.array(problem.prior.between) ** -2
    width = problem.shared.shape[1]
    border = width + problem.channels * SHAPE
    pull = (own[:, :SHAPE] - means[problem.channel]) * within

    gradient_own = np.einsum("ctj,ct->cj", jacobian, score)
    gradient_own[:, :SHAPE] -= pull
    gradient_own[:, SHAPE:] -= own[:, SHAPE:] @ problem.drift_precision
    blocks = weighted.transpose(0, 2, 1) @ jacobian
    blocks[:, :SHAPE, :SHAPE] += np.diag(within)
    blocks[:, SHAPE:, SHAPE:] += problem.drift_precision
    cross = np.zeros((campaigns, own.shape[1], border))
    cross[..., :width] = weighted.transpose(0, 2, 1) @ problem.shared

    gradient = np.empty(border)
    gradient[:width] = problem.shared.T @ score.sum(0) - problem.shared_precision @ shared
    corner = np.zeros((border, border))
    corner[:width, :width] = problem.shared.T @ (problem.shared * info.sum(0)[:, None]) + problem.shared_precision
    for g in range(problem.channels):
        at = slice(width + g * SHAPE, width + (g + 1) * SHAPE)
        members = problem.channel == g
        gradient[at] = pull[members].sum(0) - (means[g] - problem.centre) * between
        corner[at, at] = np.diag(members.sum() * within + between)
        cross[members, :SHAPE, at] = -np.diag(within)
    return gradient_own, gradient, blocks, cross, corner


def find_mode(problem: Problem, start: Mode | None = None, steps: int = 60) -> Mode:
    """Return the mode by Fisher scoring with Levenberg damping: a step that does not climb is made shorter."""
    width = problem.shared.shape[1]
    if start is None:
        means = np.tile(problem.centre, (problem.channels, 1))
        own = np.hstack([means[problem.channel], np.zeros((problem.spend.shape[1], problem.drift.shape[1]))])
        shared = np.zeros(width)
        weight = problem.weight
        level = (weight * problem.outcome).sum(0) / np.maximum((weight * problem.spend).sum(0), 1e-9)
        own[:, 0] = np.log(np.maximum(level, np.exp(problem.base) * 1e-3))
    else:
        own, shared, means = start.own, start.shared, start.means
    value = problem.log_posterior(own, shared, means)
    damping, converged = 1e-3, False
    for _ in range(steps):
        gradient_own, gradient, blocks, cross, corner = _system(problem, own, shared, means)
        for _ in range(12):
            damped = blocks + damping * np.einsum("cjj->cj", blocks)[..., None] * np.eye(own.shape[1])
            inverse_cross = np.linalg.solve(damped, cross)
            inverse_gradient = np.linalg.solve(damped, gradient_own[..., None])[..., 0]
            schur = corner + damping * np.diag(np.diag(corner)) - np.einsum("cjb,cjd->bd", cross, inverse_cross)
            step_border = np.linalg.solve(schur, gradient - np.einsum("cjb,cj->b", cross, inverse_gradient))
            step_own = inverse_gradient - inverse_cross @ step_border
            # Half-way across the prior in one step is far enough.
            step_own = np.clip(step_own, -1.5, 1.5)
            new = (
                own + step_own,
                shared + step_border[:width],
                means + step_border[width:].reshape(problem.channels, SHAPE),
            )
            new_value = problem.log_posterior(*new)
            if np.isfinite(new_value) and new_value >= value - 1e-9 * abs(value):
                break
            damping = max(damping * 8, 1e-3)
        else:
            break
        value = new_value
        own, shared, means = new
        damping = damping / 8 if damping > 1e-6 else 0.0
        # The Newton decrement: what the step could still gain. A thousandth moves no draw.
        if 0.5 * abs((gradient_own * step_own).sum() + gradient @ step_border) < 1e-3:
            converged = True
            break
    _, _, blocks, cross, corner = _system(problem, own, shared, means)
    schur = corner - np.einsum("cjb,cjd->bd", cross, np.linalg.solve(blocks, cross))
    return Mode(own, shared, means, blocks, cross, schur, converged)


def laplace_draws(mode: Mode, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats, Floats, Floats]:
    """Return draws of the normal approximation at the mode.

    Returns:
        Coordinates (draws, campaigns, own), shared coefficients (draws, columns), the conditional means of the
        coordinates given the shared part (draws, campaigns, own), and channel means (draws, channels, 4).
    """
    campaigns, width = len(mode.own), len(mode.shared)
    border = rng.standard_normal((draws, len(mode.schur)))
    factor = cho_factor(mode.schur, lower=True)
    shift = solve_triangular(factor[0], border.T, lower=True, trans="T").T
    conditional = mode.own - np.einsum("cjb,sb->scj", np.linalg.solve(mode.blocks, mode.cross), shift)
    half = np.linalg.cholesky(mode.blocks)
    noise = rng.standard_normal((draws, campaigns, mode.own.shape[1]))
    own = conditional + np.linalg.solve(half.transpose(0, 2, 1)[None], noise[..., None])[..., 0]
    means = mode.means + shift[:, width:].reshape(draws, -1, SHAPE)
    return own, mode.shared + shift[:, :width], conditional, means
