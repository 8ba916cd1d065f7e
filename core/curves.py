"""Response curves: outcome of a period as a function of the spend of the same period."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from core.curve_forms import ATANH_HALF, FORMS, Floats, form_of, hill, share, share_derivative
from core.errors import InputError

__all__ = [
    "ATANH_HALF",
    "BYTES_VERSION",
    "FORMS",
    "Curve",
    "CurveDraws",
    "Floats",
    "HillCurve",
    "curve_draws",
    "curve_range",
    "curves_bytes",
    "hill",
    "mean_curve",
    "mean_slope",
    "share",
    "share_derivative",
    "slope_draws",
]

BYTES_VERSION = 2
START = 0.01
"""Share of the highest spend seen below which a campaign counts as not started."""


@dataclass(frozen=True)
class HillCurve:
    """One known curve, ``scale * x^slope / (x^slope + half_saturation^slope)``; S-shaped where ``slope`` > 1.

    Attributes:
        scale: The ceiling: outcome of the period at unlimited spend.
        half_saturation: Spend of the period that brings half of the ceiling. Currency.
        slope: Shape; at most 1 is concave.
        name: The campaign.
    """

    form: ClassVar[str] = "hill"

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
    """The curve of one campaign as posterior draws of one form. Draw ``i`` of all campaigns belongs together.

    The forms (``FORMS``), each with half of the scale at the half-saturation h:

    - ``hill``: scale x^k / (x^k + h^k); Michaelis-Menten with k = 1.
    - ``tanh``: scale tanh(ATANH_HALF x / h), which is also the logistic saturation; k is 1 and has no effect.
    - ``root``: scale / 2 (x / h)^k with k up to 1; it has no ceiling, and h is a reference spend.

    Attributes:
        name: The campaign.
        scale: Ceiling by draw, shape (draws,); for ``root`` twice the outcome at the half-saturation.
        half_saturation: Spend that brings half of the scale by draw, shape (draws,). Currency of the period.
        slope: Shape k by draw, shape (draws,).
        seen: Lowest and highest spend of a period that the data hold; beyond them the curve is extrapolated.
        form: One of ``FORMS``.

    Raises:
        InputError: If the form is unknown.
    """

    name: str
    scale: Floats
    half_saturation: Floats
    slope: Floats
    seen: tuple[float, float] = field(default=(0.0, float("inf")))
    form: str = "hill"

    def __post_init__(self) -> None:
        form_of(self.form)

    @property
    def parameters(self) -> tuple[Floats, Floats, Floats]:
        """Scale, half-saturation and slope, each of shape (draws,)."""
        return self.scale, self.half_saturation, self.slope

    def over(self, periods: float) -> "CurveDraws":
        """Return the curve of ``periods`` equal periods with the same steady spend in each, of the same form."""
        return CurveDraws(
            self.name,
            self.scale * periods,
            self.half_saturation * periods,
            self.slope,
            (self.seen[0] * periods, self.seen[1] * periods),
            self.form,
        )


Curve = HillCurve | CurveDraws


def curve_draws(curve: Curve, spend: ArrayLike) -> Floats:
    """Return the outcome by draw at each spend, shape (draws, *spend.shape)."""
    x = np.asarray(spend, float)
    scale, half, slope = (p.reshape((-1,) + (1,) * x.ndim) for p in curve.parameters)
    return scale * share(curve.form, x, half, slope)


def mean_curve(curve: Curve, spend: ArrayLike) -> Floats:
    """Return the expected outcome (mean over the draws) at each spend, the shape of ``spend``."""
    return curve_draws(curve, spend).mean(axis=0)


def mean_slope(curve: Curve, spend: ArrayLike) -> Floats:
    """Return what the next unit of money brings: the derivative of ``mean_curve``. Near 0: see ``slope_draws``."""
    return slope_draws(curve, spend).mean(axis=0)


def slope_draws(curve: Curve, spend: ArrayLike) -> Floats:
    """Return the derivative by draw at each spend, shape (draws, *spend.shape).

    At zero spend the derivative of a Hill or root curve with a slope below 1 has no bound, and nobody spends a
    millionth of a cent: below a hundredth of the highest spend seen (a billionth of the half-saturation for a curve
    without data) the derivative there is given, for all forms alike.
    """
    x = np.asarray(spend, float)
    scale, half, slope = (p.reshape((-1,) + (1,) * x.ndim) for p in curve.parameters)
    seen = curve.seen[1] if isinstance(curve, CurveDraws) else np.inf
    x = np.maximum(x, START * seen if np.isfinite(seen) else 1e-9 * half)
    return scale * share_derivative(curve.form, x, half, slope)


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
    """Return forms and parameters of curves with equally many draws in one block, as the browser reads them.

    16 bytes of head (``CRVS``, then version, number of campaigns and number of draws as little-endian 32-bit integers),
    the form of each campaign as one byte, its place in ``FORMS``, with zeros up to a multiple of 8 bytes, then scale,
    half-saturation and slope as little-endian 64-bit floats, each by campaign and draw.
    """
    parameters = [np.stack(values) for values in zip(*(curve.parameters for curve in curves), strict=True)]
    head = b"CRVS" + np.array([BYTES_VERSION, *parameters[0].shape], "<u4").tobytes()
    forms = bytes(FORMS.index(curve.form) for curve in curves)
    # The browser lays arrays of 64-bit floats over the block, which have to start at a multiple of 8.
    forms += bytes(-len(forms) % 8)
    return head + forms + b"".join(values.astype("<f8").tobytes() for values in parameters)
