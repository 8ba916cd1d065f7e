"""How well the power of designs holds: each is simulated with the people that it asks for.

Run with ``python -m benchmarks.experiments_power``. Each line is one design: the power that it promises, the share of
simulated tests that saw the effect, and the share that claimed one where there was none. The analysis is written here
anew from sums (two shares with pooled variance, Welch, the delta method, CUPED), so that a mistake of the product
is not repeated. Ends with 1 where a power is off by more than two points.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

from core.experiments import Design, MeanMeasure, ProportionMeasure, RatioMeasure, RatioSample, sample_size
from core.experiments.design.watching import cost_of_watching

Floats = npt.NDArray[np.float64]
TESTS = 8_000
"""Simulated tests a design: the standard error of a share of 80 % is 0.45 points."""
BLOCK = 4_000_000
"""People at once."""
WORST = 2.0


class Figures:
    """Prints the lines and remembers the worst."""

    def __init__(self) -> None:
        self.worst = 0.0

    def add(self, name: str, people: tuple[int, ...], promised: float, seen: float, false: float) -> None:
        """Print a line."""
        off = 100 * (seen - promised)
        self.worst = max(self.worst, abs(off))
        each = " / ".join(f"{n:,}" for n in people)
        print(f"{name:<46} {each:>26}  {100 * promised:5.1f}  {100 * seen:5.1f}  {off:+5.1f}  {100 * false:5.2f}")


def shares(rng: np.random.Generator, base: float, effect: float, design: Design, figures: Figures, name: str) -> None:
    """Two shares, or several against one control."""
    found = sample_size(ProportionMeasure(base), design, effect=effect)
    control, variant = found.people[0], min(found.people[1:])
    bound = -ndtri(design.tail)

    def claimed(change: float) -> float:
        first = rng.binomial(control, base, TESTS) / control
        second = rng.binomial(variant, base + change, TESTS) / variant
        pooled = (control * first + variant * second) / (control + variant)
        error = np.sqrt(np.maximum(pooled * (1 - pooled), 1e-300) * (1 / control + 1 / variant))
        return _outside((second - first) / error, bound, design)

    figures.add(name, found.people, found.power, claimed(effect), claimed(0.0))


def holm(rng: np.random.Generator, base: float, effect: float, figures: Figures) -> None:
    """Three variants, one of which has the effect, read by Holm's procedure: the chance to see this one."""
    design = Design(split=(1, 1, 1))
    found = sample_size(ProportionMeasure(base), design, effect=effect)
    n = found.people[0]

    def claimed(change: float) -> tuple[float, float]:
        counts = [rng.binomial(n, base + by, TESTS) / n for by in (0.0, change, 0.0)]
        z = []
        for one in counts[1:]:
            pooled = (counts[0] + one) / 2
            z.append(np.abs(one - counts[0]) / np.sqrt(pooled * (1 - pooled) * 2 / n))
        strict, loose = -ndtri(0.0125), -ndtri(0.025)
        first = (z[0] > strict) | ((z[1] > strict) & (z[0] > loose))
        anything = (z[0] > strict) | (z[1] > strict)
        return float(first.mean()), float(anything.mean())

    figures.add("3 variants, Holm, 4 % + 8 %", found.people, found.power, claimed(effect)[0], claimed(0.0)[1])


def means(
    sums: Callable[[int, float], Floats],
    measure: MeanMeasure,
    relative: float,
    design: Design,
    figures: Figures,
    name: str,
) -> None:
    """Averages of people, with what was known before where the design uses it.

    Args:
        sums: Returns for so many people and such a factor on the average, by simulated test, the sums of the values, of
            what was known before, of their squares, their products, and the squares of the latter.
        measure: With the true figures.
        relative: Effect.
        design: Of the test.
        figures: Where the line goes.
        name: Of the line.
    """
    found = sample_size(measure, design, relative=relative)
    control, variant = found.people[0], min(found.people[1:])

    def claimed(change: float) -> float:
        both = [_moments(sums(n, factor), n) for n, factor in ((control, 1.0), (variant, 1.0 + change))]
        slope = np.zeros(TESTS)
        if design.reduction:
            slope = (both[0][3] * control + both[1][3] * variant) / (both[0][4] * control + both[1][4] * variant)
        parts = []
        for (mean, before, spread, together, known), n in zip(both, (control, variant), strict=True):
            parts.append((mean - slope * before, (spread - 2 * slope * together + slope**2 * known) / n))
        error = parts[0][1] + parts[1][1]
        freedom = error**2 / (parts[0][1] ** 2 / (control - 1) + parts[1][1] ** 2 / (variant - 1))
        return _outside((parts[1][0] - parts[0][0]) / np.sqrt(error), stdtrit(freedom, 1 - design.tail), design)

    figures.add(name, found.people, found.power, claimed(relative), claimed(0.0))


def revenue(rng: np.random.Generator, figures: Figures) -> None:
    """Revenue with many zeros: the orders are log-normal, and either more people buy or orders are larger."""
    rate, size, spread = 0.05, 3.5, 1.0

    def sums_of(more_buyers: bool) -> Callable[[int, float], Floats]:
        def sums(n: int, factor: float) -> Floats:
            buyers = rng.binomial(n, rate * (factor if more_buyers else 1.0), TESTS)
            orders = np.exp(rng.normal(size, spread, buyers.sum())) * (1.0 if more_buyers else factor)
            begins = np.concatenate([[0], buyers.cumsum()[:-1]])
            none = np.zeros(TESTS)
            return np.stack([np.add.reduceat(orders, begins), none, np.add.reduceat(orders**2, begins), none, none], 1)

        return sums

    mean = rate * np.exp(size + spread**2 / 2)
    deviation = float(np.sqrt(rate * np.exp(2 * size + 2 * spread**2) - mean**2))
    for more, growth, text in ((True, 1.0, "more buyers"), (False, 2.0, "larger orders")):
        for split in ((1.0, 1.0), (2.0, 1.0)):
            measure = MeanMeasure(float(mean), deviation, growth=growth)
            shown = "" if split[0] == split[1] else ", 67 / 33"
            means(
                sums_of(more), measure, 0.15, Design(split=split), figures, f"Revenue, 95 % zeros, {text} + 15 %{shown}"
            )


def regulars(rng: np.random.Generator, figures: Figures) -> None:
    """People who differ in what they usually do, which was seen before the test."""

    def sums(n: int, factor: float) -> Floats:
        def some(runs: int) -> Floats:
            usual = rng.gamma(2.0, 5.0, (runs, n))
            value, before = usual * factor + rng.normal(0, 5.0, (runs, n)), usual + rng.normal(0, 5.0, (runs, n))
            parts = (value, before, value**2, value * before, before**2)
            return np.stack([one.sum(axis=1) for one in parts], axis=1)

        return np.concatenate([some(min(_at_once(n), TESTS - at)) for at in range(0, TESTS, _at_once(n))])

    known = (50 / 75) ** 2
    # Of the variance, 50 grows with the square of the average and 25 stays.
    for relative, reduction, text in ((0.06, known, "CUPED, correlation 0.67"), (0.06, 0.0, "Without CUPED")):
        changed = float(np.sqrt(50 * (1 + relative) ** 2 + 25))
        measure = MeanMeasure(10.0, float(np.sqrt(75)), changed)
        means(sums, measure, relative, Design(reduction=reduction), figures, f"{text}, + 6 %")
    measure = MeanMeasure(10.0, float(np.sqrt(75)), float(np.sqrt(50 * 1.5**2 + 25)))
    means(sums, measure, 0.5, Design(), figures, "Few people, + 50 %")


def ratios(rng: np.random.Generator, figures: Figures) -> None:
    """Orders a visit: visits differ between people, and those who come more often also order more often a visit."""

    def draw(n: int, runs: int, factor: float) -> tuple[Floats, Floats]:
        visits = 1.0 + rng.negative_binomial(1.2, 0.35, (runs, n))
        rate = np.minimum(rng.beta(2, 38, (runs, n)) * factor, 1.0)
        return rng.binomial(visits.astype(int), rate).astype(float), visits

    top, bottom = (one[0] for one in draw(2_000_000, 1, 1.0))
    sample = RatioSample(
        top.size, top.sum(), (top**2).sum(), bottom.sum(), (bottom**2).sum(), float((top * bottom).sum())
    )
    design = Design(split=(1, 1))
    found = sample_size(replace(RatioMeasure.of(sample), growth=1.0), design, relative=0.06)
    n, runs = found.people[0], TESTS // 4

    def side(factor: float) -> tuple[Floats, Floats]:
        values, errors = [], []
        for at in range(0, runs, _at_once(n)):
            over, under = draw(n, min(_at_once(n), runs - at), factor)
            ratio = over.sum(axis=1) / under.sum(axis=1)
            line = (over - ratio[:, None] * under) / under.mean(axis=1)[:, None]
            values.append(ratio)
            errors.append(line.var(axis=1, ddof=1) / n)
        return np.concatenate(values), np.concatenate(errors)

    def claimed(change: float) -> float:
        first, second = side(1.0), side(1.0 + change)
        return _outside((second[0] - first[0]) / np.sqrt(first[1] + second[1]), -ndtri(design.tail), design)

    figures.add("Orders a visit + 6 %, delta method", found.people, found.power, claimed(0.06), claimed(0.0))


def watched(rng: np.random.Generator, watch: str, name: str, figures: Figures) -> None:
    """A share of 5 % + 10 %, looked at as the design says, with binomial people between two looks."""
    costs = cost_of_watching(watch, 0.05, 0.8, looks=5)  # type: ignore[arg-type]
    base, effect = 0.05, 0.005
    found = sample_size(ProportionMeasure(base), Design(inflation=costs.inflation), effect=effect)
    counts = np.diff(np.round(np.array(costs.information) * found.people[0]), prepend=0).astype(int)
    n = counts.cumsum()

    def claimed(change: float) -> float:
        first, second = (
            rng.binomial(counts, base + by, (TESTS, counts.size)).cumsum(axis=1) / n for by in (0.0, change)
        )
        pooled = (first + second) / 2
        z = (second - first) / np.sqrt(np.maximum(pooled * (1 - pooled), 1e-300) * 2 / n)
        return float((np.abs(z) > np.array(costs.upper)).any(axis=1).mean())

    figures.add(name, found.people, found.power, claimed(effect), claimed(0.0))


def main() -> int:
    """Print the figures."""
    begin, rng, figures = time.monotonic(), np.random.default_rng(7), Figures()
    print(f"{'design':<46} {'people a variant':>26}  power   seen    off  false, %")
    shares(rng, 0.05, 0.005, Design(), figures, "5 % + 10 %")
    shares(rng, 0.002, 0.0004, Design(), figures, "0.2 % + 20 %")
    shares(rng, 0.0005, 0.0002, Design(power=0.9), figures, "0.05 % + 40 %, power 90 %")
    shares(rng, 0.3, -0.03, Design(alternative="less"), figures, "30 % − 10 %, one side")
    shares(rng, 0.02, 0.002, Design(split=(0.9, 0.1)), figures, "2 % + 10 %, split 90 / 10")
    shares(rng, 0.02, 0.002, Design(split=(0.1, 0.9)), figures, "2 % + 10 %, split 10 / 90")
    shares(rng, 0.04, 0.0032, Design(split=(1, 1, 1)), figures, "3 variants, Bonferroni, 4 % + 8 %")
    holm(rng, 0.04, 0.0032, figures)
    watched(rng, "looks", "5 planned looks, O’Brien-Fleming, 5 % + 10 %", figures)
    watched(rng, "any time", "Any time (20 looks), 5 % + 10 %", figures)

    revenue(rng, figures)
    regulars(rng, figures)
    ratios(rng, figures)
    print(f"Worst: {figures.worst:.1f} points off. {time.monotonic() - begin:.0f} s.")
    return int(figures.worst > WORST)


def _outside(statistic: Floats, bound: Floats | float, design: Design) -> float:
    if design.alternative == "greater":
        return float((statistic > bound).mean())
    if design.alternative == "less":
        return float((statistic < -bound).mean())
    return float((np.abs(statistic) > bound).mean())


def _at_once(n: int) -> int:
    return max(1, BLOCK // n)


def _moments(sums: Floats, n: int) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Means, variances and covariance of values and of what was known before."""
    mean, before = sums[:, 0] / n, sums[:, 1] / n
    spread = (sums[:, 2] - n * mean**2) / (n - 1)
    together = (sums[:, 3] - n * mean * before) / (n - 1)
    return mean, before, spread, together, (sums[:, 4] - n * before**2) / (n - 1)


if __name__ == "__main__":
    sys.exit(main())
