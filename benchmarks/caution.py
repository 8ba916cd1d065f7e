"""What caution costs in time, how good its proof is, and how much SLSQP loses on the same objective.

Run with ``python -m benchmarks.caution``. Instances are those of ``benchmarks.allocation`` with 400 joint posterior
draws: half of the campaigns S-shaped, the others concave. SLSQP climbs the cautious outcome itself with its exact
derivatives where it has some, from the usual start, today's split: once as it is, and once in the form of Rockafellar
and Uryasev (2000) smoothed at the edge of the tail, which is the kinder one to it; the better of both counts.
"""

import time
from functools import partial

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from benchmarks.allocation import Case, make_case, with_draws
from core.allocation import allocate
from core.allocation.caution import Caution, allocate_cautiously, caution_frontier
from core.allocation.constraints import Demand, check_constraints
from core.allocation.joint_draws import JointDraws, cvar, tail_weights
from core.curves import Floats

DRAWS = 400
RUNS = 5
WEIGHTS = 11


def slsqp(joint: JointDraws, case: Case, caution: Caution, start: Floats) -> float:
    """Return the cautious outcome of SLSQP from one start, brought back within limits and budget."""
    tail, weight, budget = caution.tail, caution.weight, case.budget
    even = np.full(joint.draws, 1.0 / joint.draws)
    unit = float(joint.totals(start).mean())

    def value(spend: Floats) -> float:
        totals = joint.totals(spend)
        return (1 - weight) * float(totals.mean()) + weight * cvar(totals, tail)

    def sharp(share: Floats) -> tuple[float, Floats]:
        spend = np.maximum(share, 0) * budget
        weights = (1 - weight) * even + weight * tail_weights(joint.totals(spend), tail)
        return -value(spend) / unit, -joint.marginal(spend, weights) * budget / unit

    def smooth(columns: Floats, width: float) -> tuple[float, Floats]:
        spend, edge = np.maximum(columns[:-1], 0) * budget, float(columns[-1])
        short = (edge - joint.totals(spend) / unit) / width
        bad = expit(short) / (tail * joint.draws)
        lost = float(np.logaddexp(0, short).sum()) * width / (tail * joint.draws)
        mean = float(joint.totals(spend).mean()) / unit
        slope = joint.marginal(spend, (1 - weight) * even + weight * bad) * budget / unit
        return -((1 - weight) * mean + weight * (edge - lost)), -np.r_[slope, weight * (1 - float(bad.sum()))]

    def repaired(share: Floats) -> Floats:
        spend = np.clip(np.nan_to_num(share) * budget, case.lower, case.upper)
        rest = budget - spend.sum()
        room = case.upper - spend if rest > 0 else spend - case.lower
        return np.asarray(spend + rest * room / max(float(room.sum()), 1e-300))

    bounds = np.column_stack([case.lower, case.upper]) / budget
    options = {"maxiter": 300}
    ones = {"type": "eq", "fun": lambda share: share.sum() - 1, "jac": np.ones_like}
    found = minimize(sharp, start / budget, jac=True, method="SLSQP", bounds=bounds, constraints=ones, options=options)
    best = value(repaired(found.x))
    columns = np.r_[start / budget, np.quantile(joint.totals(start), tail) / unit]
    but_edge = {
        "type": "eq",
        "fun": lambda c: c[:-1].sum() - 1,
        "jac": lambda c: np.r_[np.ones(len(c) - 1), 0.0],
    }
    for width in (1e-2, 1e-3):
        found = minimize(
            partial(smooth, width=width),
            columns,
            jac=True,
            method="SLSQP",
            bounds=[*bounds.tolist(), (None, None)],
            constraints=but_edge,
            options=options,
        )
        columns = np.nan_to_num(found.x)
        best = max(best, value(repaired(columns[:-1])))
    return best


def row(count: int, regime: str, weight: float) -> None:
    """Print one row: time and gap of the product, loss of the plan of the expected outcome and of SLSQP."""
    curves, case, caution = with_draws(count, DRAWS), make_case(0, count, regime), Caution(0.1, weight)
    joint = JointDraws(curves)
    times, busy = [], []
    for _ in range(RUNS):
        start, began = time.perf_counter(), time.process_time()
        plan = allocate_cautiously(curves, case.budget, case.lower, case.upper, caution=caution)
        times.append(time.perf_counter() - start)
        busy.append(time.process_time() - began)
    totals = joint.totals(allocate(curves, case.budget, case.lower, case.upper).spend)
    plain = (1 - weight) * float(totals.mean()) + weight * cvar(totals, caution.tail)
    start = time.perf_counter()
    other = slsqp(joint, case, caution, case.today * case.budget / case.today.sum())
    took = time.perf_counter() - start
    print(
        f"{count:9d}  {regime:7s} {weight:6.1f}  {np.median(times):6.2f} {max(times):6.2f} {np.median(busy):6.2f}  "
        f"{plan.gap:8.1e} {plan.solved:11d}  {100 * (1 - plain / plan.objective):13.2f}  "
        f"{100 * (1 - other / plan.objective):9.2f} {took:7.1f}"
    )


def frontier(count: int, regime: str) -> None:
    """Print time and gap of a frontier from the expected to the cautious outcome."""
    curves, case = with_draws(count, DRAWS), make_case(0, count, regime)
    kept = check_constraints([curve.name for curve in curves])
    demand = Demand(case.lower, case.upper, case.budget, case.budget, kept)
    start = time.perf_counter()
    plans = caution_frontier(
        curves,
        np.linspace(0, 1, WEIGHTS).tolist(),
        lambda c: allocate(c, case.budget, case.lower, case.upper),
        demand=demand,
    )
    took = time.perf_counter() - start
    first, last = plans[0], plans[-1]
    print(
        f"{count:9d}  {regime:7s}  {took:6.2f}  {max(plan.gap for plan in plans):9.1e}  "
        f"{100 * (1 - last.expected / first.expected):13.2f}  {100 * (last.cvar / first.cvar - 1):10.2f}"
    )


def main() -> None:
    """Print both tables."""
    print(f"{DRAWS} joint draws, CVaR of the worst 10 %; times in s, of {RUNS} runs; losses in %")
    print("                            time         of processor                        loss of the     SLSQP")
    print("campaigns  regime  weight  median  worst median       gap allocations  expected plan       loss       s")
    for count in (20, 50):
        for regime in ("open", "scarce", "limits"):
            for weight in (0.5, 1.0):
                row(count, regime, weight)
    print(f"\nFrontier of {WEIGHTS} weights; what the most cautious plan gives up and gains, in %")
    print("campaigns  regime       s  worst gap  expected less   CVaR more")
    for count in (20, 50):
        for regime in ("open", "scarce", "limits"):
            frontier(count, regime)


if __name__ == "__main__":
    main()
