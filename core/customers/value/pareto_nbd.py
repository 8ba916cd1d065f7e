"""Pareto/NBD: how often customers buy, and when they leave (Schmittlein, Morrison and Colombo, 1987)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
from scipy.special import betainc, expit, exprel

from core.curves import Floats
from core.customers.value.checking import checked_times
from core.customers.value.fitting import covariance_of, maximise
from core.customers.value.parameters import PositiveParameters
from core.customers.value.pareto_likelihood import ParetoNbdLikelihood, log_odds_left
from core.customers.value.quadrature import legendre
from core.customers.value.unique_rows import UniqueRows, unique_rows

ROUGH_ROWS: Final = 2_000
"""Histories on which the starts of the search are tried."""


@dataclass(frozen=True, eq=False)
class ParetoNbd(PositiveParameters):
    """A fitted Pareto/NBD model; times are weeks (or the unit that the histories had).

    Purchases come at random at a rate λ ~ Gamma(r, alpha) until a customer leaves, at a rate μ ~ Gamma(s, beta).

    Attributes:
        r: Shape of the rates of purchase.
        alpha: Their scale, weeks.
        s: Shape of the rates of leaving.
        beta: Their scale, weeks.
        log_likelihood: At the maximum; that of the whole history, as published figures count it.
        covariance: Of the log parameters, 4 × 4, from the observed information.
        customers: How many it was fitted to.
        edges: Names of parameters that the data do not bound: they ran to the edge of the search.
    """

    r: float
    alpha: float
    s: float
    beta: float
    log_likelihood: float
    covariance: Floats
    customers: float
    edges: tuple[str, ...] = ()

    name: ClassVar[str] = "Pareto/NBD"
    names: ClassVar[tuple[str, ...]] = ("r", "alpha", "s", "beta")

    @property
    def shift(self) -> float:
        """Weeks that are added to an age where what follows from it is smooth in the logarithm."""
        return min(self.alpha, self.beta)

    def chance_alive(self, frequency: Any, recency: Any, age: Any) -> Floats:
        """Return the chance that a customer still buys.

        Args:
            frequency: Repeat purchases.
            recency: Weeks from the first purchase to the last.
            age: Weeks from the first purchase to now.
        """
        x, last, t = np.broadcast_arrays(*(np.asarray(one, float) for one in (frequency, recency, age)))
        odds = log_odds_left(self.r, self.alpha, self.s, self.beta, x.ravel(), last.ravel(), t.ravel())
        return np.asarray(expit(-odds)).reshape(x.shape)

    def expected_if_alive(self, weeks: Any, frequency: Any, age: Any) -> Floats:
        """Return the expected purchases in the next weeks of customers who still buy.

        (r + x) / (α + T) times the mean time in which they still do; also at s = 1.
        """
        t, x, age = (np.asarray(one, float) for one in (weeks, frequency, age))
        length = np.log1p(t / (self.beta + age))
        staying = (self.beta + age) * length * exprel(-(self.s - 1) * length)
        return np.asarray((self.r + x) / (self.alpha + age) * staying)

    def expected_purchases(self, weeks: Any, frequency: Any, recency: Any, age: Any) -> Floats:
        """Return the expected purchases in the next weeks (Fader and Hardie, 2005, equation 41).

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
        return self.at_least(1.0, weeks, frequency, age)

    def pairs_if_alive(self, weeks: float, frequency: Any, age: Any) -> Floats:
        """Return the mean of Y (Y − 1), Y being the purchases in the next weeks of customers who still buy.

        2 ∫ w λ² exp(−μ w) dw over the weeks, averaged over λ and μ.
        """
        x, t = np.broadcast_arrays(np.asarray(frequency, float), np.asarray(age, float))
        length = np.log1p(weeks / (self.beta + t))
        total = np.zeros(x.shape)
        for at, weight in zip(*legendre(16), strict=True):
            w = (self.beta + t) * np.expm1(at * length)
            total += weight * length * (self.beta + t + w) * w * np.exp(-self.s * at * length)
        shape = self.r + x
        return 2 * shape * (shape + 1) / (self.alpha + t) ** 2 * total

    def at_least(self, count: Any, weeks: float, frequency: Any, age: Any) -> Floats:
        """Return the chance of at least ``count`` (1, 2, …) purchases in the next weeks, of customers who still buy.

        Negative binomial in the time until they leave, or until the weeks are over.
        """
        n, x, t = (np.asarray(one, float) for one in (count, frequency, age))
        shape, length = self.r + x, np.log1p(weeks / (self.beta + t))
        stays = np.exp(-self.s * length)
        total = stays * betainc(n, shape, weeks / (self.alpha + t + weeks))
        for at, weight in zip(*legendre(14), strict=True):
            leaves = (self.beta + t) * np.expm1(at * length)
            leaving = weight * self.s * length * np.exp(-self.s * at * length)
            total = total + leaving * betainc(n, shape, leaves / (self.alpha + t + leaves))
        return np.asarray(total)


def fit_pareto_nbd(frequency: Any, recency: Any, age: Any, weights: Any = None) -> ParetoNbd:
    """Return the Pareto/NBD model of highest likelihood.

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
    found = maximise(ParetoNbdLikelihood(rows), _starts(rows), ParetoNbdLikelihood(part) if part else None)
    r, alpha, s, beta = (float(one) for one in np.exp(found.at))
    return ParetoNbd(
        r=r,
        alpha=alpha * rows.scale,
        s=s,
        beta=beta * rows.scale,
        log_likelihood=float(found.value * rows.customers - rows.purchases * np.log(rows.scale)),
        covariance=covariance_of(found.information, rows.customers),
        customers=rows.customers,
        edges=tuple(ParetoNbd.names[one] for one in found.edges),
    )


def _starts(rows: UniqueRows) -> list[Floats]:
    rate = rows.purchases / rows.exposure
    shapes = ((0.5, 0.5, 0.5), (1.0, 1.0, 2.0), (3.0, 0.3, 1.0))
    return [np.log([r, r / rate, s, beta]) for r, s, beta in shapes]
