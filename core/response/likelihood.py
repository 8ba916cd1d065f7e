"""Quasi-likelihood of daily outcomes: variance grows with the mean, zeros and part-orders are allowed.

One form serves revenue and counts: Var(y) = kappa * mu + phi * mu^2. The first part is the luck of few orders (each
worth about kappa), the second is noise in proportion. With kappa = 1 it is the negative binomial, with kappa near zero
the gamma. Its log is the quasi-likelihood of Wedderburn (1974); unlike a regression on the log it needs no smearing
factor and keeps days without an order.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from core.curves import Floats

PLAUSIBLE = 1e-4
"""A day above the quantile of 1 - PLAUSIBLE is counted as that quantile: one absurd day must not move a campaign."""
MOST_NOISE = 2.0
"""Ceiling of phi: a standard deviation of 1.4 times the mean."""
FEW_DAYS = (0.2, 0.2)
"""Kappa (in mean days) and phi where no campaign has days enough to tell."""
RARE = 0.01
"""At most this share of a campaign's days is lowered: what happens more often is its nature, not an error."""


@dataclass(frozen=True, eq=False)
class Dispersion:
    """Noise by campaign: variance is ``kappa * mu + phi * mu**2``. Both of shape (campaigns,), or with days behind."""

    kappa: Floats
    phi: Floats

    def part(self, at: slice) -> "Dispersion":
        """Return the noise of some campaigns, to go with arrays (campaigns, days)."""
        return Dispersion(self.kappa[at, None], self.phi[at, None])

    def variance(self, mu: Floats) -> Floats:
        """Return the variance of a day at mean ``mu`` (..., campaigns)."""
        return (self.kappa + self.phi * mu) * mu

    def log_likelihood(self, y: Floats, mu: Floats) -> Floats:
        """Return the quasi-log-likelihood by day, up to a constant, shapes (..., campaigns)."""
        ratio = self.phi * mu / self.kappa
        # log(1 + 1 / r) and log(1 + r), which is log(r) more: the second takes a third of the time that way.
        over = np.log1p(1 / ratio)
        return -y / self.kappa * over - (over + np.log(ratio)) / self.phi

    def score(self, y: Floats, mu: Floats) -> Floats:
        """Return the derivative of ``log_likelihood`` with respect to log ``mu``."""
        return (y - mu) / (self.kappa + self.phi * mu)

    def information(self, mu: Floats) -> Floats:
        """Return the expected negative second derivative with respect to log ``mu``."""
        return mu / (self.kappa + self.phi * mu)

    def plausible(self, y: Floats, mu: Floats, counted: NDArray[np.bool_]) -> Floats:
        """Return ``y`` with days beyond what is plausible lowered to the edge of it (a gamma of the same moments)."""
        variance = self.variance(mu)
        # No gamma's quantile of such rarity is nearer than three standard deviations: the rest needs no inversion.
        far = counted & (y > mu + 3 * np.sqrt(variance))
        edge = np.full(mu.shape, np.inf)
        edge[far] = gammaincinv((mu**2 / variance)[far], 1 - PLAUSIBLE) * (variance / mu)[far]
        usual = np.nanquantile(np.where(counted, y / mu, np.nan), 1 - RARE, axis=0, method="lower")
        edge = np.maximum(edge, usual * mu)
        # Where orders are few the edge is far out, so an absurd day is no more than the best of the other days.
        best = np.where(counted & (y <= edge), y / mu, 0.0).max(axis=0)
        return np.where(counted & (y > edge), np.minimum(edge, np.maximum(best, 1.0) * mu), y)


def estimate_dispersion(y: Floats, mu: Floats, counted: NDArray[np.bool_], spent: float = 0.0) -> Dispersion:
    """Return the dispersion of each campaign by weighted non-negative least squares of squared residuals.

    A campaign with few days is drawn to the campaigns together, as if they had given it ten days.

    Args:
        y: Outcome by day, shape (days, campaigns), implausible days lowered.
        mu: Its mean under the model, the same shape.
        counted: Which days are learned from.
        spent: Parameters that the mean was fitted with, a campaign: residuals are smaller than the noise by so much.
    """
    unit = np.maximum((y * counted).sum(0) / np.maximum(counted.sum(0), 1), 1e-12)

    days = counted.sum(axis=0)
    m = np.where(counted, mu / unit, 0.0)
    left = np.maximum(days - spent, 0.5 * days) / np.maximum(days, 1)
    squares = np.where(counted, ((y - mu) / unit) ** 2, 0.0) / np.maximum(left, 1e-9)
    parts = np.where(days[:, None] > 4, _moments(m, squares, counted), np.nan)
    known = (days >= min(14, days.max())) & np.isfinite(parts[:, 0])
    # The median, so that a few campaigns with hardly an order do not make all others look noisy.
    typical = np.median(parts[known], axis=0) if known.any() else np.array(FEW_DAYS)
    trust = (days / (days + 10.0))[:, None]
    parts = trust * np.where(np.isnan(parts), typical, parts) + (1 - trust) * typical
    # Days without an order are days on which an order was too large a piece: there kappa is at least a small sale, also
    # where a campaign never sold. Ceilings keep a poor mean from passing as boundless noise: kappa is at most what it
    # would be if all variation were luck around a flat mean.
    sales = y[counted & (y > 0)]
    small_sale = float(np.quantile(sales, 0.1)) if len(sales) else 1.0
    without = 1 - ((y > 0) & counted).sum(0) / np.maximum(days, 1)
    floor = np.maximum(without * small_sale, 1e-4 * unit)
    flat = (y**2 * counted).sum(0) / np.maximum((y * counted).sum(0), 1e-12)
    kappa = np.clip(parts[:, 0] * unit, floor, np.maximum(flat, floor))
    return Dispersion(kappa=kappa, phi=np.clip(parts[:, 1], 1e-3, MOST_NOISE))


def _moments(m: Floats, squares: Floats, counted: NDArray[np.bool_]) -> Floats:
    """Return the parts of the variance along m and m^2, neither below zero, shape (campaigns, 2).

    Weighted least squares, the weights renewed three times. With two parts the non-negative solution is the free one,
    or else the better one of the two with one part alone.
    """
    # Products: NumPy takes ten times as long for other powers than the second.
    square = m * m
    weight = np.where(counted, 1 / np.maximum(m * np.sqrt(m), 1e-9) ** 2, 0.0)
    part = np.zeros((m.shape[1], 2))
    for _ in range(3):
        by_square, by_squares = weight * square, weight * squares
        a, b, d = by_square.sum(0), (by_square * m).sum(0), (by_square * square).sum(0)
        first, second = (by_squares * m).sum(0), (by_squares * square).sum(0)
        determinant = np.maximum(a * d - b * b, 1e-300)
        free = np.stack([d * first - b * second, a * second - b * first], axis=1) / determinant[:, None]
        alone = np.stack([first / np.maximum(a, 1e-300), second / np.maximum(d, 1e-300)], axis=1)
        # Of the parts alone, the one that takes more off the squares.
        luck = first**2 / np.maximum(a, 1e-300) > second**2 / np.maximum(d, 1e-300)
        edge = np.where(np.stack([luck, ~luck], axis=1), alone, 0.0)
        clear = (free.min(axis=1) >= 0) & (a * d - b * b > 1e-9 * a * d)
        part = np.where(clear[:, None], free, edge)
        lowest = np.maximum(part, 1e-4)
        weight = np.where(counted, 1 / np.maximum(lowest[:, 0] * m + lowest[:, 1] * square, 1e-9) ** 2, 0.0)
    return part
