"""Whether a change is more than usual: against the changes that such periods showed before.

The change of a figure from b to n is measured as c = 2 (n - b) / (|n| + |b|), which is about the relative change, but
the same up and down and defined where one of them is 0. The periods are moved back by whole weeks, so that weekdays
match, as long as they lie wholly before the period that is judged; each position gives one past change. With s the
root of their mean square, a change is usual where |c| is at most t s, t being the 95 % quantile of Student's
distribution with as many degrees of freedom as periods fit side by side into the past (three at least): nine of ten
past changes of this kind lie within. Where fewer than six positions fit, s comes from the changes of single weeks, as
if weeks were independent: s^2 = mean(d^2) / 2 * (7 / days now + 7 / days before). With fewer than four weeks nothing is
said.

Profit may be negative; its changes are measured in money instead.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from core.performance.cube import DailyCube
from core.performance.figures import figure_of
from core.performance.periods import Periods, Span

Floats = NDArray[np.float64]

WEEK: Final = 7
LEVEL: Final = 0.9
FEWEST: Final = 6
"""Positions of past periods that are needed; with fewer, single weeks have to do."""
FEWEST_WEEKS: Final = 4
LEAST_FREEDOM: Final = 3


@dataclass(frozen=True, eq=False)
class Usual:
    """What would be usual now, given what was before; arrays by group, not a number where nothing can be said.

    Attributes:
        lower: Lower end of the usual range of the figure now.
        upper: Its upper end.
        chance: How often a change as large as this one happens by itself.
    """

    lower: Floats
    upper: Floats
    chance: Floats

    @property
    def unusual(self) -> NDArray[np.bool_]:
        """Whether the change is more than usual; false where nothing can be said."""
        return self.chance < 1 - LEVEL


def usual(cube: DailyCube, groups: Floats, name: str, periods: Periods, now: Floats, before: Floats) -> Usual:
    """Return what would be usual now, by group.

    Args:
        cube: Of the data set.
        groups: Daily sums by group, shape (days, groups, columns).
        name: The figure.
        periods: What is compared.
        now: The figure in the period, shape (groups,).
        before: The figure in the period before.
    """
    blank = np.full(now.shape, np.nan)
    if periods.before is None:
        return Usual(blank, blank.copy(), blank.copy())
    money = name == "profit"
    sums = np.concatenate([np.zeros((1, *groups.shape[1:])), np.cumsum(groups, axis=0)])
    pairs = _past(cube, sums, name, periods.now, periods.before)
    scale, freedom = blank, LEAST_FREEDOM
    if len(pairs[0]) >= FEWEST:
        scale = _root_mean_square(_changes(*pairs, money))
        longest = max(periods.now.days, periods.before.days)
        freedom = max(LEAST_FREEDOM, len(pairs[0]) * WEEK // longest)
    else:
        weeks = _weeks(cube, sums, name, periods.now)
        if len(weeks) >= FEWEST_WEEKS:
            noise = _root_mean_square(_changes(weeks[1:], weeks[:-1], money)) / np.sqrt(2)
            # A sum over several weeks in money grows with their number; relative changes shrink with it.
            lengths = (periods.now.days / WEEK, periods.before.days / WEEK)
            parts = lengths if money else tuple(1 / length for length in lengths)
            scale = noise * np.sqrt(sum(parts))
    change = _changes(now, before, money)
    with np.errstate(invalid="ignore", divide="ignore"):
        wide = float(stdtrit(freedom, (1 + LEVEL) / 2)) * scale
        chance = 2 * stdtr(freedom, -np.abs(change) / scale)
    # What never changed before changes by itself in no case; what did not change now is usual.
    chance = np.where(scale == 0, np.where(change == 0, 1.0, 0.0), chance)
    chance = np.where(np.isfinite(change) & np.isfinite(scale), chance, np.nan)
    if money:
        return Usual(before - wide, before + wide, chance)
    # c = 2 (n - b) / (n + b) solved for n; a change of 2 is one from nothing to anything.
    most = np.minimum(wide, 1.9)
    lower, upper = before * (2 - most) / (2 + most), before * (2 + most) / (2 - most)
    return Usual(np.minimum(lower, upper), np.maximum(lower, upper), chance)


def _past(cube: DailyCube, sums: Floats, name: str, now: Span, before: Span) -> tuple[Floats, Floats]:
    """The figure in past positions of both periods, shape (positions, groups) each."""
    start, end = cube.day(now.first), cube.day(now.last)
    start_before, end_before = cube.day(before.first), cube.day(before.last)
    back = np.arange(-(-now.days // WEEK), 1 + min(start, start_before) // WEEK) * WEEK
    if start_before > start:
        back = back[:0]
    pairs = []
    for first, last in ((start, end), (start_before, end_before)):
        pairs.append(figure_of(name, sums[last + 1 - back] - sums[first - back], cube.measured))
    return pairs[0], pairs[1]


def _weeks(cube: DailyCube, sums: Floats, name: str, now: Span) -> Floats:
    """The figure in the whole weeks before a period, the newest first."""
    ends = np.arange(cube.day(now.first), WEEK - 1, -WEEK)
    return figure_of(name, sums[ends] - sums[ends - WEEK], cube.measured)


def _changes(now: Floats, before: Floats, money: bool) -> Floats:
    if money:
        return now - before
    size = np.abs(now) + np.abs(before)
    change = np.divide(2 * (now - before), size, out=np.zeros(size.shape), where=size > 0)
    return np.where(np.isfinite(size), change, np.nan)


def _root_mean_square(changes: Floats) -> Floats:
    known = np.isfinite(changes)
    count = known.sum(axis=0)
    total = np.where(known, changes, 0.0) ** 2
    # Where most of the past is not defined, what is left says little.
    enough = count >= max(FEWEST_WEEKS - 1, len(changes) // 2)
    return np.where(enough, np.sqrt(total.sum(axis=0) / np.maximum(count, 1)), np.nan)
