"""How much a local optimizer leaves on the table, and what the proof costs: allocate against scipy's SLSQP.

Run with ``python -m benchmarks.allocation``. Instances are seeded: half of the campaigns S-shaped (slope 1.2 to 6), the
others concave (slope 0.4 to 1), spends of like size. SLSQP gets what it needs to do well: the exact derivatives, spends
as shares of the budget, outcomes as shares of today's.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.optimize import minimize

from core.allocation import Allocation, CurveDraws, HillCurve, allocate, budget_frontier
from core.curves import Curve, Floats

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


def timed(job: Callable[[], Allocation]) -> tuple[Allocation, float]:
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
    for seed in range(INSTANCES):
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


def with_draws(count: int, draws: int) -> list[Curve]:
    """Return posterior draws around the campaigns of the first instance."""
    case = make_case(0, count, "open")
    rng = np.random.default_rng(count)
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


def draws_table(draws: int = 400) -> None:
    """Print times and gaps with posterior draws, and of a frontier of 25 budgets."""
    print(f"\nMean of {draws} posterior draws\ncampaigns  regime      ms (median, worst of 5)  worst gap")
    for count in (12, 200):
        curves = with_draws(count, draws)
        for regime in ("open", "scarce", "limits"):
            case = make_case(0, count, regime)
            answers = [timed(partial(allocate, curves, case.budget, case.lower, case.upper)) for _ in range(5)]
            took = [ms for _, ms in answers]
            print(f"{count:9d}  {regime:7s}  {np.median(took):10.1f} {max(took):10.1f}  {answers[0][0].gap:14.1e}")
    curves, case = with_draws(12, draws), make_case(0, 12, "open")
    times = []
    for _ in range(5):
        start = time.perf_counter()
        plans = budget_frontier(curves, np.linspace(0.3, 2.0, 25) * case.budget)
        times.append(1e3 * (time.perf_counter() - start))
    gap = max(plan.gap for plan in plans)
    print(f"12 campaigns, 25 budgets: {np.median(times):.1f} ms (median of 5), worst gap {gap:.1e}")


def main() -> None:
    """Print all tables."""
    print(f"{INSTANCES} instances a row; loss = outcome missing against allocate, in %; times in ms")
    print("                    allocate                       SLSQP, one start    best of 21 starts   SLSQP")
    print("count  regime     median    worst  worst gap   median   worst   median   worst    ms a start")
    for count in (12, 100, 1000):
        for regime in ("open", "scarce", "limits"):
            against_slsqp(count, regime)
    draws_table()


if __name__ == "__main__":
    main()
