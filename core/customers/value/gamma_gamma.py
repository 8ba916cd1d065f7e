"""Gamma–Gamma: what a purchase of a customer brings on average (Fader and Hardie, 2013)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
from scipy.special import digamma, gammaln

from core.curves import Floats
from core.customers.value.checking import checked_spend
from core.customers.value.fitting import covariance_of, maximise
from core.customers.value.parameters import PositiveParameters
from core.errors import NotEnoughDataError

ROUGH_ROWS: Final = 5_000
"""Customers on whom the starts of the search are tried."""
STRONG: Final = 0.3
"""Correlation of frequency and spend from which the model's assumption is called doubtful."""


@dataclass(frozen=True, eq=False)
class GammaGamma(PositiveParameters):
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

    names: ClassVar[tuple[str, ...]] = ("p", "q", "v")

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
    part = None
    if len(x) > 2 * ROUGH_ROWS:
        some = np.random.default_rng(0).choice(len(x), ROUGH_ROWS, replace=False)
        part = GammaGammaLikelihood(x[some], z[some] / scale, w[some])
    found = maximise(likelihood, [np.log(one) for one in ((5.0, 4.0, 1.0), (1.0, 2.0, 1.0), (20.0, 10.0, 0.5))], part)
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
        log_likelihood=float((found.value - np.log(scale)) * w.sum()),
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
        self._w = weights / weights.sum()
        self._kinds, kind = np.unique(x, return_inverse=True)
        self._of_kind = np.bincount(kind, self._w, len(self._kinds))
        self._kind, self._x, self._spent = kind, x, x * z
        self._log_z = float(self._w @ np.log(z))
        self._x_logs = float(self._w @ (x * np.log(x * z)))

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        """Return the value and the gradient; gamma functions are taken once a number of purchases."""
        p, q, v = np.exp(logs)
        x, w = self._kinds, self._of_kind
        log_whole = self._w * np.log(v + self._spent)
        whole, x_whole = float(log_whole.sum()), float(log_whole @ self._x)
        inverse = np.bincount(self._kind, self._w / (v + self._spent), len(x))
        value = w @ (gammaln(p * x + q) - gammaln(p * x)) - gammaln(q) + q * np.log(v)
        value += p * self._x_logs - self._log_z - p * x_whole - q * whole
        more = digamma(p * x + q)
        d_p = w @ (x * (more - digamma(p * x))) + self._x_logs - x_whole
        d_q = w @ more - digamma(q) + np.log(v) - whole
        d_v = q / v - (p * x + q) @ inverse
        return -float(value), -np.array([p * d_p, q * d_q, v * d_v])
