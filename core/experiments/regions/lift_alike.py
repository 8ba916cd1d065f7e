"""What is asked of a test by region, and how far comparisons of other choices of regions are usually off."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from core.curves import Floats
from core.experiments.regions.counterfactual import Mix, Placebos, Windows, learn, mix_of
from core.experiments.regions.moderated import Kind, kind_of
from core.experiments.regions.regions import RegionPanel

RIDGE: Final = 0.2
"""Penalty of uneven weights: it makes a mix of many similar regions steadier; see docs/methods/region-tests.md."""
ALIKE: Final = 24
"""Other choices of regions that say how far such comparisons are usually off."""
LEAST_ALIKE: Final = 3
AT_ONCE: Final = 8


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


def usual_variances(windows: Windows, targets: Sequence[np.ndarray]) -> list[tuple[np.ndarray, float]]:
    """Return how far comparisons of other targets were off: each target and its mean square of relative errors."""
    # Stretches that overlap by half say as much of a spread as those that overlap by more.
    apart = max(1, windows.length // 2)
    few = replace(windows, starts=np.unique(windows.starts // apart * apart))
    history, every = windows.series[: windows.before], np.arange(windows.series.shape[1])
    by_donors: dict[int, list[tuple[np.ndarray, Mix]]] = {}
    for target in targets:
        donors = np.setdiff1d(every, target)
        donors = donors[history[:, donors].sum(axis=0) > 0]
        if len(donors) and history[:, target].sum() > 0:
            by_donors.setdefault(len(donors), []).append((target, mix_of(history, target, donors, RIDGE)))
    found = []
    for group in by_donors.values():
        # All at once, but not so many that their cross products fill the memory.
        for part in (group[first : first + AT_ONCE] for first in range(0, len(group), AT_ONCE)):
            placebos = few.without_each([mix for _, mix in part])
            found += [(target, one.variance) for (target, _), one in zip(part, placebos, strict=True)]
    return found


def usual_kind(windows: Windows, targets: Sequence[np.ndarray], freedom: float) -> Kind | None:
    """Return what comparisons of other targets are usually like; None where too few can be made."""
    usual = [variance for _, variance in usual_variances(windows, targets)]
    return kind_of(np.array(usual), freedom) if len(usual) >= LEAST_ALIKE else None


def moderated_scale(asked: Question, windows: Windows, own: Placebos, freedom: float) -> tuple[float, float]:
    """Return by how much the errors of a target are to be scaled, among those of others, and degrees of freedom."""
    kind = usual_kind(windows, asked.alike, freedom)
    if kind is None or own.variance <= 0:
        return 1.0, freedom
    return math.sqrt(kind.moderate(own.variance) / own.variance), kind.reading_freedom


def others_of(panel: RegionPanel, asked: Question) -> tuple[tuple[str, float], ...]:
    """Return what each donor seems to have changed in the same days ("placebo in space", Abadie et al., 2010)."""
    if len(asked.donors) < 3:
        return ()
    k, history = asked.fixed.shape[1], panel.outcome[: asked.start]
    mixes = [mix_of(history, np.array([one]), asked.donors[asked.donors != one], RIDGE) for one in asked.donors]
    rows = [np.hstack([asked.fixed, panel.outcome @ mix.change])[: asked.stop] for mix in mixes]
    weights, fixed = learn(np.stack([one[: asked.start].T @ one[: asked.start] for one in rows]), k, RIDGE)
    found = []
    for donor, one, coefficients in zip(asked.donors, rows, np.hstack([fixed, weights]), strict=True):
        expected = one[asked.start :, :-1] @ coefficients
        if expected.sum() > 0:
            found.append((panel.regions[donor], float(one[asked.start :, -1].sum() / expected.sum() - 1)))
    return tuple(found)
