"""Checks on past days: how far a forecast made then was from what came, and how often its intervals held it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from core.curves import Floats
from core.forecasting.origin import History, Look, agreed, own_paths
from core.forecasting.paths import Singles
from core.forecasting.reconcile import Tree
from core.forecasting.series import WEEK

CHECKS: Final = 4
CHECK_DAYS: Final = 14
"""Length of a check; checks lie one behind the other, the last one ends with the data."""
LEAST_DAYS: Final = 28
"""Days that a series must have lived before a check."""
LEVELS: Final = (0.8, 0.95)
ASKED: Final = (0.8, 0.97)
"""Shares that the factor on the spread is asked to hold, of the far one more than its level: few checks, each
wrong as a whole or not, show too few of the far days."""
WIDER: Final = (1.05, 1.15)
"""Factors on the spread of channels and of the total: sums lose width where they are made to agree with their parts."""
PRIOR: Final = 1.2
"""Factor on the spread where nothing could be checked; checks of many series came to about this."""
PRIOR_DAYS: Final = 56.0
"""The factor of all series together counts like so many days against that of one series."""
LEAST_SPREAD: Final = 0.6
MOST_SPREAD: Final = 3.0
_DRAWS: Final = 300


@dataclass(frozen=True)
class Backtest:
    """How the forecast of one series went on its own past days.

    Attributes:
        checks: How many; 0 where the series is too short.
        days: Days of each check.
        mase: Mean absolute error over that of the last week repeated within the days before (Hyndman and Koehler,
            2006); None where that cannot be said.
        mase_baseline: The same of the baseline.
        against_baseline: Mean absolute error over that of the baseline on the same days, less 1: -0.2 is 20 % less.
        covered80: Share of days within the 80 % interval.
        covered95: Share of days within the 95 % interval.
        bias: What came over what was forecast, summed over the checks, less 1; None where nothing was forecast.
    """

    checks: int = 0
    days: int = CHECK_DAYS
    mase: float | None = None
    mase_baseline: float | None = None
    against_baseline: float | None = None
    covered80: float | None = None
    covered95: float | None = None
    bias: float | None = None


def origins(days: int) -> tuple[int, ...]:
    """Return how many days were known at each check, earliest first; a few or none for short histories.

    Example:
        >>> origins(91), origins(50), origins(30)
        ((35, 49, 63, 77), (36,), ())
    """
    found = [days - CHECK_DAYS * back for back in range(CHECKS, 0, -1)]
    return tuple(end for end in found if end >= LEAST_DAYS)


@dataclass(frozen=True, eq=False)
class Checked:
    """All series checked.

    Attributes:
        spread: Factor on the surprises of each series that made its intervals right; shape (series,).
        wrong: Mean squared error of each series' own forecast; shape (series,).
        backtests: One a series.
    """

    spread: Floats
    wrong: Floats
    backtests: tuple[Backtest, ...]


def check(history: History, looks: Sequence[Look]) -> Checked:
    """Return how well the looks at earlier days foretold, and what spread makes intervals right.

    Intervals of a check are made with the spread that the other checks asked for, so their coverage is honest.

    Args:
        history: The days.
        looks: One a check, from ``origins``.
    """
    tree = history.tree
    known = np.maximum(history.values, 0.0)
    actual = np.concatenate([known, known @ tree.sums.T], axis=1)
    out = np.concatenate([history.left_out, (history.left_out @ tree.sums.T) > 0], axis=1)
    series = actual.shape[1]
    truths, counted = np.full((len(looks), CHECK_DAYS, series), np.nan), np.zeros((len(looks), series), bool)
    for number, seen in enumerate(looks):
        days = slice(seen.end, seen.end + CHECK_DAYS)
        truths[number] = np.where(out[days], np.nan, actual[days])
        counted[number] = [
            p is not None and len(t.values) >= LEAST_DAYS for p, t in zip(seen.points, seen.trainings, strict=True)
        ]
    truths[~np.broadcast_to(counted[:, None], truths.shape)] = np.nan
    alone = [own_paths(seen, np.ones(series), _DRAWS) for seen in looks]
    missed = [_missed(draws, truth) for draws, truth in zip(alone, truths, strict=True)]
    wrong = _wrong(looks, truths, actual)
    covered, mean = np.full((len(LEVELS), *truths.shape), np.nan), np.full(truths.shape, np.nan)
    for number, (seen, truth) in enumerate(zip(looks, truths, strict=True)):
        others = _wider(tree, spreads([one for k, one in enumerate(missed) if k != number], series))
        parts, draws = agreed(tree, seen, own_paths(seen, others, _DRAWS), wrong)
        mean[number] = np.concatenate([parts, parts @ tree.sums.T], axis=1)
        whole = np.concatenate([draws, draws @ tree.sums.T.astype(np.float32)], axis=2)
        for k, level in enumerate(LEVELS):
            low, high = np.quantile(whole, [(1 - level) / 2, (1 + level) / 2], axis=0)
            inside = (truth >= low - 1e-6) & (truth <= high * (1 + 1e-6) + 1e-6)
            covered[k, number] = np.where(np.isnan(truth), np.nan, inside)
    backtests = tuple(_backtest(looks, n, truths[..., n], mean[..., n], covered[..., n], actual) for n in range(series))
    return Checked(_wider(tree, spreads(missed, series)), wrong, backtests)


def spreads(missed: Sequence[Floats], series: int) -> Floats:
    """Return the factor on the surprises of each series, shape (series,).

    A factor that makes both intervals hold their share of days, as far as one factor can: the mean of the two.

    Args:
        missed: For each check the ratios of ``_missed``, shape (levels, days, series).
        series: Number of series.
    """
    if not missed:
        return np.full(series, PRIOR)
    ratios = np.concatenate(missed, axis=1)
    days = np.isfinite(ratios[0]).sum(axis=0)
    factors = np.zeros((len(LEVELS), series))
    for k, level in enumerate(ASKED):
        every = ratios[k][np.isfinite(ratios[k])]
        pooled = float(np.quantile(every, level)) if len(every) else PRIOR
        common = (len(every) * pooled + PRIOR_DAYS * PRIOR) / (len(every) + PRIOR_DAYS)
        for n in range(series):
            own = ratios[k, :, n]
            mine = float(np.quantile(own[np.isfinite(own)], level)) if days[n] else common
            factors[k, n] = (days[n] * mine + PRIOR_DAYS * common) / (days[n] + PRIOR_DAYS)
    return np.clip(factors.T @ [0.3, 0.7], LEAST_SPREAD, MOST_SPREAD)


def _wider(tree: Tree, spread: Floats) -> Floats:
    """Return the factors with those of sums of several parts made wider."""
    factors = np.where(tree.sums.sum(axis=1) > 1, np.r_[np.full(len(tree.channels), WIDER[0]), WIDER[1]], 1.0)
    return np.asarray(np.r_[spread[: len(tree.campaigns)], spread[len(tree.campaigns) :] * factors])


def _missed(draws: Singles, truth: Floats) -> Floats:
    """Return how far from the middle each day came, in reaches of its interval: shape (levels, days, series).

    An interval times the quantile of these would have held its share of the days. Nothing is said of days that are not
    known, and of those on which the interval has no width.
    """
    middle = np.median(draws, axis=0)
    found = np.full((len(LEVELS), *truth.shape), np.nan)
    for k, level in enumerate(LEVELS):
        low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
        reach = np.where(truth > middle, high - middle, middle - low)
        known = np.isfinite(truth) & (high > low)
        # Where an interval ends at zero and zero came, it held whatever the factor.
        held = np.where(truth == middle, 0.0, 1.0)
        ratio = np.where(reach > 0, np.abs(truth - middle) / np.where(reach > 0, reach, 1.0), held)
        found[k] = np.where(known, ratio, np.nan)
    return found


def _wrong(looks: Sequence[Look], truths: Floats, actual: Floats) -> Floats:
    """Return the mean squared error of each series' own forecast; of its days' spread where it was not checked."""
    if looks:
        errors = (truths - np.stack([seen.mean for seen in looks])) ** 2
        number = np.isfinite(errors).sum(axis=(0, 1))
        found = np.nansum(errors, axis=(0, 1)) / np.maximum(number, 1)
    else:
        number, found = np.zeros(actual.shape[1]), np.zeros(actual.shape[1])
    recent = actual[-LEAST_DAYS:]
    gaps = np.isnan(recent)
    middle = np.where(gaps, 0.0, recent).sum(axis=0) / np.maximum((~gaps).sum(axis=0), 1)
    rough = np.where(gaps, 0.0, (recent - middle) ** 2).sum(axis=0) / np.maximum((~gaps).sum(axis=0), 1)
    return np.where(number > 0, found, rough)


def _backtest(looks: Sequence[Look], n: int, truth: Floats, mean: Floats, covered: Floats, actual: Floats) -> Backtest:
    """Return the checks of one series: truth and mean of shape (checks, days), covered of (levels, checks, days)."""
    checked = [k for k in range(len(looks)) if np.isfinite(truth[k]).any()]
    if not checked:
        return Backtest()
    base = np.stack([seen.baseline[:, n] for seen in looks])
    errors, baseline = np.abs(truth - mean), np.abs(truth - base)
    scales = [mase_scale(actual[: looks[k].end, n]) for k in checked]
    scaled = [
        (np.nanmean(errors[k]) / s, np.nanmean(baseline[k]) / s) for k, s in zip(checked, scales, strict=True) if s > 0
    ]
    own, other = float(np.nanmean(errors[checked])), float(np.nanmean(baseline[checked]))
    foretold = float(np.where(np.isnan(truth), 0.0, mean)[checked].sum())
    return Backtest(
        checks=len(checked),
        mase=float(np.mean([m for m, _ in scaled])) if scaled else None,
        mase_baseline=float(np.mean([b for _, b in scaled])) if scaled else None,
        against_baseline=own / other - 1.0 if other > 0 else None,
        covered80=float(np.nanmean(covered[0][checked])),
        covered95=float(np.nanmean(covered[1][checked])),
        bias=float(np.nansum(truth[checked])) / foretold - 1.0 if foretold > 0 else None,
    )


def mase_scale(past: Floats) -> float:
    """Return the mean absolute error of the last week repeated within the days before a check; 0 where unknown."""
    active = np.flatnonzero(np.nan_to_num(past) > 0)
    if not len(active):
        return 0.0
    lived = past[active[0] :]
    steps = np.abs(lived[WEEK:] - lived[:-WEEK])
    return float(np.nanmean(steps)) if np.isfinite(steps).any() else 0.0
