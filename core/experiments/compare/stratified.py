"""Post-stratification: variants are compared within groups of alike people, the groups weighed by their size."""

import math
from collections.abc import Sequence
from functools import reduce
from operator import add

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.experiments.compare.difference import RelativeMethod, check_choices, estimated
from core.experiments.compare.effect import Alternative, Effect, check_question
from core.experiments.compare.moments import LARGEST
from core.experiments.compare.stratum import StratumSample, Sums, stratum, sums_of


def compare_stratified(
    strata: Sequence[tuple[StratumSample, StratumSample]],
    *,
    level: float = 0.95,
    alternative: Alternative = "two-sided",
    relative: RelativeMethod = "log",
    random_sizes: bool = True,
) -> Effect:
    """Compare within strata and add the strata, weighted by their share of people (Miratrix, Sekhon, Yu 2013).

    Args:
        strata: Control and variant of each stratum, all of one kind: means, proportions, ratios, or with what was known
            before the test (then regressed on it within each stratum). A stratum with too few people for its own
            spread joins the largest one.
        level: Of the intervals.
        alternative: As in ``compare_means``.
        relative: As in ``compare_means``.
        random_sizes: The sizes of strata are a sample of those of all people to come, as GrowthBook takes it;
            False takes them as given.

    Raises:
        InputError: If there is no stratum, kinds are mixed, sums cannot be, or nobody differs from anybody.
    """
    check_question(level, alternative)
    check_choices(relative)
    if not strata:
        raise InputError("There is no stratum to compare.")
    if len({type(one) for pair in strata for one in pair}) > 1:
        raise InputError("All strata must hold the same kind of sums.")
    given = [(sums_of(old, "the control"), sums_of(new, "the variant")) for old, new in strata]
    old, new = (reduce(add, side) for side in zip(*given, strict=True))
    if old.n < 2 or new.n < 2:
        raise InputError("A variant has fewer than two people over all strata.")
    cells = [stratum(*pair) for pair in _joined(given)]
    sizes = np.array([one.n for one in cells], dtype=float)
    people = float(sizes.sum())
    shares = sizes / people
    levels = np.array([one.levels for one in cells])
    means = shares @ levels
    spread = np.einsum("s,sij->ij", shares, [one.covariances for one in cells]) / people
    if random_sizes:
        spread += levels.T @ (np.diag(shares) - np.outer(shares, shares)) @ levels / people
    base, top, slopes, relative_slopes = _estimate(means)
    variance = float(slopes @ spread @ slopes)
    if not variance > 0:
        raise InputError("Everybody has the same value in both variants, so there is no spread to compare them by.")
    delta = math.nan, math.nan
    if abs(base) * LARGEST > 1:
        delta = (top - base) / abs(base), float(relative_slopes @ spread @ relative_slopes)
    return estimated(
        base,
        top,
        math.sqrt(variance),
        _freedom(old, new),
        delta,
        method="Post-stratification",
        level=level,
        alternative=alternative,
        relative=relative,
        people=(old.n, new.n),
    )


def _joined(pairs: Sequence[tuple[Sums, Sums]]) -> list[tuple[Sums, Sums]]:
    """Return the strata with those that cannot stand alone added to the largest."""
    ordered = sorted(pairs, key=lambda pair: -(pair[0].n + pair[1].n))
    kept = [ordered[0]]
    for old, new in ordered[1:]:
        if _stands(old) and _stands(new) and old.n + new.n > 3 * old.outcomes:
            kept.append((old, new))
        else:
            kept[0] = kept[0][0] + old, kept[0][1] + new
    if min(one.n for one in kept[0]) < 2:
        raise InputError("The largest stratum has fewer than two people in a variant.")
    return kept


def _stands(one: Sums) -> bool:
    return one.n >= 2 and bool(one.totals[1] != 0 if one.outcomes == 2 else True) and _unit_variance(one, 0.0) > 0


def _estimate(means: NDArray[np.float64]) -> tuple[float, float, NDArray[np.float64], NDArray[np.float64]]:
    """Return control, variant, and how the absolute and the relative difference move with each level."""
    if len(means) == 2:
        base, gain = map(float, means)
        relative = np.array([-gain / base**2, 1 / base]) if abs(base) * LARGEST > 1 else np.zeros(2)
        return base, base + gain, np.array([0.0, 1.0]), relative
    up, up_gain, down, down_gain = map(float, means)
    if down == 0 or down + down_gain == 0:
        raise InputError("A denominator sums to zero, so there is no ratio.")
    base, top = up / down, (up + up_gain) / (down + down_gain)
    of_top = np.array([1, 1, -top, -top]) / (down + down_gain)
    of_base = np.array([1, 0, -base, 0]) / down
    relative = of_top / base - top / base**2 * of_base if abs(base) * LARGEST > 1 else np.zeros(4)
    return base, top, of_top - of_base, relative


def _freedom(old: Sums, new: Sums) -> float:
    """Return Welch's degrees of freedom of all people together, adjusted by what was known before."""
    slope = 0.0
    if len(old.totals) > old.outcomes:
        if old.outcomes == 1:
            both = (old + new).covariances
            slope = both[0, 1] / both[1, 1] if both[1, 1] > 0 else 0.0
        else:
            shared, before = (sum(_ratio_terms(one)[i] for one in (old, new)) for i in (1, 2))
            slope = shared / before if before > 0 else 0.0
    left, right = (_unit_variance(one, slope) / one.n for one in (old, new))
    if left + right <= 0:
        return float(old.n + new.n - 2)
    share = left / (left + right)
    return 1 / (share**2 / (old.n - 1) + (1 - share) ** 2 / (new.n - 1))


def _unit_variance(one: Sums, slope: float) -> float:
    if one.outcomes == 2:
        after, shared, before = _ratio_terms(one)
    else:
        matrix = one.covariances
        after, shared, before = matrix[0, 0], matrix[0, -1], matrix[-1, -1]
    return max(float(after - 2 * slope * shared + slope * slope * before), 0.0)


def _ratio_terms(one: Sums) -> tuple[float, float, float]:
    """Return the variance of a ratio, its covariance with the ratio before, and the variance of that."""
    means, matrix = one.means, one.covariances
    after = np.zeros(len(means))
    after[:2] = [1 / means[1], -means[0] / means[1] ** 2]
    before = np.zeros(len(means))
    if len(means) == 4 and means[3] != 0:
        before[2:] = [1 / means[3], -means[2] / means[3] ** 2]
    return float(after @ matrix @ after), float(after @ matrix @ before), float(before @ matrix @ before)
