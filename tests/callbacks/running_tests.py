"""Generated running tests, kept as a person would keep them: a record, its file of results, what the columns are."""

from typing import Any

import numpy as np
import pandas as pd

from core.experiments.registry.record import TestRecord
from core.workbench import Workbench


def frame(rates: dict[str, float], people: int, days: int = 14, seed: int = 1, **shares: float) -> pd.DataFrame:
    """One row a person: variant, day, whether the person bought."""
    rng = np.random.default_rng(seed)
    names = list(rates)
    weights = np.array([shares.get(name, 1.0) for name in names])
    variant = rng.choice(names, people, p=weights / weights.sum())
    chance = pd.Series(variant).map(rates).to_numpy()
    return pd.DataFrame(
        {
            "variant": variant,
            "day": pd.Timestamp("2026-03-02") + pd.to_timedelta(rng.integers(0, days, people), unit="D"),
            "bought": (rng.random(people) < chance).astype(int),
        }
    )


def keep(bench: Workbench, rows: pd.DataFrame, name: str = "New checkout", **more: Any) -> TestRecord:
    """Keep a running test with a file."""
    file = bench.experiments.files.add(rows.to_csv(index=False).encode(), "results.csv")
    roles = {
        "variant": "variant",
        "control": "A",
        "date": "day",
        "metrics": [{"column": "bought", "kind": "proportion"}],
    }
    design = {"n": 24_000.0, "days": 28, "split": [1, 1], "relative": 0.1, "alpha": 0.05, "watch": "any time"}
    content = {"name": name, "state": "running", "file": file.hash, "roles": roles, "design": design}
    return bench.experiments.book.add(content | more)
