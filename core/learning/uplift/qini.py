"""The Qini curve: what contacting the most persuadable brings, beside contacting people at random."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.curves import Floats
from core.learning.results import Ranged

CELLS: Final = 100
DRAWS: Final = 400
_FEWEST: Final = 20
"""People of a cell."""
LEVEL: Final = 0.95


@dataclass(frozen=True, eq=False)
class Qini:
    """Extra outcomes a person of the whole list, by the share of it that is contacted.

    Attributes:
        share: From 0 to 1, shape (points,).
        gain: Extra outcomes a person of the list, shape (points,); times 1,000 for a list of 1,000.
        lower: Lower end of its interval.
        upper: Its upper end.
        effect: The gain of contacting everybody, with its interval.
        coefficient: Mean height of the curve above contacting at random, extra outcomes a person of the list.
        draws: The curve of people drawn anew, shape (draws, points): from these all intervals are taken.
    """

    share: Floats
    gain: Floats
    lower: Floats
    upper: Floats
    effect: Ranged
    coefficient: Ranged
    draws: NDArray[np.float32]

    def above_random(self) -> tuple[Floats, Floats]:
        """Return by how much the curve lies above contacting at random, and the same of the draws."""
        return self.gain - self.share * self.gain[-1], self.draws - self.share * self.draws[:, -1:]


def qini(place: Floats, treated: NDArray[np.bool_], outcome: Floats, *, level: float = LEVEL, seed: int = 0) -> Qini:
    """Return the Qini curve (Radcliffe 2007) of people in an order that was found without their own outcome.

    Of the people up to a share, ``Y_t - Y_c N_t / N_c`` are the extra outcomes of those contacted (Y: outcomes, N:
    people, of the contacted and the others up to there); over all contacted people, this is what a person of a list
    brings. The interval is a bootstrap over people within arms, by cells of the order: how many fall into a cell is
    multinomial, and what they do binomial (yes or no) or normal (amounts).

    Args:
        place: Between 0 and 1, the most persuadable first, shape (people,).
        treated: Who was contacted.
        outcome: What they did.
        level: Of the intervals.
        seed: Of the draws.
    """
    cells = int(min(CELLS, max(4, len(place) // _FEWEST)))
    cell = np.minimum((place * cells).astype(int), cells - 1)
    arms = [_sums(cell[arm], outcome[arm], cells) for arm in (treated, ~treated)]
    (people_t, total_t, _), (people_c, total_c, _) = arms
    share = np.linspace(0, 1, cells + 1)
    gain = _curve(people_t[None], total_t[None], people_c[None], total_c[None])[0]
    rng = np.random.default_rng(seed)
    is_share = bool(np.isin(outcome, (0, 1)).all())
    drawn = [_drawn(one, is_share, rng) for one in arms]
    draws = _curve(drawn[0][0], drawn[0][1], drawn[1][0], drawn[1][1])
    tails = [(1 - level) / 2, (1 + level) / 2]
    lower, upper = np.quantile(draws, tails, axis=0)
    area = float(np.trapezoid(gain - share * gain[-1], share))
    areas = np.quantile(np.trapezoid(draws - share * draws[:, -1:], share, axis=1), tails)
    return Qini(
        share,
        gain,
        lower,
        upper,
        Ranged(float(gain[-1]), float(lower[-1]), float(upper[-1]), level),
        Ranged(area, float(areas[0]), float(areas[1]), level),
        draws.astype(np.float32),
    )


def _sums(cell: NDArray[np.int64], outcome: Floats, cells: int) -> tuple[Floats, Floats, Floats]:
    """Return people, outcomes and the variance of an outcome by cell, shape (cells,) each."""
    people: Floats = np.bincount(cell, minlength=cells).astype(float)
    total = np.bincount(cell, weights=outcome, minlength=cells).astype(float)
    squares = np.bincount(cell, weights=outcome**2, minlength=cells).astype(float)
    known = np.maximum(people, 1)
    return people, total, np.maximum(squares / known - (total / known) ** 2, 0.0)


def _drawn(sums: tuple[Floats, Floats, Floats], is_share: bool, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return people and outcomes by cell of an arm drawn anew, shape (draws, cells) each."""
    people, total, variance = sums
    mean = total / np.maximum(people, 1)
    drawn = rng.multinomial(int(people.sum()), people / people.sum(), size=DRAWS)
    if is_share:
        return drawn.astype(float), rng.binomial(drawn, np.clip(mean, 0, 1)).astype(float)
    return drawn.astype(float), drawn * mean + rng.normal(size=drawn.shape) * np.sqrt(drawn * variance)


def _curve(people_t: Floats, total_t: Floats, people_c: Floats, total_c: Floats) -> Floats:
    """Return the gain at the start and after each cell, shape (draws, cells + 1)."""
    n_t, y_t, n_c, y_c = (np.cumsum(one, axis=1) for one in (people_t, total_t, people_c, total_c))
    # Before the first person who was left alone there is nothing to compare with.
    rise = np.where(n_c > 0, y_t - y_c * n_t / np.maximum(n_c, 1), 0.0)
    return np.concatenate([np.zeros((len(rise), 1)), rise / n_t[:, -1:]], axis=1)
