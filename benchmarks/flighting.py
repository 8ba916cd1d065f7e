"""What a plan by week is worth, and what it costs: flight against the best even plan and against scipy's SLSQP.

Run with ``python -m benchmarks.flighting``. Instances are seeded: 20 campaigns, 13 weeks, 200 posterior draws, half of
the campaigns S-shaped, geometric carry-over that differs by draw, a season of its own for each campaign, spend before
the horizon in the pipe, and what comes after the end counts. SLSQP gets the exact derivatives, spends as shares of a
week's money, and the even split as its start.
"""

import time
from typing import Any

import numpy as np
from scipy.optimize import minimize

from core.allocation import CurveDraws, Flighting, WeeklyResponse, flight
from core.allocation.flighting import derivatives_of
from core.allocation.weekly_response import CarriedCurve
from core.curves import Floats
from core.response.threads import one_blas_thread

CAMPAIGNS, WEEKS, DRAWS = 20, 13, 200
INSTANCES = 5
STEPS = 200
"""Most iterations of SLSQP."""


def make_case(seed: int, draws: int = DRAWS) -> tuple[list[WeeklyResponse], float]:
    """Return the campaigns of a seeded instance, and money for the horizon: 40 % of the half-saturations."""
    rng = np.random.default_rng([seed, CAMPAIGNS, WEEKS])
    responses = []
    for c in range(CAMPAIGNS):
        half = rng.lognormal(6, 1)
        slope = rng.uniform(1.3, 3.5) if c % 2 else rng.uniform(0.5, 1.0)
        curve = CurveDraws(
            f"c{c}",
            half * rng.lognormal(0.5, 0.7) * rng.lognormal(0, 0.3, draws),
            half * rng.lognormal(0, 0.3, draws),
            slope * rng.lognormal(0, 0.15, draws),
        )
        decay = np.clip(rng.uniform(0.1, 0.85) + 0.05 * rng.normal(size=draws), 0.02, 0.93)
        weights = decay[:, None] ** np.arange(56)
        season = 1 + 0.4 * rng.random() * np.sin(2 * np.pi * np.arange(WEEKS) / WEEKS + rng.uniform(0, 6))
        before = np.full(56, half * rng.uniform(0.2, 1.0))
        responses.append(WeeklyResponse(curve, weights / weights.sum(axis=1, keepdims=True), season, before))
    return responses, float(sum(one.curve.half_saturation.mean() for one in responses) * 0.4 * 7 * WEEKS)


def slsqp(responses: list[WeeklyResponse], total: float, by_week: bool) -> tuple[float, float]:
    """Return the outcome of SLSQP from the even split, and the seconds of processor time that it took."""
    outcome = derivatives_of([CarriedCurve(one, WEEKS, True) for one in responses])
    week = total / WEEKS
    start = np.full((CAMPAIGNS, WEEKS), week / CAMPAIGNS)
    unit = outcome(start)[0]

    def minus(shares: Floats) -> tuple[float, Floats]:
        value, gradient, _ = outcome(shares.reshape(start.shape) * week)
        return -value / unit, -gradient.ravel() * (week / unit)

    sums = np.tile(np.eye(WEEKS), CAMPAIGNS) if by_week else np.ones((1, start.size))
    totals = np.ones(WEEKS) if by_week else np.array([float(WEEKS)])
    begin = time.process_time()
    with one_blas_thread():
        found = minimize(
            minus,
            start.ravel() / week,
            jac=True,
            method="SLSQP",
            bounds=[(0.0, None)] * start.size,
            constraints={"type": "eq", "fun": lambda x: sums @ x - totals, "jac": lambda _: sums},
            options={"maxiter": STEPS, "ftol": 1e-9},
        )
        took = time.process_time() - begin
        spend = np.maximum(np.nan_to_num(found.x), 0.0).reshape(start.shape)
        spend *= 1.0 / spend.sum(axis=0) if by_week else WEEKS / spend.sum()
        return outcome(spend * week)[0], took


def timed(responses: list[WeeklyResponse], asked: dict[str, Any], **more: Any) -> tuple[Flighting, float]:
    """Return a plan and the seconds of processor time that it took."""
    begin = time.process_time()
    plan = flight(responses, WEEKS, after_end=True, **asked, **more)
    return plan, time.process_time() - begin


def main() -> None:
    """Print all tables."""
    print(f"{CAMPAIGNS} campaigns x {WEEKS} weeks, {DRAWS} draws, {INSTANCES} instances a row, medians (worst)")
    print("Times are processor time.")
    print("asked                        seconds       gain over even plan   gap           loss of SLSQP    its seconds")
    rows = {
        "total": {},
        "total, change 20 %": {"most_change": 0.2},
        "weekly totals": {},
        "weekly totals, change 20 %": {"most_change": 0.2},
    }
    for name, limits in rows.items():
        by_week = name.startswith("weekly")
        took, gains, gaps, losses, theirs = [], [], [], [], []
        for seed in range(INSTANCES):
            responses, total = make_case(seed)
            asked = {"weekly_totals": np.full(WEEKS, total / WEEKS)} if by_week else {"total": total}
            plan, seconds = timed(responses, asked | limits)
            took.append(seconds)
            gaps.append(100 * plan.gap)
            if plan.constant is not None:
                gains.append(100 * (plan.outcome / plan.constant - 1))
            # With 500 limits on change SLSQP takes many minutes.
            if not limits:
                value, seconds = slsqp(responses, total, by_week)
                losses.append(100 * (1 - value / plan.outcome))
                theirs.append(seconds)
        row = f"{name:27s}  {np.median(took):4.1f} ({max(took):4.1f})   {np.median(gains):5.2f} % ({min(gains):5.2f} %)"
        row += f"    {np.median(gaps):.2f} % ({max(gaps):.2f} %)"
        if losses:
            row += f"  {np.median(losses):.2f} % ({max(losses):.2f} %)  {np.median(theirs):.1f} ({max(theirs):.1f})"
        print(row, flush=True)
    changes = []
    for seed in range(INSTANCES):
        responses, total = make_case(seed)
        thinned, _ = timed(responses, {"total": total})
        full, _ = timed(responses, {"total": total}, search_draws=None)
        changes.append(full.outcome / thinned.outcome - 1)
    print(f"Search on all draws instead of 24, total: outcome {min(changes):+.1e} to {max(changes):+.1e}")
    responses, total = make_case(0, 400)
    _, seconds = timed(responses, {"total": total})
    print(f"400 draws, total: {seconds:.1f} s")


if __name__ == "__main__":
    main()
