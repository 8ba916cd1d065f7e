"""What is asked of a test by region, and how far comparisons of other choices of regions are usually off."""

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from core.curves import Floats
from core.experiments.regions.counterfactual import Placebos, Windows, learn, mix_of
from core.experiments.regions.moderated import kind_of
from core.experiments.regions.regions import RegionPanel

RIDGE: Final = 0.2
"""Penalty of uneven weights: it makes a mix of many similar regions steadier; see docs/methods/region-tests.md."""
ALIKE: Final = 24
"""Other choices of regions that say how far such comparisons are usually off."""


@dataclass(frozen=True, eq=False)
class Question:
    """A target, its donors and the periods of the test, whatever they stand for.

    Attributes:
        fixed: The fixed part, shape (periods, k).
        series: All series, shape (periods, N).
        names: Of the series.
        target: Positions that are added up.
        donors: Positions of donors; -1 is a flat line.
        start: First period of the test.
        stop: The period after its last.
        first: Day of period 0.
        period_days: 1 or 7.
        weights: Weights to take as they are with the donors as they are; None learns them.
    """

    fixed: Floats
    series: Floats
    names: tuple[str, ...]
    target: np.ndarray
    donors: np.ndarray
    start: int
    stop: int
    first: date
    period_days: int
    weights: Floats | None = None
    alike: tuple[np.ndarray, ...] = ()
    """Other targets that could have been tested; how far they were off says what is usual (``moderated``)."""


def alike(regions: int, count: int) -> tuple[np.ndarray, ...]:
    """Return other choices of as many regions, the same for everybody."""
    rng = np.random.default_rng(regions * 1_000 + count)
    return tuple(np.sort(rng.choice(regions, count, replace=False)) for _ in range(ALIKE))


def moderated_scale(asked: Question, windows: Windows, own: Placebos, freedom: float) -> tuple[float, float]:
    """Return by how much the errors of a target are to be scaled, among those of others, and degrees of freedom."""
    # Stretches that overlap by half say as much of a spread as those that overlap by more.
    apart = max(1, windows.length // 2)
    few = replace(windows, starts=np.unique(windows.starts // apart * apart))
    history, every = asked.series[: asked.start], np.arange(asked.series.shape[1])
    usual = []
    for target in asked.alike:
        donors = np.setdiff1d(every, target)
        donors = donors[history[:, donors].sum(axis=0) > 0]
        if len(donors) and history[:, target].sum() > 0:
            usual.append(few.without(mix_of(history, target, donors, RIDGE)).variance)
    if len(usual) < 3 or own.variance <= 0:
        return 1.0, freedom
    kind = kind_of(np.array(usual), freedom)
    return math.sqrt(kind.moderate(own.variance) / own.variance), kind.reading_freedom


def others_of(panel: RegionPanel, asked: Question) -> tuple[tuple[str, float], ...]:
    """Return what each donor seems to have changed in the same days ("placebo in space", Abadie et al., 2010)."""
    if len(asked.donors) < 3:
        return ()
    found = []
    for one in asked.donors:
        rest = asked.donors[asked.donors != one]
        mix = mix_of(panel.outcome[: asked.start], np.array([one]), rest, RIDGE)
        rows = np.hstack([asked.fixed, panel.outcome @ mix.change])[: asked.stop]
        known = rows[: asked.start]
        weights, fixed = learn((known.T @ known)[None], asked.fixed.shape[1], RIDGE)
        expected = rows[asked.start :, :-1] @ np.concatenate([fixed[0], weights[0]])
        if expected.sum() > 0:
            found.append((panel.regions[one], float(rows[asked.start :, -1].sum() / expected.sum() - 1)))
    return tuple(found)
