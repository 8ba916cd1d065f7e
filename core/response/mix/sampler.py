"""Hamiltonian Monte Carlo in many chains at once (Neal, 2011), with the metric of the modes and a learned step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import minimize

from core.curves import Floats
from core.response.mix.diagnostics import effective_size, split_r_hat

LogDensity = Callable[[Floats], tuple[Floats, Floats]]

Shown = Callable[[Floats], Floats]

CHAINS = 16
WARM_UP, BLOCK, MOST_BLOCKS = 50, 120, 30
"""Steps of each warm-up, steps between two looks at the diagnostics, and how many blocks at most. The bound counts
steps and not seconds, so that the same data give the same draws on every machine."""
TUNE_AGAIN = (3, 8, 16)
"""Blocks after which chains that do not agree learn metric and step anew, and what came before is dropped."""
R_HAT, EFFECTIVE = 1.02, 400.0
WANTED_ACCEPTANCE = (0.8, 0.85, 0.9, 0.93)
"""Mean chance that a move is taken, at first and after each learning anew."""
SHORT_STEPS = 0.2
"""Share of a chain's moves with a step of a twentieth to all of the usual one: the way out of narrow places."""
LONGEST = 32
"""Leapfrog steps a move, at most."""


@dataclass(frozen=True, eq=False)
class Peak:
    """A mode: where, its log density, and the Cholesky factor of its covariance, shape (D, D)."""

    at: Floats
    value: float
    factor: Floats

    @property
    def evidence(self) -> float:
        """Log of the mass around the mode, up to a constant (Laplace)."""
        return self.value + float(np.log(np.diag(self.factor)).sum())


@dataclass(frozen=True, eq=False)
class Chains:
    """Draws (draws, chains, D), largest R-hat, smallest effective size, and how many blocks were run."""

    draws: Floats
    r_hat: float
    effective: float
    blocks: int
    acceptance: float

    @property
    def reached(self) -> bool:
        """Whether the diagnostics are as good as asked for."""
        return self.r_hat < R_HAT and self.effective > EFFECTIVE


def find_peak(density: LogDensity, start: Floats, unit: Floats, steps: int = 150) -> Peak:
    """Return the mode reached from a start by L-BFGS.

    Args:
        density: Log density and gradient of (chains, D).
        start: Shape (D,).
        unit: Standard deviation of each coordinate in the prior, shape (D,).
        steps: At most so many.
    """

    def descend(z: Floats) -> tuple[float, Floats]:
        value, gradient = density((start + unit * z)[None])
        return -float(value[0]), -gradient[0] * unit

    found = minimize(
        descend,
        np.zeros(len(start)),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-8.0, 8.0)] * len(start),
        options={"maxiter": steps, "ftol": 1e-10},
    )
    at = start + unit * found.x
    return Peak(at, -float(found.fun), _factor(density, at, unit))


def _factor(density: LogDensity, at: Floats, unit: Floats) -> Floats:
    """Return the Cholesky factor of the covariance at a mode, by differences of the gradient."""
    step = 1e-3
    moves = step * np.eye(len(at))
    both = density(np.concatenate([at + moves * unit, at - moves * unit]))[1]
    curvature = -(both[: len(at)] - both[len(at) :]) / (2 * step) * unit
    values, vectors = np.linalg.eigh((curvature + curvature.T) / 2)
    # In units of the prior: nothing is known less than the prior says.
    covariance = (vectors / np.maximum(values, 0.6)) @ vectors.T
    return unit[:, None] * np.linalg.cholesky(covariance)


def sample(
    density: LogDensity,
    peaks: Sequence[Peak],
    rng: np.random.Generator,
    chains: int = CHAINS,
    most_blocks: int = MOST_BLOCKS,
    shown: Shown | None = None,
) -> Chains:
    """Return draws, longer chains where the diagnostics ask for them.

    Args:
        density: Log density and gradient of (chains, D).
        peaks: Modes.
        rng: Source of chance.
        chains: Their number.
        most_blocks: How long they run at most.
        shown: From draws (N, D) to quantities (N, Q) that are judged beside the coordinates.

    Chains start from the normal approximations of all modes, in proportion to their mass, so that a mode that no chain
    can leave keeps its weight and shows in R-hat. The metric is the covariance of the best mode; halfway through the
    warm-up it is learned from the chains.
    """
    dimensions = len(peaks[0].at)
    mass = np.exp(np.array([peak.evidence for peak in peaks]) - max(peak.evidence for peak in peaks))
    which = np.searchsorted(np.cumsum(mass) / mass.sum(), (np.arange(chains) + 0.5) / chains)
    noise = rng.standard_normal((chains, dimensions))
    theta = np.stack([peaks[k].at + peaks[k].factor @ z for k, z in zip(which, noise, strict=True)])
    best = max(peaks, key=lambda peak: peak.evidence)
    walk = _Walk(density, theta, best.factor, rng)
    warm = np.stack([walk.move(learn=True) for _ in range(WARM_UP)])[WARM_UP // 3 :]
    walk.use(_learned(warm, best.factor))
    for _ in range(WARM_UP):
        walk.move(learn=True)
    walk.settle()
    kept: list[Floats] = []
    result: Chains | None = None
    for block in range(1, most_blocks + 1):
        kept.extend(walk.move(learn=False) for _ in range(BLOCK))
        draws = np.stack(kept)
        result = _judged(draws, block, walk.accepted, shown)
        # What came before the last looks is left behind where chains were still on their way.
        if not result.reached and len(kept) > BLOCK:
            later = _judged(draws[len(draws) // 3 :], block, walk.accepted, shown)
            result = later if later.reached else result
        if result.reached:
            return result
        if block in TUNE_AGAIN and block < most_blocks:
            walk.wanted = WANTED_ACCEPTANCE[1 + TUNE_AGAIN.index(block)]
            walk.use(_learned(draws[len(draws) // 3 :: 3], walk.factor))
            for _ in range(2 * WARM_UP):
                walk.move(learn=True)
            walk.settle()
            kept = []
    assert result is not None  # noqa: S101
    return result


def _judged(draws: Floats, blocks: int, acceptance: float, shown: Shown | None) -> Chains:
    judged = draws
    if shown is not None:
        quantities = shown(draws.reshape(-1, draws.shape[-1]))
        judged = np.concatenate([draws, quantities.reshape(*draws.shape[:2], -1)], axis=2)
    return Chains(draws, float(split_r_hat(judged).max()), float(effective_size(judged).min()), blocks, acceptance)


def _learned(warm: Floats, factor: Floats) -> Floats:
    """Return the factor of the covariance of draws, drawn towards the one before: as whitened by it, then shrunk."""
    flat = warm.reshape(-1, warm.shape[-1])
    z = solve_triangular(factor, (flat - flat.mean(axis=0)).T, lower=True)
    trust = len(flat) / (len(flat) + 5.0 * len(factor))
    covariance = trust * (z @ z.T) / len(flat) + (1 - trust) * np.eye(len(factor))
    return factor @ np.linalg.cholesky(covariance)


class _Walk:
    """The state of all chains, in coordinates whitened by the metric."""

    def __init__(self, density: LogDensity, theta: Floats, factor: Floats, rng: np.random.Generator) -> None:
        self.density, self.theta, self.rng, self.factor = density, theta, rng, factor
        self.value, self.gradient = density(theta)
        self.accepted, self.wanted = 0.0, WANTED_ACCEPTANCE[0]
        self._restart(1.0 / max(theta.shape[1], 1) ** 0.25)

    def use(self, factor: Floats) -> None:
        """Take another metric; the step is learned anew."""
        self.factor = factor
        self._restart(self.step)

    def _restart(self, step: float) -> None:
        # Dual averaging (Hoffman and Gelman, 2014), on the mean acceptance of all chains.
        self.step, self.anchor, self.error, self.mean_log, self.count = step, np.log(2 * step), 0.0, np.log(step), 0

    def settle(self) -> None:
        """Keep the averaged step."""
        self.step = float(np.exp(self.mean_log))

    def move(self, learn: bool) -> Floats:
        """Move all chains once and return where they are, shape (chains, D)."""
        # A quarter of a turn is an independent draw of a normal; lengths differ so that no chain goes in circles.
        length = np.pi / 2 * self.rng.uniform(0.6, 1.4)
        leaps = int(np.clip(np.ceil(length / self.step), 1, LONGEST))
        momentum = self.rng.standard_normal(self.theta.shape)
        # Where the density is narrow, the usual step is refused for ever: some moves of each chain have a shorter one.
        usual = self.rng.uniform(0.8, 1.1, len(self.theta))
        shorter = np.exp(self.rng.uniform(np.log(0.05), 0.0, len(self.theta)))
        short = self.rng.random(len(self.theta)) < SHORT_STEPS
        step = self.step * np.where(short, shorter, usual)[:, None]
        energy = self.value - 0.5 * (momentum**2).sum(axis=1)
        theta, value, gradient = self.theta, self.value, self.gradient
        p = momentum + 0.5 * step * gradient @ self.factor
        for leap in range(leaps):
            theta = theta + step * p @ self.factor.T
            value, gradient = self.density(theta)
            p = p + (1.0 if leap < leaps - 1 else 0.5) * step * gradient @ self.factor
        change = np.clip(value - 0.5 * (p**2).sum(axis=1) - energy, -700, 0)
        chance = np.exp(change)
        good = self.rng.random(len(chance)) < chance
        self.theta = np.where(good[:, None], theta, self.theta)
        self.value = np.where(good, value, self.value)
        self.gradient = np.where(good[:, None], gradient, self.gradient)
        if learn:
            self._learn(float(chance[~short].mean()) if not short.all() else self.wanted)
        else:
            self.accepted = (
                0.98 * self.accepted + 0.02 * float(chance.mean()) if self.accepted else float(chance.mean())
            )
        return self.theta

    def _learn(self, chance: float) -> None:
        self.count += 1
        rate = 1.0 / (self.count + 10)
        self.error = (1 - rate) * self.error + rate * (self.wanted - chance)
        log_step = self.anchor - np.sqrt(self.count) / 0.15 * self.error
        share = self.count**-0.75
        self.mean_log = share * log_step + (1 - share) * self.mean_log
        self.step = float(np.clip(np.exp(log_step), 1e-3, 1.8))
