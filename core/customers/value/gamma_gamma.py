"""Gamma–Gamma: what a purchase of a customer brings on average (Fader and Hardie, 2013)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from scipy.special import digamma, gammaln

from core.curves import Floats
from core.customers.value.checking import checked_spend
from core.customers.value.fitting import covariance_of, draws_of, maximise
from core.errors import NotEnoughDataError

STRONG: Final = 0.3
"""Correlation of frequency and spend from which the model's assumption is called doubtful."""


@dataclass(frozen=True, eq=False)
class GammaGamma:
    """A fitted model of spend.

    Amounts of a customer are Gamma(p, ν), and ν ~ Gamma(q, v) differs between customers, whatever their frequency.

    Attributes:
        p: Shape of the amounts of one customer.
        q: Shape of how customers differ.
        v: Its scale, currency.
        log_likelihood: At the maximum.
        covariance: Of the log parameters, 3 × 3.
        customers: Repeat buyers that it was fitted to.
        correlation: Of repeat purchases and mean amount among them, −1 to 1; the model takes them to be unrelated.
        edges: Names of parameters that the data do not bound.
    """

    p: float
    q: float
    v: float
    log_likelihood: float
    covariance: Floats
    customers: float
    correlation: float
    edges: tuple[str, ...] = ()

    names = ("p", "q", "v")

    @property
    def parameters(self) -> Floats:
        """The three parameters."""
        return np.array([self.p, self.q, self.v])

    @property
    def mean(self) -> float:
        """Expected mean amount of a customer of whom no repeat purchase is known, currency."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else float("inf")

    @property
    def independence(self) -> str:
        """Whether those who buy more often spend more a purchase, in words."""
        if abs(self.correlation) < 0.1:
            return "How often customers buy says next to nothing about how much they spend each time, as assumed."
        kind = "more" if self.correlation > 0 else "less"
        if abs(self.correlation) < STRONG:
            return (
                f"Customers who buy more often spend a little {kind} each time. The model takes the two to be "
                "unrelated, which does little harm here."
            )
        way = "too low" if self.correlation > 0 else "too high"
        return (
            f"Customers who buy more often spend clearly {kind} each time. The model takes the two to be unrelated, so "
            f"the value of the most frequent buyers may come out {way}."
        )

    def draws(self, n: int, seed: int = 0) -> Floats:
        """Return draws of the parameters, n × 3."""
        return draws_of(np.log(self.parameters), self.covariance, n, seed)

    def at(self, parameters: Floats) -> GammaGamma:
        """Return the model with other parameters, e.g. a draw."""
        p, q, v = (float(one) for one in parameters)
        return replace(self, p=p, q=q, v=v)

    def expected_spend(self, frequency: Any, mean_value: Any) -> Floats:
        """Return the expected mean amount of a customer's purchases, currency: the own mean, drawn towards all others'.

        p (v + x z̄) / (p x + q − 1): the more purchases, the more the own mean counts (Fader and Hardie, 2013).
        """
        x, z = np.asarray(frequency, float), np.asarray(mean_value, float)
        return np.asarray(self.p * (self.v + x * z) / (self.p * x + self.q - 1))


def fit_gamma_gamma(frequency: Any, mean_value: Any, weights: Any = None) -> GammaGamma:
    """Return the Gamma–Gamma model of highest likelihood.

    Args:
        frequency: Repeat purchases; customers without any tell nothing and are left out.
        mean_value: Mean amount of the repeat purchases, currency; customers with zero are left out.
        weights: Customers a row; None: one each.

    Raises:
        InputError: If values are missing or negative.
        NotEnoughDataError: If there are too few repeat buyers, all amounts are the same, or amounts differ so much
            that a mean does not exist (q not above 1).
    """
    x, z, w = checked_spend(frequency, mean_value, weights)
    scale = float(np.exp(w @ np.log(z) / w.sum()))
    likelihood = GammaGammaLikelihood(x, z / scale, w)
    found = maximise(likelihood, [np.log(one) for one in ((5.0, 4.0, 1.0), (1.0, 2.0, 1.0), (20.0, 10.0, 0.5))])
    p, q, v = np.exp(found.at)
    if q <= 1.001:
        raise NotEnoughDataError(
            "A few customers spend so much more than all others that a mean amount cannot be told (q is not above 1). "
            "Look whether single purchases are wrong, or leave out the largest."
        )
    return GammaGamma(
        p=float(p),
        q=float(q),
        v=float(v * scale),
        log_likelihood=found.value * w.sum() - float(w.sum() * np.log(scale)),
        covariance=covariance_of(found.information, float(w.sum())),
        customers=float(w.sum()),
        correlation=_correlation(x, z, w),
        edges=tuple(GammaGamma.names[one] for one in found.edges),
    )


def _correlation(x: Floats, z: Floats, w: Floats) -> float:
    if x.min() == x.max():
        return 0.0
    (x_x, x_z), (_, z_z) = np.cov(x, z, aweights=w, ddof=0)
    return float(x_z / np.sqrt(x_x * z_z))


class GammaGammaLikelihood:
    """Mean negative log-likelihood and gradient in log parameters p, q, v."""

    def __init__(self, x: Floats, z: Floats, weights: Floats) -> None:
        self._x, self._z, self._w = x, z, weights / weights.sum()
        self._log_x, self._log_z = np.log(x), np.log(z)

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        """Return the value and the gradient."""
        p, q, v = np.exp(logs)
        x, z, w = self._x, self._z, self._w
        whole = np.log(v + x * z)
        value = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
        value += (p * x - 1) * self._log_z + p * x * self._log_x - (p * x + q) * whole
        more = digamma(p * x + q)
        d_p = x * (more - digamma(p * x) + self._log_z + self._log_x - whole)
        d_q = more - digamma(q) + np.log(v) - whole
        d_v = q / v - (p * x + q) / (v + x * z)
        return -float(w @ value), -np.array([p * (w @ d_p), q * (w @ d_q), v * (w @ d_v)])
