"""A causal, weekday-aware, robust score of how unusual each step of a series is; small counts are judged as counts.

What is expected of a step is the median level of the steps before times the usual factor of its place in the season.
How far the step may stray is learned from the errors of earlier one-step expectations, by their median, so that one
odd step neither moves what is expected nor widens what is allowed.

The score measures the distance on the scale on which the variance of a negative-binomial count is constant,

    z = 2 / s * (asinh(s * sqrt(x + 3/8)) - asinh(s * sqrt(m + 3/8))),

x and m in events, s the spread beyond chance: Anscombe's (1948) square root where counts are small, log(x / m) / s
where they are large. A day of no order after a mean of 1.5 is then no alarm.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FLOOR: Final = 0.02
"""The least spread: no series is foretold closer than two in a hundred."""
COUNT_FLOOR: Final = 0.1
"""The least spread beyond chance of small counts."""
FEW: Final = 20.0
"""Events a step below which medians of counts jump; means over a longer time take their place."""
SHARE_HELD: Final = 0.5
"""Share of a window that must hold values."""
CONSISTENT: Final = 1.4826
"""Makes the median of absolute errors the standard deviation of a normal one."""
QUARTER: Final = 0.375
CAP: Final = 99.0
PRIOR_EVENTS: Final = 10.0
"""Events of an even season that are added to those seen, where counts are small."""


@dataclass(frozen=True)
class Rhythm:
    """How the steps of a series repeat.

    Attributes:
        season: Steps of a season.
        level: Steps whose median is the level.
        memory: Steps that season and spread are learned from.
        least: Errors that must be known before a step is judged.
    """

    season: int
    level: int
    memory: int
    least: int


DAILY: Final = Rhythm(season=7, level=7, memory=56, least=21)
HOURLY: Final = Rhythm(season=168, level=168, memory=672, least=24)


@dataclass(frozen=True, eq=False)
class Scores:
    """How unusual each step is, arrays of shape (steps, series); not a number where nothing can be judged.

    Attributes:
        score: Distance from what was expected in usual errors, with its sign.
        expected: What was expected.
        spread: Spread beyond chance, as a share.
        unit: Amount of one event; 0 where values are no counts.
    """

    score: Floats
    expected: Floats
    spread: Floats
    unit: Floats

    def bounds(self, threshold: float, series: int) -> tuple[Floats, Floats]:
        """Return between which values the score of a series stays below a threshold, by step."""
        parts = self.expected[:, series], self.spread[:, series], self.unit[:, series]
        with np.errstate(invalid="ignore"):
            return _at(*parts, -threshold), _at(*parts, threshold)


def score_steps(
    values: Floats,
    rhythm: Rhythm = DAILY,
    exposure: Floats | None = None,
    unit: Floats | float = 0.0,
    leave_out: NDArray[np.bool_] | None = None,
) -> Scores:
    """Return how unusual each step is, from the steps before it alone.

    Args:
        values: Shape (steps, series); not a number where nothing is known.
        rhythm: How the steps repeat.
        exposure: What the values are in proportion to, e.g. clicks for conversions; None for nothing.
        unit: Amount of one event in the unit of the values, shape (steps, series) or one for all: 1 for counts; 0 where
            values are no sums of events.
        leave_out: Steps that are judged and that later ones learn nothing from, shape (steps, series).
    """
    x = np.asarray(values, float)
    units = np.broadcast_to(np.asarray(unit, float), x.shape)
    share = np.ones(x.shape) if exposure is None else np.asarray(exposure, float)
    x = np.where((share > 0) & np.isfinite(x) & (x >= 0), x, np.nan)
    learned = x if leave_out is None else np.where(leave_out, np.nan, x)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        expected = _typical(learned, share, units, rhythm)
        few = _few(learned, share, units, rhythm)
        rare = np.isfinite(few) & (np.where(units > 0, few / np.where(units > 0, units, 1.0), np.inf) < FEW)
        expected = np.where(rare, few, expected)
        spread = _spread(x, expected, units, rare, rhythm)
        score = np.clip(distance(x, expected, spread, units), -CAP, CAP)
    score[~np.isfinite(score)] = np.nan
    return Scores(score, np.where(np.isfinite(spread), expected, np.nan), spread, units)


def distance(x: Floats, expected: Floats, spread: Floats, unit: Floats) -> Floats:
    """Return the signed distance from what was expected in usual errors."""
    counted = unit > 0
    safe = np.where(counted, unit, 1.0)
    count, mean = (np.arcsinh(spread * np.sqrt(np.maximum(v / safe, 0.0) + QUARTER)) for v in (x, expected))
    # Nothing where there was something is as far as a thousandth of it: the logarithm of 0 says no more.
    amount = np.log(np.maximum(x, expected * 1e-3) / expected) / spread
    return np.asarray(np.where(counted, 2.0 / spread * (count - mean), amount))


def _at(expected: Floats, spread: Floats, unit: Floats, score: float) -> Floats:
    """Return the value at a distance: the inverse of ``distance``."""
    counted = unit > 0
    safe = np.where(counted, unit, 1.0)
    root = np.arcsinh(spread * np.sqrt(expected / safe + QUARTER)) + score * spread / 2.0
    count = np.maximum((np.sinh(np.maximum(root, 0.0)) / spread) ** 2 - QUARTER, 0.0) * safe
    return np.asarray(np.where(counted, count, expected * np.exp(np.clip(score * spread, -50, 50))))


def _typical(x: Floats, share: Floats, unit: Floats, rhythm: Rhythm) -> Floats:
    """Return what is expected by medians of logarithms: level of the last steps times the factor of the season."""
    # A count of nothing is not minus infinity; an amount of nothing tells no level.
    y = np.log(np.where(x == 0, np.where(unit > 0, unit * QUARTER, np.nan), x) / share)
    seasons = _places(y - _median(_windows(y, rhythm.season)), rhythm)
    # The median of few seasons is drawn towards no season, as if one more had been seen without any.
    known = np.isfinite(seasons).sum(axis=-1)
    factor = np.where(known > 0, _median(seasons, 1) * known / (known + 1), 0.0)
    level = _median(_windows(y - factor, rhythm.level))
    return np.asarray(np.exp(level + factor) * share)


def _few(x: Floats, share: Floats, unit: Floats, rhythm: Rhythm) -> Floats:
    """Return what is expected of small counts: the median of weekly rates, times the factor of the season shrunk."""
    held = np.isfinite(x)
    amount, of = np.where(held, x, 0.0), np.where(held, share, 0.0)
    weeks = _sums(amount, rhythm.season, 0) / _sums(of, rhythm.season, 0)
    level = _median(_windows(weeks, rhythm.season + 1), 1)
    # The season, from sums: small counts of one weekday say little alone.
    seen, whole = _places(amount, rhythm).sum(axis=-1), _sums(amount, rhythm.memory, 1)
    exposed, all_exposed = _places(of, rhythm).sum(axis=-1), _sums(of, rhythm.memory, 1)
    prior = PRIOR_EVENTS * np.where(unit > 0, unit, 1.0)
    factor = (seen + prior) / (exposed * whole / all_exposed + prior)
    return np.asarray(level * np.where(np.isfinite(factor), factor, 1.0) * share)


def _spread(x: Floats, expected: Floats, unit: Floats, rare: NDArray[np.bool_], rhythm: Rhythm) -> Floats:
    """Return the spread beyond chance from the errors before each step."""
    safe = np.where(unit > 0, unit, 1.0)
    events = expected / safe
    error = np.abs(np.log(np.maximum(x, expected * 1e-3) / expected))
    error = np.where(np.isfinite(error) & ~rare, error, np.nan)
    usual = CONSISTENT * _median(_windows(error, rhythm.memory), rhythm.least)
    large = np.sqrt(np.maximum(usual**2 - np.where(unit > 0, 1.0 / events, 0.0), FLOOR**2))
    # Counts: the square of the error on Anscombe's scale is 1 by chance alone, and s^2 times the mean more.
    anscombe = 4.0 * (np.sqrt(x / safe + QUARTER) - np.sqrt(events + QUARTER)) ** 2
    anscombe = np.where(np.isfinite(anscombe) & (unit > 0), np.minimum(anscombe, 9.0), np.nan)
    errors = np.isfinite(anscombe)
    count = _sums(errors.astype(float), rhythm.memory, 1)
    beyond = _sums(np.where(errors, anscombe, 0.0), rhythm.memory, 1) / count - 1.0
    mean = _sums(np.where(errors, events, 0.0), rhythm.memory, 1) / count
    small = np.sqrt(np.maximum(beyond / np.maximum(mean, 1.0), COUNT_FLOOR**2))
    small = np.where(count >= rhythm.least, small, np.nan)
    # A series that only lately became small, or large, has few errors of its own kind.
    return np.asarray(np.where(rare | ~np.isfinite(large), small, large))


def _windows(values: Floats, length: int, lag: int = 1) -> Floats:
    """Return the ``length`` steps that end ``lag`` steps before each step, shape (steps, series, length)."""
    padded = np.concatenate([np.full((length - 1 + lag, values.shape[1]), np.nan), values[: len(values) - lag]])
    return sliding_window_view(padded, length, axis=0)


def _places(values: Floats, rhythm: Rhythm) -> Floats:
    """Return the earlier steps at the same place of the season, shape (steps, series, seasons)."""
    seasons, steps = rhythm.memory // rhythm.season, len(values)
    lags = [values[: max(steps - k * rhythm.season, 0)] for k in range(1, seasons + 1)]
    fill = np.nan if np.isnan(values).any() else 0.0
    return np.stack([np.concatenate([np.full((steps - len(v), v.shape[1]), fill), v]) for v in lags], axis=-1)


def _sums(values: Floats, length: int, lag: int) -> Floats:
    """Return the sum of the ``length`` steps that end ``lag`` steps before each step."""
    total = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    end = np.maximum(np.arange(len(values)) + 1 - lag, 0)
    return np.asarray(total[end] - total[np.maximum(end - length, 0)])


def _median(windows: Floats, least: int | None = None) -> Floats:
    """Return the median of each window over what is known; not a number where less than ``least`` is."""
    length = windows.shape[-1]
    least = max(1, round(length * SHARE_HELD)) if least is None else least
    # Sorting puts what is not a number last; faster than numpy's own median of what is known, and in single precision
    # twice as fast again: seven digits are more than any of these figures is known to.
    ordered = np.sort(windows.astype(np.float32), axis=-1)
    known = np.isfinite(ordered).sum(axis=-1)
    low, high = np.maximum(known - 1, 0) // 2, np.minimum(known // 2, length - 1)
    ends = [np.take_along_axis(ordered, place[..., None], -1)[..., 0] for place in (low, high)]
    return np.where(known >= max(least, 1), (ends[0] + ends[1]) / 2, np.nan).astype(float)
