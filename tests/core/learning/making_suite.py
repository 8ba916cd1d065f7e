"""Tables with a known answer for the tests of the suite, and models that take little time."""

import numpy as np
import pandas as pd

from core.learning import MLModelSuite

QUICK = 1.0


def people(rows: int = 600, seed: int = 1, effect: float = 1.5) -> pd.DataFrame:
    """Return people whose answer depends on age and city; without effect on nothing."""
    rng = np.random.default_rng(seed)
    age, city = rng.normal(45, 12, rows), rng.choice(["Oslo", "Rome", "Kyiv"], rows, p=[0.5, 0.3, 0.2])
    odds = effect * ((age - 45) / 12 + (city == "Rome")) - 0.5
    answer = np.where(rng.random(rows) < 1 / (1 + np.exp(-odds)), "yes", "no")
    noise = rng.normal(size=rows)
    return pd.DataFrame({"age": age, "city": city, "noise": noise, "answer": answer})


def amounts(rows: int = 600, seed: int = 2) -> pd.DataFrame:
    """Return amounts that are a straight line of one column, with noise of three."""
    rng = np.random.default_rng(seed)
    size = rng.uniform(0, 10, rows)
    return pd.DataFrame(
        {"size": size, "noise": rng.normal(size=rows), "amount": 20 + 3 * size + 3 * rng.normal(size=rows)}
    )


def quick(frame: pd.DataFrame, target: str = "answer", positive: str = "yes", **asked: object) -> MLModelSuite:
    """Return a suite that tries one setting a kind."""
    return MLModelSuite.of_frame(frame, target, positive, **{"seconds": QUICK, **asked})
