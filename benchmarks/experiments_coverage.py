"""How often the intervals of experiments hold the truth: ``python -m benchmarks.experiments_coverage``.

Each case draws tests from a known truth, asks the functions of ``core.experiments`` and counts. Two points around 95 %
are what is promised where the approximations hold; rows that leave it say how few conversions or people that takes.
"""

import math
import sys
import time
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from core.experiments import (
    Effect,
    Interval,
    MeanSample,
    PairedRatioSample,
    PairedSample,
    ProportionSample,
    RatioSample,
    bayes_proportions,
    compare_adjusted,
    compare_adjusted_ratios,
    compare_means,
    compare_proportions,
    compare_quantiles,
    compare_ratios,
    compare_stratified,
)
from core.experiments.compare.difference import symmetric

Case = Callable[[np.random.Generator], dict[str, tuple[Interval, float]]]


def coverage(case: Case, repetitions: int, seed: int = 1) -> dict[str, float]:
    """Return how often each interval of a case held its truth.

    Args:
        case: Draws one test and returns intervals with the truth, by name.
        repetitions: Tests to draw.
        seed: Of the draws.
    """
    rng = np.random.default_rng(seed)
    held: dict[str, int] = {}
    for _ in range(repetitions):
        for name, (interval, truth) in case(rng).items():
            held[name] = held.get(name, 0) + (interval.lower <= truth <= interval.upper)
    return {name: count / repetitions for name, count in held.items()}


def by_delta(found: Effect) -> Interval:
    """Return the relative interval that ``relative="delta"`` gives, without asking again."""
    return symmetric(found.relative, found.relative_error, found.level, "two-sided", found.freedom)


def mean_sample(values: np.ndarray) -> MeanSample:
    """Return the sums of values."""
    return MeanSample(len(values), float(values.sum()), float((values**2).sum()))


def normal_means(rng: np.random.Generator) -> dict[str, tuple[Interval, float]]:
    """Small samples of unequal size and spread."""
    return _means(rng.normal(10, 2, 20), rng.normal(12, 5, 35), 10, 12)


def revenue_means(rng: np.random.Generator) -> dict[str, tuple[Interval, float]]:
    """Revenue a visitor: most bring nothing, the others a lognormal amount."""

    def draw(n: int, rate: float) -> np.ndarray:
        return np.where(rng.random(n) < rate, rng.lognormal(3, 1, n), 0.0)

    mean = math.exp(3.5)
    return _means(draw(5_000, 0.05), draw(5_000, 0.06), 0.05 * mean, 0.06 * mean)


def _means(old: np.ndarray, new: np.ndarray, base: float, top: float) -> dict[str, tuple[Interval, float]]:
    found = compare_means(mean_sample(old), mean_sample(new))
    return {
        "difference": (found.absolute_interval, top - base),
        "relative, log": (found.relative_interval, top / base - 1),
        "relative, delta": (by_delta(found), top / base - 1),
    }


@lru_cache(maxsize=100_000)
def _proportions(x0: int, n0: int, x1: int, n1: int, method: str) -> tuple[Interval, Interval]:
    found = compare_proportions(ProportionSample(n0, x0), ProportionSample(n1, x1), method=method)  # type: ignore[arg-type]
    return found.absolute_interval, found.relative_interval


def proportions(n0: int, p0: float, n1: int, p1: float, *methods: str) -> Case:
    """Return a case of two proportions for some methods."""

    def case(rng: np.random.Generator) -> dict[str, tuple[Interval, float]]:
        x0, x1 = int(rng.binomial(n0, p0)), int(rng.binomial(n1, p1))
        answer = {}
        for method in methods:
            absolute, relative = _proportions(x0, n0, x1, n1, method)
            answer[f"difference, {method}"] = (absolute, p1 - p0)
            answer[f"relative, {method}"] = (relative, p1 / p0 - 1)
        return answer

    return case


def believed_proportions(rng: np.random.Generator) -> dict[str, tuple[Interval, float]]:
    """Beta-binomial where the truth is drawn from the prior: only then an interval promises coverage."""
    p0, p1 = rng.beta(3, 97, 2)
    x0, x1 = (ProportionSample(800, int(rng.binomial(800, p))) for p in (p0, p1))
    found = bayes_proportions(x0, x1, (3, 97))
    return {
        "difference": (found.absolute_interval, p1 - p0),
        "relative": (found.relative_interval, p1 / p0 - 1),
    }


def ratios(rng: np.random.Generator) -> dict[str, tuple[Interval, float]]:
    """Revenue an order, people with one to many orders, whose level and number of orders go together."""

    def draw(n: int, price: float) -> RatioSample:
        level = rng.gamma(2.0, 1.0, n)
        orders = 1 + rng.poisson(level)
        revenue = price * orders * level * rng.lognormal(0, 0.3, n)
        return RatioSample(
            n,
            float(revenue.sum()),
            float((revenue**2).sum()),
            float(orders.sum()),
            float((orders**2).sum()),
            float((revenue * orders).sum()),
        )

    old, new = draw(800, 10), draw(800, 11)
    found = compare_ratios(old, new)
    noise = math.exp(0.3**2 / 2)
    base = 10 * (2 + 6) / 3 * noise  # E[level (1 + level)] = 2 + (2 + 4), E[orders] = 3
    return {
        "difference": (found.absolute_interval, 0.1 * base),
        "relative, log": (found.relative_interval, 0.1),
        "relative, delta": (by_delta(found), 0.1),
    }


def adjusted(rng: np.random.Generator) -> dict[str, tuple[Interval, float]]:
    """CUPED of skewed revenue with a correlation of about 0.8."""

    def draw(n: int, lift: float) -> PairedSample:
        before = rng.gamma(2.0, 5.0, n)
        after = (before * 0.8 + rng.gamma(2.0, 3.0, n)) * lift
        return PairedSample(
            n,
            float(after.sum()),
            float((after**2).sum()),
            float(before.sum()),
            float((before**2).sum()),
            float((after * before).sum()),
        )

    old, new = draw(400, 1.0), draw(500, 1.05)
    found = compare_adjusted(old, new)
    return {
        "difference": (found.absolute_interval, 0.05 * 14),
        "relative, log": (found.relative_interval, 0.05),
        "relative, delta": (by_delta(found), 0.05),
    }


def adjusted_ratios(rng: np.random.Generator) -> dict[str, tuple[Interval, float]]:
    """CUPED of revenue an order by revenue an order before."""

    def draw(n: int, price: float) -> PairedRatioSample:
        level = rng.gamma(4.0, 0.5, n)
        d, e = 1 + rng.poisson(2.0, n), 1 + rng.poisson(2.0, n)
        a, b = price * d * level * rng.lognormal(0, 0.2, n), 10 * e * level * rng.lognormal(0, 0.2, n)
        sums = [a, a * a, d, d * d, a * d, b, b * b, e, e * e, b * e, a * b, d * e, a * e, d * b]
        return PairedRatioSample(n, *(float(one.sum()) for one in sums))

    old, new = draw(400, 10.0), draw(400, 10.5)
    found = compare_adjusted_ratios(old, new)
    base = 10 * 2 * math.exp(0.2**2 / 2)
    return {
        "difference": (found.absolute_interval, 0.05 * base),
        "relative, log": (found.relative_interval, 0.05),
        "relative, delta": (by_delta(found), 0.05),
    }


def quantiles(quantile: float, n: int) -> Case:
    """Return a case of a quantile of lognormal values."""
    from scipy.special import ndtri

    truth = math.exp(float(ndtri(quantile)))

    def case(rng: np.random.Generator) -> dict[str, tuple[Interval, float]]:
        found = compare_quantiles(rng.lognormal(0, 1, n), 1.1 * rng.lognormal(0, 1, n), quantile)
        return {
            "difference": (found.absolute_interval, 0.1 * truth),
            "relative, log": (found.relative_interval, 0.1),
        }

    return case


def stratified(rng: np.random.Generator) -> dict[str, tuple[Interval, float]]:
    """Three groups of people of different level and effect, their sizes by chance."""
    levels, lifts = np.array([5.0, 10.0, 30.0]), np.array([0.2, 0.5, 2.0])
    shares = np.array([0.5, 0.3, 0.2])
    group, variant = rng.choice(3, 1_200, p=shares), rng.random(1_200) < 0.5
    values = levels[group] + lifts[group] * variant + rng.gamma(2.0, 2.0, 1_200) - 4
    strata = [
        (mean_sample(values[(group == one) & ~variant]), mean_sample(values[(group == one) & variant]))
        for one in range(3)
    ]
    found = compare_stratified(strata)
    base, gain = float(shares @ levels), float(shares @ lifts)
    return {"difference": (found.absolute_interval, gain), "relative, log": (found.relative_interval, gain / base)}


CASES: dict[str, Case] = {
    "Means, normal, 20 and 35 people": normal_means,
    "Means, revenue, 5,000 people a variant, 5 % buy": revenue_means,
    "Ratios, 800 people a variant": ratios,
    "CUPED, 400 and 500 people": adjusted,
    "CUPED of ratios, 400 people a variant": adjusted_ratios,
    "Median, 200 people a variant": quantiles(0.5, 200),
    "90th percentile, 500 people a variant": quantiles(0.9, 500),
    "Strata, 1,200 people": stratified,
    "Beta-binomial, truth from the prior": believed_proportions,
}
METHODS = ("score", "newcombe", "wald", "welch")
RATES: dict[str, Case] = {
    "50 and 60 % of 40": proportions(40, 0.5, 40, 0.6, *METHODS),
    "5 and 7 % of 1,000": proportions(1_000, 0.05, 1_000, 0.07, *METHODS),
    "1 and 1.3 % of 1,000": proportions(1_000, 0.01, 1_000, 0.013, *METHODS),
    "0.1 and 0.15 % of 20,000": proportions(20_000, 0.001, 20_000, 0.0015, *METHODS),
    "0.5 and 0.8 % of 1,000": proportions(1_000, 0.005, 1_000, 0.008, *METHODS),
    "2 % of 300, 3 % of 2,700": proportions(300, 0.02, 2_700, 0.03, *METHODS),
}


def main(repetitions: int = 2_000) -> None:
    """Print the coverage of every interval.

    Args:
        repetitions: Tests to draw a case.
    """
    start = time.perf_counter()
    for title, case in CASES.items():
        print(f"{title}: " + ", ".join(f"{name} {share:.1%}" for name, share in coverage(case, repetitions).items()))
    for title, case in RATES.items():
        found = coverage(case, repetitions)
        print(f"Proportions, {title}:")
        for method in METHODS:
            print(f"  {method:20} difference {found[f'difference, {method}']:.1%}", end="")
            print(f"  relative {found[f'relative, {method}']:.1%}")
    print(f"{repetitions:,} tests a case, {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
