"""How often a mix's 90 % intervals hold the truth: ``python -m benchmarks.recovery_mix [mixes a world] [world]``.

A world is named by how its name begins. Bias is the median of errors, off the median of their size.
"""

import sys
import time

import numpy as np

from benchmarks.worlds import NOISE
from core.response import ResponseModel
from tests.core.response.mix_synthetic import draw_mix

TESTED = ((0, 60, 8), (1, 110, 8))
"""Two experiments of eight weeks, measured with a standard error of a tenth."""
FIRST_NOISE_SEED = 5000
WORLDS = {
    "noise 15 to 40 %": {"size": NOISE},
    "normal noise 6 %": {},
    "heavy tails (t, 4 degrees)": {"noise": "heavy"},
    "skewed noise": {"noise": "skewed"},
    "noise repeats itself (0.7, half)": {"memory": 0.7},
    "8 channels": {"channels": 8},
    "2 channels, 104 weeks, noise 10 %": {"channels": 2, "weeks": 104, "size": 0.1},
    "hidden demand": {"channels": 2, "confounded": 0.3},
    "hidden demand, two lift tests": {"channels": 2, "confounded": 0.3, "tested": TESTED},
    "demand of weeks (0.5)": {"channels": 2, "confounded": 0.3, "demand_memory": 0.5},
    "demand of weeks (0.5), two lift tests": {
        "channels": 2, "confounded": 0.3, "demand_memory": 0.5, "tested": TESTED,
    },
    "one of two follows demand": {"channels": 2, "confounded": 0.3, "followers": 1},
    "one of two follows demand, two lift tests": {
        "channels": 2, "confounded": 0.3, "followers": 1, "tested": TESTED,
    },
}  # fmt: skip


def draw(seed, size=0.06, **given):
    if isinstance(size, tuple):
        size = np.random.default_rng(FIRST_NOISE_SEED + seed).uniform(*size)
    return draw_mix(seed, size=size, **given)


def main(sets, only=""):
    print(f"{sets} mixes a world, 156 weeks x 4 channels unless said. Standard error counted by mix.\n")
    head = ("world", "ROAS", "bias", "off", "width", "marginal", "bias", "off", "width", "total", "R-hat", "ESS", "s")
    print("{:42} {:>11} {:>6} {:>5} {:>5} {:>11} {:>6} {:>5} {:>5} {:>6} {:>6} {:>5} {:>5}".format(*head), flush=True)
    for name, given in WORLDS.items():
        if not name.startswith(only):
            continue
        rows = []
        for seed in range(sets):
            known = draw(seed, **given)
            start = time.perf_counter()
            fit = ResponseModel("mix", lift_tests=known.tests).fit(
                known.frame, spend=known.names, controls=["price"], events=["event"]
            )
            rows.append((known, fit, time.perf_counter() - start))
        figures = []
        for quantity in ("roas", "marginal_roas"):
            inside, error, width = [], [], []
            for known, fit, _ in rows:
                x = fit.today
                truth = known.outcome(x) / x if quantity == "roas" else known.marginal(x)
                table = getattr(fit, quantity)()
                inside.append(((table["lower"] <= truth) & (truth <= table["upper"])).mean())
                error.extend(table["mean"] / truth - 1)
                width.extend((table["upper"] - table["lower"]) / truth)
            figures.append(
                f"{np.mean(inside):.2f} ± {np.std(inside) / np.sqrt(len(inside)):.2f}"
                f" {np.median(error):+6.2f} {np.median(np.abs(error)):5.2f} {np.median(width):5.2f}"
            )
        total = []
        for known, fit, _ in rows:
            timeline = fit.timeline
            draws = timeline.contribution_draws(np.zeros(len(timeline.dates), int))[:, 0, -len(known.names) :]
            lower, upper = np.quantile(draws, [0.05, 0.95], axis=0)
            true = known.brought.sum(axis=0)
            total.extend((lower <= true) & (true <= upper))
        r_hat = max(fit.computation.r_hat for _, fit, _ in rows)
        effective = min(fit.computation.effective for _, fit, _ in rows)
        seconds = np.median([s for *_, s in rows])
        print(
            f"{name:42} {figures[0]:>30} {figures[1]:>30} {np.mean(total):6.2f} {r_hat:6.3f} {effective:5.0f}"
            f" {seconds:5.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40, *sys.argv[2:])
