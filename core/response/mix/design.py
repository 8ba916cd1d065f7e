"""What of a mix is linear or fixed: the time basis, the slow process, and the rotation that makes rows independent."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.curves import Floats
from core.errors import NotEnoughDataError
from core.response.mix.data import MixData

YEAR_DAYS = 365.25
TREND_DAYS = 182
WEEKDAY_DAYS = 21
MEMORIES = (17.0, 56.0, 180.0)
"""Memories of the slow process to choose from, in days: correlation exp(-distance / memory)."""
CONTROL_SPREAD, EVENT_SPREAD, BLANK_SPREAD = 3.0, 30.0, 1e4
"""Prior standard deviations of coefficients, in standard deviations of the outcome; a control counts a standard
deviation of its own. A blank takes one cell out of the likelihood."""
DEMAND_SPREAD = 0.5
"""Prior standard deviation of how demand that moves spend by 1 % moves the outcome, in %."""


@dataclass(frozen=True, eq=False)
class TimeBasis:
    """Columns that every region has of its own: intercept, trend, season, weekday.

    Attributes:
        columns: Shape (T, p); the first is the intercept.
        seasonal: Which columns are season or weekday, shape (p,).
    """

    columns: Floats
    seasonal: NDArray[np.bool_]


def time_basis(dates: pd.DatetimeIndex, period_days: int) -> TimeBasis:
    """Return the columns that the length of the data carries.

    A trend from half a year on; one pair of yearly waves a full year of data, at most three; weekdays for days, from
    three weeks on. What is slower or shorter than these is left to the slow process.
    """
    at = (dates - dates[0]).days.to_numpy(float)
    span = at[-1] + period_days
    columns, seasonal = [np.ones(len(at))], [False]
    if span >= TREND_DAYS:
        columns.append((at - at.mean()) / (at[-1] - at[0]))
        seasonal.append(False)
    for wave in range(1, min(3, int(span / YEAR_DAYS + 0.1)) + 1):
        angle = 2 * np.pi * wave * (dates.dayofyear.to_numpy() + 0.5 * (period_days - 1)) / YEAR_DAYS
        columns.extend([np.sin(angle), np.cos(angle)])
        seasonal.extend([True, True])
    if period_days == 1 and span >= WEEKDAY_DAYS:
        contrast = np.vstack([np.eye(6), -np.ones(6)])
        columns.extend(contrast[dates.dayofweek.to_numpy()].T)
        seasonal.extend([True] * 6)
    return TimeBasis(np.column_stack(columns), np.array(seasonal))


def slow_kernel(dates: pd.DatetimeIndex, memory: float) -> Floats:
    """Return the correlation of the slow process, shape (T, T): Ornstein and Uhlenbeck (1930)."""
    at = (dates - dates[0]).days.to_numpy(float)
    return np.exp(-np.abs(at[:, None] - at) / memory)


def region_rotation(regions: int) -> Floats:
    """Return an orthogonal matrix (R, R) whose first row is the mean of all regions, the others their differences."""
    matrix = np.eye(regions)
    matrix[:, 0] = 1.0
    q, r = np.linalg.qr(matrix)
    return np.ascontiguousarray((q * np.sign(np.diag(r))).T)


@dataclass(frozen=True, eq=False)
class Design:
    """The outcome and everything linear, scaled, and rotated so that all rows are independent given the amplitudes.

    To observed periods (T' of T), K = T' - p after the time basis is projected out.

    Attributes:
        observed: Which periods are learned from, shape (T,).
        size: Unit of each region's outcome, shape (R,). Currency; all below is in these units.
        spread: Robust standard deviation of the outcome around the time basis.
        outcome: Scaled outcome, shape (R, T').
        basis: Time basis of all periods.
        covariates: Scaled controls and events and blanks, shape (P, R, T').
        precision: Prior precision of their coefficients, shape (P,).
        demand: What the spends tell of hidden demand, shape (Q, T) with Q 0 or 1; in the observed periods the last Q
            of ``covariates``.
        centre: What was taken off each of the first, and ``unit`` what a unit of it is, shapes (X,).
        unit: See ``centre``.
        memory: Memory of the slow process, in days.
        rotation: Regions to mean and differences, shape (R, R).
        project: Observed periods to independent rows, shape (K, T').
        roughness: Variance of the slow process in each row at amplitude 1, shape (K,).
        rotated_covariates: Shape (P, R * K).
    """

    observed: NDArray[np.bool_]
    size: Floats
    spread: float
    outcome: Floats
    basis: TimeBasis
    covariates: Floats
    precision: Floats
    demand: Floats
    centre: Floats
    unit: Floats
    memory: float
    rotation: Floats
    project: Floats
    roughness: Floats
    rotated_covariates: Floats

    def rotate(self, values: Floats) -> Floats:
        """Return values by region and observed period (..., R, T') as independent rows (..., R * K)."""
        rows = values @ self.project.T
        if len(self.rotation) > 1:
            rows = self.rotation @ rows
        return rows.reshape(*values.shape[:-2], -1)

    def rotate_back(self, rows: Floats) -> Floats:
        """Return the transpose of ``rotate``: (..., R * K) to (..., R, T')."""
        values = rows.reshape(*rows.shape[:-1], len(self.rotation), -1)
        if len(self.rotation) > 1:
            values = self.rotation.T @ values
        return values @ self.project


def make_design(
    data: MixData, outcome: Floats, blanks: NDArray[np.bool_], memory: float, demand: Floats | None = None
) -> Design:
    """Return the design.

    Args:
        data: The rows.
        outcome: Outcome to be learned from, shape (R, T).
        blanks: Cells not to be learned from, beside those that ``data`` does not count, shape (R, T).
        memory: Of the slow process, in days.
        demand: What the spends tell of hidden demand, in log of spend, shape (T,); None or zeros: nothing.

    Raises:
        NotEnoughDataError: If the controls and events leave too few rows.
    """
    observed: NDArray[np.bool_] = np.asarray(data.counted.any(axis=0))
    basis = time_basis(data.dates, data.period_days)
    used = basis.columns[observed]
    people = data.people * np.abs(outcome[data.counted]).mean() / data.people.mean()
    if np.all(data.people == 1) and len(data.regions) > 1:
        people = np.array([np.abs(row[seen]).mean() for row, seen in zip(outcome, data.counted, strict=True)])
        people = np.maximum(people, 1e-3 * people.max())
    scaled = (outcome / people[:, None])[:, observed]
    left = scaled - scaled @ np.linalg.pinv(used).T @ used.T
    counted = data.counted[:, observed]
    spread = float(1.4826 * np.median(np.abs(left[counted])))
    spread = max(spread, 0.1 * float(left[counted].std()), 1e-3)

    columns: list[Floats] = []
    precision: list[float] = []
    centres: list[float] = []
    units: list[float] = []
    for x, kind in zip(np.moveaxis(data.covariates, -1, 0), data.covariate_kinds, strict=True):
        within = x[:, observed]
        unit = within.std() if kind == "control" else np.abs(within).max()
        # A column that never changes tells nothing; its coefficient stays with the prior.
        unit = unit if unit > 1e-9 * max(float(np.abs(within).max()), 1e-12) else 1.0
        centres.append(float(within.mean()) if kind == "control" else 0.0)
        units.append(float(unit))
        columns.append((within - centres[-1]) / unit)
        precision.append(((CONTROL_SPREAD if kind == "control" else EVENT_SPREAD) * spread) ** -2)
    for cell in np.argwhere((blanks | ~data.counted)[:, observed]):
        blank = np.zeros(scaled.shape)
        blank[tuple(cell)] = 1.0
        columns.append(blank)
        precision.append((BLANK_SPREAD * spread) ** -2)
    told = np.zeros((0, len(data.dates))) if demand is None or not demand.any() else demand[None]
    for one in told:
        columns.append(np.tile(one[observed], (len(scaled), 1)))
        precision.append((DEMAND_SPREAD * float(np.abs(scaled[counted]).mean())) ** -2)
    rows = int(counted.sum()) - int(blanks.sum())
    if rows - used.shape[1] * len(scaled) < 3:
        raise NotEnoughDataError(f"There are {rows} rows to learn from; that is too few for a mix.")

    # Rows orthogonal to the time basis, and among them those in which the slow process is independent.
    free = np.linalg.svd(used.T)[2][used.shape[1] :]
    roughness, turn = np.linalg.eigh(free @ slow_kernel(data.dates[np.flatnonzero(observed)], memory) @ free.T)
    project = np.ascontiguousarray(turn.T @ free)
    covariates = np.stack(columns) if columns else np.zeros((0, *scaled.shape))
    rotation = region_rotation(len(scaled))
    return Design(
        observed=observed,
        size=people,
        spread=spread,
        outcome=scaled,
        basis=basis,
        covariates=covariates,
        precision=np.array(precision),
        demand=told,
        centre=np.array(centres),
        unit=np.array(units),
        memory=memory,
        rotation=rotation,
        project=project,
        roughness=np.maximum(roughness, 0.0),
        rotated_covariates=(rotation @ (covariates @ project.T)).reshape(
            len(covariates), project.shape[0] * len(scaled)
        ),
    )
