"""Expected outcome by day for many draws at once: campaign by campaign, in single precision.

Days lie along the rows, so that carry-over is one matrix product of lag weights and lagged spend whatever the kernel.
Single precision is exact to a millionth of an outcome; the noise of a draw is a hundred thousand times that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.response.adstock import LAGS, adstock, lagged
from core.response.saturation import ATANH_HALF, saturation
from core.response.threads import Result, side_by_side

Singles = NDArray[Any]

BLOCK = 200
"""Draws that are evaluated at a time."""
NOTHING = 1e-7
"""Weight of a lag below which it is left out."""
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

    def season(self, shared: Floats) -> Singles:
        """Return weekday and season by draw and day, (draws, days), from their coefficients (draws, columns)."""
        return shared.astype(np.float32) @ self.shared.T.astype(np.float32)

    def curve(self, campaign: int) -> Callable[[Singles, Singles], Singles]:
        """Return a function of the campaign's coordinates and knots (draws, own) and of season (draws, days).

        It gives the log of the expected outcome per unit of the usual spend, which no unit of money is in, by draw and
        day.
        """
        shapes = self.shapes
        kernel, days = adstock(self.adstock), len(self.spend)
        lags = min(LAGS[1], days)
        spend = self.spend[:, campaign : campaign + 1] / self.usual[campaign]
        # A view: laid out for good it would be held for every campaign at once while draws are refined.
        past = lagged(spend.astype(np.float32), lags)[0].T
        drift = self.drift.T.astype(np.float32)
        # A row, not a number: NumPy compares arrays several numbers at a time, an array with a number one by one.
        floor = np.full(days, FLOOR, np.float32)

        def evaluate(own: Singles, season: Singles) -> Singles:
            level, bend, steepness = (own[:, i : i + 1].astype(np.float32) for i in range(3))
            weights = kernel.shares(own[:, 3:shapes].astype(float), LAGS[1])
            # Lags that no draw gives a weight are left out; days before the data hold no spend.
            last = min(int(np.flatnonzero(weights.max(axis=0) > NOTHING)[-1]) + 1, lags)
            z = weights[:, :last].astype(np.float32) @ np.ascontiguousarray(past[:last])
            np.maximum(z, floor, out=z)
            np.log(z, out=z)
            eta = self._log_gain(bend, steepness, level, z)
            eta += season
            if len(drift):
                eta += own[:, shapes:].astype(np.float32) @ drift
            return eta

        return evaluate

    def log_mean(self, campaign: int, own: Singles, season: Singles) -> Singles:
        """Return the log of the expected outcome of one campaign by day, shape (draws, days).

        Args:
            campaign: Its number.
            own: Its coordinates and knots, shape (draws, own).
            season: Weekday and season, shape (draws, days).
        """
        evaluate = self.curve(campaign)
        blocks = [evaluate(own[at], season[at]) for at in rows(len(own))]
        return np.concatenate(blocks) + np.float32(np.log(self.usual[campaign]))

    def _log_gain(self, bend: Singles, steepness: Singles, level: Singles, z: Singles) -> Singles:
        """Return level + log f(x) - log f(u) at z = log(x / u); ``z`` is written over."""
        shape = saturation(self.saturation)
        slope = shape.slope(steepness).astype(np.float32)
        if shape.form == "hill":
            z *= slope
            z -= bend
            z = log_logistic(z)
            z += level - log_logistic(-bend)
            return z
        if shape.form == "tanh":
            # log tanh(v) = log((1 - exp(-2 v)) / (1 + exp(-2 v))), in which no large v overflows.
            both = [np.float32(2 * ATANH_HALF) * np.exp(at - bend) for at in (z, np.zeros_like(bend))]
            share = [np.log(-np.expm1(-v)) - np.log1p(np.exp(-v)) for v in both]
            return share[0] + (level - share[1])
        return slope * z + level

    def each(self, work: Callable[[int], Result]) -> list[Result]:
        """Return ``work`` of every campaign."""
        return side_by_side(work, range(self.spend.shape[1]))


def rows(draws: int) -> list[slice]:
    """Return draws in blocks: large enough that two threads do not wait for each other, small enough for the cache."""
    return [slice(first, first + BLOCK) for first in range(0, draws, BLOCK)]


def log_logistic(x: Singles) -> Singles:
    """Return the log of the logistic function, in the precision of ``x`` and without overflow."""
    # Not log1p: its single precision runs six times slower than log, and 1 + e holds all that float32 can tell. Nor a
    # minimum with 0, whose comparisons are slower than half of x - |x|.
    e = np.abs(x)
    np.negative(e, out=e)
    out = x + e
    out *= 0.5
    np.exp(e, out=e)
    e += 1
    np.log(e, out=e)
    out -= e
    return out
