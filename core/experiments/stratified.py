"""Post-stratification: variants are compared within groups of alike people, the groups weighed by their size."""

import math
from collections.abc import Sequence

import numpy as np

from core.errors import InputError
from core.experiments.difference import RelativeMethod, check_choices, estimated
from core.experiments.effect import Alternative, Effect, check_question
from core.experiments.moments import mean_moments
from core.experiments.samples import MeanSample


def compare_stratified(
    strata: Sequence[tuple[MeanSample, MeanSample]],
    *,
    level: float = 0.95,
    alternative: Alternative = "two-sided",
    relative: RelativeMethod = "log",
    random_sizes: bool = True,
) -> Effect:
    """Compare means within strata and add the strata, weighted by their share of people (Miratrix, Sekhon, Yu 2013).

    Args:
        strata: The control and the variant of each stratum.
        level: Of the intervals.
        alternative: As in ``compare_means``.
        relative: As in ``compare_means``.
        random_sizes: The sizes of strata are a sample of those of all people to come, as GrowthBook takes it;
            False takes them as given.

    Raises:
        InputError: If there is no stratum, or a stratum holds fewer than two people in a variant.
    """
    check_question(level, alternative)
    check_choices(relative)
    if not strata:
        raise InputError("There is no stratum to compare.")
    cells = [
        (mean_moments(a, "the control of a stratum"), mean_moments(b, "the variant of a stratum")) for a, b in strata
    ]
    sizes = np.array([a.n + b.n for a, b in cells], dtype=float)
    people = float(sizes.sum())
    shares = sizes / people
    levels = np.array([[a.mean, b.mean - a.mean] for a, b in cells])
    means = shares @ levels
    spread = np.zeros((2, 2))
    for (old, new), size, share in zip(cells, sizes, shares, strict=True):
        of_old, of_new = old.variance * size / old.n, new.variance * size / new.n
        spread += share * np.array([[of_old, -of_old], [-of_old, of_old + of_new]]) / people
    if random_sizes:
        spread += levels.T @ (np.diag(shares) - np.outer(shares, shares)) @ levels / people
    if spread[1, 1] <= 0:
        raise InputError("Everybody has the same value in both variants, so there is no spread to compare them by.")
    totals = [
        MeanSample(sum(one.n for one in side), sum(one.total for one in side), sum(one.squares for one in side))
        for side in zip(*strata, strict=True)
    ]
    old, new = mean_moments(totals[0], "the control"), mean_moments(totals[1], "the variant")
    left, right = old.variance / old.n, new.variance / new.n
    freedom = (left + right) ** 2 / (left**2 / (old.n - 1) + right**2 / (new.n - 1))
    base, gain = float(means[0]), float(means[1])
    if base:
        slopes = np.array([-gain / base**2, 1 / base])
        delta = gain / abs(base), float(slopes @ spread @ slopes)
    else:
        delta = math.nan, math.nan
    return estimated(
        base,
        base + gain,
        math.sqrt(spread[1, 1]),
        freedom,
        delta,
        method="Post-stratification",
        level=level,
        alternative=alternative,
        relative=relative,
        people=(old.n, new.n),
    )
