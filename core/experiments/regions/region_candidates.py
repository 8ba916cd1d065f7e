"""Candidates of test regions: balanced by size, half of them improved until their course is that of the others."""

from typing import Final

import numpy as np

from core.curves import Floats
from core.errors import InputError

SHARES: Final = (0.1, 0.2, 0.3, 0.4, 0.5)
"""Shares of the business that candidates expose."""


def candidate_sets(outcome: Floats, most_share: float, count: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Return sets of test regions: half balanced by size, half whose course is most like that of the others.

    Args:
        outcome: Shape (periods, regions).
        most_share: Largest share of the business.
        count: How many.
        rng: Source of randomness.
    """
    regions = outcome.shape[1]
    size = outcome.sum(axis=0) / outcome.sum()
    order = np.argsort(-size, kind="stable")
    course = outcome / np.maximum(outcome.mean(axis=0), 1e-300)
    found: dict[tuple[int, ...], np.ndarray] = {}
    shares = [one for one in SHARES if one <= most_share + 1e-9] or [most_share]
    for number in range(4 * count):
        if len(found) >= count:
            break
        wanted = shares[number % len(shares)]
        each = max(round(1 / wanted), 2)
        # One region of each group of similar size (stratified assignment; Vaver & Koehler, 2011).
        groups = [order[start : start + each] for start in range(0, regions, each)]
        chosen = np.array([rng.choice(group) for group in groups if len(group) == each or rng.random() < 0.5], int)
        if number % 2:
            chosen = _alike(course, chosen, size, rng)
        while len(chosen) > 1 and size[chosen].sum() > most_share:
            chosen = np.delete(chosen, rng.integers(len(chosen)))
        if 0 < len(chosen) <= regions - 2 and size[chosen].sum() <= most_share:
            found[tuple(sorted(chosen.tolist()))] = np.sort(chosen)
    if not found:
        raise InputError("No choice of regions exposes so little of the business. Allow a larger share.")
    return list(found.values())


def _alike(course: Floats, chosen: np.ndarray, size: Floats, rng: np.random.Generator) -> np.ndarray:
    """Return a set after a few swaps that bring its course nearer to that of the others."""
    every = np.arange(course.shape[1])

    def apart(one: np.ndarray) -> float:
        rest = np.setdiff1d(every, one)
        gap = course[:, one] @ (size[one] / size[one].sum()) - course[:, rest].mean(axis=1)
        return float(gap.std())

    now = apart(chosen)
    for _ in range(12):
        other = chosen.copy()
        other[rng.integers(len(chosen))] = rng.choice(np.setdiff1d(every, chosen))
        if (then := apart(other)) < now:
            chosen, now = other, then
    return chosen
