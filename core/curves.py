"""Response curves: outcome of a period as a function of the spend of the same period."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import InputError

Floats = NDArray[np.float64]


BYTES_VERSION = 1
START = 0.01
"""Share of the highest spend seen below which a campaign counts as not started."""


def hill(spend: ArrayLike, half_saturation: ArrayLike, slope: ArrayLike) -> Floats:
    """Return x^k / (x^k + h^k), the share of the ceiling reached at spend ``x`` (Hill, 1910).

    Written through log(x / h), so that neither large slopes nor large amounts overflow. Broadcasts.

    Example:
        >>> float(hill(50.0, 50.0, 2.0))
        0.5
    """
    with np.errstate(divide="ignore"):
        z = np.asarray(slope, float) * (np.log(np.asarray(spend, float)) - np.log(np.asarray(half_saturation, float)))
    # The logistic function of z, in the form that cannot overflow.
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0 / (1.0 + e), e / (1.0 + e))


@dataclass(frozen=True)
class HillCurve:
    """One known curve, ``scale * x^slope / (x^slope + half_saturation^slope)``; S-shaped where ``slope`` > 1.

    Attributes:
        scale: The ceiling: outcome of the period at unlimited spend.
        half_saturation: Spend of the period that brings half of the ceiling. Currency.
        slope: Shape; at most 1 is concave.
        name: The campaign.
    """

    scale: float
    half_saturation: float
    slope: float
    name: str = ""

    def __post_init__(self) -> None:
        for label, value in (("half_saturation", self.half_saturation), ("slope", self.slope)):
            if not (np.isfinite(value) and value > 0):
                raise InputError(f"{label} == {value}, must be a number > 0")
        if not (np.isfinite(self.scale) and self.scale >= 0):
            raise InputError(f"scale == {self.scale}, must be a number >= 0")

    @property
    def parameters(self) -> tuple[Floats, Floats, Floats]:
        """Scale, half-saturation and slope as arrays of shape (1,): a curve is one draw of itself."""
        return np.array([self.scale]), np.array([self.half_saturation]), np.array([self.slope])


@dataclass(frozen=True, eq=False)
class CurveDraws:
    """The curve of one campaign as posterior draws of Hill curves. Draw ``i`` of all campaigns belongs together.

    Attributes:
        name: The campaign.
        scale: Ceiling by draw, shape (draws,).
        half_saturation: Spend at half of the ceiling by draw, shape (draws,). Currency of the period.
        slope: Shape by draw, shape (draws,).
        seen: Lowest and highest spend of a period that the data hold; beyond them the curve is extrapolated.
    """

    name: str
    scale: Floats
    half_saturation: Floats
    slope: Floats
    seen: tuple[float, float] = field(default=(0.0, float("inf")))

    @property
    def parameters(self) -> tuple[Floats, Floats, Floats]:
        """Scale, half-saturation and slope, each of shape (draws,)."""
        return self.scale, self.half_saturation, self.slope

    def over(self, periods: float) -> "CurveDraws":
        """Return the curve of ``periods`` equal periods with the same steady spend in each."""
        return CurveDraws(
            self.name,
            self.scale * periods,
            self.half_saturation * periods,
            self.slope,
            (self.seen[0] * periods, self.seen[1] * periods),
        )


Curve = HillCurve | CurveDraws


def curve_draws(curve: Curve, spend: ArrayLike) -> Floats:
    """Return the outcome by draw at each spend, shape (draws, *spend.shape)."""
    x = np.asarray(spend, float)
    scale, half, slope = (p.reshape((-1,) + (1,) * x.ndim) for p in curve.parameters)
    return scale * hill(x, half, slope)


def mean_curve(curve: Curve, spend: ArrayLike) -> Floats:
    """Return the expected outcome (mean over the draws) at each spend, the shape of ``spend``."""
    return curve_draws(curve, spend).mean(axis=0)


def mean_slope(curve: Curve, spend: ArrayLike) -> Floats:
    """Return what the next unit of money brings: the derivative of ``mean_curve``. Near 0: see ``slope_draws``."""
    return slope_draws(curve, spend).mean(axis=0)


def slope_draws(curve: Curve, spend: ArrayLike) -> Floats:
    """Return the derivative by draw at each spend, shape (draws, *spend.shape).

    At zero spend the derivative of a curve with a slope below 1 has no bound, and nobody spends a millionth of a cent:
    below a hundredth of the highest spend seen (a billionth of the half-saturation for a curve without data) the
    derivative there is given.
    """
    x = np.asarray(spend, float)
    scale, half, slope = (p.reshape((-1,) + (1,) * x.ndim) for p in curve.parameters)
    seen = curve.seen[1] if isinstance(curve, CurveDraws) else np.inf
    x = np.maximum(x, START * seen if np.isfinite(seen) else 1e-9 * half)
    share = hill(x, half, slope)
    return scale * slope / x * share * (1.0 - share)


def curve_range(curve: Curve, spend: ArrayLike, level: float) -> tuple[Floats, Floats, Floats]:
    """Return the expected outcome and the interval that holds the curve with probability ``level`` at each spend.

    Example:
        >>> mean, lower, upper = curve_range(HillCurve(100.0, 50.0, 1.0), [0.0, 50.0], 0.8)
        >>> mean.tolist(), upper.tolist()
        ([0.0, 50.0], [0.0, 50.0])
    """
    draws = curve_draws(curve, spend)
    tail = (1 - level) / 2
    lower, upper = np.quantile(draws, [tail, 1 - tail], axis=0)
    return draws.mean(axis=0), lower, upper


def curves_bytes(curves: Sequence[Curve]) -> bytes:
    """Return the parameters of curves with equally many draws in one block, as the browser reads them.

    16 bytes of head (``CRVS``, then version, number of campaigns and number of draws as little-endian 32-bit integers),
    then scale, half-saturation and slope as little-endian 64-bit floats, each by campaign and draw.
    """
    parameters = [np.stack(values) for values in zip(*(curve.parameters for curve in curves), strict=True)]
    head = b"CRVS" + np.array([BYTES_VERSION, *parameters[0].shape], "<u4").tobytes()
    return head + b"".join(values.astype("<f8").tobytes() for values in parameters)
