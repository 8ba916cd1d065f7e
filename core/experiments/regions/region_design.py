"""Which regions to test in: candidates of test regions, each judged by what its own reading would have seen on history.

A candidate is read, by the method that reads the finished test, over stretches of history in which nothing was changed
(Vaver & Koehler, 2011; Kerman, Wang & Vaver, 2017). A change that is laid over the stretches is found in a share of
them: the power. How far a candidate was off is taken among the others of its size (``moderated``), so that the best of
many is not the one that was luckiest.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from core.curves import Floats
from core.errors import InputError, NotEnoughDataError
from core.experiments.regions.counterfactual import (
    Placebos,
    Windows,
    constant,
    degrees_of_freedom,
    mix_of,
    placebo_starts,
    weekdays,
)
from core.experiments.regions.lift import LEAST_BEFORE
from core.experiments.regions.lift_alike import ALIKE, LEAST_ALIKE, RIDGE, alike, usual_kind, usual_variances
from core.experiments.regions.moderated import kind_of
from core.experiments.regions.region_candidates import candidate_sets
from core.experiments.regions.regions import RegionPanel
from core.wording import counted

POWER: Final = 0.8
CANDIDATES: Final = 48
CHOSEN: Final = 8
EFFECTS: Final = np.concatenate([np.linspace(0.0, 0.3, 121), np.linspace(0.31, 1.0, 70)])
LENGTHS: Final = {1: (7, 14, 21, 28, 42, 56), 7: (2, 3, 4, 6, 8, 12)}
"""Lengths that are tried, in periods, by days of a period."""


@dataclass(frozen=True)
class RegionDesign:
    """One choice of test regions.

    Attributes:
        regions: Names of the test regions; all others are the comparison.
        periods: Length of the test.
        share: Share of the business that is exposed, by outcome.
        smallest: Smallest change that is found with ``POWER``, as a share of what the test regions bring.
        smallest_outcome: The same in units of the outcome over the test.
        power: Share of stretches in which the wanted change would have been found.
        false_alarms: Share of stretches in which a change would have been found although there was none.
        error: Root mean square error of the comparison over a stretch, relative.
        spend: What is usually spent in the test regions over so many periods; NaN where it is not known.
        curve: Power by each of ``EFFECTS``.
    """

    regions: tuple[str, ...]
    periods: int
    share: float
    smallest: float
    smallest_outcome: float
    power: float
    false_alarms: float
    error: float
    spend: float
    curve: tuple[float, ...]


@dataclass(frozen=True)
class RegionPlan:
    """Designs to choose from.

    Attributes:
        best: The one to take: the smallest exposed share that finds the wanted change, else the one that sees most.
        designs: One or two by share of the business, by share.
        lengths: Of the best regions: periods and the smallest change that is found in so many.
        needed: Periods in which the best regions find the wanted change; None where none that was tried does.
        effect: The wanted change.
        tried: Candidates that were tried.
    """

    best: RegionDesign
    designs: tuple[RegionDesign, ...]
    lengths: tuple[tuple[int, float], ...]
    needed: int | None
    effect: float
    tried: int


@dataclass(frozen=True, eq=False)
class Candidate:
    """One set of test regions: positions, how far it was off on history, and its variance among the others."""

    chosen: np.ndarray
    placebos: Placebos
    kind: tuple[float, float]

    @property
    def variance(self) -> float:
        """Mean square of relative errors, moderated."""
        return self.kind[0]

    @property
    def errors(self) -> Floats:
        """Relative errors by stretch, at the size of ``variance``."""
        own = self.placebos.variance
        scale = np.sqrt(self.variance / own) if own > 0 else 1.0
        found: Floats = self.placebos.relative * scale
        return found


def design_regions(
    panel: RegionPanel,
    periods: int,
    effect: float = 0.05,
    most_share: float = 0.5,
    *,
    level: float = 0.95,
    seed: int = 7,
    candidates: int = CANDIDATES,
    progress: Callable[[float], None] | None = None,
) -> RegionPlan:
    """Return choices of test regions, each with what it could see.

    Args:
        panel: History without a test.
        periods: Length of the test.
        effect: Change of the outcome that has to be found, as a share; above 0.
        most_share: Largest share of the business that may be exposed.
        level: Of the interval of the reading.
        seed: The same seed and history give the same designs.
        candidates: How many are tried.
        progress: Told the share that is done.

    Raises:
        InputError: If the length, the change or the share cannot be used.
        NotEnoughDataError: If the history is too short.
    """
    if not 0 < effect <= 1 or not 0 < most_share <= 0.9:
        raise InputError(
            "The change to be found lies above 0 and up to 100 %, the share exposed above 0 and up to 90 %."
        )
    if periods < 1:
        raise InputError("A test lasts at least one day or week.")
    if panel.periods < LEAST_BEFORE * periods or panel.periods < 12:
        raise NotEnoughDataError(
            f"The history holds {counted(panel.periods, panel.word)}; a test of {counted(periods, panel.word)} needs "
            f"at least {max(LEAST_BEFORE * periods, 12)} to be planned."
        )
    rng = np.random.default_rng(seed)
    size = panel.outcome.sum(axis=0)
    sets = candidate_sets(panel.outcome, most_share, candidates, rng)
    windows = _windows(panel, periods)
    found: list[Placebos] = []
    for number, chosen in enumerate(sets):
        found.append(placebos_of(panel, windows, chosen))
        if progress is not None:
            progress((number + 1) / (len(sets) + 1))
    candidates_of = [Candidate(*one) for one in zip(sets, found, _moderated(windows, sets, found), strict=True)]
    # By share of the business: among candidates that expose alike, the one that sees most.
    by_share: dict[int, list[Candidate]] = {}
    for one in candidates_of:
        by_share.setdefault(int(10 * size[one.chosen].sum() / size.sum()), []).append(one)
    chosen_of = [min(group, key=lambda one: one.variance) for _, group in sorted(by_share.items())]
    best_of = _as_read(windows, chosen_of[:CHOSEN])
    designs = [_judged(panel, windows, one, effect, level) for one in best_of]
    enough = [one for one in designs if one.power >= POWER]
    best = min(enough, key=lambda one: one.share) if enough else min(designs, key=lambda one: (one.smallest, one.share))
    taken = next(one for one in best_of if panel.positions(best.regions).tolist() == one.chosen.tolist())
    lengths = _lengths(panel, taken, periods, level, effect)
    needed = next((length for length, smallest in lengths if smallest <= effect), None)
    return RegionPlan(best, tuple(designs), lengths, needed, effect, len(sets))


def placebos_of(panel: RegionPanel, windows: Windows, chosen: np.ndarray) -> Placebos:
    """Return what the reading of a set says of stretches without a test."""
    donors = np.setdiff1d(np.arange(len(panel.regions)), chosen)
    return windows.without(mix_of(panel.outcome, chosen, donors, RIDGE))


def _moderated(windows: Windows, sets: list[np.ndarray], found: list[Placebos]) -> list[tuple[float, float]]:
    """Return the variance of each candidate as a reading will take it, and degrees of freedom of the reading.

    What is usual comes from choices at random, as in the reading. Among the candidates themselves all are quiet: they
    were picked for it, and on the same history.
    """
    freedom = degrees_of_freedom(windows.before, windows.length)
    own = np.maximum([one.variance for one in found], 1e-300)
    counts = sorted({len(one) for one in sets})
    each = -(-ALIKE // len(counts))
    others = [one for count in counts for one in alike(windows.series.shape[1], count)[:each]]
    usual = [(len(target), variance) for target, variance in usual_variances(windows, others) if variance > 0]
    if len(usual) < LEAST_ALIKE:
        return [(float(one), freedom) for one in own]
    # Sets of more regions are off by less: what is usual follows the size, as errors that average out.
    sizes, logs = np.log([count for count, _ in usual]), np.log([variance for _, variance in usual])
    slope = float(np.polyfit(sizes, logs, 1)[0]) if np.ptp(sizes) > 0 else 0.0
    kind = kind_of(np.exp(logs - slope * sizes), freedom)
    by_size = [float(len(one) ** slope) for one in sets]
    return [(kind.moderate(v / u) * u, kind.reading_freedom) for v, u in zip(own, by_size, strict=True)]


def _as_read(windows: Windows, candidates: list[Candidate]) -> list[Candidate]:
    """Return candidates with the variance that their reading will take on the same history."""
    freedom = degrees_of_freedom(windows.before, windows.length)
    kinds = {
        count: usual_kind(windows, alike(windows.series.shape[1], count), freedom)
        for count in {len(one.chosen) for one in candidates}
    }
    found = []
    for one in candidates:
        kind, own = kinds[len(one.chosen)], one.placebos.variance
        found.append(replace(one, kind=(own, freedom) if kind is None else (kind.moderate(own), kind.reading_freedom)))
    return found


def power_curve(errors: Floats, freedom: float, level: float) -> Floats:
    """Return the share of stretches in which a change of each of ``EFFECTS`` would have been found.

    Each stretch is read with the range that the other stretches give.

    Args:
        errors: Errors of the stretches as shares.
        freedom: Degrees of freedom.
        level: Of the range.
    """
    from scipy.stats import t as student

    count = len(errors)
    spread = np.sqrt(((errors**2).sum() - errors**2) / max(count - 1, 1))
    reach = float(student.ppf((1 + level) / 2, freedom)) * spread
    # A stretch is as likely to have been off upwards as downwards.
    both = np.concatenate([errors, -errors])
    found: Floats = (np.abs(EFFECTS[:, None] + both) > np.concatenate([reach, reach])).mean(axis=1)
    return found


def smallest_found(curve: Floats) -> float:
    """Return the smallest of ``EFFECTS`` from which on the power is ``POWER``; infinite where none is."""
    below = np.flatnonzero(curve < POWER)
    if not len(below):
        return float(EFFECTS[0])
    return float(EFFECTS[below[-1] + 1]) if below[-1] + 1 < len(EFFECTS) else float("inf")


def _windows(panel: RegionPanel, periods: int) -> Windows:
    daily = panel.period_days == 1
    fixed = weekdays(panel.first.weekday(), panel.periods) if daily else constant(panel.periods)
    return Windows(fixed, panel.outcome, placebo_starts(panel.periods, periods), periods, panel.periods)


def _judged(panel: RegionPanel, windows: Windows, candidate: Candidate, effect: float, level: float) -> RegionDesign:
    errors, chosen = candidate.errors, candidate.chosen
    curve = power_curve(errors, candidate.kind[1], level)
    smallest = smallest_found(curve)
    usual = float(panel.outcome[:, chosen].sum(axis=1).mean()) * windows.length
    spent = float("nan") if panel.spend is None else float(panel.spend[:, chosen].sum(axis=1).mean()) * windows.length
    return RegionDesign(
        regions=tuple(panel.regions[one] for one in chosen),
        periods=windows.length,
        share=float(panel.outcome[:, chosen].sum() / panel.outcome.sum()),
        smallest=smallest,
        smallest_outcome=smallest * usual,
        power=float(np.interp(effect, EFFECTS, curve)),
        false_alarms=float(curve[0]),
        error=float(np.sqrt((errors**2).mean())),
        spend=spent,
        curve=tuple(curve.tolist()),
    )


def _lengths(
    panel: RegionPanel, taken: Candidate, periods: int, level: float, effect: float
) -> tuple[tuple[int, float], ...]:
    """Return what the chosen regions could see in tests of other lengths; their luck is taken out alike."""
    own = taken.placebos.variance
    luck, found = taken.variance / own if own > 0 else 1.0, []
    for length in sorted({*LENGTHS[panel.period_days], periods}):
        if panel.periods < LEAST_BEFORE * length:
            continue
        windows = _windows(panel, length)
        placebos = placebos_of(panel, windows, taken.chosen)
        freedom = taken.kind[1] * degrees_of_freedom(panel.periods, length) / degrees_of_freedom(panel.periods, periods)
        candidate = Candidate(taken.chosen, placebos, (placebos.variance * luck, freedom))
        found.append((length, _judged(panel, windows, candidate, effect, level).smallest))
    return tuple(found)
