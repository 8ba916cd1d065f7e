"""Whether looking often keeps the error, and what it costs: 2,000 simulated tests with 20 looks a case.

Run: python -m benchmarks.experiments_sequential
"""

import time
from collections.abc import Callable

import numpy as np
from scipy.special import ndtri

from core.experiments.sequential.confidence_sequences import half_width, mixture_scale
from core.experiments.sequential.enough import LEAST_EVENTS, LEAST_PEOPLE
from core.experiments.sequential.group_sequential import group_sequential
from core.experiments.sequential.group_sequential_stop import operate

TESTS, LOOKS = 2_000, 20
Sums = tuple[np.ndarray, np.ndarray, np.ndarray]
"""People, sum and sum of squares by test and look, cumulated."""


def normal(rng: np.random.Generator, people: int, mean: float) -> Sums:
    """People with values of mean 5 and more, and standard deviation 1; the sums of a look are drawn as such."""
    total = (5 + mean) * people + np.sqrt(people) * rng.normal(size=(TESTS, LOOKS))
    spread = rng.chisquare(people - 1, (TESTS, LOOKS)) + total**2 / people
    return cumulated(people, total, spread)


def skewed(rng: np.random.Generator, people: int, mean: float) -> Sums:
    """Log-normal revenue of the few who buy: 10 % of the people, as heavy a tail as an order value has."""
    total, squares = np.zeros((TESTS, LOOKS)), np.zeros((TESTS, LOOKS))
    for look in range(LOOKS):
        values = rng.lognormal(0, 1, (TESTS, people)) * (rng.random((TESTS, people)) < 0.1) * (1 + mean)
        total[:, look], squares[:, look] = values.sum(axis=1), (values * values).sum(axis=1)
    return cumulated(people, total, squares)


def conversions(rate: float) -> Callable[[np.random.Generator, int, float], Sums]:
    """People of whom a share converts; the effect is relative."""

    def draw(rng: np.random.Generator, people: int, effect: float) -> Sums:
        done = rng.binomial(people, rate * (1 + effect), (TESTS, LOOKS)).astype(float)
        return cumulated(people, done, done)

    return draw


def cumulated(people: int, total: np.ndarray, squares: np.ndarray) -> Sums:
    n = np.broadcast_to(people * np.arange(1.0, LOOKS + 1), total.shape)
    return n, np.cumsum(total, axis=1), np.cumsum(squares, axis=1)


def seen(control: Sums, treatment: Sums) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Standardised difference, people of both, and whether the product would decide anything yet."""
    (n, total, squares), (m, other, others) = control, treatment
    variance = (squares / n - (total / n) ** 2) / (n - 1) + (others / m - (other / m) ** 2) / (m - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.nan_to_num((other / m - total / n) / np.sqrt(variance), nan=0.0, posinf=0.0, neginf=0.0)
        events = np.minimum(total**2 / squares, other**2 / others)
    return z, n + m, (np.minimum(n, m) >= LEAST_PEOPLE) & (events >= LEAST_EVENTS)


def first(stops: np.ndarray) -> tuple[float, float]:
    """Share of tests that stopped, and the share of the looks after which a test ended on average."""
    look = np.where(stops.any(axis=1), stops.argmax(axis=1) + 1, LOOKS)
    return float(stops.any(axis=1).mean()), float(look.mean() / LOOKS)


CASES = (
    # name, how people are drawn, control and variant a look, an effect that one look at the end finds in some 80 %
    ("normal, 500 + 500 a look", normal, 500, 500, 0.0396),
    ("normal, 100 + 900 a look", normal, 100, 900, 0.066),
    ("normal, 10 + 10 a look", normal, 10, 10, 0.28),
    ("10 % convert, 500 + 500", conversions(0.1), 500, 500, 0.122),
    ("2 % convert, 1,800 + 200", conversions(0.02), 1_800, 200, 0.36),
    ("1 % convert, 2,000 + 2,000", conversions(0.01), 2_000, 2_000, 0.204),
    ("1 % convert, 3,600 + 400", conversions(0.01), 3_600, 400, 0.36),
    ("skewed revenue, 500 + 500", skewed, 500, 500, 0.215),
    ("skewed revenue, 1,800 + 200", skewed, 1_800, 200, 0.37),
)


def report(rng: np.random.Generator, share: float) -> None:
    """Print one line a case; the effect is a share of the one that the case names."""
    schemes = [group_sequential(LOOKS, spending=kind) for kind in ("obrien-fleming", "pocock")]
    few = group_sequential(4)
    heads = (
        "fixed, each look",
        "always valid",
        "... from the start",
        "O'Brien-Fleming",
        "Pocock type",
        "4 looks, OBF",
        "one look",
    )
    print(f"{'case':<28}" + "".join(f"{one:>19}" for one in heads))
    for name, draw, old, new, effect in CASES:
        z, n, enough = seen(draw(rng, old, 0.0), draw(rng, new, effect * share))
        away = np.abs(z)
        bound = np.asarray(half_width(1.0, n, rho=mixture_scale(float(n[0, -1]))))
        quarter = np.full(LOOKS, np.inf)
        quarter[LOOKS // 4 - 1 :: LOOKS // 4] = few.upper
        rows = [
            first(away > ndtri(0.975)),
            first((away > bound) & enough),
            first(away > bound),
            *(first((away >= np.array(one.upper)) & enough) for one in schemes),
            first((away >= quarter) & enough),
            (float((away[:, -1] > ndtri(0.975)).mean()), 1.0),
        ]
        print(f"{name:<28}" + "".join(f"{100 * stop:11.1f} % ({100 * at:3.0f})" for stop, at in rows))


def main() -> None:
    begin = time.perf_counter()
    print(f"{TESTS:,} tests with {LOOKS} looks: share that stops (and the % of the people seen on average)")
    print(f"Two standard errors of the simulation at 5 %: {200 * np.sqrt(0.05 * 0.95 / TESTS):.1f} points")
    print(f"Nothing stops before {LEAST_PEOPLE} people and {LEAST_EVENTS:g} effective events a variant,")
    print("but the fixed interval and the column “from the start”")
    print("\nNo difference: every stop is a false alarm, 5 % are allowed")
    report(np.random.default_rng(1), 0.0)
    print("\nA difference that one look at the end finds in some 80 % of tests")
    report(np.random.default_rng(2), 1.0)
    print("\nPower of 20 planned looks by the recursion (no simulation), the same people")
    for spending in ("obrien-fleming", "pocock"):
        done = operate(group_sequential(LOOKS, spending=spending), float(ndtri(0.975) + ndtri(0.8)))
        print(f"{spending}: {100 * done.power:.1f} %, {100 * done.expected:.0f} % of the people on average")
    print(f"\n{time.perf_counter() - begin:.1f} s")


if __name__ == "__main__":
    main()
