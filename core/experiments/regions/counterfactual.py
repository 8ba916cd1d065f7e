"""What would have been without a test: a target as a mix of other series, and how far such a mix was off before.

The target of period t is foretold as ``Z_t g + sum_j w_j X_tj``: Z holds a constant and, for days, the weekdays; X the
series that the test did not touch, each scaled to the target's mean; weights are not negative and add up to one
(Abadie, Diamond & Hainmueller, 2010), with a constant of their own (Doudchenko & Imbens, 2016; Ferman & Pinto, 2021).

How far it may be off is measured, not assumed: stretches as long as the test are left out of the history one after the
other, the mix is learned from the rest, and its error over the stretch is what a test without any effect would have
shown ("placebo in time": Abadie, Diamond & Hainmueller, 2015; errors of left-out blocks as in the jackknife of Barber
et al., 2021). Stretches overlap; for the degrees of freedom only those side by side are counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from core.curves import Floats
from core.experiments.regions.simplex import simplex_weights

MOST_WINDOWS: Final = 120
AWAY: Final = 2
"""Lengths that are left out from where a stretch begins. A test has no days after it to learn from; with those right
behind a stretch its errors came out up to 10 % too small on series that wander."""
LEVELS: Final = (0.5, 2.0)
"""An error is carried from the level of its stretch to that of the test, by at most these factors."""


def constant(periods: int) -> Floats:
    """Return the fixed part of a weekly panel: a constant, shape (periods, 1)."""
    return np.ones((periods, 1))


def weekdays(first_weekday: int, periods: int) -> Floats:
    """Return the fixed part of a daily panel: one column a weekday, shape (periods, 7)."""
    found: Floats = np.eye(7)[(first_weekday + np.arange(periods)) % 7]
    return found


def placebo_starts(before: int, length: int) -> np.ndarray:
    """Return the first periods of the stretches that a history holds, evenly spread, at most ``MOST_WINDOWS``."""
    last = before - length
    return np.unique(np.linspace(0, last, min(last + 1, MOST_WINDOWS)).astype(int))


def degrees_of_freedom(before: int, length: int) -> float:
    """Return how well a history knows the spread of stretches of a length."""
    return max(before / length - 1, 1.0)


@dataclass(frozen=True, eq=False)
class Windows:
    """A history with stretches left out of it, as cross products: every mix is then learned without the rows.

    Attributes:
        fixed: The fixed part Z, shape (periods, k).
        series: All series, shape (periods, N).
        starts: First period of each stretch, shape (W,).
        length: Periods of a stretch.
        before: Periods that may be learned from: the first so many.
    """

    fixed: Floats
    series: Floats
    starts: np.ndarray
    length: int
    before: int

    @cached_property
    def _rows(self) -> Floats:
        return np.hstack([self.fixed, self.series])[: self.before]

    @cached_property
    def train(self) -> Floats:
        """Cross products of all rows but the stretch and as many behind it, shape (W, k + N, k + N)."""
        rows = self._rows
        away = (rows[s : s + AWAY * self.length] for s in self.starts)
        found: Floats = rows.T @ rows - np.stack([block.T @ block for block in away])
        return found

    @cached_property
    def sums(self) -> Floats:
        """Sums of the stretch, shape (W, k + N)."""
        running = np.vstack([np.zeros(self._rows.shape[1]), np.cumsum(self._rows, axis=0)])
        found: Floats = running[self.starts + self.length] - running[self.starts]
        return found

    def without(self, mix: "Mix", weights: Floats | None = None) -> "Placebos":
        """Learn a mix without each stretch, and return how far it was off there.

        Args:
            mix: The target and its donors.
            weights: Weights to take as they are, shape (donors,); None learns them.
        """
        return self.without_each([mix], weights)[0]

    def without_each(self, mixes: Sequence["Mix"], weights: Floats | None = None) -> list["Placebos"]:
        """Return ``without`` of several mixes of as many donors and one penalty, all learned at once."""
        k, count = self.fixed.shape[1], len(self.starts)
        changes = [_block(np.eye(k), mix.change) for mix in mixes]
        train = np.concatenate([change.T @ self.train @ change for change in changes])
        learned, fixed = learn(train, k, mixes[0].ridge, weights)
        sums = np.concatenate([self.sums @ change for change in changes])
        expected = (sums[:, :k] * fixed).sum(axis=1) + (sums[:, k:-1] * learned).sum(axis=1)
        errors = sums[:, -1] - expected
        parts = [slice(first, first + count) for first in range(0, len(train), count)]
        return [Placebos(learned[one], fixed[one], errors[one], expected[one]) for one in parts]


@dataclass(frozen=True, eq=False)
class Mix:
    """A target and its donors as sums of series.

    Attributes:
        change: Columns of donors, then the target, over all series, shape (N, donors + 1).
        ridge: Penalty of ``sum w^2``, as a share of the target's variance.
    """

    change: Floats
    ridge: float = 0.0


@dataclass(frozen=True, eq=False)
class Placebos:
    """What a mix says of the stretches that were left out.

    Attributes:
        weights: Of the donors, shape (W, donors).
        fixed: Coefficients of the fixed part, shape (W, k).
        errors: What came less what was expected, by stretch, shape (W,).
        expected: What was expected, by stretch, shape (W,).
    """

    weights: Floats
    fixed: Floats
    errors: Floats
    expected: Floats

    @property
    def relative(self) -> Floats:
        """Errors as shares of what was expected."""
        return self.errors / np.maximum(self.expected, 1e-300)

    @property
    def variance(self) -> float:
        """Mean square of ``relative``."""
        return float((self.relative**2).mean())


def mix_of(series: Floats, target: np.ndarray, donors: np.ndarray, ridge: float = 0.0) -> Mix:
    """Return the mix of donors for the sum of the target's series; each donor is scaled to the target's mean.

    Args:
        series: History to take the means from, shape (periods, N).
        target: Positions of the series that are added up.
        donors: Positions of the donors; -1 is a flat line.
        ridge: Penalty, see ``Mix``.
    """
    means = series.mean(axis=0)
    wanted = means[target].sum()
    change = np.zeros((series.shape[1], len(donors) + 1))
    for column, donor in enumerate(donors):
        if donor >= 0:
            change[donor, column] = wanted / means[donor] if means[donor] > 0 else 0.0
    change[target, -1] = 1.0
    return Mix(change, ridge)


def learn(train: Floats, k: int, ridge: float = 0.0, weights: Floats | None = None) -> tuple[Floats, Floats]:
    """Return weights of the donors and coefficients of the fixed part from cross products.

    Args:
        train: Cross products of fixed part, donors and target, shape (W, k + donors + 1, the same).
        k: Columns of the fixed part.
        ridge: Penalty of ``sum w^2``, as a share of the target's variance.
        weights: Weights to take as they are; None learns them.
    """
    fixed_fixed, fixed_rest, rest = train[:, :k, :k], train[:, :k, k:], train[:, k:, k:]
    # A weekday that no row holds has a row of zeros: its coefficient is zero, not undefined.
    scale = np.trace(fixed_fixed, axis1=1, axis2=2)[:, None, None]
    solved = np.linalg.solve(fixed_fixed + 1e-12 * scale * np.eye(k), fixed_rest)
    partial = rest - fixed_rest.swapaxes(1, 2) @ solved
    gram, cross, squares = partial[:, :-1, :-1], partial[:, :-1, -1], partial[:, -1, -1]
    if weights is None:
        penalty = ridge * np.maximum(squares, 0.0)[:, None, None] * np.eye(gram.shape[1])
        found = simplex_weights(gram + penalty, cross, squares)
    else:
        found = np.broadcast_to(weights, cross.shape)
    fixed = solved[..., -1] - np.einsum("wkd,wd->wk", solved[..., :-1], found)
    return found, fixed


def carried(errors: Floats, expected: Floats, level: float) -> Floats:
    """Return errors as they would be at another level: in proportion, within ``LEVELS``."""
    sizes = np.where(expected > 0, expected, level)
    factor = np.clip(level / np.maximum(sizes, 1e-300), *LEVELS) if level > 0 else np.ones_like(errors)
    found: Floats = errors * factor
    return found


def _block(first: Floats, second: Floats) -> Floats:
    block = np.zeros((len(first) + len(second), first.shape[1] + second.shape[1]))
    block[: len(first), : first.shape[1]] = first
    block[len(first) :, first.shape[1] :] = second
    return block
