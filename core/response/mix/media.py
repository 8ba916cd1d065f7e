"""What channels bring as a function of their coordinates, with derivatives, for many chains at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.response.adstock import LAGS, Adstock, lagged
from core.response.mix.data import MixData
from core.response.saturation import Saturation

CARRY_IN_DAYS = 28
"""Spend before the data begin is taken to be the mean of the first days of the data."""
FLOOR = 1e-12
PULSE_FROM_DAYS, PULSE_KNOT_DAYS, PULSE_MEMORY_DAYS = 364, 182, 365


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
        pulse: Columns of the slow change that all channels share, shape (N, K).
    """

    spend: Floats
    money: Floats
    region: NDArray[np.intp]
    pulse: Floats


def pulse_columns(data: MixData, size: float) -> Floats:
    """Return the columns of the slow change of all channels together, in log, shape (T, K); none below a year of data.

    Broken lines with a knot every half year, correlated as exp(-distance / a year), with mean zero over what is learned
    from, so that a channel's level stays its average.
    """
    span = len(data.dates) * data.period_days
    if span < PULSE_FROM_DAYS or size == 0:
        return np.zeros((len(data.dates), 0))
    pieces = max(round(span / PULSE_KNOT_DAYS), 2)
    knots = np.linspace(0, len(data.dates) - 1, pieces + 1)
    lines = np.column_stack([np.interp(np.arange(len(data.dates)), knots, unit) for unit in np.eye(len(knots))])
    away = np.abs(knots[:, None] - knots) * data.period_days
    columns = lines @ np.linalg.cholesky(np.exp(-away / PULSE_MEMORY_DAYS))
    return size * (columns - columns[~data.held_out].mean(axis=0))


def exposure(data: MixData, spend: Floats, size: Floats, periods: NDArray[np.intp], pulse_size: float) -> Exposure:
    """Return the rows of all regions in the given periods, region after region.

    Args:
        data: The rows; ``usual`` is taken from them.
        spend: Shape (R, T, C). Currency.
        size: Unit of the outcome of each region, shape (R,).
        periods: Positions of the periods.
        pulse_size: Standard deviation of the slow change that all channels share, in log; 0 where there is none.
    """
    lags = LAGS[data.period_days]
    first = max(CARRY_IN_DAYS // data.period_days, 1)
    rows = [
        lagged(one / usual, lags, (before[:first] / usual).mean(axis=0))[:, periods].transpose(0, 2, 1)
        for one, before, usual in zip(spend, data.spend, data.usual, strict=True)
    ]
    money = np.repeat((data.usual / size[:, None]).T, len(periods), axis=1)
    pulse = np.tile(pulse_columns(data, pulse_size)[periods], (len(spend), 1))
    return Exposure(np.concatenate(rows, axis=2), money, np.repeat(np.arange(len(spend)), len(periods)), pulse)


def respond(
    layout: Layout, own: Floats, extra: Floats | None, pulse: Floats, rows: Exposure, derivatives: bool = True
) -> tuple[Floats, Floats | None]:
    """Return what channels bring, and its derivatives.

    Args:
        layout: Of the coordinates.
        own: Coordinates, shape (C, chains, width).
        extra: Regional deviations of the level, shape (C, chains, R), None where there are no regions.
        pulse: Coefficients of the shared slow change, shape (chains, K).
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
    if pulse.shape[-1]:
        height = height + pulse @ rows.pulse.T
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
