"""Tuning: which settings are tried, how many fit into the time, and in which words they are said."""

from __future__ import annotations

from typing import Final

import numpy as np

from core.learning.kinds import Kind, Settings
from core.learning.task import TaskData

TUNED: Final[tuple[Kind, ...]] = ("linear", "forest", "boosting", "kmeans")
FOLDS: Final = 3
FIRST_ROWS: Final = 6_000
"""Rows that all settings are tried on first."""
LAST_ROWS: Final = 10_000
"""Rows that the best few are compared on."""
FINALISTS: Final = 2
TRIAL_TREES: Final = 30
_MOST: Final[dict[Kind, int]] = {"linear": 6, "forest": 4, "boosting": 8, "kmeans": 4}
_CELLS_A_SECOND: Final[dict[Kind, float]] = {"linear": 1.5e6, "forest": 2.5e5, "boosting": 3.5e5, "kmeans": 1.5e6}
"""Cells (rows times columns) that one fit works through in a second of one slow core, as measured, halved."""
_LEAST_SECONDS: Final[dict[Kind, float]] = {"linear": 0.05, "forest": 0.25, "boosting": 0.25, "kmeans": 0.1}


def candidates(kind: Kind, data: TaskData, seed: int) -> list[Settings]:
    """Return all settings of a kind that may be tried: the usual ones first, then others in an order by chance."""
    if kind == "linear":
        found: list[Settings] = [{"pull": pull} for pull in (1.0, 0.1, 10.0, 100.0, 1_000.0)]
        if not data.is_class:
            found.append({"pull": 1.0, "sparse": True})
        return found
    if kind == "kmeans":
        return [{"segments": count} for count in (6, 3, 10, 16)]
    rng = np.random.default_rng([seed, len(kind)])
    if kind == "forest":
        usual: Settings = {"leaf": 5, "features": "sqrt" if data.is_class else 0.5}
        rest = [{"leaf": leaf, "features": part} for leaf in (2, 10, 20, 50) for part in ("sqrt", 0.3, 0.6)]
    else:
        usual = {"rate": 0.1, "leaves": 15, "leaf": 20, "pull": 1.0}
        rest = [
            {"rate": rate, "leaves": leaves, "leaf": leaf, "pull": pull}
            for rate in (0.03, 0.06, 0.1, 0.2)
            for leaves in (4, 8, 15, 31)
            for leaf in (10, 20, 60)
            for pull in (0.1, 1.0, 10.0)
        ]
    others = [rest[int(one)] for one in rng.permutation(len(rest))]
    if kind == "boosting" and not data.is_class and data.target.min() >= 0 and data.target.sum() > 0:
        # Counts and ratios spread more where they are larger.
        others.insert(0, usual | {"poisson": True})
    return [usual, *others]


def how_many(kind: Kind, data: TaskData, seconds: float) -> int:
    """Return how many settings of a kind are tried within the seconds for tuning, at least one.

    The count comes from the size of the table, not from the clock: the same question gives the same models on a busy
    machine and on a quiet one.
    """
    rows, columns = min(len(data.target) * 0.6, LAST_ROWS), data.features.shape[1]

    def takes(used: float) -> float:
        return max(_LEAST_SECONDS[kind], used * columns / _CELLS_A_SECOND[kind])

    share = {"linear": 0.15, "forest": 0.35, "boosting": 0.4, "kmeans": 0.1}[kind] * seconds
    left = share - FOLDS * FINALISTS * takes(rows)
    return int(np.clip(left // takes(min(rows, FIRST_ROWS)), 1, _MOST[kind]))


def settings_words(kind: Kind, settings: Settings, is_class: bool) -> str:
    """Return settings in words."""
    if kind == "linear":
        made = "logistic" if is_class else "elastic net" if settings.get("sparse") else "ridge"
        return f"{made}, pull towards zero {settings.get('pull', 1.0):g}"
    if kind == "forest":
        part = settings.get("features")
        columns = "the square root of all" if part == "sqrt" else f"{float(part or 1):.0%} of the"
        return f"at least {settings.get('leaf', 5)} rows a leaf, {columns} columns a split"
    if kind == "boosting":
        words = (
            f"learning rate {settings.get('rate', 0.1):g}, {settings.get('leaves', 15)} leaves of at least "
            f"{settings.get('leaf', 20)} rows, pull towards zero {settings.get('pull', 1.0):g}"
        )
        return words + (", spread grows with the amount" if settings.get("poisson") else "")
    return f"{settings.get('segments', 6)} segments" if kind == "kmeans" else ""
