"""How sure readings of region tests are, and whether designs keep their word.

``python -m benchmarks.experiments_regions``. Simulated panels: sizes over a factor of ten, two common courses to
which regions answer unequally, a season, and noise of their own that wanders (correlation by period in the table).
Coverage: how often the 95 % range of the cumulative change holds the truth, over tests of regions drawn at random.
Power: what a design says of a change against how often a later test in its regions finds that change, and how often
one without any change is called clear.
"""

import time
from datetime import date

import numpy as np

from core.curves import Floats
from core.experiments.regions.lift import read_region_test
from core.experiments.regions.region_design import EFFECTS, design_regions
from core.experiments.regions.regions import RegionPanel

WORLDS = {"weeks, noise 0.0": (7, 118, 16, 6, 0.0), "weeks, noise 0.5": (7, 118, 16, 6, 0.5),
          "days, noise 0.3": (1, 400, 16, 21, 0.3)}  # fmt: skip
COVERED = 150
DESIGNED = 60


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


def main() -> None:
    """Print both tables."""
    print("Coverage of the 95 % range of the cumulative change")
    for name, (period, periods, regions, length, memory) in WORLDS.items():
        rng = np.random.default_rng(1)
        inside = {"synthetic": 0, "did": 0}
        width = dict.fromkeys(inside, 0.0)
        for _ in range(COVERED):
            panel = world(rng, period, periods, regions, memory)
            chosen = tuple(panel.regions[i] for i in rng.choice(regions, regions // 4, replace=False))
            for method in inside:
                first = panel.day(periods - length)
                found = read_region_test(panel, chosen, first, panel.last_day, method=method)
                inside[method] += found.interval.lower <= 0 <= found.interval.upper
                width[method] += (found.interval.upper - found.interval.lower) / found.expected_sum / 2 / COVERED
        for method, hits in inside.items():
            share = hits / COVERED
            error = 100 * np.sqrt(share * (1 - share) / COVERED)
            print(
                f"  {name:18} {method:10} {100 * share:5.1f} % ± {error:.1f}   half width {100 * width[method]:.1f} %"
            )

    print("Power: what designs say, and how often a later test finds the change, or one where there is none")
    for name, (period, periods, regions, length, memory) in WORLDS.items():
        rng = np.random.default_rng(2)
        said, found, alarms, slow = 0.0, 0, 0, 0.0
        for _ in range(DESIGNED):
            panel = world(rng, period, periods, regions, memory)
            before = RegionPanel(panel.regions, panel.first, period, panel.outcome[:-length], None, "revenue")
            begin = time.perf_counter()
            best = design_regions(before, length, 0.05, candidates=16, seed=3).best
            slow = max(slow, time.perf_counter() - begin)
            effect = 0.06 if memory else 0.04
            said += float(np.interp(effect, EFFECTS, best.curve)) / DESIGNED
            outcome = panel.outcome.copy()
            outcome[-length:, panel.positions(best.regions)] *= 1 + effect
            tested = RegionPanel(panel.regions, panel.first, period, outcome, None, "revenue")
            first = panel.day(periods - length)
            found += read_region_test(tested, best.regions, first, panel.last_day).clear
            alarms += read_region_test(panel, best.regions, first, panel.last_day).clear
        share = found / DESIGNED
        error = 100 * np.sqrt(share * (1 - share) / DESIGNED)
        print(
            f"  {name:18} said {100 * said:5.1f} %   found {100 * share:5.1f} % ± {error:.1f}   "
            f"without a change {100 * alarms / DESIGNED:.1f} %   slowest {slow:.1f} s"
        )

    rng = np.random.default_rng(4)
    panel = world(rng, 1, 730, 50, 0.3)
    begin = time.perf_counter()
    design_regions(panel, 28, 0.05)
    print(f"One design of 50 regions and 730 days: {time.perf_counter() - begin:.1f} s")


if __name__ == "__main__":
    main()
