"""How often the card sees that spend follows demand, and how often wrongly: ``python -m benchmarks.confounding``."""

import sys

import numpy as np

from core.response import ResponseModel
from tests.core.response.synthetic import draw

WORLDS = {
    "independent spend": {},
    "independent spend, 120 days": {"days": 120},
    "independent spend, noise repeats itself": {"repeat": 0.7},
    "follows slow demand": {"demand": 0.15, "follow": 0.1},
    "follows slow demand, 120 days": {"demand": 0.15, "follow": 0.1, "days": 120},
    "slow demand, spend does not follow": {"demand": 0.15},
}


def main(sets):
    print(f"{sets} data sets a world, 12 campaigns x 365 days unless said; spend follows by 10 % a standard deviation.")
    print(f"{'world':42} {'red':>5} {'bias of marginal ROAS':>22}")
    for name, settings in WORLDS.items():
        red, bias = [], []
        for seed in range(sets):
            known = draw(seed, **settings)
            fit = ResponseModel(draws=200).fit(known.frame)
            red.append(any(c.key == "demand" and c.status == "red" for c in fit.card().checks))
            bias.extend(fit.marginal_roas()["mean"] / known.marginal(fit.today) - 1)
        print(f"{name:42} {np.mean(red):5.2f} {np.median(bias):+22.1%}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
