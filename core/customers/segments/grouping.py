"""Groups: K-Means and Gaussian mixtures, what of them is kept, and to which group a customer belongs."""

from __future__ import annotations

import warnings
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.customers.segments.recipe import Method

Labels = NDArray[np.int64]
SPIKE: Final = 0.05
"""Smallest variance of a mixture's group along an axis: values that many share would make one of no width."""


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups of customers.

    Attributes:
        method: How they were found.
        centres: Groups x axes.
        weights: Share of each; empty for K-Means.
        covariances: Groups x axes x axes; empty for K-Means.
    """

    method: Method
    centres: Floats
    weights: Floats
    covariances: Floats

    def __len__(self) -> int:
        return len(self.centres)

    def labels(self, places: Floats) -> Labels:
        """Return the group of each customer: the nearest centre, or the most probable group of a mixture."""
        if self.method == "kmeans":
            # |x - c|² without |x|², which is the same for all groups.
            return np.asarray(((self.centres**2).sum(1) - 2 * places @ self.centres.T).argmin(1), np.int64)
        scores = np.empty((len(places), len(self)))
        for k, centre in enumerate(self.centres):
            root = np.linalg.cholesky(self.covariances[k])
            away = np.linalg.solve(root, (places - centre).T)
            scores[:, k] = np.log(self.weights[k]) - np.log(np.diag(root)).sum() - 0.5 * (away**2).sum(0)
        return np.asarray(scores.argmax(1), np.int64)

    def taken(self, order: Any) -> Groups:
        """Return the groups in another order."""
        mixed = self.method == "mixture"
        return Groups(
            self.method,
            self.centres[order],
            self.weights[order] if mixed else self.weights,
            self.covariances[order] if mixed else self.covariances,
        )

    def to_plain(self) -> dict[str, Any]:
        """Return plain data that says the same; ``from_plain`` reads it."""
        return {
            "method": self.method,
            **{n: getattr(self, n).tolist() for n in ("centres", "weights", "covariances")},
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Groups:
        """Return the groups that plain data say."""
        return cls(plain["method"], *(np.asarray(plain[n], float) for n in ("centres", "weights", "covariances")))


def find_groups(places: Floats, count: int, method: Method, seed: int, starts: int) -> Groups:
    """Return groups of customers. The same places in the same order give the same groups within ``one_thread``.

    Args:
        places: Customers x axes, at least ``count`` different ones.
        count: How many groups.
        method: How; a mixture begins with the groups of K-Means.
        seed: Of the first centres.
        starts: How often the search begins anew; the best result counts.
    """
    from sklearn.cluster import KMeans

    nothing = np.empty(0)
    centres = KMeans(count, n_init=starts, random_state=seed, max_iter=100).fit(places).cluster_centers_
    if method == "kmeans":
        return Groups("kmeans", np.asarray(centres, float), nothing, nothing)
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    fitted = GaussianMixture(count, reg_covar=SPIKE, means_init=centres, max_iter=100, tol=1e-3, random_state=seed)
    with warnings.catch_warnings():
        # A mixture that is still moving a little after its last step is used as it is.
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted.fit(places)
    return Groups("mixture", *(np.asarray(x, float) for x in (fitted.means_, fitted.weights_, fitted.covariances_)))


def one_thread() -> AbstractContextManager[object]:
    """Return a context in which sums are added in one order: several threads add them as they finish."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(1)
    return limits
