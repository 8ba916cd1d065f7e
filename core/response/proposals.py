"""Where the next draws of one campaign are proposed: learned from the draws so far.

The posterior of a campaign is skewed in one direction above all. Where the bend is late the data say nothing more of
it, and only the prior ends its tail; the other shapes bend along with it. So a proposal draws the bend first, from a t
distribution with a scale for each side, then the other shapes around a parabola over the bend. Moments are those of all
draws together, so that no draw feels its own past (adaptive Metropolis: Haario, Saksman and Tamminen, 2001; with many
chains at once: Craiu, Rosenthal and Yang, 2009).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from core.curves import Floats
from core.response.priors import KERNEL

FREEDOM = 8.0
"""Degrees of freedom of the proposals: heavier tails than the posterior's, so that no corner is out of reach."""
WIDE = 2.0
"""Scale of the bend before anything is learned, in standard deviations of the approximation."""
WIDER = 1.3
"""Scale of the bend's sides against what the draws show: a tail is found by going further than the last draws went."""
A_LITTLE = 1.1
"""The same for the shapes around the parabola."""
EDGE = 3.0
"""Beyond so many scales the parabola over the bend is not followed further."""
LEAST = 50
"""Fewer draws than these, or weights worth fewer, teach nothing."""


def bend_last(own: int, shapes: int) -> NDArray[np.intp]:
    """Return the order knots, level, kernel, steepness, bend, in which the last unit of noise is the bend's alone.

    Args:
        own: Number of a campaign's coordinates and knots, the coordinates first.
        shapes: Number of its coordinates.
    """
    return np.r_[np.arange(shapes, own), 0, np.arange(KERNEL, shapes), 2, 1]


@dataclass(frozen=True, eq=False)
class Proposal:
    """A density to propose from, in units of the approximation and in the order of ``bend_last``.

    Attributes:
        knots: Number of knots, which are as good as normal.
        centre: Centre of the bend.
        sides: Scales of the bend below and above its centre.
        parabola: Coefficients of the other shapes over the bend, shape (3, shapes - 1).
        half: Lower triangle of their scale around it, shape (shapes - 1, shapes - 1).
    """

    knots: int
    centre: float
    sides: tuple[float, float]
    parabola: Floats
    half: Floats

    @staticmethod
    def unlearned(own: int, shapes: int) -> "Proposal":
        """Return the approximation itself with a wide bend and a kernel that is a little wider."""
        return Proposal(
            own - shapes,
            0.0,
            (WIDE, WIDE),
            np.zeros((3, shapes - 1)),
            np.diag(np.r_[1.0, np.full(shapes - KERNEL, WIDER), 1.0]),
        )

    def learned(self, draws: Floats, log_weights: Floats | None = None) -> "Proposal":
        """Return a proposal with the moments of draws; this one where they are too few.

        Args:
            draws: Shape (draws, own).
            log_weights: Log of their importance weights, up to a constant; alike where there are none.
        """
        weight = np.full(len(draws), 1 / len(draws)) if log_weights is None else _truncated(log_weights)
        if 1 / (weight**2).sum() < LEAST:
            return self
        bend, others = draws[:, -1], draws[:, self.knots : -1]
        order = np.argsort(bend)
        centre = float(bend[order[np.searchsorted(weight[order].cumsum(), 0.5)]])
        away = bend - centre
        below, above = (
            WIDER * float(np.sqrt((weight * away**2)[side].sum() / max(weight[side].sum(), 1e-12)))
            for side in (away <= 0, away >= 0)
        )
        if not (below > 0 and above > 0):
            return self
        placed = Proposal(self.knots, centre, (below, above), self.parabola, self.half)
        basis, root = placed._basis(bend), np.sqrt(weight)[:, None]
        parabola = np.linalg.lstsq(root * basis, root * others, rcond=None)[0].astype(float)
        rest = root * (others - basis @ parabola)
        half = A_LITTLE * np.linalg.cholesky(rest.T @ rest + 1e-6 * np.eye(rest.shape[1])).astype(float)
        return Proposal(self.knots, centre, (below, above), parabola, half)

    def draw(self, rng: np.random.Generator, draws: int) -> Floats:
        """Return draws from it, shape (draws, own)."""
        others = len(self.half)
        drawn = rng.standard_normal((draws, self.knots + others + 1))
        below, above = self.sides
        # A side as often as its scale is wide: then the density has no step at the centre.
        side = np.where(rng.random(draws) < above / (below + above), above, -below)
        drawn[:, -1] = self.centre + side * np.abs(drawn[:, -1]) * self._tails(rng, draws)
        around = drawn[:, self.knots : -1] * self._tails(rng, draws)[:, None]
        drawn[:, self.knots : -1] = self._basis(drawn[:, -1]) @ self.parabola + around @ self.half.T
        return drawn

    def log_density(self, at: Floats) -> Floats:
        """Return the log density up to a constant of this proposal, shape (draws,)."""
        bend, others = at[:, -1], at[:, self.knots : -1]
        away = solve_triangular(self.half, (others - self._basis(bend) @ self.parabola).T, lower=True)
        value = -(FREEDOM + len(away)) / 2 * np.log1p((away**2).sum(axis=0) / FREEDOM)
        value -= (FREEDOM + 1) / 2 * np.log1p(self._units(bend) ** 2 / FREEDOM)
        return value - 0.5 * (at[:, : self.knots] ** 2).sum(axis=1)

    def _units(self, bend: Floats) -> Floats:
        away = bend - self.centre
        return away / np.where(away < 0, *self.sides)

    def _basis(self, bend: Floats) -> Floats:
        units = self._units(bend).clip(-EDGE, EDGE)
        return np.column_stack([np.ones_like(units), units, units**2])

    @staticmethod
    def _tails(rng: np.random.Generator, draws: int) -> Floats:
        return np.sqrt(FREEDOM / rng.chisquare(FREEDOM, draws))


def _truncated(log_weights: Floats) -> Floats:
    """Return weights that add up to 1, none above the root of their number times the mean (Ionides, 2008)."""
    weight = np.exp(log_weights - log_weights.max())
    weight = np.minimum(weight, weight.mean() * np.sqrt(len(weight)))
    return weight / weight.sum()
