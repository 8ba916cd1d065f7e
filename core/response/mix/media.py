"""What channels bring as a function of their coordinates, with derivatives, for many chains at once."""

from dataclasses import dataclass

import numpy as np

from core.curves import Floats
from core.response.adstock import LAGS, Adstock, lagged
from core.response.mix.data import MixData
from core.response.saturation import Saturation

CARRY_IN_DAYS = 28
"""Spend before the data begin is taken to be the mean of the first days of the data."""
FLOOR = 1e-12


@dataclass(frozen=True)
class Layout:
    """Where the coordinates of a channel stand. A channel has level, bend, steepness (where there are) and kernel's.

    Attributes:
        kernel: The adstock.
        shape: The saturation.
    """

    kernel: Adstock
    shape: Saturation

    @property
    def bend(self) -> int | None:
        """Position of the bend, None where the shape has none."""
        return 1 if self.shape.bend else None

    @property
    def steepness(self) -> int | None:
        """Position of the steepness, None where the shape has none."""
        return (1 + bool(self.shape.bend)) if self.shape.steepness else None

    @property
    def theta(self) -> slice:
        """Positions of the kernel's coordinates."""
        start = 1 + bool(self.shape.bend) + bool(self.shape.steepness)
        return slice(start, start + len(self.kernel.coordinates))

    @property
    def width(self) -> int:
        """Number of coordinates of a channel."""
        return self.theta.stop

    def parts(self, own: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Return level, bend, steepness (0 where there is none) and kernel coordinates of (..., width)."""
        zero = np.zeros(own.shape[:-1])
        return (
            own[..., 0],
            zero if self.bend is None else own[..., self.bend],
            zero if self.steepness is None else own[..., self.steepness],
            own[..., self.theta],
        )


@dataclass(frozen=True, eq=False)
class Exposure:
    """Rows in which channels are looked at. N rows, C channels.

    Attributes:
        spend: Spend by lag relative to the usual spend, shape (C, lags, N).
        money: Usual spend, in units of the outcome of the row's region, shape (C, N).
        region: Region of each row, shape (N,).
    """

    spend: Floats
    money: Floats
    region: np.ndarray


def exposure(data: MixData, spend: Floats, size: Floats, periods: np.ndarray) -> Exposure:
    """Return the rows of all regions in the given periods, region after region.

    Args:
        data: The rows; ``usual`` is taken from them.
        spend: Shape (R, T, C). Currency.
        size: Unit of the outcome of each region, shape (R,).
        periods: Positions of the periods.
    """
    lags = LAGS[data.period_days]
    first = max(CARRY_IN_DAYS // data.period_days, 1)
    rows = [
        lagged(one / usual, lags, (before[:first] / usual).mean(axis=0))[:, periods].transpose(0, 2, 1)
        for one, before, usual in zip(spend, data.spend, data.usual, strict=True)
    ]
    money = np.repeat((data.usual / size[:, None]).T, len(periods), axis=1)
    return Exposure(np.concatenate(rows, axis=2), money, np.repeat(np.arange(len(spend)), len(periods)))


def respond(
    layout: Layout, own: Floats, extra: Floats | None, rows: Exposure, derivatives: bool = True
) -> tuple[Floats, Floats | None]:
    """Return what channels bring, and its derivatives.

    Args:
        layout: Of the coordinates.
        own: Coordinates, shape (C, chains, width).
        extra: Regional deviations of the level, shape (C, chains, R), None where there are no regions.
        rows: N rows.
        derivatives: Whether they are wanted.

    Returns:
        Shape (C, chains, N), and derivatives with respect to the coordinates, (C, width, chains, N).
    """
    level, bend, steepness, theta = layout.parts(own)
    lags = rows.spend.shape[1]
    weights, d_weights = layout.kernel.weights(theta, lags)
    stock = weights @ rows.spend
    floored = np.maximum(stock, FLOOR)
    gain, by_bend, by_steepness, by_z = layout.shape.gain(bend[..., None], steepness[..., None], np.log(floored))
    height = gain + level[..., None]
    if extra is not None:
        height = height + extra[..., rows.region]
    brought = np.exp(np.minimum(height, 60.0)) * rows.money[:, None, :] * (stock > FLOOR)
    if not derivatives:
        return brought, None
    slopes = np.empty((len(own), layout.width, *brought.shape[1:]))
    slopes[:, 0] = brought
    if layout.bend is not None:
        slopes[:, layout.bend] = brought * by_bend
    if layout.steepness is not None:
        slopes[:, layout.steepness] = brought * by_steepness
    relative = brought * by_z / floored
    for k in range(theta.shape[-1]):
        slopes[:, layout.theta.start + k] = relative * (d_weights[..., k] @ rows.spend)
    return brought, slopes
