"""How often the response model's 90 % intervals hold the truth: ``python -m benchmarks.recovery [data sets]``."""

import sys
import time

import numpy as np

from core.response import ResponseModel
from core.simulation import DataGenerator
from tests.core.response.synthetic import draw


def generated(seed):
    dataset = DataGenerator(seed=seed, campaigns=12, customers=50, days=365).generate()
    truth = dataset.truth

    def marginal(x):
        return (truth.predict(x * 1.0005) - truth.predict(x * 0.9995)) / (0.001 * x)

    return dataset.daily_metrics, truth.predict, marginal


def elsewhere(**settings):
    def make(seed):
        known = draw(seed, **settings)
        return known.frame, known.outcome, known.marginal

    return make


WORLDS = {
    "the product's generator": generated,
    "independent noise 25 %": elsewhere(),
    "independent noise 40 %": elsewhere(noise=0.4),
    "noise repeats itself (0.7, half)": elsewhere(repeat=0.7),
    "91 days, 18 campaigns": elsewhere(days=91, campaigns=18),
}


def main(sets):
    print(f"{sets} data sets a world, 12 campaigns x 365 days unless said. Standard error counted by data set.\n")
    print(
        f"{'world':34} {'ROAS':>13} {'error':>6} {'width':>6} {'marginal ROAS':>15} {'error':>6} {'width':>6} {'s':>6}"
    )
    for name, make in WORLDS.items():
        inside, inside_marginal, rows, seconds = [], [], [], []
        for seed in range(sets):
            frame, outcome, marginal = make(seed)
            start = time.perf_counter()
            fit = ResponseModel().fit(frame)
            seconds.append(time.perf_counter() - start)
            x = fit.today
            for table, truth, kept in (
                (fit.roas(), outcome(x) / x, inside),
                (fit.marginal_roas(), marginal(x), inside_marginal),
            ):
                kept.append(((table["lower"] <= truth) & (truth <= table["upper"])).mean())
                rows.append(
                    (kept is inside, np.abs(table["mean"] / truth - 1), (table["upper"] - table["lower"]) / truth)
                )
        figures = []
        for which, kept in ((True, inside), (False, inside_marginal)):
            error = np.median(np.concatenate([e for first, e, _ in rows if first == which]))
            width = np.median(np.concatenate([w for first, _, w in rows if first == which]))
            figures += [f"{np.mean(kept):.3f} ± {np.std(kept) / np.sqrt(sets):.3f}", f"{error:.3f}", f"{width:.3f}"]
        print(
            f"{name:34} {figures[0]:>13} {figures[1]:>6} {figures[2]:>6} {figures[3]:>15} "
            f"{figures[4]:>6} {figures[5]:>6}"
            f" {np.median(seconds):6.2f}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
