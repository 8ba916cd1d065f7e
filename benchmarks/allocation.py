"""How much a local optimizer leaves on the table, and what the proof costs: allocate against scipy's SLSQP.

Run with ``python -m benchmarks.allocation``. Instances are seeded: half of the campaigns S-shaped (slope 1.2 to 6), the
others concave (slope 0.4 to 1), spends of like size. SLSQP gets what it needs to do well: the exact derivatives, spends
as shares of the budget, outcomes as shares of today's.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import numpy as np
from scipy.optimize import minimize

from core.allocation import (
    BestReturn,
    CurveDraws,
    Group,
    HillCurve,
    LeastSpend,
    MostProfit,
    MostSpend,
    allocate,
    budget_frontier,
)
from core.curves import Curve, Floats

T = TypeVar("T")

INSTANCES = 10
STARTS = 20
SLOW = 60.0
"""Seconds after which the starts of SLSQP that are still to come are left out."""


@dataclass(frozen=True)
class Case:
    """One instance: known curves, today's spend, a budget and limits."""

    parameters: Floats
    today: Floats
    budget: float
    lower: Floats
    upper: Floats

    @property
    def target(self) -> float:
        """What today's spend brings."""
        return float(self.value(self.today)[0].sum())

    @property
    def curves(self) -> list[Curve]:
        """The curves as the optimizer takes them."""
        return [HillCurve(*p, name=f"c{i}") for i, p in enumerate(self.parameters.T.tolist())]

    def value(self, spend: Floats) -> tuple[Floats, Floats]:
        """Outcome and derivative by campaign."""
        scale, half, slope = self.parameters
        x = np.maximum(spend, 1e-12 * half)
        share = 1.0 / (1.0 + (half / x) ** slope)
        return scale * share, scale * slope / x * share * (1.0 - share)


def make_case(seed: int, count: int, regime: str) -> Case:
    """Return a seeded instance: open (today's budget, no limits), scarce (40 % of it) or limits of +/- 30 %."""
    rng = np.random.default_rng([seed, count])
    half = rng.lognormal(8, 1, count)
    bent = rng.permutation(count) < count // 2
    slope = np.where(bent, rng.uniform(1.2, 6, count), rng.uniform(0.4, 1, count))
    parameters = np.array([half * rng.lognormal(1, 0.7, count), half, slope])
    today = half * rng.uniform(0.3, 1.5, count)
    total = float(today.sum())
    if regime == "limits":
        return Case(parameters, today, total, 0.7 * today, 1.3 * today)
    budget = 0.4 * total if regime == "scarce" else total
    return Case(parameters, today, budget, np.zeros(count), np.full(count, budget))


def slsqp(case: Case, start: Floats) -> float:
    """Return the outcome of SLSQP from one start, brought back within limits and budget."""
    unit = float(case.value(case.today)[0].sum())
    found = minimize(
        lambda share: -float(case.value(share * case.budget)[0].sum()) / unit,
        start / case.budget,
        jac=lambda share: -case.value(share * case.budget)[1] * case.budget / unit,
        method="SLSQP",
        bounds=np.column_stack([case.lower, case.upper]) / case.budget,
        constraints={"type": "eq", "fun": lambda share: share.sum() - 1, "jac": np.ones_like},
        options={"maxiter": 500},
    )
    spend = np.clip(np.nan_to_num(found.x) * case.budget, case.lower, case.upper)
    rest = case.budget - spend.sum()
    room = case.upper - spend if rest > 0 else spend - case.lower
    return float(case.value(spend + rest * room / max(room.sum(), 1e-300))[0].sum())


def random_start(rng: np.random.Generator, case: Case) -> Floats:
    """Return a random split: limits first, the rest at random, in proportion to the room."""
    share = rng.exponential(size=len(case.today)) * (case.upper - case.lower)
    low, high = 0.0, 1e6
    for _ in range(80):
        middle = 0.5 * (low + high)
        spent = np.minimum(case.lower + middle * share / share.sum() * case.budget, case.upper).sum()
        low, high = (middle, high) if spent < case.budget else (low, middle)
    return np.minimum(case.lower + high * share / share.sum() * case.budget, case.upper)


def timed(job: Callable[[], T]) -> tuple[T, float]:
    """Return an answer and the milliseconds that it took."""
    start = time.perf_counter()
    answer = job()
    return answer, 1e3 * (time.perf_counter() - start)


def against_slsqp(count: int, regime: str) -> None:
    """Print one row of the comparison."""
    own, gaps, once, many, times = [], [], [], [], []
    rng = np.random.default_rng(0)
    skipped = "SLSQP skipped: its work grows with the cube of the campaigns" if count > 100 else ""
    begun = time.perf_counter()
    for seed in range(INSTANCES if count < 10_000 else 3):
        case = make_case(seed, count, regime)
        plan, took = timed(partial(allocate, case.curves, case.budget, case.lower, case.upper))
        own.append(took)
        gaps.append(plan.gap)
        if skipped:
            continue
        if time.perf_counter() - begun > SLOW:
            skipped = f"SLSQP ended after {len(once)} instances: {SLOW:.0f} s were over"
            continue
        start = time.perf_counter()
        outcomes = [slsqp(case, case.today * case.budget / case.today.sum())]
        times.append(1e3 * (time.perf_counter() - start))
        outcomes += [slsqp(case, random_start(rng, case)) for _ in range(STARTS)]
        once.append(100 * (1 - outcomes[0] / plan.outcome))
        many.append(100 * (1 - max(outcomes) / plan.outcome))
    row = f"{count:5d}  {regime:7s}  {np.median(own):8.1f} {max(own):8.1f}  {max(gaps):9.1e}"
    if once:
        row += f"  {np.median(once):7.3f} {max(once):7.3f}  {np.median(many):7.3f} {max(many):7.3f}"
        row += f"  {np.median(times):8.1f}"
    print(f"{row}  {skipped}")


def with_draws(count: int, draws: int, seed: int = 0) -> list[Curve]:
    """Return posterior draws around the campaigns of an instance."""
    case = make_case(seed, count, "open")
    rng = np.random.default_rng([count, seed] if seed else count)
    curves: Sequence[Curve] = case.curves
    return [
        CurveDraws(
            c.name,
            c.parameters[0] * rng.lognormal(0, 0.3, draws),
            c.parameters[1] * rng.lognormal(0, 0.4, draws),
            c.parameters[2] * rng.lognormal(0, 0.2, draws),
        )
        for c in curves
    ]


def groups_of(case: Case) -> list[Group]:
    """Return two groups apart and one around both, which bind in most instances."""
    count = len(case.today)
    first, second = tuple(range(count // 3)), tuple(range(count // 3, count // 2))

    def part(members: tuple[int, ...], share: float, side: float) -> float:
        low, high = case.lower[list(members)].sum(), np.minimum(case.upper[list(members)], case.budget).sum()
        even = float(case.budget * len(members) / count)
        return float(np.clip(share * even, low + side * (high - low), high))

    return [
        Group("A", first, upper=part(first, 0.6, 0.2)),
        Group("B", second, lower=min(part(second, 1.2, 0.1), 0.3 * case.budget)),
        Group("A and B", first + second, upper=0.9 * case.budget),
    ]


def draws_table(draws: int = 400) -> None:
    """Print times and gaps with posterior draws, without and with groups."""
    print(f"\nMean of {draws} posterior draws, {INSTANCES} instances a row")
    print("                    alone                          three groups, nested")
    print("count  regime     median    worst  worst gap   median    worst  worst gap   ms")
    for count in (12, 50, 200):
        for regime in ("open", "scarce", "limits"):
            alone, grouped, gaps = [], [], []
            for seed in range(INSTANCES if count < 200 else 3):
                curves, case = with_draws(count, draws, seed), make_case(seed, count, regime)
                asked = (curves, case.budget, case.lower, case.upper)
                plan, took = timed(partial(allocate, *asked))
                alone.append(took)
                kept, took = timed(partial(allocate, *asked, groups=groups_of(case)))
                grouped.append(took)
                gaps.append((plan.gap, kept.gap))
            worst = np.max(gaps, axis=0)
            print(
                f"{count:5d}  {regime:7s}  {np.median(alone):8.1f} {max(alone):8.1f}  {worst[0]:9.1e}"
                f"  {np.median(grouped):8.1f} {max(grouped):8.1f}  {worst[1]:9.1e}"
            )


def rules_table() -> None:
    """Print times and gaps of "nothing or at least", "at most so many" and the goals, 50 campaigns with 400 draws."""
    print("\n50 campaigns, 400 draws, today's budget, 5 instances: ms (median, worst) and worst gap")
    count = 50
    for what, asked in (
        ("nothing or at least 1 %", lambda c: {"budget": c.budget, "at_least": 0.01 * c.budget}),
        ("at most 20 that run", lambda c: {"budget": c.budget, "most_active": 20}),
        ("both, and groups", lambda c: rules(c, groups_of(c))),
        ("most profit", lambda c: {"budget": 2 * c.budget, "goal": MostProfit(0.5)}),
        ("best return of half", lambda c: {"budget": c.budget, "goal": BestReturn(0.5 * c.budget)}),
        ("least spend for a target", lambda c: {"budget": 2 * c.budget, "goal": LeastSpend(c.target)}),
        ("most spend at a return", lambda c: {"budget": 5 * c.budget, "goal": MostSpend(0.8 * c.target / c.budget)}),
    ):
        took, gaps = [], []
        for seed in range(5):
            case = make_case(seed, count, "open")
            plan, ms = timed(partial(allocate, with_draws(count, 400, seed), **asked(case)))
            took.append(ms)
            gaps.append(plan.gap)
        print(f"{what:26s} {np.median(took):8.1f} {max(took):8.1f}  {max(gaps):9.1e}")


def rules(case: Case, groups: list[Group]) -> dict[str, Any]:
    """Return all rules at once."""
    return {"budget": case.budget, "at_least": 0.01 * case.budget, "most_active": 25, "groups": groups}


def sweep_table() -> None:
    """Print what 50 budgets at once cost, in single solves of the same curves side by side."""
    print("\n50 budgets from 30 % to 200 % of today's at once, beside single solves at today's (5 instances)")
    print("count  draws  sweep ms  single ms  in solves (median, worst)  worst gap")
    for count, draws in ((20, 1), (100, 1), (1000, 1), (12, 400), (50, 400)):
        sweeps, singles, gaps = [], [], []
        for seed in range(5):
            case = make_case(seed, count, "open")
            curves = with_draws(count, draws, seed) if draws > 1 else case.curves
            budgets = np.linspace(0.3, 2.0, 50) * case.budget
            singles.append(np.median([timed(partial(allocate, curves, case.budget))[1] for _ in range(3)]))
            best, took = timed(partial(budget_frontier, curves, budgets))
            sweeps.append(took)
            gaps.append(best.gap.max())
        cost = np.array(sweeps) / np.array(singles)
        print(
            f"{count:5d}  {draws:5d}  {np.median(sweeps):8.1f}  {np.median(singles):9.1f}"
            f"  {np.median(cost):9.1f} {max(cost):9.1f}        {max(gaps):9.1e}"
        )


def main() -> None:
    """Print all tables."""
    print(f"{INSTANCES} instances a row (3 of 10,000); loss = outcome missing against allocate, in %; times in ms")
    print("                    allocate                       SLSQP, one start    best of 21 starts   SLSQP")
    print("count  regime     median    worst  worst gap   median   worst   median   worst    ms a start")
    for count in (20, 100, 1000, 10_000):
        for regime in ("open", "scarce", "limits"):
            against_slsqp(count, regime)
    draws_table()
    rules_table()
    sweep_table()


if __name__ == "__main__":
    main()
