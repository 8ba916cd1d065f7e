"""Posterior of the campaign model: damped Fisher scoring on a block-arrow system.

log mu[t, c] = level_c + log usual_c + log f(a[t, c]) - log f(usual_c) + drift_c[t] + weekday + season, with a the
adstocked spend and f the saturation. A campaign owns the coordinates of its shapes and the knots of its drift; weekday,
season and channel means are shared by all. The information matrix is a small block a campaign with a dense border, so a
step costs one small solve a campaign and one of the size of the border.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.response.adstock import LAGS, adstock
from core.response.daily_mean import FLOOR, DailyMean
from core.response.likelihood import Dispersion
from core.response.priors import KERNEL, OwnPrior
from core.response.saturation import saturation
from core.response.threads import Result, side_by_side

CHUNK = 64
"""Campaigns whose derivatives are held at a time; bounds the memory."""
MANY = 50
"""Above so many campaigns, what a step could still gain is counted for so many, not for all."""


@dataclass(frozen=True, eq=False)
class Problem:
    """What the posterior is made of: data, shared design and prior.

    Attributes:
        mean: What the expected outcome of a day is made of.
        outcome: Shape (days, campaigns).
        weight: 0 where a day is not counted, else the share of a day's worth that is independent.
        shared_precision: Prior precision of weekday and season, shape (columns, columns).
        drift_precision: Prior precision of the knots of drift, shape (knots, knots).
        channel: Index of each campaign's channel.
        prior: Prior of the coordinates.
        dispersion: Noise by campaign.
    """

    mean: DailyMean
    outcome: Floats
    weight: Floats
    shared_precision: Floats
    drift_precision: Floats
    channel: NDArray[np.intp]
    prior: OwnPrior
    dispersion: Dispersion

    @property
    def shapes(self) -> int:
        """Number of coordinates of a campaign's response; the knots of its drift stand behind them."""
        return self.mean.shapes

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.channel.max()) + 1

    def log_mean(self, own: Floats, shared: Floats, at: slice = slice(None)) -> Floats:
        """Return log mu of some campaigns, shape (campaigns, days)."""
        return self.parts_of(own[at], shared, at, gradient=False)[0]

    @cached_property
    def spectrum(self) -> NDArray[np.complexfloating]:
        """Fourier transform of spend relative to the usual one, shape (campaigns, frequencies)."""
        relative = np.ascontiguousarray((self.mean.spend / self.mean.usual).T)
        return np.fft.rfft(relative, _length(len(self.outcome)))

    @cached_property
    def products(self) -> Floats:
        """Products of each knot's column with each column of knots, weekday and season, shape (days, columns).

        Information about them is a weighted sum over days, and a campaign has only its weights of its own.
        """
        knots, columns = self.mean.drift, np.hstack([self.mean.drift, self.mean.shared])
        return (knots[:, :, None] * columns[:, None, :]).reshape(len(knots), knots.shape[1] * columns.shape[1])

    def parts_of(self, own: Floats, shared: Floats, at: slice, *, gradient: bool) -> tuple[Floats, Floats]:
        """Return log mu of campaigns, (campaigns, days), and its derivatives (campaigns, shapes, days) or nothing."""
        mean = self.mean
        usual = mean.usual[at][:, None]
        kernel, theta = adstock(mean.adstock), own[:, KERNEL : self.shapes]
        weights, slopes = kernel.weights(theta, LAGS[1]) if gradient else (kernel.shares(theta, LAGS[1]), np.empty(0))
        spectrum, days = self.spectrum[at], len(self.outcome)
        stock = np.maximum(_convolve(spectrum, weights, days), FLOOR)
        z = np.log(stock)
        bend, steepness = own[:, 1:2], own[:, 2:3]
        gain, by_bend, by_steepness, by_z = saturation(mean.saturation).gain(bend, steepness, z)
        eta = gain + own[:, :1] + np.log(usual)
        eta += own[:, self.shapes :] @ mean.drift.T + mean.shared @ shared
        if not gradient:
            return eta, np.empty(0)
        jacobian = np.empty((len(eta), self.shapes, days))
        jacobian[:, 0] = 1.0
        jacobian[:, 1] = by_bend
        jacobian[:, 2] = by_steepness
        for k in range(slopes.shape[2]):
            jacobian[:, KERNEL + k] = by_z / stock * _convolve(spectrum, slopes[..., k], days)
        return eta, jacobian

    def log_posterior(self, own: Floats, shared: Floats, means: Floats) -> float:
        """Return the log posterior density up to a constant."""

        def fit(at: slice) -> float:
            mu = np.exp(np.clip(self.log_mean(own, shared, at), -60, 60))
            noise = self.dispersion.part(at)
            return float((self.weight[:, at].T * noise.log_likelihood(self.outcome[:, at].T, mu)).sum())

        shape, knots = own[:, : self.shapes], own[:, self.shapes :]
        prior = (((shape - self.prior.centres(means[self.channel])) / self.prior.spread) ** 2).sum()
        prior += (((means - self.prior.centre) / self.prior.between) ** 2).sum()
        prior += np.einsum("ck,kl,cl->", knots, self.drift_precision, knots)
        return sum(self.each_chunk(fit)) - 0.5 * float(prior) - 0.5 * float(shared @ self.shared_precision @ shared)

    def each_chunk(self, work: Callable[[slice], Result]) -> list[Result]:
        """Return ``work`` of every chunk of campaigns, two at a time."""
        chunks = [slice(first, first + CHUNK) for first in range(0, self.outcome.shape[1], CHUNK)]
        if len(chunks) == 1:
            return [work(chunks[0])]
        return side_by_side(work, chunks)


def _length(days: int) -> int:
    """Return the length of transforms: the end does not run into the beginning, and a multiple of what is quick."""
    return -(-(days + LAGS[1] - 1) // 80) * 80


def _convolve(spectrum: NDArray[np.complexfloating], weights: Floats, days: int) -> Floats:
    """Return the sum over lags of weight times earlier spend, (campaigns, days), with the spectrum of the spend."""
    length = _length(days)
    return np.fft.irfft(spectrum * np.fft.rfft(weights, length), length)[:, :days]


@dataclass(frozen=True, eq=False)
class Mode:
    """The mode of the posterior with the factors of its information matrix.

    Attributes:
        own: Coordinates and knots by campaign, shape (campaigns, own).
        shared: Coefficients of weekday and season.
        means: Channel means of the coordinates, shape (channels, coordinates).
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


def _system(problem: Problem, own: Floats, shared: Floats, means: Floats) -> tuple[Floats, ...]:
    """Return gradients (own, border) and information (blocks, cross, border) at a point."""
    design, shapes, prior = problem.mean.shared, problem.shapes, problem.prior
    width, knots, size = design.shape[1], problem.mean.drift.shape[1], own.shape[1]
    columns, products = np.hstack([problem.mean.drift, design]), problem.products

    def part(at: slice) -> tuple[Floats, ...]:
        eta, jacobian = problem.parts_of(own[at], shared, at, gradient=True)
        mu = np.exp(np.clip(eta, -60, 60))
        noise, weight = problem.dispersion.part(at), problem.weight[:, at].T
        score = weight * noise.score(problem.outcome[:, at].T, mu)
        info = weight * noise.information(mu)
        gradient = np.hstack([(jacobian @ score[..., None])[..., 0], score @ problem.mean.drift])
        # Derivatives of shapes are each campaign's own, all other columns are the same for all of them.
        weighted = jacobian * info[:, None, :]
        among = weighted @ jacobian.transpose(0, 2, 1)
        across = (weighted.reshape(-1, len(design)) @ columns).reshape(len(info), shapes, knots + width)
        below = (info @ products).reshape(len(info), knots, knots + width)
        rows = np.concatenate([across, below], axis=1)
        blocks = np.empty((len(info), size, size))
        blocks[:, :shapes, :shapes] = among
        blocks[:, :, shapes:] = rows[..., :knots]
        blocks[:, shapes:, :shapes] = across[..., :knots].transpose(0, 2, 1)
        return gradient, blocks, rows[..., knots:], score.sum(0), info.sum(0)

    parts = problem.each_chunk(part)
    gradient_own, blocks, by_shared = (np.concatenate([p[i] for p in parts]) for i in range(3))
    score, info = (np.sum([p[i] for p in parts], axis=0) for i in (3, 4))

    border = width + problem.channels * shapes
    tight, between = prior.spread**-2, prior.between**-2
    pull = (own[:, :shapes] - prior.centres(means[problem.channel])) * tight
    gradient_own[:, :shapes] -= pull
    gradient_own[:, shapes:] -= own[:, shapes:] @ problem.drift_precision
    at = np.arange(shapes)
    blocks[:, at, at] += tight
    blocks[:, shapes:, shapes:] += problem.drift_precision
    cross = np.zeros((len(own), own.shape[1], border))
    cross[..., :width] = by_shared

    gradient = np.empty(border)
    gradient[:width] = design.T @ score - problem.shared_precision @ shared
    corner = np.zeros((border, border))
    corner[:width, :width] = design.T @ (design * info[:, None]) + problem.shared_precision
    # A coordinate with a stated prior does not lean on its channel, and tells it nothing.
    leaning = np.where(prior.pooled, tight, 0.0)
    for g in range(problem.channels):
        place = width + g * shapes + at
        members = np.flatnonzero(problem.channel == g)
        drawn = np.where(prior.pooled, pull, 0.0)[members].sum(0)
        gradient[place] = drawn - (means[g] - prior.centre) * between
        corner[place, place] = leaning[members].sum(0) + between
        cross[members[:, None], at, place] = -leaning[members]
    return gradient_own, gradient, blocks, cross, corner


def find_mode(problem: Problem, start: Mode | None = None, steps: int = 60, enough: float = 1e-3) -> Mode:
    """Return the mode by Fisher scoring with Levenberg damping: a step that does not climb is made shorter.

    Args:
        problem: Data and prior.
        start: A mode of a problem alike, to start from.
        steps: Most steps.
        enough: What a step could still gain, in log posterior, when it is called the mode.
    """
    width, shapes, weight = problem.mean.shared.shape[1], problem.shapes, problem.weight
    if start is None:
        means = np.tile(problem.prior.centre, (problem.channels, 1))
        first = problem.prior.centres(means[problem.channel])
        own = np.hstack([first, np.zeros((len(first), problem.mean.drift.shape[1]))])
        shared = np.zeros(width)
        level = (weight * problem.outcome).sum(0) / np.maximum((weight * problem.mean.spend).sum(0), 1e-9)
        own[:, 0] = np.log(np.maximum(level, np.exp(problem.prior.centre[0]) * 1e-3))
    else:
        own, shared, means = start.own, start.shared, start.means
    value = problem.log_posterior(own, shared, means)
    damping, converged = 1e-3, False
    eye = np.eye(own.shape[1])
    for _ in range(steps):
        gradient_own, gradient, blocks, cross, corner = _system(problem, own, shared, means)
        for _ in range(12):
            damped = blocks + damping * np.einsum("cjj->cj", blocks)[..., None] * eye
            solved = np.linalg.solve(damped, np.concatenate([cross, gradient_own[..., None]], axis=2))
            inverse_cross, inverse_gradient = solved[..., :-1], solved[..., -1]
            flat = cross.reshape(-1, cross.shape[2])
            schur = corner + damping * np.diag(np.diag(corner)) - flat.T @ inverse_cross.reshape(flat.shape)
            step_border = np.linalg.solve(schur, gradient - flat.T @ inverse_gradient.ravel())
            step_own = inverse_gradient - inverse_cross @ step_border
            # Half-way across the prior in one step is far enough.
            step_own = np.clip(step_own, -1.5, 1.5)
            new = (
                own + step_own,
                shared + step_border[:width],
                means + step_border[width:].reshape(problem.channels, shapes),
            )
            new_value = problem.log_posterior(*new)
            if np.isfinite(new_value) and new_value >= value - 1e-12 * abs(value):
                break
            damping = max(damping * 8, 1e-3)
        else:
            break
        value = new_value
        own, shared, means = new
        damping = damping / 8 if damping > 1e-6 else 0.0
        # The Newton decrement: what the step could still gain. A thousandth moves no draw.
        if 0.5 * abs((gradient_own * step_own).sum() + gradient @ step_border) < enough * max(1.0, len(own) / MANY):
            converged = True
            break
    _, _, blocks, cross, corner = _system(problem, own, shared, means)
    flat = cross.reshape(-1, cross.shape[2])
    schur = corner - flat.T @ np.linalg.solve(blocks, cross).reshape(flat.shape)
    return Mode(own, shared, means, blocks, cross, schur, converged)
