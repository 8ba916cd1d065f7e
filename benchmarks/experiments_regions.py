"""How sure readings of region tests are, and whether designs keep their word.

``python -m benchmarks.experiments_regions``, with a number for so many times as many tests. Simulated panels: sizes
over a factor of ten, two common courses to which regions answer unequally, a season, and noise of their own that
wanders (correlation by period in the table). Coverage: how often the 95 % range of the cumulative change holds the
truth, over tests of regions drawn at random. Power: what a design says of a change against how often a later test in
its regions finds it; at no change, how often one is called clear.
"""

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

import numpy as np

from core.curves import Floats
from core.experiments.regions.lift import read_region_test
from core.experiments.regions.region_design import EFFECTS, design_regions
from core.experiments.regions.regions import RegionPanel

WORLDS = {"weeks, noise 0.0": (7, 118, 16, 6, 0.0), "weeks, noise 0.5": (7, 118, 16, 6, 0.5),
          "days, noise 0.3": (1, 400, 16, 21, 0.3)}  # fmt: skip
COVERED = 100
DESIGNED = 40
SHOWN = (0.0, 0.03, 0.05, 0.08)


def world(rng: np.random.Generator, period: int, periods: int, regions: int, memory: float) -> RegionPanel:
    """Return a panel without a test."""
    size = np.exp(rng.normal(8, 0.7, regions))
    loads = 1 + 0.2 * rng.standard_normal((2, regions))
    common = _wandering(rng, 0.8, 0.08, periods, 2) @ loads
    season = 0.15 * np.sin(2 * np.pi * np.arange(periods) * period / 365)
    week = np.tile([0.1, 0.05, 0.0, 0.0, 0.05, 0.1, -0.3], periods // 7 + 1)[:periods] * (period == 1)
    course = common + (season + week)[:, None] + _wandering(rng, memory, 0.08, periods, regions)
    names = tuple(f"R{i}" for i in range(regions))
    return RegionPanel(names, date(2024, 1, 1), period, size * np.exp(course), None, "revenue")


def _wandering(rng: np.random.Generator, memory: float, spread: float, periods: int, count: int) -> Floats:
    noise = rng.standard_normal((periods, count)) * spread
    for t in range(1, periods):
        noise[t] = memory * noise[t - 1] + np.sqrt(1 - memory**2) * noise[t]
    return noise


def covered(task: tuple[str, int]) -> dict[str, tuple[bool, float]]:
    """Return whether the range of each method holds the truth, and its relative half width."""
    name, seed = task
    period, periods, regions, length, memory = WORLDS[name]
    rng = np.random.default_rng([1, seed])
    panel = world(rng, period, periods, regions, memory)
    chosen = tuple(panel.regions[i] for i in rng.choice(regions, regions // 4, replace=False))
    found = {}
    for method in ("synthetic", "did"):
        one = read_region_test(panel, chosen, panel.day(periods - length), panel.last_day, method=method)
        half = (one.interval.upper - one.interval.lower) / one.expected_sum / 2
        found[method] = (one.interval.lower <= 0 <= one.interval.upper, half)
    return found


def powered(task: tuple[str, int]) -> tuple[Floats, Floats]:
    """Return the power that a design says of ``EFFECTS``, and whether a later test finds each, up or down.

    A change of the tested regions moves what came and leaves range and expectation as they are, so one reading of a
    test without a change answers for all.
    """
    name, seed = task
    period, periods, regions, length, memory = WORLDS[name]
    panel = world(np.random.default_rng([2, seed]), period, periods, regions, memory)
    before = RegionPanel(panel.regions, panel.first, period, panel.outcome[:-length], None, "revenue")
    best = design_regions(before, length, 0.05, candidates=16, seed=3).best
    one = read_region_test(panel, best.regions, panel.day(periods - length), panel.last_day)
    came, reach = float(one.actual[-length:].sum()), (one.interval.upper - one.interval.lower) / 2
    both = [np.abs(one.outcome_change + sign * EFFECTS * came) > reach for sign in (1, -1)]
    return np.array(best.curve), np.mean(both, axis=0)


def main(times: float = 1.0) -> None:
    """Print both tables.

    Args:
        times: So many times the usual number of tests.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    tests, designs = round(times * COVERED), round(times * DESIGNED)
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        print("Coverage of the 95 % range of the cumulative change")
        for name in WORLDS:
            read = list(pool.map(covered, [(name, seed) for seed in range(tests)], chunksize=5))
            for method in read[0]:
                share, half = np.mean([one[method] for one in read], axis=0)
                error = 100 * np.sqrt(share * (1 - share) / tests)
                print(f"  {name:18} {method:10} {100 * share:5.1f} % ± {error:.1f}   half width {100 * half:.1f} %")
        print("Power: what designs say, and how often a later test finds so large a change")
        for name in WORLDS:
            curves = np.array(list(pool.map(powered, [(name, seed) for seed in range(designs)], chunksize=5)))
            for wanted in SHOWN:
                said, found = curves[:, :, int(np.abs(EFFECTS - wanted).argmin())].T
                error = 100 * (found - said).std() / np.sqrt(designs)
                print(
                    f"  {name:18} change of {100 * wanted:4.1f} %   said {100 * said.mean():5.1f} %   "
                    f"found {100 * found.mean():5.1f} %   apart {100 * (found - said).mean():+.1f} ± {error:.1f}"
                )
    panel = world(np.random.default_rng(4), 1, 730, 50, 0.3)
    begin = time.perf_counter()
    design_regions(panel, 28, 0.05)
    print(f"One design of 50 regions and 730 days: {time.perf_counter() - begin:.1f} s")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
