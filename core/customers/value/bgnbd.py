"""BG/NBD: how often customers buy, and after which purchase they leave (Fader, Hardie and Lee, 2005)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
from scipy.special import betainc, betaln, digamma, expit, gammaln

from core.curves import Floats
from core.customers.value.checking import checked_times
from core.customers.value.fitting import covariance_of, maximise
from core.customers.value.parameters import PositiveParameters
from core.customers.value.quadrature import beta_nodes, legendre
from core.customers.value.unique_rows import UniqueRows, unique_rows

NODES: Final = 24
ROUGH_ROWS: Final = 8_000
"""Histories on which the starts of the search are tried."""


@dataclass(frozen=True, eq=False)
class BgNbd(PositiveParameters):
    """A fitted BG/NBD model; times are weeks (or the unit that the histories had).

    Purchases come at random at a rate λ ~ Gamma(r, alpha); after each, a customer leaves with chance p ~ Beta(a, b).

    Attributes:
        r: Shape of the rates.
        alpha: Scale of the rates, weeks.
        a: First parameter of the chance of leaving.
        b: Second.
        log_likelihood: At the maximum; that of the whole history, as published figures count it.
        covariance: Of the log parameters, 4 × 4, from the observed information.
        customers: How many it was fitted to.
        edges: Names of parameters that the data do not bound: they ran to the edge of the search.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    covariance: Floats
    customers: float
    edges: tuple[str, ...] = ()

    name: ClassVar[str] = "BG/NBD"
    names: ClassVar[tuple[str, ...]] = ("r", "alpha", "a", "b")

    @property
    def shift(self) -> float:
        """Weeks that are added to an age where what follows from it is smooth in the logarithm."""
        return self.alpha

    def chance_alive(self, frequency: Any, recency: Any, age: Any) -> Floats:
        """Return the chance that a customer still buys (Fader, Hardie and Lee, 2008); 1 without repeat purchases.

        Args:
            frequency: Repeat purchases.
            recency: Weeks from the first purchase to the last.
            age: Weeks from the first purchase to now.
        """
        x, t_x, t = (np.asarray(one, float) for one in (frequency, recency, age))
        left = np.log(self.a) - np.log(np.maximum(self.b + x - 1, 1e-300))
        left = left + (self.r + x) * (np.log(self.alpha + t) - np.log(self.alpha + t_x))
        return np.asarray(np.where(x > 0, expit(-left), 1.0))

    def expected_if_alive(self, weeks: Any, frequency: Any, age: Any) -> Floats:
        """Return the expected purchases in the next weeks of customers who still buy.

        The mean of (1 − (1 + p t / (α + T))^−(r+x)) / p over p ~ Beta(a, b + x): the Gaussian hypergeometric function
        of the paper in Euler's form, without its cancellation near a = 1.
        """
        t, x, age = (np.asarray(one, float) for one in (weeks, frequency, age))
        kinds, index = np.unique(x, return_inverse=True)
        index = index.reshape(x.shape)
        nodes, parts = beta_nodes(self.a, self.b + kinds, NODES)
        nodes = np.maximum(nodes, 1e-300)
        part = t / (self.alpha + age)
        result = np.zeros(np.broadcast_shapes(t.shape, x.shape, age.shape))
        for node in range(NODES):
            p = nodes[:, node][index]
            result -= (parts[:, node] / nodes[:, node])[index] * np.expm1(-(self.r + x) * np.log1p(p * part))
        return result

    def expected_purchases(self, weeks: Any, frequency: Any, recency: Any, age: Any) -> Floats:
        """Return the expected purchases in the next weeks (Fader, Hardie and Lee, 2005, equation 10).

        Args:
            weeks: From now on.
            frequency: Repeat purchases.
            recency: Weeks from the first purchase to the last.
            age: Weeks from the first purchase to now.
        """
        return self.chance_alive(frequency, recency, age) * self.expected_if_alive(weeks, frequency, age)

    def expected_new(self, weeks: Any) -> Floats:
        """Return the expected repeat purchases of a new customer in the weeks after the first purchase."""
        return self.expected_if_alive(weeks, 0.0, 0.0)

    def some_if_alive(self, weeks: float, frequency: Any, age: Any) -> Floats:
        """Return the chance of any purchase in the next weeks, of customers who still buy."""
        shape, t = self.r + np.asarray(frequency, float), np.asarray(age, float)
        return np.asarray(-np.expm1(-shape * np.log1p(weeks / (self.alpha + t))))

    def pairs_if_alive(self, weeks: float, frequency: Any, age: Any) -> Floats:
        """Return the mean of Y (Y − 1), Y being the purchases in the next weeks of customers who still buy.

        2 (1 − p) ∫ w λ² exp(−λ p w) dw over the weeks, averaged over λ and p: every ordered pair of purchases,
        the first of which was survived.
        """
        x, t = np.broadcast_arrays(np.asarray(frequency, float), np.asarray(age, float))
        kinds, index = np.unique(x, return_inverse=True)
        nodes, weights = beta_nodes(self.a, self.b + kinds, NODES)
        shape, scale = self.r + x, self.alpha + t
        result = np.zeros(x.shape)
        index = index.reshape(x.shape)
        for node in range(NODES):
            p, part = nodes[index, node], np.zeros(x.shape)
            for at, weight in zip(*legendre(16), strict=True):
                w = at * weeks
                part += weight * weeks * w * np.exp(-(shape + 2) * np.log1p(p * w / scale))
            result += weights[index, node] * 2 * (1 - p) * part * shape * (shape + 1) / scale**2
        return result

    def at_least(self, count: Any, weeks: float, frequency: Any, age: Any) -> Floats:
        """Return the chance of at least ``count`` (1, 2, …) purchases in the next weeks, of customers who still buy.

        They must want to, which is negative binomial, and must not have left after one of the purchases before.
        """
        n, x, t = (np.asarray(one, float) for one in (count, frequency, age))
        wants = betainc(n, self.r + x, weeks / (self.alpha + t + weeks))
        stays = np.exp(betaln(self.a, self.b + x + n - 1) - betaln(self.a, self.b + x))
        return np.asarray(wants * stays)


def fit_bgnbd(frequency: Any, recency: Any, age: Any, weights: Any = None) -> BgNbd:
    """Return the BG/NBD model of highest likelihood.

    Args:
        frequency: Repeat purchases of each customer (or row of customers who are alike).
        recency: Weeks from the first purchase to the last.
        age: Weeks from the first purchase to the end of the observation.
        weights: Customers a row; None: one each.

    Raises:
        InputError: If values are missing, negative or impossible.
        NotEnoughDataError: If nobody, or hardly anybody, came back, or the search does not settle.
    """
    rows = unique_rows(*checked_times(frequency, recency, age, weights))
    part = rows.thinned(ROUGH_ROWS)
    found = maximise(
        BgNbdLikelihood(rows),
        _starts(rows),
        BgNbdLikelihood(part) if part else None,
    )
    r, alpha, a, b = np.exp(found.at)
    return BgNbd(
        r=float(r),
        alpha=float(alpha * rows.scale),
        a=float(a),
        b=float(b),
        log_likelihood=float(found.value * rows.customers - rows.purchases * np.log(rows.scale)),
        covariance=covariance_of(found.information, rows.customers),
        customers=rows.customers,
        edges=tuple(BgNbd.names[one] for one in found.edges),
    )


def _starts(rows: UniqueRows) -> list[Floats]:
    rate = rows.purchases / rows.exposure
    shapes = ((0.3, 0.5, 2.0), (1.0, 1.0, 5.0), (3.0, 0.2, 2.0), (0.5, 2.0, 2.0))
    return [np.log([r, r / rate, a, b]) for r, a, b in shapes]


class BgNbdLikelihood:
    """Mean negative log-likelihood and gradient in log parameters, of rows of unique histories.

    All logarithms and gamma functions are taken once a distinct value; only the sum of the two terms is taken by row.
    """

    def __init__(self, rows: UniqueRows) -> None:
        self._rows = rows

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        """Return the value and the gradient at log parameters r, alpha, a, b."""
        rows = self._rows
        r, alpha, a, b = np.exp(logs)
        x, w = rows.x_values, rows.x_weights
        total = w @ (gammaln(r + x) - gammaln(r) + r * np.log(alpha))
        total += w @ (gammaln(a + b) - gammaln(a + b + x) + gammaln(b + x) - gammaln(b))
        d_r = w @ (digamma(r + x) - digamma(r) + np.log(alpha))
        both = digamma(a + b) - digamma(a + b + x)
        d_a, d_b = w @ both, w @ (both + digamma(b + x) - digamma(b))
        d_alpha = rows.customers * r / alpha

        ages, lasts = np.log(alpha + rows.age_values), np.log(alpha + rows.last_values)
        shape = r * rows.age_weights + rows.age_purchases
        total -= shape @ ages
        d_r -= rows.age_weights @ ages
        d_alpha -= shape @ (1 / (alpha + rows.age_values))

        # Those who came back may have left after the last purchase: the second term of the likelihood.
        grown = ages[rows.age_index] - lasts[rows.last_index]
        before = np.log(a) - np.log(b + rows.back_values - 1)
        left = before[rows.back_index] + (r + rows.back_x) * grown
        # log(1 + exp) and the chance of having left from one exponential: this is where the time goes.
        small = np.exp(-np.abs(left))
        total += rows.back_weights @ (np.maximum(left, 0) + np.log1p(small))
        chance = rows.back_weights * np.where(left > 0, 1.0, small) / (1 + small)
        shrunk = (1 / (alpha + rows.age_values))[rows.age_index] - (1 / (alpha + rows.last_values))[rows.last_index]
        d_r += chance @ grown
        d_alpha += (chance * (r + rows.back_x)) @ shrunk
        by_x = np.bincount(rows.back_index, chance, len(rows.back_values))
        d_a += by_x.sum() / a
        d_b -= by_x @ (1 / (b + rows.back_values - 1))
        gradient = np.array([r * d_r, alpha * d_alpha, a * d_a, b * d_b])
        return -float(total) / rows.customers, -gradient / rows.customers
