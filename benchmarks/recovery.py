"""How often the response model's 90 % intervals hold the truth: ``python -m benchmarks.recovery [data sets]``.

Noise of 15 to 40 % a day is drawn anew for each data set, and standard errors are counted by data set: campaigns of one
data set share their season. Side worlds, which show limits rather than targets, get a quarter of the data sets.
"""

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from benchmarks.worlds import sparse, world
from core.response import ResponseModel
from core.simulation import DataGenerator

PROCESSES = 2
RECENT = 28


@dataclass(frozen=True)
class Case:
    """A world: its settings, what is wanted of it, and whether it is a target or shows a limit."""

    title: str
    settings: dict[str, object] = field(default_factory=dict)
    main: bool = True
    wanted: str = ""


GENERATOR = "the product's generator"
CASES = (
    Case(GENERATOR, wanted="0.86 to 0.94"),
    Case("independent noise", {}, wanted="0.86 to 0.94"),
    Case("noise repeats itself (0.7, half)", {"repeat": 0.7}, wanted="0.84 or more"),
    Case("91 days, 18 campaigns", {"days": 91, "campaigns": 18}, False),
    Case("counts, about 3 a day", {"a_day": 3.0}, False, "0.86 to 0.94"),
    Case("slow drift (0.97, 15 %)", {"drift": 0.15}, False),
    Case("steeper than expected (slope 2.5-5)", {"slopes": (2.5, 5.0)}, False),
    Case("spend follows demand (10 %)", {"demand": 0.1, "varied": 0.2}, False, "biased: the card says so"),
    Case("spend never varied", {"varied": 0.0}, False, "width of marginal about 1"),
)


def one(job):
    """Fit one data set; return inside, relative error and relative width by campaign, for both returns, and seconds."""
    case, seed = job
    if case.title == GENERATOR:
        dataset = DataGenerator(seed=seed, campaigns=12, customers=50, days=365).generate()
        truth, frame, name = dataset.truth, dataset.daily_metrics, "revenue"

        def outcome(x):
            return truth.predict(x)

        def marginal(x):
            return (truth.predict(x * 1.0005) - truth.predict(x * 0.9995)) / (0.001 * x)
    else:
        made = world(seed, **case.settings)
        frame, outcome, marginal, name = made.frame, made.outcome, made.marginal, made.name
    start = time.perf_counter()
    fit = ResponseModel().fit(frame, name)
    seconds = time.perf_counter() - start
    x, rows = fit.today, []
    for table, true in ((fit.roas(), outcome(x) / x), (fit.marginal_roas(), marginal(x))):
        lower, mean, upper = (table[k].to_numpy() for k in ("lower", "mean", "upper"))
        rows.append(((lower <= true) & (true <= upper), mean / true - 1, (upper - lower) / mean))
    return rows, seconds


def many(seed):
    """Fit one data set of campaigns that hardly sell; return sums over campaigns of the last days, and the seconds."""
    made = sparse(seed)
    start = time.perf_counter()
    fit = ResponseModel().fit(made.frame, made.name)
    seconds = time.perf_counter() - start
    timeline = fit.timeline
    days = len(timeline.dates)
    brought = timeline.contribution_draws(np.where(np.arange(days) >= days - RECENT, 0, -1))
    total = brought[:, 0].sum(axis=1)
    # The calendar of the fit may begin or end within that of the world: days without any row at either end.
    at = (timeline.dates - np.datetime64("2025-01-01")).days.to_numpy()
    true = made.mean[at[-RECENT:]].sum()
    lower, upper = np.quantile(total, [0.05, 0.95])
    steady = timeline.spend[-RECENT:].mean(axis=0)
    spend = np.maximum(steady, 1e-9)
    ids = [int(i[1:]) for i in fit.campaign_ids]
    scale, half, slope = made.scale[ids], made.half[ids], made.slope[ids]
    plan = (scale * spend**slope / (spend**slope + half**slope)).sum() * RECENT
    return (
        lower <= true <= upper,
        total.mean(),
        true,
        timeline.observed[-RECENT:].sum(),
        fit.predict(steady).mean(axis=0).sum() * RECENT,
        plan,
        seconds,
    )


def share(values):
    """Return a mean and its standard error by data set."""
    values = np.array(values)
    return f"{values.mean():.3f} ± {values.std() / np.sqrt(len(values)):.3f}"


def main(sets):
    print(f"{sets} data sets a world ({max(sets // 4, 1)} where marked *), 12 campaigns x 365 days unless said.\n")
    head = f"{'inside 90 %':>15} {'|error|':>7} {'bias':>6} {'width':>6}"
    print(f"{'':38} {'ROAS':^37} {'marginal ROAS':^37}")
    print(f"{'world':38} {head} {head} {'s':>5}")
    with ProcessPoolExecutor(PROCESSES) as pool:
        for case in CASES:
            count = sets if case.main else max(sets // 4, 1)
            found = list(pool.map(one, [(case, seed) for seed in range(count)]))
            text = ""
            for which in (0, 1):
                inside = [rows[which][0].mean() for rows, _ in found]
                error = np.concatenate([rows[which][1] for rows, _ in found])
                width = np.concatenate([rows[which][2] for rows, _ in found])
                text += f" {share(inside):>15} {np.median(np.abs(error)):7.3f} {np.median(error):+6.3f}"
                text += f" {np.median(width):6.3f}"
            seconds = np.median([s for _, s in found])
            title = case.title + ("" if case.main else " *")
            print(f"{title:38}{text} {seconds:5.2f}" + (f"   wanted: {case.wanted}" if case.wanted else ""), flush=True)
        count = max(sets // 4, 1)
        inside, *sums, seconds = np.array(list(pool.map(many, range(count))), float).T
        expected, true, measured, steady, plan = (column.sum() for column in sums)
        print(f"\n42 campaigns that hardly ever sell, run on some days, without rows on the others ({count} data sets)")
        print(f"last {RECENT} days, all campaigns together: inside the 90 % interval {share(inside)}")
        print(
            f"expected {expected / true - 1:+.3f} against the truth, {expected / measured - 1:+.3f} against what came"
        )
        print(f"the same money spread evenly: {steady / plan - 1:+.3f} against the truth; {np.median(seconds):.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
