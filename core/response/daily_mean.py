"""Expected outcome by day for many draws at once: campaign by campaign, in single precision.

Days lie along the rows, so that carry-over is one matrix product of lag weights and lagged spend whatever the kernel.
Single precision is exact to a millionth of an outcome; the noise of a draw is a hundred thousand times that.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.response.adstock import LAGS, adstock, lagged
from core.response.saturation import ATANH_HALF, saturation

Singles = NDArray[Any]
Result = TypeVar("Result")

THREADS = 2
"""Campaigns worked on at a time: NumPy leaves the interpreter to others while it computes."""
FLOOR = 1e-6
"""Adstock below this share of the usual spend is taken as this share: its logarithm is needed."""


@dataclass(frozen=True, eq=False)
class DailyMean:
    """What the expected outcome of a day is made of. It can be pickled.

    Attributes:
        spend: Shape (days, campaigns). Currency.
        usual: Reference spend by campaign.
        shared: Design of weekday and season, shape (days, columns).
        drift: Design of a campaign's own slow changes, shape (days, knots).
        saturation: Name of the saturation.
        adstock: Name of the adstock.
    """

    spend: Floats
    usual: Floats
    shared: Floats
    drift: Floats
    saturation: str = "hill"
    adstock: str = "geometric"

    @property
    def shapes(self) -> int:
        """Number of coordinates before the knots of drift: level, bend, steepness and those of the kernel."""
        return 3 + len(adstock(self.adstock).coordinates)

    def log_mean(self, campaign: int, own: Singles, shared: Singles) -> Singles:
        """Return the log of the expected outcome of one campaign by day, shape (draws, days).

        Args:
            campaign: Its number.
            own: Its coordinates and knots, shape (draws, own).
            shared: Coefficients of weekday and season, shape (draws, columns).
        """
        shapes = self.shapes
        level, bend, steepness = (own[:, i : i + 1].astype(np.float32) for i in range(3))
        weights, _ = adstock(self.adstock).weights(own[:, 3:shapes], LAGS[1])
        past = np.ascontiguousarray(lagged(self.spend[:, campaign : campaign + 1], LAGS[1])[0].T, dtype=np.float32)
        z = weights.astype(np.float32) @ (past / np.float32(self.usual[campaign]))
        z = np.log(np.maximum(z, np.float32(FLOOR), out=z), out=z)
        eta = self._log_gain(bend, steepness, z)
        eta += level + np.float32(np.log(self.usual[campaign]))
        # One product for season and drift together.
        slow = np.hstack([shared, own[:, shapes:]]).astype(np.float32)
        eta += slow @ np.hstack([self.shared, self.drift]).astype(np.float32).T
        return eta

    def _log_gain(self, bend: Singles, steepness: Singles, z: Singles) -> Singles:
        """Return log f(x) - log f(u) at z = log(x / u)."""
        shape = saturation(self.saturation)
        slope = shape.slope(steepness).astype(np.float32)
        if shape.form == "hill":
            return log_logistic(slope * z - bend) - log_logistic(-bend)
        if shape.form == "tanh":
            # log tanh(v) = log((1 - exp(-2 v)) / (1 + exp(-2 v))), in which no large v overflows.
            both = [np.float32(2 * ATANH_HALF) * np.exp(at - bend) for at in (z, np.zeros_like(bend))]
            share = [np.log(-np.expm1(-v)) - np.log1p(np.exp(-v)) for v in both]
            return share[0] - share[1]
        return slope * z

    def each(self, work: Callable[[int], Result]) -> list[Result]:
        """Return ``work`` of every campaign, two at a time. Each is its own computation: the order plays no part."""
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(work, range(self.spend.shape[1])))


def log_logistic(x: Singles) -> Singles:
    """Return the log of the logistic function, in the precision of ``x`` and without overflow."""
    # Not log1p: its single precision runs six times slower than log, and 1 + e holds all that float32 can tell.
    e = np.abs(x)
    np.negative(e, out=e)
    np.exp(e, out=e)
    e += 1
    np.log(e, out=e)
    return np.minimum(x, 0) - e
