"""Sample paths of the days ahead: the one truth that intervals, sums and chances follow from.

A path is the point forecast times 1 plus the surprise of the day plus what stayed of the surprises before it, as in
exponential smoothing with relative errors (Hyndman et al., 2008, chapter 6), so the spread grows with the distance.
Surprises are drawn from those of the history in blocks of a week (Künsch, 1989), the same days for all series: what
happened together stays together.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.forecasting.models import Point
from core.forecasting.series import WEEK

DRAWS: Final = 500
SEED: Final = 20_261
PAST: Final = 364
"""Days whose surprises are drawn from, at most."""
STAYS: Final = 0.1
"""At least so much of a surprise stays: a level that is never wrong is not believed (theta has the same bound)."""
FREEDOM: Final = 3.5
"""Degrees of freedom of Student's t."""
LARGEST: Final = 2.5
"""What stays of one surprise is capped at so many standard deviations: a day of chance moves no level by itself."""

LEAST: Final = 4
"""Fewer surprises than this say nothing of how large they are."""
ASSUMED: Final = np.array([-0.7, -0.45, -0.2, 0.0, 0.2, 0.45, 0.7])
"""Surprises of a series of which too few are known: half of its level, give or take."""

Singles = NDArray[np.float32]


def surprise_table(points: Sequence[Point | None], filled: Sequence[NDArray[np.bool_]]) -> Floats:
    """Return the surprises of the last days of all series, shape (days, series); not a number where none is known.

    Args:
        points: Forecast of each series; None where nothing is expected.
        filled: Days of its history that were filled.
    """
    longest = max((len(p.surprises) for p in points if p is not None), default=1)
    table = np.full((min(max(longest, WEEK), PAST), len(points)), np.nan)
    for number, (point, out) in enumerate(zip(points, filled, strict=True)):
        if point is None:
            continue
        known = np.where(out, np.nan, point.surprises)
        count = min(len(known), len(table))
        table[-count:, number] = known[-count:]
    return table


def draw_days(past: int, ahead: int, draws: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return which past day each day ahead takes its surprise from, shape (draws, ahead): blocks of a week."""
    length = min(WEEK, past)
    blocks = -(-ahead // length)
    first = rng.integers(0, past - length + 1, size=(draws, blocks))
    return np.asarray((first[:, :, None] + np.arange(length)).reshape(draws, -1)[:, :ahead], np.intp)


def moods(draws: int, rng: np.random.Generator) -> Floats:
    """Return how calm or rough each path is against the past, the same for all series; shape (draws, 1).

    How much days differ is only known from some weeks; a common factor makes normal surprises those of Student's t.
    """
    return np.asarray(np.sqrt((FREEDOM - 2) / rng.chisquare(FREEDOM, size=(draws, 1))))


def paths(point: Point, surprises: Floats, days: NDArray[np.intp], spread: Floats, seed: int) -> Singles:
    """Return paths of one series, shape (draws, days ahead): not below zero, their mean is the point forecast.

    Args:
        point: Its forecast.
        surprises: Its column of ``surprise_table``.
        days: From ``draw_days``.
        spread: Factor on the surprises of each path, shape (draws, 1): from checks on past days and ``moods``.
        seed: Fills days of the table on which this series has no surprise of its own.
    """
    known = surprises[np.isfinite(surprises)]
    if len(known) < LEAST:
        known, surprises = ASSUMED, np.full(len(surprises), np.nan)
    if not point.mean.any():
        return np.repeat(point.mean[None].astype(np.float32), len(days), axis=0)
    own = surprises.copy()
    missing = ~np.isfinite(own)
    own[missing] = np.random.default_rng(seed).choice(known, int(missing.sum()))
    own -= own.mean()
    reach = LARGEST * float(own.std())
    stays = max(point.alpha, STAYS) * np.clip(own, -reach, reach)
    stays -= stays.mean()
    level = np.cumsum(stays.astype(np.float32)[days], axis=1)
    level[:, 1:] = level[:, :-1].copy()
    level[:, 0] = 0.0
    level += own.astype(np.float32)[days]
    level *= spread.astype(np.float32)
    level += np.float32(1.0)
    np.maximum(level, 0.0, out=level)
    mean = level.mean(axis=0)
    level *= np.where(mean > 0, point.mean / np.where(mean > 0, mean, 1.0), 0.0).astype(np.float32)
    return level
